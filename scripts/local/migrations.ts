// Applies shared/migrations to a local database; wrangler skips those already applied.
import { run } from "./process.ts";
import { defaultState } from "./server.ts";

export function migrateLocally(state = defaultState): void {
  run("wrangler", ["d1", "migrations", "apply", "DB", "--local", "--persist-to", state]);
}
