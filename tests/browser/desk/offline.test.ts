// The desk without a network: the day stays readable, what is done is kept, and back on the network it is merged by the engine;
// what no longer fits is shown with other times and settled by a person, and nothing is lost.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Locator, Page } from "playwright-core";
import { setting } from "../../../scripts/seed.ts";
import { holds, invite, linkFor, openSite, type Site, signedInAs } from "../site.ts";

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

const keptIn = (page: Page, salon = SALON) =>
  page.evaluate(async (wanted) => {
    const files = await caches.open("desk-files-1");
    const names = (await files.keys()).map(({ url }) => new URL(url).pathname);
    const found = await new Promise<number>((done) => {
      const request = indexedDB.open("desk", 1);
      request.onsuccess = () => {
        const count = request.result.transaction("days").objectStore("days").count(wanted);
        count.onsuccess = () => done(count.result);
      };
    });
    return { names, found };
  }, salon);

/** Until the device has all that it needs to go on without a network. */
async function kept(page: Page): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready);
  for (let tries = 0; tries < 100; tries++) {
    const { names, found } = await keptIn(page);
    if (found === 1 && names.includes(`/desk/${SALON}/offline`) && names.includes("/availability.wasm")) break;
    await page.waitForTimeout(100);
  }
  const { names, found } = await keptIn(page);
  assert.deepEqual([found, names.includes("/availability.wasm")], [1, true], names.join(" "));
}

const hasFocus = (one: Locator) => one.evaluate((element) => element === document.activeElement);

/** Somebody of the team signs in by the link in their mailbox, on a device where others were before. */
async function comes(page: Page, email: string, before = ""): Promise<string> {
  const link = await linkFor(site, email, before);
  await page.goto(link);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Your account" }).waitFor();
  return link;
}

/** Without a network: somebody is booked for tomorrow. */
async function bookTomorrow(page: Page, time: string, name: string): Promise<void> {
  const form = page.locator("[data-book]");
  await form.getByLabel("Date").selectOption({ label: "Tomorrow" });
  await form.getByLabel("Time").locator("option", { hasText: time }).waitFor({ state: "attached" });
  await form.getByLabel("Time").selectOption({ label: time });
  await form.getByLabel("Name").fill(name);
  await form.getByRole("button", { name: "Book" }).click();
  await page.locator('[data-day="1"]').getByText(name).waitFor();
}

test("works on without a network, merges when it is back, and loses nothing", async () => {
  await openSalon();
  await book("09:00", "Nomsa Dlamini");
  await book("14:00", "Aisha Patel");
  const page = await signedInAs(site, "reception", SALON);
  const context = page.context();
  await page.goto(`/desk/${SALON}`);
  await kept(page);

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
  // Her own time is not in the way of hers; and who was moved is moved again before the salon knows of it.
  await nomsa.getByLabel("Time").selectOption({ label: "09:30" });
  await nomsa.getByRole("button", { name: "Move" }).click();
  await nomsa.locator("[data-from]", { hasText: "09:30" }).waitFor();
  await nomsa.getByLabel("Time").selectOption({ label: "10:30" });
  await nomsa.getByLabel("Note").fill("Fringe stays long");
  await nomsa.getByRole("button", { name: "Keep the note" }).click();
  await page.getByText("waits for the network: 2").waitFor();
  // The rows were drawn anew: what was sent is gone from its field, and what was chosen beside it is not another time now.
  const chosen = nomsa.getByLabel("Time").locator("option:checked");
  assert.deepEqual([await nomsa.getByLabel("Note").inputValue(), await chosen.innerText()], ["", "10:30"]);
  assert.ok(await hasFocus(nomsa.getByRole("button", { name: "Keep the note" })));
  await nomsa.getByRole("button", { name: "Move" }).click();
  await nomsa.getByText("10:30").first().waitFor();
  const form = page.locator("[data-book]");
  await form.getByLabel("Time").locator("option").first().waitFor({ state: "attached" });
  // Another date: none of the times that were there can be chosen while the engine is asked.
  const left = await form.evaluate((fields: HTMLFormElement) => {
    const [date, time] = ["day", "start"].map((name) => fields.elements.namedItem(name) as HTMLSelectElement);
    if (date === undefined || time === undefined) return Number.NaN;
    date.value = "1";
    date.dispatchEvent(new Event("change"));
    return time.length;
  });
  assert.equal(left, 0);
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
  await nomsa.getByLabel("Note").fill("Half a thou");
  await tomorrow.getByText("Aisha Patel").click();
  const aisha = tomorrow.locator("li", { hasText: "Aisha Patel" });
  const times = aisha.getByLabel("Time");
  await times.selectOption({ label: "12:00" });
  await form.getByRole("button", { name: "Book" }).click();
  await tomorrow.getByText("Thabo Nkosi").waitFor();
  assert.equal(await nomsa.getByLabel("Note").inputValue(), "Half a thou");
  // What was chosen for another and is given away now becomes no other time by itself, and is offered to nobody again.
  const noTime = async () => {
    for (const select of [times, form.getByLabel("Time")]) {
      await select.locator("option", { hasText: /^12:00$/ }).waitFor({ state: "detached" });
      assert.equal(await select.evaluate((one: HTMLSelectElement) => one.checkValidity()), false);
    }
  };
  await noTime();
  await page.getByText("waits for the network: 4").waitFor();
  // However often it is drawn anew.
  await aisha.getByLabel("Note").fill("Rooibos");
  await aisha.getByRole("button", { name: "Keep the note" }).click();
  await page.getByText("waits for the network: 5").waitFor();
  await page.waitForTimeout(300);
  await noTime();
  assert.deepEqual(await visits(), ["09:00 Nomsa Dlamini", "14:00 Aisha Patel"], "nothing has left the device");

  // Meanwhile somebody books noon by the salon's page: what was agreed at the desk no longer fits.
  await book("12:00", "Lindiwe Mokoena");
  const note = nomsa.getByLabel("Note");
  await note.press("Home");
  await context.setOffline(false);
  await page.getByText("That time was taken meanwhile.").waitFor({ timeout: 20_000 });
  assert.ok(await hasFocus(note), "who writes goes on writing");
  assert.equal(await note.evaluate((field: HTMLInputElement) => field.selectionStart), 0);
  for (let tries = 0; tries < 50 && !(await visits()).includes("10:30 Nomsa Dlamini"); tries++)
    await page.waitForTimeout(100);
  assert.deepEqual(await visits(), ["10:30 Nomsa Dlamini", "12:00 Lindiwe Mokoena", "14:00 Aisha Patel"]);
  await holds(page, "with a conflict");

  // The calendar says so too; a person takes another time, and all is at the salon.
  await page.goto(`/desk/${SALON}`);
  await page.getByText("1 change made without a network needs you.").waitFor();
  await page.getByRole("link", { name: "Look" }).click();
  await page.locator("[data-times] button").first().dblclick();
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

test("what somebody did on a shared tablet waits for them, is told to others and sent by nobody else", async () => {
  await openSalon();
  const before = await visits();
  const [anna, ben] = ["anna@example.com", "ben@example.com"];
  await invite(site, anna, "reception", SALON);
  await invite(site, ben, "stylist", SALON);
  const page = await (await site.context({ baseURL: site.named })).newPage();
  const context = page.context();
  const used = await comes(page, anna);
  await page.goto(`/desk/${SALON}`);
  await kept(page);
  await context.setOffline(true);
  await page.goto(`/desk/${SALON}`);
  await bookTomorrow(page, "17:00", "Palesa Molefe");

  // Her session ends meanwhile, and Ben signs in on the same tablet: what she read is not his to read.
  await context.clearCookies();
  await context.setOffline(false);
  const usedByBen = await comes(page, ben);
  await context.setOffline(true);
  await page.goto(`/desk/${SALON}`);
  await page.getByText("Nothing of yours is kept on this device yet.").waitFor();
  await page.getByText("1 change that a colleague made on this device without a network waits.").waitFor();
  assert.equal(await page.getByText("Palesa").count(), 0);
  await context.setOffline(false);
  await page.goto(`/desk/${SALON}`);
  const told = page.getByText(`1 change that ${anna} made on this device without a network waits.`);
  await told.waitFor();
  await holds(page, "with what waits for another");
  await kept(page);

  // What he does himself is sent; hers stays, and is not shown among his.
  await context.setOffline(true);
  await page.goto(`/desk/${SALON}`);
  await bookTomorrow(page, "08:00", "Bongani Zulu");
  await page.getByText("waits for the network: 1").waitFor();
  assert.equal(await page.getByText("Palesa").count(), 0);
  await context.setOffline(false);
  const withBens = [...before, "08:00 Bongani Zulu"].sort();
  for (let tries = 0; tries < 100 && (await visits()).length < withBens.length; tries++) await page.waitForTimeout(100);
  assert.deepEqual((await visits()).sort(), withBens);

  // He signs out, and takes nothing of hers with him; she comes back, and it is sent.
  for (const path of [`/inbox/${SALON}`, `/desk/${SALON}`]) {
    await page.goto(path);
    await told.waitFor();
  }
  page.on("dialog", (dialog) => assert.fail(dialog.message()));
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL(({ pathname }) => pathname === "/sign-in");
  assert.deepEqual((await keptIn(page)).found, 0, "what he read is gone");
  page.removeAllListeners("dialog");
  await page.getByLabel("E-mail").fill(anna);
  await page.getByRole("button", { name: "E-mail me a link" }).click();
  await comes(page, anna, used);
  await page.goto(`/desk/${SALON}`);
  const withHers = [...withBens, "17:00 Palesa Molefe"].sort();
  for (let tries = 0; tries < 100 && (await visits()).length < withHers.length; tries++) await page.waitForTimeout(100);
  assert.deepEqual((await visits()).sort(), withHers);
  await page.reload();
  await page.getByRole("heading", { level: 1 }).waitFor();
  assert.equal(await page.getByText("made on this device without a network").isVisible(), false);

  // Of whoever left the team nobody can send it any more: it is told, and goes only by somebody's word.
  await kept(page);
  await context.setOffline(true);
  await page.goto(`/desk/${SALON}`);
  await bookTomorrow(page, "16:00", "Refilwe Tau");
  await context.clearCookies();
  await context.setOffline(false);
  const team = `${site.url}/api/v1/salons/${SALON}/team`;
  const { team: members } = (await (await fetch(team, { headers: OPERATOR })).json()) as {
    team: { account: string; email: string }[];
  };
  const gone = members.find(({ email }) => email === anna)?.account;
  assert.equal((await fetch(`${team}/${gone}`, { method: "DELETE", headers: OPERATOR })).status, 204);
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill(ben);
  await page.getByRole("button", { name: "E-mail me a link" }).click();
  await comes(page, ben, usedByBen);
  await page.goto(`/desk/${SALON}`);
  await page.getByText("by somebody who is in the team no more, and never sent: 1.").waitFor();
  page.once("dialog", (dialog) => dialog.dismiss());
  await page.getByRole("button", { name: "Delete them" }).click();
  assert.ok(await page.getByText("never sent: 1.").isVisible(), "a no keeps it");
  page.once("dialog", (dialog) => dialog.accept());
  await page.getByRole("button", { name: "Delete them" }).click();
  await page.getByText("never sent: 1.").waitFor({ state: "hidden" });
  assert.deepEqual((await visits()).sort(), withHers);
  await context.close();
});

test("a device whose clock is three days ahead keeps the salon's own days, and books on them", async () => {
  await openSalon();
  const page = await signedInAs(site, "reception", SALON);
  const context = page.context();
  await page.clock.setFixedTime(Date.now() + 3 * 86_400_000);
  await page.goto(`/desk/${SALON}`);
  await kept(page);
  await context.setOffline(true);
  await page.goto(`/desk/${SALON}`);
  await bookTomorrow(page, "09:00", "Kagiso Moloi");
  await context.setOffline(false);
  for (let tries = 0; tries < 100 && !(await visits()).includes("09:00 Kagiso Moloi"); tries++)
    await page.waitForTimeout(100);
  assert.ok((await visits()).includes("09:00 Kagiso Moloi"));
  await context.close();
});

test("a browser that lets pages keep nothing works as ever while there is a network", async () => {
  await openSalon();
  const email = "private@example.com";
  await invite(site, email, "reception", SALON);
  const page = await (await site.context({ baseURL: site.named })).newPage();
  await page.addInitScript(() => {
    for (const name of ["localStorage", "sessionStorage", "indexedDB"])
      Object.defineProperty(window, name, {
        get() {
          throw new DOMException("refused", "SecurityError");
        },
      });
  });
  const errors: string[] = [];
  // A page left while the browser draws its coming is no fault of ours.
  page.on("pageerror", ({ message }) => /^Transition was/.test(message) || errors.push(message));
  await page.goto("/sign-in");
  await page.locator("button[data-passkey]:enabled").waitFor();
  await comes(page, email);
  await Promise.all([
    page.waitForResponse((answer) => answer.url().includes(`/${SALON}/desk?from=`)),
    page.goto(`/desk/${SALON}`),
  ]);
  await page.goto(`/desk/${SALON}/offline`);
  await page.locator("[data-state]", { hasText: /^Nothing of yours/ }).waitFor();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL(({ pathname }) => pathname === "/sign-in");
  assert.deepEqual(errors, []);
  await page.context().close();
});
