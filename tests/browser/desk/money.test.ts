// The counter: a visit is paid in two taps and by keyboard, without a script, on the narrowest screen, in every language and both colour
// schemes; the client's receipt prints; the day is counted and closed.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { BrowserContextOptions, Page } from "playwright-core";
import { holds, openSite, press, type Site, signedInAs } from "../site.ts";

const SALON = "thandi-hair";
const MONEY = `/desk/${SALON}/money`;

let site: Site;
before(async () => {
  site = await openSite();
});
after(() => site.close());

const atDesk = (role: string, options: BrowserContextOptions = {}): Promise<Page> =>
  signedInAs(site, role, SALON, options);

interface Slot {
  start: string;
}

/** A visit booked over the API, at the `nth` free time. */
async function visit(nth: number, service = "cut"): Promise<string> {
  const free = await fetch(`${site.url}/api/v1/salons/${SALON}/availability?service=${service}`);
  const { slots } = (await free.json()) as { slots: Slot[] };
  const made = await fetch(`${site.url}/api/v1/salons/${SALON}/bookings`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() },
    body: JSON.stringify({
      services: [{ id: service }],
      start: slots[nth]?.start,
      client: { name: "Nomsa Dlamini", phone: "+27825550199", email: "nomsa@example.com", language: "en" },
    }),
  });
  assert.equal(made.status, 201, await made.clone().text());
  return ((await made.json()) as { booking: string }).booking;
}

/** Pictures for whoever looks at them: SHOTS names a folder. */
async function shot(page: Page, name: string): Promise<void> {
  const folder = process.env.SHOTS;
  if (folder === undefined || folder === "") return;
  for (const width of [390, 820, 1440]) {
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      await page.screenshot({ path: `${folder}/${name}-${width}-${colorScheme}.png`, fullPage: true });
    }
  }
  await page.emulateMedia({ colorScheme: "light" });
}

test("a visit is paid by card with one tap on its bill, and the client has a receipt", async () => {
  const page = await atDesk("reception");
  await page.goto(`${MONEY}/visits/${await visit(0)}`);
  await page.getByRole("heading", { name: "Nomsa Dlamini" }).waitFor();
  await holds(page, "an open bill");
  await shot(page, "bill-open");
  await page.getByRole("button", { name: /^Card R/ }).click();
  await page.getByText("Paid", { exact: true }).waitFor();
  await holds(page, "a paid bill");
  await shot(page, "bill-paid");
  await page.getByRole("link", { name: /Receipt no\. \d/ }).click();
  await page.getByRole("heading", { name: /Receipt|Tax invoice/ }).waitFor();
  await holds(page, "a receipt");
  await shot(page, "receipt");
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.getByRole("contentinfo").isVisible(), false, "what is printed is the receipt alone");
});

test("by keyboard a part is paid in cash with a tip, and the change is told", async () => {
  const page = await atDesk("reception", { viewport: { width: 320, height: 640 } });
  await page.goto(`${MONEY}/visits/${await visit(4)}`);
  await page.getByText("Another amount, a tip, a gift card").press("Enter");
  await page.getByLabel("Paid by").selectOption("cash");
  await page.getByLabel("Amount in rand").first().fill("600");
  await page.getByLabel(/^Tip besides/).fill("twenty");
  await holds(page, "the form of another amount");
  await press(page, "Take payment");
  await page.getByRole("alert").waitFor();
  assert.equal(await page.getByLabel("Amount in rand").first().inputValue(), "600", "what was typed is still there");
  await holds(page, "a form that came back");
  await page.getByLabel(/^Tip besides/).fill("20");
  await press(page, "Take payment");
  await page.getByText(/^Give back R/).waitFor();
  await holds(page, "a bill with change to give");
});

test("the owner takes a payment back with a reason, and changes the price", async () => {
  const page = await atDesk("owner");
  await page.goto(`${MONEY}/visits/${await visit(8)}`);
  await page.getByText("Change a price").click();
  await page.getByLabel("New price in rand").fill("300");
  await page.getByRole("group").filter({ hasText: "New price" }).getByLabel("Reason").fill("Model evening");
  await page.getByRole("group").filter({ hasText: "New price" }).getByRole("button").click();
  await page.getByText("Model evening").waitFor();
  await page.getByRole("button", { name: /^Cash R300/ }).click();
  await page.getByText("Take back").first().click();
  await shot(page, "bill-owner");
  const reason = page.locator('[name^="why-"]').first();
  await reason.fill("It was the card");
  await page.getByRole("button", { name: "Take back" }).first().click();
  await page.getByText("taken back").first().waitFor();
  await holds(page, "a bill with a payment that was taken back");
});

test("today's money is shown and counted; the report is for the owner", async () => {
  const page = await atDesk("owner");
  await page.goto(MONEY);
  await page.getByRole("heading", { name: "Today" }).waitFor();
  await holds(page, "today");
  await shot(page, "today");
  for (const lang of ["af", "zu", "xh"]) {
    await page.goto(`${MONEY}?lang=${lang}`);
    await holds(page, `today in ${lang}`);
  }
  await page.goto(`${MONEY}/report`);
  await page.getByRole("heading", { name: "Report" }).waitFor();
  await holds(page, "the report");
  await shot(page, "report");
  await page.goto(MONEY);
  await page.getByText("Count and close the day").click();
  for (const means of ["Cash", "Card", "EFT"]) await page.getByRole("textbox", { name: means, exact: true }).fill("1");
  await page.getByLabel(/^Why it differs/).fill("a trial");
  await shot(page, "counting");
  await page.getByRole("button", { name: "Close the day" }).click();
  await page.getByText("Counted and closed").waitFor();
  await holds(page, "a closed day");
});

test("money is taken by who may, without a script too, and the day is read by nobody else", async () => {
  const page = await atDesk("stylist", { javaScriptEnabled: false });
  await page.goto(MONEY);
  assert.equal(await page.getByRole("heading", { name: "Today" }).count(), 0);
  await page.goto(`${MONEY}/visits/${await visit(12)}`);
  await page.getByRole("button", { name: /^Card R/ }).click();
  await page.getByText("Paid", { exact: true }).waitFor();
});
