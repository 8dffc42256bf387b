// Proves that every SQL statement of workers/store stays within one salon, and uses an index to do it.
//
// The statements are read from the sources (every string or template that begins with an SQL verb), prepared by SQLite
// against the real migrations, and judged by SQLite's own plan: each table with a salon_id must be reached by
// `SEARCH … (… salon_id=? …)`, so a forgotten condition shows as a scan. An INSERT must name salon_id among its columns.
//
// A statement that means all salons says so in itself: `-- over all salons: <why>`. An interpolated fragment (`${name}`) is
// looked up among the constants of workers/store (texts, numbers, texts with one gap); what cannot be looked up could not be proved, so it
// is a fault.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { root } from "../local/process.ts";
import { type Literal, literals } from "./literals.ts";

const verb = /^\s*(?:--[^\n]*\n\s*)*(?:WITH|SELECT|INSERT|UPDATE|DELETE|REPLACE)\b/;
const overAllSalons = /--\s*over all salons: *\S/;

/** Tables keyed by something else that spans salons, and why that is so. */
const spanning = new Map([["phone_salon", "finds the salons that know a telephone number; keyed by its hash"]]);

export interface Proof {
  statements: number;
  faults: string[];
}

export function proveStatements(): Proof {
  const database = migrated();
  const tables = salonTables(database);
  const statements = storeStatements();
  const faults = statements.flatMap(({ literal, sql }) =>
    typeof sql === "string"
      ? judged(database, tables, literal, sql)
      : [`${where(literal)}: \${${sql.unknown}} is not a constant of workers/store`],
  );
  database.close();
  return { statements: statements.length, faults };
}

/** Every statement of workers/store, where it stands and with its fragments filled in. */
export function storeStatements(): { literal: Literal; sql: string | { unknown: string } }[] {
  const sources = globSync("workers/store/**/*.ts", { cwd: root }).sort();
  const found = sources.flatMap((path) => literals(path, readFileSync(join(root, path), "utf8")));
  const constants = new Map(found.flatMap((each) => (each.name === undefined ? [] : [[each.name, each]])));
  const statements = found.filter((each) => verb.test(each.text));
  return statements.map((literal) => ({ literal, sql: filled(literal, constants) }));
}

/** An empty database with the real migrations of both databases applied: no table is in both. */
export function migrated(): DatabaseSync {
  const database = new DatabaseSync(":memory:");
  for (const path of globSync("shared/migrations/**/*.sql", { cwd: root }).sort()) {
    database.exec(readFileSync(join(root, path), "utf8"));
  }
  return database;
}

function salonTables(database: DatabaseSync): Set<string> {
  const rows = database
    .prepare(
      "SELECT m.name FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table' AND c.name = 'salon_id'",
    )
    .all() as { name: string }[];
  return new Set(rows.map((row) => row.name).filter((name) => !spanning.has(name)));
}

function filled(literal: Literal, constants: Map<string, Literal>, depth = 0): string | { unknown: string } {
  let unknown: string | undefined;
  const sql = literal.text.replace(/\$\{([^}]*)\}/g, (_, expression: string) => {
    const [, name = "", argument] = /^\s*(\w+)(?:\("([^"]*)"\))?\s*$/.exec(expression) ?? [];
    const constant = depth < 5 ? constants.get(name) : undefined;
    const text = constant ? filled(fitted(constant, argument), constants, depth + 1) : { unknown: expression };
    if (typeof text === "string") return text;
    unknown ??= text.unknown;
    return "";
  });
  return unknown === undefined ? sql : { unknown };
}

/** A fragment with its gap filled by the argument it is called with. */
function fitted(fragment: Literal, argument: string | undefined): Literal {
  if (fragment.parameter === undefined || argument === undefined) return fragment;
  return { ...fragment, text: fragment.text.replaceAll(`\${${fragment.parameter}}`, argument) };
}

function judged(database: DatabaseSync, tables: Set<string>, literal: Literal, sql: string): string[] {
  const insert = /\bINSERT\s+(?:OR\s+\w+\s+)?INTO\s+(\w+)\s*(?:\(([^)]*)\))?/i.exec(sql);
  const faults: string[] = [];
  if (insert?.[1] !== undefined && tables.has(insert[1]) && !/\bsalon_id\b/.test(insert[2] ?? "")) {
    faults.push(`${where(literal)}: an INSERT into ${insert[1]} must name salon_id among its columns`);
  }
  try {
    if (overAllSalons.test(sql)) {
      database.prepare(sql);
      return faults;
    }
    const plan = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all() as { detail: string }[];
    return [...faults, ...plan.flatMap(({ detail }) => planFaults(database, tables, literal, sql, detail))];
  } catch (error) {
    return [`${where(literal)}: ${error instanceof Error ? error.message : error}`];
  }
}

/** One line of a plan, such as `SEARCH s USING PRIMARY KEY (salon_id=? AND unit_id=?)` or `SCAN json_each VIRTUAL TABLE INDEX 1:`. */
function planFaults(
  database: DatabaseSync,
  tables: Set<string>,
  literal: Literal,
  sql: string,
  detail: string,
): string[] {
  const step = /^(?:SCAN|SEARCH) (\S+)/.exec(detail);
  const name = step?.[1];
  if (name === undefined || detail.includes("VIRTUAL TABLE") || detail.includes("salon_id=?")) return [];
  const table = tableOf(database, sql, name);
  if (table === undefined || !tables.has(table)) return [];
  return [`${where(literal)}: reaches ${table} without salon_id (${detail})`];
}

/** The table behind a name in a plan: itself, or what it stands for (`FROM segment AS s`); undefined for a subquery. */
function tableOf(database: DatabaseSync, sql: string, name: string): string | undefined {
  const isTable =
    database.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?").get(name) !== undefined;
  if (isTable) return name;
  const alias = new RegExp(`\\b(?:FROM|JOIN|UPDATE|,)\\s+(\\w+)(?:\\s+AS)?\\s+${name}\\b`, "i").exec(sql);
  return alias?.[1];
}

function where({ path, line }: Literal): string {
  return `${path}:${line}`;
}
