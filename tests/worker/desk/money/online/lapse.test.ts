// Whoever asked for a time and did not pay is told once that it was let go; nobody is told who paid, gave it back, or holds it anew.

import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { settleWaiting } from "../../../../../workers/commands/desk/money/online/settle.ts";
import { CLIENT, call, newSalon, OPERATOR, post } from "../../../api/client.ts";
import { minutes, rows } from "../../../commands/surroundings.ts";
import { delivered, later, letters } from "../../../conversations/foresight/ahead.ts";
import { hears, says, stage } from "../../../conversations/stage.ts";
import { itn, paidOnline, providersListen } from "../providers.ts";

const START = "2026-12-01T12:30:00+02:00";
/** Held until 9:20, begun at nine. */
const LET_GO = minutes("2026-11-30T09:20:00+02:00");
const TOLD = LET_GO + 5;

beforeEach(() => providersListen());
afterEach(() => void vi.restoreAllMocks());

/** A client who asked for a time and has not paid. */
async function unpaid(client: object = {}, slug?: string) {
  const salon = slug ?? (await newSalon(paidOnline()));
  const email = `m-${crypto.randomUUID()}@example.com`;
  const held = await post(`/api/v1/salons/${salon}/holds`, { services: [{ id: "colour" }], start: START });
  const hold = String(held.body.hold);
  const asking = { hold, client: { ...CLIENT, email, language: "en", ...client } };
  const ask = (now?: string) => post(`/api/v1/salons/${salon}/bookings`, asking, {}, now);
  expect((await ask()).status).toBe(202);
  const [row] = await rows("SELECT payment_id AS id FROM online_payment WHERE salon_id = ?1", salon);
  const sweep = (now: number) => settleWaiting(later(now));
  const told = () => rows("SELECT message_id FROM outbox WHERE salon_id = ?1 AND kind = 'deposit.lapsed'", salon);
  const tell = async (now: number) => {
    await sweep(now);
    await delivered(salon, now);
    return letters(email);
  };
  return { salon, hold, email, ask, payment: { m_payment_id: `${salon}.${row?.id}` }, sweep, told, tell };
}

describe("a time that was held for its deposit and not paid for", () => {
  it("is told of once, in the client's language, with the way to book anew", async () => {
    const { salon, tell, told } = await unpaid({ language: "af" });
    expect(await tell(LET_GO)).toEqual([]);
    const [letter, ...more] = await tell(TOLD);
    expect(more).toEqual([]);
    expect(letter?.subject).toMatch(/^Hierdie tyd is vrygestel: .*12:30$/);
    expect(letter?.text).toMatch(/Niks is van jou geneem nie/);
    const [link = ""] = /\/salon-\S+\/book\?\S+/.exec(String(letter?.text)) ?? [];
    expect(link).toBe(`/${salon}/book?service=colour&lang=af`);
    expect((await call(link)).status).toBe(200);
    expect(await tell(TOLD + 1)).toHaveLength(1);
    expect(await told()).toHaveLength(1);
    const [entry] = await rows("SELECT entry FROM audit WHERE salon_id = ?1 ORDER BY seq DESC LIMIT 1", salon);
    expect(JSON.parse(String(entry?.entry)).action).toBe("deposit.lapsed");
  });

  it("is told of once, however many look at the same minute, and whichever of them dies", async () => {
    const { sweep, told } = await unpaid();
    await Promise.all([sweep(TOLD), sweep(TOLD), sweep(TOLD)]);
    expect(await told()).toHaveLength(1);
    const dying = await unpaid();
    const batch = env.DB.batch.bind(env.DB);
    const broken = vi.spyOn(env.DB, "batch").mockImplementation(async (statements) => {
      if (statements.length > 2) throw new Error("gone");
      return batch(statements) as never;
    });
    await dying.sweep(TOLD);
    expect(broken.mock.results.length).toBeGreaterThan(2);
    broken.mockRestore();
    expect(await dying.told()).toEqual([]);
    await dying.sweep(TOLD + 1);
    expect(await dying.told()).toHaveLength(1);
  });

  it("whose payment failed is told of once, though it was tried twice", async () => {
    const { ask, payment, sweep, told, salon } = await unpaid();
    await itn({ ...payment, payment_status: "CANCELLED" });
    await ask("2026-11-30T09:06:00+02:00");
    expect(await rows("SELECT 1 FROM online_payment WHERE salon_id = ?1", salon)).toHaveLength(2);
    for (const minute of [TOLD, TOLD + 6, TOLD + 7]) await sweep(minute);
    expect(await told()).toHaveLength(1);
  });

  it("is told of in the conversation of a client who writes there, and by a template where its window is shut", async () => {
    const set = await stage(["deposit_lapsed"]);
    await hears(set, says("hello"));
    while (((await set.send()) ?? -1) >= 0) set.now += 6_000;
    await env.DB.prepare("UPDATE conversation SET window_until = 0 WHERE salon_id = ?1").bind(set.slug).run();
    set.now += 25 * 3_600_000;
    providersListen((request) => set.provider.handle(request));
    const { body } = await call(`/api/v1/salons/${set.slug}/document`, { headers: OPERATOR });
    paidOnline()(body);
    await call(`/api/v1/salons/${set.slug}`, { method: "PUT", body, headers: OPERATOR });
    const { tell } = await unpaid({ phone: "+27825550199", name: "Nomsa" }, set.slug);
    expect(await tell(TOLD)).toEqual([]);
    const last = JSON.parse(String((await set.messages()).at(-1)?.detail));
    expect(last.text).toMatch(/no payment came\..*Nothing was taken from you\..*\/book\?service=colour/s);
    set.now += 60_000;
    while (((await set.send()) ?? -1) >= 0) set.now += 6_000;
    const [sent] = set.provider.chat(set.account, "ZA.1").slice(-1);
    expect(sent?.message.template?.name).toBe("deposit_lapsed");
    const [told] = sent?.message.template.components ?? [];
    expect(told.parameters).toHaveLength(3);
  });
});

describe("nobody is told that a time was let go", () => {
  it("who paid, in time or late, nor before the money that is on its way had some minutes", async () => {
    const paid = await unpaid();
    await itn(paid.payment);
    const late = await unpaid();
    await late.sweep(TOLD - 1);
    await itn(late.payment, undefined, "2026-11-30T09:25:00+02:00");
    for (const { sweep, told } of [paid, late]) {
      await sweep(TOLD + 10);
      expect(await told()).toEqual([]);
    }
    expect(await rows("SELECT booking_id FROM booking WHERE salon_id = ?1", late.salon)).toHaveLength(1);
  });

  it("whose money came and could not be booked, for they are told that", async () => {
    const { payment, sweep, told } = await unpaid();
    await itn({ ...payment, amount_gross: "150.00" });
    await sweep(TOLD);
    expect(await told()).toEqual([]);
  });

  it("who gave it back", async () => {
    const { salon, hold, sweep, told } = await unpaid();
    expect((await call(`/api/v1/salons/${salon}/holds/${hold}`, { method: "DELETE" })).status).toBe(204);
    await sweep(TOLD);
    expect(await told()).toEqual([]);
  });

  it("who asked again and holds it anew, or paid, before the word went out", async () => {
    const again = await unpaid();
    await again.sweep(TOLD);
    expect((await again.ask("2026-11-30T09:26:00+02:00")).status).toBe(202);
    await delivered(again.salon, TOLD + 2);
    const paid = await unpaid();
    await paid.sweep(TOLD);
    await itn(paid.payment, undefined, "2026-11-30T09:26:00+02:00");
    await delivered(paid.salon, TOLD + 2);
    expect(await letters(again.email)).toEqual([]);
    const written = await letters(paid.email);
    expect(written.map(({ subject }) => String(subject)).filter((subject) => subject.includes("let go"))).toEqual([]);
  });
});

describe("money that comes after the word went out", () => {
  it("still books the time where it is free", async () => {
    const { salon, payment, tell } = await unpaid();
    await tell(TOLD);
    await itn(payment, undefined, "2026-11-30T10:00:00+02:00");
    expect(await rows("SELECT booking_id FROM booking WHERE salon_id = ?1", salon)).toHaveLength(1);
  });
});
