// Both Wasm builds, under Node; workerd's is in tests/worker/engine/assign.test.ts.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { EngineModule } from "../../../workers/engine/module.ts";
import { NAMED, replayNamed } from "./assignment.ts";

const root = join(import.meta.dirname, "../../..");

for (const toolchain of ["wasi", "emscripten"]) {
  test(`the ${toolchain} build gives every named conversation to whom a person wrote that it goes`, () => {
    const routing = new EngineModule(
      new WebAssembly.Module(readFileSync(join(root, "build", toolchain, "routing.wasm"))),
    );
    for (const one of NAMED) {
      const { expected, told } = replayNamed(one, routing);
      assert.deepEqual(told, expected, one.name);
    }
  });
}
