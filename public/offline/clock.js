// What time it is, as the server has it: a device whose clock is wrong would read other days than today's, and take down times at which
// nothing was done. How far it is ahead is learnt whenever a day is read, and kept for when there is no network.

import { recall, remember } from "./storage.js";

const PLACE = "desk-clock-ahead";

let ahead = Number(recall("localStorage", PLACE)) || 0;

const here = () => Math.floor(Date.now() / 60_000);

/** Minutes since 1970. */
export const now = () => here() - ahead;

/** `told`: the server's minute, of an answer that has just come. A minute's difference is the answer's way. */
export function learn(told) {
  const wrong = here() - told;
  ahead = Math.abs(wrong) < 2 ? 0 : wrong;
  remember("localStorage", PLACE, String(ahead));
}
