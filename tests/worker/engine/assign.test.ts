// Whose turn it is, and when a salon is open, by the modules that ship.
import { describe, expect, it } from "vitest";
import { compileCalendar } from "../../../workers/engine/calendar.ts";
import { EngineError } from "../../../workers/engine/module.ts";
import { isOpenAt, openTimes } from "../../../workers/engine/opening.ts";
import { assign } from "../../../workers/engine/routing/assign.ts";
import { engine, routing } from "../../../workers/engine/shipped.ts";
import { parseDate } from "../../../workers/time.ts";
import { NAMED, replayNamed } from "../../vectors/assignment/assignment.ts";
import { exampleSalon } from "../api/salon-document.ts";
import { minutes } from "../commands/surroundings.ts";

it.each(NAMED.map((one) => [one.name, one] as const))("%s", (_, one) => {
  const { expected, told } = replayNamed(one, routing);
  expect(told).toEqual(expected);
});

it("open times that are out of order are refused, and the module answers the next question", () => {
  const levels = { ...{ first: 1, next: 1, resolution: 1, firstWarning: 0, nextWarning: 0, resolutionWarning: 0 } };
  const ask = (open: number[]) =>
    assign(
      {
        now: 5,
        levels: { ...levels, skillsFor: 0, languageFor: 0, askedFor: 0 },
        open: Uint32Array.from(open),
        people: [],
        waiting: [],
        clocks: true,
      },
      routing,
    );
  expect(() => ask([10, 20, 5, 8])).toThrow(EngineError);
  expect(ask([10, 20])).toEqual({ turns: [], clocks: [] });
});

describe("a salon is open", () => {
  const day = (date: string) => parseDate(date) ?? 0;
  const between = (from: string, to: string, calendar = compileCalendar(exampleSalon())) =>
    [...openTimes(calendar, day(from), day(to), engine)].map((at) => new Date(at * 60_000).toISOString().slice(0, 16));

  it("by its week, its exceptions and the public holidays", () => {
    // The 24th ends at one by an exception, the 25th and 26th are holidays, the 27th is a Sunday.
    expect(between("2026-12-24", "2026-12-28")).toEqual([
      "2026-12-24T06:00",
      "2026-12-24T11:00",
      "2026-12-28T06:00",
      "2026-12-28T15:00",
    ]);
  });

  it("once where hours meet at midnight, and longer in the night in which clocks are put back", () => {
    const bar = exampleSalon();
    bar.timezone = "Europe/London";
    bar.holidays = "none";
    bar.exceptions = [];
    bar.hours = { sat: [["22:00", "24:00"]], sun: [["00:00", "03:00"]] };
    expect(between("2026-10-24", "2026-10-25", compileCalendar(bar))).toEqual(["2026-10-24T21:00", "2026-10-25T03:00"]);
  });

  it("from its first minute, and not in its last", () => {
    const open = openTimes(compileCalendar(exampleSalon()), day("2026-11-30"), day("2026-11-30"), engine);
    const at = (time: string) => isOpenAt(open, minutes(`2026-11-30T${time}:00+02:00`));
    expect(["07:59", "08:00", "16:59", "17:00"].map(at)).toEqual([false, true, true, false]);
  });

  it("on no more dates than the operation takes, and on none that run backwards", () => {
    expect(() => between("2026-01-01", "2029-12-31")).toThrow("status 4");
    expect(() => between("2026-01-02", "2026-01-01")).toThrow("status 3");
  });
});
