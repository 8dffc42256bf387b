// A visit and what belongs to it, in a browser: photographs by a telephone and without a script, a visit that comes again, guests who
// come together; by keyboard, on a telephone, whole by axe.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { BrowserContextOptions, Page } from "playwright-core";
import { setting } from "../../../scripts/seed.ts";
import { holds, openSite, press, type Site, signedInAs } from "../site.ts";

let site: Site;
before(async () => {
  site = await openSite({ ADMISSION: "shadow" }, "large");
});
after(() => site.close());

const OPERATOR = { authorization: `Bearer ${setting("OPERATOR_TOKEN")}`, "content-type": "application/json" };
const DAY = new Date(Date.now() + 26 * 3_600_000).toISOString().slice(0, 10);

const atDesk = (salon: string, options: BrowserContextOptions = {}): Promise<Page> =>
  signedInAs(site, "reception", salon, options);

async function openDesk(slug: string): Promise<void> {
  const hours = Object.fromEntries(
    ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].map((day) => [day, [["08:00", "18:00"]]]),
  );
  const document = {
    slug,
    name: "The Desk",
    timezone: "Africa/Johannesburg",
    phone: "+27115550177",
    hours,
    booking: { step_minutes: 15, notice_minutes: 0, horizon_days: 60 },
    services: [{ id: "cut", name: { en: "Cut" }, price_cents: 35_000, phases: [{ minutes: 45 }] }],
    staff: ["Thandi", "Lerato", "Sipho"].map((name) => ({
      id: name.toLowerCase(),
      name,
      hours,
      services: [{ id: "cut" }],
    })),
  };
  const put = { method: "PUT", headers: OPERATOR, body: JSON.stringify(document) };
  const answer = await fetch(`${site.url}/api/v1/salons/${slug}`, put);
  assert.ok(answer.ok, await answer.text());
}

async function book(salon: string, staff: string, time: string, day = DAY): Promise<string> {
  const answer = await fetch(`${site.url}/api/v1/salons/${salon}/desk/visits`, {
    method: "POST",
    headers: { ...OPERATOR, "idempotency-key": crypto.randomUUID() },
    body: JSON.stringify({
      services: [{ id: "cut", staff }],
      start: `${day}T${time}:00+02:00`,
      client: { name: "Nomsa Dlamini", phone: "+27825550199" },
    }),
  });
  const text = await answer.text();
  assert.equal(answer.status, 201, text);
  return (JSON.parse(text) as { booking: string }).booking;
}

/** What a camera makes: a real picture of 64 by 48 that is to be turned, with where it was taken beside it. */
async function picture(page: Page): Promise<Buffer> {
  const made = await page.evaluate(async () => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [64, 48];
    const pen = canvas.getContext("2d");
    if (pen !== null) {
      pen.fillStyle = "#c63";
      pen.fillRect(8, 8, 30, 30);
    }
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg"));
    return [...new Uint8Array((await blob?.arrayBuffer()) ?? new ArrayBuffer(0))];
  });
  const tiff = Buffer.from("4d4d002a00000008000101120003000000010006000000000000", "hex");
  const data = Buffer.concat([Buffer.from("Exif\0\0", "latin1"), tiff, Buffer.from("33.9249S 18.4241E")]);
  const head = Buffer.from([0xff, 0xe1, 0, data.length + 2]);
  return Buffer.concat([Buffer.from(made.slice(0, 2)), head, data, Buffer.from(made.slice(2))]);
}

const file = (buffer: Buffer) => ({ name: "IMG_0001.jpg", mimeType: "image/jpeg", buffer });

test("a photograph is taken with a telephone, without a script too, is the right way up, and tells no place", async () => {
  await openDesk("photo-desk");
  const booking = await book("photo-desk", "thandi", "10:00");
  const phone = { hasTouch: true, isMobile: true, viewport: { width: 360, height: 740 } };
  const page = await atDesk("photo-desk", phone);
  await page.goto(`/desk/photo-desk/visits/${booking}`);
  const taken = await picture(page);
  assert.ok(taken.includes("33.9249S"));
  assert.equal(await page.getByLabel("Take a photograph").getAttribute("capture"), "environment");
  await page.getByLabel("Take a photograph").setInputFiles(file(taken));
  await page.getByRole("checkbox", { name: /agreed that photographs/ }).check();
  await page.getByRole("button", { name: "Keep the photograph" }).click();
  const shown = page.getByRole("img", { name: /^Before, / });
  await shown.waitFor();
  await shown.evaluate((image: HTMLImageElement) => image.decode());
  const sizes = await shown.evaluate((image: HTMLImageElement) => [image.naturalWidth, image.naturalHeight]);
  assert.deepEqual(sizes, [48, 64]);
  assert.equal(await shown.getAttribute("height"), "64");
  const bytes = await page.evaluate(async () => {
    const answer = await fetch(document.querySelector<HTMLImageElement>(".photos img")?.src ?? "");
    return new TextDecoder("latin1").decode(await answer.arrayBuffer());
  });
  assert.ok(!bytes.includes("33.9249S"));
  await page.waitForLoadState();
  await holds(page, "a visit with a photograph");

  const plain = await atDesk("photo-desk", { ...phone, javaScriptEnabled: false });
  await plain.goto(`/desk/photo-desk/visits/${booking}`);
  await plain.getByLabel("Choose a picture").setInputFiles(file(taken));
  await plain.getByRole("button", { name: "Keep the photograph" }).click();
  await plain.getByRole("img", { name: /^After, / }).waitFor();
  await plain.locator(".photos li").first().getByText("Delete", { exact: false }).first().click();
  await plain.getByRole("button", { name: "Delete for good" }).first().click();
  await plain.getByRole("img", { name: /^After, / }).waitFor();
  assert.equal(await plain.getByRole("img").count(), 1);
  await page.context().close();
  await plain.context().close();
});

test("a photograph of 40 MB is refused in words that name the limit, over a real connection", async () => {
  await openDesk("large-desk");
  const booking = await book("large-desk", "thandi", "10:00");
  const page = await atDesk("large-desk");
  await page.goto(`/desk/large-desk/visits/${booking}`);
  const large = Buffer.alloc(40_000_000);
  (await picture(page)).copy(large);
  await page.getByLabel("Choose a picture").setInputFiles(file(large));
  await page.getByRole("checkbox", { name: /agreed that photographs/ }).check();
  await page.getByRole("button", { name: "Keep the photograph" }).click();
  await page.getByRole("alert").getByText("at most 10 MB").waitFor();
  await holds(page, "a photograph that is too large");
  // The same page takes another.
  await page.getByLabel("Choose a picture").setInputFiles(file(await picture(page)));
  await page.getByRole("checkbox", { name: /agreed that photographs/ }).check();
  await page.getByRole("button", { name: "Keep the photograph" }).click();
  await page.getByRole("img", { name: /^Before, / }).waitFor();
  await page.context().close();
});

/** Days from the first visit on. */
const later = (days: number): string => new Date(Date.parse(DAY) + days * 86_400_000).toISOString().slice(0, 10);

test("a visit comes again by keyboard alone; what does not fit is chosen anew, and the rest cancelled", async () => {
  await openDesk("series-desk");
  const booking = await book("series-desk", "thandi", "10:00");
  for (const staff of ["thandi", "lerato", "sipho"]) await book("series-desk", staff, "10:00", later(14));
  const page = await atDesk("series-desk", { viewport: { width: 390, height: 844 } });
  await page.goto(`/desk/series-desk/visits/${booking}`);
  await page.getByLabel("How often").selectOption({ label: "every week" });
  await page.getByLabel("How many").selectOption({ label: "3 more times" });
  await press(page, "Book these too");
  await page.getByText("1 date has no time.").waitFor();
  assert.equal(await page.locator(".badge", { hasText: "Booked" }).count(), 2);
  await page.waitForLoadState();
  await holds(page, "a series with an open date");
  const times = page.locator(".open-date .time");
  const wished = await times.first().innerText();
  await times.first().focus();
  await page.keyboard.press("Enter");
  await page.locator(".badge", { hasText: "Booked" }).nth(2).waitFor();
  await page.getByRole("link", { name: wished }).waitFor();
  await page.getByText("Cancel the rest").click();
  await press(page, "Cancel all of them");
  await page.getByText("The rest of it was cancelled.").waitFor();
  await holds(page, "a series that ended");
  assert.equal(await page.locator(".badge", { hasText: "Cancelled" }).count(), 3);
  // What it began with stays.
  await page.locator(".way a").click();
  await page.getByRole("button", { name: "Booked", pressed: true }).waitFor();
  await page.context().close();
});

test("guests who come together are booked without a script, near each other where not all at once, and one leaves", async () => {
  await openDesk("party-desk");
  const page = await atDesk("party-desk", { javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
  const ask = async (guests: string) => {
    await page.goto(`/desk/party-desk/new?day=${DAY}`);
    await page.getByLabel("Service").selectOption({ label: "Cut" });
    await page.getByLabel("Guests").selectOption(guests);
    await page.getByLabel("Time", { exact: true }).fill("10:00");
    await page.getByRole("button", { name: "Check" }).click();
  };
  await ask("3");
  await page.getByText("This fits:").waitFor();
  await page.getByLabel(/^Name/).fill("Nomsa Dlamini");
  await page.getByLabel("Guest 2").fill("Lindiwe Mokoena");
  await page.getByRole("button", { name: "Book", exact: true }).click();
  await page.getByText("Guest 3").first().waitFor();
  await page.locator("b", { hasText: "Lindiwe Mokoena" }).waitFor();
  await page.getByText("Name the guests").click();
  await page.getByLabel("Guest 2").fill("");
  await page.getByLabel("Guest 1").fill("Thabo Nkosi");
  await page.getByRole("button", { name: "Keep the names" }).click();
  await page.locator("b", { hasText: "Thabo Nkosi" }).waitFor();
  assert.equal(await page.locator("b", { hasText: "Lindiwe" }).count(), 0);
  await page.getByText("Does not come").nth(2).click();
  await page.getByRole("button", { name: "Free this place" }).click();
  await page.getByText("Guest 2").first().waitFor();
  assert.equal(await page.getByText("Guest 3").count(), 0);
  // One place is free at ten now: two guests begin near each other.
  await ask("2");
  await page.getByText("Not all at once, but near each other:").waitFor();
  await page.getByLabel(/^Name/).fill("Aisha Patel");
  await page.getByRole("button", { name: "Book like this" }).click();
  await page.getByRole("heading", { name: "Together with" }).waitFor();
  const address = page.url();
  await page.context().close();

  const seen = await atDesk("party-desk", { viewport: { width: 390, height: 844 } });
  await seen.goto(address);
  await holds(seen, "a party in parts");
  await seen.goto(`/desk/party-desk?by=list&day=${DAY}`);
  await seen.getByRole("link", { name: "Nomsa Dlamini" }).click();
  await seen.getByText("Name the guests").click();
  await holds(seen, "a party whose guests are named");
  await seen.goto(`/desk/party-desk/new?service=cut&guests=5&day=${DAY}&time=10:00`);
  await holds(seen, "a party that is asked about");
  await seen.goto(`/desk/party-desk?day=${DAY}`);
  await seen.locator("[data-visit]", { hasText: "2 guests" }).first().waitFor();
  await seen.context().close();
});
