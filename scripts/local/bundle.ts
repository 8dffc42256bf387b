// The Worker as one script, bundled once for all servers that start on it: each would take three seconds of the processor for it. It is
// kept under build/bundle by a hash of all it follows from. Whoever sends large bodies bundles anew: only then does wrangler read what the
// Worker left unread of a request, without which a local connection breaks before the answer is there.
import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { root, run } from "./process.ts";

const KEPT = join(root, "build/bundle");

/** The path of the script; what it imports lies beside it. */
export function bundled(): string {
  const kept = join(KEPT, fingerprint());
  if (!existsSync(kept)) {
    mkdirSync(KEPT, { recursive: true });
    const made = mkdtempSync(join(KEPT, "making-"));
    run("wrangler", ["deploy", "--dry-run", "--outdir", made]);
    try {
      renameSync(made, kept);
    } catch (error) {
      // Another process was sooner.
      if (!existsSync(kept)) throw error;
      rmSync(made, { recursive: true, force: true });
    }
  }
  return join(kept, "index.js");
}

/** Of the Worker's sources and what is made for them, of the configuration and of the packages. */
function fingerprint(): string {
  const hash = createHash("sha256");
  const sources = globSync(["workers/**/*.ts", "shared/**/*.{ts,js,json}", "build/ship/*.wasm"], { cwd: root }).sort();
  for (const source of ["wrangler.toml", "package-lock.json", ...sources]) {
    hash.update(`${source}\n`).update(readFileSync(join(root, source)));
  }
  return hash.digest("hex").slice(0, 16);
}
