// Holds shared/policies/data-map.json against the real migrations: every column is declared either personal, with its
// category and purpose, or impersonal, and every table names the rule of shared/policies/retention.json by which it is
// forgotten. So personal data cannot come into the database without somebody having said why it is there.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { root } from "../local/process.ts";
import { migrated } from "./statements.ts";

interface DataMap {
  purposes: Record<string, { what: string; basis: string }>;
  categories: Record<string, string>;
  /** Category -> the purposes for which it may be read. */
  readable: Record<string, string[]>;
  tables: Record<string, TableMap>;
}

interface TableMap {
  retention: string;
  /** Column -> its category and purpose. */
  personal: Record<string, [category: string, purpose: string]>;
  impersonal: string[];
}

/** The grounds on which personal information may be processed, POPIA s 11(1)(a) to (f). */
const ground = /^s 11\(1\)\([a-f]\)$/;

export function dataMapFaults(): string[] {
  const map = policy<DataMap>("data-map.json");
  const { categories } = policy<{ categories: Record<string, unknown> }>("retention.json");
  const database = migrated();
  const columns = columnsOf(database);
  database.close();
  if (columns.size === 0) return ["shared/migrations makes no table: the walk is broken"];
  return mapFaults(map, Object.keys(categories), columns);
}

/** One fault a line; `columns` are those of each table, `terms` the categories that have a rule of retention. */
function mapFaults(map: DataMap, terms: string[], columns: Map<string, string[]>): string[] {
  const faults: string[] = [];
  for (const [purpose, { basis }] of Object.entries(map.purposes)) {
    if (!ground.test(basis)) faults.push(`purpose ${purpose}: "${basis}" is no ground of s 11(1)`);
  }
  for (const category of new Set([...Object.keys(map.categories), ...Object.keys(map.readable)])) {
    if (map.categories[category] === undefined) faults.push(`readable: no category is called ${category}`);
    for (const purpose of map.readable[category] ?? []) {
      if (map.purposes[purpose] === undefined) faults.push(`readable ${category}: no purpose is called ${purpose}`);
    }
    if (map.readable[category] === undefined) faults.push(`${category}: nothing says for which purposes it is read`);
  }
  for (const table of columns.keys()) {
    if (map.tables[table] === undefined) faults.push(`${table}: the table is not in the data map`);
  }
  for (const [table, told] of Object.entries(map.tables)) {
    const real = columns.get(table);
    if (real === undefined) {
      faults.push(`${table}: the data map tells of a table that is not there`);
      continue;
    }
    if (!terms.includes(told.retention)) faults.push(`${table}: no rule of retention is called ${told.retention}`);
    const declared = [...Object.keys(told.personal), ...told.impersonal];
    for (const column of real) {
      const times = declared.filter((each) => each === column).length;
      if (times === 0) faults.push(`${table}.${column}: declared neither personal nor impersonal`);
      if (times > 1) faults.push(`${table}.${column}: declared more than once`);
    }
    for (const column of declared.filter((each) => !real.includes(each))) {
      faults.push(`${table}.${column}: the data map tells of a column that is not there`);
    }
    for (const [column, [category, purpose]] of Object.entries(told.personal)) {
      if (map.categories[category] === undefined) faults.push(`${table}.${column}: no category is called ${category}`);
      if (map.purposes[purpose] === undefined) faults.push(`${table}.${column}: no purpose is called ${purpose}`);
      else if (!map.readable[category]?.includes(purpose)) {
        faults.push(`${table}.${column}: ${category} is kept to ${purpose} and not readable for it`);
      }
    }
  }
  return faults;
}

function columnsOf(database: DatabaseSync): Map<string, string[]> {
  const rows = database
    .prepare(
      `SELECT m.name AS "table", c.name AS "column" FROM sqlite_schema m, pragma_table_info(m.name) c
       WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY m.rowid, c.cid`,
    )
    .all() as { table: string; column: string }[];
  const columns = new Map<string, string[]>();
  for (const { table, column } of rows) columns.set(table, [...(columns.get(table) ?? []), column]);
  return columns;
}

function policy<T>(file: string): T {
  return JSON.parse(readFileSync(join(root, "shared/policies", file), "utf8")) as T;
}
