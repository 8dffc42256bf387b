import { describe, expect, it } from "vitest";
import { checkDocument } from "../../../workers/http/document/check.ts";
import { exampleSalon } from "./salon-document.ts";

const knowsZone = (zone: string) => ["Africa/Johannesburg", "Europe/London"].includes(zone);

/** The example with the value at `path` replaced; `undefined` removes it. */
function spoiled(path: (string | number)[], value: unknown): unknown {
  const salon: unknown = exampleSalon();
  let at = salon as Record<string | number, unknown>;
  for (const step of path.slice(0, -1)) at = at[step] as Record<string | number, unknown>;
  const last = path.at(-1) ?? "";
  if (value === undefined) delete at[last];
  else at[last] = value;
  return salon;
}

function pointers(value: unknown): string[] {
  const checked = checkDocument(value, "thandi-hair", knowsZone);
  return checked.ok ? [] : checked.faults.map((fault) => fault.pointer ?? "");
}

const session = (day: string, time: string) => ({ day, time, staff: "ayanda" });

describe("a salon document", () => {
  it("that keeps every rule passes", () => {
    expect(checkDocument(exampleSalon(), "thandi-hair", knowsZone)).toEqual({ ok: true, document: exampleSalon() });
  });

  it("needs no more than its name, zone, hours, services and people", () => {
    const least = { slug: "thandi-hair", name: "T", timezone: "Europe/London", hours: {}, services: [], staff: [] };
    expect(pointers(least)).toEqual([]);
  });

  it.each<[string, (string | number)[], unknown, string]>([
    ["an unknown field", ["colour"], "red", "/colour"],
    ["an unknown field, deep inside", ["staff", 0, "hours", "monday"], [], "/staff/0/hours/monday"],
    ["an unknown field with slashes, escaped", ["a/b~c"], 1, "/a~1b~0c"],
    ["a slug other than the path's", ["slug"], "other", "/slug"],
    ["a slug with capitals", ["slug"], "Thandi", "/slug"],
    ["a wrong type", ["services"], {}, "/services"],
    ["a huge number", ["services", 0, "price_cents"], 1e308, "/services/0/price_cents"],
    ["a fraction", ["booking", "notice_minutes"], 1.5, "/booking/notice_minutes"],
    ["a negative price", ["services", 0, "price_cents"], -1, "/services/0/price_cents"],
    ["a control character", ["name"], "Thandi\u0000", "/name"],
    ["a lone surrogate", ["name"], "Thandi\ud800", "/name"],
    ["a direction override", ["name"], "\u202eidnahT", "/name"],
    ["a blank name", ["name"], "  ", "/name"],
    ["an unknown zone", ["timezone"], "Africa/Egoli", "/timezone"],
    ["a text under a wrong language", ["services", 0, "name"], { english: "Cut" }, "/services/0/name/english"],
    ["a step that is no multiple of 5", ["booking", "step_minutes"], 7, "/booking/step_minutes"],
    ["a phase that is no multiple of 5", ["services", 0, "phases", 0, "minutes"], 44, "/services/0/phases/0/minutes"],
    ["opening at no multiple of 5", ["hours", "mon"], [["08:02", "17:00"]], "/hours/mon/0/0"],
    ["opening at no time", ["hours", "mon"], [["25:00", "26:00"]], "/hours/mon/0/0"],
    ["closing after 24:00", ["hours", "mon"], [["08:00", "24:05"]], "/hours/mon/0/1"],
    ["closing before opening", ["hours", "mon"], [["17:00", "08:00"]], "/hours/mon/0"],
    ["closing at opening", ["hours", "mon"], [["08:00", "08:00"]], "/hours/mon/0"],
    [
      "overlapping hours",
      ["hours", "mon"],
      [
        ["08:00", "12:00"],
        ["11:00", "15:00"],
      ],
      "/hours/mon/1",
    ],
    [
      "overlapping hours of a person",
      ["staff", 1, "hours", "tue"],
      [
        ["11:00", "15:00"],
        ["08:00", "12:00"],
      ],
      "/staff/1/hours/tue/0",
    ],
    [
      "hours within others that come two before",
      ["hours", "mon"],
      [
        ["08:00", "17:00"],
        ["09:00", "10:00"],
        ["11:00", "12:00"],
      ],
      "/hours/mon/2",
    ],
    [
      "two exceptions for one date",
      ["exceptions"],
      [
        { date: "2026-12-24", hours: [] },
        { date: "2026-12-24", hours: [] },
      ],
      "/exceptions/1/date",
    ],
    ["a date that is none", ["exceptions", 0, "date"], "2026-02-30", "/exceptions/0/date"],
    ["a date out of all time", ["exceptions", 0, "date"], "9999-12-31", "/exceptions/0/date"],
    [
      "an unknown resource in a phase",
      ["services", 0, "phases", 0, "resources"],
      ["sofa"],
      "/services/0/phases/0/resources/0",
    ],
    [
      "a resource twice in a phase",
      ["services", 0, "phases", 0, "resources"],
      ["chair", "chair"],
      "/services/0/phases/0/resources/1",
    ],
    ["a person without hours", ["staff", 1, "hours"], undefined, "/staff/1/hours"],
    ["an id twice among people", ["staff", 1, "id"], "thandi", "/staff/1/id"],
    ["an id of a service and a resource", ["services", 0, "id"], "chair", "/services/0/id"],
    ["a person called any", ["staff", 1, "id"], "any", "/staff/1/id"],
    [
      "a package of an unknown service",
      ["money"],
      { sells: { packages: [{ service: "shave", units: 5, price_cents: 90_000 }] } },
      "/money/sells/packages/0/service",
    ],
    ["a skill in an unknown service", ["staff", 1, "services"], [{ id: "shave" }], "/staff/1/services/0/id"],
    ["a skill twice", ["staff", 1, "services"], [{ id: "cut" }, { id: "cut" }], "/staff/1/services/1/id"],
    ["own minutes for too few phases", ["staff", 0, "services", 1, "minutes"], [25, 40], "/staff/0/services/1/minutes"],
    [
      "own minutes beyond a day",
      ["staff", 0, "services", 1, "minutes"],
      [1000, 400, 200],
      "/staff/0/services/1/minutes",
    ],
    ["a service longer than a day", ["services", 1, "phases", 1, "minutes"], 1400, "/services/1/phases"],
    [
      "time off that ends before it begins",
      ["staff", 0, "time_off"],
      [{ from: "2026-12-27T00:00", to: "2026-12-26T00:00" }],
      "/staff/0/time_off/0/to",
    ],
    [
      "an outage that takes no time",
      ["outages"],
      [{ from: "2026-12-01T10:00", to: "2026-12-01T10:00" }],
      "/outages/0/to",
    ],
    ["an outage at 24:00", ["outages"], [{ from: "2026-12-01T24:00", to: "2026-12-02T10:00" }], "/outages/0/from"],
    ["a class without sessions", ["services", 2, "sessions"], undefined, "/services/2/sessions"],
    ["sessions without a capacity", ["services", 2, "capacity"], undefined, "/services/2/capacity"],
    [
      "a session of nobody here",
      ["services", 2, "sessions"],
      [{ ...session("tue", "14:00"), staff: "sipho" }],
      "/services/2/sessions/0/staff",
    ],
    ["a session at 24:00", ["services", 2, "sessions"], [session("tue", "24:00")], "/services/2/sessions/0/time"],
    [
      "two sessions at one time",
      ["services", 2, "sessions"],
      [session("tue", "14:00"), session("tue", "14:00")],
      "/services/2/sessions/1",
    ],
    [
      "sessions of a person that overlap",
      ["services", 2, "sessions"],
      [session("tue", "14:00"), session("tue", "14:30")],
      "/services/2/sessions/1",
    ],
    ["a wrong phone", ["phone"], "011 555 0101", "/phone"],
    ["a picture from elsewhere", ["photo"], "https://example.com/a.jpg", "/photo"],
  ])("with %s is refused there", (_, path, value, pointer) => {
    expect(pointers(spoiled(path, value))).toContain(pointer);
  });

  it.each(["api", "b", "desk", "webhooks", "healthz", "metrics", "assets", "embed"])("may not be called %s", (slug) => {
    const checked = checkDocument(exampleSalon(slug), slug, knowsZone);
    expect(checked.ok ? [] : checked.faults).toEqual([{ pointer: "/slug", detail: "is reserved for the platform" }]);
  });

  it("is told all its faults at once, those of the schema and those beyond it", () => {
    const salon = exampleSalon() as unknown as Record<string, unknown>;
    salon.surprise = true;
    salon.timezone = "Africa/Egoli";
    salon.exceptions = [
      { date: "2026-02-30", hours: [] },
      { date: "2026-12-24", hours: [["10:00", "09:00"]] },
    ];
    expect(pointers(salon)).toEqual(
      expect.arrayContaining(["/surprise", "/timezone", "/exceptions/0/date", "/exceptions/1/hours/0"]),
    );
  });

  it("lets hours adjoin, and a week's last session run into Monday where nothing begins", () => {
    expect(
      pointers(
        spoiled(
          ["hours", "mon"],
          [
            ["08:00", "12:00"],
            ["12:00", "24:00"],
          ],
        ),
      ),
    ).toEqual([]);
    expect(pointers(spoiled(["services", 2, "sessions"], [session("sun", "23:30"), session("mon", "00:30")]))).toEqual(
      [],
    );
    expect(
      pointers(spoiled(["services", 2, "sessions"], [session("sun", "23:30"), session("mon", "00:15")])),
    ).toHaveLength(1);
  });

  it.each([null, 1, "salon", [], true])("that is %j is refused as a whole", (value) => {
    expect(pointers(value)).toEqual([""]);
  });

  it("with thousands of faults is told of some, and of how many more", () => {
    const resources = Array.from({ length: 5000 }, () => ({ id: "X", name: {}, count: -1 }));
    const checked = checkDocument({ ...exampleSalon(), resources }, "thandi-hair", knowsZone);
    const faults = checked.ok ? [] : checked.faults;
    expect(faults).toHaveLength(201);
    expect(faults.at(-1)?.detail).toMatch(/^and \d{5} more faults/);
  });
});
