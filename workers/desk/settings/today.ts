// The salon's calendar, for the pages of the settings.

import { offsetsAt } from "../../engine/clock.ts";
import { engine } from "../../engine/shipped.ts";
import type { Salon } from "../../store/snapshots.ts";
import { clockTime, isoDate, localMoment, longDay } from "../../ui/dates.ts";
import type { Words } from "../../ui/words.ts";

/** `YYYY-MM-DD` on the salon's clock. */
export function todayIn(salon: Salon, now: number): string {
  const [offset = 0] = offsetsAt(salon.view.timezone, [now], engine);
  return isoDate(localMoment(now, offset).date);
}

/** Writes instants as day and time on the salon's clock. */
export function toldIn(salon: Salon, words: Words, instants: readonly number[]): (instant: number) => string {
  const offsets = offsetsAt(salon.view.timezone, [...instants], engine);
  const known = new Map(instants.map((instant, index) => [instant, offsets[index] ?? 0]));
  return (instant) => {
    const { date, minute } = localMoment(instant, known.get(instant) ?? 0);
    return `${longDay(words, date)}, ${clockTime(minute)}`;
  };
}
