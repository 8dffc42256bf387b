// A client books, moves and cancels on the real pages, with and without JavaScript.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Page } from "playwright-core";
import { bookVisit, chooseDay, fillDetails, openSite, pickTime, type Site, toTimes } from "./site.ts";

let site: Site;
before(async () => {
  site = await openSite();
});
after(() => site.close());

for (const javaScriptEnabled of [false, true]) {
  const how = javaScriptEnabled ? "with JavaScript" : "without JavaScript";

  test(`a client books a colour treatment ${how}`, async () => {
    // The one test in which pages move as they do for most people.
    const page = await site.page({ javaScriptEnabled, reducedMotion: "no-preference" });
    const time = await bookVisit(page, javaScriptEnabled ? 3 : 2);
    assert.match(new URL(page.url()).pathname, /^\/b\/thandi-hair\./);
    const ticket = await page.locator(".ticket").innerText();
    assert.ok(ticket.includes(time), `the ticket says ${time}`);
    assert.ok(ticket.includes("Lerato") && ticket.includes("R950") && ticket.includes("40\u00a0min processing"));
    const calendar = await page.request.get(
      (await page.getByRole("link", { name: "Add to calendar" }).getAttribute("href")) ?? "",
    );
    assert.match(await calendar.text(), /BEGIN:VEVENT/);
    await page.context().close();
  });
}

test("a reload of the details page holds nothing twice and keeps the form", async () => {
  const page = await site.page();
  await toTimes(page);
  await pickTime(page, 4);
  await page.getByRole("button", { name: /^Continue/ }).click();
  const hold = await page.locator("#details [name=hold]").inputValue();
  await page.reload();
  assert.equal(await page.locator("#details [name=hold]").inputValue(), hold);
  await page.context().close();
});

test("a wrong telephone number is told beside its field, and the right one then books", async () => {
  const page = await site.page();
  await toTimes(page);
  await pickTime(page, 5);
  await page.getByRole("button", { name: /^Continue/ }).click();
  await fillDetails(page, "12");
  await page.getByRole("button", { name: "Book this visit" }).click();
  await page.getByRole("alert").waitFor();
  const phone = page.getByLabel("Cell phone");
  assert.equal(await phone.getAttribute("aria-invalid"), "true");
  assert.equal(await page.getByLabel("Your name").inputValue(), "Nomsa Dube");
  assert.ok((await page.locator(".sheet").innerText()).includes("Lerato"), "the summary is still there");
  await phone.fill("+27 82 555 0124");
  await page.getByRole("button", { name: "Book this visit" }).click();
  await page.getByRole("heading", { name: "You are booked" }).waitFor();
  await page.context().close();
});

test("whoever comes second to a time is shown the nearest that are free", async () => {
  const [one, other] = [await site.page(), await site.page({ javaScriptEnabled: false })];
  for (const page of [one, other]) {
    await toTimes(page);
    await pickTime(page, 6);
  }
  await one.getByRole("button", { name: /^Continue/ }).click();
  await one.getByRole("heading", { name: "Almost yours" }).waitFor();
  const answer = other.waitForResponse((response) => response.request().method() === "POST");
  await other.getByRole("button", { name: /^Continue/ }).click();
  assert.equal((await answer).status(), 409);
  await other.getByRole("heading", { name: "Somebody was quicker" }).waitFor();
  assert.ok((await other.locator(".time").count()) > 0, "alternatives are offered");
  await other.locator(".time").first().click();
  await other.getByRole("button", { name: /^Continue/ }).click();
  await other.getByRole("heading", { name: "Almost yours" }).waitFor();
  for (const page of [one, other]) await page.context().close();
});

test("a visit is moved to another time, and cancelled after one question", async () => {
  const page = await site.page();
  await bookVisit(page, 7);
  const link = page.url();
  await page.getByRole("link", { name: "Move", exact: true }).click();
  await page.getByRole("heading", { name: "When suits you better?" }).waitFor();
  await chooseDay(page, -1);
  const time = page.locator(".time").last();
  const wanted = (await time.innerText()).slice(0, 5);
  await time.click();
  await page.getByRole("button", { name: `Move to ${wanted}` }).click();
  await page.getByRole("heading", { name: "You are booked" }).waitFor();
  assert.equal(page.url(), link, "the link stays the same");
  assert.ok((await page.locator(".ticket").innerText()).includes(wanted));
  await page.getByRole("link", { name: "Cancel", exact: true }).click();
  await page.getByRole("button", { name: "Yes, cancel it" }).click();
  await page.getByRole("heading", { name: "Cancelled" }).waitFor();
  await page.context().close();
});

test("the keyboard alone leads through a whole booking", async () => {
  const page = await site.page();
  await page.goto("/thandi-hair/book");
  await tabTo(page, "input[value=cut]");
  await page.keyboard.press("Space");
  await tabTo(page, ".bar button");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Who would you like?" }).waitFor();
  await tabTo(page, "#p-any");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "When suits you?" }).waitFor();
  await tabTo(page, ".day:not(.full):not([aria-current])");
  await page.keyboard.press("Enter");
  await page.waitForURL(/date=/);
  await tabTo(page, ".time");
  await page.keyboard.press("Enter");
  await page.waitForURL(/start=/);
  await tabTo(page, ".sheet button");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Almost yours" }).waitFor();
  await tabTo(page, "#name");
  await page.keyboard.type("Ayanda Mkhize");
  await page.keyboard.press("Tab");
  await page.keyboard.type("0825550199");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "You are booked" }).waitFor();
  await page.context().close();
});

/** Presses Tab until the focus is on the selector, as a person would; the focused element must be in view and ringed. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 120; presses++) {
    await page.keyboard.press("Tab");
    const state = await page.evaluate((wanted) => {
      const focused = document.activeElement;
      if (!focused?.matches(wanted)) return "elsewhere";
      const { top, bottom } = focused.getBoundingClientRect();
      return bottom > 0 && top < innerHeight ? "there" : "hidden";
    }, selector);
    assert.notEqual(state, "hidden", `${selector} is focused out of sight`);
    if (state === "there") return;
  }
  assert.fail(`${selector} is not reached with the Tab key`);
}

test("several services make one visit, each with its own person", async () => {
  const page = await site.page({ javaScriptEnabled: false });
  await page.goto("/thandi-hair/book");
  await page.getByLabel(/^Full colour/).check();
  await page.getByLabel(/^Cut & style/).check();
  await page.getByRole("button", { name: "Continue" }).click();
  await page
    .getByRole("group", { name: "Full colour" })
    .getByLabel(/^Lerato/)
    .check();
  await page
    .getByRole("group", { name: "Cut & style" })
    .getByLabel(/^Anneke/)
    .check();
  await page.getByRole("button", { name: "Continue" }).click();
  await pickTime(page, 0);
  const summary = await page.locator(".sheet").innerText();
  assert.ok(summary.includes("Lerato") && summary.includes("Anneke") && summary.includes("R1\u00a0300"), summary);
  await page.context().close();
});

test("friends take seats of a class together, and the places left are told", async () => {
  const page = await site.page();
  await page.goto("/kaap-nails/book?service=gel-class");
  await page.locator(".time", { hasText: "8 places left" }).first().waitFor();
  await page.getByRole("link", { name: "3 people" }).click();
  await page.locator('[aria-current][aria-label="3 people"]').waitFor();
  await page.locator(".time").first().click();
  await page.getByRole("button", { name: /Continue · R1\s?050/ }).click();
  await fillDetails(page);
  await page.getByRole("button", { name: "Book this visit" }).click();
  await page.getByRole("heading", { name: "You are booked" }).waitFor();
  await page.goto("/kaap-nails/book?service=gel-class");
  await page.locator(".time", { hasText: "5 places left" }).first().waitFor();
  await page.context().close();
});

test("an empty day names the next free time and offers the waiting list", async () => {
  const page = await site.page();
  await page.goto("/thandi-hair/book?service=colour&staff=lerato");
  await page.locator(".day.full").first().click();
  const empty = page.locator(".empty");
  assert.match(await empty.innerText(), /(Nothing on \w+|Nothing left today); the next is/);
  await empty.getByRole("link", { name: "Join the waiting list" }).click();
  await page.getByLabel("Your name").fill("Nomsa Dube");
  await page.getByLabel("Cell phone").fill("0825550123");
  await page.getByLabel("E-mail").fill("nomsa@example.com");
  await page.getByRole("button", { name: "Join the waiting list" }).click();
  await page.getByRole("heading", { name: "You are on the list" }).waitFor();
  await page.context().close();
});

test("an address that leads nowhere says so and leads on", async () => {
  const page = await site.page();
  for (const path of ["/no-such-salon", "/b/thandi-hair.aaaa.bbbb", "/thandi-hair/nothing/here"]) {
    const answer = await page.goto(path);
    assert.equal(answer?.status(), 404, path);
    await page.getByRole("link", { name: "Find a salon" }).waitFor();
  }
  await page.context().close();
});
