// Operation `clock`: the zone's offsets and the instants of wall-clock times. The only source of zone knowledge.
import { Builder } from "flatbuffers";
import * as wire from "../../shared/contracts/generated/availability_generated.ts";
import { type Answer, EngineError, type EngineModule } from "./module.ts";
import { bytesOf, rawVector, vectorAt } from "./wire.ts";

const builder = new Builder(1024);

/** Minutes east of UTC at each instant. Throws EngineError for an unknown zone. */
export function offsetsAt(zone: string, instants: readonly number[], engine: EngineModule): number[] {
  const answer = ask(zone, instants, [], engine);
  const { at, length } = vectorAt(answer, 4);
  return Array.from({ length }, (_, i) => answer.view.getInt16(at + 2 * i, true));
}

/** The instant of each wall time: a repeated one's first occurrence, a skipped one's instant after the gap. */
export function instantsOf(zone: string, walls: readonly number[], engine: EngineModule): number[] {
  const answer = ask(zone, [], walls, engine);
  const { at, length } = vectorAt(answer, 6);
  return Array.from({ length }, (_, i) => answer.view.getUint32(at + 4 * i, true));
}

/** Whether the engine has a zone of that name; what it does not know no salon can be in. */
export function knowsZone(zone: string, engine: EngineModule): boolean {
  try {
    offsetsAt(zone, [0], engine);
    return true;
  } catch (error) {
    if (error instanceof EngineError) return false;
    throw error;
  }
}

function ask(zone: string, instants: readonly number[], walls: readonly number[], engine: EngineModule): Answer {
  builder.clear();
  const when = rawVector(builder, 4, instants.length, bytesOf(Uint32Array.from(instants)));
  const onWall = rawVector(builder, 4, walls.length, bytesOf(Int32Array.from(walls)));
  const name = builder.createString(zone);
  wire.ClockRequest.startClockRequest(builder);
  wire.ClockRequest.addZone(builder, name);
  wire.ClockRequest.addInstants(builder, when);
  wire.ClockRequest.addWalls(builder, onWall);
  builder.finish(wire.ClockRequest.endClockRequest(builder));
  return engine.call("clock", builder.asUint8Array());
}
