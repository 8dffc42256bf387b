// What this isolate remembers of keys that were refused: until when asking again is in vain. Nothing is counted here. What
// is remembered of a key only grows (its arrival time never goes back), so a refusal from memory is one that the database
// would repeat; it spares the write that an insistent caller would cost. Addresses that detectors shut out come from the
// blocklist, which is read once a minute, after an answer.

import type { Env } from "../../env.ts";
import { readBlocklist } from "../../store/compliance/threats.ts";
import { blockedKey } from "./subject.ts";

const blocked = new Map<string, number>();
/** An isolate's memory stays flat under a flood of addresses. */
const MOST = 10_000;

/** `until` in milliseconds since the epoch. */
export function rememberBlocked(key: string, until: number): void {
  if (until <= (blocked.get(key) ?? 0)) return;
  blocked.delete(key);
  blocked.set(key, until);
  if (blocked.size <= MOST) return;
  for (const oldest of blocked.keys()) {
    blocked.delete(oldest);
    break;
  }
}

/** Milliseconds since the epoch until which the key is blocked, null if it is not. */
export function blockedUntil(key: string, now: number): number | null {
  const until = blocked.get(key);
  if (until === undefined) return null;
  if (until > now) return until;
  blocked.delete(key);
  return null;
}

export const nobodyIsBlocked = (): boolean => blocked.size === 0;

/** Milliseconds between two looks at the blocklist. */
const REFRESH = 60_000;
let refreshed = 0;

export function refreshBlocklist(env: Env, now: number, waitUntil: (promise: Promise<unknown>) => void): void {
  if (now - refreshed < REFRESH && now >= refreshed) return;
  refreshed = now;
  waitUntil(
    readBlocklist(env).then((blocklist) => {
      for (const { subject, until } of blocklist) rememberBlocked(blockedKey(subject), until * 1_000);
    }),
  );
}
