// Every statement on a salon's data binds the salon, and every such table is keyed by it first.

/// <reference types="vite/types/importMeta.d.ts" />
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";

const sources = import.meta.glob<string>("../../../workers/**/*.ts", { query: "?raw", import: "default", eager: true });

/** Tables that span salons by design; see their migration. */
const PLATFORM = new Set(["find_code", "phone_salon", "mailbox", "d1_migrations"]);

interface Column {
  name: string;
  pk: number;
}

async function tables(): Promise<string[]> {
  const { results } = await env.DB.prepare(
    `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_cf_%'`,
  ).all<{ name: string }>();
  return results.map(({ name }) => name).filter((name) => !PLATFORM.has(name));
}

/** The SQL in template literals of one file. */
function statements(source: string): string[] {
  return [...source.matchAll(/\.prepare\(\s*`([^`]*)`|\bbound\(\s*`([^`]*)`/g)].map(
    (match) => match[1] ?? match[2] ?? "",
  );
}

test("salon_id comes first in the primary key of every table that holds a salon's data", async () => {
  const names = await tables();
  expect(names.length).toBeGreaterThan(15);
  for (const name of names) {
    const { results } = await env.DB.prepare(`SELECT name, pk FROM pragma_table_info(?1) WHERE pk = 1`)
      .bind(name)
      .all<Column>();
    expect({ name, first: results[0]?.name }).toEqual({ name, first: "salon_id" });
  }
});

test("every statement on a salon's data binds the salon, or says why it sweeps over all", async () => {
  const names = await tables();
  let walked = 0;
  for (const [path, source] of Object.entries(sources)) {
    for (const sql of statements(source)) {
      const touched = names.filter((name) => new RegExp(`\\b(FROM|INTO|UPDATE|JOIN)\\s+${name}\\b`).test(sql));
      if (touched.length === 0) continue;
      walked += 1;
      const binds = /salon_id = \?1|VALUES \(\?1|SELECT \?1|-- over all salons: /.test(sql);
      // A booking's row carries its salon as first column, bound as ?1.
      const named = /INSERT INTO booking \(\$\{COLUMNS\}\)\s+VALUES \(\?1/.test(sql);
      expect({ path, sql, binds: binds || named }).toEqual({ path, sql, binds: true });
    }
  }
  expect(walked).toBeGreaterThan(50);
});

test("SQL is written in workers/store alone", () => {
  for (const [path, source] of Object.entries(sources)) {
    if (path.includes("/workers/store/")) continue;
    expect({ path, sql: /\.prepare\(/.test(source) }).toEqual({ path, sql: false });
  }
});
