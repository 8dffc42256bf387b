// People's own calendars: when they are busy as another library reads it too, fetched from public places alone, and nobody is offered then.

import { env } from "cloudflare:workers";
import fc from "fast-check";
import ICAL from "ical.js";
import { afterEach, describe, expect, it, vi } from "vitest";
import { busyOf } from "../../../../workers/commands/desk/settings/calendars/busy.ts";
import { parseCalendar } from "../../../../workers/commands/desk/settings/calendars/ics.ts";
import { occurrences, parseRule } from "../../../../workers/commands/desk/settings/calendars/recur.ts";
import { calendarsDue, publicAddress } from "../../../../workers/desk/settings/calendars/fetch.ts";
import { LANGUAGES } from "../../../../workers/ui/words.ts";
import { signedIn, trailOf } from "../../access/people.ts";
import { call, NOW } from "../../api/client.ts";
import { at, minutes, rows } from "../../commands/surroundings.ts";
import { deskOf, opened } from "./page.ts";

const calendarOf = (...events: string[][]) =>
  [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    ...events.flatMap((lines) => ["BEGIN:VEVENT", ...lines, "END:VEVENT"]),
    "END:VCALENDAR",
  ].join("\r\n");

const JOBURG = "Africa/Johannesburg";
const WINDOW = { from: minutes("2026-11-30T00:00:00+02:00"), to: minutes("2027-03-01T00:00:00+02:00") };

function busy(zone: string, ...events: string[][]) {
  const calendar = parseCalendar(calendarOf(...events));
  if (calendar === null) throw new Error("no calendar");
  const { intervals, unread } = busyOf(calendar, zone, WINDOW);
  const told = (instant: number) => new Date(instant * 60_000).toISOString().slice(0, 16);
  return { unread, at: intervals.map(({ start, end }) => `${told(start)}/${told(end)}`) };
}

describe("a calendar", () => {
  it("says when somebody is busy: times with a zone, in UTC, floating, and whole days", () => {
    expect(busy(JOBURG, ["UID:1", "DTSTART:20261201T070000Z", "DTEND:20261201T073200Z"]).at).toEqual([
      "2026-12-01T07:00/2026-12-01T07:35",
    ]);
    expect(busy(JOBURG, ["UID:1", 'DTSTART;TZID="Europe/London":20261201T090000', "DURATION:PT1H30M"]).at).toEqual([
      "2026-12-01T09:00/2026-12-01T10:30",
    ]);
    expect(
      busy(JOBURG, [
        "UID:1",
        "DTSTART;TZID=South Africa Standard Time:20261201T090000",
        "DTEND;TZID=South Africa Standard Time:20261201T100000",
      ]).at,
    ).toEqual(["2026-12-01T07:00/2026-12-01T08:00"]);
    expect(busy(JOBURG, ["UID:1", "DTSTART:20261201T090000", "DTEND:20261201T100000"]).at).toEqual([
      "2026-12-01T07:00/2026-12-01T08:00",
    ]);
    expect(busy(JOBURG, ["UID:1", "DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20261227"]).at).toEqual([
      "2026-12-23T22:00/2026-12-25T22:00",
      "2026-12-25T22:00/2026-12-26T22:00",
    ]);
  });

  it("keeps nobody busy with what is free, cancelled or has no length", () => {
    const time = ["DTSTART:20261201T070000Z", "DTEND:20261201T080000Z"];
    expect(
      busy(
        JOBURG,
        ["UID:1", ...time, "TRANSP:TRANSPARENT"],
        ["UID:2", ...time, "STATUS:CANCELLED"],
        ["UID:3", "DTSTART:20261201T070000Z"],
      ).at,
    ).toEqual([]);
  });

  it("comes again by its rule, but for what is left out, moved or called off", () => {
    const weekly = [
      "UID:1",
      `DTSTART;TZID=${JOBURG}:20261102T120000`,
      `DTEND;TZID=${JOBURG}:20261102T130000`,
      "RRULE:FREQ=WEEKLY;BYDAY=MO;UNTIL=20261228T235959Z",
      `EXDATE;TZID=${JOBURG}:20261207T120000`,
    ];
    const moved = [
      "UID:1",
      `RECURRENCE-ID;TZID=${JOBURG}:20261214T120000`,
      `DTSTART;TZID=${JOBURG}:20261215T150000`,
      `DTEND;TZID=${JOBURG}:20261215T160000`,
    ];
    const off = [
      "UID:1",
      `RECURRENCE-ID;TZID=${JOBURG}:20261221T120000`,
      `DTSTART;TZID=${JOBURG}:20261221T120000`,
      "STATUS:CANCELLED",
    ];
    expect(busy(JOBURG, weekly, moved, off).at).toEqual([
      "2026-11-30T10:00/2026-11-30T11:00",
      "2026-12-15T13:00/2026-12-15T14:00",
      "2026-12-28T10:00/2026-12-28T11:00",
    ]);
  });

  it("keeps its hour on the clock over a change of clocks", () => {
    const daily = [
      "UID:1",
      "DTSTART;TZID=America/New_York:20270312T090000",
      "DTEND;TZID=America/New_York:20270312T100000",
      "RRULE:FREQ=DAILY;COUNT=4",
    ];
    const calendar = parseCalendar(calendarOf(daily));
    const window = { from: minutes("2027-03-01T00:00:00Z"), to: minutes("2027-04-01T00:00:00Z") };
    const { intervals } = busyOf(calendar ?? { events: [], unread: 0 }, JOBURG, window);
    expect(intervals.map(({ start }) => new Date(start * 60_000).toISOString().slice(8, 16))).toEqual([
      "12T14:00",
      "13T14:00",
      "14T13:00",
      "15T13:00",
    ]);
  });

  it("tells how many events it could not understand", () => {
    const odd = [
      "UID:1",
      "DTSTART:20261201T070000Z",
      "DTEND:20261201T080000Z",
      "RRULE:FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1",
    ];
    expect(busy(JOBURG, odd, ["UID:2", "DTSTART:tomorrow"])).toEqual({ unread: 2, at: [] });
  });

  it("that is any text at all is read or refused, and never breaks", () => {
    const bits = fc.constantFrom(
      "BEGIN:VCALENDAR",
      "BEGIN:VEVENT",
      "END:VEVENT",
      "END:VCALENDAR",
      "DTSTART:20261201T070000Z",
      "DTSTART;VALUE=DATE:20261340",
      "DTEND:20260101T000000Z",
      "DURATION:PT90M",
      "RRULE:FREQ=DAILY",
      "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-29",
      "RRULE:;;=",
      "EXDATE:x,20261201",
      "RECURRENCE-ID:20261201T070000Z",
      "UID:1",
      " folded",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(bits, fc.string({ maxLength: 30 })), { maxLength: 25 }), (lines) => {
        const calendar = parseCalendar(["BEGIN:VCALENDAR", ...lines].join("\n"));
        const { intervals } = busyOf(calendar ?? { events: [], unread: 0 }, JOBURG, WINDOW);
        for (const { start, end } of intervals)
          expect([end > start, end - start <= 2940, start % 5]).toEqual([true, true, 0]);
        parseRule(lines.join(";"));
      }),
      { numRuns: 500 },
    );
    for (const text of ["", "hello", "<html>", "BEGIN:VCARD"]) expect(parseCalendar(text)).toBeNull();
  });

  it("recurs on the days that another library finds", () => {
    const weekday = fc.constantFrom("MO", "TU", "WE", "TH", "FR", "SA", "SU");
    const list = fc.uniqueArray(weekday, { minLength: 1, maxLength: 3 });
    const ends = fc.oneof(
      fc.constant(""),
      fc.integer({ min: 1, max: 12 }).map((n) => `;COUNT=${n}`),
      fc.integer({ min: 1, max: 28 }).map((d) => `;UNTIL=202702${String(d).padStart(2, "0")}T235900`),
    );
    const interval = fc.integer({ min: 1, max: 4 }).map((n) => `;INTERVAL=${n}`);
    const rule = fc.oneof(
      fc.constant("FREQ=DAILY"),
      list.map((days) => `FREQ=WEEKLY;BYDAY=${days.join(",")}`),
      fc.constant("FREQ=WEEKLY"),
      fc.integer({ min: 1, max: 28 }).map((day) => `FREQ=MONTHLY;BYMONTHDAY=${day}`),
      fc.tuple(fc.constantFrom(1, 2, 3, -1), weekday).map(([nth, day]) => `FREQ=MONTHLY;BYDAY=${nth}${day}`),
    );
    fc.assert(
      fc.property(rule, interval, ends, fc.integer({ min: 1, max: 28 }), (what, every, end, date) => {
        const text = `${what}${every}${end}`;
        const start = `2026-11-${String(date).padStart(2, "0")}T09:30:00`;
        const to = "2027-06-01T00:00:00";
        const ours = parseRule(text);
        if (ours === null) throw new Error(text);
        const wall = (time: string) => Date.parse(`${time}Z`) / 60_000;
        const until = /UNTIL=(\d{8})/.exec(text)?.[1];
        const last =
          until === undefined
            ? Number.POSITIVE_INFINITY
            : wall(`${until.slice(0, 4)}-${until.slice(4, 6)}-${until.slice(6)}T23:59:00`);
        const found = occurrences(wall(start), ours, wall(to)).filter((each) => each <= last);
        const theirs: number[] = [];
        const iterator = ICAL.Recur.fromString(text).iterator(ICAL.Time.fromDateTimeString(start));
        for (let next = iterator.next(); next && wall(next.toString()) < wall(to); next = iterator.next())
          theirs.push(wall(next.toString()));
        // The other one lets the first stand where the rule would not have it.
        expect([text, start, found]).toEqual([
          text,
          start,
          theirs.filter((each) => each !== wall(start) || found.includes(each)),
        ]);
      }),
      { numRuns: 300 },
    );
  });
});

describe("an address", () => {
  it("is read from where it is https, public and plain", () => {
    for (const good of [
      "https://calendar.host.co.za/a/b.ics?x=1",
      "webcal://p01-caldav.icloud.com/published/2/x",
      " https://outlook.office365.com/c.ics ",
    ])
      expect(publicAddress(good)?.protocol).toBe("https:");
    const bad = [
      "",
      "x",
      "http://a.co.za/c.ics",
      "https://127.0.0.1/c.ics",
      "https://10.0.0.1/",
      "https://[::1]/",
      "https://localhost/",
      "https://printer.local/",
      "https://metadata.google.internal/",
      "https://2130706433/",
      "https://0x7f.1/",
      ["https://user", "pass@a.co.za/"].join(":"),
      "https://a.co.za:8443/",
      "ftp://a.co.za/",
      "file:///etc/passwd",
      "https://intranet/c.ics",
      `https://a.co.za/${"x".repeat(2000)}`,
    ];
    for (const text of bad) expect([text, publicAddress(text)]).toEqual([text, null]);
  });
});

describe("joining a calendar", () => {
  afterEach(() => vi.restoreAllMocks());
  const answering = (answer: (url: string, init?: RequestInit) => Response | Promise<Response>) =>
    vi.spyOn(globalThis, "fetch").mockImplementation(async (url, init) => answer(String(url), init));
  const lunch = calendarOf([
    "UID:1",
    `DTSTART;TZID=${JOBURG}:20261201T120000`,
    `DTEND;TZID=${JOBURG}:20261201T130000`,
    "SUMMARY:Dentist, ask for Dr Naidoo",
  ]);
  const SECRET = "https://calendar.host.co.za/private-0123/basic.ics";
  const due = () => calendarsDue(at(minutes(NOW)));

  async function joined() {
    const desk = await opened();
    const form = new URLSearchParams({ person: "thandi", url: SECRET });
    expect((await desk.send("/calendars", form)).status).toBe(303);
    return desk;
  }
  const starts = async (salon: string) => {
    const { body } = await call(
      `/api/v1/salons/${salon}/availability?service=cut&staff=thandi&from=2026-12-01&to=2026-12-01`,
    );
    return body.slots.map(({ start }: { start: string }) => start.slice(11, 16));
  };

  it("keeps somebody from being offered while they are busy, and nothing else of their calendar", async () => {
    const desk = await joined();
    expect(await starts(desk.salon)).toContain("12:00");
    answering(() => new Response(lunch, { headers: { ETag: '"a"' } }));
    await due();
    const free = await starts(desk.salon);
    expect(free).toContain("11:00");
    for (const time of ["11:30", "12:00", "12:45"]) expect(free).not.toContain(time);
    const { text } = await desk.at("/calendars");
    expect(text).toContain("1 busy time");
    expect(text).not.toContain("private-0123");
    const stored = JSON.stringify([
      await rows("SELECT host, etag, fault FROM calendar_source WHERE salon_id = ?1", desk.salon),
      await rows("SELECT * FROM imported_busy WHERE salon_id = ?1", desk.salon),
      await trailOf(desk.salon),
    ]);
    for (const hidden of ["private-0123", "Naidoo", "Dentist"]) expect(stored).not.toContain(hidden);
    await desk.send("/calendars", new URLSearchParams({ person: "thandi", act: "drop" }));
    expect(await starts(desk.salon)).toContain("12:00");
    expect(await rows("SELECT * FROM calendar_source WHERE salon_id = ?1", desk.salon)).toEqual([]);
  });

  it("asks only whether there is anything new, and keeps what was read through every fault", async () => {
    const desk = await joined();
    answering(() => new Response(lunch, { headers: { ETag: '"a"' } }));
    await due();
    const again = (n: number) => calendarsDue(at(minutes(NOW) + n));
    const asked = answering(
      (_, init) =>
        new Response(null, { status: new Headers(init?.headers).get("If-None-Match") === '"a"' ? 304 : 500 }),
    );
    await again(20);
    expect(asked).toHaveBeenCalled();
    const source = async () =>
      (await rows("SELECT fault, fetched_at FROM calendar_source WHERE salon_id = ?1", desk.salon))[0];
    expect((await source())?.fault).toBeNull();
    let now = 40;
    for (const [answer, fault] of [
      [() => new Response("gone", { status: 410 }), "gone"],
      [() => new Response("no", { status: 403 }), "refused"],
      [() => new Response("oh", { status: 503 }), "unreachable"],
      [() => Promise.reject(new Error("network")), "unreachable"],
      [() => new Response("<html>sign in</html>"), "no-calendar"],
      [() => new Response("x".repeat(3 << 20)), "too-large"],
      [() => new Response(null, { status: 302, headers: { Location: "http://169.254.169.254/latest" } }), "address"],
      [() => new Response(null, { status: 302, headers: { Location: "https://127.0.0.1/" } }), "address"],
      [() => new Response(null, { status: 302, headers: { Location: "https://calendar.host.co.za/on" } }), "redirects"],
    ] as const) {
      answering(answer);
      await again(now);
      now += 61;
      expect([fault, (await source())?.fault]).toEqual([fault, fault]);
      expect(await rows("SELECT * FROM imported_busy WHERE salon_id = ?1", desk.salon)).toHaveLength(1);
    }
    expect((await desk.at("/calendars")).text).toContain("without an end");
  });

  it("refuses an address that is none, which stays as it was typed, and a person who is not of the salon", async () => {
    const desk = await opened();
    const bad = await desk.send(
      "/calendars",
      new URLSearchParams({ person: "thandi", url: "https://192.168.1.1/c.ics" }),
    );
    expect(bad.status).toBe(422);
    expect(bad.text).toContain("192.168.1.1");
    await desk.send("/calendars", new URLSearchParams({ person: "nobody", url: SECRET }));
    expect(await rows("SELECT * FROM calendar_source WHERE salon_id = ?1", desk.salon)).toEqual([]);
    for (const language of LANGUAGES) expect((await desk.at(`/calendars?lang=${language}`)).status).toBe(200);
    const reception = deskOf(desk.salon, await signedIn(desk.salon, "reception"));
    expect((await reception.at("/calendars")).text).not.toContain(".ics");
    expect((await reception.send("/calendars", new URLSearchParams({ person: "thandi", url: SECRET }))).status).toBe(
      403,
    );
    expect(env.VAULT_SECRET).not.toBe("");
  });
});
