// Gift cards and packages that are bought on the salon's page: they are there when they are paid and not before, once, and their codes are
// in the buyer's letter and nowhere else.

import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { SalonDocument } from "../../../../shared/contracts/salon.ts";
import { beginCard, type CardWish } from "../../../../workers/commands/desk/money/online/sell.ts";
import { settleWaiting } from "../../../../workers/commands/desk/money/online/settle.ts";
import { signedIn, submit } from "../../access/people.ts";
import { CLIENT, call, NOW, newSalon, OPERATOR, post } from "../../api/client.ts";
import { at, minutes, rows } from "../../commands/surroundings.ts";
import { delivered, letters } from "../../conversations/foresight/ahead.ts";
import { asRead } from "../../law/visit.ts";
import { asked, itn, paidOnline, paystack, providersListen, SOON, said } from "./providers.ts";

beforeEach(() => providersListen());
afterEach(() => void vi.restoreAllMocks());

/** A vendor that sells gift cards and five cuts. */
const selling =
  (provider: "payfast" | "paystack" = "payfast") =>
  (document: SalonDocument): void => {
    paidOnline(provider)(document);
    document.policies = { ...document.policies, vat_number: "4123456789" };
    const packages = [{ service: "cut", units: 5, price_cents: 150_000 }];
    document.money = { ...document.money, sells: { gift_cards: [20_000, 50_000], packages } };
  };

const KEY = "k".repeat(26);
const GIFT = { what: "g.50000", receiver: "Ayanda", words: "Happy birthday!" };
const PACKAGE = { what: "p.cut.5.150000" };

async function buying(wish: Record<string, string> = GIFT, provider: "payfast" | "paystack" = "payfast") {
  const salon = await newSalon(selling(provider));
  const email = `buyer-${crypto.randomUUID()}@example.com`;
  const fields = { name: "Nomsa Dlamini", email, lang: "en", key: KEY, ...wish };
  const sent = await submit(`/${salon}/cards`, fields);
  const page = sent.headers.get("Location") ?? "";
  const [row] = await rows("SELECT payment_id AS id, cents, subject FROM online_payment WHERE salon_id = ?1", salon);
  const name = `${salon}.${row?.id}`;
  const rand = (Number(row?.cents) / 100).toFixed(2);
  return {
    ...{ salon, email, fields, page, name, bill: String(row?.subject), cents: Number(row?.cents) },
    pay: (amount = rand) => itn({ m_payment_id: name, amount_gross: amount }),
    state: async () =>
      (await rows("SELECT state, why, done_at IS NOT NULL AS done FROM online_payment WHERE salon_id = ?1", salon))[0],
    cards: () => rows("SELECT card_id, units FROM gift_card WHERE salon_id = ?1", salon),
    /** The letter with the code, and the code. */
    told: async () => {
      await delivered(salon, minutes(SOON));
      const all = await letters(email);
      return { all, code: /[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}/.exec(String(all[0]?.text))?.[0] ?? "" };
    },
  };
}

async function balances(salon: string): Promise<Record<string, number>> {
  const sums = await rows(
    "SELECT account, sum(cents) AS cents FROM entry WHERE salon_id = ?1 GROUP BY account HAVING sum(cents) <> 0",
    salon,
  );
  expect(sums.reduce((sum, { cents }) => sum + Number(cents), 0)).toBe(0);
  return Object.fromEntries(sums.map(({ account, cents }) => [String(account), Number(cents)]));
}

const holds = async (salon: string, code: string) => {
  const shown = await submit(`/${salon}/card?lang=en`, { code, lang: "en" });
  return shown.status === 200 ? asRead(shown.text) : null;
};

describe("a gift card that is bought online", () => {
  it("is there once it is paid, with its bill, its receipt and a ledger in balance, however often that is said", async () => {
    const { salon, page, pay, state, cards, bill, told, name } = await buying();
    expect(page).toMatch(new RegExp(`^/p/${salon}\\.`));
    expect(asRead((await call(page)).text)).toContain("R500");
    const go = await call(`${page.split("?")[0]}/go`);
    expect(new URL(go.headers.get("Location") ?? "").searchParams.get("amount")).toBe("500.00");
    expect([await cards(), await balances(salon)]).toEqual([[], {}]);
    await itn({ m_payment_id: name, payment_status: "CANCELLED", amount_gross: "500.00" });
    expect((await state())?.state).toBe("failed");
    const both = await Promise.all([pay(), pay()]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    await pay();
    expect(await state()).toEqual({ state: "paid", why: null, done: 1 });
    expect(await cards()).toHaveLength(1);
    expect(await balances(salon)).toEqual({ online: 50_000, "gift-cards": -50_000 });
    const read = await call(`/api/v1/salons/${salon}/bills/${bill}`, { headers: OPERATOR });
    expect(read.body).toMatchObject({ state: "closed", total_cents: 50_000, vat_cents: 0, owed_cents: 0 });
    expect(asRead((await call(page)).text)).toContain("The code is on its way");
    const { all, code } = await told();
    expect(all).toHaveLength(1);
    for (const part of ["Ayanda", "Happy birthday!", "R500", "/r/"]) expect(String(all[0]?.text)).toContain(part);
    expect(await holds(salon, code)).toContain("R500");
  });

  it("has its code in that letter, and in no row, page, address or log", async () => {
    const logged = (["log", "warn", "error"] as const).map((level) => vi.spyOn(console, level));
    const { salon, page, pay, told } = await buying();
    await pay();
    const { code } = await told();
    expect(code).not.toBe("");
    const tables = await rows(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%\\_cf\\_%' ESCAPE '\\'",
    );
    const bare = code.replaceAll("-", "");
    for (const { name } of tables) {
      if (name === "mailbox" || name === "d1_migrations") continue;
      const text = JSON.stringify(await rows(`SELECT * FROM "${name}"`));
      expect(text.includes(code) || text.includes(bare), String(name)).toBe(false);
    }
    expect(`${page}${(await call(page)).text}`).not.toContain(code);
    expect(JSON.stringify(logged.map(({ mock }) => mock.calls))).not.toContain(code);
    // Who buys, and for whom, is sealed while it waits.
    const [kept] = await rows("SELECT hex(asked) AS asked FROM online_payment WHERE salon_id = ?1", salon);
    const bytes = Uint8Array.from(String(kept?.asked).match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
    expect(new TextDecoder().decode(bytes)).not.toMatch(/Nomsa|Ayanda|birthday/);
  });

  it("pays for a visit as any other", async () => {
    const { salon, pay, told } = await buying();
    await pay();
    const { code } = await told();
    const visit = { services: [{ id: "cut" }], start: "2026-12-01T09:00:00+02:00", client: CLIENT };
    const { booking } = (await post(`/api/v1/salons/${salon}/bookings`, visit)).body;
    const paid = await post(
      `/api/v1/salons/${salon}/bills/${booking}/payments`,
      { payments: [{ means: "gift-card", code }] },
      OPERATOR,
    );
    expect(paid.body).toMatchObject({ state: "closed" });
    expect(await holds(salon, code)).toContain("R150");
  });

  it("of an amount of one's own is bought within bounds, and what is wrong is told beside it without losing what was typed", async () => {
    expect((await buying({ what: "other", amount: "R 1 250" })).cents).toBe(125_000);
    for (const amount of ["49.99", "10000.01", "", "much"]) {
      const { salon, page, fields } = await buying({ what: "other", amount });
      expect([page, (await rows("SELECT 1 FROM online_payment WHERE salon_id = ?1", salon)).length]).toEqual(["", 0]);
      const shown = await submit(`/${salon}/cards`, { ...fields, email: "nobody", receiver: "Ayanda" });
      expect([shown.status, /id="amount-fault"/.test(shown.text), /id="email-fault"/.test(shown.text)]).toEqual([
        ...[422, true, true],
      ]);
      expect(shown.text).toContain('value="Ayanda"');
    }
  });

  it("is none where the salon sells packages alone, whatever is sent", async () => {
    const salon = await newSalon((document) => {
      selling()(document);
      delete document.money?.sells?.gift_cards;
    });
    for (const wish of [{ what: "g.50000" }, { what: "other", amount: "500" }]) {
      const buyer = { name: "Nomsa Dlamini", email: "buyer@example.com", lang: "en", key: KEY };
      expect((await submit(`/${salon}/cards`, { ...buyer, ...wish })).status).toBe(422);
    }
    const buyer = { name: "Nomsa Dlamini", email: "buyer@example.com", language: "en" };
    const wish: CardWish = { wanted: { kind: "gift-card", cents: 50_000 }, buyer };
    const asked = await beginCard(at(minutes(SOON)), { salon, wish });
    expect(asked.ok ? "begun" : asked.problem.type).toBe("not-sold");
    expect(await rows("SELECT 1 FROM online_payment WHERE salon_id = ?1", salon)).toEqual([]);
  });

  it("that is sent twice is one payment", async () => {
    const { salon, fields, page } = await buying();
    expect((await submit(`/${salon}/cards`, fields)).headers.get("Location")).toBe(page);
    expect(await rows("SELECT count(*) AS n FROM online_payment WHERE salon_id = ?1", salon)).toEqual([{ n: 1 }]);
  });

  it("is made by the minute's sweep, where whoever was to make it died, and once", async () => {
    const { pay, cards, salon, state } = await buying();
    await env.DB.prepare(
      "CREATE TRIGGER fails BEFORE INSERT ON gift_card BEGIN SELECT RAISE(ABORT, 'disk'); END",
    ).run();
    await pay();
    await env.DB.prepare("DROP TRIGGER fails").run();
    expect([await cards(), await state()]).toMatchObject([[], { state: "paid", done: 0 }]);
    await settleWaiting(at(minutes(SOON)));
    await settleWaiting(at(minutes(SOON)));
    expect([(await cards()).length, await balances(salon)]).toEqual([1, { online: 50_000, "gift-cards": -50_000 }]);
  });

  it("of another amount than was asked for is no card: the money is held, a person looks, and the buyer is told", async () => {
    const { pay, cards, salon, state, told } = await buying();
    await pay("450.00");
    expect([await cards(), await state()]).toMatchObject([[], { state: "flagged", why: "amount" }]);
    expect(await balances(salon)).toEqual({ online: 45_000, deposits: -45_000 });
    expect(String((await told()).all[0]?.text)).toContain("the card could not be made by itself");
  });

  it("forgets who bought it after a month, and nobody's request after two nights", async () => {
    const { pay, salon } = await buying();
    const other = await buying();
    await pay();
    const kept = async (of: string) =>
      (await rows("SELECT asked IS NOT NULL AS kept FROM online_payment WHERE salon_id = ?1", of))[0]?.kept;
    await settleWaiting(at(minutes(SOON) + 51 * 60));
    expect([await kept(salon), await kept(other.salon)]).toEqual([1, 0]);
    await settleWaiting(at(minutes(SOON) + 31 * 1440));
    expect(await kept(salon)).toBe(0);
  });
});

describe("a package that is bought online", () => {
  it("bears its VAT when it is sold, and has its units", async () => {
    const { salon, pay, told, cards } = await buying(PACKAGE);
    await pay();
    expect(await balances(salon)).toEqual({ online: 150_000, packages: -130_435, vat: -19_565 });
    expect(await cards()).toMatchObject([{ units: 5 }]);
    const { all, code } = await told();
    expect(String(all[0]?.text)).toContain("5 × Cut");
    expect(await holds(salon, code)).toContain("5 left");
  });

  it("whose price changed meanwhile is not sold at the old one", async () => {
    const { salon, fields } = await buying(PACKAGE);
    const { body } = await call(`/api/v1/salons/${salon}/document`, { headers: OPERATOR });
    const [cuts] = body.money.sells.packages;
    for (const packages of [[{ ...cuts, price_cents: 160_000 }], [{ ...cuts, units: 4 }], []]) {
      body.money.sells.packages = packages;
      await call(`/api/v1/salons/${salon}`, { method: "PUT", body, headers: OPERATOR });
      const again = await submit(`/${salon}/cards`, { ...fields, key: "j".repeat(26) });
      expect([again.status, asRead(again.text).includes("What the salon sells has changed")]).toEqual([422, true]);
    }
    expect(await rows("SELECT count(*) AS n FROM online_payment WHERE salon_id = ?1", salon)).toEqual([{ n: 1 }]);
  });
});

describe("money for a card that goes back", () => {
  const back = { cards: true, means: "online", reason: "changed their mind" };

  it.each([
    ["gift card", GIFT],
    ["package", PACKAGE],
  ])("at the desk leaves nothing on the %s and nothing in the books, once", async (_, wish: Record<string, string>) => {
    const { salon, bill, pay, told, cents } = await buying(wish);
    await pay();
    const { code } = await told();
    const refunds = `/api/v1/salons/${salon}/bills/${bill}/refunds`;
    const done = await post(refunds, back, OPERATOR);
    expect([done.status, done.body.refunded_cents]).toEqual([201, cents]);
    expect(await balances(salon)).toEqual({});
    expect((await post(refunds, back, OPERATOR)).status).toBe(422);
    expect(await holds(salon, code)).not.toMatch(/R500|[1-5] left/);
    const credits = "SELECT total_cents AS cents FROM tax_document WHERE salon_id = ?1 AND series = 'credit'";
    expect(await rows(credits, salon)).toEqual([{ cents }]);
  });

  it("at the desk's page is what is left of it, by whoever may", async () => {
    const { salon, bill, pay, told } = await buying();
    await pay();
    const { code } = await told();
    const visit = { services: [{ id: "cut" }], start: "2026-12-01T09:00:00+02:00", client: CLIENT };
    const { booking } = (await post(`/api/v1/salons/${salon}/bookings`, visit)).body;
    const payments = [{ means: "gift-card", code, cents: 20_000 }];
    await post(`/api/v1/salons/${salon}/bills/${booking}/payments`, { payments }, OPERATOR);
    const path = `/desk/${salon}/money/visits/${bill}`;
    const send = async (role: "reception" | "owner") => {
      const { cookie } = await signedIn(salon, role);
      const fields = { act: "refund-cards", "card-means": "eft", "card-reason": "moves away", lang: "en" };
      return submit(
        path,
        { ...fields, key: "b".repeat(26) },
        {
          headers: { Cookie: cookie, "Sec-Fetch-Site": "same-origin" },
        },
      );
    };
    const { cookie } = await signedIn(salon, "owner");
    const page = await call(`${path}?lang=en`, { headers: { Cookie: cookie } });
    expect(asRead(page.text)).toContain("Give back what is left on the cards: R300");
    expect((await send("reception")).status).toBe(403);
    expect((await send("owner")).status).toBe(303);
    expect(await balances(salon)).toMatchObject({ online: 50_000, eft: -30_000 });
    expect((await balances(salon))["gift-cards"]).toBeUndefined();
  });

  it("by the provider takes an unspent card back, and of one that was used a person is told", async () => {
    const fresh = await buying(GIFT, "paystack");
    said.amount = 50_000;
    const reference = `${fresh.name}.${"b".repeat(26)}`;
    const charge = { reference, amount: 50_000, currency: "ZAR" };
    const refund = { transaction_reference: reference, amount: 50_000, status: "processed" };
    await paystack("charge.success", charge);
    await paystack("refund.processed", refund);
    await paystack("refund.processed", refund);
    expect([await fresh.state(), await balances(fresh.salon)]).toMatchObject([{ state: "refunded" }, {}]);

    const used = await buying(GIFT, "paystack");
    const other = `${used.name}.${"b".repeat(26)}`;
    await paystack("charge.success", { ...charge, reference: other });
    const { code } = await used.told();
    const visit = { services: [{ id: "cut" }], start: "2026-12-01T09:00:00+02:00", client: CLIENT };
    const { booking } = (await post(`/api/v1/salons/${used.salon}/bookings`, visit)).body;
    const payments = [{ means: "gift-card", code, cents: 20_000 }];
    await post(`/api/v1/salons/${used.salon}/bills/${booking}/payments`, { payments }, OPERATOR);
    for (let times = 0; times < 2; times++)
      await paystack("refund.processed", { ...refund, transaction_reference: other });
    const flagged = "SELECT count(*) AS n FROM audit WHERE salon_id = ?1 AND entry ->> '$.action' = 'payment.flagged'";
    expect(await rows(flagged, used.salon)).toEqual([{ n: 1 }]);
    expect(await used.state()).toMatchObject({ state: "flagged", why: "card-used" });
  });

  it("by the provider after the desk wrote it down is not written twice", async () => {
    const { salon, bill, name, state } = await buying(GIFT, "paystack");
    said.amount = 50_000;
    const reference = `${name}.${"b".repeat(26)}`;
    await paystack("charge.success", { reference, amount: 50_000, currency: "ZAR" });
    await post(`/api/v1/salons/${salon}/bills/${bill}/refunds`, back, OPERATOR);
    await paystack("refund.processed", { transaction_reference: reference, amount: 50_000, status: "processed" });
    expect([(await state())?.state, await balances(salon)]).toEqual(["refunded", {}]);
  });
});

describe("the page that sells them", () => {
  it("is there in every language and linked from the salon's, where it sells and is paid online", async () => {
    const salon = await newSalon(selling());
    for (const [lang, title] of [
      ["en", "Gift cards and packages"],
      ["af", "Geskenkkaarte en pakkette"],
      ["zu", "Amakhadi ezipho namaphakheji"],
      ["xh", "Amakhadi ezipho neepakethe"],
    ]) {
      const page = await call(`/${salon}/cards?lang=${lang}`);
      expect([page.status, page.text.includes(`<h1>${title}</h1>`)]).toEqual([200, true]);
    }
    expect((await call(`/${salon}?lang=en`)).text).toContain(`href="/${salon}/cards`);
    const silent = await newSalon(paidOnline());
    expect((await call(`/${silent}/cards`)).status).toBe(404);
    expect((await call(`/${silent}`)).text).not.toContain("/cards");
  });

  it("asks Paystack for a transaction under the buyer's own address", async () => {
    const { page, email } = await buying(GIFT, "paystack");
    await call(`${page.split("?")[0]}/go`, { now: NOW });
    const begun = JSON.parse(asked.find(({ url }) => url.endsWith("/initialize"))?.body ?? "{}");
    expect(begun).toMatchObject({ email, amount: 50_000 });
  });
});
