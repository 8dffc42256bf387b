// Help articles on real pages: a client finds one without a script and by the keyboard, and the team writes one on a narrow phone.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { root } from "../../scripts/local/process.ts";
import { setting } from "../../scripts/seed.ts";
import { holds, invite, linkFor, openSite, type Site } from "./site.ts";

let site: Site;
before(async () => {
  site = await openSite();
  for (const topic of ["parking", "gift-card", "outage"]) {
    const texts = JSON.parse(readFileSync(join(root, `shared/knowledge/articles/${topic}.json`), "utf8"));
    for (const [language, text] of Object.entries<object>(texts)) {
      const answer = await fetch(`${site.url}/api/v1/salons/thandi-hair/articles/${topic}/${language}`, {
        method: "PUT",
        headers: { authorization: `Bearer ${setting("OPERATOR_TOKEN")}`, "content-type": "application/json" },
        body: JSON.stringify({ ...text, state: "published" }),
      });
      assert.equal(answer.status, 200);
    }
  }
});
after(() => site.close());

test("an answer is found without a script, by the keyboard alone, and can be read by all on a narrow phone", async () => {
  const page = await site.page({ javaScriptEnabled: false, viewport: { width: 320, height: 640 } });
  await page.goto("/thandi-hair/help");
  await page.getByLabel("What would you like to know?").focus();
  await page.keyboard.type("can i leave my car somewhere");
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "Where can I park?" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Where can I park?" }).waitFor();
  await page.context().close();
  const read = await site.page({ viewport: { width: 320, height: 640 } });
  for (const path of ["/help", "/help?q=voucher", "/help?q=xyzzy", "/help/parking?lang=zu", "/help?lang=xh&q=umbane"]) {
    const answer = await read.goto(`/thandi-hair${path}`);
    assert.equal(answer?.status(), 200, path);
    await holds(read, path);
  }
  await read.context().close();
});

test("the team writes, publishes and takes back an article, on pages that can be read by all", async () => {
  const named = site.url.replace("127.0.0.1", "localhost");
  const email = "writer@example.com";
  await invite(site, email, "reception");
  const context = await site.context({
    baseURL: named,
    viewport: { width: 320, height: 640 },
    javaScriptEnabled: true,
  });
  const page = await context.newPage();
  await page.goto(await linkFor(site, email));
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("link", { name: /^Help articles/ }).click();
  await page.getByRole("heading", { name: "Help articles of Thandi Hair" }).waitFor();
  await holds(page, "the list of articles");
  await page.getByLabel("Address of the topic").fill("dogs");
  await page.getByRole("button", { name: "Write" }).click();
  await page.getByLabel("The question, as its title").fill("May my dog come along?");
  await holds(page, "an article to be written");
  await page.getByLabel("The answer", { exact: false }).fill("Yes, on a lead.");
  await page.getByRole("button", { name: "Publish" }).click();
  await page.getByText("May my dog come along?").waitFor();
  assert.match(await (await fetch(`${site.url}/thandi-hair/help?q=dog`)).text(), /May my dog come along\?/);
  await context.close();
});
