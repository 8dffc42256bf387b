// The module that ships, in the runtime that ships, against the oracle.
import { expect, test } from "vitest";
import availabilityModule from "../../../build/ship/availability.wasm";
import vectorFile from "../../../build/vectors/availability.bin";
import { EngineModule } from "../../../workers/engine/module.ts";
import { readVectors, replay } from "../../vectors/vectors.ts";

test("the shipped module answers 2,000 random salons and every named case as the oracle does", () => {
  const vectors = readVectors(vectorFile);
  expect(vectors.length).toBeGreaterThanOrEqual(2000);
  expect(replay(vectors, new EngineModule(availabilityModule)).slice(0, 10)).toEqual([]);
});
