// Deposits of visits that are booked over the API and in conversations: the same as on the page, decided in one place.

import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { settleWaiting } from "../../../../workers/commands/desk/money/online/settle.ts";
import { deliver } from "../../../../workers/conversations/outbox.ts";
import { CLIENT, call, newSalon, OPERATOR, post } from "../../api/client.ts";
import { at, minutes, rows } from "../../commands/surroundings.ts";
import { Telephone } from "../../conversations/flows/telephone.ts";
import { hears, type Stage, says, stage, taps } from "../../conversations/stage.ts";
import { itn, paidOnline, paystack, providersListen, SOON, said } from "./providers.ts";

const START = "2026-12-01T12:30:00+02:00";

beforeEach(() => providersListen());
afterEach(() => void vi.restoreAllMocks());

const colour = { services: [{ id: "colour" }], start: START, client: CLIENT };
/** The first that was begun. */
const paymentOf = async (salon: string) =>
  (
    await rows(
      "SELECT payment_id AS id, state, why, cents FROM online_payment WHERE salon_id = ?1 ORDER BY created_at",
      salon,
    )
  )[0];
const bookings = (salon: string) => rows("SELECT booking_id AS id FROM booking WHERE salon_id = ?1", salon);
const paid = async (salon: string, now = SOON, amount = "200.00") =>
  itn({ m_payment_id: `${salon}.${(await paymentOf(salon))?.id}`, amount_gross: amount }, undefined, now);

describe("a booking over the API that asks for a deposit", () => {
  it("is held with a link to pay and until when, and is booked under the same link once it is paid", async () => {
    const salon = await newSalon(paidOnline());
    const asked = await post(`/api/v1/salons/${salon}/bookings`, colour);
    expect([asked.status, asked.body.status]).toEqual([202, "awaiting-deposit"]);
    const { payment, token, manage_url: url, booking } = asked.body;
    expect(payment).toEqual({ state: "begun", url, cents: 20_000, until: "2026-11-30T09:20:00+02:00" });
    expect(await bookings(salon)).toEqual([]);
    expect((await call(`/api/v1/bookings/${token}`)).body).toMatchObject({ status: "awaiting-deposit", payment });
    const page = (await call(`/b/${token}?lang=zu`)).headers.get("Location") ?? "";
    expect(page).toMatch(/^\/p\/salon-.*\?lang=zu$/);
    expect((await call(page)).text).toContain("PayFast");
    // Whoever else wants the time finds it taken.
    expect((await post(`/api/v1/salons/${salon}/bookings`, colour)).status).toBe(409);
    expect((await paid(salon)).status).toBe(200);
    expect(await bookings(salon)).toEqual([{ id: booking }]);
    const read = await call(`/api/v1/bookings/${token}`, { now: SOON });
    expect([read.body.status, read.body.payment]).toEqual(["confirmed", undefined]);
    const told = await rows("SELECT kind, payload FROM outbox WHERE salon_id = ?1 AND kind LIKE 'booking%'", salon);
    expect(told).toEqual([{ kind: "booking.made", payload: JSON.stringify({ booking, sequence: 0 }) }]);
  });

  it("of a hold keeps that hold for longer, and asks for one payment however often it is asked for", async () => {
    const salon = await newSalon(paidOnline());
    const { hold } = (await post(`/api/v1/salons/${salon}/holds`, { services: [{ id: "colour" }], start: START })).body;
    const first = await post(`/api/v1/salons/${salon}/bookings`, { hold, client: CLIENT });
    expect(first.body).toMatchObject({ booking: hold, payment: { until: "2026-11-30T09:20:00+02:00" } });
    const later = "2026-11-30T09:18:00+02:00";
    const again = await post(`/api/v1/salons/${salon}/bookings`, { hold, client: CLIENT }, {}, later);
    expect(again.body).toMatchObject({ booking: hold, payment: { until: "2026-11-30T09:38:00+02:00" } });
    const last = await post(
      `/api/v1/salons/${salon}/bookings`,
      { hold, client: CLIENT },
      {},
      later.replace("18", "37"),
    );
    expect(last.body.payment.until).toBe("2026-11-30T09:45:00+02:00");
    // Who corrects their name is booked under the right one.
    const client = { ...CLIENT, name: "Nomsa Zulu" };
    await post(`/api/v1/salons/${salon}/bookings`, { hold, client }, {}, later.replace("18", "38"));
    await paid(salon, later.replace("18", "39"));
    expect(await rows("SELECT name FROM booking WHERE salon_id = ?1", salon)).toEqual([{ name: client.name }]);
    expect(await rows("SELECT count(*) AS n FROM online_payment WHERE salon_id = ?1", salon)).toEqual([{ n: 1 }]);
  });

  it("is answered under its key as at first, and what is kept of the answer opens nothing", async () => {
    const salon = await newSalon(paidOnline());
    const key = { "Idempotency-Key": crypto.randomUUID() };
    const first = await post(`/api/v1/salons/${salon}/bookings`, colour, key);
    const again = await post(`/api/v1/salons/${salon}/bookings`, colour, key);
    expect([again.status, again.text]).toEqual([202, first.text]);
    const [kept] = await rows("SELECT body FROM idempotency WHERE salon_id = ?1 AND body LIKE '%awaiting%'", salon);
    expect(String(kept?.body)).not.toContain(first.body.token);
  });

  it("gives its time to others when it is not paid, and what is paid later books it only where it is free", async () => {
    const salon = await newSalon(paidOnline());
    const asked = await post(`/api/v1/salons/${salon}/bookings`, colour);
    const late = "2026-11-30T09:21:00+02:00";
    const other = { ...colour, client: { name: "Sipho", phone: "082 555 0111" } };
    expect((await post(`/api/v1/salons/${salon}/bookings`, other, {}, late)).status).toBe(202);
    await paid(salon, late);
    expect(await paymentOf(salon)).toMatchObject({ state: "flagged", why: "slot-taken" });
    expect((await call(`/api/v1/bookings/${asked.body.token}`, { now: late })).body.payment.state).toBe("flagged");
  });

  it("asks nobody for money whom it would not book", async () => {
    const salon = await newSalon((document) => {
      paidOnline()(document);
      for (const service of document.services) if (service.id === "colour") service.for_children = true;
    });
    expect((await post(`/api/v1/salons/${salon}/bookings`, colour)).status).toBe(422);
    expect(await paymentOf(salon)).toBeUndefined();
  });

  it("is booked at once where nothing is to be paid, or nobody is paid online", async () => {
    const salon = await newSalon(paidOnline());
    const cut = { ...colour, services: [{ id: "cut" }] };
    expect((await post(`/api/v1/salons/${salon}/bookings`, cut)).status).toBe(201);
    const offline = await newSalon();
    expect((await post(`/api/v1/salons/${offline}/bookings`, colour)).status).toBe(201);
  });

  it("is forgotten after two nights, and its link leads nowhere", async () => {
    const salon = await newSalon(paidOnline());
    const { token } = (await post(`/api/v1/salons/${salon}/bookings`, colour)).body;
    const next = "2026-12-02T11:10:00+02:00";
    await settleWaiting(at(minutes(next)));
    expect((await call(`/api/v1/bookings/${token}`, { now: next })).status).toBe(404);
  });
});

/** Somebody who writes to a salon that is paid online. */
async function writing(): Promise<Stage> {
  const set = await stage();
  providersListen((request) => set.provider.handle(request));
  const { body } = await call(`/api/v1/salons/${set.slug}/document`, { headers: OPERATOR });
  paidOnline()(body);
  const put = await call(`/api/v1/salons/${set.slug}`, { method: "PUT", body, headers: OPERATOR });
  expect(put.status).toBe(200);
  return set;
}

/** What waits in the outbox, delivered; what was said in the conversation for it. */
async function afterwards(set: Stage): Promise<string[]> {
  const before = (await set.messages()).length;
  const due = await rows("SELECT message_id AS id FROM outbox WHERE salon_id = ?1 AND available_at NOT NULL", set.slug);
  for (const { id } of due) await deliver(set.bindings, set.slug, String(id), minutes(SOON));
  return (await set.messages()).slice(before).map(({ body }) => String(body));
}

describe("a booking by message that asks for a deposit", () => {
  it.each([
    ["Can I book a full colour tomorrow at 12:30 please", "en", /^We keep this for you until \d\d:\d\d: .*R200/],
    ["Kan ek asseblief 'n full colour bespreek môre om 12:30", "af", /^Ons hou dit vir jou tot \d\d:\d\d: .*R200/],
  ])("“%s” is answered with where to pay, and told again when it is booked", async (words, language, expected) => {
    const set = await writing();
    const [asked] = await hears(set, says(words));
    const [told, ...more] = await hears(set, taps(asked?.buttons?.[0]?.id ?? ""));
    expect(told?.text).toMatch(expected);
    expect(told?.text).toMatch(new RegExp(`/b/${set.slug}\\.\\S+\\?lang=${language}$`));
    // Nobody is asked about news yet, and no answer is written down.
    expect([told?.buttons, more]).toEqual([undefined, []]);
    expect([await bookings(set.slug), await afterwards(set)]).toEqual([[], []]);
    expect((await paid(set.slug)).status).toBe(200);
    expect(await bookings(set.slug)).toHaveLength(1);
    expect(await rows("SELECT purpose FROM consent WHERE salon_id = ?1", set.slug)).toEqual([]);
    const [booked, ...others] = await afterwards(set);
    expect(booked).toContain(`/b/${set.slug}.`);
    expect(others).toEqual([]);
  });

  it("is told in its conversation, where it was made in a form", async () => {
    const set = await writing();
    await env.DB.prepare("UPDATE channel SET flow = '1' WHERE salon_id = ?1").bind(set.slug).run();
    const [form] = (await hears(set, says("I would like to make a booking please"))) as unknown as { token: string }[];
    const phone = new Telephone(form?.token ?? "");
    await phone.open();
    await phone.next({ service: "colour" });
    await phone.next({ person: "any" });
    await phone.next({ day: phone.data.days[1].id });
    await phone.next({ time: phone.data.times[0].id });
    await phone.next({ name: "Nomsa Dlamini" });
    expect(phone.screen).toBe("SUCCESS");
    const { params } = phone.data.extension_message_response;
    const reply = { name: "flow", body: "Sent", response_json: JSON.stringify(params) };
    const [told] = await hears(set, { type: "interactive", interactive: { type: "nfm_reply", nfm_reply: reply } });
    expect(told?.text).toMatch(/^We keep this for you until .*R200.*\/b\//);
    expect(await bookings(set.slug)).toEqual([]);
  });
});

describe("a deposit that Paystack gives back", () => {
  const visit = { ...colour, start: "2026-12-03T12:30:00+02:00" };

  /** Paid with `cents`; what says that, and what says that as much went back. */
  async function came(cents = 20_000) {
    const salon = await newSalon(paidOnline("paystack"));
    const { booking } = (await post(`/api/v1/salons/${salon}/bookings`, visit)).body;
    const reference = `${salon}.${(await paymentOf(salon))?.id}.${"b".repeat(26)}`;
    said.amount = cents;
    await paystack("charge.success", { reference, amount: cents, currency: "ZAR" });
    return {
      ...{ salon, booking, bill: `/api/v1/salons/${salon}/bills/${booking}` },
      back: () =>
        paystack("refund.processed", { transaction_reference: reference, amount: cents, status: "processed" }),
      balances: () =>
        rows(
          "SELECT account, sum(cents) AS cents FROM entry WHERE salon_id = ?1 AND account IN ('deposits', 'online') GROUP BY account HAVING sum(cents) <> 0",
          salon,
        ),
    };
  }

  it.each([15_000, 30_000])(
    "of %i cents, which were not what was asked for, is in no books any more",
    async (cents) => {
      const { salon, back, balances } = await came(cents);
      expect(await paymentOf(salon)).toMatchObject({ state: "flagged", why: "amount" });
      await back();
      await back();
      expect([await paymentOf(salon), await balances()]).toMatchObject([{ state: "refunded" }, []]);
    },
  );

  it("after the desk took it back is not taken back twice", async () => {
    const { salon, back, balances } = await came();
    const [deposit] = await rows("SELECT posting_id AS id FROM posting WHERE salon_id = ?1", salon);
    const taken = await post(
      `/api/v1/salons/${salon}/postings/${deposit?.id}/reversal`,
      { reason: "the client is ill" },
      OPERATOR,
    );
    expect(taken.status).toBe(201);
    await back();
    expect([await paymentOf(salon), await balances()]).toMatchObject([{ state: "refunded" }, []]);
  });

  it("after the visit was paid with it is shown to a person, until the desk has written it down", async () => {
    const { salon, bill, back, balances } = await came();
    const paid = await post(`${bill}/payments`, { payments: [{ means: "deposit" }, { means: "card" }] }, OPERATOR);
    expect([paid.status, paid.body.state]).toEqual([201, "closed"]);
    await back();
    expect(await paymentOf(salon)).toMatchObject({ state: "flagged", why: "deposit-used" });
    expect(await balances()).toEqual([{ account: "online", cents: 20_000 }]);
    const refund = { means: "online", cents: 20_000, reason: "the colour did not hold" };
    expect((await post(`${bill}/refunds`, refund, OPERATOR)).status).toBe(201);
    await back();
    expect([await paymentOf(salon), await balances()]).toMatchObject([{ state: "refunded" }, []]);
  });
});
