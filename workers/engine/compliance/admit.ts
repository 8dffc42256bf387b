// Operation `admit`: what a rate plan says to a call, given what is remembered of its key.
import { Builder } from "flatbuffers";
import * as wire from "../../../shared/contracts/generated/compliance_generated.ts";
import type { EngineModule } from "../module.ts";
import { rawVector, vectorAt } from "../wire.ts";

/** Microseconds, whole and below 2^53; `tat` is 0 for a key that is not remembered. A cost of 0 asks without spending. */
export interface Arrival {
  tat: number;
  now: number;
  interval: number;
  burst: number;
  cost: number;
}

/** Microseconds from `now`; `retryAfter` is 0 if allowed, -1 if the cost can never be admitted. */
export interface Verdict {
  tat: number;
  reset: number;
  retryAfter: number;
  remaining: number;
  allowed: boolean;
}

const ARRIVAL_BYTES = 32;
const VERDICT_BYTES = 32;

export function encodeAdmit(arrivals: readonly Arrival[]): Uint8Array {
  const raw = new DataView(new ArrayBuffer(arrivals.length * ARRIVAL_BYTES));
  arrivals.forEach(({ tat, now, interval, burst, cost }, i) => {
    const at = i * ARRIVAL_BYTES;
    raw.setBigInt64(at, BigInt(tat), true);
    raw.setBigInt64(at + 8, BigInt(now), true);
    raw.setBigInt64(at + 16, BigInt(interval), true);
    raw.setUint32(at + 24, burst, true);
    raw.setUint32(at + 28, cost, true);
  });
  const builder = new Builder(raw.byteLength + 64);
  const vector = rawVector(builder, ARRIVAL_BYTES, arrivals.length, new Uint8Array(raw.buffer), 8);
  builder.finish(wire.AdmitRequest.createAdmitRequest(builder, vector));
  return builder.asUint8Array();
}

export function admit(arrivals: readonly Arrival[], compliance: EngineModule): Verdict[] {
  const answer = compliance.call("admit", encodeAdmit(arrivals));
  const { at, length } = vectorAt(answer, 4);
  return Array.from({ length }, (_, i) => {
    const row = at + i * VERDICT_BYTES;
    return {
      tat: Number(answer.view.getBigInt64(row, true)),
      reset: Number(answer.view.getBigInt64(row + 8, true)),
      retryAfter: Number(answer.view.getBigInt64(row + 16, true)),
      remaining: answer.view.getUint32(row + 24, true),
      allowed: answer.view.getUint8(row + 28) === 1,
    };
  });
}
