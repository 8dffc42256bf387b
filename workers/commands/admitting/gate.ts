// The gate before a command: counts the call under every plan of its action, in the batch that reads what the command
// needs. What the command then refuses, and what its commit loses, stays counted. A call that is refused here changes
// nothing but its own count, and its commit is never sent.

import { admit, type Verdict } from "../../engine/compliance/admit.ts";
import { compliance } from "../../engine/shipped.ts";
import { type Problem, problem } from "../../problem.ts";
import { type AdmissionKey, askAdmission, askTat, type TatRow } from "../../store/compliance/admission.ts";
import { type Ask, read } from "../../store/database.ts";
import type { CommandContext, Outcome } from "../command.ts";
import { blockedUntil, rememberBlocked } from "./blocked.ts";
import { type Action, type By, plansOf, type RatePlan } from "./plans.ts";
import { subjectOf } from "./subject.ts";

export interface Gate {
  /** For the command's first read batch; empty from the second on, for a call counts once however often it decides anew. */
  asks(db: D1Database): Ask<TatRow>[];
  /** What came of them: why the call is refused, null if it is not. */
  refusal(db: D1Database, counted: TatRow[][]): Promise<Problem | null>;
}

export interface Called {
  /** Empty for what spans salons. */
  salon: string;
  action: Action;
  /** E.164. */
  phone?: string | undefined;
  booking?: string | undefined;
}

interface Counter {
  plan: RatePlan;
  key: AdmissionKey;
  /** Of this isolate's memory. */
  memory: string;
}

/** Runs `command` unless this isolate remembers that the caller has to wait. */
export async function admitting<T>(
  ctx: CommandContext,
  called: Called,
  command: (gate: Gate) => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  const { caller } = ctx;
  if (caller === null) return command({ asks: () => [], refusal: async () => null });
  const counters = await countersOf(ctx, caller.address, called);
  for (const { plan, memory } of counters) {
    const until = blockedUntil(memory, caller.at);
    if (until !== null) return { ok: false, problem: tooMany(plan, until - caller.at) };
  }
  return command(gateOf(ctx, caller.at, counters));
}

async function countersOf(ctx: CommandContext, address: string, called: Called): Promise<Counter[]> {
  const who: Record<By, string | undefined> = { address, phone: called.phone, booking: called.booking };
  const counters: Counter[] = [];
  for (const plan of plansOf(called.action)) {
    const named = who[plan.by];
    if (named === undefined) continue;
    const subject = await subjectOf(ctx.env.TOKEN_SECRET, plan.by, named);
    const key = { salon: called.salon, plan: plan.name, subject };
    counters.push({ plan, key, memory: `${key.salon}/${plan.name}/${subject}` });
  }
  return counters;
}

function gateOf(ctx: CommandContext, at: number, counters: readonly Counter[]): Gate {
  const now = at * 1_000; // microseconds
  let asked = false;
  return {
    asks(db) {
      if (asked) return [];
      asked = true;
      return counters.map(({ plan: { interval, quota }, key }) =>
        askAdmission(db, key, { now, increment: interval, burstTime: interval * quota }),
      );
    },
    async refusal(db, counted) {
      const refused = counters.filter((_, i) => counted[i]?.length === 0);
      if (refused.length > 0) return refusalOf(ctx, db, at, refused);
      const admitted = counters.flatMap(({ plan }, i) => counted[i]?.map(({ tat }) => ({ plan, tat })) ?? []);
      const verdicts = judge(admitted, now, 0);
      const rates = admitted.map(({ plan }, i) => ({ plan, verdict: verdicts[i] }));
      const [tightest] = rates.sort((a, b) => left(a) - left(b));
      if (tightest?.verdict !== undefined && ctx.caller !== null) {
        const { plan, verdict } = tightest;
        const { name: policy, quota, window } = plan;
        ctx.caller.rate = { policy, quota, window, remaining: verdict.remaining, reset: seconds(verdict.reset) };
      }
      return null;
    },
  };
}

/** How much of its quota is left, 0 to 1. */
const left = ({ plan, verdict }: { plan: RatePlan; verdict: Verdict | undefined }): number =>
  (verdict?.remaining ?? 0) / plan.quota;

const seconds = (microseconds: number): number => Math.ceil(microseconds / 1_000_000);

function judge(tats: readonly { plan: RatePlan; tat: number }[], now: number, cost: number): Verdict[] {
  if (tats.length === 0) return [];
  return admit(
    tats.map(({ plan: { interval, quota }, tat }) => ({ tat, now, interval, burst: quota, cost })),
    compliance,
  );
}

/** How long the caller has to wait follows from what is stored. In shadow the call passes, and the log tells. */
async function refusalOf(
  ctx: CommandContext,
  db: D1Database,
  at: number,
  refused: readonly Counter[],
): Promise<Problem | null> {
  const stored = await read<TatRow[]>(
    db,
    refused.map(({ key }) => askTat(db, key)),
  );
  const tats = refused.map(({ plan }, i) => ({ plan, tat: stored[i]?.[0]?.tat ?? 0 }));
  const verdicts = judge(tats, at * 1_000, 1);
  let longest: { plan: RatePlan; wait: number } | null = null;
  for (const [i, { plan, key, memory }] of refused.entries()) {
    // A row that the sweep took meanwhile admits again: the shortest wait there is.
    const wait = Math.max(1, Math.ceil((verdicts[i]?.retryAfter ?? 0) / 1_000)); // milliseconds
    if (!plan.enforced || ctx.env.ADMISSION === "shadow") {
      console.log(JSON.stringify({ event: "admission-shadow", plan: plan.name, salon: key.salon, trace: ctx.trace }));
      continue;
    }
    rememberBlocked(memory, at + wait);
    if (longest === null || wait > longest.wait) longest = { plan, wait };
  }
  return longest === null ? null : tooMany(longest.plan, longest.wait);
}

/** Nobody but the system refused, so the answer tells how it decides and how a person is reached (POPIA s 71(3)(b)). */
const DECIDED =
  "By the system alone: calls are counted by address, telephone number and booking under the policy named here, and " +
  "whoever calls more often waits. /{salon}/decisions takes to a person what somebody says against it.";

/** `wait` in milliseconds. */
export function tooMany({ name: policy, quota, window }: RatePlan, wait: number): Problem {
  return problem("too-many-requests", 429, "That was asked too often.", {
    detail: "Nothing was changed. Please wait a little.",
    extra: { decided: DECIDED },
    retryAfter: Math.ceil(wait / 1_000),
    limit: { policy, quota, window },
  });
}
