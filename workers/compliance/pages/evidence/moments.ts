// Instants of these pages, on the salon's clock.

import { offsetsAt } from "../../../engine/clock.ts";
import { engine } from "../../../engine/shipped.ts";
import type { Salon } from "../../../store/snapshots.ts";
import { clockTime, localMoment, longDay } from "../../../ui/dates.ts";
import type { Words } from "../../../ui/words.ts";

/** Writes minutes since the epoch as a day and a time. */
export type Told = (instant: number) => string;

/** For the instants given, in one call of the engine; UTC where the salon is not known. */
export function momentsOf(words: Words, salon: Salon | null, instants: readonly number[]): Told {
  const offsets = salon === null ? [] : offsetsAt(salon.view.timezone, [...instants], engine);
  const known = new Map(instants.map((instant, index) => [instant, offsets[index] ?? 0]));
  return (instant) => {
    const { date, minute } = localMoment(instant, known.get(instant) ?? 0);
    return `${longDay(words, date)}, ${clockTime(minute)}`;
  };
}
