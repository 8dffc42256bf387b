// Deposits online: what a provider says is believed once and only when it is genuine, in whatever order it comes, and money that came is
// never lost.

import { env } from "cloudflare:workers";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { settleWaiting } from "../../../../workers/commands/desk/money/online/settle.ts";
import { checkoutUrl, parseNotice, phpEncoded, signatureOf } from "../../../../workers/desk/money/online/payfast.ts";
import { parseEvent } from "../../../../workers/desk/money/online/paystack.ts";
import { reconcile } from "../../../../workers/desk/money/online/reconcile.ts";
import { submit } from "../../access/people.ts";
import { CLIENT, call, newSalon, post } from "../../api/client.ts";
import { at, minutes, rows } from "../../commands/surroundings.ts";
import { asRead } from "../../law/visit.ts";
import { asked, itn, paidOnline, paystack, providersListen, SOON, said } from "./providers.ts";

const START = "2026-12-01T12:30:00+02:00";

beforeEach(() => providersListen());
afterEach(() => void vi.restoreAllMocks());

/** A client who filled in the form of a service with a deposit, and stands before the payment. */
async function paying(provider: "payfast" | "paystack" = "payfast") {
  const salon = await newSalon(paidOnline(provider));
  const held = await post(`/api/v1/salons/${salon}/holds`, { services: [{ id: "colour" }], start: START });
  const hold = held.body.hold as string;
  const fields = {
    hold,
    service: "colour",
    start: START,
    name: CLIENT.name,
    phone: CLIENT.phone,
    email: CLIENT.email,
    key: "k".repeat(26),
  };
  const sent = await submit(`/${salon}/book/confirm?lang=en`, {
    ...fields,
    health: "ammonia",
    "health-agreed": "yes",
    lang: "en",
  });
  // The visit's own link leads to its payment until it is paid.
  const page = (await call(sent.headers.get("Location") ?? "")).headers.get("Location") ?? "";
  const [row] = await rows("SELECT payment_id FROM online_payment WHERE salon_id = ?1", salon);
  const payment = String(row?.payment_id);
  const state = async () =>
    (await rows("SELECT state, why, asked IS NULL AS done FROM online_payment WHERE salon_id = ?1", salon))[0];
  const booked = () => rows("SELECT booking_id FROM booking WHERE salon_id = ?1 AND booking_id = ?2", salon, hold);
  const held_ = async () =>
    (
      await rows(
        "SELECT coalesce(sum(cents), 0) AS cents FROM entry WHERE salon_id = ?1 AND account = 'deposits'",
        salon,
      )
    )[0]?.cents;
  return { salon, hold, page, payment, state, booked, deposits: held_, sent };
}

describe("a visit whose service asks for a deposit", () => {
  it("waits for the money, held for longer and sealed, and is booked when it comes", async () => {
    const { page, salon, hold, payment, state, booked, deposits } = await paying();
    expect(page).toMatch(/^\/p\/salon-/);
    const [kept] = await rows("SELECT hex(asked) AS asked FROM online_payment WHERE salon_id = ?1", salon);
    const bytes = Uint8Array.from(String(kept?.asked).match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
    expect(new TextDecoder().decode(bytes)).not.toMatch(/Nomsa|ammonia|555/);
    const [until] = await rows("SELECT held_until AS held FROM hold WHERE salon_id = ?1", salon);
    expect(until).toEqual({ held: minutes("2026-11-30T09:20:00+02:00") });
    expect(asRead((await call(page)).text)).toContain("R200");
    expect(await booked()).toEqual([]);
    expect((await itn({ m_payment_id: `${salon}.${payment}` })).status).toBe(200);
    expect(await state()).toEqual({ state: "paid", why: null, done: 1 });
    expect(await booked()).toEqual([{ booking_id: hold }]);
    expect(await deposits()).toBe(-20_000);
    expect((await call(page, { now: SOON })).text).toContain("/b/salon-");
    // Sealed under the client's own key by now, as any note of health is.
    expect(await rows("SELECT count(*) AS n FROM special_note WHERE salon_id = ?1", salon)).toEqual([{ n: 1 }]);
  });

  it("leads to PayFast with an address that is signed in the documented order", async () => {
    const { page } = await paying();
    const go = await call(`${page.split("?")[0]}/go`);
    const url = new URL(go.headers.get("Location") ?? "");
    expect(url.origin + url.pathname).toBe("https://payfast.test/eng/process");
    expect(url.searchParams.get("amount")).toBe("200.00");
    const pairs = [...url.searchParams].filter(([name]) => name !== "signature");
    expect(url.searchParams.get("signature")).toBe(await signatureOf(pairs, env.PAYFAST_PASSPHRASE));
  });

  it("leads to Paystack by a transaction that is begun there", async () => {
    const { page, salon, payment } = await paying("paystack");
    const go = await call(`${page.split("?")[0]}/go`);
    expect([go.status, go.headers.get("Location")]).toEqual([303, "https://checkout.paystack.test/abc"]);
    const begun = JSON.parse(asked.find(({ url }) => url.endsWith("/initialize"))?.body ?? "{}");
    expect(begun).toMatchObject({ amount: 20_000, currency: "ZAR" });
    expect(begun.reference).toMatch(new RegExp(`^${salon}\\.${payment}\\.[a-z2-7]{26}$`));
  });

  it("is booked at once where the salon takes no payments online", async () => {
    const salon = await newSalon();
    const held = await post(`/api/v1/salons/${salon}/holds`, { services: [{ id: "colour" }], start: START });
    const fields = { hold: held.body.hold, service: "colour", start: START, name: CLIENT.name, phone: CLIENT.phone };
    const sent = await submit(`/${salon}/book/confirm`, { ...fields, key: "k".repeat(26) });
    expect(sent.headers.get("Location")).toMatch(/^\/b\//);
  });
});

describe("a notice of PayFast", () => {
  it("that is said twice, or after a failure was, counts once; a failure after it changes nothing", async () => {
    const { salon, payment, state, deposits } = await paying();
    const id = { m_payment_id: `${salon}.${payment}` };
    expect((await itn({ ...id, payment_status: "CANCELLED" })).status).toBe(200);
    expect((await state())?.state).toBe("failed");
    const both = await Promise.all([itn(id), itn(id)]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    await itn({ ...id, payment_status: "FAILED" });
    expect((await state())?.state).toBe("paid");
    expect(await deposits()).toBe(-20_000);
  });

  it.each([
    ["whose amount was changed on the way", (text: string) => text.replace("200.00", "2.00")],
    ["with another signature", (text: string) => text.replace(/signature=./, "signature=x")],
    [
      "whose fields changed places",
      (text: string) => text.replace(/^(m_payment_id=[^&]*)&(pf_payment_id=[^&]*)/, "$2&$1"),
    ],
  ])("%s is refused, and nothing is booked", async (_, change) => {
    const { salon, payment, state, booked } = await paying();
    expect((await itn({ m_payment_id: `${salon}.${payment}` }, change)).status).toBe(403);
    expect([(await state())?.state, await booked()]).toEqual(["begun", []]);
  });

  it("for another merchant, or that PayFast does not confirm, is refused; where PayFast is silent it is asked for again", async () => {
    const { salon, payment, state } = await paying();
    const id = { m_payment_id: `${salon}.${payment}` };
    expect((await itn({ ...id, merchant_id: "10000101" })).status).toBe(403);
    said.validate = "INVALID";
    expect((await itn(id)).status).toBe(403);
    vi.spyOn(globalThis, "fetch").mockRejectedValue(new TypeError("no route"));
    expect((await itn(id)).status).toBe(503);
    expect((await state())?.state).toBe("begun");
  });

  it("of another amount than was asked for keeps the money and tells a person", async () => {
    const { salon, payment, state, booked, deposits } = await paying();
    expect((await itn({ m_payment_id: `${salon}.${payment}`, amount_gross: "150.00" })).status).toBe(200);
    expect(await state()).toMatchObject({ state: "flagged", why: "amount" });
    expect([await booked(), await deposits()]).toEqual([[], -15_000]);
    expect(await rows("SELECT kind FROM outbox WHERE salon_id = ?1 AND kind = 'payment.flagged'", salon)).toHaveLength(
      1,
    );
  });

  it.each(["0.00", "99999999.99", "-200.00", "200", "200.001"])(
    "of %s is answered, books nothing and is in the books as it can be",
    async (amount_gross) => {
      const { salon, payment, state, booked } = await paying();
      const id = { m_payment_id: `${salon}.${payment}`, amount_gross };
      expect([200, 403]).toContain((await itn(id)).status);
      expect([200, 403]).toContain((await itn(id)).status);
      expect([["begun", "flagged"].includes(String((await state())?.state)), await booked()]).toEqual([true, []]);
    },
  );

  it("of a payment that nobody began is answered and changes nothing", async () => {
    const { salon } = await paying();
    for (const id of ["", "x", `${salon}.${"a".repeat(26)}`, `nowhere.${"a".repeat(26)}`]) {
      expect([200, 403]).toContain((await itn({ m_payment_id: id })).status);
    }
    expect(await rows("SELECT count(*) AS n FROM posting WHERE salon_id = ?1", salon)).toEqual([{ n: 0 }]);
  });
});

describe("money that comes late", () => {
  const LATE = "2026-11-30T11:00:00+02:00";

  it("books the same time where it is still free", async () => {
    const { salon, payment, booked, state } = await paying();
    await itn({ m_payment_id: `${salon}.${payment}` }, undefined, LATE);
    expect(await booked()).toHaveLength(1);
    expect((await state())?.state).toBe("paid");
  });

  it("is held, told to the client and shown to the salon where the time is gone", async () => {
    const { salon, payment, booked, state, deposits, page } = await paying();
    const other = { services: [{ id: "cut" }], start: START, client: { name: "Sipho", phone: "082 555 0111" } };
    expect((await post(`/api/v1/salons/${salon}/bookings`, other, {}, LATE)).status).toBe(201);
    await itn({ m_payment_id: `${salon}.${payment}` }, undefined, LATE);
    expect([await booked(), await deposits()]).toEqual([[], -20_000]);
    expect(await state()).toEqual({ state: "flagged", why: "slot-taken", done: 0 });
    expect(asRead((await call(page)).text)).toContain("your visit could not be booked");
  });

  it("is booked by the minute's sweep, where whoever was to book it died", async () => {
    const { salon, payment, booked } = await paying();
    await env.DB.prepare("UPDATE online_payment SET state = 'paid' WHERE salon_id = ?1").bind(salon).run();
    expect(await booked()).toEqual([]);
    await settleWaiting(at(minutes(SOON)));
    expect(await booked()).toHaveLength(1);
    expect(payment).not.toBe("");
  });

  it("that went back is no reason to keep what was asked for", async () => {
    const { salon, payment, state } = await paying("paystack");
    const other = { services: [{ id: "cut" }], start: START, client: { name: "Sipho", phone: "082 555 0111" } };
    await post(`/api/v1/salons/${salon}/bookings`, other, {}, LATE);
    const reference = `${salon}.${payment}.${"b".repeat(26)}`;
    await paystack("charge.success", { reference, amount: 20_000, currency: "ZAR" }, LATE);
    await paystack("refund.processed", { transaction_reference: reference, amount: 20_000 }, LATE);
    expect(await state()).toEqual({ state: "refunded", why: null, done: 0 });
    await settleWaiting(at(minutes(LATE) + 51 * 60));
    expect(await state()).toEqual({ state: "refunded", why: null, done: 1 });
  });

  it("never came: what was asked for is forgotten after two nights", async () => {
    const { state } = await paying();
    await settleWaiting(at(minutes("2026-12-02T11:10:00+02:00")));
    expect(await state()).toEqual({ state: "failed", why: null, done: 1 });
  });
});

describe("an event of Paystack", () => {
  it("that a charge succeeded books once it is confirmed, and a refund takes the deposit back", async () => {
    const { salon, payment, booked, deposits, state } = await paying("paystack");
    const data = { reference: `${salon}.${payment}.${"b".repeat(26)}`, amount: 20_000, currency: "ZAR" };
    expect((await paystack("charge.success", data)).status).toBe(200);
    expect((await paystack("charge.success", data)).status).toBe(200);
    expect([await booked(), await deposits()].flat()).toHaveLength(2);
    expect(await deposits()).toBe(-20_000);
    const back = { transaction_reference: data.reference, amount: 20_000, status: "processed" };
    expect((await paystack("refund.processed", back)).status).toBe(200);
    expect([(await state())?.state, await deposits()]).toEqual(["refunded", 0]);
  });

  it("is refused under another secret, and asked for again where Paystack does not confirm it", async () => {
    const { salon, payment, state } = await paying("paystack");
    const data = { reference: `${salon}.${payment}.${"b".repeat(26)}`, amount: 20_000, currency: "ZAR" };
    expect((await paystack("charge.success", data, SOON, "another")).status).toBe(403);
    said.amount = 19_999;
    expect((await paystack("charge.success", data)).status).toBe(503);
    said.status = "abandoned";
    expect((await paystack("charge.success", data)).status).toBe(503);
    expect((await paystack("transfer.success", data)).status).toBe(200);
    expect((await state())?.state).toBe("begun");
    // One provider's word does not settle what was begun with another.
    expect((await itn({ m_payment_id: `${salon}.${payment}` })).status).toBe(200);
    expect((await state())?.state).toBe("begun");
  });
});

describe("the night's comparison with Paystack's list", () => {
  const listing = (data: object[] | null) =>
    vi
      .spyOn(globalThis, "fetch")
      .mockImplementation(async () =>
        data === null ? new Response("", { status: 500 }) : Response.json({ status: true, data }),
      );
  const night = at(minutes("2026-12-01T03:10:00+02:00"));
  const two = (data: object[] | null) => {
    listing(data);
    return reconcile(night, "paystack", night.now - 2880, night.now - 60);
  };

  it("books what was paid and never told", async () => {
    const { salon, payment, booked, state } = await paying("paystack");
    await two([
      { reference: `${salon}.${payment}.${"b".repeat(26)}`, amount: 20_000, currency: "ZAR" },
      { reference: 7 },
    ]);
    expect([(await state())?.state, (await booked()).length]).toEqual(["paid", 1]);
  });

  it("flags what we believe and Paystack does not know, and nothing while its list cannot be read", async () => {
    const { salon, payment, state } = await paying("paystack");
    await paystack("charge.success", {
      reference: `${salon}.${payment}.${"b".repeat(26)}`,
      amount: 20_000,
      currency: "ZAR",
    });
    await two(null);
    expect((await state())?.state).toBe("paid");
    await two([]);
    expect(await state()).toMatchObject({ state: "flagged", why: "not-at-provider" });
  });
});

describe("what providers send", () => {
  it("is nothing, or what it says, whatever the text", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webQueryParameters(), fc.json()), (text) => {
        const notice = parseNotice(text);
        if (notice !== null) expect(Number.isSafeInteger(notice.cents)).toBe(true);
        const event = parseEvent(text);
        if (event !== null) expect(Number.isSafeInteger(event.cents)).toBe(true);
      }),
    );
  });

  it("is signed as PHP writes it", async () => {
    expect(phpEncoded("Cut & style's ~ (R1*)")).toBe("Cut+%26+style%27s+%7E+%28R1%2A%29");
    const url = await checkoutUrl({
      ...{ merchant: "10000100", key: "46f0cd694581a", passphrase: "", base: "https://payfast.test" },
      ...{ back: "https://b.test/", notify: "https://b.test/n", payment: "a.b", cents: 5, item: "x" },
    });
    expect(url).toContain("&amount=0.05&");
  });

  it("is signed whatever a salon is called, however long", async () => {
    const of = {
      ...{ merchant: "10000100", key: "46f0cd694581a", passphrase: "jt7NOE43FZPn", base: "https://payfast.test" },
      ...{ back: "https://b.test/", notify: "https://b.test/n", payment: "a.b", cents: 5 },
    };
    for (const name of [`${"a".repeat(99)}💅🏾`, "Izinwele zikaThandi 💅🏾", "💅".repeat(60)]) {
      const { searchParams } = new URL(await checkoutUrl({ ...of, item: `${name}: deposit` }));
      const item = searchParams.get("item_name") ?? "";
      expect([item.length <= 100, `${name}: deposit`.startsWith(item)]).toEqual([true, true]);
      const pairs = [...searchParams].filter(([key]) => key !== "signature");
      expect(searchParams.get("signature")).toBe(await signatureOf(pairs, of.passphrase));
    }
  });
});
