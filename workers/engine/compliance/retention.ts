// Operation `retention`: which records are still kept, by the rules of shared/policies/retention.json (POPIA s 14).
import { Builder } from "flatbuffers";
import * as wire from "../../../shared/contracts/generated/compliance_generated.ts";
import policy from "../../../shared/policies/retention.json" with { type: "json" };
import type { EngineModule } from "../module.ts";
import { rawVector, vectorAt } from "../wire.ts";

export type RetentionCategory = keyof typeof policy.categories;

interface Rule {
  keep_years?: number;
  keep_days?: number;
  after: string;
}

// In the order of the schema's enums.
const ACTS = ["keep", "delete", "de-identify"] as const;
const REASONS = ["running", "legal-hold", "restricted", "over"] as const;

export interface KeptRecord {
  category: RetentionCategory;
  /** Days since the epoch: what the category's rule names as the start of its term. */
  lastActivity: number;
  legalHold: boolean;
  /** Its processing is restricted (s 14(6)). */
  restricted: boolean;
}

export interface RetentionVerdict {
  act: (typeof ACTS)[number];
  reason: (typeof REASONS)[number];
  /** The first day on which the term is over. */
  due: number;
}

const RECORD = wire.RetentionRecord.sizeOf();
const VERDICT = wire.RetentionVerdict.sizeOf();

/** A verdict for each record, in their order; at most 65,536 in one call. */
export function retentionOf(records: KeptRecord[], today: number, compliance: EngineModule): RetentionVerdict[] {
  const raw = new DataView(new ArrayBuffer(RECORD * records.length));
  records.forEach((record, i) => {
    const rule: Rule = policy.categories[record.category];
    const at = RECORD * i;
    raw.setInt32(at, record.lastActivity, true);
    raw.setUint16(at + 4, rule.keep_years ?? 0, true);
    raw.setUint16(at + 6, rule.keep_days ?? 0, true);
    raw.setUint8(at + 8, ACTS.indexOf(rule.after as (typeof ACTS)[number]));
    raw.setUint8(at + 9, Number(record.legalHold));
    raw.setUint8(at + 10, Number(record.restricted));
  });
  const builder = new Builder(raw.byteLength + 64);
  const vector = rawVector(builder, RECORD, records.length, new Uint8Array(raw.buffer));
  builder.finish(wire.RetentionRequest.createRetentionRequest(builder, today, vector));
  const answer = compliance.call("retention", builder.asUint8Array());
  const { at, length } = vectorAt(answer, 4);
  return Array.from({ length }, (_, i) => ({
    due: answer.view.getInt32(at + VERDICT * i, true),
    act: ACTS[answer.view.getUint8(at + VERDICT * i + 4)] ?? "keep",
    reason: REASONS[answer.view.getUint8(at + VERDICT * i + 5)] ?? "running",
  }));
}
