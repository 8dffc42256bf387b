// What a salon shows the world, and what a client answers to a reminder: a person's own page, the poster, a review that somebody looks
// at, and coming, said by one press. Without a script, in every language, on the narrowest screen.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { BrowserContextOptions } from "playwright-core";
import { holds, openSite, press, type Site, signedInAs } from "../site.ts";

let site: Site;
before(async () => {
  site = await openSite({ ADMISSION: "shadow" });
});
after(() => site.close());

const SALON = "thandi-hair";
const DAY = 86_400_000;
const NARROW: BrowserContextOptions = { javaScriptEnabled: true, viewport: { width: 320, height: 700 } };

let made = 0;
async function booked(name: string): Promise<{ path: string; start: string; booking: string }> {
  const free = await fetch(`${site.url}/api/v1/salons/${SALON}/availability?service=cut`);
  const { slots } = (await free.json()) as { slots: { start: string }[] };
  const start = slots[made * 5]?.start ?? "";
  const answer = await fetch(`${site.url}/api/v1/salons/${SALON}/bookings`, {
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": `public-test-${++made}` },
    body: JSON.stringify({
      services: [{ id: "cut" }],
      start,
      client: { name, phone: `+278255${String(70_000 + made)}` },
      consents: [],
    }),
  });
  const { manage_url: url, booking } = (await answer.json()) as { manage_url: string; booking: string };
  assert.equal(answer.status, 201);
  return { path: new URL(url).pathname, start, booking };
}

test("a client says by one press that they come, and the desk sees it", async () => {
  const { path, booking } = await booked("Nomsa Dlamini");
  for (const language of ["en", "af", "zu", "xh"]) {
    const page = await site.page(NARROW);
    await page.goto(`${path}/confirm?lang=${language}`);
    await holds(page, `${language}: are you coming`);
    await page.context().close();
  }
  const page = await site.page({ javaScriptEnabled: false });
  await page.goto(`${path}/confirm?lang=en`);
  await page.locator(`main form[action$="/confirm"] button`).click();
  await page.waitForURL(/\/confirm/);
  assert.equal(await page.locator(`main form[action$="/confirm"] button`).count(), 0, "it is said once");
  await page.context().close();
  const desk = await signedInAs(site, "reception");
  await desk.goto(`/desk/${SALON}/visits/${booking}`);
  await desk.locator('.step[aria-pressed="true"]', { hasText: "Confirmed" }).waitFor();
  await desk.context().close();
});

test("a visit that is over is reviewed once, looked at by a person, and then read by all", async () => {
  const { path, start } = await booked("Aisha Patel");
  const later = new Date(Date.parse(start) + DAY).toISOString();
  const client = await site.page({ javaScriptEnabled: false, extraHTTPHeaders: { "X-Test-Now": later } });
  await client.goto(`${path}/review?lang=en`);
  await client.getByRole("button", { name: "Send it" }).click();
  await client.getByText("Please choose how many stars.").first().waitFor();
  await client.getByLabel("4 stars").check();
  await client.getByLabel("What would you tell a friend?").fill("Ngiyabonga! Best curls in Melville 💇🏾‍♀️");
  await client.getByRole("button", { name: "Send it" }).click();
  await client.getByText("Waits to be looked at").waitFor();
  const world = await site.page(NARROW);
  await world.goto(`/${SALON}/reviews`);
  assert.equal(await world.getByText("Best curls").count(), 0, "nobody reads it yet");
  const desk = await signedInAs(site, "owner", SALON, { javaScriptEnabled: false });
  await desk.goto(`/desk/${SALON}/reviews`);
  await desk.getByText("Best curls in Melville 💇🏾‍♀️").waitFor();
  await press(desk, /^Publish/);
  await desk.getByText("Nothing waits to be looked at.").waitFor();
  await world.reload();
  await world.getByText("Best curls in Melville 💇🏾‍♀️").waitFor();
  await holds(world, "reviews");
  await world.goto(`/${SALON}`);
  const told = JSON.parse((await world.locator('script[type="application/ld+json"]').textContent()) ?? "null");
  assert.match(JSON.stringify(told), /"aggregateRating":\{[^}]*"ratingValue":"?4/);
  await client.reload();
  await client.getByText("Public", { exact: true }).waitFor();
  for (const page of [client, world, desk]) await page.context().close();
});

test("each of the team has a page of their own that leads to a booking with them, and the salon a poster", async () => {
  const page = await site.page(NARROW);
  await page.goto(`/${SALON}`);
  await page.locator(`a[href*="/with/lerato"]`).first().click();
  await page.getByRole("heading", { name: "Lerato", level: 1 }).waitFor();
  await holds(page, "a person's page");
  await page.locator("main a.row").first().click();
  await page.waitForURL(/staff=lerato/);
  await page.context().close();
  const desk = await signedInAs(site, "owner");
  await desk.goto(`/desk/${SALON}/poster`);
  await holds(desk, "the poster's page");
  const poster = await desk.goto(`/desk/${SALON}/poster.svg`);
  assert.match(poster?.headers()["content-type"] ?? "", /^image\/svg\+xml/);
  assert.ok((await desk.locator("svg rect, svg path").count()) > 1);
  await desk.context().close();
});
