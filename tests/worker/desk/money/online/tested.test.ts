// A visit that is booked together with its patch test waits for its deposit with it: both are held, and both are booked once it is paid,
// or neither.

import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { SalonDocument } from "../../../../../shared/contracts/salon.ts";
import { book } from "../../../../../workers/commands/book.ts";
import { settleWaiting } from "../../../../../workers/commands/desk/money/online/settle.ts";
import { releaseHold } from "../../../../../workers/commands/hold.ts";
import { sweep } from "../../../../../workers/commands/sweep.ts";
import { submit } from "../../../access/people.ts";
import { call, post } from "../../../api/client.ts";
import {
  at,
  done,
  holdCut,
  key,
  NOMSA,
  NOW,
  needsTest,
  openSalon,
  refusal,
  rows,
  TUESDAY_NINE,
} from "../../../commands/surroundings.ts";
import { itn, paidOnline, providersListen } from "../providers.ts";

const DAY = 1440;
const FRIDAY = TUESDAY_NINE + 3 * DAY;
const FRIDAY_NINE = "2026-12-04T07:00Z";
const HELD = NOW + 20;
const colour = [{ id: "colour" }];
const instant = (minute: number) => new Date(minute * 60_000).toISOString();

beforeEach(() => providersListen());
afterEach(() => void vi.restoreAllMocks());

/** Colour has a deposit, and needs a test of ten minutes two days before; Ayanda does both. */
function needing(document: SalonDocument): void {
  paidOnline()(document);
  needsTest(document, "colour", { days: 90 });
  document.booking = { ...document.booking, notice_minutes: 0 };
}

async function opened() {
  const { slug: salon } = await openSalon(needing);
  const both = (more: Partial<Parameters<typeof book>[1]> = {}, now = NOW) =>
    book(at(now), {
      ...{ salon, visit: { services: colour, start: FRIDAY }, client: NOMSA },
      ...{ patchTest: { start: TUESDAY_NINE }, ...more },
    });
  const held = () =>
    rows("SELECT start_at, held_until AS until FROM hold WHERE salon_id = ?1 ORDER BY start_at", salon);
  const booked = () =>
    rows("SELECT booking_id AS id, start_at, client_id FROM booking WHERE salon_id = ?1 ORDER BY start_at", salon);
  const pay = async (minute: number) => {
    const [row] = await rows("SELECT payment_id AS id FROM online_payment WHERE salon_id = ?1", salon);
    const { status } = await itn({ m_payment_id: `${salon}.${row?.id}` }, undefined, instant(minute));
    expect(status).toBe(200);
  };
  const payment = async () => (await rows("SELECT state, why FROM online_payment WHERE salon_id = ?1", salon))[0];
  /** Somebody else's cut, which asks for nothing. */
  const taken = async (start: number, now: number) =>
    done(
      await book(at(now), {
        ...{ salon, visit: { services: [{ id: "cut" }], start }, client: { name: "Sipho", phone: "+27825550111" } },
      }),
    );
  return { salon, both, held, booked, pay, payment, taken };
}

const starts = (all: { start_at?: unknown }[]) => all.map(({ start_at }) => start_at);

describe("a visit with a deposit that is booked together with its patch test", () => {
  it("is held with it, and both are booked in one commit when the money comes", async () => {
    const { salon, both, held, booked, pay } = await opened();
    const asked = await both();
    expect([asked.ok && asked.status, done(asked).status]).toEqual([202, "awaiting-deposit"]);
    expect(await held()).toEqual([TUESDAY_NINE, FRIDAY].map((start_at) => ({ start_at, until: HELD })));
    expect(await rows("SELECT DISTINCT held_until AS until FROM segment WHERE salon_id = ?1", salon)).toEqual([
      { until: HELD },
    ]);
    expect(await booked()).toEqual([]);
    await pay(NOW + 5);
    const made = await booked();
    expect(starts(made)).toEqual([TUESDAY_NINE, FRIDAY]);
    expect(made[0]).toMatchObject({ id: done(asked).patch_test?.booking, client_id: made[1]?.client_id });
    expect(made[1]?.id).toBe(done(asked).booking);
    expect(await held()).toEqual([]);
    expect(await rows("SELECT 1 FROM segment WHERE salon_id = ?1 AND held_until IS NOT NULL", salon)).toEqual([]);
    expect(await rows("SELECT 1 FROM outbox WHERE salon_id = ?1 AND kind = 'booking.made'", salon)).toHaveLength(2);
  });

  it("is booked as it was held, though no test could be begun any more so soon", async () => {
    const { both, booked, pay } = await opened();
    const soon = NOW + 15;
    done(await both({ patchTest: { start: soon } }));
    await pay(soon + 3);
    expect(starts(await booked())).toEqual([soon, FRIDAY]);
  });

  it("keeps both times from everybody else while it is being paid", async () => {
    const { salon, both } = await opened();
    done(await both());
    for (const start of [TUESDAY_NINE, FRIDAY]) {
      const visit = { services: [{ id: "cut" }], start };
      const other = await book(at(NOW + 1), { salon, visit, client: { name: "Sipho", phone: "+27825550111" } });
      expect(refusal(other).type).toBe("slot-taken");
    }
  });

  it("answers a repeated request with the same bytes, and one under another key with the same payment", async () => {
    const { salon, both, held, booked, pay } = await opened();
    const visit = { hold: done(await holdCut(at(NOW), salon, FRIDAY, { services: colour })).hold };
    const idempotency = key();
    const first = await both({ visit, idempotency });
    const same = await both({ visit, idempotency }, NOW + 1);
    expect(same.ok && first.ok && same.replayed && same.body === first.body).toBe(true);
    const test = done(first).patch_test?.booking;
    expect(done(await both({ visit, idempotency: key() }, NOW + 2)).patch_test?.booking).toBe(test);
    expect(await rows("SELECT 1 FROM online_payment WHERE salon_id = ?1", salon)).toHaveLength(1);
    // Both are held until the same minute still, and a test at another time takes the place of the first.
    expect(new Set((await held()).map(({ until }) => until)).size).toBe(1);
    done(await both({ visit, patchTest: { start: TUESDAY_NINE + 30 } }, NOW + 3));
    expect(starts(await held())).toEqual([TUESDAY_NINE + 30, FRIDAY]);
    await pay(NOW + 5);
    expect(starts(await booked())).toEqual([TUESDAY_NINE + 30, FRIDAY]);
    expect(await rows("SELECT DISTINCT visit_id FROM segment WHERE salon_id = ?1", salon)).toHaveLength(2);
  });

  it("gives both times back together", async () => {
    const { salon, both, held, taken } = await opened();
    const asked = done(await both());
    done(await releaseHold(at(NOW + 1), { salon, hold: asked.booking }));
    expect(await held()).toEqual([]);
    await taken(TUESDAY_NINE, NOW + 1);
    await taken(FRIDAY, NOW + 1);
  });

  it("lets both go where nobody pays, and tells of it once", async () => {
    const { salon, both, booked, taken } = await opened();
    done(await both());
    await settleWaiting(at(HELD + 5));
    await settleWaiting(at(HELD + 6));
    expect(await rows("SELECT 1 FROM outbox WHERE salon_id = ?1 AND kind = 'deposit.lapsed'", salon)).toHaveLength(1);
    await taken(TUESDAY_NINE, HELD + 6);
    await taken(FRIDAY, HELD + 6);
    expect(await booked()).toHaveLength(2);
  });

  it("leads from the form to its payment", async () => {
    const { salon, booked, pay } = await opened();
    const held = await post(`/api/v1/salons/${salon}/holds`, { services: colour, start: instant(FRIDAY) });
    const fields = {
      hold: held.body.hold,
      service: "colour",
      start: FRIDAY_NINE,
      patch: `${TUESDAY_NINE}.${FRIDAY}`,
    };
    const who = { name: NOMSA.name, phone: NOMSA.phone, key: "k".repeat(26) };
    const sent = await submit(`/${salon}/book/confirm`, { ...fields, ...who });
    expect((await call(sent.headers.get("Location") ?? "")).headers.get("Location")).toMatch(/^\/p\/salon-/);
    await pay(NOW + 5);
    expect(starts(await booked())).toEqual([TUESDAY_NINE, FRIDAY]);
  });
});

describe("money that comes when both times were let go", () => {
  it("books both where both are free, though the night has passed", async () => {
    const { both, booked, pay, payment } = await opened();
    done(await both());
    await sweep(at(HELD + 120));
    await pay(HELD + 120);
    expect(starts(await booked())).toEqual([TUESDAY_NINE, FRIDAY]);
    expect((await payment())?.state).toBe("paid");
  });

  it.each([
    ["the test's", TUESDAY_NINE],
    ["the visit's", FRIDAY],
  ])("books neither where %s time is gone, and a person looks at it", async (_, start) => {
    const { both, booked, pay, payment, taken } = await opened();
    done(await both());
    await taken(start, HELD + 5);
    await pay(HELD + 10);
    expect(await booked()).toHaveLength(1);
    expect((await payment())?.state).toBe("flagged");
  });

  it("books both in the minute's sweep, where whoever was to book them died", async () => {
    const { salon, both, booked } = await opened();
    done(await both());
    await env.DB.prepare("UPDATE online_payment SET state = 'paid' WHERE salon_id = ?1").bind(salon).run();
    await Promise.all([settleWaiting(at(NOW + 5)), settleWaiting(at(NOW + 5))]);
    expect(starts(await booked())).toEqual([TUESDAY_NINE, FRIDAY]);
  });
});
