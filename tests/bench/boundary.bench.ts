// What the boundary costs: 200 busy segments, built as FlatBuffers in TypeScript, copied, verified and read in C++.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../scripts/local/process.ts";
import { encodeAvailability } from "../../workers/engine/availability.ts";
import { compileCalendar } from "../../workers/engine/calendar.ts";
import { EngineModule } from "../../workers/engine/module.ts";
import { exampleSalon } from "../worker/api/salon-document.ts";
import type { Row } from "./row.ts";

const SEGMENTS = 200;
const CALLS = 200_000;
const ROUNDS = 7;

/** Microseconds a call, the best round: what the machine's other work adds is not the boundary's. */
function microseconds(call: () => void): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const began = performance.now();
    for (let i = 0; i < CALLS; i++) call();
    best = Math.min(best, ((performance.now() - began) * 1000) / CALLS);
  }
  return best;
}

export async function bench(): Promise<Row[]> {
  const boundary = new EngineModule(new WebAssembly.Module(readFileSync(join(root, "build/wasi/boundary.wasm"))));
  const busy = Uint32Array.from({ length: SEGMENTS * 3 }, (_, i) => 29_000_000 + i * 5);
  const calendar = compileCalendar(exampleSalon());
  const query = { calendar, now: 1, from: 1, to: 14, party: 1, wishes: [{ service: 0, person: null }], busy };
  let expected = 0;
  for (let i = 0; i < busy.length; i += 3) expected += (busy[i] ?? 0) + (busy[i + 2] ?? 0) - (busy[i + 1] ?? 0);
  const { view, at } = boundary.call("debug_read", encodeAvailability(query));
  if (view.getUint32(at, true) !== expected >>> 0) throw new Error("the segments were not read as they were written");

  const build = microseconds(() => void encodeAvailability(query));
  const all = microseconds(() => void boundary.call("debug_read", encodeAvailability(query)));
  return [
    { name: `boundary: build a request of ${SEGMENTS} segments`, value: build, unit: "µs" },
    {
      name: `boundary: build, copy, verify and read ${SEGMENTS} segments`,
      value: all,
      unit: "µs",
      bound: { atMost: 2.5 },
    },
  ];
}
