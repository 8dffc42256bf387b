// Bills at the counter: what was booked is what is owed, every cent of it is in the ledger, and the ledger always adds up.

import { describe, expect, it } from "vitest";
import type { SalonDocument } from "../../../../shared/contracts/salon.ts";
import { type Person, signedIn } from "../../access/people.ts";
import { type Answer, CLIENT, call, newSalon, OPERATOR, post } from "../../api/client.ts";
import { rows } from "../../commands/surroundings.ts";

const TUESDAY = "2026-12-01T09:00:00+02:00";

const vendor = (salon: SalonDocument): void => {
  salon.policies = { ...salon.policies, vat_number: "4123456789" };
  salon.money = { commission: { people: { thandi: 40 }, services: { colour: 30 } } };
};

async function visit(
  change: (salon: SalonDocument) => void = vendor,
  services = [{ id: "cut", staff: "thandi" }],
  start = TUESDAY,
) {
  const salon = await newSalon(change);
  const made = await post(`/api/v1/salons/${salon}/bookings`, { services, start, client: CLIENT });
  if (made.status !== 201) throw new Error(made.text);
  const bill = made.body.booking as string;
  const at = `/api/v1/salons/${salon}/bills/${bill}`;
  return {
    ...{ salon, bill, token: made.body.token as string },
    read: () => call(at, { headers: OPERATOR }),
    change: (changes: unknown[], headers: Record<string, string> = OPERATOR) =>
      call(at, { method: "PATCH", body: { changes }, headers: { "Idempotency-Key": crypto.randomUUID(), ...headers } }),
    pay: (payments: unknown[], headers: Record<string, string> = OPERATOR) =>
      post(`${at}/payments`, { payments }, headers),
    refund: (body: object, headers: Record<string, string> = OPERATOR) => post(`${at}/refunds`, body, headers),
    deposit: (body: object) => post(`${at}/deposits`, body, OPERATOR),
    reverse: (posting: string, headers: Record<string, string> = OPERATOR) =>
      post(`/api/v1/salons/${salon}/postings/${posting}/reversal`, { reason: "wrong means" }, headers),
  };
}

async function balances(salon: string): Promise<Record<string, number>> {
  const sums = await rows(
    "SELECT account, whose, sum(cents) AS cents FROM entry WHERE salon_id = ?1 GROUP BY account, whose HAVING sum(cents) <> 0",
    salon,
  );
  expect(sums.reduce((sum, { cents }) => sum + Number(cents), 0)).toBe(0);
  return Object.fromEntries(
    sums.map(({ account, whose, cents }) => [whose === "" ? account : `${account} ${whose}`, Number(cents)]),
  );
}

const asPerson = ({ cookie }: Person) => ({ Cookie: cookie, "Sec-Fetch-Site": "same-origin" });
const postingOf = (answer: Answer, kind: string): string =>
  answer.body.postings.find((each: { kind: string }) => each.kind === kind).posting;

describe("a visit's bill", () => {
  it("owes what was booked before anybody keeps one", async () => {
    const { read, bill } = await visit();
    const { body } = await read();
    expect(body).toMatchObject({
      bill,
      visit: bill,
      state: "open",
      version: 0,
      total_cents: 35_000,
      vat_cents: 4_565,
      owed_cents: 35_000,
    });
    expect(body.lines).toMatchObject([{ kind: "service", service: "cut", person: "thandi", cents: 35_000 }]);
  });

  it("is paid by card with one call, and revenue, VAT and commission are where they belong", async () => {
    const { salon, pay, read } = await visit();
    const paid = await pay([{ means: "card", reference: "slip 17" }]);
    expect(paid.status).toBe(201);
    expect(paid.body).toMatchObject({ state: "closed", left_cents: 0, change_cents: 0 });
    expect(await balances(salon)).toEqual({
      ...{ card: 35_000, revenue: -30_435, vat: -4_565, "commission-cost": 12_174, "commission-due thandi": -12_174 },
    });
    expect((await read()).body).toMatchObject({
      state: "closed",
      owed_cents: 0,
      documents: [{ series: "invoice", number: 1 }],
    });
  });

  it("gives change in cash, a tip to whom it is for, and takes no more by card than is owed", async () => {
    const { salon, pay } = await visit();
    const over = await pay([{ means: "card", cents: 35_001 }]);
    expect([over.status, over.body.errors[0].pointer]).toEqual([422, "/payments/0/cents"]);
    const paid = await pay([
      { means: "card", cents: 20_000 },
      { means: "cash", cents: 20_000, tip: 2_000, tipped: "ayanda" },
    ]);
    expect(paid.body).toMatchObject({ state: "closed", change_cents: 3_000 });
    expect(await balances(salon)).toMatchObject({ cash: 17_000, card: 20_000, "tips ayanda": -2_000 });
  });

  it("paid twice by one key is paid once, and by two at the same time no more than once", async () => {
    const { salon, bill, pay } = await visit();
    const headers = { ...OPERATOR, "Idempotency-Key": "the-same-key" };
    const body = { payments: [{ means: "cash", cents: 10_000 }] };
    const first = await call(`/api/v1/salons/${salon}/bills/${bill}/payments`, { body, headers });
    const again = await call(`/api/v1/salons/${salon}/bills/${bill}/payments`, { body, headers });
    expect(again.text).toBe(first.text);
    const both = await Promise.all([pay([{ means: "card" }]), pay([{ means: "eft" }])]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 422]);
    expect((await balances(salon)).receivable).toBeUndefined();
    expect(await rows("SELECT count(*) AS n FROM posting WHERE salon_id = ?1 AND kind = 'sale'", salon)).toEqual([
      { n: 1 },
    ]);
  });

  it("takes the deposit that is held for it, and not a cent more", async () => {
    const { salon, bill, deposit, pay, read } = await visit(
      vendor,
      [{ id: "colour", staff: "ayanda" }],
      "2026-12-01T12:30:00+02:00",
    );
    expect((await deposit({ means: "eft", cents: 20_000, reference: "FNB 1" })).body.held_cents).toBe(20_000);
    expect(await balances(salon)).toEqual({ eft: 20_000, [`deposits ${bill}`]: -20_000 });
    expect((await read()).body).toMatchObject({ deposit_cents: 20_000, owed_cents: 95_000 });
    expect((await pay([{ means: "deposit", cents: 20_001 }])).status).toBe(422);
    const paid = await pay([{ means: "deposit" }, { means: "card" }]);
    expect(paid.body.state).toBe("closed");
    expect(await balances(salon)).toMatchObject({ eft: 20_000, card: 75_000, "commission-due ayanda": -24_783 });
    expect((await balances(salon))[`deposits ${bill}`]).toBeUndefined();
  });

  it("of a visit that was cancelled late is what cancelling cost, and of one that cost nothing is empty", async () => {
    const charged = (salon: SalonDocument): void => {
      vendor(salon);
      salon.policies = { ...salon.policies, cancellation_fee: { percent: 50, notice_minutes: 1440 } };
    };
    const { token, read, pay } = await visit(charged);
    const late = "2026-12-01T07:00:00+02:00";
    const cancelled = await call(`/api/v1/bookings/${token}`, { method: "DELETE", now: late });
    const fee = cancelled.body.fee_cents as number;
    expect(fee).toBeGreaterThan(0);
    expect((await read()).body).toMatchObject({ owed_cents: fee, lines: [{ kind: "fee", cents: fee }] });
    expect((await pay([{ means: "eft" }])).body.state).toBe("closed");
    const free = await visit();
    await call(`/api/v1/bookings/${free.token}`, { method: "DELETE" });
    expect((await free.read()).body).toMatchObject({ owed_cents: 0, lines: [] });
  });

  it("is a plain receipt without VAT where the salon is no vendor", async () => {
    const { salon, pay } = await visit(() => {});
    await pay([{ means: "cash" }]);
    expect(await balances(salon)).toEqual({ cash: 35_000, outside: -35_000 });
    const [document] = await rows(
      "SELECT said ->> '$.vendor' AS vendor, vat_cents FROM tax_document WHERE salon_id = ?1",
      salon,
    );
    expect(document).toEqual({ vendor: 0, vat_cents: 0 });
  });
});

describe("what is changed on a bill", () => {
  it("has a reason, and beyond the bound a manager", async () => {
    const { salon, change, read } = await visit();
    const [reception, manager] = await Promise.all([signedIn(salon, "reception"), signedIn(salon, "manager")]);
    const lower = (cents: number) => [{ act: "price", line: "0-0", cents, why: "model evening" }];
    expect((await change(lower(10_000), asPerson(reception))).body.type).toContain("needs-manager");
    expect((await change(lower(20_000), asPerson(reception))).status).toBe(200);
    // In two steps it is no less.
    expect((await change([{ act: "discount", cents: 10_000, why: "friend" }], asPerson(reception))).status).toBe(403);
    expect((await change(lower(10_000), asPerson(manager))).status).toBe(200);
    const { body } = await read();
    expect(body.lines[0]).toMatchObject({ listed: 35_000, cents: 10_000, why: "model evening" });
    expect(body.total_cents).toBe(10_000);
  });

  it("that is wrong is told by its place, and nothing of it is kept", async () => {
    const { change, read } = await visit();
    const wrong = await change([
      { act: "add", kind: "extra", name: "Shampoo", cents: 12_000 },
      { act: "person", line: "0-0", person: "nobody" },
      { act: "remove", line: "0-0" },
      { act: "package", service: "none", units: 5, cents: 10_000 },
    ]);
    expect(wrong.status).toBe(422);
    expect(wrong.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      "/changes/1/person",
      "/changes/2/line",
      "/changes/3/service",
    ]);
    expect((await change([{ act: "price", line: "0-0" }])).status).toBe(422);
    expect((await read()).body.version).toBe(0);
  });

  it("is refused once something was paid; after the payment and the sale are taken back it is open again", async () => {
    const { salon, pay, read, change, reverse } = await visit();
    await pay([{ means: "card", cents: 10_000 }]);
    const lower = [{ act: "price", line: "0-0", cents: 30_000, why: "promised" }];
    expect((await change(lower)).body.type).toContain("bill-issued");
    const { body } = await read();
    expect((await reverse(postingOf({ body } as Answer, "sale"))).body.type).toContain("not-reversible");
    const payment = postingOf({ body } as Answer, "payment");
    expect((await reverse(payment)).status).toBe(201);
    expect((await reverse(payment)).body.type).toContain("reversed");
    expect((await reverse(postingOf({ body } as Answer, "sale"))).status).toBe(201);
    expect(await balances(salon)).toEqual({});
    expect((await change(lower)).status).toBe(200);
    expect((await pay([{ means: "cash" }])).body).toMatchObject({ total_cents: 30_000, state: "closed" });
  });
});

describe("a refund", () => {
  it("in two parts gives back price, VAT and commission to the cent, each with a credit note of its own number", async () => {
    const { salon, pay, refund } = await visit();
    await pay([{ means: "card" }]);
    expect((await refund({ cents: 35_001, means: "card", reason: "too much" })).status).toBe(422);
    expect((await refund({ cents: 10_001, means: "card", reason: "the colour ran" })).body.left_cents).toBe(24_999);
    expect((await refund({ means: "card", reason: "all of it" })).body.left_cents).toBe(0);
    expect((await refund({ means: "card", reason: "again" })).status).toBe(422);
    expect(await balances(salon)).toEqual({ revenue: -30_435, refunds: 30_435 });
    const numbers = await rows(
      "SELECT series, number FROM tax_document WHERE salon_id = ?1 ORDER BY series, number",
      salon,
    );
    expect(numbers).toEqual([
      { series: "credit", number: 1 },
      { series: "credit", number: 2 },
      { series: "invoice", number: 1 },
    ]);
  });

  it("beyond the bound is a manager's, however it is cut", async () => {
    const { salon, pay, refund } = await visit();
    const reception = asPerson(await signedIn(salon, "reception"));
    await pay([{ means: "card" }], reception);
    expect((await refund({ cents: 15_000, means: "card", reason: "late" }, reception)).status).toBe(201);
    expect((await refund({ cents: 15_000, means: "card", reason: "late" }, reception)).status).toBe(403);
    expect((await refund({ cents: 15_000, means: "card", reason: "late" })).status).toBe(201);
  });
});

describe("gift cards and packages", () => {
  const sold = async (salon: string, change: object) => {
    const begun = await post(`/api/v1/salons/${salon}/bills`, { changes: [change] }, OPERATOR);
    const at = `/api/v1/salons/${salon}/bills/${begun.body.bill}`;
    const pay = () => post(`${at}/payments`, { payments: [{ means: "card" }] }, OPERATOR);
    return { pay, code: async () => (await call(at, { headers: OPERATOR })).body.cards[0]?.code as string };
  };

  it("a card pays what it holds once it is paid itself, in parts, and then no more", async () => {
    const { salon, pay } = await visit();
    const card = await sold(salon, { act: "gift-card", cents: 50_000 });
    expect((await card.pay()).status).toBe(201);
    const code = await card.code();
    expect(code).toMatch(/^([0-9A-Z]{4}-){3}[0-9A-Z]{4}$/);
    const slip = `${code.slice(0, -1)}${code.endsWith("2") ? "3" : "2"}`;
    expect((await pay([{ means: "gift-card", code: slip }])).body.errors[0].pointer).toBe("/payments/0/code");
    expect((await pay([{ means: "gift-card", code: ` ${code.toLowerCase().replaceAll("-", " ")} ` }])).body.state).toBe(
      "closed",
    );
    expect(Object.entries(await balances(salon)).find(([name]) => name.startsWith("gift-cards"))?.[1]).toBe(-15_000);
    const [kept] = await rows("SELECT code_hash FROM gift_card WHERE salon_id = ?1", salon);
    expect(String(kept?.code_hash)).toMatch(/^[0-9a-f]{64}$/);
  });

  it("a package of three pays for three visits, its last unit the last cent, and bears its VAT once", async () => {
    const salon = await newSalon(vendor);
    const pack = await sold(salon, { act: "package", service: "cut", units: 3, cents: 100_000 });
    await pack.pay();
    const code = await pack.code();
    const clock = ["09:00", "10:00", "11:00", "13:00"];
    const answers: Answer[] = [];
    for (const time of clock) {
      const made = await post(`/api/v1/salons/${salon}/bookings`, {
        ...{ services: [{ id: "cut", staff: "thandi" }], client: CLIENT, start: `2026-12-02T${time}:00+02:00` },
      });
      const at = `/api/v1/salons/${salon}/bills/${made.body.booking}`;
      const redeemed = await call(at, {
        ...{ method: "PATCH", headers: { ...OPERATOR, "Idempotency-Key": crypto.randomUUID() } },
        body: { changes: [{ act: "redeem", line: "0-0", code }] },
      });
      answers.push(redeemed);
      if (redeemed.status === 200) answers.push(await post(`${at}/payments`, { payments: [] }, OPERATOR));
    }
    expect(answers.map(({ status }) => status)).toEqual([200, 201, 200, 201, 200, 201, 422]);
    const end = await balances(salon);
    expect(Object.keys(end).some((name) => name.startsWith("packages"))).toBe(false);
    expect(end).toMatchObject({ card: 100_000, vat: -13_043, revenue: -86_957, "commission-due thandi": -34_782 });
  });
});
