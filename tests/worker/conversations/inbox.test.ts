// A person of the team takes what was handed over: they see who waits and why, answer in it, and give it back.

import { env } from "cloudflare:workers";
import { afterEach, expect, it, vi } from "vitest";
import { answering } from "../../../workers/conversations/dialogue/answering.ts";
import { LANGUAGES } from "../../../workers/ui/words.ts";
import { signedIn, submit, trailOf } from "../access/people.ts";
import { call } from "../api/client.ts";
import { rows } from "../commands/surroundings.ts";
import { asRead } from "../law/visit.ts";
import { NOMSA, type Stage, stage } from "./stage.ts";

afterEach(() => void vi.restoreAllMocks());

async function writes(set: Stage, words: string): Promise<void> {
  await set.provider.say(set.account, NOMSA, { type: "text", text: { body: words } });
  await set.attend({ answer: answering });
}

async function opened(words = "ngicela ukukhuluma nomuntu 🙏🏾") {
  const set = await stage();
  await writes(set, words);
  const { cookie } = await signedIn(set.slug, "reception");
  const headers = { Cookie: cookie };
  const page = async (language = "en") => asRead((await call(`/inbox/${set.slug}?lang=${language}`, { headers })).text);
  const id = await set.conversation();
  const act = (fields: Record<string, string>) =>
    submit(`/inbox/${set.slug}`, { conversation: id, ...fields }, { headers });
  return { set, page, id, act };
}

const state = async ({ slug }: Stage) =>
  (await rows("SELECT state, dialogue FROM conversation WHERE salon_id = ?1", slug))[0];
const said = async (set: Stage) => (await set.messages()).map(({ body }) => body);

it("shows who waits, what they wrote and why, in every language, and that it was read", async () => {
  const { set, page, id } = await opened();
  for (const language of LANGUAGES) expect(await page(language)).toContain("ngicela ukukhuluma nomuntu 🙏🏾");
  const shown = await page();
  expect(shown).toContain("Nomsa");
  expect(shown).toContain("Asked for a person");
  expect(shown).toContain(`tel:+${NOMSA.phone}`);
  const reads = await rows("SELECT purpose, what, objects FROM read_log WHERE salon_id = ?1", set.slug);
  expect(reads[0]).toMatchObject({ purpose: "serve", what: "conversations", objects: JSON.stringify([id]) });
});

it("writes a person's answer once however often it is sent, keeps the conversation, and gives it back", async () => {
  const { set, act, id } = await opened();
  const before = (await said(set)).length;
  const answer = { act: "answer", key: "a".repeat(26), [`text-${id}`]: "Sawubona Nomsa, ngingakusiza ngani?" };
  for (let times = 0; times < 2; times++) expect((await act(answer)).status).toBe(303);
  expect((await said(set)).slice(before)).toEqual(["Sawubona Nomsa, ngingakusiza ngani?"]);
  expect((await state(set))?.state).toBe("person");

  await writes(set, "book a cut tomorrow at 3pm");
  expect((await said(set)).slice(before)).toHaveLength(1);

  await act({ act: "back", key: "b".repeat(26) });
  expect(await state(set)).toEqual({ state: "closed", dialogue: null });
  await writes(set, "book a cut tomorrow at 3pm");
  expect((await said(set)).slice(before)).toHaveLength(2);

  const told = (await trailOf(set.slug)).filter(({ action }) => action.startsWith("conversation."));
  expect(told.map(({ action }) => action)).toEqual(["conversation.answered", "conversation.given-back"]);
  const [{ entries } = {}] = await rows(
    "SELECT group_concat(entry) AS entries FROM audit WHERE salon_id = ?1",
    set.slug,
  );
  expect(String(entries)).not.toMatch(/Sawubona|Nomsa/);
});

it("writes nothing where the provider takes no words any more, and nothing that is empty", async () => {
  const { set, page, act, id } = await opened();
  const before = await said(set);
  await act({ act: "answer", key: "c".repeat(26), [`text-${id}`]: "  \r\n " });
  await env.DB.prepare("UPDATE conversation SET window_until = 1 WHERE salon_id = ?1").bind(set.slug).run();
  expect(await page()).toContain("More than 24 hours have passed");
  await act({ act: "answer", key: "d".repeat(26), [`text-${id}`]: "Hello?" });
  expect(await said(set)).toEqual(before);
});

it("takes what somebody wrote for text, whatever it is", async () => {
  const { set } = await opened("human please <script>alert(1)</script>");
  const { cookie } = await signedIn(set.slug, "owner");
  const { text } = await call(`/inbox/${set.slug}`, { headers: { Cookie: cookie } });
  expect(text).toContain("&lt;script&gt;alert(1)");
  expect(text).not.toContain("<script>alert");
});

it("finds a conversation of this salon alone", async () => {
  const { set, id } = await opened();
  const other = await opened();
  const before = await said(set);
  await other.act({ conversation: id, act: "answer", key: "e".repeat(26), [`text-${id}`]: "Hello" });
  await other.act({ conversation: id, act: "back", key: "f".repeat(26) });
  expect(await said(set)).toEqual(before);
  expect((await state(set))?.state).toBe("waiting");
});
