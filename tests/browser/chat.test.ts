// The chat of a salon's page, as a visitor meets it: by forms alone, and live where there is a script.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { holds, openSite, type Site } from "./site.ts";

let site: Site;
before(async () => {
  site = await openSite();
});
after(() => site.close());

for (const [name, options] of [
  ["1280 px", { viewport: { width: 1280, height: 800 } }],
  ["320 px", { viewport: { width: 320, height: 640 } }],
] as const) {
  test(`axe finds nothing in a chat, and nothing is wider than the screen (${name})`, async () => {
    const page = await site.page(options);
    await page.goto("/thandi-hair");
    await holds(page, "the page that leads to it");
    await page.goto("/thandi-hair/chat");
    await holds(page, "an empty chat");
    await page.getByLabel("Your message").fill("I want to book a cut");
    await page.getByRole("button", { name: "Send" }).click();
    await page.locator("#said li").nth(1).waitFor();
    await holds(page, "a chat with choices");
    await page.context().close();
  });
}

test("without a script somebody books by the page's forms alone", async () => {
  const page = await site.page({ javaScriptEnabled: false });
  await page.goto("/thandi-hair");
  await page.getByRole("link", { name: "Chat with us" }).click();
  const say = async (text: string) => {
    await page.getByLabel("Your message").fill(text);
    await page.getByRole("button", { name: "Send" }).click();
  };
  await say("a cut on Tuesday at 11 please");
  const choices = page.locator('button[name="choice"]');
  await choices.first().click();
  for (let steps = 0; steps < 6; steps++) {
    const last = await page.locator("#said li").last().innerText();
    if (/Booked:/.test(last)) break;
    if (/Under what name/.test(last)) await say("Nomsa Dube");
    else if (/telephone number/.test(last)) await say("082 555 0177");
    else await choices.first().click();
  }
  assert.match(await page.locator("#said").innerText(), /Booked: .*See you then!/);
  await page.context().close();
});

test("with one, what is new comes to every window without a reload, and what is being written stays", async () => {
  const context = await site.context();
  const [first, second] = [await context.newPage(), await context.newPage()];
  await first.goto("/thandi-hair/chat");
  await first.getByLabel("Your message").fill("hello");
  await first.getByRole("button", { name: "Send" }).click();
  await first.locator("#said li").nth(1).waitFor();
  await second.goto("/thandi-hair/chat");
  await second.locator("#said li").nth(1).waitFor();
  const reloads: string[] = [];
  second.on("framenavigated", (frame) => reloads.push(frame.url()));
  await second.getByLabel("Your message").fill("half a sen");
  await second.waitForTimeout(500); // until the socket is open
  await first.getByLabel("Your message").focus();
  await first.keyboard.type("what are your hours?");
  await first.keyboard.press("Tab");
  await first.keyboard.press("Enter");
  await second.locator("#said li").nth(3).waitFor({ timeout: 10_000 });
  assert.equal(await second.getByLabel("Your message").inputValue(), "half a sen");
  assert.deepEqual(reloads, []);
  await context.close();
});
