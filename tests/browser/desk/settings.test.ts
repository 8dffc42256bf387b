// A salon from nothing to a page that takes bookings, and its settings afterwards: by keyboard alone, on the narrowest screen, in every
// language, with and without a script.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { BrowserContextOptions, Page } from "playwright-core";
import { holds, linkFor, openSite, press, type Site, signedInAs } from "../site.ts";

let site: Site;
before(async () => {
  site = await openSite();
});
after(() => site.close());

/** By keyboard: Tab to the input of that label, and what is typed there. */
async function type(page: Page, label: RegExp | string, text: string): Promise<void> {
  const input = page.getByLabel(label).first();
  for (let steps = 0; steps < 120; steps++) {
    if (await input.evaluate((one) => one === document.activeElement)) {
      await page.keyboard.press("ControlOrMeta+a");
      await page.keyboard.type(text);
      return;
    }
    await page.keyboard.press("Tab");
  }
  assert.fail(`no way to ${label} by keyboard`);
}

test("a salon is begun and published by keyboard in under five minutes, and its page takes bookings", async () => {
  const page = await (await site.context({ baseURL: site.named })).newPage();
  const began = Date.now();
  let sent = 0;
  const go = async (heading: string) => {
    sent++;
    await press(page, "Save and continue");
    await page.getByRole("heading", { name: heading, level: 1 }).waitFor();
  };
  await page.goto("/start");
  await type(page, "E-mail", "nandi@example.com");
  await press(page, /link/i);
  await page.goto(await linkFor(site, "nandi@example.com"));
  await press(page, "Sign in");
  await page.getByRole("heading", { name: "Begin a salon" }).waitFor();
  await press(page, "Go on", "link");
  await page.getByRole("heading", { name: "Name and place" }).waitFor();
  await type(page, "Name", "Nandi's Hair");
  await type(page, /^Street and number/, "3 Loop Street");
  await type(page, /^City or town/, "Cape Town");
  await go("Hours");
  await go("Services");
  await go("Team");
  await type(page, /^Person 1/, "Nandi");
  await type(page, /^Person 2/, "Zoë");
  await go("The law");
  await type(page, /^Name/, "Nandi Zulu");
  await type(page, /^E-mail/, "nandi@example.com");
  await go("Channels");
  await go("Publish");
  await page.getByText("/nandi-s-hair").first().waitFor();
  const agree = page.getByLabel(/I accept/);
  for (let steps = 0; steps < 60 && !(await agree.evaluate((one) => one === document.activeElement)); steps++) {
    await page.keyboard.press("Tab");
  }
  await page.keyboard.press("Space");
  await press(page, "Publish the page");
  await page.getByText("Your page is live.").waitFor();
  const seconds = (Date.now() - began) / 1000;
  console.log(`onboarding by keyboard: ${seconds.toFixed(1)} s, ${sent + 1} forms after the link`);
  assert.ok(seconds < 300, `${seconds} s`);
  await page.goto("/nandi-s-hair/book?service=full-colour&staff=any");
  await page.locator(".time").first().waitFor();
  await page.context().close();
});

/** The owner of the demo salon, signed in. */
const atSettings = (options: BrowserContextOptions = {}): Promise<Page> =>
  signedInAs(site, "owner", "thandi-hair", options);

const SETTINGS = "/desk/thandi-hair/settings";

test("a price is changed by keyboard without a script, is on the salon's page, and is undone", async () => {
  const page = await atSettings({ javaScriptEnabled: false });
  await page.goto(`${SETTINGS}/services/mens-cut`);
  await type(page, /^Price in rand/, "199");
  await press(page, "Save");
  await page.getByText("Saved.").waitFor();
  await page.goto("/thandi-hair?lang=en");
  await page.getByText("R199").first().waitFor();
  await page.goto(`${SETTINGS}/history`);
  await page.getByText("R199").waitFor();
  await press(page, /^Undo this change/);
  await page.getByText("Saved.").waitFor();
  await page.goto(`${SETTINGS}/services/mens-cut`);
  assert.equal(await page.getByLabel(/^Price in rand/).inputValue(), "180");
  await page.context().close();
});

test("what is wrong is told while one types, and nothing is put", async () => {
  const page = await atSettings();
  await page.goto(`${SETTINGS}/hours`);
  await page.getByLabel("Monday").fill("all day");
  await page.locator('[id="/hours/mon-fault"]').waitFor();
  assert.equal(await page.getByLabel("Monday").getAttribute("aria-invalid"), "true");
  await page.getByLabel("Monday").fill("8-18:30");
  await page.locator('[id="/hours/mon-fault"]').waitFor({ state: "detached" });
  await page.context().close();
});

const SCREENS: [string, BrowserContextOptions, string[]][] = [
  ["320 px", { viewport: { width: 320, height: 640 } }, ["en", "af", "zu", "xh"]],
  ["1280 px", {}, ["zu"]],
];
const PAGES = [
  "",
  "/about",
  "/hours",
  "/team",
  "/team/thandi",
  "/services",
  "/services/colour",
  "/resources",
  "/rules",
  "/policies",
  "/money",
  "/languages",
  "/colours",
  "/channels",
  "/officer",
  "/history",
  "/document",
  "/import",
  "/archive",
  "/calendars",
];

for (const [name, options, languages] of SCREENS) {
  test(`axe finds nothing on the settings and on beginning, and nothing is wider than the screen (${name})`, async () => {
    const page = await atSettings(options);
    for (const language of languages) {
      const some =
        language === "en" && options.viewport
          ? PAGES
          : PAGES.filter((_, at) => at % 3 === languages.indexOf(language) % 3);
      for (const path of some) {
        await page.goto(`${SETTINGS}${path}?lang=${language}`);
        for (const summary of await page.locator("main summary").all()) await summary.click();
        await holds(page, `${path} in ${language} (${name})`);
      }
      await page.goto(`/desk?lang=${language}`);
      await holds(page, `/desk in ${language} (${name})`);
      for (const step of ["", "/place", "/services", "/team", "/law", "/publish"]) {
        await page.goto(`/start${step}?lang=${language}`);
        await holds(page, `/start${step} in ${language} (${name})`);
      }
    }
    await page.context().close();
  });
}
