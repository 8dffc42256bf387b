// A note about one's health, asked for apart, agreed to apart, and deleted by whoever gave it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Page } from "playwright-core";
import { fillDetails, holds, openSite, pickTime, type Site, toTimes } from "../site.ts";

let site: Site;
before(async () => {
  site = await openSite();
});
after(() => site.close());

const NOTE = "Latex gives me hives";

/** The whole way; `looked` is called with every page that it leads through. */
async function giveAndDelete(page: Page, day: number, looked: (where: string) => Promise<void>): Promise<void> {
  await toTimes(page);
  await pickTime(page, day);
  await page.getByRole("button", { name: /^Continue/ }).click();
  await fillDetails(page);
  await looked("details, the health note folded away");
  await page.locator("summary", { hasText: "Your health, if it matters" }).click();
  const [note, tick] = [page.getByLabel(/^Allergies/), page.getByLabel(/may keep this note about my health/)];
  assert.equal(await tick.isChecked(), false);
  await looked("details");
  await note.fill(NOTE);
  await page.getByRole("button", { name: "Book this visit" }).click();
  await page.getByRole("alert").waitFor();
  assert.match(await page.locator("#health-fault").innerText(), /^Tick the box/);
  assert.equal(await note.inputValue(), NOTE);
  assert.equal(await tick.isChecked(), false);
  await looked("details with a fault");
  await tick.check();
  await page.getByRole("button", { name: "Book this visit" }).click();
  await page.getByRole("heading", { name: "You are booked" }).waitFor();
  await page.getByRole("heading", { name: "Your health note" }).waitFor();
  assert.ok(!(await page.content()).includes(NOTE));
  await looked("visit with a health note");
  await page.getByRole("button", { name: "Delete the note" }).click();
  await page.getByRole("heading", { name: "Your health note" }).waitFor({ state: "detached" });
  await page.getByRole("heading", { name: "You are booked" }).waitFor();
}

test("a health note needs its own tick, which nobody made before, and its giver deletes it", async () => {
  const page = await site.page({ javaScriptEnabled: false });
  await giveAndDelete(page, 3, async () => {});
  await page.context().close();
});

test("whoever cannot see or use a mouse gets along with it, on a small screen", async () => {
  const page = await site.page({ viewport: { width: 390, height: 844 } });
  await giveAndDelete(page, 4, (where) => holds(page, where));
  await page.context().close();
});
