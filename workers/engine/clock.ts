// Operation `clock`: the zone's offsets and the instants of wall-clock times. The only source of zone knowledge.
import { Builder } from "flatbuffers";
import * as wire from "../../shared/contracts/generated/availability_generated.ts";
import { dateOf, minuteOfDay, rfc3339 } from "../time.ts";
import { type Answer, EngineError, type EngineModule } from "./module.ts";
import { bytesOf, rawVector, vectorAt } from "./wire.ts";

const builder = new Builder(1024);

/** Minutes east of UTC at each instant. Throws EngineError for an unknown zone. */
export function offsetsAt(zone: string, instants: readonly number[], engine: EngineModule): readonly number[] {
  return recalled(engine, "offsets", zone, instants, () => {
    const answer = ask(zone, instants, [], engine);
    const { at, length } = vectorAt(answer, 4);
    return Array.from({ length }, (_, i) => answer.view.getInt16(at + 2 * i, true));
  });
}

/** The instant of each wall time: a repeated one's first occurrence, a skipped one's instant after the gap. */
export function instantsOf(zone: string, walls: readonly number[], engine: EngineModule): readonly number[] {
  return recalled(engine, "instants", zone, walls, () => {
    const answer = ask(zone, [], walls, engine);
    const { at, length } = vectorAt(answer, 6);
    return Array.from({ length }, (_, i) => answer.view.getUint32(at + 4 * i, true));
  });
}

/** Every request asks for the offset of this minute and the ends of some days; what a zone answered stays true. */
const answers = new WeakMap<EngineModule, Map<string, readonly number[]>>();
/** How many answers are kept, and how long a question may be to be kept: an answer takes some hundred bytes. */
const MOST_KEPT = 500;
const MOST_ASKED = 4;

function recalled(
  engine: EngineModule,
  what: "offsets" | "instants",
  zone: string,
  asked: readonly number[],
  answer: () => number[],
): readonly number[] {
  if (asked.length > MOST_ASKED) return answer();
  const kept = answers.get(engine) ?? new Map<string, readonly number[]>();
  answers.set(engine, kept);
  const question = `${what} ${zone} ${asked.join()}`;
  const known = kept.get(question);
  if (known !== undefined) return known;
  const found = answer();
  if (kept.size >= MOST_KEPT) kept.clear();
  kept.set(question, found);
  return found;
}

/** What a clock shows. `zone`: its offset, as `+01:00`, where it shows the same time twice on that date, so that the two are told apart. */
export interface Moment {
  date: number;
  minute: number;
  zone?: string | undefined;
}

/** No clock has gone back by more minutes than this at once. */
const GONE_BACK = 180;

/** On the zone's clock. Every list of times is made of these, so that each tells the two times of a repeated hour apart. */
export function momentsAt(zone: string, instants: readonly number[], engine: EngineModule): Moment[] {
  const around = [0, -GONE_BACK, GONE_BACK].flatMap((by) => instants.map((instant) => Math.max(0, instant + by)));
  const offsets = offsetsAt(zone, around, engine);
  const told = instants.map((instant, i) => {
    const [own = 0, before = 0, after = 0] = [0, 1, 2].map((part) => offsets[part * instants.length + i]);
    // Of two equal times the first is by the offset of before the clocks went back, the second by that of after.
    const others = before > own ? before : Math.min(after, own);
    return { instant, own, others, other: instant + own - others };
  });
  const doubtful = told.filter(({ own, others }) => own !== others);
  const there = offsetsAt(
    zone,
    doubtful.map(({ other }) => other),
    engine,
  );
  const twice = new Set(doubtful.filter(({ others }, i) => there[i] === others).map(({ instant }) => instant));
  return told.map(({ instant, own }) => ({
    date: dateOf(instant, own),
    minute: minuteOfDay(instant, own),
    ...(twice.has(instant) ? { zone: rfc3339(instant, own).slice(19) } : {}),
  }));
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
