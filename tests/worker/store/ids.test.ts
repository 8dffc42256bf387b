// Ids: 26 characters that sort by when they were made, and never twice the same.
import { afterEach, expect, it, vi } from "vitest";
import { isId, newId, newSecret } from "../../../workers/token.ts";
import { at, bookCut, done, holdCut, NOW, openSalon, TUESDAY_NINE } from "../commands/surroundings.ts";

afterEach(() => vi.useRealTimers());

it("sort by when they were made, from 1970 to 3000", () => {
  const moments = [
    0, 1, 31, 32, 1_000_000, 1_700_000_000_000, 1_700_000_000_001, 1_795_000_000_000, 32_503_680_000_000,
  ];
  const ids = moments.map((moment) => {
    vi.useFakeTimers({ now: moment });
    return newId();
  });
  expect(ids).toEqual(ids.toSorted());
  expect(new Set(ids.map((id) => id.slice(0, 10))).size).toBe(moments.length);
});

it("of one millisecond are apart by chance alone, and by all of their 80 bits", () => {
  vi.useFakeTimers({ now: 1_795_000_000_000 });
  const ids = Array.from({ length: 20_000 }, newId);
  expect(new Set(ids).size).toBe(ids.length);
  expect(new Set(ids.map((id) => id.slice(0, 10))).size).toBe(1);
  for (let place = 10; place < 26; place++) expect(new Set(ids.map((id) => id.charAt(place))).size).toBe(32);
});

it("have the shape that readers ask for; a secret has it too, and tells no time", () => {
  expect([newId(), newSecret()].map(isId)).toEqual([true, true]);
  expect(["", newId().slice(1), `${newId()}a`, newId().toUpperCase(), `${newId().slice(1)}1`].some(isId)).toBe(false);
  vi.useFakeTimers({ now: 1_795_000_000_000 });
  expect(new Set(Array.from({ length: 100 }, () => newSecret().slice(0, 10))).size).toBe(100);
});

it("of holds and visits tell no time, since whoever has one may give the time back while it is held", async () => {
  const { slug } = await openSalon();
  const starts = [0, 60, 120, 180].map((minutes) => TUESDAY_NINE + minutes);
  const held = await Promise.all(starts.map((start) => holdCut(at(NOW), slug, start)));
  const booked = await Promise.all(starts.map((start) => bookCut(at(NOW), slug, start)));
  const ids = [...held.map((each) => done(each).hold), ...booked.map((each) => done(each).booking)];
  expect(new Set(ids.map((id) => id.slice(0, 4))).size).toBe(ids.length);
});
