// Applies shared/migrations to the local databases; wrangler skips those already applied.
//
// That takes wrangler some ten seconds, and each test file begins with databases of its own: so what an empty state becomes is kept
// under build/state, by a hash of all it follows from, and a new state begins as a copy of it. A state that bears the mark of the
// same hash is in step.
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { root, run } from "./process.ts";
import { defaultState } from "./server.ts";

const KEPT = join(root, "build/state");

export function migrateLocally(state = defaultState): void {
  const known = fingerprint();
  const mark = join(state, "migrated");
  if (existsSync(mark) && readFileSync(mark, "utf8") === known) return;
  if (existsSync(state) && readdirSync(state).length > 0) apply(state);
  else cpSync(migrated(known), state, { recursive: true });
  writeFileSync(mark, known);
}

function apply(state: string): void {
  for (const database of ["DB", "KEYS"]) {
    run("wrangler", ["d1", "migrations", "apply", database, "--local", "--persist-to", state]);
  }
}

/** A state with nothing in it but the tables. Whoever makes it renames it into place when it is whole. */
function migrated(known: string): string {
  const kept = join(KEPT, known);
  if (existsSync(kept)) return kept;
  mkdirSync(KEPT, { recursive: true });
  const made = mkdtempSync(join(KEPT, "making-"));
  apply(made);
  try {
    renameSync(made, kept);
  } catch (error) {
    // Another process was sooner.
    if (!existsSync(kept)) throw error;
    rmSync(made, { recursive: true, force: true });
  }
  return kept;
}

/** Of the migrations, of the databases' names and of the wrangler that makes their files. */
function fingerprint(): string {
  const hash = createHash("sha256");
  const sources = [
    "wrangler.toml",
    "node_modules/wrangler/package.json",
    ...globSync("shared/migrations/**/*.sql", { cwd: root }).sort(),
  ];
  for (const source of sources) hash.update(`${source}\n`).update(readFileSync(join(root, source)));
  return hash.digest("hex").slice(0, 16);
}
