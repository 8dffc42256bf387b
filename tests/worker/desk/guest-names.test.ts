// Guests of a party who have names of their own: said at the desk, shown wherever the party is, and gone with the client.

import { env } from "cloudflare:workers";
import { strFromU8, unzipSync } from "fflate";
import { beforeEach, describe, expect, it } from "vitest";
import { erase } from "../../../workers/commands/compliance/erase.ts";
import { askForArchive, makeArchive } from "../../../workers/commands/desk/settings/archive/make.ts";
import { manageToken } from "../../../workers/token.ts";
import { LANGUAGES } from "../../../workers/ui/words.ts";
import { signedIn, submit, trailOf } from "../access/people.ts";
import { call, faultsAt, newSalon, OPERATOR } from "../api/client.ts";
import { at, done, minutes, rows } from "../commands/surroundings.ts";
import { whereIs } from "../vault/contents.ts";

const DAY = "2026-12-03";
const MORNING = `${DAY}T07:00:00+02:00`;
const TEN = minutes(`${DAY}T10:00:00+02:00`);
const NOMSA = { name: "Nomsa Dlamini", phone: "082 555 0199" };
const LINDIWE = "Lindiwe Mokoena-Guest";
const THABO = "Thabo Nkosi-Guest";

let slug: string;
let cookie: string;

beforeEach(async () => {
  slug = await newSalon((salon) => {
    const ayanda = salon.staff.find(({ id }) => id === "ayanda");
    if (ayanda !== undefined) ayanda.services = [{ id: "cut" }, { id: "braids" }];
  });
  ({ cookie } = await signedIn(slug, "reception", MORNING));
});

const page = (path: string) => call(`/desk/${slug}${path}`, { headers: { Cookie: cookie }, now: MORNING });
const act = (path: string, fields: Record<string, string> | URLSearchParams) =>
  submit(`/desk/${slug}${path}`, fields, { headers: { Cookie: cookie }, now: MORNING });

const form = (fields: Record<string, string>, names: readonly string[]): URLSearchParams =>
  new URLSearchParams([...Object.entries(fields), ...names.map((name): [string, string] => ["guest-name", name])]);

const wish = { service: "cut", guests: "2", start: String(TEN), key: "a".repeat(26) };
const book = (names: readonly string[], more: Record<string, string> = {}) =>
  act("/new", form({ ...wish, ...NOMSA, ...more }, names));
const bookingIn = ({ headers }: { headers: Headers }): string =>
  /\/visits\/([a-z2-7]{26})/.exec(headers.get("Location") ?? "")?.[1] ?? "none";

const stored = async () =>
  (await rows("SELECT guests FROM booking WHERE salon_id = ?1 ORDER BY start_at, created_at", slug)).map(({ guests }) =>
    JSON.parse(String(guests)),
  );

const api = (id: string, body: unknown) =>
  call(`/api/v1/salons/${slug}/desk/visits/${id}`, {
    method: "PATCH",
    body,
    headers: { ...OPERATOR, "Idempotency-Key": crypto.randomUUID() },
    now: MORNING,
  });

describe("guests who are named", () => {
  it("are asked for by as many names as come, and shown in table, list, visit and on the client's page", async () => {
    const asked = await page(`/new?service=cut&guests=2&day=${DAY}&time=10:00`);
    expect(asked.text.match(/name="guest-name"/g)).toHaveLength(2);
    expect((await page(`/new?service=cut&guests=1&day=${DAY}&time=10:00`)).text).not.toContain("guest-name");
    const id = bookingIn(await book([` ${LINDIWE} `, THABO]));
    expect(await stored()).toEqual([[LINDIWE, THABO]]);
    const table = (await page(`?day=${DAY}`)).text;
    for (const name of [LINDIWE, THABO]) expect(table).toContain(`<b>${name} (Nomsa Dlamini)</b>`);
    expect((await page(`?day=${DAY}&by=list`)).text).toContain(`${LINDIWE}, ${THABO}`);
    for (const language of LANGUAGES) {
      const shown = (await page(`/visits/${id}?lang=${language}`)).text;
      for (const name of [LINDIWE, THABO]) expect(shown).toContain(`<b>${name}</b>`);
    }
    const token = await manageToken(env.TOKEN_SECRET, slug, id, 1);
    expect((await call(`/b/${token}`, { now: MORNING })).text).toContain(`${LINDIWE}, ${THABO}`);
    const days = await call(`/api/v1/salons/${slug}/desk?from=${DAY}&to=${DAY}`, {
      headers: { Cookie: cookie },
      now: MORNING,
    });
    expect(days.body.visits[0].guests).toEqual([LINDIWE, THABO]);
  });

  it("may be some of them, or none", async () => {
    const id = bookingIn(await book(["", THABO]));
    const shown = (await page(`/visits/${id}`)).text;
    for (const name of ["Guest 1", THABO]) expect(shown).toContain(`<b>${name}</b>`);
    expect((await page(`?day=${DAY}`)).text).toContain("<b>Nomsa Dlamini</b>");
    await book(["", " "], { start: String(TEN + 120), key: "b".repeat(26) });
    expect(await stored()).toEqual([["", THABO], null]);
  });

  it("whose name cannot be kept are told so, and nothing is booked or changed", async () => {
    expect((await book([LINDIWE, "Tha\u0000bo"])).status).toBe(422);
    expect(await stored()).toEqual([]);
    const id = bookingIn(await book([LINDIWE, THABO]));
    const wrong = await act(`/visits/${id}`, form({ act: "names", was: "0" }, ["x".repeat(121), ""]));
    expect([wrong.status, wrong.text.includes("This text is too long")]).toEqual([409, true]);
    expect(await stored()).toEqual([[LINDIWE, THABO]]);
  });

  it("are named anew on the visit's page and by programs, as the visit was seen, which stays as it is", async () => {
    const id = bookingIn(await book([]));
    const names = (was: string, two: readonly string[]) => act(`/visits/${id}`, form({ act: "names", was }, two));
    expect((await names("0", [LINDIWE, ""])).status).toBe(303);
    expect(await stored()).toEqual([[LINDIWE, ""]]);
    expect((await names("1", ["", THABO])).text).toContain("Somebody else changed this visit meanwhile");
    expect((await api(id, { guests: [LINDIWE, ` ${THABO}`], sequence: 0 })).status).toBe(200);
    expect(await stored()).toEqual([[LINDIWE, THABO]]);
    expect(faultsAt(await api(id, { guests: [THABO] }))).toEqual(["/sequence"]);
    expect(faultsAt(await api(id, { guests: ["a", "b", "c"], sequence: 0 }))).toEqual(["/guests"]);
    expect(faultsAt(await api(id, { guests: ["a\u202eb"], sequence: 0 }))).toEqual(["/guests/0"]);
    expect((await api(id, { guests: [], sequence: 1 })).body.type).toContain("changed");
    expect(await rows("SELECT sequence FROM booking WHERE salon_id = ?1", slug)).toEqual([{ sequence: 0 }]);
    expect(await rows("SELECT kind FROM outbox WHERE salon_id = ?1 AND kind LIKE 'booking.%'", slug)).toHaveLength(1);
    const named = (await trailOf(slug)).filter(({ action }) => action === "booking.guests-named");
    expect(named).toHaveLength(2);
    expect(JSON.stringify(named)).not.toContain("Guest");
    expect((await act(`/visits/${id}`, { act: "cancel", key: "c".repeat(26) })).status).toBe(303);
    expect((await api(id, { guests: [], sequence: 1 })).body.type).toContain("cancelled");
  });

  it("keep their own names when another does not come", async () => {
    const id = bookingIn(await book([LINDIWE, THABO]));
    expect((await act(`/visits/${id}`, { act: "leave", guest: "0", was: "0", key: "b".repeat(26) })).status).toBe(303);
    expect(await stored()).toEqual([[THABO]]);
    expect((await page(`?day=${DAY}`)).text).toContain(`<b>${THABO} (Nomsa Dlamini)</b>`);
  });

  it("go with their part where they cannot begin at once, and come again in a series", async () => {
    const asked = await page(`/new?service=cut&guests=3&day=${DAY}&time=10:00`);
    const [, parts = ""] = /name="parts" value="([^"]+)"/.exec(asked.text) ?? [];
    const sizes = parts.split(" ").map((part) => Number(part.split("x")[1]));
    const names = ["Guest A", "Guest B", "Guest C"];
    const first = bookingIn(await book(names, { guests: "3", parts }));
    expect(await stored()).toEqual([names.slice(0, sizes[0]), names.slice(sizes[0])]);
    const shown = (await page(`/visits/${first}`)).text;
    for (const name of names) expect(shown).toContain(name);
    const fields = { weeks: "1", times: "1", reason: "as always", key: "d".repeat(26) };
    expect((await act(`/visits/${first}/series`, fields)).status).toBe(303);
    expect((await stored()).at(-1)).toEqual(names.slice(0, sizes[0]));
  });

  it("are booked by programs, by no more names than guests", async () => {
    const post = (body: Record<string, unknown>) =>
      call(`/api/v1/salons/${slug}/desk/visits`, {
        method: "POST",
        body: { services: [{ id: "cut" }], start: `${DAY}T10:00:00+02:00`, ...body },
        headers: { ...OPERATOR, "Idempotency-Key": crypto.randomUUID() },
        now: MORNING,
      });
    expect(faultsAt(await post({ guests: [LINDIWE, THABO] }))).toEqual(["/guests"]);
    expect((await post({ guests: [LINDIWE, THABO], party: 2, client: NOMSA })).status).toBe(201);
    expect(await stored()).toEqual([[LINDIWE, THABO]]);
  });
});

describe("their names", () => {
  const client = async () =>
    String((await rows("SELECT client_id FROM booking WHERE salon_id = ?1", slug))[0]?.client_id);
  const LATER = TEN + 1440;

  it("are in D1 alone, in the owner's archive, and go with the client who is erased", async () => {
    const names = ["Lindiwe", "Thabo"].map((name) => `${name} ${crypto.randomUUID()}`);
    await book(names);
    expect(await whereIs(names)).toEqual(["DB.booking"]);
    const owner = { role: "owner", account: "a".repeat(26) } as const;
    const { archive } = done(await askForArchive(at(LATER), slug, owner, { special: false }));
    await makeArchive(at(LATER), slug, archive);
    const [made] = (await env.R2.list({ prefix: `archives/${slug}/` })).objects;
    const zip = unzipSync(
      new Uint8Array((await (await env.R2.get(made?.key ?? ""))?.arrayBuffer()) ?? new ArrayBuffer(0)),
    );
    for (const name of names) expect(strFromU8(zip["bookings.json"] ?? new Uint8Array())).toContain(name);
    done(await erase(at(LATER), { salon: slug, client: await client(), reason: "request", request: "r1" }));
    expect(await whereIs(names)).toEqual([]);
  });

  it("make somebody of a visit whose client nobody knows, so that it is forgotten in its time", async () => {
    await book([LINDIWE, ""], { name: "", phone: "" });
    expect(await client()).not.toBe("");
    await book(["", ""], { name: "", phone: "", start: String(TEN + 120), key: "b".repeat(26) });
    const ids = await rows("SELECT client_id = '' AS nobody FROM booking WHERE salon_id = ?1 ORDER BY start_at", slug);
    expect(ids).toEqual([{ nobody: 0 }, { nobody: 1 }]);
  });
});
