import { describe, expect, it } from "vitest";
import { slotsJson } from "../../../workers/booking/api-slots.ts";
import { Starts } from "../../../workers/engine/starts.ts";
import { CLIENT, call, newSalon, OPERATOR, post } from "./client.ts";

const TUESDAY = "from=2026-12-01&to=2026-12-01";

const starts = (answer: { body: { slots: { start: string }[] } }) => answer.body.slots.map(({ start }) => start);

describe("an availability answer", () => {
  it("gives the starts of the dates asked for, on the salon's clock", async () => {
    const salon = await newSalon();
    const answer = await call(`/api/v1/salons/${salon}/availability?service=cut&${TUESDAY}`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("Content-Type")).toBe("application/json");
    const { slots, ...about } = answer.body;
    expect(about).toEqual({
      salon,
      timezone: "Africa/Johannesburg",
      from: "2026-12-01",
      to: "2026-12-01",
      next_available: "2026-12-01T08:00:00+02:00",
    });
    expect(slots[0]).toEqual({
      start: "2026-12-01T08:00:00+02:00",
      end: "2026-12-01T08:45:00+02:00",
      price_cents: 35_000,
      score: expect.any(Number),
    });
    expect(slots.at(-1).start).toBe("2026-12-01T16:00:00+02:00"); // 16:15 would end at 17:00, but its buffer would not
  });

  it("spans today and 13 days on when no dates are given, and starts today when they lie in the past", async () => {
    const salon = await newSalon();
    const plain = await call(`/api/v1/salons/${salon}/availability?service=cut`);
    expect([plain.body.from, plain.body.to]).toEqual(["2026-11-30", "2026-12-13"]);
    const past = await call(`/api/v1/salons/${salon}/availability?service=cut&from=2026-11-20&to=2026-12-01`);
    expect([past.body.from, past.body.to]).toEqual(["2026-11-30", "2026-12-01"]);
    expect(starts(past)[0]).toBe("2026-11-30T11:00:00+02:00"); // two hours' notice
    const longPast = await call(`/api/v1/salons/${salon}/availability?service=cut&from=2020-01-01&to=2026-12-01`);
    expect([longPast.body.from, longPast.body.to]).toEqual(["2026-11-30", "2026-12-01"]);
    const tooLong = await call(`/api/v1/salons/${salon}/availability?service=cut&from=2020-01-01&to=2027-01-31`);
    expect([tooLong.status, tooLong.body.errors[0].parameter]).toEqual([422, "to"]); // 63 days from today on
  });

  it("names the next start beyond the dates asked for, or null when the horizon has none", async () => {
    const salon = await newSalon();
    const sunday = await call(`/api/v1/salons/${salon}/availability?service=cut&from=2026-12-06&to=2026-12-06`);
    expect([starts(sunday), sunday.body.next_available]).toEqual([[], "2026-12-07T08:00:00+02:00"]);
    const idle = await newSalon((each) => {
      for (const person of each.staff) person.services = [];
    });
    const none = await call(`/api/v1/salons/${idle}/availability?service=cut&from=2026-12-06&to=2026-12-06`);
    expect([starts(none), none.body.next_available]).toEqual([[], null]);
    const beyond = await call(`/api/v1/salons/${salon}/availability?service=cut&from=2027-06-01&to=2027-06-02`);
    expect([beyond.status, starts(beyond), beyond.body.next_available]).toEqual([200, [], null]);
  });

  it("says with detail=1 who does what, in each person's own time and at their own price", async () => {
    const salon = await newSalon();
    const query = `service=colour&service=cut&staff=thandi&staff=any&${TUESDAY}&detail=1`;
    const [slot] = (await call(`/api/v1/salons/${salon}/availability?${query}`)).body.slots;
    expect(slot.assignment[0]).toMatchObject({ service: "colour", phase: 0, unit: "thandi", guest: 0 });
    expect(slot.assignment[0].end).toBe("2026-12-01T08:25:00+02:00");
    expect(slot.assignment.map(({ unit }: { unit: string }) => unit)).toEqual(
      expect.arrayContaining(["chair.1", "basin.1", "thandi"]),
    );
    expect(slot.price_cents).toBe(145_000);
    expect(slot.end).toBe("2026-12-01T10:10:00+02:00");
  });

  it("tells the public no more than why, and the operator which person or room", async () => {
    const salon = await newSalon();
    const path = `/api/v1/salons/${salon}/availability?service=colour&from=2026-11-30&to=2026-12-01&explain=1`;
    await post(`/api/v1/salons/${salon}/bookings`, {
      services: [{ id: "colour" }],
      start: "2026-12-01T15:00:00+02:00",
      client: CLIENT,
    });
    const open = (await call(path)).body.rejected as { start: string; reason: string }[];
    expect(new Set(open.flatMap((each) => Object.keys(each)))).toEqual(new Set(["start", "reason"]));
    expect(new Set(open.map(({ reason }) => reason))).toEqual(new Set(["closed", "too soon", "fully booked"]));
    expect(open.find(({ start }) => start === "2026-11-30T10:00:00+02:00")?.reason).toBe("too soon");
    const full = (await call(path, { headers: OPERATOR })).body.rejected as Record<string, unknown>[];
    expect(full).toHaveLength(open.length);
    expect(full.find(({ reason }) => reason === "fully booked")).toMatchObject({ service: "colour" });
    expect(full.find(({ start }) => start === "2026-12-01T10:00:00+02:00")).toMatchObject({ rule: "no-power" });
  });

  it("tells the operator who is off, in an open salon, and the public that it is closed", async () => {
    const salon = await newSalon((each) => {
      each.staff = each.staff.filter(({ id }) => id === "thandi");
      each.services = each.services.filter(({ id }) => id !== "braids");
      for (const one of each.staff) one.time_off = [{ from: "2026-12-02T09:30", to: "2026-12-02T12:00" }];
    });
    const path = `/api/v1/salons/${salon}/availability?service=colour&from=2026-12-02&to=2026-12-02&explain=1`;
    const at = (start: string) => (each: { start: string }) => each.start === `2026-12-02T${start}:00+02:00`;
    const full = (await call(path, { headers: OPERATOR })).body.rejected;
    const off = { reason: "closed", rule: "person-off", service: "colour", staff: "thandi" };
    expect(full.find(at("10:00"))).toEqual({
      ...off,
      start: expect.anything(),
      phase: 0,
      at: "2026-12-02T10:00:00+02:00",
    });
    // Thandi takes 25 and 40 minutes: at 09:00 only her last phase falls into the time off.
    expect(full.find(at("09:00"))).toEqual({
      ...off,
      start: expect.anything(),
      phase: 2,
      at: "2026-12-02T10:05:00+02:00",
    });
    expect(full.find(at("07:45"))).toEqual({ start: expect.anything(), reason: "closed", rule: "closed" });
    const open = (await call(path)).body.rejected;
    expect(open.find(at("10:00"))).toEqual({ start: "2026-12-02T10:00:00+02:00", reason: "closed" });
  });

  it("tells the operator which room is not free, and when, and who is busy", async () => {
    const salon = await newSalon();
    const booked = {
      services: [{ id: "colour", staff: "ayanda" }],
      start: "2026-12-02T09:00:00+02:00",
      client: CLIENT,
    };
    expect((await post(`/api/v1/salons/${salon}/bookings`, booked)).status).toBe(201);
    const path = `/api/v1/salons/${salon}/availability?service=colour&from=2026-12-02&to=2026-12-02&explain=1`;
    const at = (start: string) => (each: { start: string }) => each.start === `2026-12-02T${start}:00+02:00`;
    const anybody = (await call(path, { headers: OPERATOR })).body.rejected;
    // The one basin is Ayanda's client's from 10:10 to 10:30; Thandi's phase in it would begin at 10:05.
    expect(anybody.find(at("09:00"))).toMatchObject({
      rule: "resource-busy",
      phase: 2,
      resource: "basin",
      at: "2026-12-02T10:05:00+02:00",
    });
    const hers = (await call(`${path}&staff=ayanda`, { headers: OPERATOR })).body.rejected;
    expect(hers.find(at("09:00"))).toMatchObject({
      rule: "person-busy",
      phase: 0,
      staff: "ayanda",
      at: "2026-12-02T09:00:00+02:00",
    });
  });

  it("leaves the caller's own hold out of the way", async () => {
    const salon = await newSalon((each) => {
      each.staff = each.staff.filter(({ id }) => id === "ayanda");
    });
    const at = `/api/v1/salons/${salon}`;
    const start = "2026-12-02T09:00:00+02:00";
    const held = await post(`${at}/holds`, { services: [{ id: "cut" }], start });
    const query = "service=cut&from=2026-12-02&to=2026-12-02";
    expect(starts(await call(`${at}/availability?${query}`))).not.toContain(start);
    expect(starts(await call(`${at}/availability?${query}&hold=${held.body.hold}`))).toContain(start);
    expect((await call(`${at}/holds/${held.body.hold}`, { method: "DELETE" })).status).toBe(204);
    expect(starts(await call(`${at}/availability?${query}`))).toContain(start);
  });

  it("keeps to the clock through daylight saving", async () => {
    const salon = await newSalon((each) => {
      each.timezone = "Europe/London";
      each.holidays = "none";
      each.hours = { ...each.hours, sun: [["00:00", "06:00"]] };
      each.booking = { ...each.booking, step_minutes: 30 };
      for (const person of each.staff) person.hours = { sun: [["00:00", "06:00"]] };
    });
    // The last Sunday of March: 01:00 becomes 02:00, so the day has no 01:00 and no 01:30.
    const now = "2027-03-20T09:00:00Z";
    const path = `/api/v1/salons/${salon}/availability?service=cut&from=2027-03-28&to=2027-03-28`;
    expect(starts(await call(path, { now }))).toEqual([
      "2027-03-28T00:00:00+00:00",
      "2027-03-28T00:30:00+00:00",
      "2027-03-28T02:00:00+01:00",
      "2027-03-28T02:30:00+01:00",
      "2027-03-28T03:00:00+01:00",
      "2027-03-28T03:30:00+01:00",
      "2027-03-28T04:00:00+01:00",
      "2027-03-28T04:30:00+01:00",
      "2027-03-28T05:00:00+01:00",
    ]);
  });

  it("offers both occurrences of an hour that the clock repeats, and books the one that is meant", async () => {
    const salon = await newSalon((each) => {
      each.timezone = "Europe/London";
      each.holidays = "none";
      each.hours = { sun: [["00:00", "03:00"]] };
      each.booking = { ...each.booking, step_minutes: 30 };
      for (const person of each.staff) person.hours = { sun: [["00:00", "03:00"]] };
    });
    const now = "2027-10-20T09:00:00Z";
    const path = `/api/v1/salons/${salon}/availability?service=cut&from=2027-10-31&to=2027-10-31`;
    expect(starts(await call(path, { now })).slice(2, 6)).toEqual([
      "2027-10-31T01:00:00+01:00",
      "2027-10-31T01:30:00+01:00",
      "2027-10-31T01:00:00+00:00",
      "2027-10-31T01:30:00+00:00",
    ]);
    const wish = { services: [{ id: "cut" }], start: "2027-10-31T01:30:00+01:00", client: CLIENT };
    const booked = await post(`/api/v1/salons/${salon}/bookings`, wish, {}, now);
    expect([booked.body.start, booked.body.end]).toEqual([wish.start, "2027-10-31T01:15:00+00:00"]);
  });

  it("of a booking takes no party, for a move keeps the booking's own", async () => {
    const salon = await newSalon();
    const wish = { services: [{ id: "cut" }], start: "2026-12-02T09:00:00+02:00", client: CLIENT };
    const { token } = (await post(`/api/v1/salons/${salon}/bookings`, wish)).body;
    const answer = await call(`/api/v1/bookings/${token}/availability?party=2`);
    expect([answer.status, answer.body.errors?.[0]?.parameter]).toEqual([422, "party"]);
  });

  it("gives every instant within a visit the offset that the clock has then", async () => {
    const salon = await newSalon((each) => {
      each.timezone = "Europe/London";
      each.holidays = "none";
      each.hours = { sun: [["00:00", "06:00"]] };
      for (const person of each.staff) person.hours = { sun: [["00:00", "06:00"]] };
    });
    // 00:30 is half an hour before the clock jumps from 01:00 to 02:00.
    const now = "2027-03-20T09:00:00Z";
    const path = `/api/v1/salons/${salon}/availability?service=colour&detail=1&from=2027-03-28&to=2027-03-28`;
    const { slots } = (await call(path, { now })).body;
    const slot = slots.find(({ start }: { start: string }) => start === "2027-03-28T00:30:00+00:00");
    const instants = slot.assignment.flatMap((each: { start: string; end: string }) => [each.start, each.end]);
    for (const instant of [slot.start, slot.end, ...instants] as string[]) {
      const summer = Date.parse(instant) >= Date.parse("2027-03-28T01:00:00Z");
      expect([instant, instant.slice(-6)]).toEqual([instant, summer ? "+01:00" : "+00:00"]);
    }
    const booked = await post(
      `/api/v1/salons/${salon}/bookings`,
      { services: [{ id: "colour" }], start: slot.start, client: CLIENT },
      {},
      now,
    );
    expect(booked.body.assignment).toEqual(slot.assignment);
  });

  it("of a class gives its sessions until the seats are gone", async () => {
    const salon = await newSalon();
    const at = `/api/v1/salons/${salon}`;
    const path = (party: number) => `${at}/availability?service=braids&${TUESDAY}&party=${party}`;
    const start = "2026-12-01T14:00:00+02:00";
    expect([starts(await call(path(3))), starts(await call(path(4)))]).toEqual([[start], []]);
    await post(`${at}/bookings`, { services: [{ id: "braids" }], start, party: 2, client: CLIENT });
    expect([starts(await call(path(1))), starts(await call(path(2)))]).toEqual([[start], []]);
  });
});

describe("the starts as the engine tells them", () => {
  it("are those that are told one by one, over days, over midnight and where clocks change", async () => {
    for (const timezone of ["Africa/Johannesburg", "Europe/London", "America/St_Johns"]) {
      const salon = await newSalon((each) => {
        each.timezone = timezone;
        each.booking = { ...each.booking, horizon_days: 180 };
      });
      const path = `/api/v1/salons/${salon}/availability?service=colour&from=2027-03-01&to=2027-04-20`;
      const [told, explained, detailed] = [
        await call(path),
        await call(`${path}&explain=1`),
        await call(`${path}&detail=1`),
      ];
      expect(told.body.slots.length, timezone).toBeGreaterThan(500);
      expect(told.body.slots).toEqual(explained.body.slots);
      const bare = detailed.body.slots.map(({ assignment: _, ...slot }: { assignment: unknown }) => slot);
      expect(told.body.slots).toEqual(bare);
    }
  });
});

it("is written around what the engine told, with room for it and without", () => {
  const about = {
    salon: { slug: "a-salon", view: { timezone: "Africa/Johannesburg" } },
    from: 20_423,
    to: 20_424,
    starts: Starts.none,
    next: null,
  };
  const told = new TextEncoder().encode('{"start":1},{"start":2}');
  const wanted =
    '{"salon":"a-salon","timezone":"Africa/Johannesburg","from":"2025-12-01","to":"2025-12-02",' +
    '"slots":[{"start":1},{"start":2}],"next_available":null}';
  for (const [before, behind] of [
    [200, 200],
    [91, 25], // to the byte
    [90, 25],
    [91, 24],
    [0, 0],
  ] as const) {
    const buffer = new Uint8Array(before + told.length + behind).fill(255);
    buffer.set(told, before);
    const written = slotsJson({ ...about, told: { buffer, at: before, length: told.length } });
    expect(new TextDecoder().decode(written)).toBe(wanted);
  }
});
