// The salon's calendar, for the pages of the settings.

import { momentsAt, offsetsAt } from "../../engine/clock.ts";
import { engine } from "../../engine/shipped.ts";
import type { Salon } from "../../store/snapshots.ts";
import { isoDate, localMoment, longDay, timeOf } from "../../ui/dates.ts";
import type { Words } from "../../ui/words.ts";

/** `YYYY-MM-DD` on the salon's clock. */
export function todayIn(salon: Salon, now: number): string {
  const [offset = 0] = offsetsAt(salon.view.timezone, [now], engine);
  return isoDate(localMoment(now, offset).date);
}

/** Writes instants as day and time on the salon's clock. */
export function toldIn(salon: Salon, words: Words, instants: readonly number[]): (instant: number) => string {
  const told = momentsAt(salon.view.timezone, instants, engine).map(
    (at) => `${longDay(words, at.date)}, ${timeOf(at)}`,
  );
  const known = new Map(told.map((text, index) => [instants[index] ?? 0, text]));
  return (instant) => known.get(instant) ?? "";
}
