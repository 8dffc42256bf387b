// A service that needs a patch test: booked with one that counts, or together with one, or not at all.
import { describe, expect, it, test } from "vitest";
import type { SalonDocument } from "../../../../shared/contracts/salon.ts";
import { book } from "../../../../workers/commands/book.ts";
import { cancel } from "../../../../workers/commands/cancel.ts";
import { submit } from "../../access/people.ts";
import { call, faultsAt, newSalon, OPERATOR, post } from "../../api/client.ts";
import { exampleSalon } from "../../api/salon-document.ts";
import {
  at,
  count,
  done,
  holdCut,
  NOMSA,
  NOW,
  needsTest,
  openSalon,
  refusal,
  rows,
  TUESDAY_NINE,
} from "../../commands/surroundings.ts";

const HOURS = 48;
const DAYS = 90;
const HOUR = 60;
const DAY = 1440;
/** Friday of the week, at nine. */
const FRIDAY = TUESDAY_NINE + 3 * DAY;

/** Cutting needs a test of ten minutes, which Thandi does. */
function needing(document: SalonDocument): void {
  needsTest(document, "cut", { days: DAYS });
  document.booking = { ...document.booking, horizon_days: 200, cancel_until_minutes: 0 };
}

const opened = async () => (await openSalon(needing)).slug;

const cutAt = (salon: string, start: number, more: Partial<Parameters<typeof book>[1]> = {}, now = NOW) =>
  book(at(now), { salon, visit: { services: [{ id: "cut" }], start }, client: NOMSA, ...more });

const testAt = (salon: string, start: number) =>
  book(at(NOW), { salon, visit: { services: [{ id: "patch" }], start }, client: NOMSA });

/** When the test of a booking at `start` is over. */
const over = (start: number) => start + 10;

describe("a visit that needs a patch test", () => {
  it("is refused without one, with the nearest pair of starts, and every pair can be booked", async () => {
    const salon = await opened();
    const { type, status, errors, extra } = refusal(await cutAt(salon, FRIDAY));
    expect([type, status, errors?.[0]?.pointer]).toEqual(["patch-test-needed", 422, "/patch_test"]);
    expect(extra?.patch_test).toEqual({ service: "patch", for: "cut", hours_before: HOURS, valid_days: DAYS });
    const pairs = extra?.pairs as { test: string; start: string }[];
    expect(pairs.length).toBeGreaterThan(0);
    for (const pair of pairs) {
      const fresh = await opened();
      const [first, start] = [Date.parse(pair.test) / 60_000, Date.parse(pair.start) / 60_000];
      expect(over(first) + HOURS * HOUR).toBeLessThanOrEqual(start);
      done(await cutAt(fresh, start, { patchTest: { start: first } }));
    }
  });

  it("too soon for any test is offered the first start after one", async () => {
    const salon = await opened();
    const { extra } = refusal(await cutAt(salon, TUESDAY_NINE));
    const [pair] = (extra?.pairs ?? []) as { test: string; start: string }[];
    expect(Date.parse(pair?.start ?? "") / 60_000).toBeGreaterThan(TUESDAY_NINE);
  });

  it("is booked together with one, both or none", async () => {
    const salon = await opened();
    const both = done(await cutAt(salon, FRIDAY, { patchTest: { start: TUESDAY_NINE, staff: "thandi" } }));
    expect(both.patch_test).toMatchObject({ price_cents: 0 });
    const made = await rows("SELECT booking_id, client_id FROM booking WHERE salon_id = ?1 ORDER BY start_at", salon);
    expect(made.map(({ booking_id }) => booking_id)).toEqual([both.patch_test?.booking, both.booking]);
    expect(new Set(made.map(({ client_id }) => client_id)).size).toBe(1);
    expect(await rows("SELECT 1 FROM outbox WHERE salon_id = ?1 AND kind = 'booking.made'", salon)).toHaveLength(2);
    // The same time for the test again: whoever is second gets neither.
    const second = { name: "Sipho", phone: "+27825550111" };
    const lost = await cutAt(salon, FRIDAY + HOUR, {
      patchTest: { start: TUESDAY_NINE, staff: "thandi" },
      client: second,
    });
    expect(refusal(lost).type).toBe("patch-test-needed");
    expect(await rows("SELECT 1 FROM booking WHERE salon_id = ?1", salon)).toHaveLength(2);
    expect(await count("segment", salon)).toBeGreaterThan(0);
    expect(await rows("SELECT 1 FROM client WHERE salon_id = ?1 AND name = 'Sipho'", salon)).toEqual([]);
  });

  it("is booked with a test that was early enough and is not too old, to the minute", async () => {
    const salon = await opened();
    const last = TUESDAY_NINE + DAYS * DAY;
    done(await testAt(salon, TUESDAY_NINE));
    const soon = TUESDAY_NINE + 2 * DAY; // ten minutes less than 48 hours after its end
    expect(refusal(await cutAt(salon, soon)).type).toBe("patch-test-needed");
    done(await cutAt(salon, soon + 15));
    expect(refusal(await cutAt(salon, last + 15)).type).toBe("patch-test-needed");
    done(await cutAt(salon, last));
  });

  it("is not with one that was cancelled, that the client missed, or that was somebody else's", async () => {
    const salon = await opened();
    const had = done(await testAt(salon, TUESDAY_NINE));
    const other = refusal(await cutAt(salon, FRIDAY, { client: { name: "Sipho", phone: "+27825550111" } }));
    expect(other.type).toBe("patch-test-needed");
    done(await cancel(at(NOW), { subject: { token: had.token } }));
    expect(refusal(await cutAt(salon, FRIDAY)).type).toBe("patch-test-needed");
  });

  it("of a hold is told the same, and the hold stays the client's", async () => {
    const salon = await opened();
    const held = done(await holdCut(at(NOW), salon, FRIDAY));
    const visit = { hold: held.hold };
    expect(refusal(await book(at(NOW), { salon, visit, client: NOMSA })).type).toBe("patch-test-needed");
    done(await book(at(NOW), { salon, visit, client: NOMSA, patchTest: { start: TUESDAY_NINE } }));
  });

  it("is booked without one by the team alone, with a reason that is kept", async () => {
    const salon = await opened();
    const desk = (patchWaiver: string) => ({ desk: { by: "owner:a", patchWaiver }, channel: "desk" as const });
    expect(refusal(await cutAt(salon, FRIDAY, desk(" "))).errors?.[0]?.pointer).toBe("/patch_waiver");
    const made = done(await cutAt(salon, FRIDAY, desk("Tested at our other salon last week.")));
    const [row] = await rows("SELECT patch_waiver FROM booking WHERE booking_id = ?1", made.booking);
    expect(row?.patch_waiver).toBe("Tested at our other salon last week.");
    const [entry] = await rows("SELECT entry FROM audit WHERE salon_id = ?1 ORDER BY seq DESC LIMIT 1", salon);
    expect(JSON.parse(String(entry?.entry)).detail.patch_test).toBe("waived");
  });

  it("answers a repeated request with the same two bookings", async () => {
    const salon = await opened();
    const again = { patchTest: { start: TUESDAY_NINE }, idempotency: { key: "k", bodyHash: "h" } };
    const [one, two] = [done(await cutAt(salon, FRIDAY, again)), done(await cutAt(salon, FRIDAY, again))];
    expect(two).toEqual(one);
    expect(await rows("SELECT 1 FROM booking WHERE salon_id = ?1", salon)).toHaveLength(2);
  });
});

test("two who want the last test at once: one of them has both visits, the other has none", async () => {
  const salon = await opened();
  const wish = (n: number) =>
    cutAt(salon, FRIDAY + n * HOUR, {
      patchTest: { start: TUESDAY_NINE, staff: "thandi" },
      client: { name: `N${n}`, phone: `+2782555020${n}` },
    });
  const outcomes = await Promise.all([wish(0), wish(1), wish(2)]);
  expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
  expect(await rows("SELECT 1 FROM booking WHERE salon_id = ?1", salon)).toHaveLength(2);
});

test("a document's patch test must be another service of its own that needs none, and count for longer than it is early", async () => {
  const put = async (change: (salon: SalonDocument) => void) => {
    const slug = `salon-${crypto.randomUUID().slice(0, 8)}`;
    const document = exampleSalon(slug);
    change(document);
    return call(`/api/v1/salons/${slug}`, { method: "PUT", body: document, headers: OPERATOR });
  };
  const wrong =
    (service: string, hours_before = 48, valid_days = 90) =>
    (salon: SalonDocument) => {
      const [first] = salon.services;
      if (first !== undefined) first.patch_test = { service, hours_before, valid_days };
    };
  expect(faultsAt(await put(wrong("nothing")))).toEqual(["/services/0/patch_test/service"]);
  expect(faultsAt(await put(wrong("cut")))).toEqual(["/services/0/patch_test/service"]);
  expect(faultsAt(await put(wrong("colour", 48, 2)))).toEqual(["/services/0/patch_test/valid_days"]);
  expect(faultsAt(await put(wrong("colour", 0)))).toEqual(["/services/0/patch_test/hours_before"]);
  expect((await put(needing)).status).toBe(201);
});

test("over HTTP the test goes with the booking, and a start that is none is told by its place", async () => {
  const salon = await newSalon(needing);
  const body = {
    services: [{ id: "cut" }],
    start: "2026-12-04T09:00:00+02:00",
    client: { name: "N", phone: "0825550199" },
  };
  const path = `/api/v1/salons/${salon}/bookings`;
  const bad = await post(path, { ...body, patch_test: { start: "2026-02-30T09:00:00+02:00", staff: "x" } });
  expect(faultsAt(bad)).toEqual(["/patch_test/start"]);
  const nobody = await post(path, { ...body, patch_test: { start: "2026-12-01T09:00:00+02:00", staff: "nobody" } });
  expect(faultsAt(nobody)).toEqual(["/patch_test/staff"]);
  const made = await post(path, { ...body, patch_test: { start: "2026-12-01T09:00:00+02:00" } });
  expect([made.status, typeof made.body.patch_test.booking]).toEqual([201, "string"]);
});

test("on the pages the details say so, and what was typed goes along into the choice of both times", async () => {
  const salon = await newSalon(needing);
  const at = `/${salon}/book`;
  const start = "2026-12-04T07:00Z";
  const held = await submit(at, { service: "cut", staff: "any", start, key: "a".repeat(26), lang: "en" });
  expect(held.text).toContain("needs a patch test at least 48 hours before");
  const fields = Object.fromEntries(
    [...held.text.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [
      name ?? "",
      value ?? "",
    ]),
  );
  const typed = { ...fields, name: "Nomsa Dlamini", phone: "082 555 0199", email: "", notes: "Please be gentle" };
  const asked = await submit(`${at}/confirm`, typed);
  expect([asked.status, asked.text.includes('name="notes" value="Please be gentle"')]).toEqual([422, true]);
  const [, patch = ""] = /name="patch" value="(\d+\.\d+)"/.exec(asked.text) ?? [];
  const done = await submit(`${at}/confirm`, { ...typed, patch });
  expect(done.status).toBe(303);
  expect(await rows("SELECT name FROM booking WHERE salon_id = ?1", salon)).toHaveLength(2);
});
