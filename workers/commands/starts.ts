// Which starts a visit can have: what availability offers, by the same reads and the same decision as booking.

import { type AvailabilityQuery, type Reject, type Told, UNTOLD } from "../engine/availability.ts";
import { EventKind } from "../engine/compliance/observe.ts";
import { type Start, Starts } from "../engine/starts.ts";
import { invalid, type Problem, tooBusy, unknownBooking, unknownSalon } from "../problem.ts";
import { askBooking, type BookingRow } from "../store/bookings.ts";
import { type Ask, database, read } from "../store/database.ts";
import type { BusyRow, ImportedRow, OwnVisits } from "../store/segments.ts";
import { askVersion, publishedSalon, republish, type Salon, SalonFrozen, type VersionRow } from "../store/snapshots.ts";
import type { CommandContext, WishedService } from "./command.ts";
import { asProblem } from "./deciding/commit.ts";
import { askFacts, localDate, windowOf } from "./deciding/facts.ts";
import { admitted, type Named, named } from "./deciding/subject.ts";
import { ask } from "./deciding/visit.ts";
import { type Wished, wishedVisit } from "./deciding/wished.ts";
import { note } from "./watching/note.ts";

/** Days after `from` that are shown unless `to` says otherwise, and the most that one question may span. */
const DEFAULT_DAYS = 13;
export const MOST_DAYS = 62;
/** No document's horizon reaches further, so nothing is read or asked beyond. */
const REACH_DAYS = 800;

export interface StartsQuery {
  /** With a token: of no account, the token names the salon. */
  salon: string;
  /** Empty with a token: the booking's own. */
  services: WishedService[];
  /** Local dates as days since 1970-01-01; `from` before today reads as today. */
  from?: number | undefined;
  to?: number | undefined;
  party?: number | undefined;
  detail?: AvailabilityQuery["detail"];
  /** The caller's own hold, which does not stand in their way. */
  hold?: string | undefined;
  /** Manage token of the caller's own booking, which does not either. */
  token?: string | undefined;
  /** Whether to look beyond `to` for the next bookable start. */
  next?: boolean | undefined;
}

export interface OfferedStarts {
  salon: Salon;
  wished: Wished;
  today: number;
  from: number;
  to: number;
  starts: Starts;
  rejects: Reject[];
  told: Told;
  /** Live busy time of the units that may serve the visit, as it was read: without the caller's own. */
  busy: readonly BusyRow[];
  /** The first bookable start on or after `from`, even beyond `to`; null when there is none or none was asked for. */
  next: Start | null;
}

export type StartsOutcome = { ok: true; value: OfferedStarts } | { ok: false; problem: Problem };

const NOTHING = { from: 0, to: 0 };

/** How often a document may change under one question. */
const TRIES = 3;

export async function starts(ctx: CommandContext, query: StartsQuery): Promise<StartsOutcome> {
  const who = query.token === undefined ? null : named({ token: query.token });
  if (query.token !== undefined && who === null) return { ok: false, problem: unknownBooking() };
  const slug = who?.salon ?? query.salon;
  try {
    let salon = await publishedSalon(ctx.env, slug);
    for (let tries = 0; salon !== null && tries < TRIES; tries++) {
      const answer = await attempt(ctx, query, who, salon);
      if (answer !== null) return answer;
      salon = await republish(ctx.env, slug);
    }
    return { ok: false, problem: salon === null ? unknownSalon(slug) : tooBusy() };
  } catch (error) {
    return { ok: false, problem: asProblem(error) };
  }
}

/** Null when the document changed since the snapshot. */
async function attempt(
  ctx: CommandContext,
  query: StartsQuery,
  who: Named | null,
  salon: Salon,
): Promise<StartsOutcome | null> {
  const db = database(ctx.env, salon.slug);
  const today = localDate(salon, ctx.now);
  const last = today + salon.view.booking.horizon_days;
  const from = Math.max(query.from ?? today, today);
  const to = query.to ?? from + DEFAULT_DAYS;
  const faulty = span(from, to, query.to ?? to);
  if (faulty !== null) return { ok: false, problem: faulty };
  const own: OwnVisits = { hold: query.hold, booking: who?.booking };
  const named = query.services.length === 0 && who !== null ? null : wishedVisit(salon, query.services, query.party);
  const within = from <= today + REACH_DAYS;
  const window = within ? windowOf(salon, from, Math.max(from, Math.min(to, last))) : NOTHING;
  const mine: [] | [Ask<BookingRow>] = who === null ? [] : [askBooking(db, salon.slug, who.booking, "serve")];
  const [[version], busy, imported, [row] = []] = await read<[VersionRow, BusyRow, ImportedRow, BookingRow?]>(db, [
    askVersion(db, salon.slug),
    ...askFacts(db, salon, named === null || Array.isArray(named) ? null : named, window, own, ctx.now),
    ...mine,
  ]);
  if (version?.version !== salon.version) return null;
  note(ctx, salon.slug, { kind: EventKind.Looked, from, to });
  let wished = named;
  if (who !== null) {
    const booking = await admitted(ctx, who, row);
    if (!("id" in booking)) return { ok: false, problem: booking };
    wished = wishedVisit(salon, query.services.length === 0 ? booking.services : query.services, booking.party);
  }
  if (wished === null || Array.isArray(wished)) return { ok: false, problem: invalid(wished ?? []) };
  const question = { from, to, detail: query.detail };
  const answer = !within
    ? { starts: Starts.none, rejects: [], told: UNTOLD }
    : ask(salon, wished, { busy, imported }, ctx.now, question);
  const next =
    query.next === true ? (answer.starts.first ?? (await nextStart(ctx, db, salon, wished, own, to + 1, last))) : null;
  return { ok: true, value: { salon, wished, today, from, to, ...answer, busy, next } };
}

/**
 * When each of some people is free first for one service: a read for all of them together, and one more for every
 * further stretch of days in which some of them have nothing. Null when it cannot be told.
 */
export async function soonest(
  ctx: CommandContext,
  slug: string,
  service: string,
  people: readonly string[],
): Promise<Map<string, Start | null> | null> {
  try {
    let salon = await publishedSalon(ctx.env, slug);
    for (let tries = 0; salon !== null && tries < TRIES; tries++) {
      const found = await soonestIn(ctx, salon, service, people);
      if (found !== null) return found;
      salon = await republish(ctx.env, slug);
    }
  } catch (error) {
    if (error instanceof SalonFrozen) throw error;
    // The page says nothing of when, and is a page all the same.
  }
  return null;
}

/** Null when the document changed since the snapshot. */
async function soonestIn(
  ctx: CommandContext,
  salon: Salon,
  service: string,
  people: readonly string[],
): Promise<Map<string, Start | null> | null> {
  const db = database(ctx.env, salon.slug);
  const today = localDate(salon, ctx.now);
  const last = today + salon.view.booking.horizon_days;
  const anybody = wishedVisit(salon, [{ id: service }], 1);
  const found = new Map<string, Start | null>(people.map((person) => [person, null]));
  for (let from = today; from <= last; from += MOST_DAYS) {
    const to = Math.min(last, from + MOST_DAYS - 1);
    const [[version], busy, imported] = await read<[VersionRow, BusyRow, ImportedRow]>(db, [
      askVersion(db, salon.slug),
      ...askFacts(db, salon, Array.isArray(anybody) ? null : anybody, windowOf(salon, from, to), {}, ctx.now),
    ]);
    if (version?.version !== salon.version) return null;
    for (const person of people) {
      const wished = wishedVisit(salon, [{ id: service, staff: person }], 1);
      if (Array.isArray(wished) || found.get(person) !== null) continue;
      const question = { from, to, firstOnly: true };
      found.set(person, ask(salon, wished, { busy, imported }, ctx.now, question).starts.first);
    }
    if ([...found.values()].every((first) => first !== null)) break;
  }
  return found;
}

function span(from: number, to: number, asked: number): Problem | null {
  const refuse = (detail: string): Problem => invalid([{ parameter: "to", detail }]);
  if (to - from >= MOST_DAYS) return refuse(`At most ${MOST_DAYS} days can be asked for at once.`);
  return asked < from ? refuse("It is before `from`, or past.") : null;
}

/** The first start in the dates [from, last], a stretch at a time: most often the first stretch has one. */
async function nextStart(
  ctx: CommandContext,
  db: D1Database,
  salon: Salon,
  wished: Wished,
  own: OwnVisits,
  from: number,
  last: number,
): Promise<Start | null> {
  for (let first = from; first <= last; first += MOST_DAYS) {
    const to = Math.min(last, first + MOST_DAYS - 1);
    const [busy, imported] = await read<[BusyRow, ImportedRow]>(
      db,
      askFacts(db, salon, wished, windowOf(salon, first, to), own, ctx.now),
    );
    const { first: found } = ask(salon, wished, { busy, imported }, ctx.now, {
      from: first,
      to,
      firstOnly: true,
    }).starts;
    if (found !== null) return found;
  }
  return null;
}
