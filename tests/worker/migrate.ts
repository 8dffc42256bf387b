// Every worker test file starts from empty databases with all migrations applied. Files share one isolate, for loading the
// Worker takes longer than most of them; what earlier ones stored is taken away first.
import { applyD1Migrations, reset } from "cloudflare:test";
import { env } from "cloudflare:workers";

await reset();
await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
await applyD1Migrations(env.KEYS, env.TEST_KEYS_MIGRATIONS);
