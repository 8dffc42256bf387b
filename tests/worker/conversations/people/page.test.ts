// The team's page of who waits: one says that one is here, sees one's own first with their clocks and why one has them, and takes,
// gives on and closes.

import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import type { SalonRole } from "../../../../workers/permissions.ts";
import { LANGUAGES } from "../../../../workers/ui/words.ts";
import { type Person, signedIn, submit, trailOf } from "../../access/people.ts";
import { call, newSalon } from "../../api/client.ts";
import { rows } from "../../commands/surroundings.ts";
import { asRead } from "../../law/visit.ts";
import { handoverOf, MONDAY, pass, stateOf, waits, whose } from "./waiting.ts";

/** As the browser of a colleague has it. */
async function colleague(salon: string, role: SalonRole = "reception") {
  const person = await signedIn(salon, role);
  const headers = { Cookie: person.cookie };
  const path = `/inbox/${salon}`;
  const page = async (language = "en", now?: string) =>
    asRead(
      (await call(`${path}?lang=${language}`, { headers, ...(now === undefined ? {} : { now }) })).text,
    ).replaceAll("\u00a0", " ");
  const act = (fields: Record<string, string>) => submit(path, fields, { headers });
  return { ...person, page, act };
}

const HERE = { act: "here", hours: "4", capacity: "3", person: "", languages: "en", skills: "bookings" };

async function named(salon: string, name: string, more: Record<string, string | number> = {}): Promise<string> {
  const id = await waits(salon, MONDAY - 3, { name, ...more });
  await pass(salon);
  return id;
}

const order = (page: string, ...texts: string[]): number[] => texts.map((text) => page.indexOf(text));
const ascending = (places: number[]): boolean => places.every((at, i) => at >= 0 && at > (places[i - 1] ?? -1));

it("says whether somebody is here and until when, and remembers what they take", async () => {
  const salon = await newSalon();
  const me = await colleague(salon);
  expect(await me.page()).toContain("You are away. Nobody is given to you.");
  expect((await me.act({ ...HERE, person: "ayanda" })).status).toBe(303);
  const here = await me.page();
  expect(here).toContain("You are here until Mon 30 Nov, 13:00. Who waits is given to you.");
  expect(here).toMatch(/<option value="ayanda" selected>/);
  expect(here).toMatch(/name="languages" value="en" checked/);
  expect(here).not.toMatch(/name="languages" value="zu" checked/);
  expect(await me.page("en", "2026-11-30T13:00:00+02:00")).toContain("You are away.");
  await me.act({ act: "away" });
  expect(await me.page()).toContain("You are away.");
  expect((await me.act({ ...HERE, hours: "900" })).status).toBe(422);
});

it("shows one's own first with the time left and why one has it, then nobody's, then the others', in every language", async () => {
  const salon = await newSalon();
  const [me, other] = [await colleague(salon), await colleague(salon)];
  await me.act({ ...HERE, capacity: "1" });
  await named(salon, "Mine", { why: "Refund", waits_since: MONDAY - 13, language: "zu" });
  await me.act({ act: "none" });
  await other.act({ ...HERE, capacity: "1" });
  await named(salon, "Theirs", { why: "Complaint", waits_since: MONDAY - 20 });
  await named(salon, "Free");
  const page = await me.page();
  expect(ascending(order(page, "Yours", "Mine", "Nobody's yet", "Free", "Your colleagues'", "Theirs"))).toBe(true);
  expect(page).toContain("Answer within 2 min, by Mon 30 Nov, 09:02");
  expect(page).toContain("Late by 5 min");
  expect(page).toContain(
    "You: the least busy of those who can (0 of 1 chats); nobody for “Money” was free in time; nobody who speaks isiZulu was free in time; with 2 min left",
  );
  expect(page).toContain(`${other.email}: the least busy of those who can (0 of 1 chats)`);
  for (const language of LANGUAGES) {
    // What a script fills in stands in data- attributes.
    const text = (await me.page(language)).replaceAll(/\sdata-[a-z-]+="[^"]*"/g, "");
    expect([language, text.includes("Theirs"), /\{[a-z_]+\}|undefined|>[a-z]+\.[a-z-.]+</.test(text)]).toEqual([
      language,
      true,
      false,
    ]);
  }
});

it("takes over once, gives to a colleague who is here, and tells whoever was slower", async () => {
  const salon = await newSalon();
  const [me, other] = [await colleague(salon), await colleague(salon, "owner")];
  const id = await named(salon, "Nomsa");
  const take = { conversation: id, act: "take", was: "" };
  await me.act(take);
  const late = await other.act(take);
  expect(late.headers.get("Location")).toBe(`/inbox/${salon}?done=taken`);
  expect(asRead((await call(`/inbox/${salon}?done=taken`, { headers: { Cookie: other.cookie } })).text)).toContain(
    "Somebody was quicker",
  );
  expect(await whose(salon, id)).toBe(me.account);
  expect(await me.page()).toContain("You took it over");
  await other.act({ ...HERE, capacity: "1" });
  await me.act({ conversation: id, act: "give", was: me.account, to: other.account });
  expect(await whose(salon, id)).toBe(other.account);
  expect(await other.page()).toContain(`You: given by ${me.email}`);
  const told = (await trailOf(salon)).filter(({ action }) => action.startsWith("conversation."));
  expect(told.map(({ action, actor }) => [action, actor])).toEqual([
    ["conversation.taken", `reception:${me.account}`],
    ["conversation.handed-on", `reception:${me.account}`],
  ]);
});

it("closes with what the client said, shows the numbers, and counts who writes again", async () => {
  const salon = await newSalon();
  const me = await colleague(salon, "owner");
  expect(await me.page()).toContain("Nobody was handed to a person.");
  const [solved, quiet] = [await named(salon, "Solved"), await named(salon, "Quiet")];
  const answer = { conversation: solved, act: "answer", key: "a".repeat(26), [`text-${solved}`]: "It is booked" };
  expect((await me.act(answer)).status).toBe(303);
  expect(await me.page()).toContain("It is their turn");
  await me.act({ conversation: solved, act: "solved", key: "b".repeat(26) });
  await me.act({ conversation: quiet, act: "back", key: "c".repeat(26) });
  for (const id of [solved, quiet]) expect((await stateOf(salon, id)).state).toBe("closed");
  expect(await handoverOf(salon, solved)).toMatchObject({
    outcome: "confirmed",
    first_minutes: 3,
    answers: 1,
    late: 0,
  });
  const page = await me.page();
  expect(page).toContain("<dt>Solved, and the client said so</dt><dd>1 of 2</dd>");
  expect(page).toContain("<dt>Closed, and nobody said whether it is solved</dt><dd>1 of 2</dd>");
  expect(page).toContain("half within 3 min, nine in ten within 3 min");
});

it("is forgotten with whoever wrote, and a colleague who leaves is nowhere any more", async () => {
  const salon = await newSalon();
  const [me, boss] = [await colleague(salon), await colleague(salon, "owner")];
  await me.act({ ...HERE });
  const id = await named(salon, "Nomsa");
  expect(await whose(salon, id)).toBe(me.account);
  await removed(salon, me, boss);
  expect(await rows("SELECT account_id FROM presence WHERE salon_id = ?1", salon)).toEqual([]);
  expect(await stateOf(salon, id)).toMatchObject({ assignee: null, look_at: MONDAY });
  await env.DB.prepare("DELETE FROM conversation WHERE salon_id = ?1").bind(salon).run();
  const { deleteOldTalk } = await import("../../../../workers/store/conversations/forget.ts");
  await env.DB.batch(deleteOldTalk(env.DB, salon, "[]"));
  expect(await rows("SELECT nth FROM handover WHERE salon_id = ?1", salon)).toEqual([]);
});

async function removed(salon: string, who: Person, boss: Person): Promise<void> {
  const answer = await submit(`/team/${salon}/${who.account}`, { remove: "yes" }, { headers: { Cookie: boss.cookie } });
  if (answer.status !== 303) throw new Error(answer.text);
}
