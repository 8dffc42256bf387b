// A patch test at the desk: booked with the visit by form and by API, and asked for again when either of the two moves.
import { describe, expect, it } from "vitest";
import type { SalonDocument } from "../../../../shared/contracts/salon.ts";
import { book } from "../../../../workers/commands/book.ts";
import { move } from "../../../../workers/commands/move.ts";
import { LANGUAGES } from "../../../../workers/ui/words.ts";
import { signedIn, submit } from "../../access/people.ts";
import { call, faultsAt, newSalon } from "../../api/client.ts";
import {
  at,
  done,
  NOMSA,
  NOW,
  needsTest,
  openSalon,
  refusal,
  rows,
  TUESDAY_NINE,
} from "../../commands/surroundings.ts";

const HOURS = 48;
const DAYS = 30;
const HOUR = 60;
const DAY = 1440;
const FRIDAY = TUESDAY_NINE + 3 * DAY;
const MORNING = "2026-11-30T09:00:00+02:00";

/** Cutting needs a test of ten minutes. */
function needing(document: SalonDocument): void {
  needsTest(document, "cut", { days: DAYS });
  document.booking = { ...document.booking, horizon_days: 200, cancel_until_minutes: 0 };
}

const visits = (salon: string) =>
  rows(
    "SELECT booking_id, services ->> '$[0].id' AS what, start_at, patch_waiver FROM booking WHERE salon_id = ?1 ORDER BY start_at",
    salon,
  );

/** A test on Tuesday at nine and the cut on Friday, both Nomsa's. */
async function both() {
  const { slug } = await openSalon(needing);
  const made = done(
    await book(at(NOW), {
      salon: slug,
      visit: { services: [{ id: "cut" }], start: FRIDAY },
      client: NOMSA,
      patchTest: { start: TUESDAY_NINE },
    }),
  );
  const test = String(made.patch_test?.booking);
  const to = (booking: string, start: number, patchWaiver?: string) =>
    move(at(NOW), { subject: { salon: slug, booking, actor: "team", by: "owner:a" }, start, patchWaiver });
  return { slug, made, test, to };
}

const startsOf = (extra: Record<string, unknown> | undefined): number[] =>
  ((extra?.alternatives ?? []) as { start: string }[]).map(({ start }) => Date.parse(start) / 60_000);

describe("a visit that moves", () => {
  it("is asked about its test again, to the minute, and told which times would do", async () => {
    const { slug, made, to } = await both();
    const earliest = TUESDAY_NINE + 10 + HOURS * HOUR;
    const before = await visits(slug);
    const { type, status, extra } = refusal(await to(made.booking, earliest - 10));
    expect([type, status]).toEqual(["patch-test-apart", 409]);
    expect(extra?.patch_test).toEqual({ service: "patch", for: "cut", hours_before: HOURS, valid_days: DAYS });
    expect(await visits(slug)).toEqual(before);
    const others = startsOf(extra);
    expect(others.length).toBeGreaterThan(0);
    for (const start of others) expect(start).toBeGreaterThanOrEqual(earliest);
    for (const start of others.slice(0, 2)) done(await to(made.booking, start));
    // The grid's first that is late enough, and the last on which the test still counts.
    done(await to(made.booking, earliest + 5));
    const last = TUESDAY_NINE + DAYS * DAY;
    expect(refusal(await to(made.booking, last + 15)).type).toBe("patch-test-apart");
    done(await to(made.booking, last));
  });

  it("is moved all the same for a reason of the team's, which is kept and not asked for again", async () => {
    const { slug, made, to } = await both();
    expect(refusal(await to(made.booking, TUESDAY_NINE + DAY, " ")).errors?.[0]?.pointer).toBe("/patch_waiver");
    done(await to(made.booking, TUESDAY_NINE + DAY, "Her dermatologist tested her."));
    const [, cut] = await visits(slug);
    expect(cut).toMatchObject({ start_at: TUESDAY_NINE + DAY, patch_waiver: "Her dermatologist tested her." });
    const [entry] = await rows("SELECT entry FROM audit WHERE salon_id = ?1 ORDER BY seq DESC LIMIT 1", slug);
    expect(JSON.parse(String(entry?.entry))).toMatchObject({
      action: "booking.moved",
      detail: { patch_test: "waived" },
    });
    expect(String(entry?.entry)).not.toContain("dermatologist");
    done(await to(made.booking, TUESDAY_NINE + DAY + HOUR));
  });

  it("is moved by nobody's reason but the team's", async () => {
    const { made } = await both();
    const input = { subject: { token: made.token }, start: TUESDAY_NINE + DAY, patchWaiver: "I am sure" };
    expect(refusal(await move(at(NOW), input)).type).toBe("patch-test-apart");
  });

  it("leaves a test where the visits that rest on it would have none, and lets it go where they still do", async () => {
    const { slug, test, to } = await both();
    const latest = FRIDAY - HOURS * HOUR - 10;
    const { type, extra } = refusal(await to(test, latest + 10));
    expect(type).toBe("patch-test-apart");
    for (const start of startsOf(extra)) expect(start).toBeLessThanOrEqual(latest);
    done(await to(test, latest - 5));
    // Another test of hers counts as well.
    const client = NOMSA;
    done(await book(at(NOW), { salon: slug, visit: { services: [{ id: "patch" }], start: TUESDAY_NINE }, client }));
    done(await to(test, FRIDAY + 2 * HOUR));
  });

  it("and is a test sets that of the others aside for a reason", async () => {
    const { slug, test, to } = await both();
    done(await to(test, FRIDAY + 2 * HOUR, "She had one at our other salon."));
    const told = (await visits(slug)).map(({ what, patch_waiver }) => [what, patch_waiver]);
    expect(told).toEqual([
      ["cut", "She had one at our other salon."],
      ["patch", null],
    ]);
  });

  it("needs no test where its services need none, nor one of somebody who gave no name", async () => {
    const { slug } = await openSalon(needing);
    const guest = { name: "", phone: "" };
    const desk = { by: "owner:a", patchWaiver: "Walked in with a letter." };
    for (const [service, start] of [
      ["patch", TUESDAY_NINE],
      ["cut", FRIDAY],
    ] as const) {
      const visit = { services: [{ id: service }], start };
      const { booking } = done(await book(at(NOW), { salon: slug, visit, client: guest, channel: "desk", desk }));
      const subject = { salon: slug, booking, actor: "team", by: "owner:a" } as const;
      done(await move(at(NOW), { subject, start: start + 3 * HOUR }));
    }
  });
});

async function desk() {
  const slug = await newSalon(needing);
  const { cookie } = await signedIn(slug, "reception", MORNING);
  const headers = { Cookie: cookie };
  const page = (path: string) => call(`/desk/${slug}${path}`, { headers, now: MORNING });
  const send = (path: string, fields: Record<string, string>) =>
    submit(`/desk/${slug}${path}`, fields, { headers, now: MORNING });
  const api = (method: string, path: string, body: unknown) =>
    call(`/api/v1/salons/${slug}/desk/visits${path}`, {
      method,
      body,
      headers: { ...headers, "Sec-Fetch-Site": "same-origin", "Idempotency-Key": crypto.randomUUID() },
      now: MORNING,
    });
  return { slug, page, send, api };
}

const hiddenIn = (text: string) =>
  Object.fromEntries(
    [...text.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [
      name ?? "",
      value ?? "",
    ]),
  );

describe("at the desk", () => {
  const typed = { service: "cut", name: "Nomsa Dlamini", phone: "082 555 0199", notes: "Please be gentle" };
  const friday = String(FRIDAY);

  it("a new visit asks for the pair in every language, keeps what was typed, and books both in one tap", async () => {
    const { slug, send } = await desk();
    const wish = { ...typed, start: friday };
    for (const lang of LANGUAGES) {
      const asked = await send("/new", { ...wish, key: "a".repeat(26), lang });
      expect([asked.status, asked.text.includes('name="notes" value="Please be gentle"')]).toEqual([422, true]);
    }
    expect(await visits(slug)).toEqual([]);
    const asked = await send("/new", { ...wish, key: "a".repeat(26) });
    const pairs = [...asked.text.matchAll(/name="patch" value="(\d+)\.(\d+)"/g)].map(([, ...of]) => of.map(Number));
    expect(pairs.length).toBeGreaterThan(0);
    const [first = 0, second = 0] = pairs[0] ?? [];
    expect(first + 10 + HOURS * HOUR).toBeLessThanOrEqual(second);
    const carried = hiddenIn(asked.text);
    expect(carried.key).not.toBe("a".repeat(26));
    const made = await send("/new", { ...carried, patch: `${first}.${second}` });
    expect([made.status, made.headers.get("Location")]).toEqual([303, expect.stringMatching(/\/visits\//)]);
    expect((await visits(slug)).map(({ what, start_at }) => [what, start_at])).toEqual([
      ["patch", first],
      ["cut", second],
    ]);
    const again = await send("/new", { ...carried, patch: `${first}.${second}` });
    expect([again.status, await visits(slug)]).toEqual([303, await visits(slug)]);
    expect(await visits(slug)).toHaveLength(2);
  });

  it("a new visit is booked without one for a reason alone, and no reason is asked for again", async () => {
    const { slug, send } = await desk();
    const asked = await send("/new", { ...typed, start: friday, key: "b".repeat(26) });
    const none = await send("/new", { ...hiddenIn(asked.text), waiver: " " });
    expect([none.status, none.text.includes('name="waiver"')]).toEqual([422, true]);
    expect(await visits(slug)).toEqual([]);
    const made = await send("/new", { ...hiddenIn(none.text), waiver: "Tested on Monday elsewhere" });
    expect(made.status).toBe(303);
    expect(await visits(slug)).toMatchObject([{ what: "cut", patch_waiver: "Tested on Monday elsewhere" }]);
  });

  it("a move is tried with the test: why not, when else, and the reason that it takes", async () => {
    const { slug, page, send, api } = await desk();
    const pair = { start: "2026-12-04T09:00:00+02:00", patch_test: { start: "2026-12-01T09:00:00+02:00" } };
    const made = await api("POST", "", {
      services: [{ id: "cut" }],
      ...pair,
      client: { name: "Nomsa", phone: "082 555 0199" },
    });
    expect([made.status, typeof made.body.patch_test.booking]).toEqual([201, "string"]);
    const own = `/visits/${made.body.booking}`;
    const fits = await page(`${own}?to=2026-12-05&at=09:00&with=same&lang=en`);
    expect(fits.text).not.toContain('name="waiver"');
    const tried = await page(`${own}?to=2026-12-02&at=09:00&with=same&lang=en`);
    expect(tried.text).toContain("needs Patch test at least 48 hours before it");
    const when = [...tried.text.matchAll(/<a class="time" href="[^"]*to=(\d{4}-\d\d-\d\d)&amp;at=([\d%A]+)/g)];
    expect(when.length).toBeGreaterThan(0);
    for (const [, date = "", time = ""] of when) {
      const start = Date.parse(`${date}T${decodeURIComponent(time)}:00+02:00`) / 60_000;
      expect(start).toBeGreaterThanOrEqual(TUESDAY_NINE + 10 + HOURS * HOUR);
    }
    const form = hiddenIn(tried.text.slice(tried.text.indexOf('id="try"')));
    const fields = { ...form, act: "move", start: String(TUESDAY_NINE + DAY), key: "c".repeat(26) };
    const refused = await send(own, fields);
    expect([refused.status, refused.text.includes("The patch test would not count then.")]).toEqual([409, true]);
    const moved = await send(own, { ...fields, key: "d".repeat(26), waiver: "Tested elsewhere" });
    expect(moved.status).toBe(303);
    expect((await visits(slug))[1]).toMatchObject({ start_at: TUESDAY_NINE + DAY, patch_waiver: "Tested elsewhere" });
  });

  it("the API books a pair, sets it aside and moves by the same rules, and tells faults by their places", async () => {
    const { api } = await desk();
    const wish = { services: [{ id: "cut" }], start: "2026-12-04T09:00:00+02:00", client: { name: "Nomsa" } };
    expect((await api("POST", "", wish)).body.type).toMatch(/patch-test-needed$/);
    const bad = await api("POST", "", { ...wish, patch_test: { start: "2026-02-30T09:00:00+02:00" } });
    expect(faultsAt(bad)).toEqual(["/patch_test/start"]);
    expect(faultsAt(await api("POST", "", { ...wish, patch_waiver: "" }))).toEqual(["/patch_waiver"]);
    const made = await api("POST", "", { ...wish, patch_test: { start: "2026-12-01T09:00:00+02:00" } });
    const own = `/${made.body.booking}`;
    const early = { start: "2026-12-02T09:00:00+02:00" };
    const apart = await api("PATCH", own, early);
    expect([apart.status, apart.body.type]).toEqual([409, expect.stringMatching(/patch-test-apart$/)]);
    expect(apart.body.alternatives.length).toBeGreaterThan(0);
    expect(faultsAt(await api("PATCH", own, { stage: "arrived", patch_waiver: "x" }))).toEqual(["/patch_waiver"]);
    expect((await api("PATCH", own, { ...early, patch_waiver: "Tested elsewhere" })).status).toBe(200);
  });

  it("a client who moves online is told why, and which times would do", async () => {
    const { made, slug } = await both();
    const sent = await submit(`/b/${made.token}/move`, {
      start: "2026-12-02T07:00Z",
      price_cents: String(made.price_cents),
      key: "e".repeat(26),
      lang: "en",
    });
    expect([sent.status, sent.text.includes("needs Patch test at least 48 hours before it")]).toEqual([409, true]);
    expect(sent.text).toContain('class="time wide"');
    expect((await visits(slug))[1]?.start_at).toBe(FRIDAY);
  });
});
