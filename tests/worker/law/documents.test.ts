import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import type { SalonDocument } from "../../../shared/contracts/salon.ts";
import dataMap from "../../../shared/policies/data-map.json";
import transfers from "../../../shared/policies/transfers.json";
import worker from "../../../workers/index.ts";
import { LANGUAGES, wordsIn } from "../../../workers/ui/words.ts";
import { type Person, signedIn, submit, trailOf } from "../access/people.ts";
import { CLIENT, call, newSalon, OPERATOR, ORIGIN, post } from "../api/client.ts";
import { exampleSalon } from "../api/salon-document.ts";
import { asRead, bookedOnPage, rowsOf } from "./visit.ts";

const OFFICER = { name: "Thandi Nkosi", email: "privacy@thandi.example", registration_number: "2026-000101" };

/** PUT as the platform in production takes it. */
async function putLive(change: (salon: SalonDocument) => void) {
  const slug = `live-${crypto.randomUUID().slice(0, 8)}`;
  const document = exampleSalon(slug);
  change(document);
  const ctx = createExecutionContext();
  const request = new Request(`${ORIGIN}/api/v1/salons/${slug}`, {
    method: "PUT",
    headers: { ...OPERATOR, "Content-Type": "application/json" },
    body: JSON.stringify(document),
  });
  const live = { ...env, LOCAL_MODE: "" };
  const answer = await worker.fetch(request as Request<unknown, IncomingRequestCfProperties>, live, ctx);
  await waitOnExecutionContext(ctx);
  const body = (await answer.json()) as { errors?: { pointer: string }[] };
  return [answer.status, (body.errors ?? []).map(({ pointer }) => pointer)];
}

describe("a salon goes live", () => {
  it("only with an Information Officer who is registered, and an address to write to", async () => {
    expect(await putLive(() => {})).toEqual([422, ["/information_officer"]]);
    const { registration_number: _, ...unregistered } = OFFICER;
    expect(
      await putLive((salon) => {
        salon.information_officer = unregistered;
        salon.address = { city: "Johannesburg" };
      }),
    ).toEqual([422, ["/information_officer/registration_number", "/responsible_party/address"]]);
    expect(
      await putLive((salon) => {
        salon.information_officer = OFFICER;
      }),
    ).toEqual([201, []]);
  });

  it("and a developer's does without", async () => {
    expect(await newSalon()).toMatch(/^salon-/);
  });
});

describe("the compliance centre", () => {
  let salon: string;
  let owner: Person;
  beforeAll(async () => {
    salon = await newSalon((document) => {
      document.languages = [...LANGUAGES];
      document.information_officer = OFFICER;
    });
    owner = await signedIn(salon, "owner");
    await bookedOnPage(salon);
  });
  const open = (part: string, who: Person = owner, lang = "en") =>
    call(`/compliance/${salon}${part}?lang=${lang}`, { headers: { Cookie: who.cookie } });

  it("leads to every part, and to what the salon shows everybody", async () => {
    const { text } = await open("");
    for (const part of ["held", "consents", "transfers", "agreement"]) {
      expect(text).toContain(`href="/compliance/${salon}/${part}?lang=en"`);
    }
    for (const document of ["privacy", "paia-manual"]) expect(text).toContain(`href="/${salon}/${document}?lang=en"`);
  });

  it.each(LANGUAGES)("tells what is held, why, on which ground, how long and how much: %s", async (language) => {
    const { text } = await open("/held", owner, language);
    const words = wordsIn(language);
    for (const { basis } of Object.values(dataMap.purposes)) expect(text).toContain(basis);
    expect(text).toContain(words.say("law.why.serve"));
    expect(text).toContain(words.say("law.kind.note"));
    expect(text).toContain(words.say("law.store.booking"));
    expect(text).toContain(words.count("law.held.entries", 1));
    // What a script fills in stands in data- attributes.
    expect(text.replaceAll(/\sdata-[a-z-]+="[^"]*"/g, "")).not.toMatch(/[{}]|undefined/);
  });

  it("counts what clients last said, for each purpose", async () => {
    const own = await newSalon();
    const boss = await signedIn(own, "owner");
    const token = await bookedOnPage(own);
    const see = async () => (await call(`/compliance/${own}/consents`, { headers: { Cookie: boss.cookie } })).text;
    expect(await see()).toContain("0 of 1 agreed");
    await submit(`/b/${token}/consents`, { purpose: "marketing", answer: "yes" });
    expect(await see()).toContain("1 of 1 agreed. The latest answer is of 2026-11-30.");
  });

  it("has every recipient outside the country, with its ground", async () => {
    const text = asRead((await open("/transfers")).text);
    for (const { name, ground } of transfers.recipients) {
      expect(text).toContain(name);
      expect(ground).toMatch(/^s 72\(1\)\([a-e]\)$/);
      expect(text).toContain(ground);
    }
  });

  it("keeps the operator agreement as an owner accepted it, word for word", async () => {
    const { text } = await open("/agreement");
    const hash = /name="hash" value="([0-9a-f]{64})"/.exec(text)?.[1] ?? "";
    const headers = { Cookie: owner.cookie };
    await submit(`/compliance/${salon}/agreement`, { hash: "0".repeat(64) }, { headers });
    expect(await rowsOf("SELECT hash FROM agreement WHERE salon_id = ?1", salon)).toEqual([]);
    for (let times = 0; times < 2; times++) await submit(`/compliance/${salon}/agreement`, { hash }, { headers });
    const [row, ...more] = await rowsOf("SELECT hash, text, account FROM agreement WHERE salon_id = ?1", salon);
    expect(more).toEqual([]);
    expect(row).toMatchObject({ hash, account: owner.account });
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(String(row?.text)));
    expect([...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("")).toBe(hash);
    const entry = (await trailOf(salon)).find(({ action }) => action === "agreement.accepted");
    expect(entry?.actor).toBe(`owner:${owner.account}`);
    expect((await open("/agreement")).text).toContain("Accepted on 2026-11-30.");
    expect((await open("/agreement", owner, "zu")).text).toContain("2026-11-30");
    const sql = "UPDATE agreement SET text = 'x' WHERE salon_id = ?1";
    await expect(env.DB.prepare(sql).bind(salon).run()).rejects.toThrow("append-only: agreement");
  });

  it("lets a manager read the agreement and not accept it", async () => {
    const manager = await signedIn(salon, "manager");
    expect((await open("/agreement", manager)).status).toBe(200);
    const answer = await submit(
      `/compliance/${salon}/agreement`,
      { hash: "" },
      { headers: { Cookie: manager.cookie } },
    );
    expect(answer.status).toBe(403);
  });

  it("shows everybody the manual of PAIA s 51, made from the data map, in each language", async () => {
    for (const language of LANGUAGES) await isManual(language);
  });

  async function isManual(language: (typeof LANGUAGES)[number]): Promise<void> {
    const { status, text: page } = await call(`/${salon}/paia-manual?lang=${language}`);
    const text = asRead(page);
    const words = wordsIn(language);
    expect(status).toBe(200);
    for (const key of [
      "contact",
      "guide",
      "open",
      "laws",
      "records",
      "people",
      "recipients",
      "security",
      "ask",
    ] as const) {
      expect(text).toContain(words.say(`law.manual.${key}`));
    }
    expect(text).toContain(OFFICER.email);
    expect(text).toContain("P.O. Box 31533");
    expect(text).toContain("2026-11-30");
    expect(text).toMatch(/SHA-256 <code>[0-9a-f]{64}/);
    expect(text).toContain(words.say("law.why.serve"));
  }

  it("counts a booking more when there is one more", async () => {
    const visit = { services: [{ id: "cut" }], start: "2026-12-04T09:00:00+02:00", client: CLIENT };
    expect((await post(`/api/v1/salons/${salon}/bookings`, visit)).status).toBe(201);
    expect((await open("/held")).text).toContain(wordsIn("en").count("law.held.entries", 2));
  });
});
