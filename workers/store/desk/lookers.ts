// Who looks at a salon's desk right now: they are poked when a commit changed its day, and read it anew from D1.

import type { Env } from "../../env.ts";

/** Devices that may wait at once; a salon has a few, and whoever is one too many asks again later. */
const MOST = 60;

const roomOf = (env: Env, salon: string) => env.CHAT.getByName(`desk:${salon}`);

/** True once something changed; false when so many milliseconds are over, or too many wait. */
export const waitAtDesk = (env: Env, salon: string, milliseconds: number): Promise<boolean> =>
  roomOf(env, salon).wait(milliseconds, MOST);

/** Losing it costs a device half a minute, and never what was committed before it. */
export async function pokeDesk(env: Env, salon: string): Promise<void> {
  try {
    await roomOf(env, salon).poke();
  } catch {
    // Whoever looks asks again by themselves.
  }
}
