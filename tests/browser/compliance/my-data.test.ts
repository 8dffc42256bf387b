// Somebody asks what is held about them, from the page to the file, while the real workflow goes through its steps; and the
// salon sees it. Everything without script, with the keyboard, in a real browser.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import type { Page } from "playwright-core";
import { holds, invite, openSite, type Site } from "../site.ts";

const PHONE = "082 555 0188";
const EMAIL = "nomsa.my-data@example.com";

let site: Site;
before(async () => {
  site = await openSite();
  const at = `${site.url}/api/v1/salons/thandi-hair`;
  const free = (await (await fetch(`${at}/availability?service=cut`)).json()) as { slots: { start: string }[] };
  const answer = await fetch(`${at}/bookings`, {
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": crypto.randomUUID() },
    body: JSON.stringify({
      services: [{ id: "cut" }],
      start: free.slots[0]?.start,
      client: { name: "Nomsa Dlamini", phone: PHONE, email: EMAIL, language: "en" },
      notes: "A quiet chair, please",
    }),
  });
  assert.equal(answer.status, 201, await answer.text());
});
after(() => site.close());

interface Letter {
  id: string;
  recipient: string;
  subject: string;
  text: string;
}

/** The newest letter to the address whose text fits, once it is there. */
async function letterTo(recipient: string, fits: RegExp, but = ""): Promise<Letter> {
  for (let tries = 0; tries < 200; tries++) {
    const { letters } = (await (await fetch(`${site.url}/dev/mailbox.json`)).json()) as { letters: Letter[] };
    const found = letters.find(
      (letter) => letter.recipient === recipient && fits.test(letter.text) && letter.id !== but,
    );
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`no letter to ${recipient} like ${fits}`);
}

const codeIn = ({ text }: Letter): string => /\b\d{6}\b/.exec(text)?.[0] ?? "";

async function enter(page: Page, code: string): Promise<void> {
  await page.getByLabel("Code").fill(code);
  await page.keyboard.press("Enter");
}

test("from the front of the house to one's own data in a file, without script", async () => {
  const page = await site.page({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
  await page.goto("/my-data");
  await page.getByRole("link", { name: /Thandi/ }).click();
  await page.getByRole("link", { name: /See what is held about me/ }).click();
  await page.getByLabel("Cell phone", { exact: true }).fill(PHONE);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Enter the code" }).waitFor();
  const asked = await letterTo(EMAIL, /Your code is .*See what is held about me/);
  await enter(page, codeIn(asked));
  await page.getByRole("heading", { name: "Your request" }).waitFor();
  assert.match(new URL(page.url()).pathname, /^\/my-data\/thandi-hair\./);
  await letterTo(EMAIL, /lies ready for 14 days/);
  await page.reload();
  await page.getByText("Answered", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Send me a code to open it" }).click();
  await enter(page, codeIn(await letterTo(EMAIL, /Your code is .*See what is held about me/, asked.id)));
  await page.getByRole("heading", { name: /^What .* holds about you$/ }).waitFor();
  assert.match(await page.content(), /A quiet chair, please/);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Take it away as a file" }).click();
  const file = JSON.parse(readFileSync(await (await download).path(), "utf8")) as { format: string; tables: unknown[] };
  assert.equal(file.format, "appointmentbooking-export-1");
  assert.ok(file.tables.length > 10);
  await page.context().close();
});

test("every page on the way can be read by all, in light and dark and at 320 px", async () => {
  const page = await site.page({ colorScheme: "dark", viewport: { width: 320, height: 640 } });
  await page.goto("/my-data?salon=thandi-hair&kind=objection");
  await page.getByRole("button", { name: "Send" }).click();
  await page.getByRole("alert").waitFor();
  await holds(page, "an objection with faults");
  await page.getByLabel("Cell phone", { exact: true }).fill(PHONE);
  await page.getByRole("checkbox", { name: /News and offers/ }).check();
  await page.getByRole("button", { name: "Send" }).click();
  await page.getByRole("heading", { name: "Enter the code" }).waitFor();
  await holds(page, "the code");
  await enter(page, "000000");
  await page.getByRole("alert").waitFor();
  await holds(page, "a code that does not work");
  await enter(page, codeIn(await letterTo(EMAIL, /Your code is .*Object to a use/)));
  await page.getByRole("heading", { name: "Your request" }).waitFor();
  await holds(page, "how it stands");
  await page.context().close();
});

test("the owner records, sees and refuses a request with the keyboard, and the client is told why", async () => {
  const email = "owner.my-data@example.com";
  await invite(site, email, "owner");
  const context = await site.context({ baseURL: site.url.replace("127.0.0.1", "localhost") });
  const page = await context.newPage();
  const link = /\/sign-in\/[a-z2-7]{26}\.[\w-]{22}/.exec((await letterTo(email, /\/sign-in\//)).text)?.[0] ?? "";
  await page.goto(link);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Your account" }).waitFor();
  await page.goto("/compliance/thandi-hair");
  await page.getByRole("link", { name: "Requests of people about their data" }).click();
  await holds(page, "the requests");
  await page.getByLabel("Cell phone", { exact: true }).fill(PHONE);
  await page.getByLabel("What is asked").selectOption("deletion");
  await page.getByRole("checkbox", { name: "I have seen who asks" }).check();
  await page.getByRole("button", { name: "Record a request" }).click();
  await page.getByRole("heading", { name: "Erase my data" }).waitFor();
  await holds(page, "one request");
  await page.getByRole("button", { name: "Refuse" }).click();
  await page.getByRole("alert").waitFor();
  await holds(page, "a refusal with faults");
  await page.getByRole("radio", { name: /A law requires/ }).check();
  await page.getByLabel("Reason, for the client to read").fill("Invoices are kept for five years.");
  await page.getByRole("button", { name: "Refuse" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: /^Decided/ }).waitFor();
  const { text } = await letterTo(EMAIL, /Invoices are kept for five years\./);
  assert.match(text, /inforegulator\.org\.za/);
  await context.close();
});
