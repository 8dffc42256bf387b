import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { deliverDue } from "../../../workers/conversations/outbox.ts";
import type { Letter } from "../../../workers/store/outbox.ts";
import { LANGUAGES, wordsIn } from "../../../workers/ui/words.ts";
import { signedIn, submit, trailOf } from "../access/people.ts";
import { call, newSalon } from "../api/client.ts";
import { call as enforced, freshAddress } from "../compliance/site.ts";
import { asRead, rowsOf } from "./visit.ts";

const SAID = { kind: "refused", text: "Our whole school calls from one address.", email: "thabo@example.com" };

describe("a decision that the system made alone", () => {
  it("is explained on a page in each language, with a form to be heard by a person", async () => {
    const salon = await newSalon((document) => {
      document.languages = [...LANGUAGES];
    });
    for (const language of LANGUAGES) {
      const text = asRead((await call(`/${salon}/decisions?lang=${language}`)).text);
      const words = wordsIn(language);
      for (const kind of ["refused", "waiting", "fee"] as const) {
        expect(text).toContain(words.say(`law.decision.${kind}-how`));
      }
      expect(text).toContain(`action="/${salon}/decisions"`);
    }
  });

  it("says so where it refuses for too many calls", async () => {
    const salon = await newSalon();
    const address = freshAddress();
    const token = `${salon}.${"a".repeat(26)}.${"A".repeat(22)}`;
    const ask = () => enforced(`/api/v1/bookings/${token}/consents/marketing`, { method: "DELETE", address });
    let last = await ask();
    for (let calls = 0; calls < 30 && last.status !== 429; calls++) last = await ask();
    expect(last.status).toBe(429);
    expect(last.body.decided).toContain("By the system alone");
    expect((await call(`/${salon}/decisions`)).status).toBe(200);
  });

  it("is looked at by a person, who answers by letter; the trail has that it was explained and reviewed", async () => {
    const salon = await newSalon();
    expect((await submit(`/${salon}/decisions`, SAID)).status).toBe(200);
    const owner = await signedIn(salon, "owner");
    const headers = { Cookie: owner.cookie };
    const page = async () => (await call(`/compliance/${salon}/decisions`, { headers })).text;
    expect(await page()).toContain(SAID.text);
    const [row] = await rowsOf("SELECT representation_id FROM representation WHERE salon_id = ?1", salon);
    const id = String(row?.representation_id);
    const answer = `We let your school in, ${salon}.`;
    const fields = { id, outcome: "changed", [`answer-${id}`]: answer };
    for (let times = 0; times < 2; times++) await submit(`/compliance/${salon}/decisions`, fields, { headers });
    expect(await rowsOf("SELECT outcome, answer FROM representation WHERE salon_id = ?1", salon)).toEqual([
      { outcome: "changed", answer },
    ]);
    const told = (await rowsOf("SELECT entry FROM audit WHERE salon_id = ?1 ORDER BY seq", salon)).map(({ entry }) =>
      String(entry),
    );
    const said = (await trailOf(salon)).map(({ action }) => action).filter((action) => action.startsWith("decision."));
    expect(said).toEqual(["decision.explained", "decision.reviewed"]);
    for (const entry of told) expect(entry).not.toMatch(/school|thabo/);
    await deliverDue(env, 2 ** 31);
    const letters: Letter[] = (await call("/dev/mailbox.json")).body.letters;
    expect(letters.find(({ text }) => text.includes(answer))?.recipient).toBe(SAID.email);
    expect(await page()).toContain(answer);
  });

  it("is not taken to a person by a form that says nothing or nobody", async () => {
    const salon = await newSalon();
    for (const wrong of [{ text: " " }, { email: "" }, { email: "a@b" }]) {
      expect((await submit(`/${salon}/decisions`, { ...SAID, ...wrong })).status).toBe(422);
    }
    expect(await rowsOf("SELECT 1 FROM representation WHERE salon_id = ?1", salon)).toEqual([]);
  });
});
