// The desk without a network: the day stays readable, what is done is kept, and back on the network it is merged by the engine;
// what no longer fits is shown with other times and settled by a person, and nothing is lost.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Page } from "playwright-core";
import { setting } from "../../../scripts/seed.ts";
import { holds, openSite, type Site, signedInAs } from "../site.ts";

let site: Site;
before(async () => {
  site = await openSite({ ADMISSION: "shadow" });
});
after(() => site.close());

const OPERATOR = { authorization: `Bearer ${setting("OPERATOR_TOKEN")}`, "content-type": "application/json" };
const SALON = "desk-dark";
/** The salon's tomorrow; its clock is two hours ahead of UTC. */
const DAY = new Date(Date.now() + 26 * 3_600_000).toISOString().slice(0, 10);

async function openSalon(): Promise<void> {
  const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
  const hours = Object.fromEntries(days.map((day) => [day, [["08:00", "18:00"]]]));
  const answer = await fetch(`${site.url}/api/v1/salons/${SALON}`, {
    method: "PUT",
    headers: OPERATOR,
    body: JSON.stringify({
      slug: SALON,
      name: "Dark",
      timezone: "Africa/Johannesburg",
      phone: "+27115550178",
      hours,
      booking: { step_minutes: 15, notice_minutes: 0, horizon_days: 60 },
      services: [{ id: "cut", name: { en: "Cut" }, price_cents: 35_000, phases: [{ minutes: 60 }] }],
      staff: [{ id: "thandi", name: "Thandi", hours, services: [{ id: "cut" }] }],
    }),
  });
  assert.ok(answer.ok, await answer.text());
}

let bookings = 0;
async function book(time: string, name: string): Promise<void> {
  const answer = await fetch(`${site.url}/api/v1/salons/${SALON}/bookings`, {
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": `offline-test-${++bookings}` },
    body: JSON.stringify({
      services: [{ id: "cut" }],
      start: `${DAY}T${time}:00+02:00`,
      client: { name, phone: `+278255${String(60_000 + bookings)}` },
      consents: [],
    }),
  });
  assert.equal(answer.status, 201, await answer.text());
}

/** Names and local times of the salon's visits, as the server has them. */
async function visits(): Promise<string[]> {
  const answer = await fetch(`${site.url}/api/v1/salons/${SALON}/bookings?from=${DAY}&to=${DAY}`, {
    headers: OPERATOR,
  });
  const { bookings: all } = (await answer.json()) as { bookings: { name: string; start: string; status: string }[] };
  return all.filter(({ status }) => status === "confirmed").map(({ name, start }) => `${start.slice(11, 16)} ${name}`);
}

const keptIn = (page: Page) =>
  page.evaluate(async () => {
    const files = await caches.open("desk-files-1");
    const names = (await files.keys()).map(({ url }) => new URL(url).pathname);
    const found = await new Promise<number>((done) => {
      const request = indexedDB.open("desk", 1);
      request.onsuccess = () => {
        const count = request.result.transaction("days").objectStore("days").count();
        count.onsuccess = () => done(count.result);
      };
    });
    return { names, found };
  });

test("works on without a network, merges when it is back, and loses nothing", async () => {
  await openSalon();
  await book("09:00", "Nomsa Dlamini");
  await book("14:00", "Aisha Patel");
  const page = await signedInAs(site, "reception", SALON);
  const context = page.context();
  await page.goto(`/desk/${SALON}`);
  await page.evaluate(() => navigator.serviceWorker.ready);
  for (let tries = 0; tries < 100; tries++) {
    const { names, found } = await keptIn(page);
    if (found === 1 && names.includes(`/desk/${SALON}/offline`) && names.includes("/availability.wasm")) break;
    await page.waitForTimeout(100);
  }
  const { names } = await keptIn(page);
  assert.ok(names.includes("/availability.wasm"), names.join(" "));

  await context.setOffline(true);
  await page.goto(`/desk/${SALON}?day=${DAY}`);
  await page.getByRole("heading", { name: "Without a network" }).waitFor();
  const tomorrow = page.locator('[data-day="1"]');
  await tomorrow.getByText("Nomsa Dlamini").waitFor();
  await holds(page, "without a network");

  // A card is read, a note kept, a visit booked and one moved, each at a time that the engine in the browser calls free.
  await tomorrow.getByText("Nomsa Dlamini").click();
  await tomorrow.getByText("+27825560001").waitFor();
  const nomsa = tomorrow.locator("li", { hasText: "Nomsa Dlamini" });
  await nomsa.getByLabel("Note").fill("Fringe stays long");
  await nomsa.getByRole("button", { name: "Keep the note" }).click();
  await nomsa.getByLabel("Time").selectOption({ label: "10:30" });
  await nomsa.getByRole("button", { name: "Move" }).click();
  await nomsa.getByText("10:30").first().waitFor();
  const form = page.locator("[data-book]");
  await form.getByLabel("Date").selectOption({ label: "Tomorrow" });
  await form.getByLabel("Time").locator("option", { hasText: "12:00" }).waitFor({ state: "attached" });
  assert.equal(
    await form
      .getByLabel("Time")
      .locator("option", { hasText: /^14:00$/ })
      .count(),
    0,
    "14:00 is Aisha's",
  );
  await form.getByLabel("Time").selectOption({ label: "12:00" });
  await form.getByLabel("Name").fill("Thabo Nkosi");
  await form.getByRole("button", { name: "Book" }).click();
  await tomorrow.getByText("Thabo Nkosi").waitFor();
  await page.getByText("waits for the network: 3").waitFor();
  assert.deepEqual(await visits(), ["09:00 Nomsa Dlamini", "14:00 Aisha Patel"], "nothing has left the device");

  // Meanwhile somebody books noon by the salon's page: what was agreed at the desk no longer fits.
  await book("12:00", "Lindiwe Mokoena");
  await context.setOffline(false);
  await page.getByText("That time was taken meanwhile.").waitFor({ timeout: 20_000 });
  for (let tries = 0; tries < 50 && !(await visits()).includes("10:30 Nomsa Dlamini"); tries++)
    await page.waitForTimeout(100);
  assert.deepEqual(await visits(), ["10:30 Nomsa Dlamini", "12:00 Lindiwe Mokoena", "14:00 Aisha Patel"]);
  await holds(page, "with a conflict");

  // The calendar says so too; a person takes another time, and all is at the salon.
  await page.goto(`/desk/${SALON}`);
  await page.getByText("1 change made without a network needs you.").waitFor();
  await page.getByRole("link", { name: "Look" }).click();
  await page.locator("[data-times] button").first().click();
  for (let tries = 0; tries < 100 && (await visits()).length < 4; tries++) await page.waitForTimeout(100);
  const all = await visits();
  assert.equal(all.length, 4);
  assert.ok(all.some((visit) => visit.endsWith("Thabo Nkosi")));
  await page.goto(`/desk/${SALON}?day=${DAY}`);
  await page.locator("[data-visit]", { hasText: "Nomsa" }).click();
  await page.getByText("Fringe stays long").waitFor();

  // What is wrong in itself is told by what is wrong, and what is unsent is not let go of by signing out unasked.
  await page.goto(`/desk/${SALON}/offline`);
  const again = page.locator("[data-book]");
  await again.getByLabel("Date").selectOption({ label: "Tomorrow" });
  await again.getByLabel("Time").locator("option", { hasText: "16:00" }).waitFor({ state: "attached" });
  await again.getByLabel("Time").selectOption({ label: "16:00" });
  await again.getByLabel("Name").fill("Zanele 🙏🏾");
  await again.getByLabel("Cell phone").fill("12");
  await again.getByRole("button", { name: "Book" }).click();
  await page.getByText("It was refused: /client/phone").waitFor({ timeout: 20_000 });
  let asked = "";
  page.once("dialog", (dialog) => {
    asked = dialog.message();
    void dialog.dismiss();
  });
  await page.getByRole("button", { name: "Sign out" }).click();
  for (let tries = 0; tries < 50 && asked === ""; tries++) await page.waitForTimeout(100);
  assert.match(asked, /^1 changes? made without a network/);
  assert.ok(page.url().endsWith("/offline"), "nobody was signed out");
  await page.getByRole("button", { name: "Do not do this" }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL(({ pathname }) => !pathname.startsWith("/desk/"));
  assert.equal((await visits()).length, 4);
  await context.close();
});
