import { expect, test } from "vitest";
import { deadlineOf } from "../../../workers/engine/compliance/deadline.ts";
import { compliance } from "../../../workers/engine/shipped.ts";
import { formatDate, parseDate } from "../../../workers/time.ts";

const due = (received: string, days: number) => formatDate(deadlineOf(parseDate(received) ?? 0, days, compliance));

test("the module that ships counts thirty days past Christmas, Goodwill and a Sunday", () => {
  expect(due("2026-11-25", 30)).toBe("2026-12-28");
  expect(due("2026-06-01", 30)).toBe("2026-07-01");
});

test("a date that no holiday table covers is refused", () => {
  expect(() => deadlineOf(parseDate("2099-12-31") ?? 0, 30, compliance)).toThrow("status 2");
});
