// Both Wasm builds, under Node; workerd's is in tests/worker/engine/foresee.test.ts.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { EngineModule } from "../../../workers/engine/module.ts";
import { FORESEEN, REMINDED, replayForeseen, replayReminded } from "./foresight.ts";

const root = join(import.meta.dirname, "../../..");

for (const toolchain of ["wasi", "emscripten"]) {
  test(`the ${toolchain} build foresees and reminds as a person wrote that it does`, () => {
    const routing = new EngineModule(
      new WebAssembly.Module(readFileSync(join(root, "build", toolchain, "routing.wasm"))),
    );
    for (const one of FORESEEN) {
      const { expected, told } = replayForeseen(one, routing);
      assert.deepEqual(told, expected, one.name);
    }
    for (const { name, of, due } of REMINDED) assert.deepEqual(replayReminded(of, routing), due, name);
  });
}
