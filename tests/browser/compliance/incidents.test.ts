// The pages of a security incident, as an owner goes through them: readable by everybody, and with the keyboard alone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Page } from "playwright-core";
import { letterTo, operator, visitor } from "../../../scripts/drill/site.ts";
import { holds, openSite, type Site } from "../site.ts";

let site: Site;
let named: string;
before(async () => {
  site = await openSite();
  named = site.url.replace("127.0.0.1", "localhost");
});
after(() => site.close());

async function ownerPage(): Promise<Page> {
  const email = "owner-of-incidents@example.com";
  await visitor(site.url, operator()).ask("/api/v1/salons/thandi-hair/team", {
    body: { email, role: "owner" },
    expect: 201,
  });
  const { letter } = await letterTo(site.url, email, "/sign-in/");
  const page = await (await site.context({ baseURL: named })).newPage();
  await page.goto(/\/sign-in\/[a-z2-7]{26}\.[\w-]{22}/.exec(letter.text)?.[0] ?? "");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Your account" }).waitFor();
  return page;
}

test("an incident is opened, stopped, assessed and told of on pages that everybody can use", async () => {
  const page = await ownerPage();
  await page.goto("/compliance/thandi-hair");
  await holds(page, "the centre");
  await page.getByRole("link", { name: "Security incidents" }).click();
  await page.getByLabel("What happened").fill("A telephone was lost on the train.");
  await holds(page, "the list");
  // With the keyboard: from the text past the time to the button.
  const button = page.getByRole("button", { name: "Open an incident" });
  await button.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "A telephone was lost on the train." }).waitFor();
  await holds(page, "an open incident");
  await page.getByRole("button", { name: "Make clients' links invalid" }).click();
  await page.getByText("Contained").waitFor();
  await page.getByLabel("What may follow from it").fill("Nothing is known yet.");
  await page.getByLabel("What we did and will do").fill("The telephone is locked.");
  await page.getByRole("button", { name: "Assess", exact: true }).click();
  await page.getByText("Assessed", { exact: true }).waitFor();
  for (const summary of await page.locator("summary").all()) await summary.click();
  await holds(page, "an assessed incident, every draft open");
  await page.getByRole("button", { name: /^Approve these words, Notice to the Information Regulator/ }).click();
  await page.getByText("Approved by owner:").waitFor();
  await page.setViewportSize({ width: 360, height: 740 });
  await holds(page, "an approved notice on a telephone");
  assert.equal(await page.getByRole("button", { name: /^Send, Notice to the Information Regulator/ }).count(), 1);
});
