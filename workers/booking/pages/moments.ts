// Instants on the salon's clock, for people to read.

import { momentsAt } from "../../engine/clock.ts";
import { engine } from "../../engine/shipped.ts";
import type { Salon } from "../../store/snapshots.ts";
import type { LocalMoment } from "../../ui/dates.ts";

export function momentOf(salon: Pick<Salon, "view">, instant: number): LocalMoment {
  const [moment = { date: 0, minute: 0 }] = momentsOf(salon, [instant]);
  return moment;
}

/** In one call, in their order. */
export const momentsOf = ({ view }: Pick<Salon, "view">, instants: readonly number[]): LocalMoment[] =>
  momentsAt(view.timezone, instants, engine);

/** From when to when, as a page shows what was picked or booked. */
export function spanOf(salon: Salon, start: number, end: number) {
  const [from = { date: 0, minute: 0 }, to = from] = momentsOf(salon, [start, end]);
  return { date: from.date, from: from.minute, to: to.minute, zone: from.zone, endZone: to.zone };
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
