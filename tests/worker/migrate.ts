// Every worker test file starts from empty databases with all migrations applied. Files share one isolate, for loading the
// Worker takes longer than most of them; what earlier ones stored is taken away first. One batch for all migrations: one for each,
// as applyD1Migrations has it, took three times as long, in every file.
import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";

/** What an earlier file left under way may still be writing when all is taken away. */
const TRIES = 5;

for (let tries = 1; ; tries++) {
  await reset();
  const left = await Promise.all([env.DB, env.KEYS].map(tablesOf));
  if (left.every((tables) => tables === 0)) break;
  if (tries === TRIES) throw new Error(`the databases still hold ${left.join(" and ")} tables`);
}
for (const [db, migrations] of [
  [env.DB, env.TEST_MIGRATIONS],
  [env.KEYS, env.TEST_KEYS_MIGRATIONS],
] as const) {
  await db.batch(migrations.flatMap(({ queries }) => queries).map((query) => db.prepare(query)));
}

async function tablesOf(db: D1Database): Promise<number> {
  const counted = db.prepare(
    "SELECT count(*) AS n FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'",
  );
  return (await counted.first<number>("n")) ?? 0;
}
