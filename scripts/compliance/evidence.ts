// What the last run of the tests says of a piece of evidence. Reports lie in build/test; what they do not know was not run,
// and nothing is called proved by a test that was not run.
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { root } from "../local/process.ts";
import type { Evidence } from "./catalogue.ts";

export interface Observation {
  evidence: Evidence;
  /** `passed`, `failed`, or `unknown` where no run is on record; `read` is a file, which nothing runs. */
  result: "passed" | "failed" | "unknown" | "read";
  /** RFC 3339 instant of the run, where there was one. */
  collected?: string;
}

/** `checked`: the checks of `npm run check` by name, with what they found just now. */
export function observe(evidence: Evidence, checked: ReadonlyMap<string, readonly string[]>, now: Date): Observation {
  if ("file" in evidence) return { evidence, result: "read" };
  if ("check" in evidence) {
    const faults = checked.get(evidence.check);
    if (faults === undefined) return { evidence, result: "unknown" };
    return { evidence, result: faults.length === 0 ? "passed" : "failed", collected: now.toISOString() };
  }
  const part = evidence.in.split("/")[1] ?? "";
  if (part === "worker") return { evidence, ...fromVitest(evidence.test) };
  if (part === "native") return { evidence, ...fromCatch(evidence.in.split("/")[2] ?? "") };
  return { evidence, ...fromJunit(part, evidence.test) };
}

type Result = Omit<Observation, "evidence">;

const report = (name: string): string => join(root, "build/test", name);

function ran(path: string, passed: boolean | undefined): Result {
  if (passed === undefined) return { result: "unknown" };
  return { result: passed ? "passed" : "failed", collected: statSync(path).mtime.toISOString() };
}

interface VitestReport {
  testResults: { assertionResults: { title: string; status: string }[] }[];
}

function fromVitest(title: string): Result {
  const path = report("worker.json");
  if (!existsSync(path)) return { result: "unknown" };
  const { testResults } = JSON.parse(readFileSync(path, "utf8")) as VitestReport;
  const found = testResults.flatMap((file) => file.assertionResults).filter((each) => titled(title).test(each.title));
  return ran(path, found.length === 0 ? undefined : found.every(({ status }) => status === "passed"));
}

/** A Catch2 program is one test to ctest: when it passed, every case in it did. */
function fromCatch(program: string): Result {
  const path = report("native.xml");
  if (!existsSync(path)) return { result: "unknown" };
  const found = readFileSync(path, "utf8")
    .split("<testcase ")
    .find((each) => each.startsWith(`name="${program}"`));
  return ran(path, found === undefined ? undefined : found.includes("All tests passed"));
}

function fromJunit(part: string, name: string): Result {
  const path = report(`${part}.xml`);
  if (!existsSync(path)) return { result: "unknown" };
  const written = name.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
  const pattern = titled(written);
  const found = readFileSync(path, "utf8")
    .split("<testcase ")
    .filter((each) => pattern.test(/^name="([^"]*)"/.exec(each)?.[1] ?? ""));
  return ran(path, found.length === 0 ? undefined : !found.some((each) => /<(?:failure|skipped)/.test(each)));
}

/** The titles that a runner makes of a title as it is written: `%s` and `${name}` stand for anything. */
export function titled(written: string): RegExp {
  const parts = written.split(/%[sidj]|\$\{[^}]*\}/);
  return new RegExp(`^${parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join(".*")}$`, "s");
}
