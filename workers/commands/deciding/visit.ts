// A visit at a start: what the engine makes of the facts, and what is then stored. Hold, book, move, offers and the list
// of starts all decide here.

import { type AvailabilityQuery, type AvailabilityResult, availability, Reason } from "../../engine/availability.ts";
import { engine } from "../../engine/shipped.ts";
import type { Start } from "../../engine/starts.ts";
import { type Problem, problem } from "../../problem.ts";
import { mustHaveChanged, read } from "../../store/database.ts";
import { deleteHold, type Hold, type PlacedPhase, type Visit } from "../../store/holds.ts";
import {
  type BusyRow,
  classVisit,
  type ImportedRow,
  insertSegments,
  mustBeOpened,
  type OwnVisits,
  releaseSegments,
  type StoredSegment,
  settleClass,
} from "../../store/segments.ts";
import type { Salon } from "../../store/snapshots.ts";
import { rfc3339 } from "../../time.ts";
import type { Alternative } from "../command.ts";
import { askFacts, type Facts, localDate, triples, windowOf } from "./facts.ts";
import type { Wished } from "./wished.ts";

const ALTERNATIVES = 5;
/** Days on either side of a refused start in which alternatives are looked for. */
const ALTERNATIVE_DAYS = 3;

type Question = Pick<AvailabilityQuery, "from" | "to"> &
  Partial<Pick<AvailabilityQuery, "onlyStart" | "firstOnly" | "detail" | "waived">>;

export function ask(salon: Salon, wished: Wished, facts: Facts, now: number, question: Question): AvailabilityResult {
  const { party, wishes } = wished;
  const busy = triples(salon, facts.busy);
  const imported = triples(salon, facts.imported);
  return availability({ ...question, calendar: salon.calendar, now, party, wishes, busy, imported }, engine);
}

/**
 * A visit with its units chosen. `shared` are the segments that a session's first seat brings; `shares` says whether
 * sessions of that class have any.
 */
export interface Decided {
  visit: Visit;
  segments: StoredSegment[];
  shared: StoredSegment[];
  shares: boolean;
}

/** The best assignment of the start, or why there is none. `waived`: rules that the team set aside. */
export function decide(
  salon: Salon,
  wished: Wished,
  start: number,
  facts: Facts,
  now: number,
  waived = 0,
): Decided | Problem {
  const date = localDate(salon, start);
  const question = { from: date, to: date, onlyStart: start, waived };
  const found = ask(salon, wished, facts, now, { ...question, detail: "placement" }).starts.first;
  if (found !== null) return decided(salon, wished, found);
  const [reject] = ask(salon, wished, facts, now, { ...question, detail: "explain" }).rejects;
  return notBookable(reject?.reason);
}

export function decided(salon: Salon, wished: Wished, found: Start): Decided {
  const name = (unit: number): string => salon.units.name(unit);
  const stored = found.segments.map(({ unit, start, end }) => ({ unit: name(unit), start, end }));
  const visit: Visit = {
    services: wished.services,
    party: wished.party,
    start: found.start,
    end: found.end,
    priceCents: found.priceCents,
    depositCents: wished.depositCents,
    placed: found.placed.map((placed) => placedPhase(wished, placed, name)),
    classVisit: wished.session === null ? null : classVisit(wished.session, found.start),
  };
  return {
    visit,
    segments: stored.filter((_, i) => found.segments[i]?.shared !== true).sort(byStartAndUnit),
    shared: stored.filter((_, i) => found.segments[i]?.shared === true),
    shares: wished.shares,
  };
}

/** The order in which stored segments are read back, so that a hold and its booking answer alike. */
function byStartAndUnit(a: StoredSegment, b: StoredSegment): number {
  return a.start - b.start || (a.unit < b.unit ? -1 : 1);
}

function placedPhase(wished: Wished, placed: Start["placed"][number], name: (unit: number) => string): PlacedPhase {
  const { wish, phase, guest, unit, start, end } = placed;
  return { service: wished.services[wish]?.id ?? "", phase, guest, unit: name(unit), start, end };
}

/** Minutes; a day past, and the longest horizon a document may have. Beyond them nothing needs to be read. */
const PAST = 1440;
const AHEAD = 732 * 1440;

/** Refuses a start that no document could offer. */
export function beyondReach(start: number, now: number): Problem | null {
  if (start < now - PAST) return notBookable(Reason.TooSoon);
  return start > now + AHEAD ? notBookable(Reason.TooFar) : null;
}

function notBookable(reason: number | undefined): Problem {
  const refusal = (type: string, detail: string): Problem =>
    problem(type, 409, "This time cannot be booked.", { detail });
  switch (reason) {
    case Reason.PersonBusy:
    case Reason.ResourceBusy:
    case Reason.ClassFull:
      return refusal("slot-taken", "It is fully booked.");
    case Reason.TooSoon:
      return refusal("too-soon", "It is too soon to be booked, or past.");
    case Reason.TooFar:
      return refusal("too-far", "It is further ahead than the salon takes bookings.");
    default:
      return refusal("not-offered", "No visit can start then.");
  }
}

/** What storing a decided visit takes: its segments, and the session's when its first seat opens it. */
export function occupy(
  db: D1Database,
  salon: string,
  visitId: string,
  { visit, segments, shared, shares }: Decided,
  heldUntil: number | null,
): D1PreparedStatement[] {
  const own = insertSegments(db, salon, visitId, segments, heldUntil);
  if (visit.classVisit === null || !shares) return [own];
  const opens = shared.length > 0;
  return [
    mustBeOpened(db, salon, visit.classVisit, !opens),
    own,
    ...(opens ? [insertSegments(db, salon, visit.classVisit, shared, heldUntil)] : []),
    ...settleClass(db, salon, visit.classVisit),
  ];
}

/** What giving a hold back takes. Refused as "hold" when it was confirmed or given back meanwhile. */
export function release(db: D1Database, salon: string, { id, classVisit: session }: Hold): D1PreparedStatement[] {
  return [
    deleteHold(db, salon, id),
    mustHaveChanged(db, 1, "hold"),
    releaseSegments(db, salon, id),
    ...(session === null ? [] : settleClass(db, salon, session)),
  ];
}

/**
 * The refusal with the bookable starts nearest to the wished one, which takes a wider read in place of a commit. `does` leaves out what
 * the engine knows nothing of.
 */
export async function withAlternatives(
  db: D1Database,
  salon: Salon,
  wished: Wished,
  start: number,
  own: OwnVisits,
  now: number,
  refusal: Problem,
  does: (free: { start: number; end: number }) => boolean = () => true,
): Promise<Problem> {
  const date = localDate(salon, start);
  const from = Math.max(localDate(salon, now), date - ALTERNATIVE_DAYS);
  const to = Math.max(from, date) + ALTERNATIVE_DAYS;
  const [busy, imported] = await read<[BusyRow, ImportedRow]>(
    db,
    askFacts(db, salon, wished, windowOf(salon, from, to), own, now),
  );
  const { starts } = ask(salon, wished, { busy, imported }, now, { from, to });
  const nearest = [...starts]
    .filter(does)
    .sort((a, b) => Math.abs(a.start - start) - Math.abs(b.start - start))
    .slice(0, ALTERNATIVES);
  const alternatives: Alternative[] = nearest.map((free) => ({
    start: rfc3339(free.start, free.offset),
    end: rfc3339(free.end, free.endOffset),
    price_cents: free.priceCents,
  }));
  return { ...refusal, extra: { ...refusal.extra, alternatives } };
}

export function priceChanged(priceCents: number): Problem {
  return problem("price-changed", 409, "The price is now higher.", { extra: { price_cents: priceCents } });
}

export const isProblem = (answer: Decided | Problem): answer is Problem => "status" in answer;
