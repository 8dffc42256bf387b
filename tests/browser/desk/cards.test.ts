// A gift card bought on the salon's page: without a script, in every language, on the narrowest screen, through the stand-in for PayFast;
// and one whose notice was lost is there after the night's comparison.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Page } from "playwright-core";
import { type Payments, startPayments } from "../../../scripts/local/payments/server.ts";
import { root } from "../../../scripts/local/process.ts";
import { setting } from "../../../scripts/seed.ts";
import { holds, openSite, type Site } from "../site.ts";

const SALON = "thandi-hair";
let site: Site;
let payments: Payments;

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const at = probe.address();
      probe.close(() => resolve(typeof at === "object" && at !== null ? at.port : 0));
    });
  });

before(async () => {
  const port = await freePort();
  const till = `http://127.0.0.1:${port}`;
  site = await openSite({ ADMISSION: "shadow", PAYFAST_BASE: till, PAYFAST_API_BASE: till });
  payments = await startPayments(site.url, port, setting);
  const document = JSON.parse(readFileSync(join(root, `scripts/demo/${SALON}.json`), "utf8")) as Record<string, object>;
  const packages = [{ service: "cut", units: 5, price_cents: 150_000 }];
  const money = {
    ...document.money,
    payments: { provider: "payfast" },
    sells: { gift_cards: [20_000, 50_000], packages },
  };
  const answer = await fetch(`${site.url}/api/v1/salons/${SALON}`, {
    method: "PUT",
    headers: { authorization: `Bearer ${setting("OPERATOR_TOKEN")}`, "content-type": "application/json" },
    body: JSON.stringify({ ...document, money }),
  });
  assert.equal(answer.status, 200, await answer.text());
});
after(async () => {
  await payments.stop();
  await site.close();
});

/** Chooses R500 and goes as far as the stand-in's page. */
async function atTill(page: Page, email: string): Promise<void> {
  await page.goto(`/${SALON}?lang=en`);
  await page.getByRole("link", { name: "Gift cards and packages" }).click();
  await page.getByLabel("Gift card R500").check();
  await page.getByLabel("Name").first().fill("Nomsa Dlamini");
  await page.getByLabel(/mail/i).fill(email);
  await page.getByRole("button", { name: "Go to the payment" }).click();
  await page.getByRole("link", { name: "Pay with PayFast" }).click();
  await page.getByRole("heading", { name: "R500.00" }).waitFor();
}

interface Letter {
  recipient: string;
  text: string;
}

/** The code of the letter, once it is there. */
async function codeSent(email: string): Promise<string> {
  for (let tries = 0; tries < 60; tries++) {
    const { letters } = (await (await fetch(`${site.url}/dev/mailbox.json`)).json()) as { letters: Letter[] };
    const text = letters.find(({ recipient }) => recipient === email)?.text ?? "";
    const [code] = /[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}/.exec(text) ?? [];
    if (code !== undefined) return code;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error("no letter came");
}

async function balanceOf(page: Page, code: string): Promise<string> {
  await page.goto(`/${SALON}/card?lang=en`);
  await page.getByLabel("Code of the card").fill(code);
  await page.getByRole("button", { name: "Show" }).click();
  return page.locator(".card[role=status]").innerText();
}

test("a gift card is bought without a script, and its code comes by letter", async () => {
  const page = await site.page({ javaScriptEnabled: false, viewport: { width: 320, height: 700 } });
  await atTill(page, "buyer@example.com");
  await page.getByRole("button", { name: "Pay", exact: true }).click();
  await page.getByText("The code is on its way").waitFor();
  assert.match(await balanceOf(page, await codeSent("buyer@example.com")), /R500/);
});

test("the pages hold in every language, with what is wrong beside it", async () => {
  for (const language of ["en", "af", "zu", "xh"]) {
    const page = await site.page({ viewport: { width: 320, height: 700 } });
    await page.goto(`/${SALON}/cards?lang=${language}`);
    await holds(page, `cards to buy, ${language}`);
    const folder = process.env.SHOTS ?? "";
    if (folder !== "") await page.screenshot({ path: `${folder}/cards-${language}.png`, fullPage: true });
    await page.locator("form").evaluate((form: HTMLFormElement) => {
      form.noValidate = true;
    });
    await page.getByRole("main").getByRole("button").click();
    await page.locator("#faults").waitFor();
    await holds(page, `cards refused, ${language}`);
    await page.context().close();
  }
});

test("what was paid and never told is there after the night", async () => {
  const page = await site.page();
  await atTill(page, "lost@example.com");
  await page.getByRole("button", { name: "Pay, and lose the notice" }).click();
  await page.getByRole("link", { name: "Pay with PayFast" }).waitFor();
  await holds(page, "a card that waits for its money");
  const day = 86_400_000;
  const night = Math.floor((Date.now() - 70 * 60_000) / day) * day + day + 70 * 60_000; // the next 01:10 in UTC
  const done = await fetch(`${site.url}/cdn-cgi/handler/scheduled?time=${night}`);
  assert.equal(done.status, 200, await done.text());
  assert.match(await balanceOf(page, await codeSent("lost@example.com")), /R500/);
});
