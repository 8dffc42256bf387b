import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import { erase } from "../../../workers/commands/compliance/erase.ts";
import { type Copy, decideCopy, stopNews } from "../../../workers/commands/law/marketing.ts";
import { deliverDue } from "../../../workers/conversations/outbox.ts";
import type { Letter } from "../../../workers/store/outbox.ts";
import { newsToken } from "../../../workers/token.ts";
import { signedIn, submit, trailOf } from "../access/people.ts";
import { CLIENT, call, newSalon, post } from "../api/client.ts";
import { at, minutes } from "../commands/surroundings.ts";
import { bookedOnPage, rowsOf } from "./visit.ts";

const MORNING = "2026-12-01T10:00:00+02:00";
const NIGHT = "2026-12-01T22:00:00+02:00";

afterEach(() => {
  vi.useRealTimers();
});

const answer = (token: string, said: "yes" | "no") =>
  submit(`/b/${token}/consents`, { purpose: "marketing", answer: said });

async function clientOf(salon: string): Promise<string> {
  const [row] = await rowsOf("SELECT client_id FROM client WHERE salon_id = ?1", salon);
  return String(row?.client_id);
}

/** Books by the API, where nothing is asked. */
async function bookedByProgram(salon: string, notice?: string): Promise<string> {
  const visit = { services: [{ id: "cut" }], start: "2026-12-02T09:00:00+02:00", client: CLIENT };
  const told = notice === undefined ? {} : { notice };
  return (await post(`/api/v1/salons/${salon}/bookings`, { ...visit, ...told })).body.token;
}

/** Who the client of the salon is, as they come to be. */
const PEOPLE: Record<string, (salon: string) => Promise<unknown>> = {
  "who agreed": async (salon) => answer(await bookedOnPage(salon), "yes"),
  "who said no": async (salon) => answer(await bookedOnPage(salon), "no"),
  "who did not answer": (salon) => bookedOnPage(salon),
  "who agreed and withdrew": async (salon) => {
    const token = await bookedOnPage(salon);
    await answer(token, "yes");
    await answer(token, "no");
  },
  "who was never asked nor told": (salon) => bookedByProgram(salon),
  "who was told and never asked": async (salon) =>
    bookedByProgram(salon, (await call(`/api/v1/salons/${salon}/notice`)).body.hash),
  "who was never asked and never came": async (salon) =>
    call(`/api/v1/bookings/${await bookedByProgram(salon)}`, { method: "DELETE" }),
  "who used the link of a message": async (salon) => {
    await PEOPLE["who was told and never asked"]?.(salon);
    await stopNews(at(minutes(MORNING)), await newsToken(env.TOKEN_SECRET, salon, await clientOf(salon)));
  },
};

async function campaignOf(salon: string): Promise<string> {
  const campaign = "k".repeat(26);
  await env.DB.prepare(
    "INSERT INTO campaign (salon_id, campaign_id, subject, text, actor, at) VALUES (?1, ?2, 'Summer', 'Come', 'owner:x', 0)",
  )
    .bind(salon, campaign)
    .run();
  return campaign;
}

describe("whether a copy goes out is decided when it is sent", () => {
  it.each<[string, Copy["registry"], string, boolean, string]>([
    ["who agreed", "clear", MORNING, true, "consented"],
    ["who was told and never asked", "clear", MORNING, true, "customer"],
    ["who agreed", "blocked", MORNING, false, "registry-blocked"],
    ["who agreed", "not-asked", MORNING, false, "registry-not-asked"],
    ["who agreed", "clear", NIGHT, false, "quiet-hours"],
    ["who used the link of a message", "clear", MORNING, false, "objected"],
    ["who agreed and withdrew", "clear", MORNING, false, "consent-withdrawn"],
    ["who said no", "clear", MORNING, false, "consent-withheld"],
    ["who did not answer", "clear", MORNING, false, "consent-withheld"],
    ["who was never asked and never came", "clear", MORNING, false, "no-consent"],
    ["who was never asked nor told", "clear", MORNING, false, "no-chance-to-object"],
  ])("to a client %s, registry %s, at %s: %s, %s", async (who, registry, when, allowed, reason) => {
    const salon = await newSalon();
    await PEOPLE[who]?.(salon);
    const copy = { campaign: await campaignOf(salon), client: await clientOf(salon), registry };
    const decision = await decideCopy(env, salon, copy, minutes(when));
    expect(decision).toMatchObject({ allowed, reason });
    expect(await rowsOf("SELECT allowed, reason FROM marketing_decision WHERE salon_id = ?1", salon)).toEqual([
      { allowed: allowed ? 1 : 0, reason },
    ]);
  });
});

describe("who objected and was erased", () => {
  const LATER = minutes("2027-01-05T10:00:00+02:00");
  const again = async (salon: string) => {
    const visit = { services: [{ id: "cut" }], start: "2027-01-06T09:00:00+02:00", client: CLIENT };
    const notice = (await call(`/api/v1/salons/${salon}/notice`)).body.hash;
    const now = "2027-01-05T09:00:00+02:00";
    return (await post(`/api/v1/salons/${salon}/bookings`, { ...visit, notice }, {}, now)).body.token;
  };

  it.each([
    ["who agreed and withdrew", false, "objected"],
    ["who used the link of a message", false, "objected"],
    ["who was told and never asked", true, "customer"],
  ])("of %s, a copy to the same address is allowed: %s, %s", async (who, allowed, reason) => {
    const salon = await newSalon();
    await PEOPLE[who]?.(salon);
    const first = await clientOf(salon);
    const gone = await erase(at(LATER - 1440), { salon, client: first, reason: "request", request: null });
    expect(gone.ok && gone.value.kept.some(({ what }) => what === "objection")).toBe(!allowed);
    await again(salon);
    const [row] = await rowsOf("SELECT client_id FROM client WHERE salon_id = ?1", salon);
    expect(row?.client_id).not.toBe(first);
    const copy = { campaign: await campaignOf(salon), client: String(row?.client_id), registry: "clear" } as const;
    expect(await decideCopy(env, salon, copy, LATER)).toMatchObject({ allowed, reason });
    const kept = JSON.stringify(await rowsOf("SELECT * FROM objection WHERE salon_id = ?1", salon));
    expect(kept).not.toMatch(/nomsa|82555|@/i);
  });
});

describe("news that an owner writes", () => {
  const written = async (salon: string, fields: Record<string, string> = {}) => {
    const owner = await signedIn(salon, "owner");
    const headers = { Cookie: owner.cookie };
    const subject = `Summer at ${salon}`;
    const text = "Braids at half price.\nCome and see.";
    await submit(`/compliance/${salon}/marketing`, { subject, text, asked: "yes", ...fields }, { headers });
    return { subject, page: () => call(`/compliance/${salon}/marketing`, { headers }) };
  };
  const owed = (salon: string) =>
    rowsOf("SELECT payload FROM outbox WHERE salon_id = ?1 AND kind = 'marketing.written'", salon);
  const sent = async (subject: string) => {
    const letters: Letter[] = (await call("/dev/mailbox.json")).body.letters;
    return letters.filter((letter) => letter.subject === subject);
  };
  const deliver = async (when: string) => {
    vi.setSystemTime(Date.parse(when));
    await deliverDue(env, minutes(when));
  };

  it("goes to whoever agreed, says for whom it is, and bears the link that ends it", async () => {
    const salon = await newSalon();
    await PEOPLE["who agreed"]?.(salon);
    const { subject, page } = await written(salon);
    await deliver(MORNING);
    const [letter, ...more] = await sent(subject);
    expect(more).toEqual([]);
    expect(letter?.recipient).toBe(CLIENT.email);
    expect(letter?.text).toContain("Braids at half price.");
    expect(letter?.text).toContain("Thandi Hair");
    const link = /\/n\/\S+/.exec(letter?.text ?? "")?.[0] ?? "";
    vi.useRealTimers();
    expect((await page()).text).toContain("1 × sent: they agreed");
    expect((await call(link)).status).toBe(200);
    const word = () => rowsOf("SELECT granted, channel FROM consent WHERE salon_id = ?1 ORDER BY at, nth", salon);
    expect((await word()).at(-1)).toMatchObject({ granted: 1 });
    for (let times = 0; times < 2; times++) expect((await submit(link, {})).status).toBe(200);
    expect((await word()).slice(2)).toEqual([{ granted: 0, channel: "email" }]);
    expect((await trailOf(salon)).at(-1)?.action).toBe("consent.withdrawn");
    await written(salon);
    expect(await owed(salon)).toHaveLength(1);
  });

  it("bears the mail reader's own button, which ends it in one press from anywhere (RFC 8058)", async () => {
    const salon = await newSalon();
    await PEOPLE["who agreed"]?.(salon);
    await written(salon);
    const send = vi.fn(async (_message: { headers: Record<string, string> }) => {});
    vi.setSystemTime(Date.parse(MORNING));
    const mailing = {
      ...env,
      LOCAL_MODE: "0",
      EMAIL_FROM: "hello@booking.test",
      EMAIL: { send } as unknown as SendEmail,
    };
    await deliverDue(mailing, minutes(MORNING));
    vi.useRealTimers();
    const headers = send.mock.calls.map(([message]) => message.headers).find((each) => "List-Unsubscribe" in each);
    expect(headers?.["List-Unsubscribe-Post"]).toBe("List-Unsubscribe=One-Click");
    const path = new URL(/^<(https?:[^>]+)>$/.exec(headers?.["List-Unsubscribe"] ?? "")?.[1] ?? "").pathname;
    const form = { "Content-Type": "application/x-www-form-urlencoded" };
    const pressed = await call(path, { method: "POST", body: "List-Unsubscribe=One-Click", headers: form });
    expect(pressed.status).toBe(200);
    const words = await rowsOf("SELECT granted FROM consent WHERE salon_id = ?1 ORDER BY at, nth", salon);
    expect(words.at(-1)).toEqual({ granted: 0 });
  });

  it("is not sent to who withdrew between its writing and its sending", async () => {
    const salon = await newSalon();
    const token = await bookedOnPage(salon);
    await answer(token, "yes");
    const { subject, page } = await written(salon);
    await answer(token, "no");
    await deliver(MORNING);
    expect(await sent(subject)).toEqual([]);
    vi.useRealTimers();
    expect((await page()).text).toContain("1 × not sent: they withdrew");
  });

  it("waits at night for the morning", async () => {
    const salon = await newSalon();
    await PEOPLE["who agreed"]?.(salon);
    const { subject } = await written(salon);
    await deliver(NIGHT);
    expect(await sent(subject)).toEqual([]);
    const [row] = await rowsOf(
      "SELECT available_at FROM outbox WHERE salon_id = ?1 AND kind = 'marketing.written'",
      salon,
    );
    expect(row?.available_at).toBe(minutes("2026-12-02T08:00:00+02:00"));
  });

  it("is sent to nobody while the registry was not asked, nor to whom it blocks", async () => {
    for (const [fields, told] of [
      [{ asked: "no" }, "not-asked"],
      [{ blocked: "083 000 0000\n082 555 0199" }, "blocked"],
      [{ blocked: "NOMSA@example.com" }, "blocked"],
      [{ blocked: "somebody@else.example" }, "clear"],
    ] as const) {
      const salon = await newSalon();
      await PEOPLE["who agreed"]?.(salon);
      await written(salon, fields);
      expect(JSON.parse(String((await owed(salon))[0]?.payload)).registry).toBe(told);
    }
  });

  it("is written once, however often its form is sent", async () => {
    const salon = await newSalon();
    await PEOPLE["who agreed"]?.(salon);
    const owner = await signedIn(salon, "owner");
    const headers = { Cookie: owner.cookie };
    const form = await call(`/compliance/${salon}/marketing`, { headers });
    const key = /name="key" value="([a-z2-7]{26})"/.exec(form.text)?.[1] ?? "";
    const fields = { key, subject: "Summer", text: "Come and see.", asked: "yes" };
    for (let times = 0; times < 2; times++) await submit(`/compliance/${salon}/marketing`, fields, { headers });
    expect(await owed(salon)).toHaveLength(1);
  });

  it("is ended by no link that was made up", async () => {
    expect((await call(`/n/x.${"a".repeat(26)}.${"A".repeat(22)}`)).status).toBe(404);
  });
});
