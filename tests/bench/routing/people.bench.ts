// What it costs to decide who takes what: one pass over 100,000 open conversations and 1,000 people in the shipped WebAssembly, from
// objects to decisions, so that making the request and reading the answer count. And how long clients wait by it, beside round
// robin and least loaded, on the same arrivals (tests/bench/native/people.cpp).
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { cmake } from "../../../scripts/build.ts";
import { root } from "../../../scripts/local/process.ts";
import { EngineModule } from "../../../workers/engine/module.ts";
import { type AssignQuery, assign } from "../../../workers/engine/routing/assign.ts";
import type { Row } from "../row.ts";
import { microseconds } from "../timing.ts";

const CONVERSATIONS = 100_000;
const PEOPLE = 1_000;
const NOW = 29_700_000;

/** Numbers that look like any and are the same every time (a linear congruential generator, Numerical Recipes). */
function dice(): (most: number) => number {
  let state = 1;
  return (most) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * most);
  };
}

/** Everybody waits since some time of the last three days; skills, languages, names and calls are mixed. */
export function crowd(capacity: number): AssignQuery {
  const upto = dice();
  const open = new Uint32Array(200).map((_, i) => NOW - 72_000 + Math.floor(i / 2) * 1440 + (i % 2) * 540);
  return {
    now: NOW,
    levels: {
      ...{ first: 15, next: 30, resolution: 240, firstWarning: 5, nextWarning: 10, resolutionWarning: 60 },
      ...{ skillsFor: 10, languageFor: 12, askedFor: 8 },
    },
    open,
    people: Array.from({ length: PEOPLE }, () => ({
      skills: upto(16),
      languages: upto(32) | 2,
      capacity,
      load: upto(2),
      last: NOW - upto(500),
    })),
    waiting: Array.from({ length: CONVERSATIONS }, () => ({
      since: NOW - upto(4320),
      waited: upto(200),
      value: upto(200_000),
      skills: upto(3) === 0 ? 1 << upto(4) : 0,
      asked: upto(20) === 0 ? upto(PEOPLE) : null,
      language: upto(5),
      answered: upto(2) === 0,
      voice: upto(10) === 0,
      taken: false,
    })),
    clocks: false,
  };
}

export async function bench(): Promise<Row[]> {
  const routing = new EngineModule(new WebAssembly.Module(readFileSync(join(root, "build/ship/routing.wasm"))));
  const rows = [
    measured("as many as there is room for (3 each)", crowd(3), routing, 50),
    measured("and all their clocks", { ...crowd(3), clocks: true }, routing),
    measured("with room for all (100 each)", crowd(100), routing),
  ];
  return [...rows, ...waits()];
}

function measured(what: string, query: AssignQuery, routing: EngineModule, atMost?: number): Row {
  const { turns } = assign(query, routing);
  if (turns.length < PEOPLE) throw new Error("next to nobody was given anything");
  return {
    name: `people: one pass, ${CONVERSATIONS} open conversations and ${PEOPLE} people, ${what}: ${turns.length} given`,
    value: microseconds(() => void assign(query, routing)) / 1000,
    unit: "ms",
    ...(atMost === undefined ? {} : { bound: { atMost } }),
  };
}

/** Lines such as `ours median 4 min`. */
function waits(): Row[] {
  cmake("native", ["bench_people"]);
  const told = execFileSync(join(root, "build/native/bench_people"), { encoding: "utf8" });
  return told
    .trim()
    .split("\n")
    .map((line) => {
      const [, name = "", value = "", unit = ""] = /^(.*) (-?[\d.]+) (\S+)$/.exec(line) ?? [];
      return { name: `people: ${name}`, value: Number(value), unit };
    });
}
