// Everything that is stored anywhere, as text, to look for what should not be there; and rows kept aside, to put them back
// as a restore of an earlier state would.

import { env } from "cloudflare:workers";

type Value = string | number | null | number[];
export type StoredRow = Record<string, Value>;

async function tablesOf(db: D1Database): Promise<string[]> {
  const { results } = await db
    .prepare(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_cf_%' AND name <> 'd1_migrations'",
    )
    .all<{ name: string }>();
  return results.map(({ name }) => name);
}

/** Every row of every table of a database, by table; bytes as text too, so that plain text in them shows. */
export async function contents(db: D1Database): Promise<Record<string, string[]>> {
  const tables: Record<string, string[]> = {};
  for (const table of await tablesOf(db)) {
    const { results } = await db.prepare(`SELECT * FROM ${table}`).all<StoredRow>();
    tables[table] = results.map((row) =>
      JSON.stringify(row, (_, value: unknown) =>
        Array.isArray(value) && value.length > 0 ? new TextDecoder().decode(Uint8Array.from(value)) : value,
      ),
    );
  }
  return tables;
}

/** Where one of the texts stands: tables of both databases, keys of KV and R2. */
export async function whereIs(texts: readonly string[]): Promise<string[]> {
  const found = new Set<string>();
  for (const [name, db] of [
    ["DB", env.DB],
    ["KEYS", env.KEYS],
  ] as const) {
    for (const [table, rows] of Object.entries(await contents(db))) {
      if (rows.some((row) => texts.some((text) => row.includes(text)))) found.add(`${name}.${table}`);
    }
  }
  for (const { name } of (await env.KV.list()).keys) {
    const bytes = (await env.KV.get(name, "arrayBuffer")) ?? new ArrayBuffer(0);
    if (texts.some((text) => `${name}${new TextDecoder().decode(bytes)}`.includes(text))) found.add(`KV ${name}`);
  }
  for (const { key } of (await env.R2.list()).objects) {
    const text = await (await env.R2.get(key))?.text();
    if (texts.some((each) => `${key}${text}`.includes(each))) found.add(`R2 ${key}`);
  }
  return [...found].sort();
}

/** The salon's rows of these tables, as they are now. */
export async function setAside(salon: string, tables: readonly string[]): Promise<Map<string, StoredRow[]>> {
  const aside = new Map<string, StoredRow[]>();
  for (const table of tables) {
    const { results } = await env.DB.prepare(`SELECT * FROM ${table} WHERE salon_id = ?1`).bind(salon).all<StoredRow>();
    aside.set(table, results);
  }
  return aside;
}

/** The tables are again as they were set aside: what came since is gone, what went is back. */
export async function restore(salon: string, aside: Map<string, StoredRow[]>): Promise<void> {
  const statements: D1PreparedStatement[] = [];
  for (const [table, rows] of aside) {
    statements.push(env.DB.prepare(`DELETE FROM ${table} WHERE salon_id = ?1`).bind(salon));
    for (const row of rows) {
      const names = Object.keys(row);
      const values = Object.values(row).map((value) => (Array.isArray(value) ? Uint8Array.from(value) : value));
      const marks = names.map((_, i) => `?${i + 1}`).join(", ");
      statements.push(env.DB.prepare(`INSERT INTO ${table} (${names.join(", ")}) VALUES (${marks})`).bind(...values));
    }
  }
  await env.DB.batch(statements);
}
