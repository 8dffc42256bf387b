// The report of the compliance centre: what it says with an assessment, with an older one and with none, in each language.
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import type { ShippedAssessment } from "../../../shared/policies/assessment.ts";
import popia from "../../../shared/policies/popia.json" with { type: "json" };
import { LIVE_FACTS } from "../../../workers/compliance/pages/evidence/facts.ts";
import { reportOf } from "../../../workers/compliance/pages/evidence/report.ts";
import { isWord, LANGUAGES, wordsIn } from "../../../workers/ui/words.ts";
import { type Person, signedIn } from "../access/people.ts";
import { CLIENT, call, newSalon, post } from "../api/client.ts";

let salon: string;
let owner: Person;
let manager: Person;

beforeAll(async () => {
  salon = await newSalon();
  [owner, manager] = await Promise.all([signedIn(salon, "owner"), signedIn(salon, "manager")]);
});

const look = (who: Person, path: string, lang = "en") =>
  call(`/compliance/${salon}${path}?lang=${lang}`, { headers: { Cookie: who.cookie } });

const ASVS = { requirements: 253, notApplicable: 90, open: 10, satisfied: 153, proved: 120 };

/** An assessment in which one control is met, by what passed. */
const assessedWith = (id: string, current: boolean): ShippedAssessment => ({
  current,
  assessment: {
    at: "2026-11-24T12:00:00Z",
    asvs: ASVS,
    controls: popia.controls.map((control) => ({
      id: control.id,
      satisfied: control.id === id,
      evidence: [{ name: `check "<one> of ${control.id}"`, result: control.id === id ? "passed" : "unknown" }],
    })),
  },
});

const shown = async (shipped: ShippedAssessment, language: (typeof LANGUAGES)[number] = "en") =>
  String(await reportOf(wordsIn(language), shipped, (instant) => `minute ${instant}`));

describe("the report", () => {
  it("is led to from the centre's front, as is the trail for whom it is for", async () => {
    const [front, other] = [await look(owner, ""), await look(manager, "")];
    for (const page of [front, other]) expect(page.text).toContain(`/compliance/${salon}/report`);
    expect([front, other].map(({ text }) => text.includes(`/compliance/${salon}/trail`))).toEqual([true, false]);
  });

  it("lists every control, with its title in each language", async () => {
    for (const language of LANGUAGES) {
      const { status, text } = await look(manager, "/report", language);
      expect(status).toBe(200);
      for (const { id } of popia.controls) {
        const key = `report.control.${id}`;
        if (!isWord(key)) throw new Error(`no words for ${key}`);
        expect(text.replaceAll("&#39;", "'")).toContain(wordsIn(language).say(key));
      }
    }
  });

  it("calls nothing met that was not assessed, and still says what is missing", async () => {
    const text = await shown({ assessment: null, current: false });
    expect(text).toContain("Nothing was assessed for this build");
    expect(text).not.toMatch(/>Met</);
    const missing = popia.controls.flatMap((control) => control.missing as string[]);
    expect(text.match(/Missing:/g) ?? []).toHaveLength(missing.length);
  });

  it("says when it was assessed, whether of this build, and what passed and what was not run", async () => {
    const met = popia.controls.find(({ missing }) => missing.length === 0)?.id ?? "";
    const minute = Date.parse("2026-11-24T12:00:00Z") / 60_000;
    const current = await shown(assessedWith(met, true));
    expect(current).toContain(`Assessed minute ${minute}, for the very build`);
    expect(current).toContain(`1 of ${popia.controls.length} duties are met`);
    expect(current).toContain("153 of 163 applicable requirements are met, 120 of them proved");
    expect(current.match(/>Met</g)?.length).toBe(1);
    expect(current).toContain("&lt;one&gt;");
    expect(current).toMatch(/passed<\/small>/);
    expect(current).toMatch(/not run<\/small>/);
    expect(await shown(assessedWith(met, false))).toContain("for an earlier build");
  });

  it("counts what the salon's records say now", async () => {
    const before = await look(owner, "/report");
    const visit = { services: [{ id: "cut" }], start: "2026-12-02T09:00:00+02:00", client: CLIENT };
    const consents = [{ purpose: "marketing", granted: true, notice_version: "1" }];
    expect((await post(`/api/v1/salons/${salon}/bookings`, { ...visit, consents })).status).toBe(201);
    await env.DB.prepare("INSERT INTO audit_fault VALUES (?1, 'entry', 1, 1, 29000000, NULL)").bind(salon).run();
    const after = await look(owner, "/report");
    const value = (text: string, label: string) => new RegExp(`${label}</span><b>([^<]*)`).exec(text)?.[1];
    const told = (text: string) =>
      ["People whose details are kept", "Consents recorded, given and withdrawn", "Parts of the audit trail[^<]*"].map(
        (label) => value(text, label),
      );
    expect(told(before.text)).toEqual(["0", "0", "0"]);
    expect(told(after.text)).toEqual(["1", "1", "1"]);
    expect(after.text.match(/<li class="row">/g)?.length).toBe(LIVE_FACTS.length);
    expect(after.text).not.toContain(CLIENT.phone);
  });
});
