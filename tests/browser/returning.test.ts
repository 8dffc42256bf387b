// A client comes back: finds a booking by telephone and code, and is offered time that somebody else gave up.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Page } from "playwright-core";
import { bookVisit, openSite, pickTime, type Site, toTimes } from "./site.ts";

let site: Site;
before(async () => {
  site = await openSite();
});
after(() => site.close());

/** What the mailbox of this machine shows, as soon as it matches; messages travel through a queue. */
async function mailed(pattern: RegExp): Promise<string> {
  const deadline = Date.now() + 15_000;
  while (Date.now() < deadline) {
    const found = pattern.exec(await (await fetch(`${site.url}/dev/mailbox`)).text());
    if (found !== null) return found[1] ?? "";
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return assert.fail(`no message matches ${pattern}`);
}

async function findByPhone(page: Page): Promise<void> {
  await page.goto("/b");
  await page.getByLabel("Cell phone").fill("082 555 0123");
  await page.getByRole("button", { name: "Send a code" }).click();
  await page.getByRole("heading", { name: "Enter the code" }).waitFor();
}

test("a booking is found again by telephone and code, and a wrong code opens nothing", async () => {
  const page = await site.page({ javaScriptEnabled: false });
  await bookVisit(page, 3);
  const link = page.url();
  await findByPhone(page);
  await page.getByLabel("Code").fill("000000");
  await page.getByRole("button", { name: "Show my bookings" }).click();
  await page.getByRole("alert").waitFor();
  const code = await mailed(/\b(\d{6})\b(?=[^<]{0,200}(?:minutes|code))/);
  await page.getByLabel("Code").fill(code);
  await page.getByRole("button", { name: "Show my bookings" }).click();
  await page.getByRole("heading", { name: "Your bookings" }).waitFor();
  await page.locator(".row").first().click();
  assert.equal(page.url(), link);
  await page.context().close();
});

test("time that is given up is offered to who waits for it, and one tap takes it", async () => {
  // At ten in the morning in Johannesburg: nobody is written to at night.
  const now = `${new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)}T08:00:00Z`;
  const page = await site.page({ extraHTTPHeaders: { "X-Test-Now": now } });
  await bookVisit(page, 6);
  const given = page.url();
  await toTimes(page);
  await pickTime(page, 6);
  const date = new URL(page.url()).searchParams.get("date") ?? "";
  await page.goto(`/thandi-hair/waitlist?service=colour&staff=lerato&date=${date}`);
  await page.getByLabel("Until").fill(date);
  await page.getByLabel("Your name").fill("Lindiwe Sithole");
  await page.getByLabel("Cell phone").fill("0845550177");
  await page.getByLabel("E-mail").fill("lindiwe@example.com");
  await page.getByRole("button", { name: "Join the waiting list" }).click();
  await page.getByRole("heading", { name: "You are on the list" }).waitFor();
  await page.goto(given);
  await page.getByRole("link", { name: "Cancel", exact: true }).click();
  await page.getByRole("button", { name: "Yes, cancel it" }).click();
  await page.getByRole("heading", { name: "Cancelled" }).waitFor();
  const offer = await mailed(/(\/o\/thandi-hair\.[\w.-]+)/);
  await page.goto(offer);
  await page.getByRole("heading", { name: "A time came free" }).waitFor();
  await page.getByRole("button", { name: "Take it" }).click();
  await page.getByRole("heading", { name: "You are booked" }).waitFor();
  await page.goto(offer);
  await page.getByRole("heading", { name: "This offer is over" }).waitFor();
  await page.context().close();
});

test("whoever asks for too many codes is told after how long the next is sent", async () => {
  const page = await site.page({ javaScriptEnabled: false });
  for (let asked = 0; asked < 4; asked++) {
    await page.goto("/b");
    await page.getByLabel("Cell phone").fill("083 555 0188");
    await page.getByRole("button", { name: "Send a code" }).click();
  }
  await page.getByRole("heading", { name: "One moment, please" }).waitFor();
  assert.match(await page.getByRole("alert").innerText(), /try again in (1\sh|5\d\smin)\./);
  await page.context().close();
});
