// The clocks of who waits for a person, in the salon's business minutes.

import { openTimes } from "../../../engine/opening.ts";
import { assign, type Clock, type Waiting } from "../../../engine/routing/assign.ts";
import { engine, routing } from "../../../engine/shipped.ts";
import type { Salon } from "../../../store/snapshots.ts";
import { localDate } from "../../deciding/facts.ts";
import { levelsOf } from "./levels.ts";

/** Days: how far back a wait is counted, and how far ahead its deadline is looked for. */
const BACK = 100;
const AHEAD = 30;

/** When the salon is open, from the earliest of `since` on. */
export function openAround(salon: Salon, since: readonly number[], now: number): Uint32Array {
  const today = localDate(salon, now);
  const earliest = since.reduce((least, one) => Math.min(least, one), now);
  const from = Math.max(today - BACK, localDate(salon, earliest));
  return openTimes(salon.calendar, Math.min(from, today), today + AHEAD, engine);
}

/** As read of a conversation. Minutes. */
export interface Wait {
  waits_since: number;
  waited: number;
  first_at: number | null;
}

const NOTHING_NEEDED = { value: 0, skills: 0, asked: null, language: 0, voice: false, taken: true } as const;

/** The clocks alone; who takes what is `assignWaiting`'s matter. */
export function clocksOf(salon: Salon, waits: readonly Wait[], now: number): Clock[] {
  const waiting: Waiting[] = waits.map(({ waits_since: since, waited, first_at }) => ({
    ...NOTHING_NEEDED,
    since,
    waited,
    answered: first_at !== null,
  }));
  const open = openAround(
    salon,
    waits.map(({ waits_since }) => waits_since),
    now,
  );
  return assign({ now, levels: levelsOf(salon.view), open, people: [], waiting, clocks: true }, routing).clocks;
}
