// Deadlines are counted in the minutes in which the salon is open, stop while it is the client's turn, and warn before they pass.

import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { knownOf } from "../../../../workers/commands/conversations/dialogue/facts.ts";
import { lookAtClocks } from "../../../../workers/commands/conversations/people/assign.ts";
import { clocksOf } from "../../../../workers/commands/conversations/people/clocks.ts";
import { counted, numbersOf, spreadOf } from "../../../../workers/commands/conversations/people/numbers.ts";
import type { Somebody } from "../../../../workers/commands/conversations/people/presence.ts";
import { answerInPerson, close } from "../../../../workers/commands/conversations/person.ts";
import { deliver } from "../../../../workers/conversations/outbox.ts";
import { changeConversation, readConversation } from "../../../../workers/store/conversations/conversations.ts";
import { callForPerson } from "../../../../workers/store/conversations/outgoing.ts";
import { commit, database } from "../../../../workers/store/database.ts";
import { publishedSalon } from "../../../../workers/store/snapshots.ts";
import { signedIn } from "../../access/people.ts";
import { at, done, rows } from "../../commands/surroundings.ts";
import { handoverOf, here, MONDAY, on, pass, salonOfPeople, somebody, stateOf, waits } from "./waiting.ts";

async function clockOf(since: number, now: number, more: { waited?: number; first_at?: number } = {}) {
  const salon = await publishedSalon(env, await salonOfPeople());
  if (salon === null) throw new Error("no salon");
  return clocksOf(salon, [{ waits_since: since, waited: 0, first_at: null, ...more }], now)[0];
}

async function says(salon: string, conversation: string, actor: Somebody, now: number): Promise<void> {
  const ctx = at(now);
  done(await answerInPerson(ctx, { salon, conversation, actor, idempotency: undefined, text: "Hello" }));
  await ctx.later();
}

/** What the dialogue would do with a message while a person has the conversation, or once it is closed. */
async function writes(salon: string, id: string, now: number, next: { state?: string; silent?: boolean } = {}) {
  const of = await readConversation(env, salon, id);
  if (of === null) throw new Error("no conversation");
  const { silent, state = of.state } = next;
  await commit(database(env, salon), changeConversation(database(env, salon), of, { state, silent }, null, now));
}

describe("a first response", () => {
  it("that is due in fifteen minutes on Saturday at five to one is due on Monday at ten past eight", async () => {
    const since = on("2026-11-28", "12:55");
    expect(await clockOf(since, since)).toMatchObject({
      due: on("2026-11-30", "08:10"),
      warn: on("2026-11-30", "08:05"),
      left: 15,
      level: 0,
    });
    expect(await clockOf(since, on("2026-11-29", "20:00"))).toMatchObject({ left: 10, level: 0 });
    expect(await clockOf(since, on("2026-11-30", "08:05"))).toMatchObject({ left: 5, level: 1 });
    expect(await clockOf(since, on("2026-11-30", "08:11"))).toMatchObject({ left: -1, level: 2 });
  });

  it("passes over a public holiday, and over a day that the salon shuts early", async () => {
    const eve = on("2026-12-15", "16:50");
    expect((await clockOf(eve, eve))?.due).toBe(on("2026-12-17", "08:05"));
    const christmas = on("2026-12-24", "12:50");
    // The 25th and 26th are holidays, the 27th is a Sunday.
    expect((await clockOf(christmas, christmas))?.due).toBe(on("2026-12-28", "08:05"));
  });

  it("of somebody who came at night is counted from the morning", async () => {
    const night = on("2026-12-01", "23:00");
    expect((await clockOf(night, night))?.due).toBe(on("2026-12-02", "08:15"));
  });

  it("that ends as the salon shuts is due then, not the next morning", async () => {
    const since = on("2026-12-01", "16:45");
    expect((await clockOf(since, since))?.due).toBe(on("2026-12-01", "17:00"));
  });
});

it("a person is promised now while the salon is open, and later on a public holiday or at night", async () => {
  const salon = await publishedSalon(env, await salonOfPeople());
  if (salon === null) throw new Error("no salon");
  const contact = { phone: "+27825550199", name: null, language: null };
  const staffed = async (date: string, time: string) =>
    (await knownOf(at(on(date, time)), salon, contact)).facts.staffed;
  expect(await staffed("2026-12-15", "10:00")).toBe(true);
  expect(await staffed("2026-12-16", "10:00")).toBe(false);
  expect(await staffed("2026-12-24", "14:00")).toBe(false);
  expect(await staffed("2026-12-15", "17:00")).toBe(false);
});

describe("the resolution", () => {
  it("comes first once the waits before have used it up", async () => {
    expect(await clockOf(MONDAY, MONDAY, { waited: 230, first_at: MONDAY - 300 })).toMatchObject({
      deadline: 2,
      left: 10,
      level: 1,
    });
    expect(await clockOf(MONDAY, MONDAY, { waited: 260, first_at: MONDAY - 300 })).toMatchObject({
      deadline: 2,
      left: -20,
      due: MONDAY,
      level: 2,
    });
  });
});

describe("the clock of a conversation", () => {
  it("stands while it is the client's turn, and each wait is added up", async () => {
    const salon = await salonOfPeople();
    const actor = await somebody(salon);
    const id = await waits(salon, MONDAY);
    await says(salon, id, actor, MONDAY + 10);
    expect(await stateOf(salon, id)).toMatchObject({
      waits_since: null,
      look_at: null,
      waited: 10,
      first_at: MONDAY + 10,
    });
    await writes(salon, id, MONDAY + 100);
    await writes(salon, id, MONDAY + 120);
    expect(await stateOf(salon, id)).toMatchObject({ waits_since: MONDAY + 100, assignee: actor.account });
    await says(salon, id, actor, MONDAY + 131);
    expect(await stateOf(salon, id)).toMatchObject({ waits_since: null, waited: 41, first_at: MONDAY + 10 });
    expect(await handoverOf(salon, id)).toMatchObject({ first_minutes: 10, answers: 2, minutes: 41, late: 2 });
  });

  it("is not started by what asks for nothing", async () => {
    const salon = await salonOfPeople();
    const id = await waits(salon, MONDAY);
    await says(salon, id, await somebody(salon), MONDAY + 1);
    await writes(salon, id, MONDAY + 2, { silent: true });
    expect(await stateOf(salon, id)).toMatchObject({ waits_since: null, look_at: null });
  });

  it("begins once however often a person is called", async () => {
    const salon = await salonOfPeople();
    const id = await waits(salon, MONDAY);
    const of = { salon_id: salon, conversation_id: id };
    await commit(env.DB, callForPerson(env.DB, of, "again", MONDAY + 9));
    expect(await stateOf(salon, id)).toMatchObject({ waits_since: MONDAY, handed_at: MONDAY, why: "again" });
    expect(await rows("SELECT nth FROM handover WHERE salon_id = ?1", salon)).toEqual([{ nth: 1 }]);
  });

  it("is warned of once, before its deadline, by the sweep", async () => {
    const salon = await salonOfPeople();
    const owner = await somebody(salon, "owner");
    const id = await waits(salon, MONDAY);
    const told = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    const warnings = () => told.mock.calls.filter(([text]) => String(text).includes(id)).length;
    await lookAtClocks(at(MONDAY));
    expect(await stateOf(salon, id)).toMatchObject({ look_at: MONDAY + 10, warned_at: null });
    await lookAtClocks(at(MONDAY + 9));
    expect(warnings()).toBe(0);
    for (const after of [10, 11, 20]) await lookAtClocks(at(MONDAY + after));
    await Promise.all(Array.from({ length: 8 }, () => pass(salon, MONDAY + 20)));
    expect(warnings()).toBe(1);
    expect(await rows("SELECT kind, payload FROM outbox WHERE salon_id = ?1", salon)).toEqual([
      { kind: "wait.warned", payload: JSON.stringify({ conversation: id, account: owner.account, left: 5 }) },
    ]);
    expect(await stateOf(salon, id)).toMatchObject({ look_at: null, warned_at: MONDAY + 10 });
    told.mockRestore();
  });
});

it("whoever has it is warned by letter, which tells nothing of the client", async () => {
  const salon = await salonOfPeople();
  const { account } = await signedIn(salon, "reception");
  await here(salon, { role: "reception", account });
  await waits(salon, MONDAY, { name: "Nomsa" });
  for (const after of [0, 10]) await pass(salon, MONDAY + after);
  const [{ message_id: id } = {}] = await rows(
    "SELECT message_id FROM outbox WHERE kind = 'wait.warned' AND salon_id = ?1",
    salon,
  );
  await deliver({ ...env, LOCAL_MODE: "1" }, salon, String(id));
  const [letter] = await rows("SELECT * FROM mailbox WHERE message_id = ?1", id);
  expect(JSON.stringify(letter)).toContain(`/inbox/${salon}`);
  expect(JSON.stringify(letter)).toMatch(/5.min of opening hours are left/);
  expect(JSON.stringify(letter)).not.toContain("Nomsa");
});

describe("what is counted", () => {
  it("is an answer that came too late, an end as somebody told it, and who wrote again within 72 hours", async () => {
    const salon = await salonOfPeople();
    const actor = await somebody(salon);
    const ends = async (id: string, outcome: "confirmed" | "assumed", now: number) => {
      const ctx = at(now);
      done(await close(ctx, { salon, conversation: id, actor, idempotency: undefined, outcome }));
      await ctx.later();
    };
    const [quick, slow, silent] = [await waits(salon, MONDAY), await waits(salon, MONDAY), await waits(salon, MONDAY)];
    await says(salon, quick, actor, MONDAY + 5);
    await ends(quick, "confirmed", MONDAY + 6);
    await says(salon, slow, actor, MONDAY + 16);
    await ends(slow, "assumed", MONDAY + 20);
    await ends(silent, "assumed", MONDAY + 300);
    await writes(salon, slow, MONDAY + 20 + 4319, { state: "bot" });
    await writes(salon, silent, MONDAY + 300 + 4320, { state: "bot" });
    const open = await waits(salon, MONDAY);
    expect(await stateOf(salon, quick)).toMatchObject({ state: "closed", assignee: null, waited: 0, dialogue: null });
    expect(await handoverOf(salon, silent)).toMatchObject({ late: 5, outcome: "assumed", reopened_at: null });
    expect(await numbersOf(at(MONDAY + 30), salon)).toEqual({
      called: 4,
      first: { half: 5, most: 16 },
      person: { half: 5, most: 16 },
      late: 2,
      lateNow: 1,
      confirmed: 1,
      assumed: 2,
      lapsed: 0,
      reopened: 1,
      moved: 0,
    });
    expect(await handoverOf(salon, open)).toMatchObject({ ended_at: null });
  });

  it("is lapsed what went back to the dialogue without a person", async () => {
    const salon = await salonOfPeople();
    const id = await waits(salon, MONDAY);
    await writes(salon, id, MONDAY + 1500, { state: "bot" });
    expect(await handoverOf(salon, id)).toMatchObject({ outcome: "lapsed", ended_at: MONDAY + 1500 });
  });

  it("is half and nine in ten by nearest rank, and nothing of nobody", () => {
    expect(spreadOf([9, 1, 8, 2, 7, 3, 6, 4, 10, 5])).toEqual({ half: 5, most: 9 });
    expect(spreadOf([7])).toEqual({ half: 7, most: 7 });
    expect(spreadOf([])).toBeNull();
    expect(counted([])).toMatchObject({ called: 0, first: null, person: null });
  });
});
