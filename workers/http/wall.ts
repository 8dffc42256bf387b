// The first wall, before every door: what the platform counts by address, approximately and per location, and what this
// isolate remembers of blocked addresses. It writes nothing and waits for nothing far away. Where it fails, the call passes:
// reading public pages is not worth refusing, and everything else is counted exactly behind it.

import { blockedUntil, nobodyIsBlocked, refreshBlocklist } from "../commands/admitting/blocked.ts";
import { tooMany } from "../commands/admitting/gate.ts";
import { plansOf } from "../commands/admitting/plans.ts";
import { blockedKey, subjectOf } from "../commands/admitting/subject.ts";
import { Refusal } from "./refusal.ts";
import type { DoorContext } from "./request.ts";

/** The platform says no more than "not now"; its window is this long, in milliseconds. */
const WINDOW = 60_000;

/** Throws a refusal for a caller who has to wait. */
export async function passWall(c: DoorContext): Promise<void> {
  const caller = c.get("caller");
  refreshBlocklist(c.env, caller.at, (promise) => c.executionCtx.waitUntil(promise));
  const [plan] = plansOf("read");
  if (plan === undefined) return;
  if (!nobodyIsBlocked()) {
    const key = blockedKey(await subjectOf(c.env.TOKEN_SECRET, "address", caller.address));
    const until = blockedUntil(key, caller.at);
    if (until !== null && c.env.ADMISSION !== "shadow") throw new Refusal(tooMany(plan, until - caller.at));
  }
  const counted = await c.env.WALL.limit({ key: caller.address }).catch(() => ({ success: true }));
  if (counted.success) return;
  if (plan.enforced && c.env.ADMISSION !== "shadow") throw new Refusal(tooMany(plan, WINDOW));
  console.log(JSON.stringify({ event: "admission-shadow", plan: plan.name, trace: c.get("trace") }));
}

/** Tells on the answer what remains under the plan that counted the call; a refusal tells by itself. */
export function tellRate(c: DoorContext, { headers }: Response): void {
  const rate = c.get("caller").rate;
  if (rate === null || headers.has("RateLimit")) return;
  headers.set("RateLimit-Policy", `"${rate.policy}";q=${rate.quota};w=${rate.window}`);
  headers.set("RateLimit", `"${rate.policy}";r=${rate.remaining};t=${rate.reset}`);
}
