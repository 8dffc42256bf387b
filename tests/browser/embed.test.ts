// The booking flow on a salon's own site: one line of script, a frame as tall as what is in it, the next step in view.
import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import { after, before, test } from "node:test";
import type { FrameLocator, Page } from "playwright-core";
import { openSite, type Site } from "./site.ts";

let site: Site;
let host: Server;
let hostUrl: string;
before(async () => {
  site = await openSite();
  // Another port is another origin; above and below the frame the salon's own site goes on.
  host = createServer((_, answer) => {
    answer.setHeader("content-type", "text/html");
    answer.end(`<!doctype html><meta name="viewport" content="width=device-width"><title>A salon's own site</title>
      <h1>Kaap</h1><script src="${site.url}/embed.js" data-salon="kaap-nails" async></script>
      <p style="height:400px">More about us</p>`);
  });
  await new Promise<void>((resolve) => host.listen(0, "127.0.0.1", resolve));
  const address = host.address();
  hostUrl = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/`;
});
after(async () => {
  host.close();
  await site.close();
});

/** The frame's height once it is what its content needs. */
async function settledHeight(page: Page, frame: FrameLocator): Promise<number> {
  const deadline = Date.now() + 5000;
  for (;;) {
    const height = Number(await page.locator("iframe").getAttribute("height"));
    const needed = await frame.locator("body").evaluate((body) => {
      const bottoms = [...body.querySelectorAll("main, main *")].map((one) => one.getBoundingClientRect().bottom);
      return Math.max(...bottoms) + scrollY;
    });
    // The main part ends with at most 60 px of air.
    if (height >= needed - 1 && height <= needed + 60) return height;
    assert.ok(Date.now() < deadline, `the frame is ${height} px high, its content needs ${needed}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

for (const width of [360, 900]) {
  test(`in a frame on a page ${width} px wide every step is as tall as it needs, and the next one in view`, async () => {
    const page = await site.page({ viewport: { width, height: 700 } });
    const faults: string[] = [];
    // In a frame many a browser keeps nothing: even looking at the storage throws.
    await page.addInitScript(() => {
      const refuse = () => {
        throw new DOMException("denied", "SecurityError");
      };
      if (window !== window.parent) Object.defineProperty(window, "sessionStorage", { get: refuse });
    });
    page.on("pageerror", ({ message }) => {
      // The browser's own words for a cross-fade that it left out between two documents, or because the frame grew
      // meanwhile; no script of ours began it.
      if (!/ViewTransition opt-in disabled|Transition was aborted because of invalid state/.test(message))
        faults.push(message);
    });
    await page.goto(hostUrl);
    const frame = page.frameLocator("iframe");
    await frame.getByLabel(/^Classic manicure/).check();
    assert.equal(await page.evaluate(() => scrollY), 0, "arriving moves nothing");
    const services = await settledHeight(page, frame);
    await frame.getByRole("button", { name: "Continue" }).click();
    const anyone = frame.getByRole("link", { name: /^Anyone/ });
    await anyone.waitFor();
    const person = await settledHeight(page, frame);
    assert.ok(person < services - 50, `fewer people than services, yet ${person} px after ${services} px`);
    await isInView(page, "the new step's heading", frame.getByRole("heading", { level: 1 }));
    await anyone.click();
    await frame.locator(".day:not(.full)").nth(1).click();
    await frame.locator(".time").nth(10).click();
    const onward = frame.getByRole("button", { name: /^Continue · R/ });
    await onward.waitFor();
    await settledHeight(page, frame);
    await isInView(page, "Continue", onward);
    await isInView(page, "the chosen time", frame.locator(".time[aria-current]"));
    await onward.click();
    await isInView(page, "the heading of the last step", frame.getByRole("heading", { name: "Almost yours" }));
    await frame.getByLabel("Your name").fill("Aisha Patel");
    await frame.getByLabel("Cell phone").fill("0835550101");
    await settledHeight(page, frame);
    await frame.getByRole("button", { name: "Book this visit" }).click();
    const booked = frame.getByRole("heading", { name: "You are booked" });
    await booked.waitFor();
    await settledHeight(page, frame);
    await isInView(page, "that it is booked", booked);
    assert.equal(await page.locator("iframe").getAttribute("title"), "Kaap Nails");
    assert.deepEqual(faults, []);
    await page.context().close();
  });
}

/** In the window that a person looks through, not only in the frame. */
async function isInView(page: Page, what: string, one: ReturnType<FrameLocator["locator"]>): Promise<void> {
  const deadline = Date.now() + 3000;
  for (;;) {
    const box = await one.boundingBox();
    const height = page.viewportSize()?.height ?? 0;
    if (box !== null && box.y >= 0 && box.y + box.height <= height) return;
    assert.ok(Date.now() < deadline, `${what} is not in view: ${JSON.stringify(box)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test("a time is chosen and gone on from in a frame without a script", async () => {
  const page = await site.page({ javaScriptEnabled: false, viewport: { width: 360, height: 700 } });
  await page.goto("/kaap-nails/embed?service=manicure&staff=any");
  await page.locator(".day:not(.full)").nth(1).click();
  await page.locator(".time").nth(4).click();
  const onward = page.getByRole("button", { name: /^Continue · R/ });
  await onward.waitFor();
  // Both at one moment: the page goes to its fragment while it loads.
  const below = await onward.evaluate((button) => {
    const chosen = document.querySelector(".time[aria-current]");
    return chosen === null ? Number.NaN : button.getBoundingClientRect().top - chosen.getBoundingClientRect().bottom;
  });
  assert.ok(below > 0 && below < 330, `the way on is ${below} px below the chosen time`);
  await page.context().close();
});
