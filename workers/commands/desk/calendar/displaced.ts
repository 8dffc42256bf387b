// Visits that a person who will be away cannot serve, each with what could be done instead: the same time with somebody else, or the
// nearest times with them. Two batches, however many visits there are.

import { type Problem, tooBusy, unknownSalon } from "../../../problem.ts";
import { askBookings, type Booking, type BookingRow, bookingOf } from "../../../store/bookings.ts";
import { database, read } from "../../../store/database.ts";
import { askDaySegments, type DaySegmentRow } from "../../../store/desk/calendar/day.ts";
import { askImported, type ImportedRow } from "../../../store/segments.ts";
import { askVersion, publishedSalon, republish, type Salon, type VersionRow } from "../../../store/snapshots.ts";
import type { CommandContext } from "../../command.ts";
import { asProblem } from "../../deciding/commit.ts";
import { type Facts, localDate, windowOf } from "../../deciding/facts.ts";
import { ask } from "../../deciding/visit.ts";
import { wishedVisit } from "../../deciding/wished.ts";

export interface Absence {
  person: string;
  /** Minutes since the epoch; the end is not included. */
  from: number;
  to: number;
}

export interface Displaced {
  booking: Booking;
  /** Who could do it at its own time, in document order. */
  instead: string[];
  /** The nearest starts with somebody else, at most three. */
  nearest: { start: number; person: string }[];
}

/** Days after an absence's last, and before its first, in which other times are looked for. */
const DAYS = 3;
/** The longest absence that is looked through, in days, and the most visits that are told. */
export const LONGEST = 31;
const MOST = 60;
const NEAREST = 3;
/** The longest visit, in minutes. */
const LONGEST_VISIT = 1500;
const TRIES = 3;

export async function displacedBy(
  ctx: CommandContext,
  slug: string,
  absence: Absence,
): Promise<{ ok: true; value: Displaced[] } | { ok: false; problem: Problem }> {
  try {
    let salon = await publishedSalon(ctx.env, slug);
    for (let tries = 0; salon !== null && tries < TRIES; tries++) {
      const value = await attempt(ctx, salon, absence);
      if (value !== null) return { ok: true, value };
      salon = await republish(ctx.env, slug);
    }
    return { ok: false, problem: salon === null ? unknownSalon(slug) : tooBusy() };
  } catch (error) {
    return { ok: false, problem: asProblem(error) };
  }
}

async function attempt(ctx: CommandContext, salon: Salon, absence: Absence): Promise<Displaced[] | null> {
  const db = database(ctx.env, salon.slug);
  const [first, last] = [localDate(salon, absence.from) - DAYS, localDate(salon, absence.to) + DAYS];
  const window = windowOf(salon, first, Math.min(last, first + LONGEST + 2 * DAYS));
  const people = salon.view.staff.map(({ id }) => id);
  const [[version], rows, segments, imported] = await read<[VersionRow, BookingRow, DaySegmentRow, ImportedRow]>(db, [
    askVersion(db, salon.slug),
    askBookings(db, salon.slug, Math.max(ctx.now, absence.from) - LONGEST_VISIT, absence.to, "serve"),
    askDaySegments(db, salon.slug, salon.units.names, window, ctx.now),
    askImported(db, salon.slug, people, window),
  ]);
  if (version?.version !== salon.version) return null;
  const gone = new Set(
    segments
      .filter(({ unit_id, start_at, end_at }) => {
        return unit_id === absence.person && start_at < absence.to && end_at > absence.from && end_at > ctx.now;
      })
      .map(({ visit_id }) => visit_id),
  );
  return rows
    .filter(({ booking_id, status }) => status === "confirmed" && gone.has(booking_id))
    .slice(0, MOST)
    .map((row) => {
      const busy = segments.filter(({ visit_id }) => visit_id !== row.booking_id);
      return insteadOf(salon, bookingOf(row), absence.person, { busy, imported }, ctx.now);
    });
}

/** Whoever else does all of it, alone, is asked; a visit of several people is left for a person to think about. */
function insteadOf(salon: Salon, booking: Booking, person: string, facts: Facts, now: number): Displaced {
  const others = salon.view.staff.filter(
    ({ id, services }) =>
      id !== person && booking.services.every((wish) => services.some((skill) => skill.id === wish.id)),
  );
  const date = localDate(salon, booking.start);
  const instead: string[] = [];
  const nearest: Displaced["nearest"] = [];
  for (const { id } of booking.party === 1 ? others : []) {
    const wished = wishedVisit(
      salon,
      booking.services.map((wish) => ({ id: wish.id, staff: id })),
      1,
    );
    if (Array.isArray(wished)) continue;
    const { starts } = ask(salon, wished, facts, now, { from: date - DAYS, to: date + DAYS });
    for (const { start } of starts) {
      if (start === booking.start) instead.push(id);
      else nearest.push({ start, person: id });
    }
  }
  nearest.sort((a, b) => Math.abs(a.start - booking.start) - Math.abs(b.start - booking.start) || a.start - b.start);
  const apart = nearest.filter(({ start }, i) => nearest.findIndex((other) => other.start === start) === i);
  return { booking, instead, nearest: apart.slice(0, NEAREST) };
}
