// The parts of `npm test`: what must be built before them, their commands, how long they may take, and how their counts are read.
//
// A new runner is one entry here. A part that runs no test has failed. Two parts run side by side, since most wait half of their time;
// what is built is built before, since two builds of one folder at once break each other.
import { globSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { build, cmake } from "../build.ts";
import { type Ended, follow, root } from "../local/process.ts";
import { type Counts, fromClosingLine, fromCtest, fromNode, fromVitest, whyVitest } from "./counts.ts";

type Build = "native" | "asan" | "wasi" | "emscripten" | "fuzz";

export interface Part {
  /** The word for `npm test -- <word>`; several parts may share it. */
  group: "check" | "native" | "worker" | "browser" | "fault" | "fuzz";
  name: string;
  /** Comes last, and has the machine to itself. */
  alone?: true;
  builds: Build[];
  /** Shows what its program says as it comes, unless it is to be `quiet`. */
  run(quiet: boolean): Promise<Ran>;
}

export interface Ran {
  ended: Ended;
  counts: Counts;
  /** Which tests failed and how, where the runner says it better than the end of its output. */
  why?: string;
}

const reports = join(root, "build/test");
const inCI = process.env.CI === "true" || process.env.CI === "1";

/** The desk is as much as all else, and a part of its own. */
const DESK = /^tests\/browser\/desk\//;

export const parts: Part[] = [
  {
    group: "check",
    name: "check",
    builds: ["native"],
    run: async (quiet) => counted(await follow("node", ["scripts/check.ts"], { limit: 1800, quiet }), fromClosingLine),
  },
  { group: "native", name: "native", builds: ["native"], run: (quiet) => ctest("native", 900, quiet) },
  {
    group: "native",
    name: "native, sanitizers",
    builds: ["asan"],
    run: (quiet) => ctest("asan", 1200, quiet),
  },
  {
    // The same vectors against both Wasm builds; the native build reads them in its own tests, workerd in the worker tests.
    group: "native",
    name: "vectors: wasi, emscripten",
    builds: ["native", "wasi", "emscripten"],
    run: (quiet) => nodeTests("vectors", 300, quiet),
  },
  {
    // corectl against a log that shares no code with it.
    group: "native",
    name: "command line",
    builds: ["native"],
    run: (quiet) => nodeTests("cli", 300, quiet),
  },
  // What is replayed inside workerd too is written by the native build.
  { group: "worker", name: "worker", builds: ["native", "wasi"], run: (quiet) => worker(quiet) },
  { group: "browser", name: "browser", builds: [], run: (quiet) => nodeTests("browser", 1800, quiet, DESK) },
  { group: "browser", name: "browser: desk", builds: [], run: (quiet) => nodeTests("browser/desk", 1800, quiet) },
  {
    group: "fault",
    name: "fault",
    builds: [],
    run: (quiet) => nodeTests("fault", process.env.FAULT_LONG === "1" ? 3600 : 1200, quiet),
  },
  {
    group: "fuzz",
    name: "fuzz",
    alone: true,
    builds: ["fuzz"],
    run: () => fuzz(Number(process.env.FUZZ_SECONDS ?? (inCI ? 60 : 5))),
  },
];

/** Everything that the parts need, each once. */
export async function prepare(chosen: readonly Part[]): Promise<void> {
  await build();
  for (const preset of new Set(chosen.flatMap(({ builds }) => builds))) cmake(preset);
}

function counted(ended: Ended, read: (output: string) => Counts) {
  return { ended, counts: read(ended.output) };
}

function report(name: string): string {
  mkdirSync(reports, { recursive: true });
  const path = join(reports, name);
  rmSync(path, { force: true });
  return path;
}

async function ctest(preset: "native" | "asan", limit: number, quiet: boolean) {
  const junit = report(`${preset}.xml`);
  const args = ["--preset", preset, "--parallel", "2", "--output-junit", junit, "--test-output-size-passed", "100000"];
  const ended = await follow("ctest", args, { limit, quiet });
  return { ended, counts: fromCtest(junit) };
}

async function worker(quiet: boolean) {
  const json = report("worker.json");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile=${json}`];
  const ended = await follow("vitest", ["run", "--config", "tests/worker/vitest.config.ts", ...reporters], {
    limit: 1800,
    quiet,
  });
  return { ended, counts: fromVitest(json), why: whyVitest(json) };
}

/**
 * Every tests/<folder>/**\/*.test.ts that is not among `but`, one file after another: each starts servers of its own. A test that
 * failed may have left a socket open; the run ends all the same.
 */
async function nodeTests(folder: string, limit: number, quiet: boolean, but?: RegExp) {
  const files = globSync(`tests/${folder}/**/*.test.ts`, { cwd: root }).filter((file) => !but?.test(file));
  const args = [
    "--test",
    "--test-concurrency=1",
    "--test-force-exit",
    "--test-reporter=spec",
    "--test-reporter-destination=stdout",
    "--test-reporter=junit",
    `--test-reporter-destination=${report(`${folder.replace("/", "-")}.xml`)}`,
    ...files.sort(),
  ];
  return counted(await follow("node", args, { limit, quiet }), fromNode);
}

/** Each libFuzzer target for so many seconds, from the kept corpus, one on each core; one test per target. */
async function fuzz(seconds: number): Promise<Ran> {
  const binaries = join(root, "build/fuzz");
  const targets = readdirSync(binaries).filter((name) => /^fuzz_[a-z_]+$/.test(name));
  const all: Ended = { code: 0, output: "", milliseconds: 0 };
  const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
  const next = async () => {
    for (let target = targets.shift(); target !== undefined; target = targets.shift()) {
      const ended = await fuzzed(join(binaries, target), target.slice("fuzz_".length), seconds);
      const executed = /stat::number_of_executed_units:\s+(\d+)/.exec(ended.output)?.[1] ?? "0";
      const passed = ended.code === 0 && Number(executed) > 0;
      console.log(`${passed ? "✔" : "✖"} ${target}: ${executed} inputs in ${seconds} s`);
      if (!passed) all.output += `✖ ${target}\n${ended.output.slice(-4000)}\n`;
      counts[passed ? "passed" : "failed"]++;
      all.code ||= ended.code;
      all.milliseconds += ended.milliseconds;
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, next));
  return { ended: all, counts };
}

/** One target; what it finds that is new stays in the build folder, and only a person moves it to the kept corpus. */
function fuzzed(binary: string, name: string, seconds: number): Promise<Ended> {
  const kept = join(root, "tests/fuzz/corpus", name);
  const found = join(root, "build/fuzz/corpus", `fuzz_${name}`);
  mkdirSync(found, { recursive: true });
  mkdirSync(kept, { recursive: true });
  const limits = [`-max_total_time=${seconds}`, "-timeout=10", "-rss_limit_mb=2048", "-print_final_stats=1"];
  const args = [...limits, `-artifact_prefix=${binary}-`, found, kept];
  return follow(binary, args, { limit: seconds + 60, quiet: true });
}
