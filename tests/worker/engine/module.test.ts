// The boundary to the module: traps, growth, refusals.

import { expect, test } from "vitest";
import trapModule from "../../../build/wasi/trap.wasm";
import { offsetsAt } from "../../../workers/engine/clock.ts";
import { EngineError, EngineModule, EngineTrap } from "../../../workers/engine/module.ts";
import { engine } from "../../../workers/engine/shipped.ts";

const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => i % 251);

function echoed(module: EngineModule, request: Uint8Array): Uint8Array {
  const { bytes: memory, at, length } = module.call("debug_echo", request);
  return memory.slice(at, at + length);
}

test("a trap discards the instance, is counted, and the next call works", () => {
  const module = new EngineModule(trapModule);
  expect(echoed(module, bytes(16))).toEqual(bytes(16));
  expect(() => module.call("debug_trap", bytes(16))).toThrow(EngineTrap);
  expect(module.traps).toBe(1);
  expect(echoed(module, bytes(16))).toEqual(bytes(16));
});

test("a stack overflow traps instead of overwriting data, and the next call works", () => {
  const module = new EngineModule(trapModule);
  expect(() => module.call("debug_overflow", bytes(8))).toThrow(EngineTrap);
  expect(module.traps).toBe(1);
  expect(echoed(module, bytes(8))).toEqual(bytes(8));
});

test("views follow the memory when it grows", () => {
  const module = new EngineModule(trapModule);
  expect(echoed(module, bytes(10))).toEqual(bytes(10));
  const large = bytes(3 * 1024 * 1024);
  const back = echoed(module, large);
  expect(back.length === large.length && back.every((byte, i) => byte === large[i])).toBe(true);
  expect(echoed(module, bytes(10))).toEqual(bytes(10));
});

test("a request beyond the module's room is refused, not cut", () => {
  const module = new EngineModule(trapModule);
  expect(() => module.call("debug_echo", new Uint8Array(17 * 1024 * 1024))).toThrow(EngineError);
  expect(echoed(module, bytes(10))).toEqual(bytes(10));
});

test("a malformed request is an expected failure with its status, not a trap", () => {
  const before = engine.traps;
  expect(() => engine.call("availability", bytes(64))).toThrow(EngineError);
  expect(() => offsetsAt("Nowhere/Atall", [0], engine)).toThrow("status 2");
  expect(engine.traps).toBe(before);
});
