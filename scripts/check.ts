// `npm run check`: everything that can be told without running the product. One line per check, then the closing line.
//
//   npm run check               all
//   npm run check -- arrows     those whose name contains a word
//   npm run format              writes what the formatters would have instead of checking it
import { brokenArrows } from "./checks/arrows.ts";
import { bannedFaults } from "./checks/banned.ts";
import { cppFaults, cppFiles } from "./checks/cpp.ts";
import { dataMapFaults } from "./checks/data-map.ts";
import { houseFaults } from "./checks/house.ts";
import { parserFaults } from "./checks/parsers.ts";
import { purposeFaults } from "./checks/purposes.ts";
import { roomFaults } from "./checks/rooms.ts";
import { secretFaults } from "./checks/secrets.ts";
import { proveStatements } from "./checks/statements.ts";
import { transferFaults } from "./checks/transfers.ts";
import { asvsFaults, readAsvs } from "./compliance/asvs.ts";
import { catalogueFaults, readCatalogue } from "./compliance/catalogue.ts";
import { bundleFaults } from "./deploy.ts";
import { generate } from "./generate.ts";
import { follow, isMain, run } from "./local/process.ts";
import { allLicenceFaults } from "./supply/licences.ts";
import { closingLine, none } from "./tests/counts.ts";

interface Check {
  name: string;
  /** What is wrong, one fault a line; nothing when all is well. */
  faults(): string[] | Promise<string[]>;
}

export const checks: Check[] = [
  { name: "arrows between rooms", faults: brokenArrows },
  { name: "sizes of files and folders", faults: houseFaults },
  { name: "rooms of ARCHITECTURE.md", faults: roomFaults },
  { name: "every statement binds its salon", faults: statementFaults },
  { name: "every column is in the data map", faults: dataMapFaults },
  { name: "every transfer out of the country has its ground", faults: transferFaults },
  { name: "every read of a client's data has a purpose", faults: purposeFaults },
  {
    name: "controls and their evidence exist",
    faults: () =>
      catalogueFaults(
        readCatalogue("popia"),
        checks.map(({ name }) => name),
      ),
  },
  {
    name: "requirements of ASVS and their evidence exist",
    faults: () =>
      asvsFaults(
        readAsvs(),
        checks.map(({ name }) => name),
      ),
  },
  { name: "every dependency has a licence that is allowed", faults: allLicenceFaults },
  { name: "no secret is in the repository, and every secret is told of", faults: secretFaults },
  { name: "nothing dangerous is used", faults: bannedFaults },
  { name: "every reader of what others send is fuzzed", faults: parserFaults },
  {
    name: "layout and lint of TypeScript",
    faults: () => told("biome", ["ci", "--colors=off", "--error-on-warnings", "."]),
  },
  { name: "types: workers", faults: () => told("tsc", ["-p", "tsconfig.json"]) },
  { name: "types: worker tests", faults: () => told("tsc", ["-p", "tests/worker"]) },
  { name: "types: scripts and other tests", faults: () => told("tsc", ["-p", "scripts"]) },
  { name: "layout of C++", faults: () => told("clang-format-19", ["--dry-run", "--Werror", ...cppFiles()]) },
  { name: "lint of C++", faults: cppFaults },
  { name: "bundle, its size and its start (deploy --dry-run)", faults: bundleFaults },
];

function statementFaults(): string[] {
  const { statements, faults } = proveStatements();
  return statements === 0 ? ["workers/store holds no statement: the walk is broken"] : faults;
}

async function told(program: string, args: string[]): Promise<string[]> {
  const { code, output } = await follow(program, args, { limit: 300, quiet: true });
  return code === 0 ? [] : [output.trim()];
}

/** Rewrites every file as the formatters would have it. */
function format(): void {
  run("biome", ["check", "--write", "."]);
  run("clang-format-19", ["-i", ...cppFiles()]);
}

if (isMain(import.meta)) {
  if (process.argv.includes("--write")) {
    format();
    process.exit(0);
  }
  await generate();
  const words = process.argv.slice(2);
  const counts = { ...none };
  for (const { name, faults } of checks.filter((each) => words.every((word) => each.name.includes(word)))) {
    const began = performance.now();
    const found = await Promise.resolve()
      .then(faults)
      .catch((error: unknown) => [error instanceof Error ? error.message : String(error)]);
    counts[found.length === 0 ? "passed" : "failed"]++;
    console.log(`${found.length === 0 ? "✔" : "✖"} ${name} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
    for (const fault of found) console.log(fault.replace(/^/gm, "    "));
  }
  console.log(`\n${closingLine(counts)}`);
  process.exitCode = counts.failed > 0 ? 1 : 0;
}
