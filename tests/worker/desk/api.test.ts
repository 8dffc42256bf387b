// The desk over the API: what a device reads to work on without a network, and what it sends when it is back.

import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { signedIn } from "../access/people.ts";
import { call, newSalon, post } from "../api/client.ts";
import { rows } from "../commands/surroundings.ts";

const DAY = "2026-12-01";
const MORNING = `${DAY}T07:00:00+02:00`;

async function device(role: "reception" | "stylist" = "reception") {
  const slug = await newSalon();
  const { cookie } = await signedIn(slug, role, MORNING);
  const headers = { Cookie: cookie, Origin: "https://booking.test", "Sec-Fetch-Site": "same-origin" };
  const path = `/api/v1/salons/${slug}/desk`;
  const read = (query: string) => call(`${path}?${query}`, { headers, now: MORNING });
  const book = (body: unknown, key: string = crypto.randomUUID()) =>
    call(`${path}/visits`, { method: "POST", body, headers: { ...headers, "Idempotency-Key": key }, now: MORNING });
  const change = (id: string, body: unknown, key: string = crypto.randomUUID()) =>
    call(`${path}/visits/${id}`, {
      method: "PATCH",
      body,
      headers: { ...headers, "Idempotency-Key": key },
      now: MORNING,
    });
  return { slug, read, book, change };
}

const at = (time: string): string => `${DAY}T${time}:00+02:00`;

it("gives some days whole: what the engine takes, and what people read", async () => {
  const { slug, read, book } = await device();
  await book({
    services: [{ id: "cut", staff: "thandi" }],
    start: at("10:00"),
    client: { name: "Nomsa", phone: "082 555 0199" },
  });
  const day = await read(`from=${DAY}&to=2026-12-02`);
  expect(day.status).toBe(200);
  expect(day.body).toMatchObject({ salon: slug, version: 1, visits: [{ name: "Nomsa", stage: null }] });
  expect(atob(day.body.calendar).length).toBeGreaterThan(500);
  expect(
    day.body.roster.filter(({ kind, unit }: { kind: string; unit: string }) => kind === "works" && unit === "thandi")
      .length,
  ).toBe(2);
  expect(day.body.visits[0]).toMatchObject({ phone: "+27825550199", notes: null, preferences: null });
});

it.each([
  ["from=2026-12-01", "to"],
  ["from=2026-12-01&to=2026-11-30", "to"],
  ["from=2026-12-01&to=2026-12-08", "to"],
  ["from=yesterday&to=2026-12-01", "from"],
])("refuses %s and names the parameter", async (query, parameter) => {
  const { read } = await device();
  const answer = await read(query);
  expect(answer.status).toBe(422);
  expect(answer.body.errors.map((fault: { parameter: string }) => fault.parameter)).toContain(parameter);
});

it("takes a queued booking once however often it is sent, and tells alternatives where it lost its time", async () => {
  const { slug, book } = await device();
  const wish = { services: [{ id: "cut", staff: "thandi" }], start: at("10:00"), client: { name: "Thabo" } };
  const [first, again] = [await book(wish, "queued-1"), await book(wish, "queued-1")];
  expect([first.status, again.status, again.text]).toEqual([201, 201, first.text]);
  const lost = await book({ ...wish, client: {} }, "queued-2");
  expect(lost.status).toBe(409);
  expect(lost.body.alternatives.length).toBeGreaterThan(0);
  expect(await rows("SELECT name FROM booking WHERE salon_id = ?1", slug)).toEqual([{ name: "Thabo" }]);
});

it("takes what a device kept from whoever did it alone, and names a colleague for whom something waits", async () => {
  const { slug, read } = await device();
  const [thandi, sipho] = [await signedIn(slug, "reception", MORNING), await signedIn(slug, "stylist", MORNING)];
  const elsewhere = await signedIn(await newSalon(), "owner", MORNING);
  const day = await call(`/api/v1/salons/${slug}/desk?from=${DAY}&to=${DAY}`, {
    headers: { Cookie: thandi.cookie },
    now: MORNING,
  });
  const send = (cookie: string, account: string, key: string) =>
    call(`/api/v1/salons/${slug}/desk/visits`, {
      method: "POST",
      body: { services: [{ id: "cut", staff: "thandi" }], start: at("10:00"), client: { name: "Thabo" } },
      headers: { Cookie: cookie, "Sec-Fetch-Site": "same-origin", "Idempotency-Key": key, "Desk-Account": account },
      now: MORNING,
    });
  const { reader } = day.body;
  expect(reader).toMatch(/^[a-z2-7]{26}$/);
  expect((await read(`from=${DAY}&to=${DAY}`)).body.reader).not.toBe(reader);
  const other = await send(sipho.cookie, reader, "kept-1");
  expect([other.status, other.body.type]).toEqual([409, expect.stringMatching(/:another-account$/)]);
  expect(await rows("SELECT name FROM booking WHERE salon_id = ?1", slug)).toEqual([]);
  expect((await send(thandi.cookie, reader, "kept-1")).status).toBe(201);

  const name = (cookie: string, account: string) =>
    call(`/api/v1/salons/${slug}/desk/colleagues/${account}`, { headers: { Cookie: cookie }, now: MORNING });
  expect((await name(sipho.cookie, reader)).body).toEqual({ account: reader, name: thandi.email });
  const [stranger] = await rows("SELECT account_id AS id FROM account WHERE email = ?1", elsewhere.email);
  expect((await name(sipho.cookie, String(stranger?.id))).status).toBe(404);
  await env.DB.prepare("DELETE FROM membership WHERE salon_id = ?1 AND account_id = ?2").bind(slug, reader).run();
  expect((await name(sipho.cookie, reader)).status).toBe(404);
});

it("takes exactly one change at a time, and names what is wrong with it", async () => {
  const { slug, book, change } = await device("stylist");
  const made = await book({ services: [{ id: "cut", staff: "thandi" }], start: at("10:00") });
  const id = made.body.booking;
  for (const [body, pointer] of [
    [{}, ""],
    [{ stage: "arrived", note: "both" }, ""],
    [{ stage: "lost" }, "/stage"],
    [{ note: "" }, "/note"],
    [{ start: "2026-13-01T10:00:00+02:00" }, "/start"],
    [{ stage: "arrived", sequence: 0 }, "/sequence"],
    [{ start: at("11:00"), override: { rules: ["overlap"], reason: "x" } }, "/override/rules/0"],
    [{ start: at("11:00"), override: { rules: ["hours"], reason: "" } }, "/override/reason"],
  ] as const) {
    const answer = await change(id, body);
    expect(answer.status, JSON.stringify(body)).toBe(422);
    expect(answer.body.errors.map((fault: { pointer: string }) => fault.pointer)).toContain(pointer);
  }
  expect((await change(id, { stage: "arrived" })).body).toEqual({ booking: id, stage: "arrived" });
  expect((await change(id, { stage: null })).body).toEqual({ booking: id, stage: null });
  expect((await change(id, { note: "Short at the back" })).status).toBe(201);
  expect((await change(id, { start: at("11:00"), sequence: 0 })).status).toBe(200);
  expect((await change(id, { start: at("12:00"), sequence: 0 })).body.type).toContain("changed");
  expect(await rows("SELECT count(*) AS n FROM visit_event WHERE salon_id = ?1", slug)).toEqual([{ n: 3 }]);
});

it("answers a note and a step that are sent again as it did at first", async () => {
  const { slug, book, change } = await device();
  const id = (await book({ services: [{ id: "cut", staff: "thandi" }], start: at("10:00") })).body.booking;
  for (const [key, body] of [
    ["step", { stage: "arrived" }],
    ["back", { stage: null }],
    ["note", { note: "Ngiyabonga 🙏🏾" }],
  ] as const) {
    const first = await change(id, body, key);
    expect(first.status).toBeLessThan(300);
    const again = await change(id, body, key);
    expect([again.status, again.text]).toEqual([first.status, first.text]);
  }
  // The first step's answer is repeated, and the step is not taken again.
  expect((await change(id, { stage: "arrived" }, "step")).status).toBe(200);
  expect(await rows("SELECT stage FROM booking WHERE salon_id = ?1", slug)).toEqual([{ stage: null }]);
  expect(await rows("SELECT count(*) AS n FROM visit_event WHERE salon_id = ?1", slug)).toEqual([{ n: 3 }]);
  expect((await change(id, { note: "another" }, "note")).status).toBe(422);
});

it("knows no visit of another salon", async () => {
  const [one, other] = [await device(), await device()];
  const made = await other.book({ services: [{ id: "cut" }], start: at("10:00") });
  expect((await one.change(made.body.booking, { stage: "confirmed" })).status).toBe(404);
  expect((await one.change(made.body.booking, { start: at("11:00") })).status).toBe(404);
});

it("leaves the public API without any of it", async () => {
  const slug = await newSalon();
  const answer = await post(`/api/v1/salons/${slug}/desk/visits`, { services: [{ id: "cut" }], start: at("10:00") });
  expect(answer.status).toBe(401);
  expect((await call(`/api/v1/salons/${slug}/desk?from=${DAY}&to=${DAY}`)).status).toBe(401);
});
