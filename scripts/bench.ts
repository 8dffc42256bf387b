// `npm run bench`: runs every <part>.bench.ts of tests/bench, prints what it tells, and saves it in build/bench/<part>.json.
//
//   npm run bench                    all parts
//   npm run bench -- engine growth   some
//
// A bench file exports `bench(): Promise<Row[]>` (see tests/bench/row.ts). A row that breaks its bound makes the run fail.
import { execFileSync } from "node:child_process";
import { globSync, mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { holds, type Row } from "../tests/bench/row.ts";
import { build, cmake, shipping } from "./build.ts";
import { root } from "./local/process.ts";

const parts = new Map(
  globSync("tests/bench/{*,*/*}.bench.ts", { cwd: root })
    .sort()
    .map((path) => [basename(path, ".bench.ts"), join(root, path)]),
);
const wanted = process.argv.length > 2 ? process.argv.slice(2) : [...parts.keys()];
const unknown = wanted.filter((part) => !parts.has(part));
if (unknown.length > 0) {
  console.error(`bench: no part is called ${unknown.join(", ")}; there are ${[...parts.keys()].join(", ")}`);
  process.exit(2);
}

await build();
cmake(shipping); // the modules that only benches have
let broken = 0;
for (const part of wanted) {
  console.log(`\n=== ${part} ===`);
  const { bench } = (await import(pathToFileURL(parts.get(part) ?? "").href)) as { bench: () => Promise<Row[]> };
  const rows = await bench();
  print(rows);
  save(part, rows);
  broken += rows.filter((row) => !holds(row)).length;
}
console.log(broken === 0 ? "\nbench: every bound holds" : `\nbench: ${broken} bounds are broken`);
process.exit(broken === 0 ? 0 : 1);

function print(rows: Row[]): void {
  const cells = rows.map((row) => [
    row.name,
    `${rounded(row.value)} ${row.unit}`,
    row.ratio === undefined ? "" : `${rounded(row.ratio)}x ${row.against ?? ""}`.trim(),
    bound(row),
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)));
  for (const line of cells)
    console.log(
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    );
}

function bound(row: Row): string {
  if (row.bound === undefined) return "";
  const promise = "atLeast" in row.bound ? `at least ${row.bound.atLeast}` : `at most ${row.bound.atMost}`;
  return `${promise}: ${holds(row) ? "holds" : "BROKEN"}`;
}

function rounded(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString("en") : value.toPrecision(3);
}

function save(part: string, rows: Row[]): void {
  mkdirSync(join(root, "build/bench"), { recursive: true });
  const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { cwd: root, encoding: "utf8" }).trim();
  const machine = { cpu: cpus()[0]?.model ?? "", cores: cpus().length, node: process.version };
  const told = { part, at: new Date().toISOString(), commit, machine, rows };
  writeFileSync(join(root, "build/bench", `${part}.json`), `${JSON.stringify(told, null, 2)}\n`);
}
