// The rows of a table of days: every five minutes of the wall clock. An hour that clocks repeat is there twice, the second time after
// the first; one that they skip is not there, unless another day beside it has it.

import { instantsOf, offsetsAt } from "../../../engine/clock.ts";
import { engine } from "../../../engine/shipped.ts";

/** Minutes of one row. */
export const ROW = 5;
const DAY = 1440;

export interface Slot {
  /** Of the wall clock. */
  minute: number;
  /** The second of its occurrences. */
  again: boolean;
  /** Minutes east of UTC, where the minute comes twice; null: it comes once. */
  offset: number | null;
  /** Its place among others. */
  order: number;
}

/** A date from its midnight to the next. */
export interface LocalDay {
  /** Instant of its first row. */
  start: number;
  /** One each five minutes that pass. */
  slots: readonly Slot[];
}

const plain = (minute: number): Slot => ({ minute, again: false, offset: null, order: minute });
const PLAIN: readonly Slot[] = Array.from({ length: DAY / ROW }, (_, row) => plain(row * ROW));

export function localDays(zone: string, dates: readonly number[]): Map<number, LocalDay> {
  const midnights = instantsOf(
    zone,
    dates.flatMap((date) => [date * DAY, (date + 1) * DAY]),
    engine,
  );
  return new Map(
    dates.map((date, i) => {
      const [start = 0, end = 0] = midnights.slice(2 * i);
      return [date, { start, slots: end - start === DAY ? PLAIN : shifted(zone, date, start, end) }];
    }),
  );
}

/** A day on which clocks change. */
function shifted(zone: string, date: number, start: number, end: number): Slot[] {
  const instants = Array.from({ length: (end - start) / ROW }, (_, row) => start + row * ROW);
  const offsets = offsetsAt(zone, instants, engine);
  const wall = instants.map((instant, row) => instant + (offsets[row] ?? 0) - date * DAY);
  const back = wall.findIndex((minute, row) => row > 0 && minute <= (wall[row - 1] ?? minute));
  if (back < 0) return wall.map(plain);
  const until = (wall[back - 1] ?? 0) + ROW;
  const from = wall[back] ?? 0;
  return wall.map((minute, row) => {
    const twice = minute >= from && minute < until;
    const again = twice && row >= back;
    // After the last of the first time, and before what follows it.
    const order = again ? until - 1 + minute / DAY : minute;
    return { minute, again, offset: twice ? (offsets[row] ?? 0) : null, order };
  });
}

/** The rows that these days have between them, in order. */
export function slotsOf(days: Iterable<LocalDay>): Slot[] {
  const slots = new Map<number, Slot>();
  for (const day of days) {
    for (const slot of day.slots) if (slots.get(slot.order)?.offset == null) slots.set(slot.order, slot);
  }
  return [...slots.values()].sort((a, b) => a.order - b.order);
}
