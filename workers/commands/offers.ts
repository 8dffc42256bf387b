// Offer time that came free to the waiting list: one timed offer at a time per opening, the earliest request first, with a
// hold that keeps the time while the offer stands. Nobody is written to at night.

import { offerMinutesOf } from "../../shared/contracts/salon.ts";
import { offsetsAt } from "../engine/clock.ts";
import { engine } from "../engine/shipped.ts";
import type { Start } from "../engine/starts.ts";
import { offerOver, type Problem, problem } from "../problem.ts";
import { commit, database, read } from "../store/database.ts";
import { askHold, deleteHold, type Hold, type HoldRow, insertHold } from "../store/holds.ts";
import { type BusyRow, type ImportedRow, releaseSegments, settleClass } from "../store/segments.ts";
import { askVersion, mustBeVersion, type Salon, type VersionRow } from "../store/snapshots.ts";
import {
  askOffer,
  askOpenings,
  askWaiting,
  closeOffer,
  deleteOpening,
  deletePastOpenings,
  entryOf,
  expireOffers,
  insertOffer,
  type OfferRow,
  type OpeningRow,
  stands,
  type WaitlistEntry,
  type WaitlistRow,
} from "../store/waitlist.ts";
import { minuteOfDay } from "../time.ts";
import { newId, newSecret, offerToken, parseToken, sameToken } from "../token.ts";
import { book } from "./book.ts";
import type { BookingAnswer, CommandContext, Idempotency, Outcome } from "./command.ts";
import { asProblem, conclude, deciding, refused, STALE } from "./deciding/commit.ts";
import { askFacts, type Facts, localDate, windowOf } from "./deciding/facts.ts";
import { ask, decided, occupy } from "./deciding/visit.ts";
import { type Wished, wishedVisit } from "./deciding/wished.ts";

/** Minutes of the local day between which offers are made. */
const MORNING = 8 * 60;
const EVENING = 20 * 60;
/** Requests read at once; the next ones are read where the time suits none of these. */
const AT_ONCE = 50;

export interface OffersMade {
  offers: string[];
}

/** Closes what expired and offers each free opening to the next in line. Safe to run at any time and twice. */
export async function makeOffers(
  ctx: CommandContext,
  { salon: slug }: { salon: string },
): Promise<Outcome<OffersMade>> {
  const made: string[] = [];
  try {
    const db = database(ctx.env, slug);
    await commit(db, [...expireOffers(db, slug, ctx.now), deletePastOpenings(db, slug, ctx.now)]);
    const [openings] = await read<[OpeningRow]>(db, [askOpenings(db, slug, ctx.now)]);
    for (const opening of openings) {
      const outcome = await deciding(ctx, slug, (salon) => offerNext(ctx, db, salon, opening));
      if (!outcome.ok) return outcome;
      made.push(...outcome.value.offers);
    }
  } catch (error) {
    return refused(asProblem(error));
  }
  return answered(made);
}

function answered(offers: string[]): Outcome<OffersMade> {
  const value = { offers };
  return { ok: true, status: 200, body: JSON.stringify(value), value };
}

function isNight(salon: Salon, now: number): boolean {
  const [offset = 0] = offsetsAt(salon.view.timezone, [now], engine);
  const minute = minuteOfDay(now, offset);
  return minute < MORNING || minute >= EVENING;
}

async function offerNext(
  ctx: CommandContext,
  db: D1Database,
  salon: Salon,
  opening: OpeningRow,
): Promise<Outcome<OffersMade> | typeof STALE> {
  if (isNight(salon, ctx.now)) return answered([]);
  const from = localDate(salon, opening.start_at);
  const to = localDate(salon, opening.end_at - 1);
  const [[version], openings, waiting, busy, imported] = await read<
    [VersionRow, OpeningRow, WaitlistRow, BusyRow, ImportedRow]
  >(db, [
    askVersion(db, salon.slug),
    askOpenings(db, salon.slug, ctx.now),
    askWaiting(db, salon.slug, opening.opening_id, { from, to }, 0, AT_ONCE, "wait"),
    ...askFacts(db, salon, null, windowOf(salon, from, to), {}, ctx.now),
  ]);
  if (version?.version !== salon.version) return STALE;
  if (!openings.some(({ opening_id }) => opening_id === opening.opening_id)) return answered([]); // somebody was quicker
  const facts: Facts = { busy, imported };
  let asked = waiting;
  for (let passed = 0; asked.length > 0; ) {
    for (const entry of asked.map(entryOf)) {
      const wished = wishedVisit(salon, entry.services, entry.party);
      if (Array.isArray(wished)) continue; // a service that the salon has given up
      const dates = { from: Math.max(from, entry.from), to: Math.min(to, entry.to) };
      const start = startWithin(salon, wished, facts, ctx.now, dates, opening);
      if (start !== null) return offer(ctx, db, salon, opening, entry, wished, start);
    }
    passed += asked.length;
    const next = askWaiting(db, salon.slug, opening.opening_id, { from, to }, passed, AT_ONCE, "wait");
    [asked] = asked.length < AT_ONCE ? [[]] : await read<[WaitlistRow]>(db, [next]);
  }
  await commit(db, [deleteOpening(db, salon.slug, opening.opening_id)]);
  return answered([]);
}

/** Among the starts that use some of the freed time the nearest to its own, then the one that strands least. */
function startWithin(
  salon: Salon,
  wished: Wished,
  facts: Facts,
  now: number,
  dates: { from: number; to: number },
  opening: OpeningRow,
): Start | null {
  const { starts } = ask(salon, wished, facts, now, { ...dates, detail: "placement" });
  const using = [...starts].filter(({ start, end }) => start < opening.end_at && end > opening.start_at);
  const off = ({ start }: Start): number => Math.abs(start - opening.start_at);
  return using.sort((a, b) => off(a) - off(b) || b.score - a.score)[0] ?? null;
}

async function offer(
  ctx: CommandContext,
  db: D1Database,
  salon: Salon,
  opening: OpeningRow,
  entry: WaitlistEntry,
  wished: Wished,
  start: Start,
): Promise<Outcome<OffersMade>> {
  const { slug } = salon;
  const chosen = decided(salon, wished, start);
  const expiresAt = Math.min(ctx.now + offerMinutesOf(salon.view), start.start);
  const segmentCount = chosen.segments.length;
  const held: Hold = { ...chosen.visit, id: newSecret(), heldUntil: expiresAt, segmentCount };
  const id = newId();
  const made = { id, opening: opening.opening_id, entry: entry.id, hold: held.id, start: start.start, expiresAt };
  return conclude(ctx, db, {
    salon: slug,
    operation: "offer",
    idempotency: undefined,
    status: 200,
    value: { offers: [id] },
    facts: [
      mustBeVersion(db, slug, salon.version),
      ...occupy(db, slug, held.id, chosen, expiresAt),
      insertHold(db, slug, held, ctx.now),
      ...insertOffer(db, slug, made, ctx.now),
    ],
    audit: {
      actor: "system",
      action: "offer.made",
      subject: id,
      detail: { client: entry.client, waitlist: entry.id, start: start.start, expires_at: expiresAt },
    },
    messages: [{ kind: "offer.made", payload: { offer: id } }],
  });
}

/** What the person who was offered a time sees of it. */
export interface OfferSeen {
  salon: string;
  id: string;
  hold: string;
  start: number;
  expiresAt: number;
  open: boolean;
  entry: WaitlistEntry;
}

export async function readOffer(ctx: CommandContext, token: string): Promise<OfferSeen | Problem> {
  const parts = parseToken(token);
  const genuine = parts === null ? "" : await offerToken(ctx.env.TOKEN_SECRET, parts.salon, parts.id);
  if (parts === null || !sameToken(token, genuine)) return unknownOffer();
  try {
    const db = database(ctx.env, parts.salon);
    const [[row]] = await read<[OfferRow]>(db, [askOffer(db, parts.salon, parts.id, "wait")]);
    if (row === undefined) return unknownOffer();
    return {
      salon: parts.salon,
      id: row.offer_id,
      hold: row.hold_id,
      start: row.start_at,
      expiresAt: row.expires_at,
      open: stands(row, ctx.now),
      entry: entryOf(row),
    };
  } catch (error) {
    return asProblem(error);
  }
}

const unknownOffer = (): Problem => problem("unknown-offer", 404, "There is no such offer.");

/** Books the offered time for the person it was offered to. */
export async function acceptOffer(
  ctx: CommandContext,
  input: { token: string; idempotency?: Idempotency | undefined },
): Promise<Outcome<BookingAnswer>> {
  const seen = await readOffer(ctx, input.token);
  if ("status" in seen) return refused(seen);
  const { name, phone, email, language } = seen.entry.contact;
  return book(ctx, {
    salon: seen.salon,
    visit: { hold: seen.hold },
    client: { name, phone, email: email ?? undefined, language: language ?? undefined },
    offer: { id: seen.id, entry: seen.entry.id },
    notice: seen.entry.notice ?? undefined,
    idempotency: input.idempotency,
  });
}

/** Gives the time back at once, so that the next in line is offered it. */
export async function declineOffer(ctx: CommandContext, input: { token: string }): Promise<Outcome<null>> {
  const seen = await readOffer(ctx, input.token);
  if ("status" in seen) return refused(seen);
  const outcome = await deciding<null>(ctx, seen.salon, async ({ slug }) => {
    const db = database(ctx.env, slug);
    const [[row], [held]] = await read<[OfferRow, HoldRow]>(db, [
      askOffer(db, slug, seen.id, "wait"),
      askHold(db, slug, seen.hold),
    ]);
    if (row === undefined || !stands(row, ctx.now)) return refused(offerOver());
    return conclude<null>(ctx, db, {
      salon: slug,
      operation: "decline-offer",
      idempotency: undefined,
      status: 204,
      value: null,
      facts: [
        ...closeOffer(db, slug, { id: seen.id, entry: seen.entry.id }, "declined"),
        releaseSegments(db, slug, seen.hold),
        ...(held?.class_visit == null ? [] : settleClass(db, slug, held.class_visit)),
        deleteHold(db, slug, seen.hold),
      ],
      audit: { actor: "client", action: "offer.declined", subject: seen.id, detail: { waitlist: seen.entry.id } },
      messages: [],
    });
  });
  if (outcome.ok) ctx.waitUntil(makeOffers(ctx, { salon: seen.salon }));
  return outcome;
}
