// The rate plans of shared/policies/rate-plans.json, held against their rules and compiled when the Worker starts.

import ratePlans from "../../../shared/policies/rate-plans.json";

/** What may be limited, and what its callers are told apart by. */
const ACTIONS = [
  "read",
  "hold",
  "release",
  "book",
  "move",
  "cancel",
  "waitlist",
  "find",
  "put-salon",
  "consent",
  "represent",
  "request",
  "chat",
  "card",
  "begin",
  "draft",
] as const;
const SUBJECTS = ["address", "phone", "booking"] as const;
export type Action = (typeof ACTIONS)[number];
export type By = (typeof SUBJECTS)[number];

export interface RatePlan {
  /** In headers, logs and the table, such as `book-by-phone`. */
  name: string;
  action: Action;
  by: By;
  /** So many calls at once, and so many more per `window` seconds. */
  quota: number;
  window: number;
  /** Microseconds in which one call comes back, rounded up: never sooner than the plan says. */
  interval: number;
  /** Refuses; a plan in shadow only logs what it would refuse. */
  enforced: boolean;
}

type Written = (typeof ratePlans.plans)[number];

/** What the engine takes (wasm/compliance/admission/gcra.h), and what keeps every sum in D1 an integer below 2^53. */
const LARGEST_QUOTA = 1 << 20;
const LONGEST_WINDOW = 86_400;

function compiled({ action, by, quota, window, mode, fails }: Written): RatePlan {
  const known = ACTIONS.find((each) => each === action);
  const subject = SUBJECTS.find((each) => each === by);
  const name = `${action}-by-${by}`;
  const right =
    [quota, window].every((count) => Number.isInteger(count) && count >= 1) &&
    quota <= LARGEST_QUOTA &&
    window <= LONGEST_WINDOW &&
    ["enforce", "shadow"].includes(mode) &&
    // Only the platform's wall stands before reads; everything else is counted where it must not fail.
    fails === (action === "read" ? "open" : "closed");
  if (known === undefined || subject === undefined || !right)
    throw new TypeError(`The rate plan ${name} is not valid.`);
  const interval = Math.ceil((window * 1_000_000) / quota);
  return { name, action: known, by: subject, quota, window, interval, enforced: mode === "enforce" };
}

const plans: readonly RatePlan[] = ratePlans.plans.map(compiled);

/** The plans that an action is counted under. */
export function plansOf(action: Action): readonly RatePlan[] {
  return plans.filter((plan) => plan.action === action);
}

/** The plans under which the database counts addresses. */
export const countedByAddress = plans.filter(({ action, by }) => action !== "read" && by === "address");
