// Days on which clocks change, at the desk: an hour that comes twice is drawn twice and booked twice, one that is skipped is not there.

import { describe, expect, it } from "vitest";
import type { SalonDocument } from "../../../shared/contracts/salon.ts";
import { localDays, ROW, slotsOf } from "../../../workers/desk/calendar/table/scale.ts";
import { knowsZone } from "../../../workers/engine/clock.ts";
import { engine } from "../../../workers/engine/shipped.ts";
import { signedIn, submit } from "../access/people.ts";
import { call, newSalon, OPERATOR } from "../api/client.ts";
import { rows } from "../commands/surroundings.ts";

const WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const ALL_DAY = Object.fromEntries(WEEK.map((day) => [day, [["00:00", "24:00"]]]));

/** Open day and night, in a zone whose clocks change. */
const open = (timezone: string) => (salon: SalonDocument) => {
  salon.timezone = timezone;
  salon.hours = ALL_DAY as SalonDocument["hours"];
  delete salon.holidays;
  delete salon.outages;
  salon.booking = { ...salon.booking, step_minutes: 15, notice_minutes: 0, horizon_days: 60 };
  salon.services = [{ id: "cut", name: { en: "Cut" }, price_cents: 100, phases: [{ minutes: 30 }] }];
  salon.resources = [];
  const [thandi] = salon.staff;
  if (thandi === undefined) throw new Error("nobody works here");
  salon.staff = [{ id: "thandi", name: "Thandi", hours: ALL_DAY as SalonDocument["hours"], services: [{ id: "cut" }] }];
};

async function desk(timezone: string, now: string) {
  const slug = await newSalon(open(timezone));
  const { cookie } = await signedIn(slug, "reception", now);
  const headers = { Cookie: cookie };
  const page = async (path: string) => {
    const shown = await call(`/desk/${slug}${path}`, { headers, now });
    expect([path, shown.status]).toEqual([path, 200]);
    return shown.text;
  };
  const send = (path: string, fields: Record<string, string>) =>
    submit(`/desk/${slug}${path}`, fields, { headers, now });
  const book = async (start: string, name: string) => {
    const made = await call(`/api/v1/salons/${slug}/bookings`, {
      body: { services: [{ id: "cut" }], start, client: { name, phone: "+27825550199" }, consents: [] },
      headers: { ...OPERATOR, "Idempotency-Key": crypto.randomUUID() },
      now,
    });
    if (made.status !== 201) throw new Error(made.text);
    return String(made.body.booking);
  };
  return { slug, page, send, book };
}

interface Drawn {
  /** Of each row that has one: what its hour is called, and how many rows it has. */
  hours: { name: string; rows: number; at: number }[];
  /** Of each column: its cells in order. */
  columns: { row: number; rows: number; kind: string; text: string; href: string }[][];
  rows: number;
}

/** The table as a browser lays it out: every place of the grid belongs to exactly one cell. */
function drawn(text: string): Drawn {
  const table = /<table class="grid"[\s\S]*?<\/table>/.exec(text)?.[0] ?? "";
  const width = [...table.matchAll(/<th scope="col"/g)].length;
  const lines = [...(/<tbody>([\s\S]*)<\/tbody>/.exec(table)?.[1]?.matchAll(/<tr[^>]*>([\s\S]*?)<\/tr>/g) ?? [])];
  const until = new Array<number>(width).fill(0);
  const columns: Drawn["columns"] = until.map(() => []);
  const hours: Drawn["hours"] = [];
  for (const [row, [, line = ""]] of lines.entries()) {
    for (const [, attributes = "", inner = ""] of line.matchAll(/<th([^>]*)>([\s\S]*?)<\/th>/g)) {
      const name = inner.replaceAll(/<[^>]+>/g, "");
      hours.push({ name, rows: Number(/rowspan="(\d+)"/.exec(attributes)?.[1]), at: row });
    }
    for (const [, attributes = "", inner = ""] of line.matchAll(/<td([^>]*)>([\s\S]*?)<\/td>/g)) {
      const column = until.findIndex((free) => free <= row);
      const span = Number(/rowspan="(\d+)"/.exec(attributes)?.[1]);
      expect([row, column >= 0, span > 0]).toEqual([row, true, true]);
      until[column] = row + span;
      const kind = /class="([^"]+)"/.exec(attributes)?.[1] ?? "";
      const href = (/href="([^"]+)"/.exec(inner)?.[1] ?? "").replaceAll("&amp;", "&");
      columns[column]?.push({ row, rows: span, kind, text: inner, href });
    }
    expect(until.every((end) => end > row)).toBe(true);
  }
  expect(new Set(until)).toEqual(new Set([lines.length]));
  expect(hours.reduce((sum, hour) => sum + hour.rows, 0)).toBe(lines.length);
  return { hours, columns, rows: lines.length };
}

const visitIn = ({ columns }: Drawn, name: string) => {
  const cell = columns.flat().find(({ text }) => text.includes(name));
  return cell === undefined ? null : { row: cell.row, rows: cell.rows };
};

const CHANGES = [
  {
    zone: "America/New_York",
    day: "2026-11-01",
    before: "2026-10-31T12:00:00-04:00",
    hour: "01",
    offsets: ["-04:00", "-05:00"],
    names: ["UTC−4", "UTC−5"],
  },
  {
    zone: "Europe/Amsterdam",
    day: "2026-10-25",
    before: "2026-10-24T12:00:00+02:00",
    hour: "02",
    offsets: ["+02:00", "+01:00"],
    names: ["UTC+2", "UTC+1"],
  },
] as const;

describe.each(CHANGES)(
  "the hour that comes twice in $zone",
  ({ zone, day, before, hour, offsets: [first, second], names }) => {
    it("is drawn twice, each with its offset, and the visits of each stand in their own", async () => {
      const { page, book } = await desk(zone, before);
      await book(`${day}T${hour}:15:00${first}`, "Early Bird");
      await book(`${day}T${hour}:15:00${second}`, "Late Bird");
      const table = drawn(await page(`?day=${day}&lang=en`));
      expect(table.rows).toBe((25 * 60) / ROW);
      const called = table.hours.filter(({ name }) => name.startsWith(`${hour}:00`));
      expect(called.map(({ name, rows: length }) => [name, length])).toEqual(
        names.map((name) => [`${hour}:00 ${name}`, 12]),
      );
      expect(table.hours.filter(({ name }) => name.includes("UTC"))).toHaveLength(2);
      const [one, two] = [visitIn(table, "Early Bird"), visitIn(table, "Late Bird")];
      expect([one, two]).toEqual(called.map(({ at }) => ({ row: at + 3, rows: 6 })));
      for (const { text } of table.columns.flat().filter((cell) => cell.text.includes("Bird")))
        expect(text).toContain(`${hour}:15–${hour}:45`);
    });

    it("is told apart by the free time that is pressed, by a form, and where a visit moves", async () => {
      const { slug, page, send, book } = await desk(zone, before);
      const id = await book(`${day}T${hour}:15:00${first}`, "Early Bird");
      const again = Date.parse(`${day}T${hour}:15:00${second}`) / 60_000;
      await book(`${day}T${hour}:00:00${second}`.replace(":00:00", ":45:00"), "Late Bird");
      // The free time between the two begins in the first hour and ends in the second.
      const table = drawn(await page(`?day=${day}`));
      const free = table.columns
        .flat()
        .find(({ kind, row }) => kind === "free" && row > (visitIn(table, "Early")?.row ?? 0));
      expect(free?.href).toContain(`at=${again - 30}`);
      const asked = await page(`/new?at=${again}&with=thandi&service=cut&lang=en`);
      expect(asked).toContain(`name="start" value="${again}"`);
      expect(asked).toMatch(/name="again" value="yes" checked>/);
      const typed = await page(`/new?service=cut&with=thandi&day=${day}&time=${hour}:15&again=yes&lang=en`);
      expect(typed).toContain(`name="start" value="${again}"`);
      const taken = await page(`/new?service=cut&with=thandi&day=${day}&time=${hour}:15&lang=en`);
      expect(taken).toContain("Thandi is busy");
      expect(taken).toMatch(new RegExp(`day=${day}&amp;time=${hour}%3A\\d\\d&amp;again=yes`));
      const tried = await page(`/visits/${id}?to=${day}&at=${hour}:15&again=yes&with=same&lang=en`);
      expect(tried).toContain(`name="start" value="${again}"`);
      const moved = await send(`/visits/${id}`, {
        act: "move",
        start: String(again),
        with: "same",
        key: "a".repeat(26),
      });
      expect(moved.status).toBe(303);
      const starts = await rows("SELECT start_at FROM booking WHERE salon_id = ?1 ORDER BY 1", slug);
      expect(starts.map(({ start_at }) => start_at)).toEqual([again, again + 30]);
      // Any other time comes once, and is not asked about.
      expect(await page(`/new?service=cut&day=${day}&time=12:00`)).not.toContain('name="again"');
    });

    it("has its rows in a week too, and no other day has time in the second", async () => {
      const { page, book } = await desk(zone, before);
      await book(`${day}T${hour}:15:00${second}`, "Late Bird");
      const table = drawn(await page(`?day=${day}&by=week&who=thandi`));
      expect([table.columns.length, table.rows]).toEqual([7, (25 * 60) / ROW]);
      const [, twice] = table.hours.filter(({ name }) => name.startsWith(`${hour}:00`));
      const none = table.columns.map((cells) => cells.filter(({ kind }) => kind === "none"));
      expect(none.map((cells) => cells.map(({ row, rows: length }) => [row, length]))).toEqual([
        ...new Array(6).fill([[twice?.at, 12]]),
        [],
      ]);
      expect(visitIn(table, "Late Bird")?.row).toBe((twice?.at ?? 0) + 3);
    });
  },
);

describe.each([
  {
    zone: "America/New_York",
    day: "2027-03-14",
    before: "2027-03-13T12:00:00-05:00",
    last: "01:45:00-05:00",
    skipped: "02",
  },
  {
    zone: "Europe/Amsterdam",
    day: "2027-03-28",
    before: "2027-03-27T12:00:00+01:00",
    last: "01:45:00+01:00",
    skipped: "02",
  },
])("the hour that is skipped in $zone", ({ zone, day, before, last, skipped }) => {
  it("is not drawn, and a visit over it is as long as it is", async () => {
    const { page, book } = await desk(zone, before);
    await book(`${day}T${last}`, "Night Owl");
    const text = await page(`?day=${day}`);
    const table = drawn(text);
    expect(table.rows).toBe((23 * 60) / ROW);
    expect(table.hours.map(({ name }) => name)).not.toContain(`${skipped}:00`);
    expect(table.hours.every(({ name }) => !name.includes("UTC"))).toBe(true);
    expect(visitIn(table, "Night Owl")).toEqual({ row: 21, rows: 6 });
    expect(text).toContain("01:45–03:15");
    // The days beside it have that hour.
    const week = drawn(await page(`?day=${day}&by=week&who=thandi`));
    expect(week.rows).toBe((24 * 60) / ROW);
    const none = week.columns.map((cells) =>
      cells.filter(({ kind }) => kind === "none").map(({ row, rows: n }) => [row, n]),
    );
    expect(none).toEqual([...new Array(6).fill([]), [[24, 12]]]);
  });
});

it("a day on which nothing changes says nothing of offsets, and the script is told nothing", async () => {
  const { page } = await desk("America/New_York", "2026-10-30T12:00:00-04:00");
  const text = await page("?day=2026-10-30");
  expect([drawn(text).rows, text.includes("data-minutes"), text.includes("UTC")]).toEqual([288, false, false]);
});

describe("the rows of a day", () => {
  const ZONES = [
    "America/New_York",
    "Europe/Amsterdam",
    "Africa/Johannesburg",
    "Australia/Lord_Howe",
    "America/Havana",
  ];

  it.each(ZONES.filter((zone) => knowsZone(zone, engine)))(
    "are the wall clock of %s as another library reads it, each five minutes once, through two years",
    (zone) => {
      const told = new Intl.DateTimeFormat("en-CA", {
        timeZone: zone,
        hourCycle: "h23",
        year: "numeric",
        month: "2-digit",
        day: "2-digit",
        hour: "2-digit",
        minute: "2-digit",
      });
      const wallOf = (instant: number) => {
        const part = Object.fromEntries(told.formatToParts(instant * 60_000).map(({ type, value }) => [type, value]));
        const minute = Number(part.hour) * 60 + Number(part.minute);
        return { date: Date.parse(`${part.year}-${part.month}-${part.day}T00:00Z`) / 86_400_000, minute };
      };
      const from = Date.UTC(2026, 0, 1) / 86_400_000;
      const dates = Array.from({ length: 730 }, (_, i) => from + i);
      const days = localDays(zone, dates);
      let uneven = 0;
      for (const date of dates) {
        const { start, slots } = days.get(date) ?? { start: 0, slots: [] };
        // The next day begins where this one ends.
        if (date + 1 < from + 730) expect(days.get(date + 1)?.start).toBe(start + slots.length * ROW);
        if (slots.length === 288) {
          expect([wallOf(start), slots[287]?.minute]).toEqual([{ date, minute: 0 }, 1435]);
          continue;
        }
        uneven++;
        const seen = new Set<number>();
        for (const [row, { minute, again, offset }] of slots.entries()) {
          expect(wallOf(start + row * ROW)).toEqual({ date, minute });
          expect(again).toBe(seen.has(minute));
          seen.add(minute);
          const twice = slots.filter((other) => other.minute === minute).length === 2;
          expect(offset).toBe(twice ? date * 1440 + minute - (start + row * ROW) : null);
        }
        const orders = slots.map(({ order }) => order);
        expect(orders).toEqual([...new Set(orders)].sort((a, b) => a - b));
        expect(slotsOf([{ start, slots }])).toEqual(slots);
      }
      expect(uneven).toBe(zone === "Africa/Johannesburg" ? 0 : 4);
    },
  );
});
