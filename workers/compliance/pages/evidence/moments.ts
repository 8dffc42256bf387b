// Instants of these pages, on the salon's clock.

import { momentsAt } from "../../../engine/clock.ts";
import { engine } from "../../../engine/shipped.ts";
import type { Salon } from "../../../store/snapshots.ts";
import { localMoment, longDay, timeOf } from "../../../ui/dates.ts";
import type { Words } from "../../../ui/words.ts";

/** Writes minutes since the epoch as a day and a time. */
export type Told = (instant: number) => string;

/** For the instants given, in one call of the engine; UTC where the salon is not known. */
export function momentsOf(words: Words, salon: Salon | null, instants: readonly number[]): Told {
  const moments = salon === null ? [] : momentsAt(salon.view.timezone, instants, engine);
  const known = new Map(moments.map((moment, index) => [instants[index] ?? 0, moment]));
  return (instant) => {
    const at = known.get(instant) ?? localMoment(instant, 0);
    return `${longDay(words, at.date)}, ${timeOf(at)}`;
  };
}
