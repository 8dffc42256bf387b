import { beforeEach, describe, expect, it } from "vitest";
import { submit, trailOf } from "../access/people.ts";
import { CLIENT, call, newSalon, post } from "../api/client.ts";
import { askedWho, bookedOnPage, DETAILS, rowsOf } from "./visit.ts";

let salon: string;
beforeEach(async () => {
  salon = await newSalon();
});

const QUESTION = "May Thandi Hair send you news and offers by e-mail, a few times a year?";
const answers = () =>
  rowsOf("SELECT purpose, granted, channel, wording FROM consent WHERE salon_id = ?1 ORDER BY at, nth", salon);
const granted = async () => (await answers()).map((row) => row.granted);
const later = { service: "cut", staff: "any", start: "2026-12-03T07:00Z", price_cents: "35000" };
const answer = (token: string, fields: Record<string, string>) =>
  submit(`/b/${token}/consents`, { purpose: "marketing", ...fields });
const page = async (token: string, part = "") => (await call(`/b/${token}${part}`)).text;

describe("consent to news", () => {
  it("is not given beforehand: no box of the form is ticked", async () => {
    const { text } = await askedWho(salon);
    expect(text).toContain('type="checkbox"');
    expect(text).not.toMatch(/type="checkbox"[^>]* checked/);
  });

  it("is asked for once, with its words, its notice and its channel, and silence is no", async () => {
    const token = await bookedOnPage(salon);
    expect(await answers()).toEqual([{ purpose: "marketing", granted: 0, channel: "web", wording: QUESTION }]);
    const [row] = await rowsOf(
      "SELECT c.notice_version, b.notice_hash FROM consent AS c JOIN booking AS b USING (salon_id) WHERE c.salon_id = ?1",
      salon,
    );
    expect(row?.notice_version).toBe(row?.notice_hash);
    expect(await page(token)).toContain(QUESTION);
    expect((await answer(token, { answer: "no", from: "visit" })).headers.get("Location")).toBe(`/b/${token}`);
    expect(await page(token)).not.toContain(QUESTION);
  });

  it("is never asked for again: not of who said no, and not of who did not answer", async () => {
    for (const reply of [true, false]) {
      salon = await newSalon();
      const first = await bookedOnPage(salon);
      if (reply) await answer(first, { answer: "no" });
      const before = await answers();
      const second = await bookedOnPage(salon, DETAILS, later);
      expect(await page(second)).not.toContain(QUESTION);
      expect(await answers()).toEqual(before);
    }
  });

  it("is not asked for where there is no address to send to", async () => {
    const token = await bookedOnPage(salon, { ...DETAILS, email: "" });
    expect(await answers()).toEqual([]);
    expect(await page(token)).not.toContain(QUESTION);
  });

  it("given is a row, and withdrawn another: nothing is overwritten, and twice is once", async () => {
    const token = await bookedOnPage(salon);
    await answer(token, { answer: "yes" });
    expect(await page(token, "/consents")).toMatch(/News and offers[\s\S]*You agreed[\s\S]*Withdraw/);
    await answer(token, { answer: "no" });
    await answer(token, { answer: "no" });
    expect(await granted()).toEqual([0, 1, 0]);
    expect(await page(token, "/consents")).toMatch(/You did not agree/);
    const said = (await trailOf(salon)).map(({ action }) => action).filter((action) => action.startsWith("consent."));
    expect(said).toEqual(["consent.given", "consent.withdrawn"]);
  });

  it("is seen and withdrawn by a program with the link", async () => {
    const token = await bookedOnPage(salon);
    await answer(token, { answer: "yes" });
    const seen = await call(`/api/v1/bookings/${token}/consents`);
    expect(seen.body.consents).toMatchObject([
      { purpose: "marketing", granted: true, wording: QUESTION, channel: "web" },
    ]);
    const ended = await call(`/api/v1/bookings/${token}/consents/marketing`, { method: "DELETE" });
    expect([ended.status, ended.body]).toEqual([200, { purpose: "marketing", granted: false }]);
    expect(await granted()).toEqual([0, 1, 0]);
    const unasked = await call(`/api/v1/bookings/${token}/consents/health`, { method: "DELETE" });
    expect(unasked.status).toBe(404);
  });

  it("can be ended from any later visit, whose page tells nothing else of earlier ones", async () => {
    const first = await bookedOnPage(salon);
    const second = await bookedOnPage(salon, DETAILS, later);
    expect((await call(`/api/v1/bookings/${second}/consents`)).body.consents).toEqual([]);
    await answer(first, { answer: "yes" });
    expect(await page(second, "/consents")).toContain("Withdraw");
    await answer(second, { answer: "no" });
    expect(await granted()).toEqual([0, 1, 0]);
  });

  it("cannot be given by whoever was not asked", async () => {
    const visit = { services: [{ id: "cut" }], start: "2026-12-02T09:00:00+02:00", client: CLIENT };
    const { token } = (await post(`/api/v1/salons/${salon}/bookings`, visit)).body;
    expect((await answer(token, { answer: "yes" })).status).toBe(404);
    expect(await answers()).toEqual([]);
  });

  it("keeps the words of a program that asks in its own", async () => {
    const consents = [
      { purpose: "reminders", notice_version: "2026-11", wording: "Remind me the day before", granted: true },
    ];
    const visit = { services: [{ id: "cut" }], start: "2026-12-02T09:00:00+02:00", client: CLIENT, consents };
    expect((await post(`/api/v1/salons/${salon}/bookings`, visit)).status).toBe(201);
    expect(await answers()).toMatchObject([{ purpose: "reminders", granted: 1, wording: "Remind me the day before" }]);
  });
});
