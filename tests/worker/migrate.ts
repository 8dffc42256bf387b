// Every worker test file starts from empty databases as all migrations leave them. Files share one isolate, for loading the
// Worker takes longer than most of them; what earlier ones stored is taken away first. The first file runs the migrations; what
// they left is made anew for every later one, which takes half as long, and is held to what the first one had.
import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";

/** What an earlier file left under way may still be writing when all is taken away. */
const TRIES = 5;

/** What stands in a database once it is migrated. */
interface Migrated {
  schema: { type: string; sql: string }[];
  /** The statements that put the rows there which migrations wrote. */
  rows: string[];
}

/** Files share what is global, not the modules of their own. */
const shared = globalThis as { migrated?: Map<string, Migrated> };
const kept = shared.migrated ?? new Map<string, Migrated>();
shared.migrated = kept;

for (let tries = 1; ; tries++) {
  await reset();
  const left = await Promise.all([env.DB, env.KEYS].map(tablesOf));
  if (left.every((tables) => tables === 0)) break;
  if (tries === TRIES) throw new Error(`the databases still hold ${left.join(" and ")} tables`);
}
for (const [name, db, migrations] of [
  ["DB", env.DB, env.TEST_MIGRATIONS],
  ["KEYS", env.KEYS, env.TEST_KEYS_MIGRATIONS],
] as const) {
  const before = kept.get(name);
  if (before === undefined) {
    // One batch for all migrations: one for each, as applyD1Migrations has it, took three times as long.
    await db.batch(migrations.flatMap(({ queries }) => queries).map((query) => db.prepare(query)));
    const schema = await schemaOf(db);
    kept.set(name, { schema, rows: await rowsOf(db, schema) });
  } else {
    await again(db, before);
    const schema = await schemaOf(db);
    if (JSON.stringify(schema) !== JSON.stringify(before.schema)) throw new Error(`${name} is not as it was migrated`);
  }
}

async function tablesOf(db: D1Database): Promise<number> {
  const counted = db.prepare(
    "SELECT count(*) AS n FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'",
  );
  return (await counted.first<number>("n")) ?? 0;
}

/** As it was made, triggers last, since they fire in the order they have; what SQLite makes of itself, such as a key's index, has no text. */
async function schemaOf(db: D1Database): Promise<Migrated["schema"]> {
  const all = db.prepare(`
    SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE '\\_cf%' ESCAPE '\\'
    ORDER BY type = 'trigger', rowid`);
  return (await all.all<Migrated["schema"][number]>()).results;
}

async function rowsOf(db: D1Database, schema: Migrated["schema"]): Promise<string[]> {
  const statements: string[] = [];
  for (const { type, sql } of schema) {
    const [, table] = /^CREATE TABLE "?(\w+)/.exec(sql) ?? [];
    if (type !== "table") continue;
    if (table === undefined) throw new Error(`no table is called anything in ${sql}`);
    const columns = (await db.prepare(`SELECT name FROM pragma_table_info('${table}')`).raw<[string]>()).flat();
    const values = columns.map((column) => `quote("${column}")`).join(" || ', ' || ");
    const written = await db.prepare(`SELECT ${values} FROM "${table}"`).raw<[string]>();
    const names = columns.map((column) => `"${column}"`).join(", ");
    statements.push(...written.map(([row]) => `INSERT INTO "${table}" (${names}) VALUES (${row})`));
  }
  return statements;
}

/** Triggers come after the rows, which were not written by their rules. */
async function again(db: D1Database, { schema, rows }: Migrated): Promise<void> {
  const triggers = schema.findIndex(({ type }) => type === "trigger");
  const texts = schema.map(({ sql }) => sql);
  if (triggers !== -1) texts.splice(triggers, 0, ...rows);
  else texts.push(...rows);
  await db.batch(texts.map((query) => db.prepare(query)));
}
