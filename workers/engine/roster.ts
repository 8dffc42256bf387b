// Operation `roster`: who is there on some dates and what stands in the way, bookings left aside.
import { Builder } from "flatbuffers";
import * as wire from "../../shared/contracts/generated/availability_generated.ts";
import type { EngineModule } from "./module.ts";
import { rawVector, vectorAt } from "./wire.ts";

export const RosterKind = wire.RosterKind;

const SPAN = wire.RosterSpan.sizeOf();
const NOBODY = 0xffffffff;

/** [start, end) in instants. `unit` null: the salon; `service` is the class of a session, else null. */
export interface RosterSpan {
  unit: number | null;
  kind: number;
  start: number;
  end: number;
  service: number | null;
}

/** On the local dates `from` to `to`, both included; in order of unit, kind and start. `calendar`: a salon's. */
export function rosterOf(calendar: Uint8Array, from: number, to: number, engine: EngineModule): RosterSpan[] {
  const builder = new Builder(calendar.length + 128);
  const bytes = rawVector(builder, 1, calendar.length, calendar);
  wire.RosterRequest.startRosterRequest(builder);
  wire.RosterRequest.addCalendar(builder, bytes);
  wire.RosterRequest.addFromDate(builder, from);
  wire.RosterRequest.addToDate(builder, to);
  builder.finish(wire.RosterRequest.endRosterRequest(builder));
  const answer = engine.call("roster", builder.asUint8Array());
  const { at, length } = vectorAt(answer, 4);
  const { view } = answer;
  const spans = new Array<RosterSpan>(length);
  for (let i = 0; i < length; i++) {
    const row = at + i * SPAN;
    const unit = view.getUint32(row, true);
    const service = view.getUint32(row + 12, true);
    spans[i] = {
      unit: unit === NOBODY ? null : unit,
      start: view.getUint32(row + 4, true),
      end: view.getUint32(row + 8, true),
      service: service === NOBODY ? null : service,
      kind: view.getUint8(row + 16),
    };
  }
  return spans;
}
