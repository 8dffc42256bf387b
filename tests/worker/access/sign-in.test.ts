import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { sweep } from "../../../workers/commands/sweep.ts";
import { type Answer, call, NOW, newSalon, OPERATOR } from "../api/client.ts";
import { cookieOf, FROM_OWN_PAGE, invite, latestLink, newEmail, signedIn, submit, trailOf, useLink } from "./people.ts";

const START = Date.parse(NOW) / 60_000;
/** NOW and so many minutes, as X-Test-Now takes it. */
const later = (minutes: number): string => new Date((START + minutes) * 60_000).toISOString();
const account = (cookie: string, now = NOW): Promise<Answer> => call("/account", { headers: { Cookie: cookie }, now });
const isIn = async (cookie: string, now = NOW): Promise<boolean> => (await account(cookie, now)).status === 200;
const ask = (email: string, now = NOW): Promise<Answer> => submit("/sign-in", { email }, { now });

describe("a link by e-mail", () => {
  it("names whom it signs in, signs them in once, and never again", async () => {
    const person = await invite(await newSalon(), "owner");
    const link = await latestLink(person.email);
    for (let look = 0; look < 2; look++) {
      const seen = await call(`/sign-in/${link}`);
      expect(seen.status).toBe(200);
      expect(seen.text).toContain(person.email);
      expect(seen.headers.get("Set-Cookie")).toBeNull();
    }
    const used = await useLink(link);
    expect([used.status, used.headers.get("Location")]).toEqual([303, "/account"]);
    expect(await isIn(cookieOf(used))).toBe(true);
    for (const again of [await useLink(link), await call(`/sign-in/${link}`)]) {
      expect([again.status, again.headers.get("Set-Cookie")]).toEqual([404, null]);
    }
  });

  it("works for ten minutes, the last of them not included", async () => {
    const salon = await newSalon();
    const [early, late] = [await invite(salon, "owner"), await invite(salon, "manager")];
    expect((await useLink(await latestLink(early.email), later(9))).status).toBe(303);
    expect((await useLink(await latestLink(late.email), later(10))).status).toBe(404);
  });

  it("is spent with every other link of its address, by one of those who race for it", async () => {
    const person = await invite(await newSalon(), "owner");
    const first = await latestLink(person.email);
    await ask(person.email, later(1));
    const second = await latestLink(person.email);
    expect(second).not.toBe(first);
    const answers = await Promise.all(Array.from({ length: 8 }, () => useLink(second, later(2))));
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
    expect((await useLink(first, later(2))).status).toBe(404);
  });

  it("is no other text: not another's code, not a link's id, not a manage token", async () => {
    const person = await invite(await newSalon(), "owner");
    const link = await latestLink(person.email);
    const flipped = link.slice(0, -2) + (link.at(-2) === "A" ? "B" : "A") + link.at(-1);
    for (const text of [flipped, link.split(".")[0] ?? "", `x.${link}`, "x", "a".repeat(5000)]) {
      expect((await useLink(text)).status).toBe(404);
    }
    expect((await useLink(link)).status).toBe(303);
  });

  it("is asked for with the same answer and the same rows whether or not anybody works under the address", async () => {
    const known = (await invite(await newSalon(), "owner")).email;
    const unknown = newEmail();
    const rows = () => env.DB.prepare("SELECT count(*) AS n FROM sign_in_link").first<number>("n");
    const before = (await rows()) ?? 0;
    const [one, other] = [await ask(known, later(1)), await ask(unknown, later(1))];
    expect([one.status, other.status]).toEqual([200, 200]);
    expect(other.text.replaceAll(unknown, known)).toBe(one.text);
    expect([...other.headers.keys()]).toEqual([...one.headers.keys()]);
    expect(await rows()).toBe(before + 2);
  });

  it("is asked for five times an hour at most, known or not", async () => {
    for (const email of [(await invite(await newSalon(), "owner", newEmail(), later(-61))).email, newEmail()]) {
      const asked = await Promise.all(Array.from({ length: 8 }, () => ask(email)));
      expect(asked.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 429, 429, 429]);
      expect(asked.find(({ status }) => status === 429)?.headers.get("Retry-After")).toBe("3600");
      expect((await ask(email, later(60))).status).toBe(200);
    }
  });

  it("comes in a letter to whoever works somewhere, and to nobody else", async () => {
    const salon = await newSalon();
    const person = await invite(salon, "owner");
    const gone = await invite(salon, "stylist");
    await call(`/api/v1/salons/${salon}/team/${gone.account}`, { method: "DELETE", headers: OPERATOR });
    const letters = () =>
      env.DB.prepare("SELECT count(*) AS n FROM outbox WHERE salon_id = ?1 AND kind = 'link.requested'")
        .bind(salon)
        .first<number>("n");
    await ask(person.email);
    await ask(gone.email);
    await expect.poll(letters).toBe(1);
    expect((await useLink(await latestLink(gone.email))).status).toBe(404);
  });
});

describe("a session", () => {
  it("has a cookie for this host alone that no script reads, and is stored as a hash", async () => {
    const person = await invite(await newSalon(), "owner");
    const set = (await useLink(await latestLink(person.email))).headers.get("Set-Cookie") ?? "";
    expect(set).toMatch(/^__Host-session=[a-z2-7]{26}; Path=\/; Secure; HttpOnly; SameSite=Lax; Max-Age=604800$/);
    const token = /=([a-z2-7]{26})/.exec(set)?.[1] ?? "";
    for (const table of ["session", "sign_in_link", "account", "outbox", "audit"]) {
      const { results } = await env.DB.prepare(`SELECT * FROM ${table}`).all();
      expect(JSON.stringify(results)).not.toContain(token);
    }
  });

  it("begins anew with every sign-in, and ends the browser's former one", async () => {
    const salon = await newSalon();
    const person = await signedIn(salon, "owner");
    await ask(person.email, later(1));
    const again = await useLink(await latestLink(person.email), later(1), { ...FROM_OWN_PAGE, Cookie: person.cookie });
    expect(cookieOf(again)).not.toBe(person.cookie);
    expect([await isIn(person.cookie), await isIn(cookieOf(again), later(1))]).toEqual([false, true]);
  });

  it("that a visitor brings along is never taken over", async () => {
    const cookie = `__Host-session=${"a".repeat(26)}`;
    const person = await invite(await newSalon(), "owner");
    await useLink(await latestLink(person.email), NOW, { ...FROM_OWN_PAGE, Cookie: cookie });
    expect(await isIn(cookie)).toBe(false);
  });

  it("ends after twelve hours without a request, and is kept alive by one", async () => {
    const salon = await newSalon();
    const [used, idle] = [await signedIn(salon, "owner"), await signedIn(salon, "manager")];
    expect(await isIn(used.cookie, later(719))).toBe(true);
    await expect.poll(async () => isIn(used.cookie, later(719 + 719))).toBe(true);
    expect(await isIn(idle.cookie, later(720))).toBe(false);
  });

  it("ends after a week however much it is used", async () => {
    const { cookie } = await signedIn(await newSalon(), "owner");
    const week = 7 * 24 * 60;
    for (let hour = 10; hour * 60 < week; hour += 10) expect(await isIn(cookie, later(hour * 60))).toBe(true);
    expect(await isIn(cookie, later(week - 1))).toBe(true);
    expect(await isIn(cookie, later(week))).toBe(false);
  });

  it("ends when its person signs out, here, there, or everywhere", async () => {
    const person = await signedIn(await newSalon(), "owner");
    const cookies = [person.cookie];
    for (let minute = 1; minute <= 3; minute++) {
      await ask(person.email, later(minute));
      cookies.push(cookieOf(await useLink(await latestLink(person.email), later(minute))));
    }
    const [first = "", second = "", third = "", fourth = ""] = cookies;
    const standing = async () => Promise.all(cookies.map((cookie) => isIn(cookie, later(4))));
    const headers = (cookie: string) => ({ headers: { Cookie: cookie }, now: later(4) });
    const out = await submit("/sign-out", {}, headers(first));
    expect(out.headers.get("Set-Cookie")).toMatch(/^__Host-session=; .*Max-Age=0$/);
    expect(await standing()).toEqual([false, true, true, true]);
    // The first other session that the page lists is the fourth: used last.
    const listed = /name="session" value="([a-z2-7]{26})"/.exec((await account(third, later(4))).text)?.[1] ?? "";
    await submit("/account/sessions", { session: listed }, headers(second));
    expect((await standing()).filter(Boolean)).toHaveLength(2);
    const rest = (await isIn(fourth, later(4))) ? fourth : third;
    await submit("/account/sessions", { session: "all" }, headers(rest));
    expect(await standing()).toEqual([false, false, false, false]);
  });

  it("of another account cannot be ended", async () => {
    const salon = await newSalon();
    const [one, other] = [await signedIn(salon, "owner"), await signedIn(salon, "owner")];
    const id = await env.DB.prepare("SELECT session_id FROM session WHERE account_id = ?1")
      .bind(one.account)
      .first<string>("session_id");
    await submit("/account/sessions", { session: id ?? "" }, { headers: { Cookie: other.cookie } });
    expect(await isIn(one.cookie)).toBe(true);
  });

  it("leaves its traces in the salon's trail, under the person's account and role", async () => {
    const salon = await newSalon();
    const person = await signedIn(salon, "manager");
    await submit("/sign-out", {}, { headers: { Cookie: person.cookie } });
    const trail = (await trailOf(salon)).slice(1).map(({ actor, action, subject }) => [actor, action, subject]);
    expect(trail).toEqual([
      ["operator", "team.invited", person.account],
      [`manager:${person.account}`, "staff.signed-in", person.account],
      [`manager:${person.account}`, "staff.signed-out", person.account],
    ]);
    expect(JSON.stringify(await trailOf(salon))).not.toContain(person.email);
  });

  it("lets one change what one signs in with for fifteen minutes, and then after signing in again", async () => {
    const person = await signedIn(await newSalon(), "owner");
    const tries = (cookie: string, now: string) =>
      call("/api/v1/account/passkeys/challenge", { body: {}, headers: { ...FROM_OWN_PAGE, Cookie: cookie }, now });
    expect((await tries(person.cookie, later(14))).status).toBe(200);
    const late = await tries(person.cookie, later(15));
    expect([late.status, late.body.type]).toEqual([403, "urn:appointmentbooking:problem:sign-in-again"]);
    const page = await submit(
      "/account/passkeys",
      { passkey: "x" },
      { headers: { Cookie: person.cookie }, now: later(15) },
    );
    expect([page.status, page.headers.get("Location")]).toEqual([303, "/sign-in"]);
    expect((await account(person.cookie, later(15))).text).not.toContain("data-passkey=");
    await ask(person.email, later(16));
    const again = cookieOf(await useLink(await latestLink(person.email), later(16)));
    expect((await tries(again, later(16))).status).toBe(200);
  });

  it("that is over, and links and challenges of the past, are swept away", async () => {
    await signedIn(await newSalon(), "owner");
    await env.DB.prepare("INSERT INTO spent_challenge VALUES ('x', ?1)")
      .bind(START + 5)
      .run();
    const rows = async () => {
      const counts = ["session", "sign_in_link", "spent_challenge"].map((table) =>
        env.DB.prepare(`SELECT count(*) AS n FROM ${table}`).first<number>("n"),
      );
      return (await Promise.all(counts)).map((count) => (count ?? 0) > 0);
    };
    const ctx = { env, origin: "", trace: "0", caller: null, waitUntil: () => undefined };
    await sweep({ ...ctx, now: START });
    expect(await rows()).toEqual([true, true, true]);
    await sweep({ ...ctx, now: START + 8 * 24 * 60 });
    expect(await rows()).toEqual([false, false, false]);
  });
});
