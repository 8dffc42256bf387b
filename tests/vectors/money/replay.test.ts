// Both Wasm builds, under Node; workerd's is in tests/worker/desk/money/reckoning.test.ts.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { EngineModule } from "../../../workers/engine/module.ts";
import { replayMoney } from "./money.ts";

const root = join(import.meta.dirname, "../../..");

for (const toolchain of ["wasi", "emscripten"]) {
  test(`the ${toolchain} build reckons every case as a person did`, () => {
    const money = new EngineModule(new WebAssembly.Module(readFileSync(join(root, "build", toolchain, "money.wasm"))));
    for (const { name, expected, told } of replayMoney(money)) assert.deepEqual(told, expected, name);
  });
}
