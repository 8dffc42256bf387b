import ICAL from "ical.js";
import { describe, expect, it } from "vitest";
import { CLIENT, call, newSalon, OPERATOR, post } from "./client.ts";

const START = "2026-12-02T09:00:00+02:00";
const HOLD = { services: [{ id: "colour" }], start: START };

async function booked(salon: string, start = START) {
  const answer = await post(`/api/v1/salons/${salon}/bookings`, { ...HOLD, start, client: CLIENT });
  expect(answer.status, answer.text).toBe(201);
  return answer.body as { booking: string; token: string; manage_url: string; segments: unknown[] };
}

function events(text: string) {
  const calendar = new ICAL.Component(ICAL.parse(text) as unknown[]);
  return calendar.getAllSubcomponents("vevent").map((each) => new ICAL.Event(each));
}

describe("a visit over HTTP", () => {
  it("is held, booked, read, moved and cancelled", async () => {
    const salon = await newSalon();
    const held = await post(`/api/v1/salons/${salon}/holds`, HOLD);
    expect([held.status, held.body.expires_at]).toEqual([201, "2026-11-30T09:10:00+02:00"]);
    const made = await post(`/api/v1/salons/${salon}/bookings`, {
      hold: held.body.hold,
      client: CLIENT,
      consents: [{ purpose: "reminders", notice_version: "2026-11", granted: true }],
      notes: "Ngicela itiye.\nNo sugar.",
    });
    expect(made.status).toBe(201);
    expect(made.body.manage_url).toBe(`https://booking.test/b/${made.body.token}`);
    const mine = `/api/v1/bookings/${made.body.token}`;
    expect((await call(mine)).body).toMatchObject({
      booking: made.body.booking,
      status: "confirmed",
      start: START,
      client: { name: CLIENT.name, phone: "+27825550199" },
      notes: "Ngicela itiye.\nNo sugar.",
    });
    const free = await call(`${mine}/availability?from=2026-12-02&to=2026-12-02`);
    expect(free.body.slots.map(({ start }: { start: string }) => start)).toContain(START);
    const moved = await call(mine, { method: "PATCH", body: { start: "2026-12-03T10:00:00+02:00" } });
    expect([moved.status, moved.body.start, moved.body.token]).toEqual([
      200,
      "2026-12-03T10:00:00+02:00",
      made.body.token,
    ]);
    const gone = await call(mine, { method: "DELETE" });
    expect([gone.status, gone.body]).toEqual([200, { booking: made.body.booking, status: "cancelled" }]);
    expect((await call(mine)).body.status).toBe("cancelled");
  });

  it("tried again with its key gets the first answer byte for byte, and another body under that key does not", async () => {
    const salon = await newSalon();
    const path = `/api/v1/salons/${salon}/bookings`;
    const headers = { "Idempotency-Key": "one" };
    const body = JSON.stringify({ ...HOLD, client: CLIENT });
    const first = await call(path, { method: "POST", body, headers });
    const again = await call(path, { method: "POST", body, headers });
    expect([again.status, again.text]).toEqual([201, first.text]);
    expect(again.headers.get("Idempotency-Replayed")).toBe("true");
    const other = await call(path, { method: "POST", body: `${body} `, headers });
    expect([other.status, other.body.type]).toEqual([422, "urn:appointmentbooking:problem:idempotency-key-reused"]);
  });

  it("that is taken is a 409 with the nearest starts that are not", async () => {
    const salon = await newSalon((each) => {
      each.staff = each.staff.filter(({ id }) => id === "ayanda");
    });
    await booked(salon);
    const answer = await post(`/api/v1/salons/${salon}/holds`, HOLD);
    expect([answer.status, answer.body.type]).toEqual([409, "urn:appointmentbooking:problem:slot-taken"]);
    expect(answer.body.alternatives.length).toBeGreaterThan(0);
    expect(answer.body.alternatives[0]).toMatchObject({ start: expect.any(String), price_cents: expect.any(Number) });
  });

  it("that costs more than the client saw is a 409 that says how much", async () => {
    const salon = await newSalon();
    const answer = await post(`/api/v1/salons/${salon}/holds`, { ...HOLD, price_cents: 90_000 });
    expect([answer.status, answer.body.type]).toEqual([409, "urn:appointmentbooking:problem:price-changed"]);
    expect(answer.body.price_cents).toBe(95_000);
  });

  it("is not cancelled after the salon's deadline", async () => {
    const salon = await newSalon();
    const { token } = await booked(salon);
    const late = await call(`/api/v1/bookings/${token}`, { method: "DELETE", now: "2026-12-01T09:01:00+02:00" });
    expect([late.status, late.body.type]).toEqual([409, "urn:appointmentbooking:problem:too-late"]);
  });
});

describe("a calendar address", () => {
  it("of a booking shows it as it is, under one name, with a growing number, until it is cancelled", async () => {
    const salon = await newSalon();
    const { token, booking } = await booked(salon);
    const { calendar_url } = (await call(`/api/v1/bookings/${token}`)).body;
    const path = new URL(calendar_url).pathname;
    const file = await call(path);
    expect(file.headers.get("Content-Type")).toBe("text/calendar; charset=utf-8");
    expect(file.headers.get("Cache-Control")).toBe("no-store");
    expect(file.headers.get("X-Robots-Tag")).toBe("noindex");
    expect(file.text).not.toContain("METHOD:");
    expect(file.text.replaceAll("\r\n ", "")).not.toContain(token);
    const [before] = events(file.text);
    expect(before?.startDate.toJSDate().toISOString()).toBe("2026-12-02T07:00:00.000Z");
    expect(before?.uid).toContain(booking);
    await call(`/api/v1/bookings/${token}`, { method: "PATCH", body: { start: "2026-12-03T10:00:00+02:00" } });
    const [moved] = events((await call(path)).text);
    expect([moved?.uid, moved?.sequence]).toEqual([before?.uid, 1]);
    await call(`/api/v1/bookings/${token}`, { method: "DELETE" });
    const [gone] = events((await call(path)).text);
    expect([gone?.uid, gone?.sequence]).toEqual([before?.uid, 2]);
    expect(gone?.component.getFirstPropertyValue("status")).toBe("CANCELLED");
  });

  it("is not what the client downloads: that file is published, bears the same name and leads to the booking", async () => {
    const salon = await newSalon();
    const { token, manage_url } = await booked(salon);
    expect((await call(`/b/${token}`)).text).toContain(`href="/b/${token}/visit.ics"`);
    const file = await call(`/b/${token}/visit.ics`);
    expect(file.headers.get("Content-Type")).toBe("text/calendar; charset=utf-8");
    expect(file.headers.get("Cache-Control")).toBe("no-store");
    const [own] = events(file.text);
    expect(own?.component.getFirstPropertyValue("url")).toBe(manage_url);
    expect(file.text).toContain("\r\nMETHOD:PUBLISH\r\n");
    expect(own?.component.getFirstPropertyValue("organizer")).toMatch(/^(mailto|tel):/);
    const { calendar_url } = (await call(`/api/v1/bookings/${token}`)).body;
    const [subscribed] = events((await call(new URL(calendar_url).pathname)).text);
    expect(subscribed?.uid).toBe(own?.uid);
    expect((await call(`/b/${token.slice(0, -1)}/visit.ics`)).status).toBe(404);
  });

  it("does not manage the booking it shows", async () => {
    const salon = await newSalon();
    const { token } = await booked(salon);
    const { calendar_url } = (await call(`/api/v1/bookings/${token}`)).body;
    const secret = calendar_url.split("/").at(-1).replace(".ics", "");
    expect((await call(`/api/v1/bookings/${secret}`)).status).toBe(404);
    expect((await call(`/${salon}/calendar/${token}.ics`)).status).toBe(404);
  });

  it("of a person shows the stretches they work, and not the one in which they are free", async () => {
    const salon = await newSalon((each) => {
      each.staff = each.staff.filter(({ id }) => id === "ayanda");
    });
    await booked(salon);
    const { calendars } = (await call(`/api/v1/salons/${salon}/calendars`, { headers: OPERATOR })).body;
    const feed = events((await call(new URL(calendars[0].url).pathname)).text);
    expect(feed.map((event) => event.startDate.toJSDate().toISOString())).toEqual([
      "2026-12-02T07:00:00.000Z",
      "2026-12-02T08:10:00.000Z",
    ]);
    expect(feed[0]?.summary).toBe("Full colour · Nomsa");
  });

  it("of another salon opens nothing here", async () => {
    const [one, other] = [await newSalon(), await newSalon()];
    const { calendars } = (await call(`/api/v1/salons/${one}/calendars`, { headers: OPERATOR })).body;
    const path = new URL(calendars[0].url).pathname.replace(`/${one}/`, `/${other}/`);
    expect((await call(path)).status).toBe(404);
  });
});
