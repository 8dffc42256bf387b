// What a page says about a visit is so: how long, with whom, for how many, what becomes of the details, and when it is over.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { bookVisit, chooseDay, fillDetails, openSite, pickTime, type Site, toTimes } from "./site.ts";

let site: Site;
before(async () => {
  site = await openSite();
});
after(() => site.close());

test("a party that goes back to name somebody goes on with that one guest, and is told so", async () => {
  const page = await site.page({ javaScriptEnabled: false });
  await page.goto("/thandi-hair/book?service=cut");
  await page.getByRole("link", { name: /^Anyone/ }).click();
  await page.getByRole("link", { name: "3 people" }).click();
  await page.getByRole("link", { name: "Person", exact: true }).click();
  const thandi = page.getByRole("link", { name: /^Thandi/ }).and(page.locator(".person"));
  assert.match(await page.locator("#p-any").innerText(), /3 people/);
  assert.match(await thandi.innerText(), /1 person/);
  await thandi.click();
  await page.getByRole("heading", { name: "When suits you?" }).waitFor();
  assert.equal(new URL(page.url()).searchParams.get("party"), null);
  await pickTime(page, 2);
  await page.goto("/thandi-hair/book?service=cut&staff=any&party=3&back=person");
  await page.locator("#p-any").click();
  await page.locator('[aria-current][aria-label="3 people"]').waitFor();
  const old = await page.goto("/thandi-hair/book?service=cut&staff=thandi&party=3");
  assert.equal(old?.status(), 200, "nor does such an address lead nowhere");
  await page.context().close();
});

test("a party's page names everybody who works on a guest", async () => {
  const page = await site.page({ javaScriptEnabled: false });
  await page.goto("/thandi-hair/book?service=cut&staff=any&party=3");
  await pickTime(page, 3);
  const names =
    (await page.locator(".sheet dd", { has: page.locator(".clock") }).innerText()).split(/\d\s+/).at(-1) ?? "";
  assert.equal(names.split(", ").length, 3, names);
  await page.getByRole("button", { name: /^Continue/ }).click();
  await fillDetails(page);
  await page.getByRole("button", { name: "Book this visit" }).click();
  await page.getByRole("heading", { name: "You are booked" }).waitFor();
  const ticket = await page.locator(".ticket").innerText();
  assert.ok(ticket.includes(`3 people with ${names}`), `${ticket} names ${names}`);
  await page.context().close();
});

test("a picked visit is as long as it was placed, however long it takes others", async () => {
  const page = await site.page({ javaScriptEnabled: false, viewport: { width: 1280, height: 800 } });
  await page.goto("/thandi-hair/book?service=colour&service=cut&staff=any&staff=any");
  assert.match(await page.locator(".sheet .total").innerText(), /–/, "before, it depends on the person");
  await chooseDay(page, 2);
  await page.locator(".time").nth(3).click();
  const clock = await page.locator(".sheet .clock").innerText();
  const [from = 0, to = 0] = [...clock.matchAll(/(\d\d):(\d\d)/g)].map(([, h, m]) => Number(h) * 60 + Number(m));
  const total = (await page.locator(".sheet .total small").innerText()).replaceAll(/\s/g, " ");
  const [, hours = "0", minutes = "0"] = /^(\d+) h(?: (\d+) min)?$/.exec(total) ?? [];
  assert.equal(Number(hours) * 60 + Number(minutes), to - from, `${total} for ${clock}`);
  await page.context().close();
});

test("a visit that is over thanks, and does not look forward", async () => {
  const page = await site.page({ javaScriptEnabled: false });
  await bookVisit(page, 4);
  assert.match(await page.locator(".lede").innerText(), /^See you at Thandi Hair/);
  await page.setExtraHTTPHeaders({ "X-Test-Now": new Date(Date.now() + 40 * 86_400_000).toISOString() });
  await page.reload();
  await page.getByRole("heading", { name: "Your visit" }).waitFor();
  assert.equal(await page.locator(".lede").innerText(), "Thank you for coming to Thandi Hair.");
  await page.context().close();
});

test("an empty form is answered in the client's language, and only what is done is promised", async () => {
  const page = await site.page({ locale: "xh-ZA" });
  await page.goto("/thandi-hair/book?service=colour&staff=lerato");
  await pickTime(page, 5);
  await page.locator(".sheet button").click();
  const form = page.locator("#details");
  await form.waitFor();
  assert.deepEqual(await form.getByRole("checkbox").evaluateAll((all) => all.map((one) => one.getAttribute("name"))), [
    "child",
  ]);
  assert.doesNotMatch(await page.locator("main").innerText(), /WhatsApp/i);
  await page.locator("button[form=details]").click();
  await page.getByRole("alert").waitFor();
  const told = await form.locator(".fault").allInnerTexts();
  assert.equal(told.length, 2, told.join("\n"));
  for (const path of ["/thandi-hair/waitlist?service=colour&staff=any", "/b"]) {
    await page.goto(path);
    await page.locator("main .btn").click();
    await page.getByRole("alert").waitFor();
  }
  await page.context().close();
});

test("what the API refuses, the page refuses too, beside the field", async () => {
  const page = await site.page({ javaScriptEnabled: false });
  await toTimes(page);
  await pickTime(page, 6);
  await page.getByRole("button", { name: /^Continue/ }).click();
  await fillDetails(page);
  for (const email of ["a@-b.co", "a@b..co", "a@b"]) {
    await page.getByLabel("E-mail").fill(email);
    await page.getByRole("button", { name: "Book this visit" }).click();
    await page.getByRole("alert").waitFor();
    assert.equal(await page.getByLabel("E-mail").getAttribute("aria-invalid"), "true", email);
  }
  await page.getByLabel("E-mail").fill("nomsa@example.com");
  await page.getByRole("button", { name: "Book this visit" }).click();
  await page.getByRole("heading", { name: "You are booked" }).waitFor();
  await page.context().close();
});
