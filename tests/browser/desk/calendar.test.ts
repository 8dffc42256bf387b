// The desk's calendar in a browser: a visit is moved by hand, by keyboard and without a script, a walk-in takes two taps, another
// device sees it by itself, and thirty people's day comes in one small answer.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import type { BrowserContextOptions, Page } from "playwright-core";
import { root } from "../../../scripts/local/process.ts";
import { setting } from "../../../scripts/seed.ts";
import { holds, openSite, press, type Site, signedInAs } from "../site.ts";

let site: Site;
before(async () => {
  site = await openSite({ ADMISSION: "shadow" }); // one address books for thirty people
});
after(() => site.close());

const OPERATOR = { authorization: `Bearer ${setting("OPERATOR_TOKEN")}`, "content-type": "application/json" };
/** The salon's tomorrow; its clock is two hours ahead of UTC. */
const DAY = new Date(Date.now() + 26 * 3_600_000).toISOString().slice(0, 10);
const ZONE = "+02:00";

const signedIn = (salon: string, options: BrowserContextOptions = {}): Promise<Page> =>
  signedInAs(site, "reception", salon, options);

/** A salon open every day of the week, with as many people as are named. */
async function openDesk(
  slug: string,
  names: readonly string[],
  {
    timezone = "Africa/Johannesburg",
    open = ["08:00", "18:00"],
    tested = false,
  }: { timezone?: string; open?: [string, string]; tested?: boolean } = {},
): Promise<void> {
  const test = { id: "patch", name: { en: "Patch test" }, price_cents: 0, phases: [{ minutes: 10 }] };
  const needed = { patch_test: { service: "patch", hours_before: 48, valid_days: 90 } };
  const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
  const hours = Object.fromEntries(days.map((day) => [day, [open]]));
  const document = {
    slug,
    name: "The Desk",
    timezone,
    phone: "+27115550177",
    hours,
    booking: { step_minutes: 15, notice_minutes: 0, horizon_days: 60 },
    services: [
      { id: "cut", name: { en: "Cut" }, price_cents: 35_000, phases: [{ minutes: 45 }] },
      {
        id: "colour",
        name: { en: "Colour" },
        price_cents: 95_000,
        phases: [{ minutes: 30 }, { minutes: 40, staff: false }, { minutes: 20 }],
        ...(tested ? needed : {}),
      },
      ...(tested ? [test] : []),
    ],
    staff: names.map((name) => ({
      id: name.toLowerCase(),
      name,
      hours,
      services: [{ id: "cut" }, { id: "colour" }, ...(tested ? [{ id: "patch" }] : [])],
    })),
  };
  const answer = await fetch(`${site.url}/api/v1/salons/${slug}`, {
    method: "PUT",
    headers: OPERATOR,
    body: JSON.stringify(document),
  });
  assert.ok(answer.ok, await answer.text());
}

let bookings = 0;
async function book(salon: string, service: string, staff: string, time: string, name: string): Promise<string> {
  const answer = await fetch(`${site.url}/api/v1/salons/${salon}/bookings`, {
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": `desk-test-${++bookings}` },
    body: JSON.stringify({
      services: [{ id: service, staff }],
      start: `${DAY}T${time}:00${ZONE}`,
      client: { name, phone: `+278255${String(50_000 + bookings)}` },
      consents: [],
    }),
  });
  const text = await answer.text();
  assert.equal(answer.status, 201, text);
  return (JSON.parse(text) as { booking: string }).booking;
}

test("every page of the calendar is whole by axe, in both schemes, and fits a phone", async () => {
  await openDesk("desk-axe", ["Thandi", "Lerato", "Sipho"]);
  const id = await book("desk-axe", "colour", "thandi", "10:00", "Nomsa Dlamini");
  const page = await signedIn("desk-axe", { javaScriptEnabled: true });
  for (const width of [390, 1440]) {
    await page.setViewportSize({ width, height: 844 });
    for (const path of [
      `?day=${DAY}`,
      `?day=${DAY}&by=list`,
      `?day=${DAY}&by=week`,
      `/visits/${id}?to=${DAY}&at=19:00&with=same`,
      `/new?service=cut&day=${DAY}&time=19:00`,
      "/walk-in",
      "/walk-in?service=cut",
      "/blocks",
    ]) {
      await page.goto(`/desk/desk-axe${path}`);
      await holds(page, `${path} at ${width}`);
    }
  }
  await page.context().close();
});

test("a visit is moved by keyboard alone, and another device sees it by itself", async () => {
  await openDesk("desk-keys", ["Thandi", "Lerato"]);
  await book("desk-keys", "cut", "thandi", "10:00", "Nomsa Dlamini");
  const [page, other] = [await signedIn("desk-keys"), await signedIn("desk-keys")];
  for (const one of [page, other]) await one.goto(`/desk/desk-keys?day=${DAY}`);
  await other.locator('[data-visit][data-from="600"]').waitFor();
  await page.locator("[data-visit]").focus();
  await page.keyboard.press("m");
  for (let i = 0; i < 4; i++) await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowRight");
  await assert.doesNotReject(page.locator("#live", { hasText: "Nomsa Dlamini: 11:00, Lerato" }).waitFor());
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").getByText("This fits:").waitFor();
  await holds(page, "the dialog");
  await press(page, "Move here");
  await page.locator('[data-visit][data-from="660"]').waitFor();
  // Nobody touched the other device.
  await other.locator('[data-visit][data-from="660"]').waitFor({ timeout: 10_000 });
  await page.context().close();
  await other.context().close();
});

test("where clocks go back the hour is there twice, and a visit is lifted out of its second into its first", async () => {
  await openDesk("desk-clocks", ["Thandi"], { timezone: "Europe/Amsterdam", open: ["00:00", "24:00"] });
  // The last Sunday of a coming October.
  const last = new Date(Date.UTC(new Date().getUTCFullYear() + 1, 9, 31));
  last.setUTCDate(31 - last.getUTCDay());
  const day = last.toISOString().slice(0, 10);
  const made = await fetch(`${site.url}/api/v1/salons/desk-clocks/desk/visits`, {
    method: "POST",
    headers: { ...OPERATOR, "idempotency-key": "desk-clocks" },
    body: JSON.stringify({
      services: [{ id: "cut", staff: "thandi" }],
      start: `${day}T02:15:00+01:00`,
      client: { name: "Nomsa Dlamini" },
      override: { rules: ["notice"], reason: "The night of the clocks" },
    }),
  });
  assert.equal(made.status, 201, await made.text());
  const page = await signedIn("desk-clocks");
  await page.goto(`/desk/desk-clocks?day=${day}`);
  await page.getByRole("rowheader", { name: "02:00 UTC+2" }).waitFor();
  const second = await page.getByRole("rowheader", { name: "02:00 UTC+1" }).boundingBox();
  const visit = page.locator("[data-visit]", { hasText: "Nomsa" });
  const box = await visit.boundingBox();
  assert.ok(box && second && box.y > second.y && box.y < second.y + second.height, "it stands in the second hour");
  await holds(page, "a day on which clocks go back");
  await visit.focus();
  await page.keyboard.press("m");
  for (let i = 0; i < 4; i++) await page.keyboard.press("ArrowUp");
  await page.locator("#live", { hasText: "Nomsa Dlamini: 02:15, Thandi" }).waitFor();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.getByText("02:15 +02:00–02:00 +01:00").waitFor(); // three quarters of an hour, over the change
  const start = await dialog.locator('[name="start"]').inputValue();
  assert.equal(Number(start) * 60_000, Date.parse(`${day}T02:15:00+02:00`));
  await page.keyboard.press("Escape");
  // Not lifted anywhere it is asked about where it is: in the second.
  await visit.focus();
  await page.keyboard.press("m");
  await page.keyboard.press("Enter");
  await dialog.waitFor();
  const same = await dialog.locator('[name="start"]').inputValue();
  assert.equal(Number(same) * 60_000, Date.parse(`${day}T02:15:00+01:00`));
  await page.context().close();
});

test("what needs a patch test is booked as a pair with one tap, and a move says where the test would not count", async () => {
  await openDesk("desk-pair", ["Thandi"], { tested: true });
  const page = await signedIn("desk-pair");
  await page.setViewportSize({ width: 390, height: 844 });
  const later = new Date(Date.parse(DAY) + 4 * 86_400_000).toISOString().slice(0, 10);
  await page.goto(`/desk/desk-pair/new?service=colour&with=thandi&day=${later}&time=10:00`);
  await page.getByLabel("Name").fill("Nomsa Dlamini");
  await page.getByRole("button", { name: "Book", exact: true }).click();
  await page.getByRole("heading", { name: "A patch test comes first" }).waitFor();
  await holds(page, "the pair");
  await page.locator(".pick").first().click();
  await page.getByRole("heading", { name: "Nomsa Dlamini" }).waitFor();
  const own = new URL(page.url()).pathname;
  await page.goto(`/desk/desk-pair?day=${later}&by=list`);
  await page.getByText("Nomsa Dlamini").waitFor();
  await page.goto(`${own}?to=${DAY}&at=08:00&with=same`);
  await page.getByText("Colour needs Patch test at least 48 hours before it").waitFor();
  await holds(page, "a move for which the test would not count");
  await page.getByLabel("Why without a patch test").fill("Tested at our other salon");
  await page.getByRole("button", { name: "Move here" }).click();
  await page.waitForURL(({ search }) => search === "");
  await page.goto(`/desk/desk-pair?day=${DAY}&by=list`);
  await page.getByText("Nomsa Dlamini").first().waitFor();
  await page.context().close();
});

test("cancelling a patch test names what rests on it, and one tap more cancels both", async () => {
  await openDesk("desk-rests", ["Thandi"], { tested: true });
  const later = new Date(Date.parse(DAY) + 4 * 86_400_000).toISOString().slice(0, 10);
  const answer = await fetch(`${site.url}/api/v1/salons/desk-rests/bookings`, {
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": "desk-rests" },
    body: JSON.stringify({
      services: [{ id: "colour" }],
      start: `${later}T10:00:00${ZONE}`,
      patch_test: { start: `${DAY}T09:00:00${ZONE}` },
      client: { name: "Nomsa Dlamini", phone: "+27825559911" },
      consents: [],
    }),
  });
  const made = (await answer.json()) as { booking: string; patch_test: { booking: string } };
  const page = await signedIn("desk-rests", { viewport: { width: 320, height: 800 }, javaScriptEnabled: true });
  await page.goto(`/desk/desk-rests/visits/${made.patch_test.booking}`);
  await page.locator("details.group summary").last().click();
  await page.getByRole("button", { name: "Cancel the visit" }).click();
  await page.getByText("A later visit rests on this patch test").waitFor();
  await holds(page, "a patch test on which a visit rests");
  await page.getByRole("button", { name: "Cancel both" }).click();
  await page.locator(".badge", { hasText: "Cancelled" }).waitFor();
  await page.goto(`/desk/desk-rests/visits/${made.booking}`);
  await page.locator(".badge", { hasText: "Cancelled" }).waitFor();
  await page.context().close();
});

test("a visit that is dragged where somebody is booked says why not, and when else", async () => {
  await openDesk("desk-drag", ["Thandi", "Lerato"]);
  await book("desk-drag", "cut", "thandi", "10:00", "Nomsa Dlamini");
  await book("desk-drag", "cut", "lerato", "11:00", "Aisha Patel");
  const page = await signedIn("desk-drag");
  await page.goto(`/desk/desk-drag?day=${DAY}`);
  const centre = async (name: string) => {
    const box = await page.locator("[data-visit]", { hasText: name }).boundingBox();
    assert.ok(box);
    return { x: box.x + box.width / 2, y: box.y + 8 };
  };
  const [from, to] = [await centre("Nomsa"), await centre("Aisha")];
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 4 });
  await page.mouse.move(to.x, to.y, { steps: 4 });
  await page.mouse.up();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("This cannot be done.").waitFor();
  await dialog.getByText("Lerato is busy at 11:00.").waitFor();
  assert.ok((await dialog.locator(".time").count()) > 0);
  await dialog.getByRole("button", { name: "Leave as it is" }).click();
  // Nothing moved by trying.
  await page.reload();
  await page.locator('[data-visit][data-from="600"]', { hasText: "Nomsa" }).waitFor();
  await page.context().close();
});

test("without a script a visit is tried and moved, a reason given where a rule is set aside", async () => {
  await openDesk("desk-plain", ["Thandi"]);
  await book("desk-plain", "cut", "thandi", "10:00", "Nomsa Dlamini");
  const page = await signedIn("desk-plain", { javaScriptEnabled: false });
  await page.goto(`/desk/desk-plain?day=${DAY}`);
  await page.locator("[data-visit]").click();
  await page.getByLabel("Time", { exact: true }).fill("19:00");
  await page.getByRole("button", { name: "Check" }).click();
  await page.getByText("To be set aside: working hours.").waitFor();
  await page.getByLabel("Reason").fill("Her wedding");
  await page.getByRole("button", { name: "Move here" }).click();
  await page.getByText("19:00–19:45").first().waitFor();
  await page.getByText("Her wedding").waitFor();
  await page.context().close();
});

test("whoever walks in is booked with two taps", async () => {
  await openDesk("desk-walk", ["Thandi", "Lerato"]);
  // So that somebody is at work whenever this runs: all day, and where midnight, which no visit spans, is far.
  const answer = await fetch(`${site.url}/api/v1/salons/desk-walk/document`, { headers: OPERATOR });
  const document = (await answer.json()) as {
    hours: unknown;
    timezone: string;
    staff: { hours: unknown }[];
  };
  const hour = new Date().getUTCHours();
  document.timezone = hour > 2 && hour < 20 ? "UTC" : "Asia/Tokyo";
  const all = Object.fromEntries(
    ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].map((day) => [day, [["00:00", "24:00"]]]),
  );
  document.hours = all;
  for (const person of document.staff) person.hours = all;
  const put = { method: "PUT", headers: OPERATOR, body: JSON.stringify(document) };
  assert.ok((await fetch(`${site.url}/api/v1/salons/desk-walk`, put)).ok);
  const page = await signedIn("desk-walk", { hasTouch: true, viewport: { width: 820, height: 1180 } });
  await page.goto("/desk/desk-walk/walk-in");
  await page.getByRole("link", { name: "Cut" }).tap();
  await page.getByRole("button", { name: /Thandi/ }).tap();
  await page.locator(".visit.is-in-service", { hasText: "Walk-in guest" }).waitFor();
  await page.context().close();
});

test("the day of thirty people is one answer of less than 60 KB, and soon of use", async () => {
  const names = Array.from({ length: 30 }, (_, i) => `Person${i + 1}`);
  await openDesk("desk-thirty", names);
  for (const name of names) {
    for (const time of ["08:00", "09:30", "11:00", "12:30", "14:00", "15:30"]) {
      await book("desk-thirty", "colour", name.toLowerCase(), time, "Nomsa Mbalenhle Dlamini-van der Merwe");
    }
  }
  const page = await signedIn("desk-thirty");
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  const answer = await page.goto(`/desk/desk-thirty?day=${DAY}`);
  assert.ok(answer);
  await page.locator(".grid [data-visit]").last().waitFor();
  const timing = await page.evaluate(() => {
    const [navigation] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
    return { interactive: navigation?.domInteractive ?? 0, answered: navigation?.responseEnd ?? 0 };
  });
  const html = await answer.text();
  const bytes = gzipSync(html, { level: 6 }).length;
  const files = ["app.css", "desk.css", "app.js", "desk.js", "passkey.js"];
  const once = files.reduce((sum, name) => sum + gzipSync(readFileSync(join(root, "build/public", name))).length, 0);
  const { answered, interactive } = timing;
  console.log(
    `desk: 30 people, 180 visits: ${html.length} bytes of HTML, ${bytes} compressed; ${once} of sheets and scripts that stay`,
    `in the browser; answered after ${answered.toFixed(0)} ms, interactive after ${interactive.toFixed(0)} ms`,
  );
  assert.equal(await page.locator(".grid thead th").count(), 30);
  assert.ok(bytes + once < 60 * 1024, `${bytes} + ${once}`);
  // One answer for the day; the rest are files, the long wait for changes, and afterwards what a device keeps for a day without.
  assert.deepEqual(
    asked.filter((path) => path.startsWith("/desk/") && !path.endsWith("/offline")),
    ["/desk/desk-thirty"],
  );
  await page.context().close();
});
