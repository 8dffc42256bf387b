// Instants on the salon's clock, for people to read.

import { clockOf } from "../../commands/deciding/answer.ts";
import type { Salon } from "../../store/snapshots.ts";
import { dateOfIso, type LocalMoment } from "../../ui/dates.ts";

export function momentOf(salon: Salon, instant: number): LocalMoment {
  return wallMoment(clockOf(salon, [instant])(instant));
}

/** What the clock shows in an RFC 3339 instant with the salon's offset, as commands answer them. */
export function wallMoment(rfc3339: string): LocalMoment {
  return {
    date: dateOfIso(rfc3339.slice(0, 10)) ?? 0,
    minute: Number(rfc3339.slice(11, 13)) * 60 + Number(rfc3339.slice(14, 16)),
  };
}

/** Minutes since 1970-01-01T00:00Z. */
export function instantOf(rfc3339: string): number {
  return Math.floor(Date.parse(rfc3339) / 60_000);
}

/** The last moment at which a visit can be moved or cancelled online; null when it is past. */
export function changeUntil(salon: Salon, start: number, now: number): LocalMoment | null {
  const until = start - salon.view.booking.cancel_until_minutes;
  return until < now ? null : momentOf(salon, until);
}
