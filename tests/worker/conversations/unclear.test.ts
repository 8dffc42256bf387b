// What is done to somebody needs their word, and a word is only what it says: no half sentence cancels, deletes, books or agrees.

import { afterEach, describe, expect, it, vi } from "vitest";
import { rows } from "../commands/surroundings.ts";
import { booked, hears, type Stage, says, stage, taps } from "./stage.ts";

afterEach(() => void vi.restoreAllMocks());

const statuses = async ({ slug }: Stage) =>
  (await rows("SELECT status FROM booking WHERE salon_id = ?1 ORDER BY created_at", slug)).map(({ status }) => status);
const news = async ({ slug }: Stage) =>
  (await rows("SELECT granted FROM consent WHERE salon_id = ?1 AND purpose = 'marketing' ORDER BY nth", slug)).map(
    ({ granted }) => granted,
  );
const conversation = async ({ slug }: Stage) =>
  (await rows("SELECT state, why, opted_out_at FROM conversation WHERE salon_id = ?1", slug))[0];

describe("a visit that is about to be cancelled", () => {
  it.each([
    "no don't cancel",
    "No, please don't cancel my appointment",
    "please don't cancel it",
    "moenie kanselleer nie",
    "ok wait, rather leave it as it is please, I will still come on that day",
    "ok wait rather leave it",
  ])("is not by “%s”", async (words) => {
    const set = await stage();
    await booked(set);
    const [asked] = await hears(set, says("please cancel my appointment"));
    expect(asked?.text).toMatch(/^Cancel /);
    await hears(set, says(words));
    expect(await statuses(set)).toEqual(["confirmed"]);
  });

  it.each(["yes", "yes please", "yes, cancel it", "ja", "yebo", "ewe"])("is by “%s”", async (words) => {
    const set = await stage();
    await booked(set);
    await hears(set, says("please cancel my appointment"));
    await hears(set, says(words));
    expect(await statuses(set)).toEqual(["cancelled"]);
  });
});

describe("a visit that is offered", () => {
  it.each([
    "yes but I still need to ask my husband before you do that",
    "Sure, hang on a minute, I am driving and will answer later",
    "ok wait",
    "yes but not now",
  ])("is not booked by “%s”", async (words) => {
    const set = await stage();
    await hears(set, says("Can I book a cut tomorrow at 3pm please"));
    await hears(set, says(words));
    expect(await statuses(set)).toEqual([]);
  });
});

describe("news", () => {
  it.each(["ok", "Ok thanks", "yes see you tomorrow then", "yes", "ja"])("are not agreed to by “%s”", async (words) => {
    const set = await stage();
    await booked(set);
    await hears(set, says(words));
    expect(await news(set)).toEqual([0]);
  });

  it("are agreed to by the button alone, and what else is said is not lost", async () => {
    const set = await stage();
    const [told] = await booked(set);
    await hears(set, says("and please book me a cut on friday at 10am too"));
    expect(await news(set)).toEqual([0]);
    const yes = told?.buttons?.find(({ id }) => id.startsWith("n:1:"));
    await hears(set, taps(yes?.id ?? ""));
    expect(await news(set)).toEqual([0, 1]);
  });

  it("are stopped for good, also for whoever is no client, and whoever has the conversation", async () => {
    const set = await stage();
    await hears(set, says("stop sending me marketing messages"));
    expect((await conversation(set))?.opted_out_at).toEqual(expect.any(Number));
    const other = await stage();
    await booked(other);
    await hears(other, says("human please"));
    await hears(other, says("stop sending me marketing messages"));
    expect(await conversation(other)).toMatchObject({ state: "waiting", opted_out_at: expect.any(Number) });
  });

  it("are not asked about by joining the waiting list", async () => {
    const set = await stage();
    await hears(set, says("put me on the waiting list for a cut please"));
    await hears(set, taps("w"));
    expect(await rows("SELECT 1 FROM waitlist WHERE salon_id = ?1", set.slug)).toHaveLength(1);
    expect(await news(set)).toEqual([]);
  });
});

it("what is offered can be tapped: no courtesy stands among the readings", async () => {
  const set = await stage();
  const [told] = await hears(set, says("x".repeat(60)));
  const offered = [...(told?.buttons ?? []), ...(told?.rows ?? [])].map(({ id }) => id);
  expect(offered.length).toBeGreaterThan(1);
  for (const intent of [36, 37, 38, 39, 40]) expect(offered).not.toContain(`i:${intent}`);
});

it("a move says what was moved, and where to", async () => {
  const set = await stage();
  await booked(set);
  const [asked] = await hears(set, says("please move my appointment to friday at 10am"));
  const [told] = await hears(set, taps((asked?.buttons ?? asked?.rows)?.[0]?.id ?? ""));
  expect(told?.text).toMatch(/^Moved: Cut & style, .*10:00/);
});

it("one message that did not arrive does not silence the dialogue, and a person is shown it", async () => {
  const set = await stage();
  set.provider.mishap("ZA.1", { refuse: 131026 });
  await hears(set, says("Hi"));
  set.now = Date.now() + 1_000;
  await set.send();
  expect(await rows("SELECT flagged FROM conversation WHERE salon_id = ?1", set.slug)).toEqual([
    { flagged: "this person cannot be reached here" },
  ]);
  expect(await hears(set, says("Can I book a cut tomorrow at 3pm please"))).toHaveLength(1);
});
