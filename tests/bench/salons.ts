// The salons the benches ask about, and their busy time. Everything is made from fixed numbers: two runs compare.
import type { SalonDocument, SalonPerson } from "../../shared/contracts/salon.ts";

/** 2026-11-30T06:00Z, a Monday; local date 20787 in Johannesburg. */
export const NOW = 29_934_120 - ((29_934_120 - 360) % 1440);
export const FIRST_DATE = Math.floor((NOW + 120) / 1440);
export const OFFSET = 120;

type Week = NonNullable<SalonPerson["hours"]>;

const week = (spans: [string, string][]): Week => ({
  mon: spans,
  tue: spans,
  wed: spans,
  thu: spans,
  fri: spans,
  sat: spans.map(([from, to]) => [from, to]),
});

/** So many people, a three-phase service in one of eight rooms, and a cut; split shifts, own minutes and prices. */
export function largeSalon(people: number): SalonDocument {
  const shifts: [string, string][][] = [
    [
      ["09:00", "13:00"],
      ["13:45", "18:00"],
    ],
    [
      ["08:00", "12:00"],
      ["12:30", "17:00"],
    ],
    [["10:00", "18:30"]],
  ];
  const staff = Array.from({ length: people }, (_, i) => ({
    id: `person-${i + 1}`,
    name: `Person ${i + 1}`,
    hours: week(shifts[i % shifts.length] ?? []),
    services: [
      {
        id: "colour",
        ...(i % 5 === 4 ? { minutes: [25, 35, 20] } : {}),
        ...(i % 4 === 3 ? { price_cents: 110_000 } : {}),
      },
      { id: "cut" },
    ],
    exceptions: i % 6 === 5 ? [{ date: "2026-12-10", hours: [["12:00", "16:00"] as [string, string]] }] : [],
    time_off: i % 7 === 6 ? [{ from: "2026-12-27T00:00", to: "2027-01-03T00:00" }] : [],
  }));
  return {
    slug: "large",
    name: "Large",
    timezone: "Africa/Johannesburg",
    languages: ["en"],
    phone: "+27115550101",
    address: { street: "1 Long Street", suburb: "Centre", city: "Johannesburg" },
    hours: week([["09:00", "18:00"]]),
    exceptions: [{ date: "2026-12-25", hours: [] }],
    booking: { step_minutes: 15, notice_minutes: 120, horizon_days: 62 },
    resources: [{ id: "room", name: { en: "Room" }, count: 8 }],
    services: [
      {
        id: "colour",
        name: { en: "Colour" },
        category: "hair",
        price_cents: 95_000,
        phases: [
          { minutes: 30, resources: ["room"] },
          { minutes: 40, staff: false, resources: ["room"] },
          { minutes: 20, resources: ["room"] },
        ],
        buffer_after: 5,
      },
      { id: "cut", name: { en: "Cut" }, category: "hair", price_cents: 35_000, phases: [{ minutes: 45 }] },
    ],
    staff,
  } as SalonDocument;
}

/** One person, 09:00 to 17:00 every day, one service of an hour offered on the hour. */
export function smallSalon(): SalonDocument {
  const day: [string, string][] = [["09:00", "17:00"]];
  const hours = { ...week(day), sun: day };
  return {
    ...largeSalon(1),
    hours,
    exceptions: [],
    booking: { step_minutes: 60, notice_minutes: 0, horizon_days: 62 },
    resources: [],
    services: [{ id: "cut", name: { en: "Cut" }, category: "hair", price_cents: 35_000, phases: [{ minutes: 60 }] }],
    staff: [{ id: "thandi", name: "Thandi", hours, services: [{ id: "cut" }] }],
  } as SalonDocument;
}

/** So many segments over `units` units and `days` days, on the 5-minute grid, none of one unit overlapping another. */
export function busyTime(segments: number, units: number, days: number): Uint32Array {
  const out: number[] = [];
  const used = new Set<number>();
  let state = 12345;
  const chance = (below: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % below;
  };
  while (out.length < segments * 3) {
    const unit = chance(units);
    const day = chance(days);
    const third = chance(9); // an hour of the nine from 09:00
    const slot = (unit * days + day) * 9 + third;
    if (used.has(slot)) continue;
    used.add(slot);
    const start = (FIRST_DATE + day) * 1440 + 540 - OFFSET + third * 60 + chance(4) * 5;
    out.push(unit, start, start + 30 + chance(3) * 5);
  }
  return Uint32Array.from(out);
}
