// A visit that comes again every so many weeks, at the same time on the salon's clock. Its dates are written down first; then each is
// booked by the same command as any visit, in a commit that says so beside its date. Whoever sends it again goes on where it broke off.
// A date that does not fit waits for a person, and is never left out in silence.

import { instantsOf, offsetsAt } from "../../../../engine/clock.ts";
import { engine } from "../../../../engine/shipped.ts";
import { type Actor, actorName } from "../../../../permissions.ts";
import { type Fault, invalid, type Problem, problem, seriesSettled, unknownBooking } from "../../../../problem.ts";
import { askBooking, type Booking, type BookingRow, bookingOf } from "../../../../store/bookings.ts";
import { CommitRefused, commit, database, read } from "../../../../store/database.ts";
import {
  askSeries,
  askSeriesOf,
  askSeriesVisits,
  dropInSeries,
  endSeries,
  insertSeries,
  openInSeries,
  type SeriesOfRow,
  type SeriesRow,
  type SeriesVisitRow,
} from "../../../../store/desk/series.ts";
import { askAnswer, type IdempotencyRow } from "../../../../store/idempotency.ts";
import { hurryMessage, insertMessage, type Message } from "../../../../store/outbox.ts";
import { askVersion, publishedSalon, type Salon, SalonFrozen, type VersionRow } from "../../../../store/snapshots.ts";
import { MINUTES_PER_DAY } from "../../../../time.ts";
import { newId } from "../../../../token.ts";
import { book } from "../../../book.ts";
import { cancel } from "../../../cancel.ts";
import type { BookingAnswer, CommandContext, Idempotency, Outcome } from "../../../command.ts";
import { announce, asProblem, conclude, deciding, refused, replayed, scopeOf } from "../../../deciding/commit.ts";
import { localDate } from "../../../deciding/facts.ts";

export const MOST_WEEKS = 26;
export const MOST_TIMES = 26;
/** Weeks from the first to the last: as far ahead as any document may look. */
const MOST_AHEAD = 104;

/** Minutes after which whatever is booked of it is told of, though it broke off; what is booked later then tells of itself. */
const BROKEN_OFF = 15;

export interface OfSeries {
  salon: string;
  series: string;
  actor: Actor;
}

export interface SeriesInput {
  salon: string;
  booking: string;
  actor: Actor;
  weeks: number;
  /** Besides the visit itself. */
  times: number;
  /** Kept with each visit that is further ahead than clients may book. */
  reason: string;
  idempotency?: Idempotency | undefined;
}

export async function makeSeries(ctx: CommandContext, input: SeriesInput): Promise<Outcome<{ series: string }>> {
  const faults = faultsOf(input);
  if (faults.length > 0) return refused(invalid(faults));
  const actor = actorName(input.actor);
  const made = await deciding<{ series: string }>(ctx, input.salon, async (salon) => {
    const { slug } = salon;
    const db = database(ctx.env, slug);
    const operation = `series ${input.booking}`;
    const [[answer], [row], [already]] = await read<[IdempotencyRow, BookingRow, SeriesOfRow]>(db, [
      askAnswer(db, scopeOf(slug, operation, input.idempotency), ctx.now),
      askBooking(db, slug, input.booking, "serve"),
      askSeriesOf(db, slug, input.booking, "serve"),
    ]);
    const before = await replayed<{ series: string }>(ctx, slug, answer, input.idempotency);
    if (before !== null) return before;
    if (row === undefined) return refused(unknownBooking());
    if (row.status === "cancelled") return refused(problem("cancelled", 409, "This booking was cancelled."));
    if (row.name === "") return refused(ofNobody());
    if (already !== undefined && already.ended_at === null) return refused(comesAgain(already.series_id));
    const [series, letter] = [newId(), row.phone === "" && row.email === null ? null : newId()];
    const { weeks, times } = input;
    const starts = startsOf(salon, row.start_at, weeks, times);
    const about = { id: series, booking: input.booking, weeks, actor, letter, starts };
    const told: Message = { kind: "series.made", payload: { series, booking: input.booking } };
    return conclude(ctx, db, {
      salon: slug,
      operation,
      idempotency: input.idempotency,
      status: 201,
      value: { series },
      facts: [
        ...insertSeries(db, slug, about, ctx.now),
        ...(letter === null ? [] : [insertMessage(db, slug, letter, told, ctx.now, ctx.now + BROKEN_OFF)]),
      ],
      audit: {
        actor,
        action: "series.made",
        subject: input.booking,
        detail: { client: row.client_id, series, weeks, times },
      },
      messages: [],
    });
  });
  if (!made.ok) return made;
  const { salon, actor: by, reason } = input;
  const gone = await goOn(ctx, { salon, series: made.value.series, actor: by, reason });
  return gone.ok ? made : gone;
}

function faultsOf({ weeks, times }: SeriesInput): Fault[] {
  const whole = (value: number, most: number) => Number.isInteger(value) && value >= 1 && value <= most;
  const faults: Fault[] = [];
  if (!whole(weeks, MOST_WEEKS))
    faults.push({ pointer: "/weeks", detail: `must be a whole number from 1 to ${MOST_WEEKS}` });
  if (!whole(times, MOST_TIMES))
    faults.push({ pointer: "/times", detail: `must be a whole number from 1 to ${MOST_TIMES}` });
  if (faults.length === 0 && weeks * times > MOST_AHEAD)
    faults.push({ pointer: "/times", detail: `must end within ${MOST_AHEAD} weeks` });
  return faults;
}

/** The same minute of the salon's clock on every date, whatever the clocks do meanwhile. */
export function startsOf(salon: Salon, start: number, weeks: number, times: number): readonly number[] {
  const [offset = 0] = offsetsAt(salon.view.timezone, [start], engine);
  const wall = start + offset;
  const walls = Array.from({ length: times }, (_, i) => wall + (i + 1) * weeks * 7 * MINUTES_PER_DAY);
  return instantsOf(salon.view.timezone, walls, engine);
}

export interface GoOnInput extends OfSeries {
  reason: string;
}

/** Tries whatever was not tried yet. Nobody else is asked: each date has a key of its own, so it is booked once. */
export async function goOn(ctx: CommandContext, input: GoOnInput): Promise<Outcome<{ series: string }>> {
  const { salon: slug, series } = input;
  try {
    const found = await readOf(ctx, input);
    if ("status" in found) return refused(found);
    const { salon, row, origin, visits } = found;
    const db = database(ctx.env, slug);
    for (const { nth, wished_at } of visits.filter(({ state }) => state === "waiting")) {
      const booked = await bookOne(ctx, salon, origin, { ...input, nth, start: wished_at });
      if (booked.ok) continue;
      // What may go another time stays as it is; what cannot be is for a person.
      if (booked.problem.status === 429 || booked.problem.status >= 500) return booked;
      await commit(db, [openInSeries(db, slug, series, nth)]);
    }
    if (row.letter !== null) {
      await commit(db, [hurryMessage(db, slug, row.letter, ctx.now)]);
      announce(ctx, slug, row.letter);
    }
    const value = { series };
    return { ok: true, status: 200, body: JSON.stringify(value), value };
  } catch (error) {
    return refused(asProblem(error));
  }
}

export interface Found {
  salon: Salon;
  row: SeriesRow;
  origin: Booking;
  visits: SeriesVisitRow[];
}

export async function readOf(
  ctx: CommandContext,
  { salon: slug, series }: Omit<OfSeries, "actor">,
): Promise<Found | Problem> {
  const db = database(ctx.env, slug);
  const salon = await publishedSalon(ctx.env, slug);
  const [[version], [row], visits] = await read<[VersionRow, SeriesRow, SeriesVisitRow]>(db, [
    askVersion(db, slug),
    askSeries(db, slug, series, "serve"),
    askSeriesVisits(db, slug, series, "serve"),
  ]);
  if (version?.version === 0) throw new SalonFrozen("the salon is frozen");
  if (salon === null || row === undefined) return unknownSeries();
  const [[origin]] = await read<[BookingRow]>(db, [askBooking(db, slug, row.booking_id, "serve")]);
  return origin === undefined ? unknownSeries() : { salon, row, origin: bookingOf(origin), visits };
}

interface OneInput extends GoOnInput {
  nth: number;
  start: number;
  idempotency?: Idempotency | undefined;
}

/** The call was let in as a whole, so its visits are not counted one by one. */
function bookOne(ctx: CommandContext, salon: Salon, origin: Booking, one: OneInput): Promise<Outcome<BookingAnswer>> {
  const { series, nth, start, reason } = one;
  const { services, party, contact, guests } = origin;
  const key = { key: `series-${series}-${nth}`, bodyHash: String(start) };
  return book(
    { ...ctx, caller: null },
    {
      salon: salon.slug,
      visit: { services, start, party },
      client: {
        name: contact.name,
        phone: contact.phone,
        email: contact.email ?? undefined,
        language: contact.language ?? undefined,
      },
      channel: "desk",
      desk: {
        by: actorName(one.actor),
        series: { series, nth },
        guests,
        ...(isFar(salon, start, ctx.now) ? { override: { rules: ["notice"], reason } } : {}),
      },
      idempotency: one.idempotency ?? key,
    },
  );
}

/** Beyond the days that clients may book in: the team sees further. */
export function isFar(salon: Salon, start: number, now: number): boolean {
  return localDate(salon, start) > localDate(salon, now) + salon.view.booking.horizon_days;
}

/** A person chose another time for a date that had none. */
export async function bookInSeries(ctx: CommandContext, input: OneInput): Promise<Outcome<BookingAnswer>> {
  try {
    const found = await readOf(ctx, input);
    if ("status" in found) return refused(found);
    const visit = found.visits.find(({ nth }) => nth === input.nth);
    if (visit === undefined) return refused(unknownSeries());
    if (visit.state === "dropped") return refused(seriesSettled());
    const done = await bookOne(ctx, found.salon, found.origin, input);
    if (done.ok) announce(ctx, input.salon, done.value.booking);
    return done;
  } catch (error) {
    return refused(asProblem(error));
  }
}

/** A person gives one date up. Giving it up twice is giving it up. */
export function dropFromSeries(
  ctx: CommandContext,
  { nth, ...of }: OfSeries & { nth: number },
): Promise<Outcome<null>> {
  const actor = actorName(of.actor);
  return deciding<null>(ctx, of.salon, async ({ slug }) => {
    const found = await readOf(ctx, of);
    if ("status" in found) return refused(found);
    const visit = found.visits.find((each) => each.nth === nth);
    if (visit === undefined) return refused(unknownSeries());
    if (visit.state === "dropped") return { ok: true, status: 204, body: "", value: null };
    const db = database(ctx.env, slug);
    return conclude<null>(ctx, db, {
      salon: slug,
      operation: "drop-from-series",
      idempotency: undefined,
      status: 204,
      value: null,
      facts: dropInSeries(db, slug, of.series, nth),
      audit: {
        actor,
        action: "series.dropped",
        subject: found.row.booking_id,
        detail: { client: found.origin.client, series: of.series, nth },
      },
      messages: [],
    }).catch((error: unknown) => {
      if (error instanceof CommitRefused && error.rule === "series") return refused(seriesSettled());
      throw error;
    });
  });
}

/** Cancels whatever of it is still to come but the visit that it began with. Sent again, it goes on where it broke off. */
export async function cancelRest(ctx: CommandContext, of: OfSeries): Promise<Outcome<{ cancelled: number }>> {
  const actor = actorName(of.actor);
  const ended = await deciding<null>(ctx, of.salon, async ({ slug }) => {
    const found = await readOf(ctx, of);
    if ("status" in found) return refused(found);
    const { row, origin } = found;
    if (row.ended_at !== null) return { ok: true, status: 204, body: "", value: null };
    const db = database(ctx.env, slug);
    return conclude(ctx, db, {
      salon: slug,
      operation: "end-series",
      idempotency: undefined,
      status: 204,
      value: null,
      facts: endSeries(db, slug, of.series, ctx.now),
      audit: {
        actor,
        action: "series.ended",
        subject: row.booking_id,
        detail: { client: origin.client, series: of.series },
      },
      messages: [],
    });
  });
  return ended.ok ? cancelled(ctx, of) : ended;
}

/** Read anew: from here on nothing is booked in it any more. */
async function cancelled(ctx: CommandContext, of: OfSeries): Promise<Outcome<{ cancelled: number }>> {
  const found = await readOf(ctx, of).catch(asProblem);
  if ("status" in found) return refused(found);
  const by = actorName(of.actor);
  let count = 0;
  const role = of.actor.role === "operator" ? "operator" : "team";
  for (const { booking_id: booking, status, start_at } of found.visits) {
    if (booking === null || status !== "confirmed" || (start_at ?? 0) <= ctx.now) continue;
    const subject = { salon: of.salon, booking, actor: role, by } as const;
    const done = await cancel({ ...ctx, caller: null }, { subject });
    if (!done.ok) return done;
    count += 1;
  }
  const value = { cancelled: count };
  return { ok: true, status: 200, body: JSON.stringify(value), value };
}

export const unknownSeries = (): Problem =>
  problem("unknown-series", 404, "There is no such series.", {
    detail: "Its visits may still be there, each by itself.",
  });

const comesAgain = (series: string): Problem =>
  problem("comes-again", 409, "This visit comes again already.", {
    detail: "Cancel the rest of the series first.",
    extra: { series },
  });

const ofNobody = (): Problem =>
  problem("series-of-nobody", 409, "Nobody knows whose visit this is.", { detail: "Give it a name first." });
