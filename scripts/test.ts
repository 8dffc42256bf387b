// `npm test`: every part in turn, then a table of what each runner counted and one plain closing line.
//
//   npm test                     everything
//   npm test -- worker browser   some parts: check, native, worker, browser, fault, fuzz
import { generate } from "./generate.ts";
import { type Counts, closingLine, none, sum } from "./tests/counts.ts";
import { type Part, parts } from "./tests/parts.ts";

interface Result {
  name: string;
  counts: Counts;
  seconds: number;
  verdict: "ok" | "FAILED" | "FAILED: ran no test";
}

const wanted = process.argv.slice(2);
const known = new Set<string>(parts.map((part) => part.group));
for (const word of wanted) {
  if (!known.has(word)) {
    console.error(`test: no part is called ${word}; there are ${[...known].join(", ")}`);
    process.exit(2);
  }
}

await generate();
const results: Result[] = [];
for (const part of parts) {
  if (wanted.length === 0 || wanted.includes(part.group)) results.push(await result(part));
}
print(results);
process.exit(results.every((each) => each.verdict === "ok") ? 0 : 1);

async function result(part: Part): Promise<Result> {
  console.log(`\n=== ${part.name} ===`);
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  try {
    const { ended, counts } = await part.run();
    const ran = counts.passed + counts.failed > 0;
    const failed = ended.code !== 0 || counts.failed > 0;
    // A runner that broke before it could count has failed once.
    const told = failed && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
    const verdict = failed ? "FAILED" : ran ? "ok" : "FAILED: ran no test";
    return { name: part.name, counts: told, seconds: seconds(), verdict };
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return { name: part.name, counts: { ...none, failed: 1 }, seconds: seconds(), verdict: "FAILED" };
  }
}

function print(all: Result[]): void {
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
  console.log(`\n${closingLine({ ...total, failed: total.failed + silent })}`);
}
