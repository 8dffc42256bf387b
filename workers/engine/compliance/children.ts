// Operation `children`: may this person's data be processed with regard to their age (POPIA s 34 and 35)?
import { Builder } from "flatbuffers";
import * as wire from "../../../shared/contracts/generated/compliance_generated.ts";
import type { EngineModule } from "../module.ts";
import { int32Of, uint8Of } from "../wire.ts";

/** In the order of the schema's `ChildReason`. */
const REASONS = ["adult", "says-adult", "guardian-consented", "needs-guardian", "needs-age"] as const;
const ALLOWED = 3; // the first reasons

export interface PersonOfAge {
  /** Days since the epoch; null when it is not known. */
  born: number | null;
  saysAdult: boolean;
  /** A competent person consented beforehand, and has not withdrawn since. */
  guardianConsented: boolean;
}

export interface ChildDecision {
  allowed: boolean;
  reason: (typeof REASONS)[number];
  /** The day of the eighteenth birthday; null when the date of birth is not known. */
  ofAge: number | null;
}

/** `today` in days since the epoch, on the salon's calendar. */
export function decideChild(person: PersonOfAge, today: number, compliance: EngineModule): ChildDecision {
  const builder = new Builder(64);
  const { born, saysAdult, guardianConsented } = person;
  builder.finish(
    wire.ChildrenRequest.createChildrenRequest(builder, born ?? 0, today, born !== null, saysAdult, guardianConsented),
  );
  const answer = compliance.call("children", builder.asUint8Array());
  const reason = uint8Of(answer, 6);
  const ofAge = born === null ? null : int32Of(answer, 4);
  return { allowed: reason < ALLOWED, reason: REASONS[reason] ?? "needs-age", ofAge };
}
