// A message whose answer was decided and then lost, before it was committed, is decided again: what was done stays done, once, and
// the client is told the truth about it.

import { afterEach, expect, it, vi } from "vitest";
import type { Answering } from "../../../workers/commands/conversations/answer.ts";
import { receive } from "../../../workers/commands/conversations/receive.ts";
import { answering } from "../../../workers/conversations/dialogue/answering.ts";
import { at, NOW, rows } from "../commands/surroundings.ts";
import { booked, hears, NOMSA, type Stage, says, stage, taps } from "./stage.ts";

afterEach(() => void vi.restoreAllMocks());

/** Answers, and dies before anybody hears of it. */
const dying: Answering = async (...asked) => {
  await answering(...asked);
  throw new Error("the power went");
};

/** Said to a Worker that dies, and taken up by another once the lease is over. */
async function afterDeath(set: Stage, said: object) {
  vi.spyOn(console, "error").mockImplementation(() => {});
  await set.provider.say(set.account, NOMSA, said as never);
  const [{ id } = {}] = await rows(
    "SELECT message_id AS id FROM message WHERE salon_id = ?1 AND answer_at IS NOT NULL",
    set.slug,
  );
  await receive(at(NOW, set.bindings), { salon: set.slug, message: String(id) }, { answer: dying });
  expect(
    await rows(
      "UPDATE message SET answer_at = 0 WHERE salon_id = ?1 AND message_id = ?2 RETURNING 1 AS one",
      set.slug,
      String(id),
    ),
  ).toHaveLength(1);
  const before = (await set.messages()).length;
  await set.attend({ answer: answering });
  return (await set.messages()).slice(before).map(({ detail }) => JSON.parse(String(detail)));
}

const statuses = ({ slug }: Stage) => rows("SELECT status FROM booking WHERE salon_id = ?1", slug);

it.each(["Can I book a cut tomorrow at 3pm please", "cut tomorrow at 3pm with Thandi"])(
  "“%s” is held once, and asked about as if nothing had been",
  async (words) => {
    const set = await stage();
    const [asked] = await afterDeath(set, says(words));
    expect(asked.text).toMatch(/tomorrow at 15:00/);
    expect(await rows("SELECT 1 FROM hold WHERE salon_id = ?1", set.slug)).toHaveLength(1);
    await hears(set, taps(asked.buttons[0].id));
    expect(await statuses(set)).toEqual([{ status: "confirmed" }]);
  },
);

it("a yes books once and is told of", async () => {
  const set = await stage();
  const [asked] = await hears(set, says("Can I book a cut tomorrow at 3pm please"));
  const [told] = await afterDeath(set, taps(asked?.buttons?.[0]?.id ?? ""));
  expect(told.text).toMatch(/^Booked: /);
  expect(told.text).toContain("news and offers");
  expect(await statuses(set)).toEqual([{ status: "confirmed" }]);
});

it.each([
  ["a tap", null],
  ["a word", "yes"],
])("a cancellation by %s is told of, and touches no other visit", async (_, word) => {
  const set = await stage();
  await booked(set, "tomorrow at 3pm");
  await booked(set, "friday at 10am");
  await hears(set, says("cancel my appointment tomorrow please"));
  const [row] = await rows("SELECT dialogue FROM conversation WHERE salon_id = ?1", set.slug);
  expect(row?.dialogue).not.toBeNull();
  const asked = (await set.messages()).map(({ detail }) => JSON.parse(String(detail))).at(-1);
  const said =
    word === null ? taps(asked.buttons.find(({ id }: { id: string }) => id.startsWith("x:")).id) : says(word);
  const [told] = await afterDeath(set, said);
  expect(told.text).toMatch(/cancelled: Cut & style, .*15:00/);
  const left = await rows("SELECT status FROM booking WHERE salon_id = ?1 ORDER BY start_at", set.slug);
  expect(left).toEqual([{ status: "cancelled" }, { status: "confirmed" }]);
});

it("a move is told of", async () => {
  const set = await stage();
  await booked(set);
  const [asked] = await hears(set, says("please move my appointment to friday at 10am"));
  const [told] = await afterDeath(set, taps((asked?.buttons ?? asked?.rows)?.[0]?.id ?? ""));
  expect(told.text).toMatch(/^Moved: Cut & style, .*10:00/);
});

it("whoever is slower than their lease says nothing a second time", async () => {
  const set = await stage();
  let first = true;
  const slow: Answering = async (...asked) => {
    const answer = await answering(...asked);
    if (!first) return answer;
    first = false;
    await rows("UPDATE message SET answer_at = 0 WHERE salon_id = ?1 RETURNING 1", set.slug);
    await set.attend({ answer: answering });
    return answer;
  };
  await set.provider.say(set.account, NOMSA, says("Hi") as never);
  await set.attend({ answer: slow });
  expect(await set.messages()).toHaveLength(1);
});

it("who waited a day for a person is answered by the dialogue again, which begins anew", async () => {
  const set = await stage();
  await hears(set, says("human please"));
  await set.provider.say(set.account, NOMSA, says("Can I book a cut tomorrow at 3pm please") as never);
  const [{ id } = {}] = await rows(
    "SELECT message_id AS id FROM message WHERE salon_id = ?1 AND answer_at IS NOT NULL",
    set.slug,
  );
  const before = (await set.messages()).length;
  const later = at(NOW + 24 * 60, set.bindings);
  await receive(later, { salon: set.slug, message: String(id) }, { answer: answering });
  expect((await set.messages()).slice(before)).toHaveLength(1);
  const [row] = await rows("SELECT state, handed_at FROM conversation WHERE salon_id = ?1", set.slug);
  expect(row).toEqual({ state: "bot", handed_at: null });
});
