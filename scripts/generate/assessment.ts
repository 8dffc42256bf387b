// shared/contracts/generated/assessment.json: the last assessment (`npm run compliance`), and whether it is of these sources.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Assessment, ShippedAssessment } from "../../shared/policies/assessment.ts";
import { root, run } from "../local/process.ts";

const kept = join(root, "build/compliance/assessment.json");
const shipped = join(root, "shared/contracts/generated/assessment.json");

interface Kept {
  sources: string;
  assessment: Assessment;
}

/** SHA-256 of what ships: its paths and contents, committed or not. */
export function sourcesDigest(): string {
  const rooms = ["workers", "wasm", "shared", "public", "wrangler.toml", "package-lock.json"];
  const listed = run("git", ["ls-files", "--cached", "--others", "--exclude-standard", ...rooms]);
  const hash = createHash("sha256");
  for (const path of listed
    .split("\n")
    .filter((each) => each !== "" && existsSync(join(root, each)))
    .sort()) {
    hash
      .update(path)
      .update("\0")
      .update(readFileSync(join(root, path)))
      .update("\0");
  }
  return hash.digest("hex");
}

export function keepAssessment(assessment: Assessment): void {
  const text: Kept = { sources: sourcesDigest(), assessment };
  mkdirSync(dirname(kept), { recursive: true });
  writeFileSync(kept, `${JSON.stringify(text, null, 2)}\n`);
}

/** Written only when it changed, so that a server that watches is left in peace. */
export function shipAssessment(): boolean {
  const text = `${JSON.stringify(toShip())}\n`;
  if (existsSync(shipped) && readFileSync(shipped, "utf8") === text) return false;
  mkdirSync(dirname(shipped), { recursive: true });
  writeFileSync(shipped, text);
  return true;
}

function toShip(): ShippedAssessment {
  if (!existsSync(kept)) return { assessment: null, current: false };
  const { sources, assessment } = JSON.parse(readFileSync(kept, "utf8")) as Kept;
  return { assessment, current: sources === sourcesDigest() };
}
