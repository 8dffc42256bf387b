// The engine that ships, whole call with marshalling, against its rivals. Answers are compared before anything is timed.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cmake } from "../../scripts/build.ts";
import { root } from "../../scripts/local/process.ts";
import { type AvailabilityQuery, availability, encodeAvailability } from "../../workers/engine/availability.ts";
import { compileCalendar } from "../../workers/engine/calendar.ts";
import { EngineModule } from "../../workers/engine/module.ts";
import type { Starts } from "../../workers/engine/starts.ts";
import { libraries } from "./rivals/libraries.ts";
import { startsByObjects } from "./rivals/objects.ts";
import { type RivalQuery, rivalSalon } from "./rivals/salon.ts";
import { Twin } from "./rivals/twin.ts";
import type { Row } from "./row.ts";
import { busyTime, FIRST_DATE, largeSalon, NOW, OFFSET, smallSalon } from "./salons.ts";
import { microseconds, microsecondsInTurn } from "./timing.ts";

const PEOPLE = 30;
const ROOMS = 8;
const DAYS = 60;
/** Turns that Wasm and native take with each other, and native calls in each of its seven rounds. */
const TURNS = 6;
const CALLS = 300;

export async function bench(): Promise<Row[]> {
  const engine = new EngineModule(new WebAssembly.Module(readFileSync(join(root, "build/ship/availability.wasm"))));
  return [...[200, 600, 2000].flatMap((segments) => againstTwin(engine, segments)), ...againstLibraries(engine)];
}

/** start, end, price, score of every start, flat. */
function flat(engine: EngineModule, query: AvailabilityQuery): number[] {
  return [...availability(query, engine).starts].flatMap((one) => [one.start, one.end, one.priceCents, one.score]);
}

function same(what: string, engine: ArrayLike<number>, rival: ArrayLike<number>): void {
  const differs = Array.from(engine).findIndex((value, i) => value !== rival[i]);
  if (engine.length === 0 || engine.length !== rival.length || differs >= 0) {
    throw new Error(
      `${what} answers otherwise than the engine: ${rival.length} numbers to ${engine.length}, at ${differs}`,
    );
  }
}

function againstTwin(engine: EngineModule, segments: number): Row[] {
  const document = largeSalon(PEOPLE);
  const busy = busyTime(segments, PEOPLE + ROOMS, DAYS);
  const dates = { from: FIRST_DATE, to: FIRST_DATE + DAYS - 1, now: NOW };
  const query = {
    calendar: compileCalendar(document),
    ...dates,
    party: 1,
    wishes: [{ service: 0, person: null }],
    busy,
  };
  const asked: RivalQuery = { service: 0, person: null, ...dates, busy, offset: OFFSET };
  const salon = rivalSalon(document);
  const twin = new Twin(salon);
  const truth = flat(engine, query);
  same("the twin", truth, twin.starts(asked));
  same(
    "the object rival",
    truth,
    startsByObjects(salon, asked).flatMap((one) => [one.start, one.end, one.price, one.score]),
  );

  const [ours = 0, theirs = 0] = microsecondsInTurn([
    () => readStarts(availability(query, engine).starts),
    () => twin.starts(asked),
  ]);
  const objects = microseconds(() => startsByObjects(salon, asked), 3);
  const name = `availability, ${PEOPLE} staff x ${DAYS} days, ${segments} busy`;
  const row = (against: string, rival: number, atLeast?: number): Row => ({
    name: `${name}, ${against}`,
    value: rival,
    unit: "µs",
    against: "the engine",
    ratio: rival / ours,
    ...(atLeast === undefined ? {} : { bound: { atLeast } }),
  });
  return [
    { name, value: ours, unit: "µs" },
    row("typed-array twin", theirs, 2),
    row("objects", objects),
    againstNative(name, engine, query),
  ];
}

/** The call without marshalling, in Wasm and natively, on the same bytes. */
function againstNative(name: string, engine: EngineModule, query: AvailabilityQuery): Row {
  cmake("native", ["bench_engine"]);
  const request = encodeAvailability(query).slice();
  const folder = join(root, "build/bench");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "request.bin"), request);
  const bytes = engine.call("availability", request).length;
  const natively = () => {
    const arguments_ = [join(folder, "request.bin"), String(CALLS)];
    const told = execFileSync(join(root, "build/native/bench_engine"), arguments_, { encoding: "utf8" });
    const [nanoseconds = 0, length] = told.split(" ").map(Number);
    if (length !== bytes) throw new Error("the native answer has another length");
    return nanoseconds / 1000;
  };
  // In turn, so that a slow spell of the machine meets both; of each its best.
  const best = { wasm: Number.POSITIVE_INFINITY, native: Number.POSITIVE_INFINITY };
  for (let turn = 0; turn < TURNS; turn++) {
    best.wasm = Math.min(
      best.wasm,
      microseconds(() => engine.call("availability", request), 3),
    );
    best.native = Math.min(best.native, natively());
  }
  return {
    name: `${name}, search alone in Wasm`,
    value: best.wasm,
    unit: "µs",
    against: "native -O3",
    ratio: best.wasm / best.native,
    bound: { atMost: 1.5 },
  };
}

/** Reads every start, as a caller would: what was found lies packed until somebody looks. */
function readStarts(starts: Starts): number {
  let sum = 0;
  for (let i = 0; i < starts.length; i++) sum += starts.start(i) + starts.end(i);
  return sum;
}

/** What the libraries can do: one person, 30 days, 90 busy hours, a start every hour. */
function againstLibraries(engine: EngineModule): Row[] {
  const days = 30;
  const busy: number[] = [];
  for (let i = 0; i < 90; i++) {
    const start = (FIRST_DATE + Math.floor(i / 3)) * 1440 + 540 - OFFSET + ((i % 3) * 2 + (Math.floor(i / 3) % 2)) * 60;
    busy.push(0, start, start + 60);
  }
  const now = (FIRST_DATE - 1) * 1440;
  const query = {
    calendar: compileCalendar(smallSalon()),
    now,
    from: FIRST_DATE,
    to: FIRST_DATE + days - 1,
    party: 1,
    wishes: [{ service: 0, person: null }],
    busy: Uint32Array.from(busy),
  };
  const truth = Array.from(availability(query, engine).starts, (one) => one.start);
  const work = { firstDate: FIRST_DATE, days, busy, offset: OFFSET };
  const rows: Row[] = [];
  for (const { name, starts } of libraries(work)) {
    same(name, truth, starts());
    const [ours = 0, theirs = 0] = microsecondsInTurn([() => readStarts(availability(query, engine).starts), starts]);
    rows.push({ name: `one person, ${days} days, 90 busy hours, beside ${name}`, value: ours, unit: "µs" });
    rows.push({
      name: `one person, ${days} days, ${name}`,
      value: theirs,
      unit: "µs",
      against: "the engine",
      ratio: theirs / ours,
      bound: { atLeast: 1000 },
    });
  }
  return rows;
}
