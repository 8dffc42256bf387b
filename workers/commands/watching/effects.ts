// What a finding does to whoever it is about: held back where commands are counted, and shut out from reading where what they
// did was reading. A block that a person orders does the same.

import { holdBack, type Threat } from "../../store/compliance/threats.ts";
import { countedByAddress } from "../admitting/plans.ts";

/** What a person's block is called among the detectors' findings. */
export const CONTAINMENT = "containment";

/** Whose findings shut out readers. */
export const READERS: string[] = ["reference-enumeration", "scraping", CONTAINMENT];

/** Slowed: the burst is gone and the plan's rate remains. Blocked: nothing is admitted before the end. */
export function heldBack(db: D1Database, salon: string, { action, subject, at, until }: Threat): D1PreparedStatement[] {
  const from = (action === "slow" ? at : until) * 1_000_000;
  return countedByAddress.map(({ name, interval, quota }) =>
    holdBack(db, { salon, plan: name, subject }, from + interval * quota),
  );
}
