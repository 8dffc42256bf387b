// The team's inbox: somebody writes and asks for a person, one of the team is here and is given them, a colleague takes over and
// closes. By keyboard, without a script, on the narrowest screen, in every language and both colour schemes.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { BrowserContextOptions, Page } from "playwright-core";
import { signatureOf } from "../../scripts/local/graph/provider.ts";
import { setting } from "../../scripts/seed.ts";
import { holds, openSite, press, type Site, signedInAs } from "./site.ts";

const INBOX = "/inbox/thandi-hair";
/** Of the demo salon's document. */
const ACCOUNT = "100200300400501";

let site: Site;
before(async () => {
  site = await openSite();
});
after(() => site.close());

/** Somebody of the team at the inbox. */
async function atInbox(role: string, options: BrowserContextOptions = {}): Promise<Page> {
  const page = await signedInAs(site, role, "thandi-hair", { javaScriptEnabled: false, ...options });
  await page.goto(INBOX);
  return page;
}

let messages = 0;

/** As the provider tells it; the queue has it answered. */
async function writes(name: string, text: string): Promise<void> {
  const phone = `2782555${String(1000 + ++messages)}`;
  const timestamp = String(Math.floor(Date.now() / 1000));
  const value = {
    messaging_product: "whatsapp",
    metadata: { display_phone_number: "27115550101", phone_number_id: ACCOUNT },
    contacts: [{ profile: { name }, wa_id: phone, user_id: `ZA.${phone}` }],
    messages: [
      {
        from: phone,
        from_user_id: `ZA.${phone}`,
        id: `wamid.inbox${messages}`,
        timestamp,
        type: "text",
        text: { body: text },
      },
    ],
  };
  const webhook = {
    object: "whatsapp_business_account",
    entry: [{ id: "1", changes: [{ value, field: "messages" }] }],
  };
  const body = new TextEncoder().encode(JSON.stringify(webhook));
  const answer = await fetch(`${site.url}/webhooks/whatsapp`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-hub-signature-256": await signatureOf(setting("WHATSAPP_APP_SECRET"), body),
    },
    body,
  });
  assert.equal(answer.status, 200);
}

/** Loads the page again until it shows the text: what is said is answered from the queue. */
async function shown(page: Page, text: string): Promise<void> {
  for (let tries = 0; tries < 60; tries++) {
    await page.goto(INBOX);
    if (await page.getByRole("heading", { name: text }).first().isVisible()) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  assert.fail(`"${text}" was never shown`);
}

test("who asks for a person is given to whoever is here, and a colleague takes over, answers and closes, by keyboard alone", async () => {
  const me = await atInbox("reception");
  await me.getByText("You are away. Nobody is given to you.").waitFor();
  await press(me, "I am here");
  await me.getByText(/^You are here until/).waitFor();
  await writes("Nomsa", "I want to talk to a person please");
  await shown(me, "Nomsa");
  await me.getByRole("heading", { name: "Yours" }).waitFor();
  await me.getByText(/^You: the least busy of those who can/).waitFor();
  assert.match(await me.locator("main").innerText(), /Answer within|Late by/);

  const boss = await atInbox("owner");
  await boss.getByRole("heading", { name: "Your colleagues'" }).waitFor();
  await press(boss, "Take it over");
  await boss.getByRole("heading", { name: "Yours" }).waitFor();
  await boss.getByText("You took it over").waitFor();
  await boss.getByLabel(/^Your answer/).fill("Hello Nomsa, how can I help?");
  await boss.getByLabel(/^Your answer/).focus();
  await press(boss, "Send");
  await boss.getByText("It is their turn").waitFor();
  await press(boss, "Solved: they said so");
  await boss.getByText("Nobody is waiting.").waitFor();
  await boss.getByText("1 of 1").first().waitFor();

  await press(me, "I am away");
  await me.getByText("You are away. Nobody is given to you.").waitFor();
  for (const page of [me, boss]) await page.context().close();
});

const SCREENS: [string, BrowserContextOptions, string[]][] = [
  ["320 px", { viewport: { width: 320, height: 640 } }, ["en", "af", "zu", "xh"]],
  ["1280 px", {}, ["en"]],
];

for (const [name, options, languages] of SCREENS) {
  test(`axe finds nothing on a full inbox, and nothing is wider than the screen (${name})`, async () => {
    await writes("Zodwa", "I want to talk to a person please");
    const page = await atInbox("owner", { javaScriptEnabled: true, ...options });
    await page.getByRole("button", { name: "I am here" }).click();
    await shown(page, "Zodwa");
    for (const language of languages) {
      await page.goto(`${INBOX}?lang=${language}`);
      await page.locator("summary").click();
      await holds(page, `inbox in ${language} (${name})`);
      const small = await page.evaluate(() =>
        [...document.querySelectorAll<HTMLElement>("main :is(a, button, select, summary)")].flatMap((one) => {
          const { width, height } = one.getBoundingClientRect();
          const least = one.matches(".btn, select") ? 48 : 24;
          return width === 0 || (width >= 24 && height >= least)
            ? []
            : [`${one.outerHTML.slice(0, 90)} ${width}x${height}`];
        }),
      );
      assert.deepEqual(small, [], `${language} (${name})`);
    }
    await page.context().close();
  });
}
