// Applies shared/migrations to the local databases; wrangler skips those already applied.
import { run } from "./process.ts";
import { defaultState } from "./server.ts";

export function migrateLocally(state = defaultState): void {
  for (const database of ["DB", "KEYS"]) {
    run("wrangler", ["d1", "migrations", "apply", database, "--local", "--persist-to", state]);
  }
}
