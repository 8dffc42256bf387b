// The first wall, before every door: what the platform counts by address, approximately and per location, and what this
// isolate remembers of blocked addresses. It writes nothing and waits for nothing: one call in some is told to the
// platform, after its answer, and what it then says holds for the calls that follow. Where it fails, calls pass: reading
// public pages is not worth refusing, and everything else is counted exactly behind it.

import { blockedUntil, nobodyIsBlocked, refreshBlocklist, rememberBlocked } from "../commands/admitting/blocked.ts";
import { tooMany } from "../commands/admitting/gate.ts";
import { plansOf, type RatePlan } from "../commands/admitting/plans.ts";
import { blockedKey, subjectOf } from "../commands/admitting/subject.ts";
import { Refusal } from "./refusal.ts";
import type { DoorContext } from "./request.ts";

/** The platform says no more than "not now"; its window is this long, in milliseconds. */
const WINDOW = 60_000;

/**
 * Calls of an address that the platform has not been told of yet. One in forty is told, and the binding's limit is a fortieth
 * of the plan's (wrangler.toml): a visitor's few pages cost nothing, where asking at every call costs a third of a short
 * answer and more (the stand-in on a developer's machine writes to a database each time). So many more than the plan allows
 * may pass in each isolate.
 */
const untold = new Map<string, number>();
export const ONE_TOLD_OF = 40;
const MOST_UNTOLD = 10_000;

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
  const calls = (untold.get(caller.address) ?? 0) + 1;
  if (calls < ONE_TOLD_OF) {
    if (untold.size >= MOST_UNTOLD) untold.clear();
    untold.set(caller.address, calls);
    return;
  }
  untold.delete(caller.address);
  c.executionCtx.waitUntil(tell(c, plan).catch(() => undefined));
}

async function tell(c: DoorContext, plan: RatePlan): Promise<void> {
  const { address, at } = c.get("caller");
  const { success } = await c.env.WALL.limit({ key: address });
  if (success) return;
  if (plan.enforced && c.env.ADMISSION !== "shadow") {
    rememberBlocked(blockedKey(await subjectOf(c.env.TOKEN_SECRET, "address", address)), at + WINDOW);
    return;
  }
  console.log(JSON.stringify({ event: "admission-shadow", plan: plan.name, trace: c.get("trace") }));
}

/** Tells on the answer what remains under the plan that counted the call; a refusal tells by itself. */
export function tellRate(c: DoorContext, { headers }: Response): void {
  const rate = c.get("caller").rate;
  if (rate === null || headers.has("RateLimit")) return;
  headers.set("RateLimit-Policy", `"${rate.policy}";q=${rate.quota};w=${rate.window}`);
  headers.set("RateLimit", `"${rate.policy}";r=${rate.remaining};t=${rate.reset}`);
}
