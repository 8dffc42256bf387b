// Who cancels a patch test in a conversation is asked about the visit that rests on it: both go, or both stay.

import { afterEach, expect, it, vi } from "vitest";
import { book } from "../../../../workers/commands/book.ts";
import { LANGUAGES, wordsIn } from "../../../../workers/ui/words.ts";
import { call, OPERATOR } from "../../api/client.ts";
import { at, done, NOMSA, NOW, needsTest, rows, TUESDAY_NINE } from "../../commands/surroundings.ts";
import { hears, type Stage, says, stage, taps } from "../stage.ts";

afterEach(() => void vi.restoreAllMocks());

/** Nomsa has a test tomorrow at nine, and on Friday a cut that rests on it. */
async function tested(language = "en"): Promise<Stage> {
  const set = await stage();
  const path = `/api/v1/salons/${set.slug}`;
  const { body } = await call(`${path}/document`, { headers: OPERATOR });
  needsTest(body);
  body.booking = { ...body.booking, cancel_until_minutes: 0 };
  expect((await call(path, { method: "PUT", body, headers: OPERATOR })).status).toBe(200);
  const visit = { services: [{ id: "cut" }], start: TUESDAY_NINE + 3 * 1440 };
  const both = { salon: set.slug, visit, client: { ...NOMSA, language }, patchTest: { start: TUESDAY_NINE } };
  done(await book(at(NOW, set.bindings), both));
  return set;
}

const statuses = async ({ slug }: Stage) =>
  (await rows("SELECT status FROM booking WHERE salon_id = ?1 ORDER BY start_at", slug)).map(({ status }) => status);

async function asked(set: Stage) {
  const [first] = await hears(set, says("cancel my appointment tomorrow please"));
  const yes = first?.buttons?.find(({ id }) => id.startsWith("x:"))?.id ?? "";
  const [second] = await hears(set, taps(yes));
  return { yes, second };
}

it("asks by name before anything is cancelled, and cancels both by one button", async () => {
  const set = await tested();
  const { second } = await asked(set);
  expect(second?.text).toMatch(/^Your Patch test is on tomorrow at 09:00.*Cut & style, .*Fri.* 09:00\. Cancel both\?$/);
  expect(second?.buttons?.map(({ id }) => id.split(":")[0])).toEqual(["xb", "v", "k"]);
  expect(await statuses(set)).toEqual(["confirmed", "confirmed"]);
  const [told] = await hears(set, taps(second?.buttons?.[0]?.id ?? ""));
  expect(told?.text).toMatch(/^Your visit is cancelled: Patch test.*Cancelled with it: Cut & style/);
  expect(await statuses(set)).toEqual(["cancelled", "cancelled"]);
});

it("keeps both by another, and is said yes to in words", async () => {
  const set = await tested();
  const { second } = await asked(set);
  await hears(set, taps(second?.buttons?.[2]?.id ?? ""));
  expect(await statuses(set)).toEqual(["confirmed", "confirmed"]);
  await asked(set);
  await hears(set, says("yes"));
  expect(await statuses(set)).toEqual(["cancelled", "cancelled"]);
});

it("has its words in every language", async () => {
  for (const language of LANGUAGES) {
    const values = { service: "A", day: "B", time: "C", resting: "D" };
    const said = wordsIn(language).say("talk.confirm.cancel.both", values);
    for (const value of Object.values(values)) expect(said).toContain(value);
    expect(wordsIn(language).say("talk.row.yes.cancel.both").length).toBeLessThanOrEqual(20);
  }
});
