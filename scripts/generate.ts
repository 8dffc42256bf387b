// Makes shared/contracts/generated from the schemas in shared/contracts. Quick when nothing changed: it compares one hash.
//
//   node scripts/generate.ts [--force]
//
// What comes out, and how to import it:
//
//   x.fbs -> x_generated.h           #include "availability_generated.h"   (namespace booking::wire)
//            x_generated.ts          import { AvailabilityRequest, Busy, Status } from "…/generated/availability_generated.ts"
//            booking/wire/*.ts       one class per table and struct, in the folder that its namespace names; import these
//                                    alone where bundle size matters
//   y.schema.json -> y.types.ts      import type { SalonDocument } from "…/generated/salon.types.ts" (named by the schema's title)
//                    y.validate.js   import { validate } from "…/generated/salon.validate.js"
//                                    `validate(value)` narrows the type; all faults are in `validate.errors` afterwards.
//                                    Plain ESM with its formats inlined: no eval, no import, so it runs in workerd.
//   the last assessment -> assessment.json   `npm run compliance`, as shared/policies/assessment.ts says it
import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { shipAssessment } from "./generate/assessment.ts";
import { isMain, root } from "./local/process.ts";

const contracts = join(root, "shared/contracts");
const generated = join(contracts, "generated");
const stamp = join(generated, ".stamp");

/** Returns the files written; an empty list when everything was in step. */
export async function generate(force = false): Promise<string[]> {
  const assessment = shipAssessment() ? ["shared/contracts/generated/assessment.json"] : [];
  const inputs = globSync(
    ["*.fbs", "money/*.fbs", "*.schema.json", "{booking,compliance,conversations,money}/*.schema.json"],
    {
      cwd: contracts,
    },
  ).sort();
  const hash = hashOf([
    ...inputs.map((name) => join(contracts, name)),
    import.meta.filename,
    join(import.meta.dirname, "generate/wire.ts"),
    join(import.meta.dirname, "generate/validators.ts"),
    join(root, "package-lock.json"),
  ]);
  if (!force && existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return assessment;

  const { wireFiles } = await import("./generate/wire.ts");
  const { validatorFiles } = await import("./generate/validators.ts");
  const schemas = inputs.filter((name) => name.endsWith(".schema.json")).map((name) => join(contracts, name));
  const buffers = inputs.filter((name) => name.endsWith(".fbs")).map((name) => join(contracts, name));
  const written = assessment;
  for (const [name, text] of [...wireFiles(buffers), ...(await validatorFiles(schemas))]) {
    const path = join(generated, name);
    // An untouched header keeps its time, so Ninja does not compile the core again for a comment in a JSON Schema.
    if (existsSync(path) && readFileSync(path, "utf8") === text) continue;
    mkdirSync(join(path, ".."), { recursive: true });
    writeFileSync(path, text);
    written.push(relative(root, path));
  }
  writeFileSync(stamp, hash);
  return written;
}

function hashOf(paths: string[]): string {
  const hash = createHash("sha256");
  for (const path of paths) hash.update(path).update("\0").update(readFileSync(path)).update("\0");
  return hash.digest("hex");
}

if (isMain(import.meta)) {
  const written = await generate(process.argv.includes("--force"));
  console.log(
    written.length === 0
      ? "generate: in step"
      : `generate: wrote ${written.length} files into shared/contracts/generated`,
  );
}
