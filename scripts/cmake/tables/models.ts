// Trains the salon's classifiers (wasm/cli/tables/models.cpp) and puts them where the build wants its table.
//
//   node models.ts model_table.h
//
// The trainer is compiled for this machine, whatever is being built. A hash of everything the table is made of names the
// copy in build/models, so that each preset after the first only copies.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "../../..");
const [output] = process.argv.slice(2);
if (output === undefined) throw new Error("usage: models.ts <output>");

const utterances = "shared/knowledge/utterances";
const main = "wasm/cli/tables/models.cpp";
const inputs = [
  "scripts/cmake/tables/models.ts",
  main,
  "shared/contracts/routing.fbs",
  ...globSync(
    [`${utterances}/*/*.txt`, "wasm/cli/training/**/*.{h,cpp}", "wasm/routing/understanding/*", "wasm/base/arena.h"],
    {
      cwd: root,
    },
  ).sort(),
];
const hash = createHash("sha256");
for (const input of inputs) hash.update(`${input}\0`).update(readFileSync(join(root, input)));
const models = join(root, "build/models");
const kept = join(models, `${hash.digest("hex").slice(0, 16)}.h`);

if (!existsSync(kept)) {
  mkdirSync(models, { recursive: true });
  const folder = mkdtempSync(join(models, "making-"));
  const [trainer, table] = [join(folder, "models"), join(folder, "table.h")];
  const sources = [
    main,
    ...globSync("wasm/cli/training/**/*.cpp", { cwd: root }).filter((path) => !path.endsWith("clinc.cpp")),
    ...["text", "model", "classify"].map((name) => `wasm/routing/understanding/${name}.cpp`),
  ];
  const flags = ["-std=c++20", "-O2", "-I.", "-Ishared/contracts/generated", "-pthread"];
  execFileSync("clang++-19", [...flags, ...sources, "-o", trainer], { cwd: root, stdio: "inherit" });
  execFileSync(trainer, [utterances, table], { cwd: root, stdio: "inherit" });
  renameSync(table, kept);
  rmSync(folder, { recursive: true });
}
copyFileSync(kept, output);
