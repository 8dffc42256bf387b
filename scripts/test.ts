// `npm test`: every part, two at a time, then a table of what each runner counted and one plain closing line.
//
//   npm test                     everything
//   npm test -- worker browser   some parts: check, native, worker, browser, fault, fuzz
import { generate } from "./generate.ts";
import { type Counts, closingLine, none, sum } from "./tests/counts.ts";
import { type Part, parts, prepare } from "./tests/parts.ts";

interface Result {
  name: string;
  counts: Counts;
  seconds: number;
  verdict: "ok" | "FAILED" | "FAILED: ran no test";
  why?: string;
}

/** By name, as measured; whatever is not named comes after. */
const LONGEST = ["worker", "check", "browser", "browser: desk", "fault"];

const wanted = process.argv.slice(2);
const known = new Set<string>(parts.map((part) => part.group));
for (const word of wanted) {
  if (!known.has(word)) {
    console.error(`test: no part is called ${word}; there are ${[...known].join(", ")}`);
    process.exit(2);
  }
}

const chosen = parts.filter(({ group }) => wanted.length === 0 || wanted.includes(group));
const began = performance.now();
const results: Result[] = [];
try {
  await generate();
  await prepare(chosen);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  print([{ name: "build", counts: { ...none, failed: 1 }, seconds: since(began), verdict: "FAILED" }]);
  process.exit(1);
}
console.log(`built in ${since(began).toFixed(1)} s`);
// What runs beside something else is told of as a whole, once it is done.
const together = chosen.filter(({ alone }) => alone !== true);
const quiet = chosen.length > 1;
// The longest first, so that nothing long is left for the end; told in the order of the table all the same.
const waiting = LONGEST.flatMap((name) => together.filter((part) => part.name === name));
waiting.push(...together.filter((part) => !waiting.includes(part)));
await Promise.all([hand(), hand()]);
for (const part of chosen.filter(({ alone }) => alone === true)) results.push(await result(part));
results.sort((a, b) => parts.findIndex(({ name }) => name === a.name) - parts.findIndex(({ name }) => name === b.name));
print(results);
process.exit(results.every((each) => each.verdict === "ok") ? 0 : 1);

function since(moment: number): number {
  return (performance.now() - moment) / 1000;
}

/** Takes one part after another until none waits. */
async function hand(): Promise<void> {
  for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) results.push(await result(part));
}

async function result(part: Part): Promise<Result> {
  const began = performance.now();
  const head = `\n=== ${part.name} ===`;
  console.log(quiet ? `… ${part.name}` : head);
  try {
    const { ended, counts, why } = await part.run(quiet);
    if (quiet) console.log(`${head}\n${ended.output}\n=== ${part.name}: ${since(began).toFixed(1)} s ===`);
    const ran = counts.passed + counts.failed > 0;
    const failed = ended.code !== 0 || counts.failed > 0;
    // A runner that broke before it could count has failed once.
    const told = failed && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
    const verdict = failed ? "FAILED" : ran ? "ok" : "FAILED: ran no test";
    return { name: part.name, counts: told, seconds: since(began), verdict, why: why || ended.output.slice(-4000) };
  } catch (error) {
    console.error(head, error instanceof Error ? error.message : error);
    return { name: part.name, counts: { ...none, failed: 1 }, seconds: since(began), verdict: "FAILED" };
  }
}

function print(all: Result[]): void {
  // Who sees only the end of a long log still learns what failed.
  for (const { name, why } of all.filter(({ verdict }) => verdict !== "ok")) {
    console.log(`\n=== what failed in ${name} ===\n${why?.slice(0, 6000) ?? ""}`);
  }
  const width = Math.max(...all.map((each) => each.name.length));
  console.log(`\n${"part".padEnd(width)}  passed  failed  skipped  seconds`);
  for (const { name, counts, seconds, verdict } of all) {
    const columns = [
      String(counts.passed).padStart(6),
      String(counts.failed).padStart(6),
      String(counts.skipped).padStart(7),
      seconds.toFixed(1).padStart(7),
    ];
    console.log(`${name.padEnd(width)}  ${columns.join("  ")}  ${verdict}`);
  }
  const total = sum(all.map((each) => each.counts));
  const silent = all.filter((each) => each.verdict === "FAILED: ran no test").length;
  console.log(`\n${since(began).toFixed(0)} s in all`);
  console.log(`\n${closingLine({ ...total, failed: total.failed + silent })}`);
}
