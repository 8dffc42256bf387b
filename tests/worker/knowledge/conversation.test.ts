// Articles in conversations: they answer with their source, and what a person answered becomes a suggestion.

import { afterEach, expect, it, vi } from "vitest";
import { type Person, signedIn, submit } from "../access/people.ts";
import { call } from "../api/client.ts";
import { rows } from "../commands/surroundings.ts";
import { hears, type Stage, says, stage } from "../conversations/stage.ts";
import { asRead } from "../law/visit.ts";
import { publishStarters, putArticle } from "./starters.ts";

afterEach(() => void vi.restoreAllMocks());

it("answers a question in its language from the article, with its title and address", async () => {
  const set = await stage();
  await publishStarters(set.slug, "parking", "gift-card", "outage");
  const [answer] = await hears(set, says("Where can I park my car?"));
  expect(answer?.text).toContain("free parking for clients behind the building");
  expect(answer?.text).toContain(`Where can I park?: https://booking.test/${set.slug}/help/parking?lang=en`);
  const [zulu] = await hears(set, says("ngingapaka kuphi imoto yami?"));
  expect(zulu?.text).toContain("ngemuva kwesakhiwo");
});

it("leaves to a person what no article answers", async () => {
  const set = await stage();
  await publishStarters(set.slug, "gift-card");
  await hears(set, says("Where can I park my car?"));
  const [conversation] = await rows("SELECT state, why FROM conversation WHERE salon_id = ?1", set.slug);
  expect(conversation).toEqual({ state: "waiting", why: "Unknown" });
});

it("answers what no intent is there for, where an article does", async () => {
  const set = await stage();
  await publishStarters(set.slug, "wifi", "parking");
  const [answer] = await hears(set, says("whats the wifi password"));
  expect(answer?.text).toContain("the password hangs at the mirror");
  expect(answer?.buttons?.map(({ id }) => id)).toEqual(["bk", "p"]);
});

it("tells prices and hours from the document, though an article has the same words", async () => {
  const set = await stage();
  await putArticle(set.slug, "story/en", {
    title: "What time do you open in the market?",
    body: "The market opens at dawn.",
    state: "published",
  });
  expect((await hears(set, says("what time do you open")))[0]?.text).toContain("08:00-17:00");
});

it("answers from what is published now, not from what was", async () => {
  const set = await stage();
  await putArticle(set.slug, "parking/en", { title: "Where to park?", body: "In the yard.", state: "published" });
  expect((await hears(set, says("Where can I park my car?")))[0]?.text).toContain("In the yard.");
  await putArticle(set.slug, "parking/en", { title: "Where to park?", body: "In the street.", state: "published" });
  expect((await hears(set, says("Where can I park my car?")))[0]?.text).toContain("In the street.");
});

const ANSWER =
  "Yes Nomsa, dogs may come along if they are small and on a lead. Call me on 082 555 0177 or thandi@example.com if it is a big one.";

/** A question that a person answered and then gave back. */
async function resolved(answer = ANSWER): Promise<{ set: Stage; owner: Person; shown: () => Promise<string> }> {
  const set = await stage();
  await hears(set, says("ek wil met n mens praat"));
  await hears(set, says("Can I bring my dog along to the salon? My number is 083 555 0123"));
  const owner = await signedIn(set.slug, "owner");
  const headers = { Cookie: owner.cookie };
  const id = await set.conversation();
  const act = (fields: Record<string, string>) =>
    submit(`/inbox/${set.slug}`, { conversation: id, ...fields }, { headers });
  await act({ act: "answer", key: "a".repeat(26), [`text-${id}`]: answer });
  const shown = async () => asRead((await call(`/help/${set.slug}?lang=en`, { headers })).text);
  expect(await shown()).not.toContain("Suggested from conversations");
  await act({ act: "back", key: "b".repeat(26) });
  return { set, owner, shown };
}

const suggestionOf = async (set: Stage) =>
  String((await rows("SELECT message_id FROM person_answer WHERE salon_id = ?1", set.slug))[0]?.message_id);

it("suggests a draft from what a person answered, without what is personal in it, and publishes nothing", async () => {
  const { set, owner, shown } = await resolved();
  const text = await shown();
  expect(text).toContain("Can I bring my dog along to the salon?");
  expect(text).toContain("[phone]");
  expect(text).not.toMatch(/0177|0123|thandi@example/);
  const reads = await rows("SELECT what FROM read_log WHERE salon_id = ?1 AND what = 'conversations'", set.slug);
  expect(reads.length).toBeGreaterThan(0);
  const headers = { Cookie: owner.cookie };
  const message = await suggestionOf(set);
  const used = await submit(`/help/${set.slug}`, { act: "use", message }, { headers });
  expect(used.headers.get("Location")).toContain(`/help/${set.slug}/article?topic=can-i-bring-my-dog`);
  expect(await rows("SELECT state, reviewed_by FROM article WHERE salon_id = ?1", set.slug)).toEqual([
    { state: "draft", reviewed_by: null },
  ]);
  expect(await shown()).not.toContain("Suggested from conversations");
  expect((await call(`/${set.slug}/help`)).text).not.toContain("dog");
});

it("suggests nothing that was set aside, that an article says already, or that says nothing", async () => {
  const aside = await resolved();
  const headers = { Cookie: aside.owner.cookie };
  await submit(`/help/${aside.set.slug}`, { act: "dismiss", message: await suggestionOf(aside.set) }, { headers });
  expect(await aside.shown()).not.toContain("Suggested from conversations");
  const known = await resolved();
  const article = {
    title: "Can I bring my dog along to the salon?",
    body: "Yes, dogs may come along if they are small and on a lead. Call if it is a big one.",
  };
  await putArticle(known.set.slug, "dogs/en", { ...article, state: "published" });
  expect(await known.shown()).not.toContain("Suggested from conversations");
  expect(await (await resolved("Yes sure!")).shown()).not.toContain("Suggested from conversations");
});

it("forgets the note of an answer with the message", async () => {
  const { set } = await resolved();
  const { deleteOldTalk } = await import("../../../workers/store/conversations/forget.ts");
  await set.bindings.DB.batch(deleteOldTalk(set.bindings.DB, set.slug, JSON.stringify([await suggestionOf(set)])));
  expect(await rows("SELECT 1 FROM person_answer WHERE salon_id = ?1", set.slug)).toEqual([]);
});
