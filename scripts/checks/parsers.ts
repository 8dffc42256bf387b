// Every reader of what others send is in the table of tests/fuzz/README.md, with the fuzz target or property test that throws
// anything at it. What counts as a reader: whatever the Wasm modules export, and whatever the Worker exports by a name that
// says so. The table may name more.
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../local/process.ts";

const TABLE = "tests/fuzz/README.md";
const READER =
  /^export (?:async )?function (parse[A-Z]\w*|read(?:Bytes|Form|Journey|AvailabilityQuery|Checkpoint)|openChallenge|\w+OfToken|\w+OfIso|e164|decode[A-Z]\w*)\b/gm;

interface Row {
  /** The function or operation, and the file that has it. */
  reader: string;
  file: string;
  /** The test's or target's file, and the test's name where a file has many. */
  by: string;
  test: string | undefined;
}

export function parserFaults(): string[] {
  const rows = tableRows(readFileSync(join(root, TABLE), "utf8"));
  if (rows.length === 0) return [`${TABLE} has no table of readers`];
  return [...rows.flatMap(rowFaults), ...missing(rows)];
}

/** Rows such as: | `parseJson` | `workers/http/json.ts` | `tests/worker/…/x.test.ts` "any bytes …" | */
export function tableRows(text: string): Row[] {
  const found = text.matchAll(/^\| `(\w+)` \| `([^`]+)` \| `([^`]+)`(?: "([^"]+)")? \|$/gm);
  return [...found].map(([, reader = "", file = "", by = "", test]) => ({ reader, file, by, test }));
}

function rowFaults({ reader, file, by, test }: Row): string[] {
  const text = (path: string) => (existsSync(join(root, path)) ? readFileSync(join(root, path), "utf8") : null);
  const [source, prover] = [text(file), text(by)];
  if (source === null) return [`${TABLE}: there is no ${file}`];
  if (prover === null) return [`${TABLE}: there is no ${by}`];
  return [
    ...(new RegExp(`\\b${reader}\\b`).test(source) ? [] : [`${TABLE}: ${file} has no ${reader}`]),
    ...(test === undefined || prover.includes(`"${test}"`) ? [] : [`${TABLE}: ${by} has no test "${test}"`]),
    ...(test === undefined && !by.endsWith(".cpp") ? [`${TABLE}: ${reader} names no test of ${by}`] : []),
  ];
}

function missing(rows: Row[]): string[] {
  const known = new Set(rows.map(({ reader, file }) => `${reader} ${file}`));
  const readers = globSync("workers/**/*.ts", { cwd: root }).flatMap((path) =>
    [...readFileSync(join(root, path), "utf8").matchAll(READER)].map(([, name = ""]) => ({ name, path })),
  );
  const operations = globSync("wasm/*/module.cpp", { cwd: root }).flatMap((path) =>
    [...readFileSync(join(root, path), "utf8").matchAll(/BOOKING_OPERATION\((\w+),/g)].map(([, name = ""]) => ({
      name,
      path,
    })),
  );
  if (operations.length === 0 || readers.length === 0) return ["no reader was found: the walk is broken"];
  return [...readers, ...operations].flatMap(({ name, path }) =>
    known.has(`${name} ${path}`) ? [] : [`${TABLE}: nothing is said of ${name} (${path})`],
  );
}
