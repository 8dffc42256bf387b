import ICAL from "ical.js";
import { describe, expect, it } from "vitest";
import { type CalendarEvent, icalendar } from "../../../workers/ui/ical.ts";

/** 2026-12-01T07:00Z */
const NINE = Date.UTC(2026, 11, 1, 7) / 60_000;

const event = (changes: Partial<CalendarEvent> = {}): CalendarEvent => ({
  uid: "aaaabbbbccccddddeeeeffff22@thandi-hair",
  sequence: 0,
  changedAt: NINE - 1000,
  start: NINE,
  end: NINE + 45,
  summary: "Cut",
  cancelled: false,
  ...changes,
});

function parsed(text: string) {
  const calendar = new ICAL.Component(ICAL.parse(text) as unknown[]);
  return calendar.getAllSubcomponents("vevent").map((each) => new ICAL.Event(each));
}

const octets = (line: string) => new TextEncoder().encode(line).length;

describe("a calendar file", () => {
  it("gives back what went in, commas, emoji and isiZulu included", () => {
    const texts = {
      summary: "Gunda; ulungise, \\ Thandi 💇🏾‍♀️",
      description: `Ngiyabonga! ${"Ukuvakasha kwakho kuqinisekisiwe 🎉 ".repeat(20)}\nUmugqa wesibili`,
      location: "12 Fourth Avenue, Parkhurst, Johannesburg",
    };
    const [read] = parsed(icalendar({ name: "Thandi", method: "PUBLISH", events: [event(texts)] }));
    expect(read?.summary).toBe(texts.summary);
    expect(read?.description).toBe(texts.description);
    expect(read?.location).toBe(texts.location);
    expect(read?.startDate.toJSDate().toISOString()).toBe("2026-12-01T07:00:00.000Z");
    expect(read?.endDate.toJSDate().toISOString()).toBe("2026-12-01T07:45:00.000Z");
    expect(read?.uid).toBe("aaaabbbbccccddddeeeeffff22@thandi-hair");
  });

  it("has no line above 75 octets, ends lines with CRLF, and breaks no character", () => {
    const text = icalendar({ events: [event({ description: "é💇🏾‍♀️漢字".repeat(60) })] });
    expect(text.endsWith("END:VCALENDAR\r\n")).toBe(true);
    expect(text.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
    for (const line of text.split("\r\n")) {
      expect(octets(line)).toBeLessThanOrEqual(75);
      expect(line.isWellFormed()).toBe(true);
    }
  });

  it("is published only where every entry has an organizer", () => {
    const organizer = { name: "Thandi", address: "tel:+27115550101" };
    const written = (...events: CalendarEvent[]) => icalendar({ method: "PUBLISH", events });
    expect(written(event({ organizer }))).toContain("\r\nMETHOD:PUBLISH\r\n");
    expect(written(event({ organizer }), event())).not.toContain("METHOD");
    expect(icalendar({ events: [event({ organizer })] })).not.toContain("METHOD");
  });

  it("tells of a change by its sequence, and of a cancelled visit by its status", () => {
    const [read] = parsed(icalendar({ events: [event({ sequence: 3, cancelled: true })] }));
    expect(read?.sequence).toBe(3);
    expect(read?.component.getFirstPropertyValue("status")).toBe("CANCELLED");
  });

  it("cannot be broken out of by a name with line ends, quotes or control characters", () => {
    const organizer = { name: 'A"B\r\nATTENDEE:x^', address: "tel:+27115550101" };
    const text = icalendar({ events: [event({ summary: "Cut\r\nEND:VEVENT\u0007", organizer })] });
    expect(parsed(text)).toHaveLength(1);
    expect(parsed(text)[0]?.summary).toBe("Cut\nEND:VEVENT");
    expect(text).not.toContain("\r\nATTENDEE");
  });
});
