// Holds that personal data are read for a purpose (POPIA s 15 and 16): whatever function of workers/store selects a personal
// column of a client, a booking or a request on the waiting list takes `purpose: Purpose`, and asks whether it is allowed
// (`reading`, workers/store/compliance/purposes.ts) for all of those columns. Ids alone tell nothing of anybody and need none.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { root } from "../local/process.ts";
import { migrated, storeStatements } from "./statements.ts";

const WATCHED = ["client", "booking", "waitlist"];

interface DataMap {
  tables: Record<string, { personal: Record<string, [category: string, purpose: string]> }>;
}

/** A function of a source: the lines it spans and what it takes. */
interface Taken {
  name: string;
  from: number;
  to: number;
  text: string;
}

export function purposeFaults(): string[] {
  const map = JSON.parse(readFileSync(join(root, "shared/policies/data-map.json"), "utf8")) as DataMap;
  const database = migrated();
  const sources = new Map<string, string>();
  const faults: string[] = [];
  let watched = 0;
  for (const { literal, sql } of storeStatements()) {
    const selected = typeof sql === "string" ? personalColumns(database, sql, map) : [];
    if (selected.length === 0) continue;
    watched++;
    const source = sources.get(literal.path) ?? readFileSync(join(root, literal.path), "utf8");
    sources.set(literal.path, source);
    faults.push(...statementFaults(`${literal.path}:${literal.line}`, source, literal.line, selected));
  }
  database.close();
  return watched === 0 ? ["no statement reads a client's data: the walk is broken"] : faults;
}

/** `table.column` of every column of the watched tables in a statement's rows that tells of somebody, by SQLite's own account. */
function personalColumns(database: DatabaseSync, sql: string, map: DataMap): string[] {
  const columns = database.prepare(sql).columns();
  return columns.flatMap(({ table, column }) => {
    if (table === null || column === null || !WATCHED.includes(table)) return [];
    const [category = "pseudonym"] = map.tables[table]?.personal[column] ?? [];
    return category === "pseudonym" ? [] : [`${table}.${column}`];
  });
}

function statementFaults(where: string, source: string, line: number, selected: readonly string[]): string[] {
  const taken = functionsOf(source).find(({ from, to }) => from <= line && line <= to);
  if (taken === undefined) return [`${where}: reads ${selected[0]} outside of a function`];
  if (!/\bpurpose: Purpose\b/.test(taken.text)) {
    return [`${where}: ${taken.name} reads ${selected.join(", ")} and takes no purpose`];
  }
  const [, asked = ""] = /\b(for[A-Z]\w*)\(purpose\)/.exec(taken.text) ?? [];
  const declared = new RegExp(`const ${asked} = reading\\(\\s*"(\\w+)",\\s*([^;]*)\\)`).exec(source);
  if (asked === "" || declared === null) return [`${where}: ${taken.name} does not ask whether the purpose is allowed`];
  const columns = declaredColumns(source, declared[2] ?? "");
  return selected
    .filter((each) => each.startsWith(`${declared[1]}.`) && !columns.has(each.split(".")[1] ?? ""))
    .map((each) => `${where}: ${taken.name} reads ${each}, of which ${asked} does not know`);
}

/** Columns written out, or those of a constant. */
function declaredColumns(source: string, argument: string): Set<string> {
  const name = /^(\w+),?\s*$/.exec(argument.trim())?.[1];
  const text = name === undefined ? argument : (new RegExp(`const ${name} = \`([^\`]*)\``).exec(source)?.[1] ?? "");
  return new Set(text.match(/\w+/g));
}

function functionsOf(source: string): Taken[] {
  const lines = source.split("\n");
  const found: Taken[] = [];
  for (const [i, line] of lines.entries()) {
    const name = /^(?:export )?(?:async )?function (\w+)/.exec(line)?.[1];
    if (name === undefined) continue;
    const length = lines.slice(i).indexOf("}");
    const to = i + (length < 0 ? lines.length - i - 1 : length);
    found.push({ name, from: i + 1, to: to + 1, text: lines.slice(i, to + 1).join("\n") });
  }
  return found;
}
