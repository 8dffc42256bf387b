// A client's card: what it shows, in one read; what the team may change on it; and nothing that they may not see.
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it, test } from "vitest";
import { readCard } from "../../../../workers/commands/desk/clients/card.ts";
import { type Person, signedIn, submit, trailOf } from "../../access/people.ts";
import { type Answer, CLIENT, NOW as CLOCK, call, newSalon, post } from "../../api/client.ts";
import { at, done, NOW, rows } from "../../commands/surroundings.ts";
import { readLog } from "../../incidents/scene.ts";

let salon: string;
let owner: Person;
/** The owner too, days later. */
let later: Person;
let reception: Person;
let client: string;
let booking: string;
let token: string;

const AFTER = "2026-12-05T09:00:00+02:00";
const HEALTH = { purpose: "health", notice_version: "v", granted: true };

beforeAll(async () => {
  salon = await newSalon();
  later = await signedIn(salon, "owner", AFTER);
  [owner, reception] = await Promise.all([signedIn(salon, "owner"), signedIn(salon, "reception")]);
  const made = await post(`/api/v1/salons/${salon}/bookings`, {
    services: [{ id: "cut", staff: "thandi" }],
    start: "2026-12-02T09:00:00+02:00",
    client: CLIENT,
    consents: [HEALTH, { purpose: "marketing", notice_version: "v", granted: true }],
    health_note: "allergic to ammonia",
  });
  expect(made.status).toBe(201);
  ({ booking, token } = made.body);
  const [row] = await rows("SELECT client_id FROM client WHERE salon_id = ?1", salon);
  client = String(row?.client_id);
});

const card = (person = owner, path = "", now = CLOCK): Promise<Answer> =>
  call(`/desk/${salon}/clients/${client}${path}`, { headers: { Cookie: person.cookie }, now });
const send = (fields: Record<string, string>, path = "", person = owner, now = CLOCK) =>
  submit(`/desk/${salon}/clients/${client}${path}`, fields, { headers: { Cookie: person.cookie }, now });

test("it is one read, whatever there is of the client", async () => {
  let batches = 0;
  const db = {
    prepare: (sql: string) => env.DB.prepare(sql),
    batch(list: D1PreparedStatement[]) {
      batches += 1;
      return env.DB.batch(list);
    },
  };
  const ctx = at(NOW, { ...env, DB: db as unknown as D1Database });
  done(await readCard(ctx, { salon, client, actor: { role: "operator" } }));
  expect(batches).toBe(1);
});

test("it shows who they are and what comes, and its reading is noted with the reader", async () => {
  const { status, text } = await card(reception);
  expect(status).toBe(200);
  for (const shown of ["Nomsa Dlamini", "082 555 0199", "nomsa@example.com", "Thandi", "R350"])
    expect(text).toContain(shown);
  expect(text).not.toContain("ammonia");
  const entries = await readLog(salon);
  expect(entries.some(({ actor, what }) => actor === `reception:${reception.account}` && what === "clients")).toBe(
    true,
  );
});

test("what was served is added up, and what they usually have is one tap from the free times and a second from booked", async () => {
  const { text } = await card(later, "", AFTER);
  expect(text).toMatch(/<dt>Visits<\/dt><dd>1<\/dd>/);
  expect(text).toContain("R350");
  const [, again = ""] = /href="([^"]+\/book\?of=[^"]+)"/.exec(text) ?? [];
  const times = await call(again, { headers: { Cookie: later.cookie }, now: AFTER });
  expect(times.text).toContain("with Thandi");
  const [, start = ""] = /name="start" value="(\d+\.\d+)"/.exec(times.text) ?? [];
  const fields = { start, service: "cut", staff: "thandi", key: "a".repeat(26) };
  for (let twice = 0; twice < 2; twice++) {
    const booked = await send(fields, "/book", later, AFTER);
    expect([booked.status, booked.headers.get("Location")]).toEqual([303, `/desk/${salon}/clients/${client}`]);
  }
  const made = await rows(
    "SELECT start_at, name FROM booking WHERE salon_id = ?1 AND client_id = ?2 ORDER BY start_at",
    salon,
    client,
  );
  expect(made.map(({ start_at }) => start_at).at(-1)).toBe(Number(start.split(".")[0]));
  expect(made).toHaveLength(2);
  expect(
    (await trailOf(salon)).some(({ actor, action }) => actor === `owner:${later.account}` && action === "booking.made"),
  ).toBe(true);
});

test("a time that has just gone is told with the times that are free, and a start that is none leads back", async () => {
  const [row] = await rows("SELECT start_at FROM booking WHERE booking_id = ?1", booking);
  const gone = await send(
    { start: `${row?.start_at}.35000`, service: "cut", staff: "thandi", key: "b".repeat(26) },
    "/book",
  );
  expect([gone.status, gone.text.includes("Somebody was quicker")]).toEqual([409, true]);
  expect(gone.text).toMatch(/name="start" value="\d+\.\d+"/);
  const none = await send({ start: "soon", service: "cut", staff: "any" }, "/book");
  expect(none.status).toBe(303);
});

describe("details", () => {
  it("are corrected in the client and in what is to come, by name in the trail", async () => {
    const fields = { act: "details", name: "Nomsa Dlamini-Dube", phone: "082 555 0199", email: "", language: "zu" };
    expect((await send(fields)).status).toBe(303);
    const [row] = await rows("SELECT name, email FROM client WHERE client_id = ?1", client);
    expect(row).toEqual({ name: "Nomsa Dlamini-Dube", email: null });
    const [coming] = await rows("SELECT name FROM booking WHERE booking_id = ?1", booking);
    expect(coming?.name).toBe("Nomsa Dlamini-Dube");
    const found = await call(`/desk/${salon}/clients?q=dube`, { headers: { Cookie: owner.cookie } });
    expect(found.text).toContain("Nomsa Dlamini-Dube");
    expect((await trailOf(salon)).at(-1)).toMatchObject({
      actor: `owner:${owner.account}`,
      action: "client.corrected",
    });
  });

  it.each([
    ["no name", { name: "" }, "name"],
    ["no number", { phone: "x" }, "phone"],
    ["no address", { email: "a@b" }, "email"],
    ["markup for a name", { name: "<b>".repeat(60) }, "name"],
  ])("with %s come back as they were typed, with what is wrong", async (_, wrong, field) => {
    const typed = { act: "details", name: "Typed Name", phone: "082 555 7777", email: "", language: "", ...wrong };
    const { status, text } = await send(typed);
    expect([status, text.includes(`id="${field}-fault"`)]).toEqual([422, true]);
    if (field !== "phone") expect(text).toContain("082 555 7777");
    expect(text).not.toContain("<b><b>");
  });

  it("with another client's number are refused, and nothing is changed", async () => {
    const other = {
      services: [{ id: "cut" }],
      start: "2026-12-02T13:00:00+02:00",
      client: { name: "Sipho", phone: "0825550111" },
    };
    expect((await post(`/api/v1/salons/${salon}/bookings`, other)).status).toBe(201);
    const { status, text } = await send({ act: "details", name: "N", phone: "082 555 0111", email: "", language: "" });
    expect([status, text.includes("another client")]).toEqual([422, true]);
  });
});

test("what they like is kept, and what somebody else wrote meanwhile is not overwritten", async () => {
  expect((await send({ act: "preferences", was: "", preferences: "Tea\r\nno sugar" })).status).toBe(303);
  const late = await send({ act: "preferences", was: "", preferences: "Coffee" });
  expect([late.status, late.text.includes("Coffee")]).toEqual([422, true]);
  const [row] = await rows("SELECT preferences FROM client WHERE client_id = ?1", client);
  expect(row?.preferences).toBe("Tea\nno sugar");
  const long = await send({ act: "preferences", was: "Tea\nno sugar", preferences: "x".repeat(2001) });
  expect([long.status, long.text.includes("x".repeat(2001))]).toEqual([422, true]);
});

test("a consent is ended as the client asks, and what it kept goes with it", async () => {
  await send({ act: "withdraw", purpose: "health" });
  await send({ act: "withdraw", purpose: "marketing" });
  const last = await rows(
    "SELECT purpose, granted, channel FROM consent WHERE salon_id = ?1 AND client_id = ?2 AND channel = 'desk' ORDER BY purpose",
    salon,
    client,
  );
  expect(last).toEqual([
    { purpose: "health", granted: 0, channel: "desk" },
    { purpose: "marketing", granted: 0, channel: "desk" },
  ]);
  expect(await rows("SELECT 1 FROM special_note WHERE salon_id = ?1", salon)).toEqual([]);
});

describe("a no-show", () => {
  it("is answered by the client behind their link, counts as disputed until a person answers, and then as what was answered", async () => {
    await env.DB.prepare("UPDATE booking SET stage = 'no-show' WHERE booking_id = ?1").bind(booking).run();
    expect((await card(later, "", AFTER)).text).toContain("Did not come");
    const page = await call(`/b/${token}`, { now: AFTER });
    expect(page.text).toContain(`/b/${token}/dispute`);
    const empty = await submit(`/b/${token}/dispute`, { kind: "no-show", "text-no-show": " " }, { now: AFTER });
    expect(empty.status).toBe(422);
    const said = { kind: "no-show", "text-no-show": "I was there at nine & waited" };
    expect((await submit(`/b/${token}/dispute`, said, { now: AFTER })).status).toBe(303);
    expect((await submit(`/b/${token}/dispute`, said, { now: AFTER })).status).toBe(303);
    expect(await rows("SELECT text FROM dispute WHERE salon_id = ?1", salon)).toHaveLength(1);
    const shown = await card(later, "", AFTER);
    expect(shown.text).toContain("I was there at nine &amp; waited");
    expect(shown.text).toMatch(/Did not come, disputed/);
    expect(shown.text).toMatch(/<dt>Did not come<\/dt><dd>0<\/dd>/);
    const [, dispute = ""] = /name="dispute" value="([a-z2-7]{26})"/.exec(shown.text) ?? [];
    const answer = { act: "answer", dispute, outcome: "changed", answer: "You are right, sorry." };
    expect((await send(answer, "/block", later, AFTER)).status).toBe(303);
    const [row] = await rows("SELECT stage FROM booking WHERE booking_id = ?1", booking);
    expect(row?.stage).toBeNull();
    expect((await call(`/b/${token}/dispute`, { now: AFTER })).text).toContain("You are right, sorry.");
    const [letter] = await rows("SELECT payload FROM outbox WHERE salon_id = ?1 AND kind = 'dispute.answered'", salon);
    expect(JSON.parse(String(letter?.payload))).toMatchObject({ dispute, booking });
  });
});

test("a card that is not there is told like a page that is not, and nobody is noted", async () => {
  for (const nobody of ["x", "a".repeat(26), "%27"]) {
    const answer = await call(`/desk/${salon}/clients/${nobody}`, { headers: { Cookie: owner.cookie } });
    expect(answer.status).toBe(404);
  }
});
