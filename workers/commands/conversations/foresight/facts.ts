// What the core is told of a salon to see what will become a ticket, and what each of its rows stands for.

import type { SalonDocument } from "../../../../shared/contracts/salon.ts";
import { instantsOf } from "../../../engine/clock.ts";
import { type Facts, Fate, MOST_ROWS, type PartFact, type VisitFact } from "../../../engine/routing/foresee.ts";
import { engine } from "../../../engine/shipped.ts";
import {
  askBegun,
  askComing,
  askDocumentNow,
  askFailedPayments,
  askOffered,
  askWords,
  type BegunRow,
  type ComingRow,
  type FailedRow,
  type OfferedRow,
  type WordRow,
} from "../../../store/conversations/foresight/facts.ts";
import { askStumbles, type StumbleRow } from "../../../store/conversations/foresight/stumbles.ts";
import { read } from "../../../store/database.ts";
import type { PlacedPhase, StoredWish } from "../../../store/holds.ts";
import { MINUTES_PER_DAY, parseWallTime } from "../../../time.ts";

/** Minutes: what began lately says how late it is; what is further ahead than a reminder may go is looked at again. */
const BACK = 12 * 60;
const AHEAD = 8 * MINUTES_PER_DAY;
/** Minutes for which it matters that somebody failed. */
const STUMBLED = 4 * 60;

/** The facts, and of each row what it stands for. */
export interface Seen {
  facts: Facts;
  document: SalonDocument;
  visits: ComingRow[];
  /** Of Stuck. */
  stuck: { client: string | null; conversation: string | null }[];
  steps: string[];
  offers: OfferedRow[];
  payments: FailedRow[];
}

/** Null for a salon that stands still. */
export async function seen(db: D1Database, salon: string, now: number): Promise<Seen | null> {
  const [[stored], visits, stumbles, offers, begun, payments] = await read<
    [{ document: string; updated_at: number }, ComingRow, StumbleRow, OfferedRow, BegunRow, FailedRow]
  >(db, [
    askDocumentNow(db, salon),
    askComing(db, salon, { from: now - BACK, to: now + AHEAD, limit: MOST_ROWS / 4 }, "serve"),
    askStumbles(db, salon, now - STUMBLED, MOST_ROWS),
    askOffered(db, salon, now, "wait"),
    askBegun(db, salon, now - BACK, "serve"),
    askFailedPayments(db, salon, now - MINUTES_PER_DAY),
  ]);
  if (stored === undefined) return null;
  const ids = JSON.stringify(visits.map(({ booking_id }) => booking_id));
  const [words] = await read<[WordRow]>(db, [askWords(db, salon, ids, now)]);
  const document = JSON.parse(stored.document) as SalonDocument;
  return {
    ...factsOf(document, stored.updated_at, { visits, words, stumbles, offers, begun, payments }, now),
    document,
  };
}

interface Rows {
  visits: ComingRow[];
  words: WordRow[];
  stumbles: StumbleRow[];
  offers: OfferedRow[];
  begun: BegunRow[];
  payments: FailedRow[];
}

function factsOf(document: SalonDocument, since: number, rows: Rows, now: number): Omit<Seen, "document"> {
  const { visits, words, stumbles, offers, payments } = rows;
  const clients = numbering(visits.map(({ client_id: client }) => client));
  const place = new Map(visits.map(({ booking_id: id }, i) => [id, i]));
  const people = new Map(document.staff.map(({ id }, i) => [id, i]));
  const who = stumbles.map(({ client_id: client, conversation_id: talk }) => talk ?? client ?? "");
  const stumbling = numbering(who);
  const steps = numbering(stumbles.map(({ step }) => step));
  const parts = visits.flatMap((visit, i) => partsOf(document, people, visit, i)).slice(0, MOST_ROWS);
  const facts: Facts = {
    now,
    backup: document.backup_power === true,
    visits: visits.map((visit) => visitOf(document, people, visit, clients.get(visit.client_id) ?? 0, since)),
    parts,
    letters: words
      .slice(0, MOST_ROWS)
      .map((word) => ({ visit: place.get(word.about) ?? 0, at: word.at, fate: fateOf(word) })),
    outages: spansOf(document, document.outages ?? []).map((span) => ({ ...span, since })),
    absences: document.staff.flatMap(({ time_off: off = [] }, person) =>
      spansOf(document, off)
        .filter(({ end }) => end > now)
        .map((span) => ({ person, ...span, since })),
    ),
    begun: begunOf(people, rows.begun),
    failures: stumbles.map(({ step, at, passed }, i) => ({
      client: stumbling.get(who[i] ?? "") ?? 0,
      step: steps.get(step) ?? 0,
      at,
      passed: passed === 1,
    })),
    payments: payments.map(({ at, tries, paid }, client) => ({ client, at, tries, paid: paid === 1 })),
    offers: offers.map((offer) => ({
      client: 0,
      made: offer.made_at,
      expires: offer.expires_at,
      fate: fateOf(offer),
    })),
  };
  const first = new Map(stumbles.map((row, i) => [who[i] ?? "", row]));
  const stuck = [...stumbling.keys()].map((key) => ({
    client: first.get(key)?.client_id ?? null,
    conversation: first.get(key)?.conversation_id ?? null,
  }));
  return { facts: bounded(facts), visits, stuck, steps: [...steps.keys()], offers, payments };
}

/** By the person who does the visit, or begins it. */
function begunOf(people: Map<string, number>, rows: readonly BegunRow[]): Facts["begun"] {
  return rows.flatMap(({ start_at: planned, placed, began }) => {
    const first = (JSON.parse(placed) as PlacedPhase[]).find(({ unit }) => people.has(unit))?.unit;
    const person = first === undefined ? undefined : people.get(first);
    return person === undefined ? [] : [{ person, planned, began }];
  });
}

/** In the order in which they first come. */
function numbering(ids: readonly string[]): Map<string, number> {
  return new Map([...new Set(ids)].map((id, i) => [id, i]));
}

function bounded(facts: Facts): Facts {
  const { outages, absences, failures, offers } = facts;
  return {
    ...facts,
    outages: outages.filter(({ end }) => end > facts.now).slice(0, MOST_ROWS),
    absences: absences.slice(0, MOST_ROWS),
    failures: failures.slice(0, MOST_ROWS),
    offers: offers.slice(0, MOST_ROWS),
  };
}

function visitOf(
  document: SalonDocument,
  people: Map<string, number>,
  visit: ComingRow,
  client: number,
  since: number,
): VisitFact {
  const wished = JSON.parse(visit.services) as StoredWish[];
  const gone = wished.some(({ id }) => !document.services.some((service) => service.id === id));
  const placed = JSON.parse(visit.placed) as PlacedPhase[];
  const first = placed.find(({ unit }) => people.has(unit))?.unit;
  return {
    start: visit.start_at,
    end: visit.end_at,
    booked: visit.created_at,
    client,
    person: first === undefined ? null : (people.get(first) ?? null),
    goneSince: gone ? since : 0,
    confirmed: visit.confirmed === 1,
    gone,
    reachable: visit.reachable === 1,
  };
}

function partsOf(document: SalonDocument, people: Map<string, number>, visit: ComingRow, i: number): PartFact[] {
  return (JSON.parse(visit.placed) as PlacedPhase[]).map(({ service, phase, unit, start, end }) => ({
    visit: i,
    person: people.get(unit) ?? null,
    start,
    end,
    power: document.services.find(({ id }) => id === service)?.phases[phase]?.needs_power === true,
  }));
}

function spansOf(
  { timezone }: SalonDocument,
  spans: readonly { from: string; to: string }[],
): { start: number; end: number }[] {
  const walls = spans.flatMap(({ from, to }) => [parseWallTime(from) ?? 0, parseWallTime(to) ?? 0]);
  const instants = walls.length === 0 ? [] : instantsOf(timezone, walls, engine);
  return spans
    .map((_, i) => ({ start: instants[2 * i] ?? 0, end: instants[2 * i + 1] ?? 0 }))
    .filter(({ start, end }) => end > start);
}

/** Numbers of wire::Delivery: 9 failed, 3 and more arrived. */
export function fateOf({ delivery, delivered_at, available_at, failure, attempts }: Omit<WordRow, "about">): Fate {
  if (delivery === 9) return Fate.Lost;
  if (delivery !== null) return delivery >= 3 ? Fate.Arrived : Fate.Waiting;
  // Settled without being sent: nothing was owed any more.
  if (delivered_at !== null) return failure === null ? Fate.Arrived : Fate.Owed;
  if (available_at === null) return Fate.Lost;
  return attempts > 0 && failure !== null ? Fate.Retrying : Fate.Owed;
}
