// Operation `observe`: folds what happened into what a salon's detectors remember, and tells what they found.
import { Builder } from "flatbuffers";
import * as wire from "../../../shared/contracts/generated/compliance_generated.ts";
import type { EngineModule } from "../module.ts";
import { bytesAt, rawVector, vectorAt } from "../wire.ts";

export { Action, Detector, EventKind } from "../../../shared/contracts/generated/compliance_generated.ts";

/** `source` and `object` are keyed hashes (base64url); `at` is seconds, `from` and `to` are local dates. */
export interface Event {
  kind: wire.EventKind;
  source: string;
  object: string;
  at: number;
  from: number;
  to: number;
}

/** What `first` and `second` count is said beside the detector in compliance.fbs. */
export interface Finding {
  source: string;
  at: number;
  seconds: number;
  first: number;
  second: number;
  detector: wire.Detector;
  action: wire.Action;
}

const EVENT_BYTES = 32;
const FINDING_BYTES = 32;

/** `events` in the order of their time; `state` is empty before the first call. */
export function observe(
  state: Uint8Array,
  events: readonly Event[],
  compliance: EngineModule,
): { state: Uint8Array; findings: Finding[] } {
  const named = new Map<bigint, string>();
  const raw = new DataView(new ArrayBuffer(events.length * EVENT_BYTES));
  events.forEach(({ kind, source, object, at, from, to }, i) => {
    const row = i * EVENT_BYTES;
    const key = first64Bits(source);
    named.set(key, source);
    raw.setBigUint64(row, key, true);
    raw.setBigUint64(row + 8, first64Bits(object), true);
    raw.setUint32(row + 16, at, true);
    raw.setInt32(row + 20, from, true);
    raw.setInt32(row + 24, to, true);
    raw.setUint8(row + 28, kind);
  });
  const builder = new Builder(state.length + raw.byteLength + 128);
  const stored = wire.ObserveRequest.createStateVector(builder, state);
  const rows = rawVector(builder, EVENT_BYTES, events.length, new Uint8Array(raw.buffer), 8);
  builder.finish(wire.ObserveRequest.createObserveRequest(builder, stored, rows));
  const answer = compliance.call("observe", builder.asUint8Array());
  const { at, length } = vectorAt(answer, 6);
  const findings = Array.from({ length }, (_, i): Finding => {
    const row = at + i * FINDING_BYTES;
    const { view } = answer;
    return {
      source: named.get(view.getBigUint64(row, true)) ?? "",
      at: view.getUint32(row + 8, true),
      seconds: view.getUint32(row + 12, true),
      first: view.getUint32(row + 16, true),
      second: view.getUint32(row + 20, true),
      detector: view.getUint8(row + 24) as wire.Detector,
      action: view.getUint8(row + 25) as wire.Action,
    };
  });
  return { state: bytesAt(answer, 4).slice(), findings };
}

/** 11 characters of base64url are 66 bits. */
function first64Bits(hash: string): bigint {
  if (hash === "") return 0n;
  const bytes = atob(`${hash.slice(0, 11).replaceAll("-", "+").replaceAll("_", "/")}=`);
  let bits = 0n;
  for (let i = 0; i < 8; i++) bits = (bits << 8n) | BigInt(bytes.charCodeAt(i));
  return bits;
}
