// Every worker test file starts from empty databases with all migrations applied (already applied ones are skipped).
import { applyD1Migrations } from "cloudflare:test";
import { env } from "cloudflare:workers";

await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
await applyD1Migrations(env.KEYS, env.TEST_KEYS_MIGRATIONS);
