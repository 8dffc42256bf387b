// What will become a ticket, and when clients are reminded, by the module that ships.
import { expect, it } from "vitest";
import { EngineError } from "../../../workers/engine/module.ts";
import { type Facts, Fate, foresee, MOST_ROWS, remind } from "../../../workers/engine/routing/foresee.ts";
import { routing } from "../../../workers/engine/shipped.ts";
import { FORESEEN, REMINDED, replayForeseen, replayReminded } from "../../vectors/foresight/foresight.ts";

it.each(FORESEEN.map((one) => [one.name, one] as const))("%s", (_, one) => {
  const { expected, told } = replayForeseen(one, routing);
  expect(told).toEqual(expected);
});

it.each(REMINDED.map((one) => [one.name, one] as const))("reminded %s", (_, { of, due }) => {
  expect(replayReminded(of, routing)).toEqual(due);
});

const NOTHING: Facts = {
  ...{ now: 29_000_000, backup: false, visits: [], parts: [], letters: [], outages: [], absences: [] },
  ...{ begun: [], failures: [], payments: [], offers: [] },
};

it("facts that do not hold together, or are too many, are refused, and the module answers the next question", () => {
  const letter = { visit: 0, at: 1, fate: Fate.Lost };
  expect(() => foresee({ ...NOTHING, letters: [letter] }, routing)).toThrow(EngineError);
  expect(() => foresee({ ...NOTHING, outages: [{ start: 5, end: 5, since: 0 }] }, routing)).toThrow(EngineError);
  const begun = Array.from({ length: MOST_ROWS + 1 }, () => ({ person: 0, planned: 1, began: 1 }));
  expect(() => foresee({ ...NOTHING, begun }, routing)).toThrow(EngineError);
  expect(() => remind({ start: 29_000_000, booked: 0, offset: 5000, before: [60] }, routing)).toThrow(EngineError);
  expect(foresee(NOTHING, routing)).toEqual([]);
});

it("a salon with two thousand of everything is looked at in a moment", () => {
  const many = <Row>(row: (i: number) => Row): Row[] => Array.from({ length: MOST_ROWS }, (_, i) => row(i));
  const start = NOTHING.now + 60;
  const facts: Facts = {
    ...NOTHING,
    visits: many((i) => ({
      ...{ start: start + i, end: start + i + 30, booked: 1, client: i, person: 0, goneSince: 0 },
      ...{ confirmed: false, gone: false, reachable: true },
    })),
    parts: many((i) => ({ visit: i, person: 0, start, end: start + 5, power: true })),
    letters: many((i) => ({ visit: i, at: 1, fate: Fate.Lost })),
    outages: many((i) => ({ start: i + 1, end: i + 2, since: 0 })),
    absences: many((i) => ({ person: 1, start: i, end: i + 1, since: 0 })),
    begun: many((i) => ({ person: 0, planned: NOTHING.now - i, began: NOTHING.now + 20 })),
    failures: many((i) => ({ client: i % 7, step: 1, at: NOTHING.now - 10, passed: false })),
  };
  const began = performance.now();
  expect(foresee(facts, routing).length).toBeGreaterThan(100);
  expect(performance.now() - began).toBeLessThan(5_000);
});
