// Operation `opening`: when a salon is open, by its hours, exceptions and public holidays.
import { Builder } from "flatbuffers";
import * as wire from "../../shared/contracts/generated/availability_generated.ts";
import type { EngineModule } from "./module.ts";
import { rawVector, vectorAt } from "./wire.ts";

const OPEN = wire.OpenTime.sizeOf();

/** Pairs of instants, [start, end): on the local dates `from` to `to`, in order and apart. `calendar`: a salon's. */
export function openTimes(calendar: Uint8Array, from: number, to: number, engine: EngineModule): Uint32Array {
  const builder = new Builder(calendar.length + 128);
  const bytes = rawVector(builder, 1, calendar.length, calendar);
  wire.OpeningRequest.startOpeningRequest(builder);
  wire.OpeningRequest.addCalendar(builder, bytes);
  wire.OpeningRequest.addFromDate(builder, from);
  wire.OpeningRequest.addToDate(builder, to);
  builder.finish(wire.OpeningRequest.endOpeningRequest(builder));
  const answer = engine.call("opening", builder.asUint8Array());
  const { at, length } = vectorAt(answer, 4);
  return new Uint32Array(answer.bytes.slice(at, at + length * OPEN).buffer);
}

/** Whether the salon is open at that instant. */
export function isOpenAt(open: Uint32Array, instant: number): boolean {
  for (let i = 0; i < open.length; i += 2) {
    if ((open[i] ?? 0) <= instant && instant < (open[i + 1] ?? 0)) return true;
  }
  return false;
}
