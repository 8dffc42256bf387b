// From a signed webhook to a booking and its confirmation, without a person; and to a person with the whole story. Everything
// between is what ships: the reader, the dialogue, the commands, D1, and the sender in front of the provider's stand-in.

import { afterEach, describe, expect, it, vi } from "vitest";
import { rows } from "../commands/surroundings.ts";
import { hears, type Stage, says, stage, taps } from "./stage.ts";

afterEach(() => void vi.restoreAllMocks());

const conversation = async ({ slug }: Stage) =>
  (await rows("SELECT state, why, story, language FROM conversation WHERE salon_id = ?1", slug))[0];
const bookings = ({ slug }: Stage) => rows("SELECT status, client_id FROM booking WHERE salon_id = ?1", slug);

describe("a booking by message", () => {
  it("takes two messages of ours: what is free then, and that it is booked", async () => {
    const set = await stage();
    const [asked, ...more] = await hears(set, says("môre 3 uur vir 'n cut?"));
    expect(more).toEqual([]);
    expect(asked?.text).toMatch(/môre om 15:00/);
    expect(await bookings(set)).toEqual([]);
    const [yes] = asked?.buttons ?? [];
    const [told, ...others] = await hears(set, taps(yes?.id ?? "", yes?.title ?? ""));
    expect(others).toEqual([]);
    expect(told?.text).toMatch(/^Bespreek: .*15:00.*\/b\//);
    expect(await bookings(set)).toEqual([{ status: "confirmed", client_id: expect.any(String) }]);
    expect(await conversation(set)).toMatchObject({ why: null, language: "af" });
    // And it goes out, each once.
    for (let times = 0; times < 3; times++) {
      set.now += 7_000;
      await set.send();
    }
    const sent = (await set.messages()).filter(({ provider_id }) => provider_id !== null);
    expect(sent).toHaveLength(2);
  });

  it("whose yes comes twice is there once", async () => {
    const set = await stage();
    const [asked] = await hears(set, says("Can I book a cut tomorrow at 3pm please"));
    const [yes] = asked?.buttons ?? [];
    for (let times = 0; times < 2; times++) await hears(set, taps(yes?.id ?? "", yes?.title ?? ""));
    expect(await bookings(set)).toHaveLength(1);
  });
});

describe("a person", () => {
  it.each([
    ["Can I speak to a person please", "Asked"],
    ["ek wil met 'n mens praat", "Asked"],
    ["ngicela ukukhuluma nomuntu", "Asked"],
    ["ndifuna ukuthetha nomntu", "Asked"],
    ["This is a disgrace, you ruined my hair and I am furious!!!", "Complaint"],
  ])("takes “%s” in one turn, and is told why", async (words, why) => {
    const set = await stage();
    expect(await hears(set, says(words))).toHaveLength(1);
    const { story, ...now } = (await conversation(set)) ?? {};
    expect(now).toMatchObject({ state: "waiting", why });
    expect(JSON.parse(String(story))).toMatchObject({ services: [] });
  });

  it("has the conversation to themselves from then on", async () => {
    const set = await stage();
    await hears(set, says("human please"));
    expect(await hears(set, says("book a cut tomorrow at 3pm"))).toEqual([]);
    expect(await conversation(set)).toMatchObject({ state: "waiting", why: "Asked", story: expect.any(String) });
    expect(await bookings(set)).toEqual([]);
  });

  it("takes what is no words", async () => {
    const set = await stage();
    const [told] = await hears(set, { type: "image", image: { id: "medium", mime_type: "image/jpeg" } });
    expect(told?.text).toContain("A person will look at this");
    expect(await conversation(set)).toMatchObject({ state: "waiting", why: "image" });
  });
});

it("whoever asks for nothing is not answered", async () => {
  const set = await stage();
  await hears(set, says("Hi"));
  const before = await conversation(set);
  expect(await hears(set, { type: "reaction", reaction: { message_id: "wamid.x", emoji: "❤️" } })).toEqual([]);
  expect(await conversation(set)).toEqual(before);
});
