// The counter's pages: a visit is paid in one tap, nothing that was typed is lost, and the client has a receipt.

import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { SalonDocument } from "../../../../shared/contracts/salon.ts";
import { erase } from "../../../../workers/commands/compliance/erase.ts";
import { deliverDue } from "../../../../workers/conversations/outbox.ts";
import { LANGUAGES } from "../../../../workers/ui/words.ts";
import { signedIn, submit, trailOf } from "../../access/people.ts";
import { CLIENT, call, newSalon, post } from "../../api/client.ts";
import { at, done, minutes, NOW, rows } from "../../commands/surroundings.ts";
import { asRead } from "../../law/visit.ts";

const vendor = (salon: SalonDocument): void => {
  salon.policies = { ...salon.policies, vat_number: "4123456789" };
};

async function counter(role: "reception" | "owner" | "stylist" = "reception", change = vendor) {
  const salon = await newSalon(change);
  const visit = { services: [{ id: "cut", staff: "thandi" }], start: "2026-12-01T09:00:00+02:00", client: CLIENT };
  const made = await post(`/api/v1/salons/${salon}/bookings`, visit);
  const { cookie } = await signedIn(salon, role);
  const headers = { Cookie: cookie };
  const path = `/desk/${salon}/money/visits/${made.body.booking}`;
  const page = async (at = `${path}?lang=en`) => call(at, { headers });
  const send = async (fields: Record<string, string>, at = path) => submit(at, { lang: "en", ...fields }, { headers });
  const fieldOf = async (name: string) =>
    new RegExp(`name="${name}" value="([^"]*)"`).exec((await page()).text)?.[1] ?? "";
  return { salon, booking: made.body.booking as string, path, page, send, fieldOf, headers };
}

const state = async (salon: string) => (await rows("SELECT state FROM bill WHERE salon_id = ?1", salon))[0]?.state;

describe("a bill's page", () => {
  it("takes the exact amount with one form, in every language", async () => {
    const { salon, booking, page, send, fieldOf, path } = await counter();
    for (const language of LANGUAGES) expect((await page(`${path}?lang=${language}`)).status).toBe(200);
    expect(asRead((await page()).text)).toContain("R350");
    const paid = await send({ act: "pay", means: "card", key: await fieldOf("key"), version: "0" });
    expect([paid.status, paid.headers.get("Location")]).toEqual([303, `${path}?lang=en`]);
    expect(await state(salon)).toBe("closed");
    const after = asRead((await page()).text);
    expect(after).toContain("Receipt no. 1");
    const acts = (await trailOf(salon)).filter(({ subject }) => subject === booking).map(({ action }) => action);
    expect(acts).toContain("bill.paid");
  });

  it("sent twice, is paid once; by a page that is old, is shown again unpaid", async () => {
    const { salon, send, fieldOf } = await counter();
    const fields = { act: "pay-part", means: "cash", amount: "100", key: await fieldOf("key"), version: "0" };
    for (let times = 0; times < 2; times++) expect((await send(fields)).status).toBe(303);
    expect(await rows("SELECT count(*) AS n FROM posting WHERE salon_id = ?1 AND kind = 'payment'", salon)).toEqual([
      { n: 1 },
    ]);
    const late = await send({ act: "pay", means: "card", version: "0" });
    expect(late.status).toBe(409);
    expect(asRead(late.text)).toContain("Somebody else has changed this bill");
  });

  it("gives change and a tip, and says what goes back", async () => {
    const { send, page, salon } = await counter();
    const fields = { act: "pay-part", means: "cash", amount: "R 400", tip: "20,50", tipped: "thandi", version: "0" };
    const paid = await send(fields);
    expect(paid.headers.get("Location")).toContain("change=5000");
    expect(asRead((await page(`${paid.headers.get("Location")}`)).text)).toContain("Give back R50 in cash.");
    const tip = await rows("SELECT whose, cents FROM entry WHERE salon_id = ?1 AND account = 'tips'", salon);
    expect(tip).toEqual([{ whose: "thandi", cents: -2_050 }]);
  });

  it("loses nothing that was typed, and says beside each field what is wrong", async () => {
    const { send, salon } = await counter();
    const bad = await send({
      act: "pay-part",
      means: "card",
      amount: "three hundred",
      tip: "10",
      reference: "slip 9",
      version: "0",
    });
    expect(bad.status).toBe(422);
    expect(bad.text).toContain('value="three hundred"');
    expect(bad.text).toContain('value="slip 9"');
    expect(bad.text).toMatch(/id="amount-fault"[^>]*>Write an amount/);
    const nobody = await send({ act: "price", line: "0-0", price: "300", "price-why": "", version: "0" });
    expect([nobody.status, /id="price-why-fault"/.test(nobody.text)]).toEqual([422, true]);
    expect(await state(salon)).toBeUndefined();
    expect((await send({ act: "add", what: "<script>alert(1)</script>", costs: "20", version: "0" })).status).toBe(303);
    expect((await send({ act: "add", what: "x", costs: "99999999999", version: "1" })).status).toBe(422);
  });

  it("shows markup that was typed as text", async () => {
    const { send, page } = await counter();
    await send({ act: "add", what: "<b>Oil</b>", costs: "20", version: "0" });
    expect((await page()).text).toContain("&lt;b&gt;Oil&lt;/b&gt;");
  });

  it("takes a payment back for the owner and not for the reception", async () => {
    const desk = await counter();
    await desk.send({ act: "pay-part", means: "card", amount: "100", version: "0" });
    const [row] = await rows("SELECT posting_id FROM posting WHERE salon_id = ?1 AND kind = 'payment'", desk.salon);
    const posting = String(row?.posting_id);
    expect((await desk.page()).text).not.toContain("Take back");
    const back = { act: "reverse", posting, [`why-${posting}`]: "cash it was" };
    expect((await desk.send(back)).status).toBe(403);
    const owner = await signedIn(desk.salon, "owner");
    const answer = await submit(desk.path, { lang: "en", ...back }, { headers: { Cookie: owner.cookie } });
    expect(answer.status).toBe(303);
    expect(asRead((await desk.page()).text)).toContain("taken back");
  });

  it("sells what belongs to no visit, and shows the code once the card is paid for", async () => {
    const { salon, send, page } = await counter();
    const begun = await send({ act: "gift-card", worth: "500" }, `/desk/${salon}/money/visits/new`);
    const at = begun.headers.get("Location") ?? "";
    expect(at).toMatch(/\/money\/visits\/[a-z2-7]{26}/);
    const path = at.split("?")[0] ?? "";
    await send({ act: "pay", means: "cash", version: "1" }, path);
    expect((await page(at)).text).toMatch(/<code>([0-9A-Z]{4}-){3}[0-9A-Z]{4}<\/code>/);
  });
});

describe("a receipt", () => {
  const receiptOf = async (text: string) => /href="(\/r\/[^"]+)"/.exec(text)?.[1] ?? "";

  it("of a vendor is a tax invoice with what the Act asks for, in the client's language", async () => {
    const { page, send } = await counter();
    await send({ act: "pay", means: "card", version: "0" });
    const href = await receiptOf((await page()).text);
    expect(href).toContain("lang=zu");
    const english = await call(href.replace("lang=zu", "lang=en"));
    const text = asRead(english.text);
    for (const part of [
      "Tax invoice",
      "Thandi Hair",
      "12 Fourth Avenue, Parkhurst, Johannesburg",
      "VAT number 4123456789",
    ])
      expect(text).toContain(part);
    for (const part of ["I000001", "1 × Cut & style", "R350", "Without VAT", "R304.35", "VAT at 15 %", "R45.65"])
      expect(text).toContain(part);
    expect(english.headers.get("X-Robots-Tag")).toBe("noindex");
    expect(english.headers.get("Cache-Control")).toBe("no-store");
    for (const language of LANGUAGES)
      expect((await call(href.replace("lang=zu", `lang=${language}`))).status).toBe(200);
  });

  it("of anybody else is called a receipt, and says nothing of VAT", async () => {
    const { page, send } = await counter("reception", () => {});
    await send({ act: "pay", means: "card", version: "0" });
    const text = asRead((await call((await receiptOf((await page()).text)).replace("lang=zu", "lang=en"))).text);
    expect(text).toContain("Receipt");
    expect(text).not.toMatch(/VAT|Tax invoice/);
  });

  it("opens for nobody whose link is wrong by a letter", async () => {
    const { page, send } = await counter();
    await send({ act: "pay", means: "card", version: "0" });
    const href = await receiptOf((await page()).text);
    const [path = ""] = href.split("?");
    const wrong = `${path.slice(0, -1)}${path.endsWith("A") ? "B" : "A"}`;
    for (const at of [wrong, "/r/x", `/r/${"a".repeat(500)}`]) expect((await call(at)).status).toBe(404);
  });

  it("is sent to the client, with the link to it", async () => {
    const { salon, send } = await counter();
    await send({ act: "pay", means: "card", version: "0" });
    await deliverDue(env, NOW + 100_000);
    const [row] = await rows("SELECT message_id FROM outbox WHERE salon_id = ?1 AND kind = 'receipt.issued'", salon);
    const [letter] = await rows("SELECT recipient, text FROM mailbox WHERE message_id = ?1", row?.message_id);
    expect(letter?.recipient).toBe("nomsa@example.com");
    expect(String(letter?.text)).toMatch(/\/r\/salon-[^ ]+lang=zu/);
  });

  it("above R5 000 names the client, until they are erased", async () => {
    const { salon, page, send } = await counter("owner");
    await send({ act: "add", what: "Bridal package", costs: "6000", version: "0" });
    await send({ act: "pay", means: "eft", version: "1" });
    const href = (await receiptOf((await page()).text)).replace("lang=zu", "lang=en");
    expect(asRead((await call(href)).text)).toContain("Nomsa Dlamini");
    const full = { act: "recipient", "to-name": "Dlamini Weddings CC", "to-address": "1 Long Street, Cape Town" };
    const wrong = await send({ ...full, "to-vat": "12" });
    expect([wrong.status, /id="to-vat-fault"/.test(wrong.text), wrong.text.includes("Dlamini Weddings")]).toEqual([
      422,
      true,
      true,
    ]);
    expect((await send({ ...full, "to-vat": "4987 654 321" })).status).toBe(303);
    const invoice = asRead((await call(href)).text);
    for (const part of ["Dlamini Weddings CC, 1 Long Street, Cape Town", "4987654321"]) expect(invoice).toContain(part);
    await send({ ...full, "to-name": "Nomsa Dlamini" });
    const named = "SELECT recipient FROM tax_document WHERE salon_id = ?1";
    expect(String((await rows(named, salon))[0]?.recipient)).toContain("Nomsa");
    const [visit] = await rows("SELECT client_id FROM booking WHERE salon_id = ?1", salon);
    const asked = { salon, client: String(visit?.client_id), reason: "retention", request: null } as const;
    // The visit is over by then: one that is still to come refuses an erasure.
    done(await erase(at(minutes("2026-12-05T09:00:00+02:00")), asked));
    expect(await rows(named, salon)).toEqual([{ recipient: null }]);
  });
});

describe("the page of a card", () => {
  it("says what the card holds to whoever knows the code, and of any other code nothing", async () => {
    const { salon, send, page } = await counter();
    const begun = await send({ act: "gift-card", worth: "500" }, `/desk/${salon}/money/visits/new`);
    const at = begun.headers.get("Location") ?? "";
    const ask = (code: string) => submit(`/${salon}/card?lang=en`, { code, lang: "en" });
    await send({ act: "pay", means: "cash", version: "1" }, at.split("?")[0]);
    const code = /<code>([^<]+)<\/code>/.exec((await page(at)).text)?.[1] ?? "";
    expect((await call(`/${salon}/card?lang=en`)).status).toBe(200);
    const shown = await ask(code);
    expect([shown.status, asRead(shown.text).includes("R500")]).toEqual([200, true]);
    for (const wrong of ["", "x", code.replace(/.$/, (last) => (last === "2" ? "3" : "2")), "A".repeat(500)]) {
      const refused = await ask(wrong);
      expect([refused.status, refused.text.includes("R500")]).toEqual([422, false]);
    }
    const elsewhere = await newSalon();
    expect((await submit(`/${elsewhere}/card`, { code })).status).toBe(422);
    expect((await call("/no-such-salon/card")).status).toBe(404);
  });
});

describe("the day's money", () => {
  const day = "2026-11-30";

  it("shows what came in, and is closed by whoever counts it, who says why it differs", async () => {
    const { salon, send, page, path } = await counter();
    await send({ act: "pay", means: "cash", version: "0" });
    const at = `/desk/${salon}/money`;
    expect(asRead((await page(`${at}?lang=en`)).text)).toContain("By the books: R350");
    const short = { act: "close", day, cash: "345", card: "0", eft: "0" };
    const refused = await send(short, at);
    expect([refused.status, refused.text.includes('value="345"'), refused.text.includes("Say why it differs")]).toEqual(
      [422, true, true],
    );
    expect((await send({ ...short, note: "change given wrongly" }, at)).status).toBe(303);
    const shown = asRead((await page(`${at}?lang=en`)).text);
    expect(shown).toContain("Counted and closed");
    expect(
      await rows("SELECT account, cents FROM entry WHERE salon_id = ?1 AND account = 'till-difference'", salon),
    ).toEqual([{ account: "till-difference", cents: 500 }]);
    expect((await send({ ...short, note: "again" }, at)).status).toBe(409);
    // What comes later is the next day's.
    await send({ act: "refund", back: "10", means: "cash", reason: "late" }, path);
    const [later] = await rows("SELECT max(day) - min(day) AS days FROM posting WHERE salon_id = ?1", salon);
    expect(later).toEqual({ days: 1 });
  });

  it("names whose bill is not paid yet, and what it still owes", async () => {
    const { salon, send, page } = await counter();
    await send({ act: "pay-part", means: "cash", amount: "120", version: "0" });
    const owed = async () =>
      asRead((await page(`/desk/${salon}/money?lang=en`)).text).replaceAll(/(<[^>]*>|\s)+/g, " ");
    expect(await owed()).toContain(`Not paid yet ${CLIENT.name} Cut & style R230 · Partly paid`);
    await send({ act: "pay", means: "card", version: "1" });
    expect(await owed()).not.toContain("Not paid yet");
  });

  it("is reported to the owner by account and person, and every entry as a file without formulas", async () => {
    const { salon, send, headers } = await counter("owner");
    await send({
      act: "pay-part",
      means: "card",
      amount: "350",
      tip: "35",
      tipped: "thandi",
      reference: "=1+1",
      version: "0",
    });
    const report = await call(`/desk/${salon}/money/report?lang=en`, { headers });
    expect(asRead(report.text)).toContain("Thandi");
    const file = await call(`/desk/${salon}/money/report.csv`, { headers });
    const lines = file.text.trim().split("\r\n");
    expect(lines[0]).toBe("day,posting,kind,account,whose,cents,reference");
    expect(lines.length).toBeGreaterThan(4);
    expect(file.text).toContain("'=1+1");
    const sum = lines.slice(1).reduce((total, line) => total + Number(line.split(",")[5]), 0);
    expect(sum).toBe(0);
    const stylist = await signedIn(salon, "stylist");
    expect((await call(`/desk/${salon}/money/report`, { headers: { Cookie: stylist.cookie } })).status).toBe(403);
  });
});
