// Holds and bookings: what is promised to a client who picks a time.

import { expect, test } from "vitest";
import { book } from "../../../workers/commands/book.ts";
import { hold, releaseHold } from "../../../workers/commands/hold.ts";
import { putSalon } from "../../../workers/commands/put-salon.ts";
import { starts } from "../../../workers/commands/starts.ts";
import {
  at,
  bookCut,
  count,
  done,
  holdCut,
  key,
  NOMSA,
  NOW,
  onlyThandi,
  openSalon,
  refusal,
  rows,
  TUESDAY_NINE,
} from "./surroundings.ts";

const cuts = async (salon: string, start: number, now = NOW, own = {}): Promise<boolean> => {
  const outcome = await starts(at(now), { salon, services: [{ id: "cut" }], ...own });
  if (!outcome.ok) throw new Error(outcome.problem.type);
  return [...outcome.value.starts].some((free) => free.start === start);
};

test("a held time is taken for everybody else, and free for its own holder", async () => {
  const { slug } = await openSalon(onlyThandi);
  const held = done(await holdCut(at(NOW), slug, TUESDAY_NINE));
  expect(held.expires_at).toBe("2026-11-30T09:10:00+02:00");
  expect(held.start).toBe("2026-12-01T09:00:00+02:00");
  expect(held.segments).toContainEqual({ unit: "thandi", start: held.start, end: "2026-12-01T09:50:00+02:00" });
  expect(held.price_cents).toBe(35_000);
  expect(await cuts(slug, TUESDAY_NINE)).toBe(false);
  expect(await cuts(slug, TUESDAY_NINE, NOW, { hold: held.hold })).toBe(true);
});

test("a hold that expired no longer blocks", async () => {
  const { slug } = await openSalon(onlyThandi);
  done(await holdCut(at(NOW), slug, TUESDAY_NINE));
  expect(refusal(await holdCut(at(NOW + 9), slug, TUESDAY_NINE)).type).toBe("slot-taken");
  expect(await cuts(slug, TUESDAY_NINE, NOW + 10)).toBe(true);
  done(await holdCut(at(NOW + 10), slug, TUESDAY_NINE));
  expect(await count("segment", slug)).toBe(2);
});

test("a released hold frees its time at once, and is gone", async () => {
  const { slug } = await openSalon(onlyThandi);
  const held = done(await holdCut(at(NOW), slug, TUESDAY_NINE));
  done(await releaseHold(at(NOW), { salon: slug, hold: held.hold }));
  expect(await cuts(slug, TUESDAY_NINE)).toBe(true);
  expect(refusal(await releaseHold(at(NOW), { salon: slug, hold: held.hold })).status).toBe(404);
});

test("only a hold that stands can be replaced", async () => {
  const { slug } = await openSalon(onlyThandi);
  const replacing = async (replaces: string) => refusal(await holdCut(at(NOW), slug, TUESDAY_NINE + 120, { replaces }));
  const none = { type: "unknown-hold", status: 404, errors: [{ pointer: "/replaces" }] };
  expect(await replacing("a".repeat(26))).toMatchObject(none);
  const first = done(await holdCut(at(NOW), slug, TUESDAY_NINE));
  const second = done(await holdCut(at(NOW), slug, TUESDAY_NINE + 60, { replaces: first.hold }));
  expect(await replacing(first.hold)).toMatchObject(none);
  done(await book(at(NOW), { salon: slug, visit: { hold: second.hold }, client: NOMSA }));
  expect(await replacing(second.hold)).toMatchObject(none);
});

test("a hold that replaces another takes its place, even where they overlap", async () => {
  const { slug } = await openSalon(onlyThandi);
  const first = done(await holdCut(at(NOW), slug, TUESDAY_NINE));
  const second = done(await holdCut(at(NOW), slug, TUESDAY_NINE + 15, { replaces: first.hold }));
  expect(await count("segment", slug)).toBe(2);
  expect(refusal(await releaseHold(at(NOW), { salon: slug, hold: first.hold })).status).toBe(404);
  done(await book(at(NOW), { salon: slug, visit: { hold: second.hold }, client: NOMSA }));
});

test("a hold that cannot have the new place keeps the old one", async () => {
  const { slug } = await openSalon(onlyThandi);
  const mine = done(await holdCut(at(NOW), slug, TUESDAY_NINE));
  done(await holdCut(at(NOW), slug, TUESDAY_NINE + 60));
  expect(refusal(await holdCut(at(NOW), slug, TUESDAY_NINE + 60, { replaces: mine.hold })).type).toBe("slot-taken");
  done(await book(at(NOW), { salon: slug, visit: { hold: mine.hold }, client: NOMSA }));
});

test("replacing a hold that was booked meanwhile does not take its booking away", async () => {
  const { slug } = await openSalon(onlyThandi);
  const mine = done(await holdCut(at(NOW), slug, TUESDAY_NINE));
  done(await book(at(NOW), { salon: slug, visit: { hold: mine.hold }, client: NOMSA }));
  for (const start of [TUESDAY_NINE, TUESDAY_NINE + 60])
    expect(refusal(await holdCut(at(NOW), slug, start, { replaces: mine.hold })).type).toBe("unknown-hold");
  expect(await rows(`SELECT 1 FROM segment WHERE salon_id = ?1 AND visit_id = ?2`, slug, mine.hold)).toHaveLength(2);
});

test("a live hold is confirmed although the document has changed and the notice has passed", async () => {
  const document = await openSalon();
  const now = TUESDAY_NINE - 120;
  const held = done(await holdCut(at(now), document.slug, TUESDAY_NINE));
  const cut = document.services[0];
  if (cut !== undefined) cut.price_cents = 99_000;
  done(await putSalon(at(now), { document, actor: "operator" }));
  const made = done(await book(at(now + 9), { salon: document.slug, visit: { hold: held.hold }, client: NOMSA }));
  expect(made.booking).toBe(held.hold);
  expect(made.price_cents).toBe(35_000);
  expect(made.segments).toEqual(held.segments);
  expect(await rows(`SELECT 1 FROM segment WHERE salon_id = ?1 AND held_until IS NOT NULL`, document.slug)).toEqual([]);
});

test("a live hold that keeps no unit busy is confirmed without asking the rules again", async () => {
  const document = await openSalon((salon) => {
    const phase = salon.services[0]?.phases[0];
    if (phase === undefined) throw new Error("the example salon cuts");
    Object.assign(phase, { staff: false, resources: [] });
    Object.assign(salon.services[0] ?? {}, { buffer_after: 0 });
  });
  const held = done(await holdCut(at(NOW), document.slug, TUESDAY_NINE));
  expect(held.segments).toEqual([]);
  document.services.splice(0, 1);
  for (const person of document.staff) person.services = person.services.filter(({ id }) => id !== "cut");
  done(await putSalon(at(NOW), { document, actor: "operator" }));
  done(await book(at(NOW + 9), { salon: document.slug, visit: { hold: held.hold }, client: NOMSA }));
});

test("a confirmation that comes late succeeds while the visit is still free", async () => {
  const { slug } = await openSalon(onlyThandi);
  const held = done(await holdCut(at(NOW), slug, TUESDAY_NINE));
  const made = done(await book(at(NOW + 30), { salon: slug, visit: { hold: held.hold }, client: NOMSA }));
  expect(made.start).toBe(held.start);
});

test("a confirmation that comes late is refused when the visit costs more than it was held for", async () => {
  const document = await openSalon();
  const held = done(await holdCut(at(NOW), document.slug, TUESDAY_NINE));
  Object.assign(document.services[0] ?? {}, { price_cents: 36_000 });
  done(await putSalon(at(NOW), { document, actor: "operator" }));
  const confirm = { salon: document.slug, visit: { hold: held.hold }, client: NOMSA };
  const problem = refusal(await book(at(NOW + 10), confirm));
  expect([problem.type, problem.extra?.price_cents]).toEqual(["price-changed", 36_000]);
  expect(done(await book(at(NOW + 10), { ...confirm, priceCents: 36_000 })).price_cents).toBe(36_000);
});

test("a confirmation that comes late is refused when somebody else has the time, and theirs stays", async () => {
  const { slug } = await openSalon(onlyThandi);
  const held = done(await holdCut(at(NOW), slug, TUESDAY_NINE));
  done(await bookCut(at(NOW + 11), slug, TUESDAY_NINE, { client: { name: "Zola", phone: "+27825550111" } }));
  const problem = refusal(await book(at(NOW + 12), { salon: slug, visit: { hold: held.hold }, client: NOMSA }));
  expect([problem.status, problem.type]).toEqual([409, "slot-taken"]);
  expect(await count("booking", slug)).toBe(1);
});

test("a hold that a later clock has swept away is confirmed as a late one", async () => {
  const { slug } = await openSalon(onlyThandi);
  const held = done(await holdCut(at(NOW), slug, TUESDAY_NINE));
  done(await bookCut(at(NOW + 10), slug, TUESDAY_NINE + 60));
  done(await book(at(NOW + 9), { salon: slug, visit: { hold: held.hold }, client: NOMSA }));
  expect(await count("segment", slug)).toBe(4);
});

test("a hold becomes a booking once", async () => {
  const { slug } = await openSalon();
  const held = done(await holdCut(at(NOW), slug, TUESDAY_NINE));
  done(await book(at(NOW), { salon: slug, visit: { hold: held.hold }, client: NOMSA }));
  expect(refusal(await book(at(NOW), { salon: slug, visit: { hold: held.hold }, client: NOMSA })).type).toBe(
    "already-booked",
  );
});

test("a refused time comes with the nearest bookable ones", async () => {
  const { slug } = await openSalon(onlyThandi);
  done(await bookCut(at(NOW), slug, TUESDAY_NINE));
  const problem = refusal(await bookCut(at(NOW), slug, TUESDAY_NINE));
  expect(problem.status).toBe(409);
  const alternatives = problem.extra?.alternatives as { start: string }[];
  expect(alternatives).toHaveLength(5);
  expect(alternatives.map(({ start }) => start)).toContain("2026-12-01T08:00:00+02:00");
});

test("times that no visit starts at, past ones and far ones are refused, each by its reason", async () => {
  const { slug } = await openSalon();
  const refused = async (start: number) => refusal(await bookCut(at(NOW), slug, start));
  expect((await refused(TUESDAY_NINE + 7)).type).toBe("not-offered");
  expect((await refused(NOW + 60)).type).toBe("too-soon");
  expect((await refused(NOW - 60 * 24 * 400)).type).toBe("too-soon");
  expect((await refused(NOW + 1440 * 91)).type).toBe("too-far");
  expect((await refused(NOW + 1440 * 9000)).type).toBe("too-far");
  for (const problem of [await refused(TUESDAY_NINE + 7), await refused(1)]) expect(problem.status).toBe(409);
});

test("unknown services and people are refused together, each with its place", async () => {
  const { slug } = await openSalon();
  const services = [{ id: "perm", staff: "zola" }, { id: "cut", staff: "nobody" }, { id: "braids" }];
  const problem = refusal(await hold(at(NOW), { salon: slug, services, start: TUESDAY_NINE }));
  expect(problem.status).toBe(422);
  expect(problem.errors?.map(({ pointer }) => pointer)).toEqual([
    "/services/0/id",
    "/services/0/staff",
    "/services/1/staff",
    "/services/2/id",
  ]);
  expect(refusal(await holdCut(at(NOW), "no-such-salon", TUESDAY_NINE)).status).toBe(404);
});

test("a party's visits have a unit each, and cannot name a person", async () => {
  const { slug } = await openSalon();
  const made = done(
    await bookCut(at(NOW), slug, TUESDAY_NINE, { visit: { services: [{ id: "cut" }], start: TUESDAY_NINE, party: 2 } }),
  );
  expect(made.segments.map(({ unit }) => unit).sort()).toEqual(["ayanda", "chair.1", "chair.2", "thandi"]);
  expect(made.price_cents).toBe(70_000);
  const visit = { services: [{ id: "cut", staff: "thandi" }], start: TUESDAY_NINE + 120, party: 2 };
  expect(refusal(await bookCut(at(NOW), slug, TUESDAY_NINE, { visit })).status).toBe(422);
});

test("a price higher than the client saw is refused with the new one, a lower one is not", async () => {
  const { slug } = await openSalon();
  const problem = refusal(await holdCut(at(NOW), slug, TUESDAY_NINE, { priceCents: 30_000 }));
  expect([problem.status, problem.type, problem.extra?.price_cents]).toEqual([409, "price-changed", 35_000]);
  done(await holdCut(at(NOW), slug, TUESDAY_NINE, { priceCents: 40_000 }));
  expect(refusal(await bookCut(at(NOW), slug, TUESDAY_NINE + 60, { priceCents: 1 })).type).toBe("price-changed");
});

test("a booking writes its client, consents, audit entry and message in the same commit", async () => {
  const { slug } = await openSalon();
  const consents = [{ purpose: "marketing", notice_version: "2026-11", granted: false }];
  const made = done(await bookCut(at(NOW), slug, TUESDAY_NINE, { consents, notes: "first visit" }));
  const [booking] = await rows(`SELECT * FROM booking WHERE salon_id = ?1`, slug);
  expect(booking).toMatchObject({ booking_id: made.booking, status: "confirmed", notes: "first visit", sequence: 0 });
  expect(await rows(`SELECT phone, name FROM client WHERE salon_id = ?1`, slug)).toEqual([
    { phone: NOMSA.phone, name: "Nomsa" },
  ]);
  expect(await rows(`SELECT purpose, granted FROM consent WHERE salon_id = ?1`, slug)).toEqual([
    { purpose: "marketing", granted: 0 },
  ]);
  const audit = await rows(`SELECT seq, entry FROM audit WHERE salon_id = ?1 ORDER BY seq`, slug);
  expect(audit.map(({ seq }) => seq)).toEqual([1, 2]);
  expect(String(audit[1]?.entry)).toContain(`"action":"booking.made"`);
  expect(String(audit[1]?.entry)).not.toContain("Nomsa");
  expect(await rows(`SELECT kind FROM outbox WHERE salon_id = ?1`, slug)).toEqual([{ kind: "booking.made" }]);
});

test("one client per telephone number, whatever name is given the second time", async () => {
  const { slug } = await openSalon();
  done(await bookCut(at(NOW), slug, TUESDAY_NINE));
  done(
    await bookCut(at(NOW), slug, TUESDAY_NINE, { client: { ...NOMSA, name: "Mallory", email: "mallory@example.com" } }),
  );
  expect(await rows(`SELECT name, email FROM client WHERE salon_id = ?1`, slug)).toEqual([
    { name: "Nomsa", email: "nomsa@example.com" },
  ]);
});

test("a repeated request gets the first answer byte for byte, and nothing happens twice", async () => {
  const { slug } = await openSalon();
  const idempotency = key();
  const first = await bookCut(at(NOW), slug, TUESDAY_NINE, { idempotency });
  const again = await bookCut(at(NOW + 600), slug, TUESDAY_NINE, { idempotency });
  if (!first.ok || !again.ok) throw new Error("both must succeed");
  expect(again.body).toBe(first.body);
  expect(again.status).toBe(first.status);
  expect(again.value.token).toBe(first.value.token);
  expect(await count("booking", slug)).toBe(1);
});

test("no manage token is stored, though the repeated answer holds it", async () => {
  const { slug } = await openSalon();
  const made = done(await bookCut(at(NOW), slug, TUESDAY_NINE, { idempotency: key() }));
  const mac = made.token.split(".")[2] ?? "none";
  for (const table of ["idempotency", "outbox", "audit", "booking"]) {
    expect(JSON.stringify(await rows(`SELECT * FROM ${table} WHERE salon_id = ?1`, slug))).not.toContain(mac);
  }
});

test("a key used with another body is refused, and is free again after a day", async () => {
  const { slug } = await openSalon();
  const idempotency = key("one body");
  const first = done(await holdCut(at(NOW), slug, TUESDAY_NINE, { idempotency }));
  const other = { key: idempotency.key, bodyHash: "another body" };
  expect(refusal(await holdCut(at(NOW), slug, TUESDAY_NINE + 60, { idempotency: other })).status).toBe(422);
  expect(done(await holdCut(at(NOW + 1439), slug, TUESDAY_NINE, { idempotency })).hold).toBe(first.hold);
  const later = done(await holdCut(at(NOW + 1440), slug, NOW + 1440 * 2, { idempotency: other }));
  expect(later.hold).not.toBe(first.hold);
});

test("the same request sent many times at once is carried out once", async () => {
  const { slug } = await openSalon();
  const idempotency = key();
  const outcomes = await Promise.all(
    Array.from({ length: 6 }, () => bookCut(at(NOW), slug, TUESDAY_NINE, { idempotency })),
  );
  expect(new Set(outcomes.map((outcome) => (outcome.ok ? outcome.body : outcome.problem.type))).size).toBe(1);
  expect(await count("booking", slug)).toBe(1);
});

test("a refusal is not kept: the same key may succeed later", async () => {
  const { slug } = await openSalon(onlyThandi);
  const other = done(await holdCut(at(NOW), slug, TUESDAY_NINE));
  const idempotency = key();
  expect(refusal(await bookCut(at(NOW), slug, TUESDAY_NINE, { idempotency })).status).toBe(409);
  done(await releaseHold(at(NOW), { salon: slug, hold: other.hold }));
  done(await bookCut(at(NOW), slug, TUESDAY_NINE, { idempotency }));
});
