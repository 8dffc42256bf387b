// When a salon is open, for people to read. What can be booked is the engine's business alone.

import { WEEKDAYS } from "../../../shared/contracts/salon.ts";
import type { SalonView } from "../../store/snapshots.ts";
import { isoDate, type LocalMoment, weekdayOf } from "../../ui/dates.ts";

type Spans = [string, string][];

/** How far ahead the next opening is looked for, in days. */
const LOOK_AHEAD = 14;

export function hoursOn(salon: SalonView, date: number): Spans {
  const exception = salon.exceptions?.find((one) => one.date === isoDate(date));
  const weekday = WEEKDAYS[weekdayOf(date)];
  return exception?.hours ?? (weekday === undefined ? [] : (salon.hours[weekday] ?? []));
}

/** Open or not, and when that changes next; null when it does not within two weeks. */
export function openNow(
  salon: SalonView,
  { date, minute }: LocalMoment,
): { open: boolean; change: LocalMoment | null } {
  const now = hoursOn(salon, date).find(([from, to]) => minuteOf(from) <= minute && minute < minuteOf(to));
  if (now !== undefined) return { open: true, change: { date, minute: minuteOf(now[1]) } };
  for (let day = date; day < date + LOOK_AHEAD; day++) {
    const next = hoursOn(salon, day).find(([from]) => day > date || minuteOf(from) > minute);
    if (next !== undefined) return { open: false, change: { date: day, minute: minuteOf(next[0]) } };
  }
  return { open: false, change: null };
}

/** Minutes the salon is open on the date. */
export function openMinutes(salon: SalonView, date: number): number {
  return hoursOn(salon, date).reduce((sum, [from, to]) => sum + minuteOf(to) - minuteOf(from), 0);
}

/** `08:15` to 495. */
export function minuteOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}
