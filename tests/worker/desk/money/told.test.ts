// What a client is told of money comes by the channel that they use: one of them, never two, and nothing of theirs is in an address but
// the signed link.

import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { CLIENT, call, OPERATOR, post } from "../../api/client.ts";
import { bookCut, done, minutes, NOMSA, NOW, rows } from "../../commands/surroundings.ts";
import { delivered, later, letters } from "../../conversations/foresight/ahead.ts";
import { hears, type Stage, says, stage } from "../../conversations/stage.ts";
import { itn, paidOnline, providersListen } from "./providers.ts";

const TUESDAY = minutes("2026-12-01T09:00:00+02:00");
const TEMPLATES = ["visit_confirmed", "receipt_issued", "payment_flagged", "deposit_asked"];
const email = () => `m-${crypto.randomUUID()}@example.com`;

beforeEach(() => providersListen());
afterEach(() => void vi.restoreAllMocks());

interface Client {
  name: string;
  phone: string;
  email?: string;
  language: string;
}

/** A visit of somebody's that is paid at the counter; what was told of it before is out of the way. */
async function paidVisit(set: Stage, client: Client): Promise<string> {
  const made = done(await bookCut(later(NOW), set.slug, TUESDAY, { client }));
  await delivered(set.slug, NOW);
  const at = `/api/v1/salons/${set.slug}/bills/${made.booking}`;
  const paid = await post(`${at}/payments`, { payments: [{ means: "card" }] }, OPERATOR);
  expect([paid.status, paid.body.state]).toEqual([201, "closed"]);
  return made.booking;
}

/** The last message of ours, as it waits or went out. */
const last = async (set: Stage) => JSON.parse(String((await set.messages()).at(-1)?.detail));
const receipts = (to: string) =>
  letters(to).then((all) => all.filter(({ text }) => String(text).includes("/r/")).map(({ text }) => String(text)));

/** Nomsa has written; her window is open, or shut since a day. */
async function written(open: boolean): Promise<Stage> {
  const set = await stage(TEMPLATES);
  await hears(set, says("hello"));
  while (((await set.send()) ?? -1) >= 0) set.now += 6_000;
  if (!open) {
    await env.DB.prepare("UPDATE conversation SET window_until = 0 WHERE salon_id = ?1").bind(set.slug).run();
    set.now += 25 * 3_600_000;
  }
  return set;
}

describe("a receipt", () => {
  it("comes in the conversation of a client who writes there, in their language, and by no letter", async () => {
    const set = await written(true);
    const client = { ...NOMSA, email: email(), language: "af" };
    await paidVisit(set, client);
    await delivered(set.slug, NOW);
    const { text } = await last(set);
    expect(text).toMatch(/^Dankie vir jou besoek aan Thandi Hair\..*\nKwitansie: I000001\n.*R350/s);
    expect(text).toMatch(new RegExp(`\\nhttp\\S+/r/${set.slug}\\.[\\w.-]+\\?lang=af$`));
    expect(text).not.toMatch(/Nomsa|27825550199|82 555/);
    expect(await receipts(client.email)).toEqual([]);
    const [link = ""] = /\/r\/\S+/.exec(text) ?? [];
    expect((await call(link)).status).toBe(200);
  });

  it("goes out as a template where the window is shut", async () => {
    const set = await written(false);
    await paidVisit(set, { ...NOMSA, language: "en" });
    await delivered(set.slug, NOW);
    set.now += 60_000;
    while (((await set.send()) ?? -1) >= 0) set.now += 6_000;
    const [sent] = set.provider.chat(set.account, "ZA.1").slice(-1);
    expect(sent?.message.template?.name).toBe("receipt_issued");
    const [body] = sent?.message.template.components ?? [];
    const said = body.parameters.map(({ text }: { text: string }) => text);
    expect(said.slice(0, 3)).toEqual(["Thandi Hair", "Receipt I000001", expect.stringContaining("350")]);
    expect(said[3]).toContain(`/r/${set.slug}.`);
  });

  it("that does not arrive there comes by letter, once", async () => {
    const set = await written(false);
    const client = { ...NOMSA, email: email(), language: "en" };
    await paidVisit(set, client);
    await delivered(set.slug, NOW);
    set.now += 60_000;
    await set.send(); // the visit's own word
    set.provider.mishap("ZA.1", { refuse: 131026 });
    set.now += 60_000;
    while (((await set.send()) ?? -1) >= 0) set.now += 6_000;
    for (let times = 0; times < 2; times++) await delivered(set.slug, Math.floor(set.now / 60_000));
    const messages = await rows(
      "SELECT json_extract(payload, '$.letter') AS letter, sent_as FROM outbox WHERE salon_id = ?1 AND kind = 'receipt.issued'",
      set.slug,
    );
    expect(messages).toEqual([{ letter: 1, sent_as: null }]);
    expect(await receipts(client.email)).toHaveLength(1);
  });

  it("comes by letter to whoever writes nowhere, and by a template to whoever left no address", async () => {
    const set = await stage(TEMPLATES);
    const client = { name: "Sipho", phone: "+27825550111", email: email(), language: "en" };
    await paidVisit(set, client);
    await delivered(set.slug, NOW);
    expect(await receipts(client.email)).toHaveLength(1);
    expect(await set.messages()).toEqual([]);
    const { email: _, ...silent } = { ...client, phone: "+27825550112" };
    await paidVisit(set, silent);
    await delivered(set.slug, NOW);
    expect((await last(set)).instead).toMatchObject({ name: "receipt_issued", language: "en" });
  });
});

describe("a deposit", () => {
  /** The salon is paid online from now on. */
  async function takingDeposits(): Promise<Stage> {
    const set = await written(true);
    providersListen((request) => set.provider.handle(request));
    const { body } = await call(`/api/v1/salons/${set.slug}/document`, { headers: OPERATOR });
    paidOnline()(body);
    await call(`/api/v1/salons/${set.slug}`, { method: "PUT", body, headers: OPERATOR });
    return set;
  }

  it("that came for a time that was gone is told in the conversation of whoever paid", async () => {
    const set = await takingDeposits();
    const colour = { services: [{ id: "colour" }], start: "2026-12-01T12:30:00+02:00" };
    const client = { ...CLIENT, email: email(), language: "en" };
    await post(`/api/v1/salons/${set.slug}/bookings`, { ...colour, client });
    const [payment] = await rows("SELECT payment_id AS id FROM online_payment WHERE salon_id = ?1", set.slug);
    await itn({ m_payment_id: `${set.slug}.${payment?.id}`, amount_gross: "150.00" });
    await delivered(set.slug, NOW + 10);
    expect((await last(set)).text).toMatch(/^Your deposit of R200.* could not be booked/);
    expect(await letters(client.email)).toEqual([]);
  });

  it("of a visit that was booked on a call is asked for in writing", async () => {
    const set = await takingDeposits();
    const visit = { services: [{ id: "colour" }], start: minutes("2026-12-01T12:30:00+02:00") };
    const client = { ...NOMSA, language: "en" };
    done(await bookCut(later(NOW), set.slug, TUESDAY, { visit, client, channel: "voice" }));
    await delivered(set.slug, NOW);
    const { text } = await last(set);
    expect(text).toMatch(/^Thandi Hair keeps this time for you until 09:20\..*R200/);
    expect(text).toMatch(new RegExp(`/b/${set.slug}\\.\\S+\\?lang=en$`));
  });
});
