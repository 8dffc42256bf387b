// The law at the counter, on real pages: the notice, the one question, a visit for a child, and the centre's pages for an owner.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { bookVisit, fillDetails, holds, invite, linkFor, openSite, pickTime, type Site, toTimes } from "../site.ts";

let site: Site;
before(async () => {
  site = await openSite();
});
after(() => site.close());

test("the one question about news is answered without a script, and then is gone", async () => {
  const page = await site.page({ javaScriptEnabled: false });
  await bookVisit(page, 2);
  const question = page.getByRole("heading", { name: /^May Thandi Hair send you news/ });
  await question.waitFor();
  await page.getByRole("button", { name: "Yes, please" }).click();
  await page.getByRole("heading", { name: "You are booked" }).waitFor();
  assert.equal(await question.count(), 0);
  await page.getByRole("link", { name: "What you agreed to" }).click();
  await page.getByText(/^You agreed \(/).waitFor();
  await page.getByRole("button", { name: "Withdraw News and offers" }).click();
  await page.getByText(/^You did not agree \(/).waitFor();
  await page.getByRole("link", { name: "The privacy notice that you were shown" }).click();
  await page.getByText("P.O. Box 31533", { exact: false }).waitFor();
  await page.context().close();
});

test("who consents for a child is asked once the tick is set, without a script too", async () => {
  const page = await site.page({ javaScriptEnabled: false });
  await toTimes(page);
  await pickTime(page, 3);
  await page.getByRole("button", { name: /^Continue/ }).click();
  const guardian = page.getByLabel("Name of the parent or guardian");
  await guardian.waitFor({ state: "hidden" }); // once the style sheet is there
  await page.getByLabel("This visit is for somebody under 18.").check();
  await guardian.waitFor();
  await fillDetails(page);
  await page.getByRole("button", { name: "Book this visit" }).click();
  await page.getByRole("alert").waitFor();
  await guardian.fill("Nomsa Dube");
  await page.getByLabel("What they are to the child").fill("mother");
  await page.getByRole("button", { name: "Book this visit" }).click();
  await page.getByRole("heading", { name: "You are booked" }).waitFor();
  await page.context().close();
});

test("what a late cancellation costs is told before, can be excused, and is read by all", async () => {
  const page = await site.page({ viewport: { width: 320, height: 640 } });
  await bookVisit(page, 4);
  const { pathname } = new URL(page.url());
  const { start } = (await (await fetch(`${site.url}/api/v1/bookings/${pathname.slice(3)}`)).json()) as {
    start: string;
  };
  const late = new Date(Date.parse(start) - 2 * 3_600_000).toISOString();
  await page.setExtraHTTPHeaders({ "X-Test-Now": late });
  await page.goto(`${pathname}/cancel`);
  await page.getByRole("heading", { name: /is due at the salon$/ }).waitFor();
  await holds(page, "a late cancellation");
  await page.getByRole("checkbox").check();
  await page.getByRole("button", { name: "Yes, cancel it" }).click();
  await page.getByRole("heading", { name: "Nothing is due" }).waitFor();
  await holds(page, "a cancellation that was excused");
  await page.context().close();
});

test("an owner's pages about the law can be read by all, on a narrow phone too", async () => {
  const named = site.url.replace("127.0.0.1", "localhost");
  const email = "owner-of-the-law@example.com";
  await invite(site, email, "owner");
  const context = await site.context({ baseURL: named, viewport: { width: 320, height: 640 } });
  const page = await context.newPage();
  await page.goto(await linkFor(site, email));
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Your account" }).waitFor();
  const said = new URLSearchParams({ kind: "waiting", email: "thabo@example.com", text: "I waited longer." });
  assert.equal((await fetch(`${site.url}/thandi-hair/decisions`, { method: "POST", body: said })).status, 200);
  for (const part of ["", "/held", "/consents", "/decisions", "/marketing", "/transfers", "/agreement"]) {
    const answer = await page.goto(`/compliance/thandi-hair${part}`);
    assert.equal(answer?.status(), 200, part);
    await holds(page, `/compliance/thandi-hair${part}`);
  }
  await page.getByRole("button", { name: "Accept for Thandi Hair" }).click();
  await page.getByText(/^Accepted on/).waitFor();
  for (const path of ["/thandi-hair/privacy?lang=zu", "/thandi-hair/paia-manual?lang=xh", "/thandi-hair/decisions"]) {
    await page.goto(path);
    await holds(page, path);
  }
  await context.close();
});
