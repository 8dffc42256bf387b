// Reads how many tests a runner ran from what it printed or wrote.
import { existsSync, readFileSync } from "node:fs";

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

export const none: Counts = { passed: 0, failed: 0, skipped: 0 };

export function sum(all: Counts[]): Counts {
  return all.reduce(
    (a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped }),
    none,
  );
}

/** The plain line every runner of ours ends with, and that a machine may read. */
export function closingLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

/** The last such line in a text. */
export function fromClosingLine(output: string): Counts {
  const last = [...output.matchAll(/^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/gm)].at(-1);
  return { passed: Number(last?.[1] ?? 0), failed: Number(last?.[2] ?? 0), skipped: Number(last?.[3] ?? 0) };
}

/** Node's test runner, spec or tap reporter. */
export function fromNode(output: string): Counts {
  const of = (word: string) => Number(new RegExp(`^(?:ℹ|#) ${word} (\\d+)$`, "m").exec(output)?.[1] ?? 0);
  return { passed: of("pass"), failed: of("fail") + of("cancelled"), skipped: of("skipped") + of("todo") };
}

/** Vitest's JSON report. */
export function fromVitest(report: string): Counts {
  if (!existsSync(report)) return none;
  const told = JSON.parse(readFileSync(report, "utf8")) as Record<string, number>;
  const broken = (told.numTotalTests ?? 0) === 0 ? (told.numFailedTestSuites ?? 0) : 0;
  return {
    passed: told.numPassedTests ?? 0,
    failed: (told.numFailedTests ?? 0) + broken,
    skipped: (told.numPendingTests ?? 0) + (told.numTodoTests ?? 0),
  };
}

/** The tests that failed in Vitest's JSON report, each with the start of its message. */
export function whyVitest(report: string): string {
  if (!existsSync(report)) return "";
  const { testResults } = JSON.parse(readFileSync(report, "utf8")) as { testResults: VitestFile[] };
  return testResults
    .flatMap(({ name, status, message, assertionResults }) => {
      const failed = assertionResults.filter((each) => each.status === "failed");
      const own = status === "failed" && failed.length === 0 ? [`✖ ${name}\n${message}`] : [];
      const tests = failed.map(
        (each) => `✖ ${name}: ${each.fullName}\n${each.failureMessages.join("\n").slice(0, 2000)}`,
      );
      return [...own, ...tests];
    })
    .join("\n");
}

interface VitestFile {
  name: string;
  status: string;
  message: string;
  assertionResults: { status: string; fullName: string; failureMessages: string[] }[];
}

/**
 * ctest's JUnit report. A Catch2 program is one test to ctest, so its own test cases are counted where it tells them;
 * any other test (what must not compile) counts as one.
 */
export function fromCtest(report: string): Counts {
  if (!existsSync(report)) return none;
  const cases = readFileSync(report, "utf8").split("<testcase ").slice(1);
  return sum(cases.map(fromCtestCase));
}

function fromCtestCase(xml: string): Counts {
  const passed = xml.includes('status="run"');
  if (/^[^>]*status="(?:disabled|notrun)"/.test(xml)) return { ...none, skipped: 1 };
  const all = /All tests passed \([\d,]+ assertions? in (\d+) test cases?\)/.exec(xml);
  if (all && passed) return { ...none, passed: Number(all[1]) };
  const some = /test cases:\s+(\d+) \|(?:\s+(\d+) passed \|)?\s+(\d+) failed/.exec(xml);
  if (some) return { ...none, passed: Number(some[2] ?? 0), failed: Number(some[3]) };
  return passed ? { ...none, passed: 1 } : { ...none, failed: 1 };
}
