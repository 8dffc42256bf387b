// A query that is read without a URLSearchParams says what one would have read.
import fc from "fast-check";
import { expect, it } from "vitest";
import { readAvailabilityQuery } from "../../../workers/booking/api-query.ts";
import { Refusal } from "../../../workers/http/refusal.ts";

const name = fc.constantFrom("service", "staff", "from", "to", "party", "detail", "explain", "hold", "x", "");
const value = fc.constantFrom(
  "cut",
  "thandi",
  "2026-12-01",
  "2026-13-01",
  "1",
  "0",
  "21",
  "a=b",
  "",
  "any",
  "..",
  "x y",
);
const part = fc.oneof(
  fc.tuple(name, value).map(([name, value]) => `${name}=${value}`),
  name,
  fc.constantFrom("=", "==cut", "service==cut"),
);

/** What is read, or what is at fault. */
function outcome(url: string): unknown {
  try {
    return readAvailabilityQuery(url);
  } catch (error) {
    if (error instanceof Refusal) return error.problem;
    throw error;
  }
}

it("a plain query is read as the same query is that has to be decoded", () => {
  fc.assert(
    fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
      const query = parts.join("&");
      // Every letter and digit as its escape: the same names and values, but they must be decoded.
      const escaped = query.replace(/[a-z0-9]/g, (one) => `%${one.charCodeAt(0).toString(16)}`);
      expect(outcome(`https://salon.test/a?${query}`)).toEqual(outcome(`https://salon.test/a?${escaped}`));
    }),
    { numRuns: 3000 },
  );
});
