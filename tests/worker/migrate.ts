// Every worker test file starts from empty databases with all migrations applied. Files share one isolate, for loading the
// Worker takes longer than most of them; what earlier ones stored is taken away first. One batch for all migrations: one for each,
// as applyD1Migrations has it, took three times as long, in every file.
import { reset } from "cloudflare:test";
import { env } from "cloudflare:workers";

await reset();
for (const [db, migrations] of [
  [env.DB, env.TEST_MIGRATIONS],
  [env.KEYS, env.TEST_KEYS_MIGRATIONS],
] as const) {
  await db.batch(migrations.flatMap(({ queries }) => queries).map((query) => db.prepare(query)));
}
