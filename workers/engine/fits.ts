// Operation `fits`: which stored visits an edited calendar no longer has room for.
import { Builder } from "flatbuffers";
import * as wire from "../../shared/contracts/generated/availability_generated.ts";
import type { EngineModule } from "./module.ts";
import { bytesOf, rawVector, vectorAt } from "./wire.ts";

export interface FitsQuery {
  /** The edited `Calendar`. */
  calendar: Uint8Array;
  /** How many visits `stored` speaks of; they are numbered from 0. */
  visits: number;
  /** Quadruples of visit, unit, start, end. */
  stored: Uint32Array;
}

const STORED = wire.Stored.sizeOf();

/** Numbers of the visits that no longer fit, ascending. */
export function misfits(query: FitsQuery, engine: EngineModule): number[] {
  const builder = new Builder(query.calendar.length + query.stored.byteLength + 256);
  const stored = rawVector(builder, STORED, query.stored.length / 4, bytesOf(query.stored));
  const calendar = rawVector(builder, 1, query.calendar.length, query.calendar);
  wire.FitsRequest.startFitsRequest(builder);
  wire.FitsRequest.addCalendar(builder, calendar);
  wire.FitsRequest.addVisits(builder, query.visits);
  wire.FitsRequest.addStored(builder, stored);
  builder.finish(wire.FitsRequest.endFitsRequest(builder));
  const answer = engine.call("fits", builder.asUint8Array());
  const { at, length } = vectorAt(answer, 4);
  return Array.from({ length }, (_, i) => answer.view.getUint32(at + 4 * i, true));
}
