// A real `wrangler dev` with both demo salons and nothing booked, and a real browser. One per test file.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AxeResults, RunOptions } from "axe-core";
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { bundled } from "../../scripts/local/bundle.ts";
import { migrateLocally } from "../../scripts/local/migrations.ts";
import { root } from "../../scripts/local/process.ts";
import { startServer } from "../../scripts/local/server.ts";
import { setting } from "../../scripts/seed.ts";

export interface Site {
  url: string;
  /** The same by name: a session's cookie and a passkey belong to one. */
  named: string;
  browser: Browser;
  context(options?: BrowserContextOptions): Promise<BrowserContext>;
  page(options?: BrowserContextOptions): Promise<Page>;
  close(): Promise<void>;
}

/** `vars`: over those of this machine. `bodies`: whether a test sends more than the Worker reads of it (see scripts/local/bundle.ts). */
export async function openSite(vars: Record<string, string> = {}, bodies?: "large"): Promise<Site> {
  const state = mkdtempSync(join(tmpdir(), "browser-tests-"));
  migrateLocally(state);
  const server = await startServer({
    port: await freePort(),
    script: bodies === "large" ? undefined : bundled(),
    state,
    vars,
  });
  for (const salon of ["thandi-hair", "kaap-nails"]) await putSalon(server.url, salon);
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium-headless-shell",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      // A page lives too short for what is compiled at length to pay: axe alone takes a sixth more with it.
      "--js-flags=--no-maglev,--no-turbofan",
    ],
  });
  const context = (options: BrowserContextOptions = {}) =>
    browser.newContext({
      baseURL: server.url,
      locale: "en-ZA",
      reducedMotion: "reduce", // pages that fade into each other take a third more of the processor
      viewport: { width: 1280, height: 800 },
      ...options,
    });
  return {
    url: server.url,
    named: server.url.replace("127.0.0.1", "localhost"),
    browser,
    context,
    page: async (options) => (await context(options)).newPage(),
    close: async () => {
      await browser.close();
      await server.stop();
      rmSync(state, { recursive: true, force: true });
    },
  };
}

async function putSalon(url: string, salon: string): Promise<void> {
  const answer = await fetch(`${url}/api/v1/salons/${salon}`, {
    method: "PUT",
    headers: { authorization: `Bearer ${setting("OPERATOR_TOKEN")}`, "content-type": "application/json" },
    body: readFileSync(join(root, `scripts/demo/${salon}.json`)),
  });
  if (!answer.ok) throw new Error(`${salon}: ${answer.status} ${await answer.text()}`);
  await answer.body?.cancel();
}

/** A port that nobody listens on now. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

/** Invites an address into a salon's team. */
export async function invite(site: Site, email: string, role: string, salon = "thandi-hair"): Promise<void> {
  const answer = await fetch(`${site.url}/api/v1/salons/${salon}/team`, {
    method: "POST",
    headers: { authorization: `Bearer ${setting("OPERATOR_TOKEN")}`, "content-type": "application/json" },
    body: JSON.stringify({ email, role }),
  });
  assert.equal(answer.status, 201, await answer.text());
}

/** The path of the newest sign-in link in a letter to the address, once it is there; `but` is one that is known. */
export async function linkFor(site: Site, email: string, but = ""): Promise<string> {
  for (let tries = 0; tries < 100; tries++) {
    const answer = await fetch(`${site.url}/dev/mailbox.json`);
    const { letters } = (await answer.json()) as { letters: { recipient: string; text: string }[] };
    for (const { recipient, text } of letters) {
      const link = recipient === email ? /\/sign-in\/[a-z2-7]{26}\.[\w-]{22}/.exec(text)?.[0] : undefined;
      if (link !== undefined && link !== but) return link;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`no letter to ${email}`);
}

let people = 0;

/** Somebody new in a salon's team, signed in by the link in their mailbox, at their account. */
export async function signedInAs(
  site: Site,
  role: string,
  salon = "thandi-hair",
  options: BrowserContextOptions = {},
): Promise<Page> {
  const email = `team-${++people}@example.com`;
  await invite(site, email, role, salon);
  const page = await (await site.context({ baseURL: site.named, ...options })).newPage();
  await page.goto(await linkFor(site, email));
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Your account" }).waitFor();
  return page;
}

/** Goes to the first button or link of that name by Tab, and presses it. */
export async function press(page: Page, name: RegExp | string, role: "button" | "link" = "button"): Promise<void> {
  const target = page.getByRole(role, { name, exact: typeof name === "string" }).first();
  for (let steps = 0; steps < 80; steps++) {
    await page.keyboard.press("Tab");
    if (await target.evaluate((one) => one === document.activeElement).catch(() => false)) {
      await page.keyboard.press("Enter");
      return;
    }
  }
  assert.fail(`no way to ${name} by keyboard`);
}

/** From the salon's page to the step where times are shown: full colour with Lerato. */
export async function toTimes(page: Page, salon = "thandi-hair"): Promise<void> {
  await page.goto(`/${salon}`);
  await page.getByRole("link", { name: "Full colour" }).click();
  await page.getByRole("link", { name: /^Lerato/ }).click();
  await page.getByRole("heading", { name: "When suits you?" }).waitFor();
}

/** Chooses the day that is the `index`-th with room (from the end if negative) and waits until its times are shown. */
export async function chooseDay(page: Page, index: number): Promise<void> {
  const day = page.locator(".day:not(.full)").nth(index);
  const id = await day.getAttribute("id");
  await day.click();
  await page.locator(`#${id}[aria-current]`).waitFor();
}

/** Picks the first free time of a day and waits for the summary to say so. */
export async function pickTime(page: Page, day = 2): Promise<string> {
  await chooseDay(page, day);
  const time = page.locator(".time").first();
  const text = (await time.innerText()).slice(0, 5);
  await time.click();
  await page.locator(".sheet .clock", { hasText: text }).waitFor();
  return text;
}

export async function fillDetails(page: Page, phone = "082 555 0123"): Promise<void> {
  await page.getByLabel("Your name").fill("Nomsa Dube");
  await page.getByLabel("Cell phone").fill(phone);
  await page.getByLabel("E-mail").fill("nomsa@example.com");
}

/** A whole booking; ends on the visit's own page. */
export async function bookVisit(page: Page, day = 2): Promise<string> {
  await toTimes(page);
  const time = await pickTime(page, day);
  await page.getByRole("button", { name: /^Continue/ }).click();
  await page.getByRole("heading", { name: "Almost yours" }).waitFor();
  await fillDetails(page);
  await page.getByRole("button", { name: "Book this visit" }).click();
  await page.getByRole("heading", { name: "You are booked" }).waitFor();
  return time;
}

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const ALL = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** The other scheme changes nothing but colours, so what looks at colours is asked again. */
const COLOURS: RunOptions = { runOnly: { type: "rule", values: ["color-contrast", "link-in-text-block"] } };

/** Axe finds nothing, neither in light nor in dark colours, and nothing is wider than the screen. */
export async function holds(page: Page, where: string): Promise<void> {
  await page.waitForLoadState(); // its text may be there before its style is
  await page.emulateMedia({ colorScheme: "light" });
  await settled(page);
  await page.evaluate(axe);
  assert.deepEqual(await faults(page, { runOnly: ALL }), [], where);
  await page.emulateMedia({ colorScheme: "dark" });
  await settled(page);
  assert.deepEqual(await faults(page, COLOURS), [], `${where}, dark`);
  await page.emulateMedia({ colorScheme: "light" });
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wider <= 0, `${where} is ${wider} px too wide`);
}

/** Colours that change slowly have changed. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)));
}

/** None of our pages has frames, so one document is all there is to look at. */
function faults(page: Page, options: RunOptions): Promise<string[]> {
  return page.evaluate(async (how) => {
    const { axe } = globalThis as unknown as { axe: { run(what: Document, how: RunOptions): Promise<AxeResults> } };
    const { violations, passes } = await axe.run(document, { ...how, resultTypes: ["violations"] });
    // What found nothing because it looked at nothing is a fault too.
    if (passes.length === 0) return ["axe looked at nothing"];
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join("; ")}`,
    );
  }, options);
}
