// A client thinks again on the last page: the time that was held for them is theirs to choose again at once.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Page } from "playwright-core";
import { fillDetails, openSite, pickTime, type Site, toTimes } from "./site.ts";

let site: Site;
before(async () => {
  site = await openSite();
});
after(() => site.close());

/** Holds the first time of a day, on the details page; the time as it was offered. */
async function toDetails(page: Page, day: number): Promise<string> {
  await toTimes(page);
  const time = await pickTime(page, day);
  await page.getByRole("button", { name: /^Continue/ }).click();
  await page.getByRole("heading", { name: "Almost yours" }).waitFor();
  return time;
}

async function isOffered(page: Page, time: string): Promise<void> {
  await page.getByRole("heading", { name: "When suits you?" }).waitFor();
  await page.locator(".time", { hasText: time }).first().waitFor({ timeout: 5000 });
}

for (const javaScriptEnabled of [false, true]) {
  const how = javaScriptEnabled ? "with JavaScript" : "without JavaScript";

  test(`whoever goes back to choose another time still finds the one they had (${how})`, async () => {
    const page = await site.page({ javaScriptEnabled });
    const time = await toDetails(page, 2);
    const hold = await page.locator("#details [name=hold]").inputValue();
    for (const leave of ["Choose another time", "Time"]) {
      await page.getByRole("button", { name: leave, exact: true }).click();
      await isOffered(page, time);
      assert.ok(!page.url().includes(hold), "no address holds a hold");
      await page.locator(".sheet .clock", { hasText: time }).waitFor();
      await page.getByRole("button", { name: /^Continue/ }).click();
      await page.getByRole("heading", { name: "Almost yours" }).waitFor();
    }
    assert.deepEqual(await page.context().cookies(), []);
    await fillDetails(page);
    await page.getByRole("button", { name: "Book this visit" }).click();
    await page.getByRole("heading", { name: "You are booked" }).waitFor();
    await page.context().close();
  });
}

test("the steps before, and another language, give the time back too", async () => {
  const page = await site.page({ javaScriptEnabled: false });
  const time = await toDetails(page, 4);
  await page.getByRole("button", { name: "Person", exact: true }).click();
  await page.getByRole("link", { name: /^Lerato/ }).click();
  await isOffered(page, time);
  await pickTime(page, 4);
  await page.getByRole("button", { name: /^Continue/ }).click();
  await page.getByRole("button", { name: "AF", exact: true }).click();
  await page.getByRole("heading", { name: "Wanneer pas dit jou?" }).waitFor();
  await page.locator(".time[aria-current]", { hasText: time }).waitFor();
  await page.getByRole("button", { name: /^Gaan voort/ }).click();
  await page.getByRole("button", { name: "Kies 'n ander tyd" }).click();
  await page.getByRole("heading", { name: "Wanneer pas dit jou?" }).waitFor();
  await page.context().close();
});

test("the browser's own Back gives the time back where a script may", async () => {
  const page = await site.page();
  await toTimes(page);
  const time = await pickTime(page, 6);
  const key = await page.locator("main [name=key]").inputValue();
  await page.getByRole("button", { name: /^Continue/ }).click();
  await page.getByRole("heading", { name: "Almost yours" }).waitFor();
  const hold = await page.locator("#details [name=hold]").inputValue();
  await page.goBack();
  // The page as it was would ask for its hold once more, under the same key, and get it.
  await page.locator(`main [name=key]:not([value="${key}"])`).waitFor({ state: "attached" });
  await isOffered(page, time);
  await page.locator(".time", { hasText: time }).first().click();
  await page.locator(".sheet .clock", { hasText: time }).waitFor();
  await page.getByRole("button", { name: /^Continue/ }).click();
  await page.getByRole("heading", { name: "Almost yours" }).waitFor();
  assert.notEqual(await page.locator("#details [name=hold]").inputValue(), hold);
  await page.context().close();
});

test("what is chosen while a time is given back stays chosen, however late the page before it comes", async () => {
  const page = await site.page();
  await toTimes(page);
  await pickTime(page, -1);
  const address = page.url();
  await page.getByRole("button", { name: /^Continue/ }).click();
  await page.getByRole("heading", { name: "Almost yours" }).waitFor();
  const asked = Promise.withResolvers<void>();
  const chosen = Promise.withResolvers<void>();
  // The script asks for the times once more, now with the one that was held; they come after the client's next choice.
  await page.route(address, async (route) => {
    if (route.request().resourceType() === "fetch") {
      asked.resolve();
      await chosen.promise;
    }
    await route.continue();
  });
  await page.goBack();
  await asked.promise;
  const other = page.locator(".time:not([aria-current])").last();
  const time = (await other.innerText()).slice(0, 5);
  await other.click();
  await page.locator(".sheet .clock", { hasText: time }).waitFor();
  const late = page.waitForResponse(address);
  chosen.resolve();
  await (await late).finished();
  await page.evaluate(() => new Promise((shown) => setTimeout(shown, 200)));
  assert.notEqual(page.url(), address);
  assert.match(await page.locator(".sheet .clock").innerText(), new RegExp(time));
  await page.context().close();
});

test("a details page whose time was given back meanwhile still books it, if it is free", async () => {
  const page = await site.page({ javaScriptEnabled: false });
  const time = await toDetails(page, 8);
  const hold = await page.locator("#details [name=hold]").inputValue();
  await fetch(`${site.url}/api/v1/salons/thandi-hair/holds/${hold}`, { method: "DELETE" });
  await fillDetails(page);
  await page.getByRole("button", { name: "Book this visit" }).click();
  await page.getByRole("heading", { name: "You are booked" }).waitFor();
  assert.ok((await page.locator(".ticket").innerText()).includes(time));
  await page.context().close();
});
