// Who waits is given to who is here whenever something happens, each once, and nobody gets more than they have room for.

import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { lookAtClocks } from "../../../../workers/commands/conversations/people/assign.ts";
import { QUIET } from "../../../../workers/commands/conversations/people/levels.ts";
import { comeHere, goAway, type Somebody } from "../../../../workers/commands/conversations/people/presence.ts";
import { handTo, takeOver } from "../../../../workers/commands/conversations/people/take.ts";
import { close } from "../../../../workers/commands/conversations/person.ts";
import { claimFor } from "../../../../workers/store/conversations/people/assigning.ts";
import { commit } from "../../../../workers/store/database.ts";
import { at, done, type Row, refusal, rows } from "../../commands/surroundings.ts";
import {
  handoverOf,
  here,
  MONDAY,
  on,
  pass,
  reasonOf,
  salonOfPeople,
  somebody,
  stateOf,
  waits,
  whose,
} from "./waiting.ts";

const acts = (salon: string, conversation: string, actor: Somebody) => ({
  salon,
  conversation,
  actor,
  idempotency: undefined,
});

async function ended(salon: string, id: string, actor: Somebody, now = MONDAY): Promise<void> {
  const ctx = at(now);
  done(await close(ctx, { ...acts(salon, id, actor), outcome: "assumed" }));
  await ctx.later();
}

describe("who waits", () => {
  it("is given to somebody as soon as they come, with the reason kept", async () => {
    const salon = await salonOfPeople();
    const id = await waits(salon, MONDAY - 4);
    await pass(salon);
    expect(await whose(salon, id)).toBeNull();
    const thandi = await somebody(salon);
    await here(salon, thandi);
    expect(await whose(salon, id)).toBe(thandi.account);
    expect(await reasonOf(salon, id)).toEqual({
      by: "rule",
      deadline: "FirstResponse",
      left: 11,
      load: 0,
      capacity: 3,
      skill: null,
      withoutSkills: false,
      language: null,
      withoutLanguage: false,
      wish: "None",
    });
    expect(await handoverOf(salon, id)).toMatchObject({ assigned_at: MONDAY, moved: 0 });
  });

  it("is given to the able, the most urgent first, and to nobody beyond their room", async () => {
    const salon = await salonOfPeople();
    const money = await somebody(salon);
    const all = await somebody(salon, "owner");
    await here(salon, money, { skills: ["money"], capacity: 1 });
    await here(salon, all, { skills: ["complaints"], capacity: 1, languages: ["en"] });
    const refund = await waits(salon, MONDAY - 1, { why: "Refund" });
    const complaint = await waits(salon, MONDAY - 2, { why: "Complaint" });
    const later = await waits(salon, MONDAY, { why: "Complaint" });
    await pass(salon);
    expect(await whose(salon, refund)).toBe(money.account);
    expect(await whose(salon, complaint)).toBe(all.account);
    expect(await whose(salon, later)).toBeNull();
  });

  it("is given to somebody without the skill after its time, and the reason says so", async () => {
    const salon = await salonOfPeople();
    await here(salon, await somebody(salon), { skills: [], languages: ["en"] });
    const id = await waits(salon, MONDAY, { why: "Refund", language: "zu" });
    for (const after of [9, 10, 11]) {
      await pass(salon, MONDAY + after);
      expect(await whose(salon, id)).toBeNull();
    }
    await pass(salon, MONDAY + 12);
    expect(await reasonOf(salon, id)).toMatchObject({ skill: "money", withoutSkills: true, withoutLanguage: true });
  });

  it("goes to whom they asked for by name, who is waited for a while and then not", async () => {
    const salon = await salonOfPeople();
    const [ayanda, other] = [await somebody(salon, "stylist"), await somebody(salon)];
    await here(salon, ayanda, { person: "ayanda", capacity: 1 });
    await here(salon, other);
    const story = JSON.stringify({ services: ["cut"], person: "ayanda" });
    const [first, second] = [await waits(salon, MONDAY, { story }), await waits(salon, MONDAY + 1, { story })];
    await pass(salon, MONDAY + 1);
    expect([await whose(salon, first), await whose(salon, second)]).toEqual([ayanda.account, null]);
    await pass(salon, MONDAY + 9);
    expect(await whose(salon, second)).toBe(other.account);
    expect(await reasonOf(salon, second)).toMatchObject({ wish: "TooLong" });
    const gone = await waits(salon, MONDAY, { story: JSON.stringify({ services: [], person: "thandi" }) });
    await pass(salon, MONDAY + 1);
    expect(await reasonOf(salon, gone)).toMatchObject({ wish: "NotHere" });
  });

  it("is given on when whoever has it goes, and stays with them while it is the client's turn", async () => {
    const salon = await salonOfPeople();
    const [one, other] = [await somebody(salon), await somebody(salon)];
    await here(salon, one);
    const id = await waits(salon, MONDAY);
    const quiet = await waits(salon, MONDAY);
    await pass(salon);
    await env.DB.prepare("UPDATE conversation SET waits_since = NULL, state = 'person' WHERE conversation_id = ?1")
      .bind(quiet)
      .run();
    await here(salon, other);
    done(await goAway(at(MONDAY + 1), salon, one));
    expect([await whose(salon, id), await whose(salon, quiet)]).toEqual([other.account, one.account]);
    expect(await handoverOf(salon, id)).toMatchObject({ assigned_at: MONDAY });
  });

  it("is given on by the sweep when a presence has run out, and what an event lost is mended", async () => {
    const salon = await salonOfPeople();
    const [one, other] = [await somebody(salon), await somebody(salon)];
    await here(salon, one, { hours: 1 });
    const id = await waits(salon, MONDAY + 55);
    await lookAtClocks(at(MONDAY + 55));
    expect(await whose(salon, id)).toBe(one.account);
    await here(salon, other, {}, MONDAY + 56);
    await lookAtClocks(at(MONDAY + 59));
    expect(await whose(salon, id)).toBe(one.account);
    await lookAtClocks(at(MONDAY + 60));
    expect(await whose(salon, id)).toBe(other.account);
    expect(await handoverOf(salon, id)).toMatchObject({ moved: 1 });
  });

  it("is given to whoever has room again once a conversation is closed or has been quiet", async () => {
    const salon = await salonOfPeople();
    const one = await somebody(salon);
    await here(salon, one, { capacity: 1 });
    const [first, second, third] = [
      await waits(salon, MONDAY),
      await waits(salon, MONDAY + 1),
      await waits(salon, MONDAY + 2),
    ];
    await pass(salon, MONDAY + 2);
    expect([await whose(salon, first), await whose(salon, second)]).toEqual([one.account, null]);
    await ended(salon, first, one, MONDAY + 3);
    expect(await whose(salon, second)).toBe(one.account);
    await env.DB.prepare("UPDATE conversation SET waits_since = NULL, handed_at = ?2 WHERE conversation_id = ?1")
      .bind(second, MONDAY + 5)
      .run();
    await lookAtClocks(at(MONDAY + 19));
    expect(await whose(salon, third)).toBeNull();
    await lookAtClocks(at(MONDAY + 20));
    expect(await whose(salon, third)).toBe(one.account);
  });

  it("is not given by telephone to somebody who chats, nor a chat to somebody on the telephone", async () => {
    const salon = await salonOfPeople();
    const one = await somebody(salon);
    await here(salon, one, { capacity: 3 });
    const chat = await waits(salon, MONDAY - 1);
    const call = await waits(salon, MONDAY, { channel: "voice" });
    await pass(salon);
    expect([await whose(salon, chat), await whose(salon, call)]).toEqual([one.account, null]);
    await ended(salon, chat, one);
    expect(await whose(salon, call)).toBe(one.account);
    const next = await waits(salon, MONDAY);
    await pass(salon);
    expect(await whose(salon, next)).toBeNull();
  });
});

describe("of many at once", () => {
  it("who take one conversation over, one has it and the others are told", async () => {
    const salon = await salonOfPeople();
    const id = await waits(salon, MONDAY);
    const team = await Promise.all(Array.from({ length: 16 }, () => somebody(salon)));
    const outcomes = await Promise.all(
      team.map((actor) => takeOver(at(MONDAY), { ...acts(salon, id, actor), was: null })),
    );
    const winners = team.filter((_, i) => outcomes[i]?.ok);
    expect(winners).toHaveLength(1);
    expect(await whose(salon, id)).toBe(winners[0]?.account);
    for (const outcome of outcomes.filter(({ ok }) => !ok)) expect(refusal(outcome).type).toBe("taken");
  });

  it("passes that run together, each conversation is given once and nobody has more than their room", async () => {
    const salon = await salonOfPeople();
    const team = await Promise.all(Array.from({ length: 4 }, () => somebody(salon)));
    for (const actor of team) await here(salon, actor, { capacity: 2 });
    await Promise.all(Array.from({ length: 12 }, (_, i) => waits(salon, MONDAY - i)));
    await Promise.all(Array.from({ length: 16 }, () => pass(salon)));
    const held = await rows(
      "SELECT assignee, count(*) AS n FROM conversation WHERE salon_id = ?1 GROUP BY assignee ORDER BY n",
      salon,
    );
    expect(held.filter(({ assignee }) => assignee !== null).map(({ n }) => n)).toEqual([2, 2, 2, 2]);
    expect(held.find(({ assignee }) => assignee === null)?.n).toBe(4);
  });
});

describe("a claim that was decided on what is no longer so changes nothing:", () => {
  /** How many conversations it changes, for somebody who has `capacity` and came at nine for an hour. */
  async function claimed(
    capacity: number,
    change: (salon: string, actor: Somebody, id: string) => Promise<unknown>,
    { now = MONDAY, channel = "whatsapp" } = {},
  ): Promise<number | undefined> {
    const salon = await salonOfPeople();
    const actor = await somebody(salon);
    await here(salon, actor, { capacity, hours: 1 });
    const id = await waits(salon, MONDAY, { channel });
    await change(salon, actor, id);
    const claim = { conversation: id, account: actor.account, was: null, why: "{}" };
    return (await commit(env.DB, [claimFor(env.DB, salon, claim, now, QUIET)]))[0];
  }
  const nothing = async () => undefined;
  const has = (more: Row) => (salon: string, actor: Somebody) =>
    waits(salon, MONDAY, { assignee: actor.account, ...more });

  it("one that still holds changes one", async () => {
    expect(await claimed(1, nothing)).toBe(1);
    expect(await claimed(2, has({}))).toBe(1);
    expect(await claimed(1, has({ waits_since: null, handed_at: MONDAY - QUIET }))).toBe(1);
    expect(await claimed(3, nothing, { channel: "voice" })).toBe(1);
  });

  it("somebody has it, or answered it", async () => {
    const set = (what: string) => (_: string, __: Somebody, id: string) =>
      env.DB.prepare(`UPDATE conversation SET ${what} WHERE conversation_id = ?1`).bind(id).run();
    expect(await claimed(3, set("assignee = 'another'"))).toBe(0);
    expect(await claimed(3, set("waits_since = NULL"))).toBe(0);
  });

  it("the room is taken", async () => {
    expect(await claimed(1, has({}))).toBe(0);
    expect(await claimed(1, has({ waits_since: null, handed_at: MONDAY - QUIET + 1 }))).toBe(0);
    expect(await claimed(3, has({ channel: "voice" }))).toBe(0);
    expect(await claimed(3, has({}), { channel: "voice" })).toBe(0);
  });

  it("they have gone, or take nothing", async () => {
    expect(await claimed(3, nothing, { now: MONDAY + 60 })).toBe(0);
    const idle = (salon: string) =>
      env.DB.prepare("UPDATE presence SET taking = 0 WHERE salon_id = ?1").bind(salon).run();
    expect(await claimed(3, idle)).toBe(0);
  });
});

describe("a person", () => {
  it("takes over what a colleague has, and gives it to one who is here, not to one who is not", async () => {
    const salon = await salonOfPeople();
    const [one, other, away] = [await somebody(salon), await somebody(salon), await somebody(salon)];
    await here(salon, one);
    const id = await waits(salon, MONDAY);
    await pass(salon);
    const ctx = at(MONDAY + 1);
    done(await takeOver(ctx, { ...acts(salon, id, other), was: one.account }));
    await ctx.later();
    expect(await whose(salon, id)).toBe(other.account);
    const given = (to: Somebody) =>
      handTo(at(MONDAY + 2), { ...acts(salon, id, other), was: other.account, to: to.account });
    expect(refusal(await given(away)).type).toBe("not-here");
    done(await given(one));
    expect(await reasonOf(salon, id)).toEqual({ by: "colleague", from: other.account });
    expect(await handoverOf(salon, id)).toMatchObject({ moved: 2 });
    const late = await takeOver(at(MONDAY + 3), { ...acts(salon, id, away), was: other.account });
    expect(refusal(late).status).toBe(409);
  });

  it("who takes something over without being here keeps it, and is given nothing besides", async () => {
    const salon = await salonOfPeople();
    const one = await somebody(salon);
    const [id, more] = [await waits(salon, MONDAY), await waits(salon, MONDAY)];
    const ctx = at(MONDAY);
    done(await takeOver(ctx, { ...acts(salon, id, one), was: null }));
    await ctx.later();
    await pass(salon, MONDAY + 29);
    expect([await whose(salon, id), await whose(salon, more)]).toEqual([one.account, null]);
    await pass(salon, MONDAY + 30);
    expect(await whose(salon, id)).toBeNull();
  });

  it("who has left the team has nothing any more and is given nothing", async () => {
    const salon = await salonOfPeople();
    const one = await somebody(salon);
    await here(salon, one);
    const id = await waits(salon, MONDAY);
    await pass(salon);
    await env.DB.prepare("DELETE FROM membership WHERE account_id = ?1").bind(one.account).run();
    await pass(salon, MONDAY + 1);
    expect(await whose(salon, id)).toBeNull();
    expect(
      (
        await comeHere(at(MONDAY), {
          salon,
          actor: one,
          hours: 1,
          capacity: 1,
          skills: [],
          languages: [],
          person: null,
        })
      ).ok,
    ).toBe(false);
  });

  it.each([
    ["no hours", { hours: 3 }],
    ["hours that are no number", { hours: Number.NaN }],
    ["no room", { capacity: 0 }],
    ["half a chat", { capacity: 1.5 }],
    ["more than anybody", { capacity: 101 }],
    ["somebody whom the salon does not know", { person: "nobody" }],
  ])("who comes with %s does not come", async (_, more) => {
    const salon = await salonOfPeople();
    const actor = await somebody(salon);
    const coming = { salon, actor, hours: 8, capacity: 3, skills: [], languages: [], person: null, ...more };
    expect(refusal(await comeHere(at(MONDAY), coming)).status).toBe(422);
    expect(await rows("SELECT 1 FROM presence WHERE salon_id = ?1", salon)).toEqual([]);
  });

  it("keeps what they chose for the next time, but for what nobody offers", async () => {
    const salon = await salonOfPeople();
    const actor = await somebody(salon);
    await here(salon, actor, { capacity: 5, skills: ["money", "flying"], languages: ["zu", "tlh"] });
    done(await goAway(at(MONDAY + 1), salon, actor));
    const [row] = await rows("SELECT * FROM presence WHERE salon_id = ?1", salon);
    expect(row).toMatchObject({ until: MONDAY + 1, taking: 0, capacity: 5, skills: '["money"]', languages: '["zu"]' });
  });
});

it("nobody of another salon is given what waits here, and nothing is given while the salon stands still", async () => {
  const [salon, other] = [await salonOfPeople(), await salonOfPeople()];
  await here(other, await somebody(other));
  const id = await waits(salon, MONDAY);
  await pass(salon);
  await pass(other);
  expect(await whose(salon, id)).toBeNull();
  const own = await somebody(salon);
  await env.DB.prepare("UPDATE salon SET frozen_at = 1 WHERE salon_id = ?1").bind(salon).run();
  await here(salon, own);
  expect(await whose(salon, id)).toBeNull();
  await env.DB.prepare("UPDATE salon SET frozen_at = NULL WHERE salon_id = ?1").bind(salon).run();
  await pass(salon, on("2026-11-30", "09:01"));
  expect(await whose(salon, id)).toBe(own.account);
  expect(await stateOf(salon, id)).toMatchObject({ assigned_at: MONDAY + 1 });
});
