// A note about one's health, asked for apart, agreed to apart, and deleted by whoever gave it. Without script.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fillDetails, holds, openSite, pickTime, type Site, toTimes } from "./site.ts";

let site: Site;
before(async () => {
  site = await openSite();
});
after(() => site.close());

const NOTE = "Latex gives me hives";

test("a health note needs its own tick, which nobody made before, and its giver deletes it", async () => {
  const page = await site.page({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
  await toTimes(page);
  await pickTime(page, 3);
  await page.getByRole("button", { name: /^Continue/ }).click();
  await fillDetails(page);
  const [note, tick] = [page.getByLabel(/^Allergies/), page.getByLabel(/may keep this note about my health/)];
  assert.equal(await tick.isChecked(), false);
  await holds(page, "details");
  await note.fill(NOTE);
  await page.getByRole("button", { name: "Book this visit" }).click();
  await page.getByRole("alert").waitFor();
  assert.match(await page.locator("#health-fault").innerText(), /^Tick the box/);
  assert.equal(await note.inputValue(), NOTE);
  assert.equal(await tick.isChecked(), false);
  await holds(page, "details with a fault");
  await tick.check();
  await page.getByRole("button", { name: "Book this visit" }).click();
  await page.getByRole("heading", { name: "You are booked" }).waitFor();
  await page.getByRole("heading", { name: "Your health note" }).waitFor();
  assert.ok(!(await page.content()).includes(NOTE));
  await holds(page, "visit with a health note");
  await page.getByRole("button", { name: "Delete the note" }).click();
  await page.getByRole("heading", { name: "You are booked" }).waitFor();
  assert.equal(await page.getByRole("heading", { name: "Your health note" }).count(), 0);
  await page.context().close();
});
