// Guests who come together: booked by one form, all at once where that can be, else near each other and whole; one leaves or all do.

import { env } from "cloudflare:workers";
import { expect, it, vi } from "vitest";
import type { SalonDocument } from "../../../shared/contracts/salon.ts";
import { LANGUAGES } from "../../../workers/ui/words.ts";
import { signedIn, submit, trailOf } from "../access/people.ts";
import { call, faultsAt, newSalon, OPERATOR, post } from "../api/client.ts";
import { rows } from "../commands/surroundings.ts";

const DAY = "2026-12-03";
const MORNING = `${DAY}T07:00:00+02:00`;
const at = (time: string): number => Math.floor(Date.parse(`${DAY}T${time}:00+02:00`) / 60_000);
const key = (letter: string): string => letter.repeat(26);
const NOMSA = { name: "Nomsa Dlamini", phone: "082 555 0199" };

/** Thandi and Ayanda, two chairs; Ayanda's cut is dearer. */
async function desk(change?: (salon: SalonDocument) => void) {
  const slug = await newSalon((salon) => {
    change?.(salon);
    const ayanda = salon.staff.find(({ id }) => id === "ayanda");
    if (ayanda !== undefined) ayanda.services = [{ id: "cut", price_cents: 40_000 }, { id: "braids" }];
  });
  const { cookie } = await signedIn(slug, "reception", MORNING);
  const headers = { Cookie: cookie };
  const page = (path: string) => call(`/desk/${slug}${path}`, { headers, now: MORNING });
  const act = (path: string, fields: Record<string, string>) =>
    submit(`/desk/${slug}${path}`, fields, { headers, now: MORNING });
  const ask = (guests: number, time: string, service = "cut") =>
    page(`/new?service=${service}&guests=${guests}&day=${DAY}&time=${time}`);
  const book = (guests: number, time: string, more: Record<string, string> = {}) => {
    const fields = { service: "cut", guests: String(guests), start: String(at(time)), key: key("a"), ...NOMSA };
    return act("/new", { ...fields, ...more });
  };
  const visits = () =>
    rows(
      "SELECT booking_id, party, start_at, price_cents, deposit_cents, status, sequence FROM booking WHERE salon_id = ?1 ORDER BY start_at",
      slug,
    );
  const segments = () =>
    rows("SELECT unit_id, start_at, end_at FROM segment WHERE salon_id = ?1 ORDER BY start_at, unit_id", slug);
  return { slug, page, act, ask, book, visits, segments };
}

const bookingIn = ({ headers }: { headers: Headers }): string =>
  /\/visits\/([a-z2-7]{26})/.exec(headers.get("Location") ?? "")?.[1] ?? "none";

it("of two is booked by one form, side by side, and shown together", async () => {
  const { ask, book, visits, segments, page } = await desk();
  expect((await ask(2, "10:00")).text).toContain('class="tried yes"');
  const id = bookingIn(await book(2, "10:00"));
  expect(await visits()).toMatchObject([{ booking_id: id, party: 2, price_cents: 75_000 }]);
  expect((await segments()).map(({ unit_id }) => unit_id).sort()).toEqual(["ayanda", "chair.1", "chair.2", "thandi"]);
  expect((await page(`?day=${DAY}`)).text.match(/Cut &amp; style · 2 guests/g)?.length).toBeGreaterThanOrEqual(2);
  for (const language of LANGUAGES) {
    const shown = await page(`/visits/${id}?lang=${language}`);
    expect(shown.text.match(/name="act" value="leave"/g)).toHaveLength(2);
    for (const name of ["Thandi", "Ayanda"]) expect(shown.text).toContain(name);
  }
});

it("loses one guest and keeps the other where they are, once, at the price of who is left", async () => {
  const { slug, book, visits, segments, page, act } = await desk();
  const id = bookingIn(await book(2, "10:00"));
  const shown = await page(`/visits/${id}`);
  // Ayanda's guest does not come.
  const ayandas = /Guest (\d)<\/b><span class="note">Ayanda/.exec(shown.text)?.[1];
  const before = await segments();
  const fields = { act: "leave", guest: String(Number(ayandas) - 1), was: "0", key: key("b") };
  for (let times = 0; times < 2; times++) expect((await act(`/visits/${id}`, fields)).status).toBe(303);
  expect(await visits()).toMatchObject([{ party: 1, price_cents: 35_000, status: "confirmed", sequence: 1 }]);
  const after = await segments();
  expect(after).toHaveLength(2);
  expect(before).toEqual(expect.arrayContaining(after));
  expect(after.some(({ unit_id }) => unit_id === "thandi")).toBe(true);
  // Guests are counted anew, so a page of before changes nothing; and the last guest cancels.
  expect((await act(`/visits/${id}`, { ...fields, guest: "0", key: key("c") })).status).toBe(409);
  expect((await act(`/visits/${id}`, { ...fields, guest: "0", was: "1", key: key("d") })).text).toContain(
    "cancel the visit instead",
  );
  expect((await trailOf(slug)).filter(({ action }) => action === "booking.guest-left")).toHaveLength(1);
  // For programs too, and told why not.
  const api = (body: unknown) =>
    call(`/api/v1/salons/${slug}/desk/visits/${id}`, {
      method: "PATCH",
      body,
      headers: { ...OPERATOR, "Idempotency-Key": crypto.randomUUID() },
      now: MORNING,
    });
  expect(faultsAt(await api({ leave: 0 }))).toEqual(["/sequence"]);
  expect((await api({ leave: 0, sequence: 1 })).body.type).toContain("last-guest");
  // The place is free, and what is left can be moved by itself.
  expect(bookingIn(await book(1, "10:00", { key: key("e") }))).not.toBe("none");
  expect((await page(`/visits/${id}?to=${DAY}&at=14:00&with=same`)).text).toContain('class="tried yes"');
});

it("of more than fit at once is told so, and booked near each other, whole or not at all", async () => {
  const { slug, ask, book, visits, page, act } = await desk();
  const shown = await ask(5, "10:00");
  expect(shown.text).toContain("Not all at once, but near each other:");
  const [, parts = ""] = /name="parts" value="([^"]+)"/.exec(shown.text) ?? [];
  const guests = parts.split(" ").map((part) => Number(part.split("x")[1]));
  expect(guests.reduce((sum, each) => sum + each, 0)).toBe(5);
  expect(Math.max(...guests)).toBe(2);
  // Two chairs: two at ten, two right before or after, and the last one beside them.
  for (const part of parts.split(" "))
    expect(Math.abs(Number(part.split("x")[0]) - at("10:00"))).toBeLessThanOrEqual(105);
  const first = bookingIn(await book(5, "10:00", { parts }));
  expect(bookingIn(await book(5, "10:00", { parts }))).toBe(first);
  const made = await visits();
  expect(made.reduce((sum, { party }) => sum + Number(party), 0)).toBe(5);
  expect(made).toHaveLength(guests.length);
  const own = await page(`/visits/${first}`);
  expect(own.text).toContain("Together with");
  for (const { booking_id } of made.slice(1)) expect(own.text).toContain(String(booking_id));
  expect((await rows("SELECT 1 FROM outbox WHERE salon_id = ?1 AND kind = 'booking.made'", slug)).length).toBe(
    made.length,
  );
  // One by one, then all.
  expect((await act(`/visits/${made[0]?.booking_id}`, { act: "cancel", key: key("f") })).status).toBe(303);
  expect((await visits()).filter(({ status }) => status === "confirmed")).toHaveLength(made.length - 1);
  for (let times = 0; times < 2; times++)
    expect((await act(`/visits/${first}`, { act: "cancel-party" })).status).toBe(303);
  expect((await visits()).every(({ status }) => status === "cancelled")).toBe(true);
  expect(await rows("SELECT 1 FROM segment WHERE salon_id = ?1", slug)).toEqual([]);
});

it("whose second time was taken meanwhile is not booked by halves, and holds nothing", async () => {
  const { slug, ask, book, visits } = await desk();
  const [, parts = ""] = /name="parts" value="([^"]+)"/.exec((await ask(3, "10:00")).text) ?? [];
  const last = Number(parts.split(" ").at(-1)?.split("x")[0]);
  const time = new Date((last + 120) * 60_000).toISOString().slice(11, 16);
  expect(bookingIn(await book(2, time, { key: key("b") }))).not.toBe("none");
  const answer = await book(3, "10:00", { parts });
  expect(answer.status).toBe(422);
  expect(answer.text).toContain("Nomsa Dlamini");
  expect(await visits()).toHaveLength(1);
  expect(await rows("SELECT 1 FROM hold WHERE salon_id = ?1", slug)).toEqual([]);
});

it("that broke off between its visits is made whole by the same form", async () => {
  const { ask, book, visits } = await desk();
  const [, parts = ""] = /name="parts" value="([^"]+)"/.exec((await ask(3, "10:00")).text) ?? [];
  vi.spyOn(console, "error").mockImplementation(() => {});
  const real = env.DB.batch.bind(env.DB);
  let inserts = 0;
  const failing = vi.spyOn(env.DB, "batch").mockImplementation(((statements: D1PreparedStatement[]) => {
    // Each hold and each visit is a commit of more statements than any read of this form has.
    if (statements.length > 12 && ++inserts > 1) return Promise.reject(new Error("D1_ERROR: disk is full"));
    return real(statements);
  }) as typeof env.DB.batch);
  const broken = await book(3, "10:00", { parts });
  failing.mockRestore();
  expect(broken.status).toBe(503);
  const made = (await visits()).length;
  expect(made).toBeLessThan(2);
  expect((await book(3, "10:00", { parts })).status).toBe(303);
  expect((await visits()).map(({ party }) => party)).toEqual(expect.arrayContaining([2, 1]));
  expect(await visits()).toHaveLength(2);
});

it("that needs a patch test holds nothing when it is refused, and is booked whole for a reason", async () => {
  const { slug, ask, book, visits } = await desk((salon) => {
    salon.services.push({ id: "patch", name: { en: "Patch test" }, price_cents: 0, phases: [{ minutes: 10 }] });
    const cut = salon.services.find(({ id }) => id === "cut");
    if (cut !== undefined) cut.patch_test = { service: "patch", hours_before: 48, valid_days: 30 };
    for (const person of salon.staff) if (person.id === "thandi") person.services.push({ id: "patch" });
  });
  const [, parts = ""] = /name="parts" value="([^"]+)"/.exec((await ask(3, "10:00")).text) ?? [];
  const asked = await book(3, "10:00", { parts });
  expect(asked.status).toBe(422);
  expect(asked.text).toContain('name="waiver"');
  // Each part has its own time: a pair of times is none for all of them.
  expect(asked.text).not.toContain('name="patch"');
  expect(await visits()).toEqual([]);
  expect(await rows("SELECT 1 FROM hold WHERE salon_id = ?1", slug)).toEqual([]);
  expect((await book(3, "10:00", { parts, waiver: " ", key: key("b") })).status).toBe(422);
  const waiver = "Her dermatologist tested them.";
  expect((await book(3, "10:00", { parts, waiver, key: key("c") })).status).toBe(303);
  expect((await visits()).reduce((sum, { party }) => sum + Number(party), 0)).toBe(3);
  const reasons = await rows("SELECT patch_waiver FROM booking WHERE salon_id = ?1", slug);
  expect(reasons).toEqual([{ patch_waiver: waiver }, { patch_waiver: waiver }]);
});

it("that waited on the list waits no more once it is booked in parts", async () => {
  const { slug, ask, book } = await desk();
  const wish = {
    services: [{ id: "cut" }],
    party: 3,
    from: DAY,
    to: DAY,
    client: { ...NOMSA, email: "n@example.com" },
  };
  const joined = await post(`/api/v1/salons/${slug}/waitlist`, wish, {}, MORNING);
  expect(joined.status, joined.text).toBe(201);
  const [entry] = await rows("SELECT waitlist_id FROM waitlist WHERE salon_id = ?1", slug);
  const [, parts = ""] = /name="parts" value="([^"]+)"/.exec((await ask(3, "10:00")).text) ?? [];
  expect((await book(3, "10:00", { parts, wait: String(entry?.waitlist_id) })).status).toBe(303);
  expect(await rows("SELECT status FROM waitlist WHERE salon_id = ?1", slug)).toEqual([{ status: "booked" }]);
});

it("whose second time cannot be booked after all gives the first one back", async () => {
  const { slug, ask, book, visits } = await desk();
  const [, parts = ""] = /name="parts" value="([^"]+)"/.exec((await ask(3, "10:00")).text) ?? [];
  const last = Number(parts.split(" ").at(-1)?.split("x")[0]);
  vi.spyOn(console, "error").mockImplementation(() => {});
  const real = env.DB.batch.bind(env.DB);
  // Once the first is booked, nothing answers.
  const failing = vi.spyOn(env.DB, "batch").mockImplementation((async (statements: D1PreparedStatement[]) => {
    if ((await visits()).length > 0) throw new Error("D1_ERROR: disk is full");
    return real(statements);
  }) as typeof env.DB.batch);
  expect((await book(3, "10:00", { parts })).status).toBe(503);
  failing.mockRestore();
  expect(await visits()).toHaveLength(1);
  // The second hold lapses, and somebody else has its time.
  await env.DB.prepare("DELETE FROM hold WHERE salon_id = ?1").bind(slug).run();
  await env.DB.prepare("DELETE FROM segment WHERE salon_id = ?1 AND held_until IS NOT NULL").bind(slug).run();
  const time = new Date((last + 120) * 60_000).toISOString().slice(11, 16);
  expect((await book(2, time, { key: key("b") })).status).toBe(303);
  expect((await book(3, "10:00", { parts })).status).toBe(422);
  const standing = (await visits()).filter(({ status }) => status === "confirmed");
  expect(standing.map(({ party, start_at }) => [party, start_at])).toEqual([[2, last]]);
});

it("in a class gives its seats back one by one", async () => {
  const { slug, act, visits } = await desk();
  // Tuesday's class: the session keeps its person as long as anybody comes.
  const start = Math.floor(Date.parse("2026-12-08T14:00:00+02:00") / 60_000);
  const fields = { service: "braids", guests: "2", start: String(start), key: key("a"), ...NOMSA };
  const id = bookingIn(await act("/new", fields));
  const seats = () => rows("SELECT unit_id FROM segment WHERE salon_id = ?1 AND unit_id LIKE 'braids.%'", slug);
  expect(await seats()).toHaveLength(2);
  expect((await act(`/visits/${id}`, { act: "leave", guest: "1", was: "0", key: key("b") })).status).toBe(303);
  expect(await seats()).toHaveLength(1);
  expect(await visits()).toMatchObject([{ party: 1, price_cents: 15_000 }]);
  expect(await rows("SELECT 1 FROM segment WHERE salon_id = ?1 AND unit_id = 'ayanda'", slug)).toHaveLength(1);
});
