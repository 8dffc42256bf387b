// The desk's clients: found while somebody types, and by a form alone; a card that is corrected and booked again from in two taps; two rows
// made one and given back. By keyboard, on the narrowest screen, in every language and both colour schemes.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { BrowserContextOptions, Page } from "playwright-core";
import { setting } from "../../../scripts/seed.ts";
import { holds, openSite, press, type Site, signedInAs } from "../site.ts";

const SALON = "thandi-hair";
const CLIENTS = `/desk/${SALON}/clients`;

let site: Site;
before(async () => {
  site = await openSite();
});
after(() => site.close());

const atDesk = (options: BrowserContextOptions = {}, role = "owner"): Promise<Page> =>
  signedInAs(site, role, SALON, options);

let starts: string[] = [];

/** Through the public API; the first free start of a cut. */
async function booked(name: string, phone: string, email?: string): Promise<void> {
  if (starts.length === 0) {
    const answer = await fetch(`${site.url}/api/v1/salons/${SALON}/availability?service=cut`);
    starts = ((await answer.json()) as { slots: { start: string }[] }).slots
      .map(({ start }) => start)
      .filter((_, i) => i % 4 === 0);
  }
  const answer = await fetch(`${site.url}/api/v1/salons/${SALON}/bookings`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "idempotency-key": crypto.randomUUID(),
      authorization: `Bearer ${setting("OPERATOR_TOKEN")}`,
    },
    body: JSON.stringify({
      services: [{ id: "cut" }],
      start: starts.shift(),
      client: { name, phone, ...(email === undefined ? {} : { email }) },
    }),
  });
  assert.equal(answer.status, 201, await answer.text());
}

test("a client is found while somebody types, and by the form where there is no script", async () => {
  await booked("Thandeka Dube", "082 111 4512", "thandeka@example.com");
  await booked("Jürgen Müller", "082 111 4777");
  const page = await atDesk();
  await page.goto(CLIENTS);
  await page.getByRole("heading", { name: "Coming next" }).waitFor();
  await page.getByLabel("Find a client").pressSequentially("mull");
  await page.getByRole("heading", { name: "1 client" }).waitFor();
  await page.getByRole("link", { name: /Jürgen Müller/ }).waitFor();
  assert.match(page.url(), /q=mull/);
  const plain = await atDesk({ javaScriptEnabled: false });
  await plain.goto(CLIENTS);
  await plain.getByLabel("Find a client").fill("4512");
  await plain.getByLabel("Find a client").press("Enter");
  await plain.getByRole("link", { name: /Thandeka Dube/ }).waitFor();
  await page.waitForLoadState();
  await holds(page, "clients");
});

test("the same again is two taps, and details are put right, by keyboard alone", async () => {
  await booked("Nomvula Zulu", "082 111 4888");
  const page = await atDesk();
  await page.goto(`${CLIENTS}?q=nomvula`);
  await press(page, /Nomvula Zulu/, "link");
  await page.getByRole("heading", { level: 1, name: "Nomvula Zulu" }).waitFor();
  await press(page, "Book a visit", "link");
  await page.getByRole("heading", { name: "What for?" }).waitFor();
  await page.getByRole("link", { name: /Cut/ }).first().click();
  await page.getByRole("heading", { name: "When?" }).waitFor();
  await page.waitForLoadState();
  await holds(page, "book for a client");
  await press(page, /^Book /);
  await page.getByRole("heading", { level: 1, name: "Nomvula Zulu" }).waitFor();
  assert.equal(await page.locator(".group").first().locator(".row").count(), 2);
  await page.getByText("Correct details").click();
  await page.getByLabel("Your name").fill("");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("alert").waitFor();
  await page.getByLabel("Your name").fill("Nomvula Khumalo");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { level: 1, name: "Nomvula Khumalo" }).waitFor();
  await page.getByLabel("Preferences").fill("Tea without sugar");
  await page.getByRole("button", { name: "Keep this" }).click();
  assert.equal(await page.getByLabel("Preferences").inputValue(), "Tea without sugar");
  await page.waitForLoadState();
  await holds(page, "a client's card");
});

test("two rows of one person are made one, and given back", async () => {
  await booked("Lindiwe Sithole", "082 111 5120");
  await booked("Lindiwe Sithole", "082 111 5102");
  const page = await atDesk();
  await page.goto(`${CLIENTS}?q=5120`);
  await page.getByRole("link", { name: /Lindiwe/ }).click();
  await page.getByRole("link", { name: "Is this person here twice?" }).click();
  await page.getByRole("link", { name: /Nearly the same name and number/ }).click();
  await page.getByRole("heading", { name: "Make these two one?" }).waitFor();
  await page.waitForLoadState();
  await holds(page, "two clients");
  await press(page, "Make them one");
  await page.getByRole("heading", { name: "Made one" }).waitFor();
  assert.equal(await page.locator(".group").first().locator(".row").count(), 2);
  await press(page, /^Undo/);
  await page.getByRole("heading", { level: 1, name: "Lindiwe Sithole" }).waitFor();
  assert.equal(await page.getByRole("heading", { name: "Made one" }).count(), 0);
});

test("somebody is shut out for a reason, and let in again", async () => {
  await booked("Sipho Nkosi", "082 111 6000");
  const page = await atDesk();
  await page.goto(`${CLIENTS}?q=sipho`);
  await page.getByRole("link", { name: /Sipho/ }).click();
  await page.getByRole("link", { name: "Stop online booking" }).click();
  await page.waitForLoadState();
  await holds(page, "shutting out");
  await page.getByLabel("What happened").fill("Did not come four times.");
  await press(page, "Stop online booking");
  await page.getByText(/^Cannot book online until/).waitFor();
  await page.waitForLoadState();
  await holds(page, "a card of somebody who is shut out");
  await press(page, "Let them book again");
  await page.getByText(/^Cannot book online until/).waitFor({ state: "detached" });
});

test("the narrowest screen and every language hold the list, a card and its forms", async () => {
  await booked("Annemarié van der Merwe-Oosthuizen", "082 111 7000", "annemarie.vandermerwe.oosthuizen@example.com");
  const page = await atDesk({ viewport: { width: 320, height: 700 } });
  for (const lang of ["en", "af", "zu", "xh"]) {
    await page.goto(`${CLIENTS}?q=oosthuizen&lang=${lang}`);
    await page.waitForLoadState();
    await holds(page, `clients in ${lang}`);
    await page.locator("#found a").first().click();
    await page.locator(".card-page").waitFor();
    await page.waitForLoadState();
    await holds(page, `a card in ${lang}`);
    for (const part of ["/block", "/merge", "/book"]) {
      const url = new URL(page.url());
      await page.goto(`${url.pathname}${part}?lang=${lang}`);
      await page.waitForLoadState();
      await holds(page, `${part} in ${lang}`);
      await page.goto(`${url.pathname}?lang=${lang}`);
    }
  }
});
