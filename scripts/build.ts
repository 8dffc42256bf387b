// Builds the C++ core to WebAssembly and puts what ships into build/ship, and what browsers fetch into build/public.
//
//   node scripts/build.ts          what ships (and what `npm start` needs)
//   node scripts/build.ts --all    the other toolchain too, and the sizes side by side
import { copyFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { generate } from "./generate.ts";
import { buildAssets, shipEngine } from "./local/assets.ts";
import { isMain, root, run } from "./local/process.ts";

export type Preset = "native" | "asan" | "fuzz" | "wasi" | "emscripten";

/** The toolchain whose module ships: the one that measures best (`npm run bench`). */
export const shipping: Preset = "wasi";

/** Modules that the Worker imports, as build/ship/<name>.wasm. */
const modules = ["availability", "compliance", "money", "routing"];

/** Builds one CMake preset, or some of its targets, incrementally. Returns what Ninja said. */
export function cmake(preset: Preset, targets: string[] = []): string {
  if (!existsSync(join(root, "build", preset, "build.ninja"))) run("cmake", ["--preset", preset]);
  return run("cmake", ["--build", "--preset", preset, ...targets.flatMap((target) => ["--target", target])]);
}

/** Returns the paths of build/ship that changed. */
export async function build(): Promise<string[]> {
  await generate();
  await buildAssets();
  cmake(
    shipping,
    modules.map((name) => `${name}.module`),
  );
  const changed: string[] = [];
  mkdirSync(join(root, "build/ship"), { recursive: true });
  for (const name of modules) {
    const made = join(root, "build", shipping, `${name}.wasm`);
    const shipped = join(root, "build/ship", `${name}.wasm`);
    if (existsSync(shipped) && readFileSync(shipped).equals(readFileSync(made))) continue;
    refuseImports(made);
    copyFileSync(made, shipped);
    changed.push(shipped);
  }
  shipEngine();
  return changed;
}

/** A module that imports nothing cannot read a clock, allocate behind our back or hang in a stub. */
function refuseImports(path: string): void {
  const imports = WebAssembly.Module.imports(new WebAssembly.Module(readFileSync(path)));
  if (imports.length > 0) throw new Error(`${path} imports ${imports.map((entry) => entry.name).join(", ")}`);
}

function sizes(path: string): string {
  const bytes = readFileSync(path);
  return `${bytes.length} bytes, ${gzipSync(bytes, { level: 9 }).length} compressed`;
}

if (isMain(import.meta)) {
  const began = performance.now();
  const changed = await build();
  for (const name of modules)
    console.log(`build/ship/${name}.wasm (${shipping}): ${sizes(join(root, "build/ship", `${name}.wasm`))}`);
  if (process.argv.includes("--all")) {
    cmake("emscripten");
    for (const name of modules) console.log(`emscripten: ${sizes(join(root, "build/emscripten", `${name}.wasm`))}`);
  }
  console.log(
    `build: ${changed.length === 0 ? "in step" : "rebuilt"} in ${((performance.now() - began) / 1000).toFixed(1)} s`,
  );
}
