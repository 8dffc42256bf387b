// A salon begins: by somebody nobody knew, step by step, and published with its owner in one commit.

import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { sweep } from "../../../../workers/commands/sweep.ts";
import { emailHash } from "../../../../workers/token.ts";
import { cookieOf, latestLink, newEmail, signedIn, submit, trailOf, useLink } from "../../access/people.ts";
import { call, NOW, newSalon } from "../../api/client.ts";
import { at, rows } from "../../commands/surroundings.ts";
import { fieldsIn } from "./fields.ts";

const found = (table: string, where: string, ...bound: unknown[]) =>
  rows(`SELECT * FROM ${table} WHERE ${where}`, ...bound);

type Typed = Record<string, string | string[]>;

/** Somebody who asked at /start and opened the letter's link. */
async function beginner(email = newEmail()) {
  expect((await submit("/start", { email })).status).toBe(200);
  await settled(email);
  const opened = await useLink(await latestLink(email));
  expect([opened.status, opened.headers.get("Location")]).toEqual([303, "/start"]);
  return stepsOf(cookieOf(opened), email);
}

/** The account is made after the answer. */
async function settled(email: string): Promise<void> {
  const hash = await emailHash(env.TOKEN_SECRET, email);
  for (let tries = 0; tries < 100; tries++) {
    if ((await found("account", "email_hash = ?1", hash)).length > 0) return;
    await scheduler.wait(20);
  }
}

function stepsOf(cookie: string, email: string) {
  const headers = { Cookie: cookie };
  const open = (path: string) => call(path, { headers });
  const take = async (step: string, typed: Typed = {}) => {
    const fields = fieldsIn((await open(`/start/${step}`)).text);
    for (const [name, value] of Object.entries(typed)) {
      fields.delete(name);
      for (const each of [value].flat()) fields.append(name, each);
    }
    return submit(`/start/${step}`, {}, { body: fields.toString(), headers });
  };
  return { email, open, take };
}

const PLACE = {
  "/name": "Nandi's Nails",
  "/category": "nails",
  "/address/street": "3 Loop Street",
  "/address/city": "Cape Town",
};

async function whole(steps: Awaited<ReturnType<typeof beginner>>, name: string): Promise<string> {
  const slug = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
  for (const [step, typed] of [
    ["place", { ...PLACE, "/name": name }],
    ["hours", {}],
    ["services", {}],
    ["team", { "/staff/0/name": "Nandi", "/staff/1/name": "Zoë" }],
    ["law", { "/information_officer/name": "Nandi Zulu", "/information_officer/email": "nandi@example.com" }],
    ["channels", {}],
  ] as [string, Typed][]) {
    const { status, text } = await steps.take(step, typed);
    expect([step, status, /<div class="alert"[\s\S]*?<\/div>/.exec(text)?.[0]]).toEqual([step, 303, undefined]);
  }
  return slug;
}

describe("beginning a salon", () => {
  it("goes from nothing to a page that can be booked, in seven steps", async () => {
    const steps = await beginner();
    const slug = await whole(steps, `Nandi ${crypto.randomUUID().slice(0, 8)}`);
    expect((await steps.open("/start/preview")).text).toContain("Gel overlay");
    const published = await steps.take("publish", { agree: "yes" });
    expect([published.status, published.headers.get("Location")]).toEqual([303, `/desk/${slug}/settings?begun=1`]);
    expect((await steps.open(`/desk/${slug}/settings`)).status).toBe(200);
    const { body } = await call(`/api/v1/salons/${slug}/availability?service=pedicure&from=2026-12-02&to=2026-12-02`);
    expect(body.slots.length).toBeGreaterThan(10);
    expect((await trailOf(slug)).map(({ action, actor }) => [action, actor.split(":")[0]])).toContainEqual([
      "salon.edited",
      "owner",
    ]);
    expect(await found("agreement", "salon_id = ?1", slug)).toHaveLength(1);
    expect(
      await found("salon_draft", "account_id IN (SELECT account_id FROM membership WHERE salon_id = ?1)", slug),
    ).toEqual([]);
    // Whoever owns a salon signs in like everybody, and may begin another.
    expect((await steps.open("/account")).text).toContain(`/team/${slug}`);
  });

  it("keeps each step, tells what is missing, and takes the minutes and prices that were typed", async () => {
    const steps = await beginner();
    const nothing = await steps.take("place", { "/name": "", "/address/city": "", "/address/street": "9 Kerk Street" });
    expect(nothing.status).toBe(422);
    expect(nothing.text).toContain('value="9 Kerk Street"');
    expect((await steps.take("publish", { agree: "yes" })).text).toContain("Still missing");
    await steps.take("place", PLACE);
    const bad = await steps.take("services", {
      "/services/0/id": ["", "manicure"],
      "/services/0/price_cents": "a lot",
    });
    expect(bad.status).toBe(422);
    expect(bad.text).toContain('value="a lot"');
    const page = fieldsIn((await steps.open("/start/services")).text);
    const pedicure = [...page].find(([, value]) => value === "pedicure")?.[0].replace("/id", "") ?? "";
    expect(
      (await steps.take("services", { [`${pedicure}/minutes`]: "20, 50", [`${pedicure}/price_cents`]: "R 399,50" }))
        .status,
    ).toBe(303);
    const again = fieldsIn((await steps.open("/start/services")).text);
    const at = [...again].find(([, value]) => value === "pedicure")?.[0].replace("/id", "") ?? "";
    expect([again.get(`${at}/minutes`), again.get(`${at}/price_cents`)]).toEqual(["20, 50", "399,50"]);
    const wrong = await steps.take("services", { [`${at}/minutes`]: "20, 50, 10" });
    expect(wrong.status).toBe(422);
    expect((await steps.take("services", { [`${at}/id`]: "" })).status).toBe(303);
    expect([...fieldsIn((await steps.open("/start/services")).text).values()]).not.toContain("pedicure");
  });

  it("refuses an address that is another salon's or the platform's, and makes nothing", async () => {
    const taken = await newSalon();
    const steps = await beginner();
    expect((await steps.take("place", { ...PLACE, "/slug": taken })).status).toBe(422);
    expect((await steps.take("place", { ...PLACE, "/slug": "desk" })).status).toBe(422);
    expect((await steps.take("place", { ...PLACE, "/slug": "Not An Id" })).status).toBe(422);
    expect((await steps.take("place", { ...PLACE, "/name": "Desk" })).status).toBe(303);
    expect(fieldsIn((await steps.open("/start/place")).text).get("/slug")).toBe("desk-2");
  });

  it("publishes one salon once, however often it is sent, and of two with one address only the first", async () => {
    const name = `Twin ${crypto.randomUUID().slice(0, 8)}`;
    const [one, other] = [await beginner(), await beginner()];
    const slug = await whole(one, name);
    await whole(other, name);
    expect((await one.take("publish", { agree: "yes" })).status).toBe(303);
    const second = await other.take("publish", { agree: "yes" });
    expect(second.status).toBe(422);
    expect(await found("membership", "salon_id = ?1", slug)).toHaveLength(1);
    expect(await found("document", "salon_id = ?1", slug)).toHaveLength(1);
  });

  it("asks for the agreement", async () => {
    const steps = await beginner();
    const slug = await whole(steps, `Agree ${crypto.randomUUID().slice(0, 8)}`);
    expect((await steps.take("publish", {})).status).toBe(422);
    expect(await found("salon", "salon_id = ?1", slug)).toEqual([]);
  });

  it("is shown in every language, and nothing of it to whoever is not signed in", async () => {
    const steps = await beginner();
    for (const language of ["en", "af", "zu", "xh"])
      for (const step of ["", "/place", "/hours", "/services", "/team", "/law", "/channels", "/publish", "/preview"])
        expect([step, (await steps.open(`/start${step}?lang=${language}`)).status]).toEqual([step, 200]);
    expect((await call("/start/place")).status).toBe(303);
    expect((await submit("/start/place", PLACE)).status).toBe(303);
  });
});

describe("asking to begin", () => {
  it("answers a known address and an unknown one alike", async () => {
    const salon = await newSalon();
    const known = await signedIn(salon, "stylist");
    const unknown = newEmail();
    const [one, other] = [await submit("/start", { email: known.email }), await submit("/start", { email: unknown })];
    expect(one.status).toBe(other.status);
    expect(one.text.replaceAll(known.email, "x")).toBe(other.text.replaceAll(unknown, "x"));
    await settled(unknown);
    // At the other door an address without an account still gets none.
    const nobody = newEmail();
    await submit("/sign-in", { email: nobody });
    expect(await found("account", "email_hash = ?1", await emailHash(env.TOKEN_SECRET, nobody))).toEqual([]);
  });

  it("refuses what is no address, and the sixth link within an hour", async () => {
    for (const email of ["", "x", "a b@example.com", "@example.com"])
      expect((await submit("/start", { email })).status).toBe(422);
    const email = newEmail();
    for (let n = 0; n < 5; n++) expect((await submit("/start", { email })).status).toBe(200);
    expect((await submit("/start", { email })).status).toBe(429);
  });

  it("is forgotten after thirty days, unless a salon came of it", async () => {
    const [gone, stays] = [await beginner(), await beginner()];
    await gone.take("place", PLACE);
    const slug = await whole(stays, `Stays ${crypto.randomUUID().slice(0, 8)}`);
    await stays.take("publish", { agree: "yes" });
    const later = Date.parse(NOW) + 31 * 86_400_000;
    await sweep(at(Math.floor(later / 60_000)));
    const hash = (email: string) => emailHash(env.TOKEN_SECRET, email);
    expect(await found("account", "email_hash = ?1", await hash(gone.email))).toEqual([]);
    expect(await found("account", "email_hash = ?1", await hash(stays.email))).toHaveLength(1);
    expect(await found("membership", "salon_id = ?1", slug)).toHaveLength(1);
  });
});
