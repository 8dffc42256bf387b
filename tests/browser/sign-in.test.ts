// People of a salon sign in and out: by a passkey of Chromium's virtual authenticator, by the link in their mailbox, by keyboard.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { holds, invite, linkFor, openSite, press, type Site } from "./site.ts";

let site: Site;
/** The same site by a name: a passkey belongs to one, and an address of numbers is none. */
let named: string;
before(async () => {
  site = await openSite();
  named = site.url.replace("127.0.0.1", "localhost");
});
after(() => site.close());

const context = (options: BrowserContextOptions = {}): Promise<BrowserContext> =>
  site.context({ baseURL: named, ...options });

let people = 0;
/** Somebody new in the team of the salon. */
async function invited(role: string, salon = "thandi-hair"): Promise<string> {
  const email = `person-${++people}@example.com`;
  await invite(site, email, role, salon);
  return email;
}

async function signIn(page: Page, email: string): Promise<void> {
  await page.goto(await linkFor(site, email));
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Your account" }).waitFor();
}

async function withAuthenticator(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

test("a passkey is added, signs in by itself, and no longer does once it is removed", async () => {
  const page = await (await context()).newPage();
  await withAuthenticator(page);
  const email = await invited("owner");
  await signIn(page, email);
  assert.equal(await page.getByText("You have none yet.").isVisible(), true);

  await page.getByRole("button", { name: "Add a passkey of this device" }).click();
  await page.getByRole("button", { name: /^Remove the passkey of Chrome/ }).waitFor();
  // The device has one now, and says so instead of making a second.
  await page.getByRole("button", { name: "Add a passkey of this device" }).click();
  await page.getByText("No passkey was added.").waitFor();

  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  assert.deepEqual(await page.context().cookies(), []);

  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await page.getByRole("heading", { name: "Your account" }).waitFor();
  assert.equal(await page.getByText(`You are signed in as ${email}.`).isVisible(), true);
  assert.equal(await page.getByText(/with a passkey, /).isVisible(), true);

  await page.getByRole("button", { name: /^Remove the passkey/ }).click();
  await page.getByText("You have none yet.").waitFor();
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await page.getByText("That passkey did not sign you in.").waitFor();
  await page.context().close();
});

test("the session's cookie is this host's alone, secure, and hidden from scripts, on this machine too", async () => {
  const page = await (await context()).newPage();
  await signIn(page, await invited("stylist"));
  const [cookie, ...more] = await page.context().cookies();
  assert.deepEqual(more, []);
  assert.deepEqual(
    [cookie?.name, cookie?.domain, cookie?.path, cookie?.secure, cookie?.httpOnly, cookie?.sameSite],
    ["__Host-session", "localhost", "/", true, true, "Lax"],
  );
  assert.equal(await page.evaluate(() => document.cookie), "");
  await page.context().close();
});

test("without JavaScript and by keyboard alone: a link is asked for, opened and used, and the team is changed", async () => {
  const page = await (await context({ javaScriptEnabled: false })).newPage();
  const email = await invited("owner", "kaap-nails");
  const first = await linkFor(site, email);
  await page.goto("/sign-in");
  assert.equal(await page.getByRole("button", { name: "Sign in with a passkey" }).isVisible(), false);
  await page.getByLabel("E-mail").focus();
  await page.keyboard.type(email);
  await press(page, "E-mail me a link");
  await page.getByRole("heading", { name: "Look in your mailbox" }).waitFor();
  await page.goto(await linkFor(site, email, first));
  await press(page, "Sign in");
  await page.getByRole("heading", { name: "Your account" }).waitFor();
  await press(page, /^Team.*Kaap/, "link");
  await page.getByRole("heading", { name: /^The team of/ }).waitFor();
  const colleague = "new-colleague@example.com";
  await page.getByLabel("E-mail").focus();
  await page.keyboard.type(colleague);
  await page.keyboard.press("Tab");
  await page.keyboard.type("Rec");
  await press(page, "Invite");
  await page.getByText("The invitation is on its way.").waitFor();
  await press(page, `Remove ${colleague} from the team`);
  await page.getByText(colleague).waitFor({ state: "detached" });
  // The earlier link died with the one that was used.
  await page.goto(first);
  await page.getByRole("heading", { name: "This link no longer works" }).waitFor();
  await page.context().close();
});

test("another browser's session is ended from here, and somebody whose role changes must sign in again", async () => {
  const [here, there] = [await (await context()).newPage(), await (await context()).newPage()];
  const email = await invited("manager");
  await signIn(here, email);
  await here.goto("/sign-in");
  const link = await linkFor(site, email);
  await here.getByLabel("E-mail").fill(email);
  await here.getByRole("button", { name: "E-mail me a link" }).click();
  await there.goto(await linkFor(site, email, link));
  await there.getByRole("button", { name: "Sign in" }).click();
  await there.getByRole("heading", { name: "Your account" }).waitFor();

  await here.goto("/account");
  await here.getByRole("button", { name: /^Sign out Chrome/ }).click();
  await here.getByRole("button", { name: /^Sign out Chrome/ }).waitFor({ state: "detached" });
  await there.goto("/account");
  await there.getByRole("heading", { name: "Sign in" }).waitFor();

  const boss = await (await context()).newPage();
  await signIn(boss, await invited("owner"));
  await boss.goto("/team/thandi-hair");
  await boss.getByLabel(`Role of ${email}`, { exact: true }).selectOption("Stylist");
  await boss.getByRole("button", { name: `Change the role of ${email}` }).click();
  await boss.getByLabel(`Role of ${email}`, { exact: true }).waitFor();
  await here.goto("/account");
  await here.getByRole("heading", { name: "Sign in" }).waitFor();
  for (const page of [here, there, boss]) await page.context().close();
});

/** Long words meet the narrowest screen: there every language is looked at. */
const SCREENS: [string, BrowserContextOptions, string[]][] = [
  ["320 px", { viewport: { width: 320, height: 640 } }, ["en", "af", "zu", "xh"]],
  ["1280 px", {}, ["en"]],
];

const PAGES = [
  ...["/sign-in", "/account", "/team/thandi-hair", "/team/kaap-nails"],
  ...[
    "/compliance/thandi-hair",
    "/compliance/thandi-hair/report",
    "/compliance/thandi-hair/trail",
    "/inbox/thandi-hair",
  ],
];

for (const [name, options, languages] of SCREENS) {
  test(`axe finds nothing on any page of the team, and nothing is wider than the screen (${name})`, async () => {
    const page = await (await context(options)).newPage();
    await withAuthenticator(page);
    const failures: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error" && !/status of 4\d\d/.test(message.text())) failures.push(message.text());
    });
    const email = await invited("owner");
    const link = await linkFor(site, email);
    await page.goto(link);
    await holdsUp(page, `a link (${name})`);
    await signIn(page, email);
    await page.getByRole("button", { name: "Add a passkey of this device" }).click();
    await page.getByRole("button", { name: /^Remove the passkey of Chrome/ }).waitFor();
    for (const language of languages) {
      for (const path of [...PAGES, link]) {
        await page.goto(`${path}?lang=${language}`);
        await holdsUp(page, `${path} in ${language} (${name})`);
        // What a script fills in stands in data- attributes.
        const text = (await page.content()).replaceAll(/\sdata-[a-z-]+="[^"]*"/g, "");
        assert.doesNotMatch(text, /\{[a-z_]+\}|undefined|\[object|>[a-z-]+\.[a-z-]+</, `${path} in ${language}`);
      }
    }
    await page.goto("/sign-in");
    await page.getByLabel("E-mail").fill("nobody@nowhere.example");
    await page.getByRole("button", { name: "E-mail me a link" }).click();
    await page.getByRole("heading", { name: "Look in your mailbox" }).waitFor();
    await holdsUp(page, `link sent (${name})`);
    await page.goto("/team/thandi-hair");
    await page.getByLabel("E-mail").fill(email);
    await page.getByRole("button", { name: "Invite" }).click();
    await page.getByRole("alert").waitFor();
    await holdsUp(page, `an invitation with a fault (${name})`);
    assert.deepEqual(failures, []);
    await page.context().close();
  });
}

/** Read by all and pressed by all: what is to be touched is 48 px high, anything else 24. */
async function holdsUp(page: Page, where: string): Promise<void> {
  await page.waitForLoadState();
  await holds(page, where);
  const small = await page.evaluate(() =>
    [
      ...document.querySelectorAll<HTMLElement>("main :is(a, button, input:not([type=hidden]), select, label.check)"),
    ].flatMap((one) => {
      const { width, height } = one.getBoundingClientRect();
      // A tick is pressed by its label.
      const least = one.matches(".btn, .row, select, label.check, input:not([type=checkbox])") ? 48 : 24;
      const fits = width === 0 || (width >= 24 && height >= least);
      return fits ? [] : [`${one.outerHTML.slice(0, 90)} ${width}x${height}`];
    }),
  );
  assert.deepEqual(small, [], where);
}

test("what the site serves as files bears the security headers too", async () => {
  for (const path of ["/app.css", "/app.js", "/passkey.js", "/icon.svg", "/manifest.webmanifest", "/embed.js"]) {
    const answer = await fetch(site.url + path);
    await answer.body?.cancel();
    assert.equal(answer.status, 200, path);
    assert.equal(answer.headers.get("x-content-type-options"), "nosniff", path);
    assert.match(answer.headers.get("strict-transport-security") ?? "", /^max-age=\d{8}/, path);
    assert.match(answer.headers.get("content-security-policy") ?? "", /frame-ancestors 'none'/, path);
  }
});
