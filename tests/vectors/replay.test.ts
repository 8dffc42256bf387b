// Both Wasm builds, under Node, through the raw ABI.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { EngineModule } from "../../workers/engine/module.ts";
import { readVectors, replay } from "./vectors.ts";

const root = join(import.meta.dirname, "../..");
const file = new Uint8Array(readFileSync(join(root, "build/vectors/availability.bin")));
const vectors = readVectors(file.buffer);

for (const toolchain of ["wasi", "emscripten"]) {
  test(`the ${toolchain} build answers every vector as the oracle and the native build do`, (context) => {
    const module = new WebAssembly.Module(readFileSync(join(root, "build", toolchain, "availability.wasm")));
    const mistakes = replay(vectors, new EngineModule(module));
    assert.deepEqual(mistakes.slice(0, 10), []);
    context.diagnostic(`${vectors.length} vectors`);
  });
}
