// A patch test that is cancelled or missed: whoever gives it up is told first what rests on it. A client cancels both or neither; the team
// may keep the visit for a reason.

import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { SalonDocument } from "../../../../shared/contracts/salon.ts";
import { book } from "../../../../workers/commands/book.ts";
import { cancel } from "../../../../workers/commands/cancel.ts";
import { putStage } from "../../../../workers/commands/desk/calendar/stage.ts";
import { manageToken } from "../../../../workers/token.ts";
import { LANGUAGES } from "../../../../workers/ui/words.ts";
import { signedIn, submit } from "../../access/people.ts";
import { call, faultsAt } from "../../api/client.ts";
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

const DAY = 1440;
const FRIDAY = TUESDAY_NINE + 3 * DAY;
const MORNING = "2026-11-30T09:00:00+02:00";

/** Cutting needs a test of ten minutes, two days before. */
function needing(document: SalonDocument): void {
  needsTest(document, "cut", { cents: 10_000 });
  document.booking = { ...document.booking, horizon_days: 200, cancel_until_minutes: 0 };
}

/** A test on Tuesday at nine and the cut on Friday, both Nomsa's. */
async function both(change: (document: SalonDocument) => void = () => {}) {
  const { slug } = await openSalon((document) => {
    needing(document);
    change(document);
  });
  const visit = { services: [{ id: "cut" }], start: FRIDAY };
  const made = done(await book(at(NOW), { salon: slug, visit, client: NOMSA, patchTest: { start: TUESDAY_NINE } }));
  const test = String(made.patch_test?.booking);
  const token = await manageToken(env.TOKEN_SECRET, slug, test, 1);
  const own = { subject: { token } };
  const team = { subject: { salon: slug, booking: test, actor: "team", by: "owner:a" } } as const;
  return { slug, test, visit: made.booking, visitToken: made.token, token, own, team };
}

const visits = (salon: string) =>
  rows(
    "SELECT services ->> '$[0].id' AS what, status, stage, patch_waiver AS waiver FROM booking WHERE salon_id = ?1 ORDER BY start_at",
    salon,
  );
const statuses = async (salon: string) => (await visits(salon)).map(({ status }) => status);
const trail = async (salon: string) =>
  (await rows("SELECT entry FROM audit WHERE salon_id = ?1 ORDER BY seq DESC LIMIT 2", salon)).map(({ entry }) =>
    JSON.parse(String(entry)),
  );
const BOTH = ["confirmed", "confirmed"];
const NONE = ["cancelled", "cancelled"];

describe("a client who cancels a patch test", () => {
  it("is told what rests on it, and nothing is cancelled", async () => {
    const { slug, visit, own } = await both();
    const { type, status, extra } = refusal(await cancel(at(NOW), own));
    expect([type, status]).toEqual(["patch-test-rests", 409]);
    expect(extra?.resting).toMatchObject([
      { booking: visit, start: "2026-12-04T09:00:00+02:00", services: [{ id: "cut" }] },
    ]);
    expect(await statuses(slug)).toEqual(BOTH);
  });

  it("cancels both in one commit where they name the visit, and waits for nobody's reason", async () => {
    const { slug, test, visit, own } = await both();
    expect(refusal(await cancel(at(NOW), { ...own, also: ["somebody-elses"], patchWaiver: "I say so" })).type).toBe(
      "patch-test-rests",
    );
    const gone = done(await cancel(at(NOW), { ...own, also: [visit] }));
    expect(gone).toEqual({ booking: test, status: "cancelled", also: [{ booking: visit }] });
    expect(await statuses(slug)).toEqual(NONE);
    expect(await rows("SELECT 1 FROM segment WHERE salon_id = ?1", slug)).toEqual([]);
    const told = await rows("SELECT 1 FROM outbox WHERE salon_id = ?1 AND kind = 'booking.cancelled'", slug);
    expect(told).toHaveLength(2);
    expect((await trail(slug)).map(({ action, actor }) => [action, actor])).toEqual([
      ["booking.cancelled", "client"],
      ["booking.cancelled", "client"],
    ]);
    expect(done(await cancel(at(NOW), own)).status).toBe("cancelled");
  });

  it("is told what each of them costs, where the salon charges", async () => {
    const { own, visit } = await both((document) => {
      document.policies = { ...document.policies, cancellation_fee: { percent: 50, notice_minutes: 10 * DAY } };
    });
    const gone = done(await cancel(at(NOW), { ...own, also: [visit] }));
    expect(gone.fee_cents).toBeGreaterThan(0);
    expect(gone.also?.[0]?.fee_cents).toBeGreaterThan(gone.fee_cents ?? 0);
  });

  it("is asked nothing where nothing rests on it any more, or it was set aside, or another test counts", async () => {
    const first = await both();
    done(await cancel(at(NOW), { subject: { token: first.visitToken } }));
    done(await cancel(at(NOW), first.own));
    const second = await both();
    const another = { services: [{ id: "patch" }], start: TUESDAY_NINE - 30 + 60 };
    done(await book(at(NOW), { salon: second.slug, visit: another, client: NOMSA }));
    done(await cancel(at(NOW), second.own));
    expect(await statuses(second.slug)).toEqual(["cancelled", "confirmed", "confirmed"]);
    // What is past was served.
    const third = await both();
    done(await cancel(at(FRIDAY + 60), third.team));
  });

  it("is asked on the page in every language, and answers with one button", async () => {
    const { slug, token, visit } = await both();
    for (const lang of LANGUAGES) {
      const page = await call(`/b/${token}/cancel?lang=${lang}`);
      expect([page.status, page.text.includes(`name="also" value="${visit}"`)]).toEqual([200, true]);
      expect(page.text).not.toMatch(/\{\w+\}/);
    }
    const page = await call(`/b/${token}/cancel?lang=en`);
    expect(page.text).toMatch(
      /rests on this patch test[\s\S]*Friday 4 December at 09:00[\s\S]*Cancel both[\s\S]*Keep both/,
    );
    const blind = await submit(`/b/${token}/cancel`, { lang: "en" });
    expect([blind.status, blind.text.includes("Cancel both")]).toEqual([409, true]);
    expect(await statuses(slug)).toEqual(BOTH);
    expect((await submit(`/b/${token}/cancel`, { lang: "en", also: visit })).status).toBe(303);
    expect(await statuses(slug)).toEqual(NONE);
  });

  it("is asked by the API, which takes the names of those that go with it", async () => {
    const { slug, token, visit } = await both();
    const remove = (body?: object) =>
      call(`/api/v1/bookings/${token}`, { method: "DELETE", ...(body === undefined ? {} : { body }) });
    const asked = await remove();
    expect([asked.status, asked.body.resting[0].booking]).toEqual([409, visit]);
    expect(faultsAt(await remove({ also: visit }))).toEqual(["/also"]);
    expect(faultsAt(await remove({ with: [visit] }))).toEqual(["/with"]);
    expect((await remove({ also: [visit] })).body.also).toEqual([{ booking: visit }]);
    expect(await statuses(slug)).toEqual(NONE);
  });
});

describe("the team that cancels a patch test", () => {
  it("cancels it alone for a reason, which the visit keeps, and is not asked again", async () => {
    const { slug, team } = await both();
    expect(refusal(await cancel(at(NOW), team)).type).toBe("patch-test-rests");
    expect(refusal(await cancel(at(NOW), { ...team, patchWaiver: " " })).errors?.[0]?.pointer).toBe("/patch_waiver");
    expect(await statuses(slug)).toEqual(BOTH);
    done(await cancel(at(NOW), { ...team, patchWaiver: "Tested at our other salon." }));
    expect(await visits(slug)).toMatchObject([
      { what: "patch", status: "cancelled", waiver: null },
      { what: "cut", status: "confirmed", waiver: "Tested at our other salon." },
    ]);
    expect((await trail(slug))[0]?.detail.patch_test).toBe("waived");
  });

  it("is asked at the desk, which names the visit, and chooses", async () => {
    const { slug, test, visit } = await both();
    const someone = await signedIn(slug, "owner");
    const path = `/desk/${slug}/visits/${test}`;
    const send = (fields: Record<string, string>) =>
      submit(path, { lang: "en", ...fields }, { headers: { Cookie: someone.cookie }, now: MORNING });
    const asked = await send({ act: "cancel", key: "a".repeat(26) });
    expect(asked.status).toBe(409);
    expect(asked.text).toContain(`/desk/${slug}/visits/${visit}`);
    expect(asked.text).toMatch(/A later visit rests on this patch test[\s\S]*Cancel both[\s\S]*Cancel the test alone/);
    expect(await statuses(slug)).toEqual(BOTH);
    expect((await send({ act: "cancel", waiver: " ", key: "b".repeat(26) })).status).toBe(409);
    expect((await send({ act: "cancel", also: visit, key: "c".repeat(26) })).status).toBe(303);
    expect(await statuses(slug)).toEqual(NONE);
  });
});

describe("a patch test that was missed", () => {
  const late = TUESDAY_NINE + 20;
  const LATE = "2026-12-01T09:20:00+02:00";
  const missing = (salon: string, test: string, more: object = {}, now = late) =>
    putStage(at(now), {
      ...{ salon, booking: test, actor: { role: "owner", account: "a" }, stage: "no-show" },
      ...more,
    } as Parameters<typeof putStage>[1]);

  it("is asked about, and the visit goes with it or stays for a reason", async () => {
    const one = await both();
    expect(refusal(await missing(one.slug, one.test)).type).toBe("patch-test-rests");
    expect((await visits(one.slug))[0]?.stage).toBe(null);
    done(await missing(one.slug, one.test, { also: [one.visit] }));
    expect(await visits(one.slug)).toMatchObject([
      { status: "confirmed", stage: "no-show" },
      { status: "cancelled", stage: null },
    ]);
    const two = await both();
    done(await missing(two.slug, two.test, { patchWaiver: "She comes on Wednesday instead." }));
    expect(await visits(two.slug)).toMatchObject([
      { status: "confirmed", stage: "no-show" },
      { status: "confirmed", waiver: "She comes on Wednesday instead." },
    ]);
  });

  it("is asked about at no other step, and where it can be taken back", async () => {
    const { slug, test } = await both();
    done(await missing(slug, test, { stage: "arrived" }));
    done(await missing(slug, test, { stage: "no-show", patchWaiver: "She called." }));
    done(await missing(slug, test, { stage: null }));
    done(await missing(slug, test, { stage: "done" }));
  });

  it("is asked about at the desk and by its API", async () => {
    const { slug, test, visit } = await both();
    const someone = await signedIn(slug, "owner", LATE);
    const more = { headers: { Cookie: someone.cookie }, now: LATE };
    const path = `/desk/${slug}/visits/${test}`;
    const asked = await submit(path, { lang: "en", act: "stage", stage: "no-show" }, more);
    expect([asked.status, asked.text.includes("Did not come: keep the other visit")]).toEqual([409, true]);
    const change = (body: object) =>
      call(`/api/v1/salons/${slug}/desk/visits/${test}`, {
        ...{ method: "PATCH", body, now: LATE },
        headers: { Cookie: someone.cookie, "Idempotency-Key": crypto.randomUUID(), "Sec-Fetch-Site": "same-origin" },
      });
    expect((await change({ stage: "no-show" })).status).toBe(409);
    expect(faultsAt(await change({ stage: "arrived", also: [visit] }))).toEqual(["/also"]);
    expect((await change({ stage: "no-show", also: [visit] })).status).toBe(200);
    expect((await visits(slug))[1]?.status).toBe("cancelled");
  });
});
