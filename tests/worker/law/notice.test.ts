import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import dataMap from "../../../shared/policies/data-map.json";
import af from "../../../shared/policies/notice/af.json";
import en from "../../../shared/policies/notice/en.json";
import regulator from "../../../shared/policies/notice/regulator.json";
import xh from "../../../shared/policies/notice/xh.json";
import zu from "../../../shared/policies/notice/zu.json";
import transfers from "../../../shared/policies/transfers.json";
import {
  NOTICE_CATEGORIES,
  NOTICE_LANGUAGES,
  NOTICE_PURPOSES,
  NOTICE_TERMS,
} from "../../../workers/commands/law/notice.ts";
import { LANGUAGES } from "../../../workers/ui/words.ts";
import { submit } from "../access/people.ts";
import { CLIENT, call, faultsAt, newSalon, OPERATOR, post } from "../api/client.ts";
import { exampleSalon } from "../api/salon-document.ts";
import { askedWho, bookedOnPage, DETAILS, hiddenOf, rowsOf } from "./visit.ts";

const TEMPLATES = { en, af, zu, xh };
const OFFICER = { name: "Thandi Nkosi", email: "privacy@thandi.example", registration_number: "2026-000101" };
const PARTY = { name: "Thandi Hair CC", address: "12 Fourth Avenue, Parkhurst, 2193" };

const lawful = () =>
  newSalon((salon) => {
    salon.languages = [...LANGUAGES];
    salon.information_officer = OFFICER;
    salon.responsible_party = PARTY;
  });

const noticeIn = (salon: string, language: string) => call(`/api/v1/salons/${salon}/notice?language=${language}`);

/** The lines under the headings of one letter. */
function item(text: string, letter: string): string {
  const parts = text.split(/^(?=\([a-h]\) )/m).filter((part) => part.startsWith(`(${letter}) `));
  return parts.join("\n");
}

async function hasEveryItem(salon: string, language: (typeof LANGUAGES)[number]): Promise<void> {
  const { body } = await noticeIn(salon, language);
  const text: string = body.text;
  const words = TEMPLATES[language];
  expect(text).not.toMatch(/[{}]|undefined/);
  for (const category of NOTICE_CATEGORIES) {
    expect(item(text, "a")).toContain(words.categories[category as keyof typeof words.categories]);
  }
  expect(item(text, "a")).toContain(words.a.text[0]);
  for (const part of [PARTY.name, PARTY.address, OFFICER.name, OFFICER.email, OFFICER.registration_number]) {
    expect(item(text, "b")).toContain(part);
  }
  for (const purpose of NOTICE_PURPOSES) {
    const { basis } = dataMap.purposes[purpose as keyof typeof dataMap.purposes];
    expect(item(text, "c")).toContain(`${words.purposes[purpose as keyof typeof words.purposes]} (${basis})`);
  }
  for (const letter of ["d", "e", "f"] as const) {
    expect(item(text, letter)).toContain(words[letter].text[0]);
    expect(words[letter].text[0]?.length).toBeGreaterThan(60);
  }
  for (const { id } of transfers.recipients) {
    expect(item(text, "g")).toContain(words.transfers[id as keyof typeof words.transfers]);
  }
  const further = item(text, "h");
  expect(words.h).toHaveLength(6);
  for (const { heading } of words.h) expect(further).toContain(heading);
  for (const contact of [regulator.email, regulator.post, regulator.phone]) expect(further).toContain(contact);
  for (const section of ["20", "23", "24", "26", "11(3)", "71"]) expect(further).toContain(section);
  for (const term of NOTICE_TERMS) {
    const [before = ""] = words.terms[term as keyof typeof words.terms].split("{time}");
    expect(further).toContain(before);
  }
}

describe("the privacy notice", () => {
  it("is written in every language of the pages", () => {
    expect([...NOTICE_LANGUAGES].sort()).toEqual([...LANGUAGES].sort());
  });

  it("has every item of s 18(1)(a) to (h) in its text, in each language", async () => {
    const salon = await lawful();
    for (const language of LANGUAGES) await hasEveryItem(salon, language);
  });

  it("has words in each language for whatever the data map holds about clients", () => {
    expect(NOTICE_CATEGORIES.length).toBeGreaterThanOrEqual(9);
    expect(NOTICE_PURPOSES.length).toBeGreaterThanOrEqual(7);
    for (const [language, words] of Object.entries(TEMPLATES)) {
      const missing = [
        ...NOTICE_CATEGORIES.filter((name) => !(name in words.categories)),
        ...NOTICE_PURPOSES.filter((name) => !(name in words.purposes)),
        ...NOTICE_TERMS.filter((name) => !(name in words.terms)),
      ];
      expect([language, missing]).toEqual([language, []]);
    }
  });

  it("is known by the SHA-256 of its text, and every text that was shown is kept for good", async () => {
    const salon = await lawful();
    const first = await noticeIn(salon, "en");
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(first.body.text));
    expect(first.body.hash).toBe(
      [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join(""),
    );
    expect((await noticeIn(salon, "en")).body).toEqual(first.body);
    const document = { ...exampleSalon(salon), languages: [...LANGUAGES], name: "Thandi and Daughter" };
    await call(`/api/v1/salons/${salon}`, { method: "PUT", body: document, headers: OPERATOR });
    const second = await noticeIn(salon, "en");
    expect(second.body.hash).not.toBe(first.body.hash);
    const kept = await rowsOf("SELECT hash, language, text FROM notice WHERE salon_id = ?1 ORDER BY text", salon);
    const shown = [first, second].map(({ body: { hash, language, text } }) => ({ hash, language, text }));
    expect(kept).toEqual(shown.sort((one, other) => (one.text < other.text ? -1 : 1)));
    for (const sql of ["UPDATE notice SET text = 'x' WHERE salon_id = ?1", "DELETE FROM notice WHERE salon_id = ?1"]) {
      await expect(env.DB.prepare(sql).bind(salon).run()).rejects.toThrow("append-only: notice");
    }
    const then = await call(`/${salon}/privacy?version=${first.body.hash}`);
    expect(then.status).toBe(200);
    expect(then.text).toContain("Privacy notice of Thandi Hair\n");
    expect((await call(`/${salon}/privacy?version=${"0".repeat(64)}`)).status).toBe(404);
  });

  it("stands before the form that asks for details, and at the foot of every page of the salon", async () => {
    const salon = await lawful();
    const page = await askedWho(salon);
    const link = page.text.indexOf(`<a href="/${salon}/privacy"`);
    expect(link).toBeGreaterThan(0);
    expect(link).toBeLessThan(page.text.indexOf('<form id="details"'));
    for (const path of [`/${salon}`, `/${salon}/book`, `/${salon}/waitlist?service=cut&staff=any`]) {
      const { text } = await call(path);
      expect(text.slice(text.indexOf("<footer"))).toContain(`href="/${salon}/privacy"`);
    }
    const shown = await call(`/${salon}/privacy?lang=zu`);
    expect(shown.text).toContain(zu.c.heading);
    expect(shown.text).toContain((await noticeIn(salon, "zu")).body.hash);
  });
});

describe("each booking", () => {
  it("records the notice that was shown before the details were asked for", async () => {
    const salon = await lawful();
    const { notice } = hiddenOf(await askedWho(salon));
    expect(notice).toBe((await noticeIn(salon, "en")).body.hash);
    await bookedOnPage(salon, DETAILS, {
      service: "cut",
      staff: "any",
      start: "2026-12-03T07:00Z",
      price_cents: "35000",
    });
    expect(await rowsOf("SELECT notice_hash FROM booking WHERE salon_id = ?1", salon)).toEqual([
      { notice_hash: notice },
    ]);
  });

  it("by another program names the notice that it showed, and no notice that never was", async () => {
    const salon = await lawful();
    const path = `/api/v1/salons/${salon}/bookings`;
    const visit = { services: [{ id: "cut" }], start: "2026-12-02T09:00:00+02:00", client: CLIENT };
    const wrong = await post(path, { ...visit, notice: "0".repeat(64) });
    expect([wrong.status, faultsAt(wrong)]).toEqual([422, ["/notice"]]);
    const { hash } = (await noticeIn(salon, "xh")).body;
    expect((await post(path, { ...visit, notice: hash })).status).toBe(201);
    expect((await post(path, { ...visit, start: "2026-12-03T09:00:00+02:00" })).status).toBe(201);
    const rows = await rowsOf("SELECT notice_hash FROM booking WHERE salon_id = ?1 ORDER BY start_at", salon);
    expect(rows).toEqual([{ notice_hash: hash }, { notice_hash: null }]);
  });

  it("does not record as shown what a form made up", async () => {
    const salon = await lawful();
    const fields = { ...hiddenOf(await askedWho(salon)), ...DETAILS, notice: "1".repeat(64) };
    expect((await submit(`/${salon}/book/confirm`, fields)).status).toBe(303);
    expect(await rowsOf("SELECT notice_hash FROM booking WHERE salon_id = ?1", salon)).toEqual([{ notice_hash: null }]);
  });

  it("out of the waiting list carries on the notice that was shown there", async () => {
    const salon = await lawful();
    const { text } = await call(`/${salon}/waitlist?service=cut&staff=any`);
    const notice = /name="notice" value="([0-9a-f]{64})"/.exec(text)?.[1];
    expect(notice).toBeDefined();
    const wait = {
      ...DETAILS,
      service: "cut",
      staff: "any",
      from: "2026-12-02",
      to: "2026-12-03",
      notice: notice ?? "",
    };
    expect((await submit(`/${salon}/waitlist`, wait)).status).toBe(200);
    expect(await rowsOf("SELECT notice_hash FROM waitlist WHERE salon_id = ?1", salon)).toEqual([
      { notice_hash: notice },
    ]);
  });
});
