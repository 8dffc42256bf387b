// Reminders by the salon's policy, by the channel that the client uses, with what they can do about the visit.

import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import { cancel } from "../../../../workers/commands/cancel.ts";
import { seen } from "../../../../workers/commands/conversations/foresight/facts.ts";
import { SOON } from "../../../../workers/commands/conversations/foresight/look.ts";
import { dueReminders } from "../../../../workers/commands/conversations/visits/remind.ts";
import { move } from "../../../../workers/commands/move.ts";
import { answering } from "../../../../workers/conversations/dialogue/answering.ts";
import { submit } from "../../access/people.ts";
import { call } from "../../api/client.ts";
import { bookCut, done, minutes, NOMSA, NOW, openSalon, rows } from "../../commands/surroundings.ts";
import { asRead } from "../../law/visit.ts";
import { type Heard, hears, says, stage, taps } from "../stage.ts";
import { delivered, later, letters, look } from "./ahead.ts";

afterEach(() => void vi.restoreAllMocks());

const on = (date: string, time: string): number => minutes(`${date}T${time}:00+02:00`);
const FRIDAY = on("2026-12-04", "11:00");
const clock = (instant: number) => new Date(instant * 60_000).toISOString();

/** A salon without a channel of its own, and a visit on Friday at eleven; what was sent to its client. */
async function visitBy(reminders: number[] | undefined, start = FRIDAY, booked = NOW) {
  const salon = await openSalon((document) => {
    document.channels = {};
    if (reminders !== undefined) document.policies = { ...document.policies, reminders };
  });
  const email = `r-${crypto.randomUUID()}@example.com`;
  const client = { ...NOMSA, email, language: "en" };
  const made = done(await bookCut(later(booked), salon.slug, start, { client }));
  await delivered(salon.slug, booked);
  return { salon, email, made };
}

const due = async (salon: string) =>
  (
    await rows(
      "SELECT available_at AS at FROM outbox WHERE salon_id = ?1 AND kind = 'visit.reminder' ORDER BY 1",
      salon,
    )
  ).map(({ at }) => Number(at));

/** Keeps what it is asked to write, and writes nothing. */
const paper = { prepare: () => ({ bind: (...values: unknown[]) => values }) } as unknown as D1Database;

/** What a look at each minute would remind of, by the very function that the look asks; the minutes at which that changes. */
async function turns(salon: string, from: number, to: number): Promise<number[]> {
  const known = await seen(env.DB, salon, from);
  if (known === null) throw new Error("the salon stands still");
  const wanted = (now: number) => {
    const [statement] = dueReminders(paper, known.document, known.visits, now, now + SOON) as unknown as string[][];
    return (JSON.parse(statement?.[1] ?? "[]") as { id: string }[]).map(({ id }) => id).join(" ");
  };
  const found: number[] = [];
  for (let now = from + 1, before = wanted(from); now <= to; now++) {
    const after = wanted(now);
    if (after !== before) found.push(now);
    before = after;
  }
  return found;
}

/**
 * The clock goes on from one instant to another: it stops where what is reminded of changes, the minute before, and where something
 * that was written is due. That nothing happens in between is what "minute by minute" below proves.
 */
async function passTime(salon: string, from: number, to: number): Promise<void> {
  const stops = new Set([from, to, ...(await turns(salon, from, to)).flatMap((at) => [at - 1, at])]);
  for (let now = from; now <= to; ) {
    await look(salon, now);
    await delivered(salon, now);
    const owed = await rows(
      "SELECT min(available_at) AS at FROM outbox WHERE salon_id = ?1 AND available_at > ?2",
      salon,
      now,
    );
    const ahead = [...stops, Number(owed[0]?.at ?? to)].filter((at) => at > now);
    if (ahead.length === 0) break;
    now = Math.min(...ahead);
  }
}

const remindersTo = async (email: string) =>
  (await letters(email)).filter(({ subject }) => String(subject).startsWith("Your visit:"));

describe("a policy", () => {
  it("that says nothing reminds once, a day before, with what can be done about the visit", async () => {
    const { salon, email, made } = await visitBy(undefined);
    await look(salon.slug, FRIDAY - 1440 - 20);
    expect(await due(salon.slug)).toEqual([]);
    await look(salon.slug, FRIDAY - 1440 - 10);
    expect(await due(salon.slug)).toEqual([FRIDAY - 1440]);
    await delivered(salon.slug, FRIDAY - 1440 - 1);
    expect(await remindersTo(email)).toEqual([]);
    await passTime(salon.slug, FRIDAY - 1440, FRIDAY);
    const [reminder, ...more] = await remindersTo(email);
    expect(more).toEqual([]);
    expect(reminder?.subject).toBe("Your visit: Cut & style, Friday 4 December at 11:00");
    for (const way of ["confirm", "move", "cancel"]) expect(reminder?.text).toContain(`/b/${made.token}/${way}`);
  });

  it("minute by minute does nothing but what it does where time jumps", async () => {
    const { salon, email } = await visitBy([1440, 1380]);
    const [first, second] = [FRIDAY - 1440, FRIDAY - 1380];
    expect(await turns(salon.slug, first - 60, FRIDAY)).toEqual([
      ...[first - 10, second - 10], // each is seen ten minutes ahead
      ...[first + 120, second + 120], // and made up for, where it was lost, for two hours
    ]);
    const state = async () => JSON.stringify([await due(salon.slug), (await remindersTo(email)).length]);
    const happened: string[] = [];
    let before = await state();
    for (let now = first - 13; now <= first + 4; now++) {
      await look(salon.slug, now);
      await delivered(salon.slug, now);
      const after = await state();
      if (after !== before) happened.push(`${now - first} ${after}`);
      before = after;
    }
    // A row that was sent is due no more.
    expect(happened).toEqual([`-10 [[${first}],0]`, "0 [[0],1]"]);
  });

  it("of two times reminds twice, and of none never", async () => {
    const two = await visitBy([120, 1440]);
    await passTime(two.salon.slug, FRIDAY - 1450, FRIDAY);
    expect(await remindersTo(two.email)).toHaveLength(2);
    const none = await visitBy([]);
    await passTime(none.salon.slug, FRIDAY - 1450, FRIDAY);
    expect(await remindersTo(none.email)).toEqual([]);
  });

  it("that would wake somebody waits for the morning", async () => {
    const { salon, email } = await visitBy([600]);
    await look(salon.slug, on("2026-12-04", "01:00"));
    expect(await due(salon.slug)).toEqual([]);
    await look(salon.slug, on("2026-12-04", "07:50"));
    expect(await due(salon.slug)).toEqual([on("2026-12-04", "08:00")]);
    await delivered(salon.slug, on("2026-12-04", "08:00"));
    expect(await remindersTo(email)).toHaveLength(1);
  });

  it("reminds nobody of what they booked later than that, and does what it says after it was changed", async () => {
    const { salon, email } = await visitBy([1440], FRIDAY, FRIDAY - 1440);
    await passTime(salon.slug, FRIDAY - 1440, FRIDAY);
    expect(await remindersTo(email)).toEqual([]);
  });

  it("is refused where it makes no sense, each fault by its place", async () => {
    const salon = await openSalon();
    const document = { ...salon, policies: { reminders: [5, 1440, 1440, 20_000, "a day"] } };
    const headers = { Authorization: `Bearer ${env.OPERATOR_TOKEN}` };
    const answer = await call(`/api/v1/salons/${salon.slug}`, { method: "PUT", body: document, headers });
    expect(answer.status).toBe(422);
    const places = (answer.body.errors as { pointer: string }[]).map(({ pointer }) => pointer);
    for (const place of ["", "/0", "/3", "/4"]) expect(places).toContain(`/policies/reminders${place}`);
  });
});

describe("a visit", () => {
  it("that was cancelled or moved sends no old reminder, also where it was on its way already", async () => {
    const gone = await visitBy(undefined);
    await look(gone.salon.slug, FRIDAY - 1445);
    const subject = { salon: gone.salon.slug, booking: gone.made.booking, actor: "team" as const };
    done(await cancel(later(FRIDAY - 1444), { subject }));
    await passTime(gone.salon.slug, FRIDAY - 1440, FRIDAY);
    expect(await remindersTo(gone.email)).toEqual([]);

    const moved = await visitBy(undefined);
    await look(moved.salon.slug, FRIDAY - 1445);
    const monday = on("2026-12-07", "09:00");
    const of = { salon: moved.salon.slug, booking: moved.made.booking, actor: "team" as const };
    done(await move(later(FRIDAY - 1444), { subject: of, start: monday }));
    await passTime(moved.salon.slug, FRIDAY - 1440, FRIDAY);
    expect(await remindersTo(moved.email)).toEqual([]);
    await passTime(moved.salon.slug, monday - 1450, monday - 1400);
    expect(await remindersTo(moved.email)).toMatchObject([
      { subject: "Your visit: Cut & style, Monday 7 December at 09:00" },
    ]);
  });

  it("is confirmed by its page without a script, once, and nothing is confirmed by looking", async () => {
    const { salon, made } = await visitBy(undefined);
    const path = `/b/${made.token}/confirm`;
    const page = async () => call(path, { now: clock(NOW + 10) });
    expect(asRead((await page()).text)).toContain("Are you coming?");
    const stage = async () =>
      (await rows("SELECT stage FROM booking WHERE salon_id = ?1", salon.slug))[0]?.stage ?? null;
    expect(await stage()).toBeNull();
    for (let times = 0; times < 2; times++) expect((await submit(path, {}, { now: clock(NOW + 10) })).status).toBe(303);
    expect(await stage()).toBe("confirmed");
    expect(await rows("SELECT what FROM visit_event WHERE salon_id = ?1", salon.slug)).toEqual([{ what: "confirmed" }]);
    expect(asRead((await page()).text)).toContain("Thank you, we expect you!");
    expect((await call(`/b/${made.token.slice(0, -2)}aa/confirm`)).status).toBe(404);
  });
});

describe("on WhatsApp", () => {
  const TEMPLATES = ["visit_confirmed", "visit_reminder", "visit_cancelled", "visit_moved"];

  /** Nomsa wrote to the salon once; a visit of hers that the team or a page made. */
  async function known(open: boolean) {
    const set = await stage(TEMPLATES);
    await set.provider.say(set.account, { phone: "27825550199", user: "ZA.1", name: "Nomsa" }, says("hello") as never);
    await set.attend({ answer: answering });
    while (((await set.send()) ?? -1) >= 0) set.now += 6_000;
    if (!open) {
      await env.DB.prepare("UPDATE conversation SET window_until = 0 WHERE salon_id = ?1").bind(set.slug).run();
      set.now += 25 * 3_600_000;
    }
    const client = { ...NOMSA, language: "en" };
    const made = done(await bookCut(later(NOW), set.slug, FRIDAY, { client }));
    return { set, made };
  }

  const last = async (set: Awaited<ReturnType<typeof stage>>): Promise<Heard> =>
    JSON.parse(String((await set.messages()).at(-1)?.detail));

  it("a client who writes there is told there and nowhere else, with buttons that say all that they need", async () => {
    const { set, made } = await known(true);
    await delivered(set.slug, NOW);
    expect((await last(set)).text).toContain("Your visit to Thandi Hair is booked.");
    expect(await letters(NOMSA.email)).toEqual([]);
    await look(set.slug, FRIDAY - 1440);
    await delivered(set.slug, FRIDAY - 1440);
    const reminder = await last(set);
    expect(reminder.text).toBe("We look forward to your visit to Thandi Hair.\nCut & style, Friday 4 December, 11:00");
    expect(reminder.buttons?.map(({ title }) => title)).toEqual(["I am coming", "Another time", "Cancel it"]);
    const [come, other, stop] = reminder.buttons ?? [];
    expect((await hears(set, taps(come?.id ?? ""))).map(({ text }) => text)).toEqual(["Thank you, we expect you!"]);
    const [row] = await rows("SELECT stage FROM booking WHERE salon_id = ?1", set.slug);
    expect(row?.stage).toBe("confirmed");
    expect((await hears(set, taps(other?.id ?? "")))[0]?.text).toContain("Your visit can move");
    expect((await hears(set, taps(stop?.id ?? "")))[0]?.text).toMatch(/cancel/i);
    const booking = await rows("SELECT status FROM booking WHERE booking_id = ?1", made.booking);
    expect(booking).toEqual([{ status: "confirmed" }]);
  });

  it("outside the window a template goes out, whose buttons do the same", async () => {
    const { set, made } = await known(false);
    await delivered(set.slug, NOW);
    await look(set.slug, FRIDAY - 1440);
    await delivered(set.slug, FRIDAY - 1440);
    set.now += 60_000;
    while (((await set.send()) ?? -1) >= 0) set.now += 6_000;
    const sent = set.provider.chat(set.account, "ZA.1").slice(-2);
    expect(sent.map(({ message }) => message.template?.name)).toEqual(["visit_confirmed", "visit_reminder"]);
    const payloads = sent[1]?.message.template.components
      .filter(({ type }: { type: string }) => type === "button")
      .map(({ parameters }: { parameters: { payload: string }[] }) => parameters[0]?.payload);
    expect(payloads[0]).toBe(`come:${made.booking}:0`);
    const button = { type: "button", button: { payload: payloads[0], text: "I am coming" } };
    expect((await hears(set, button)).map(({ text }) => text)).toEqual(["Thank you, we expect you!"]);
  });

  it("what does not arrive goes by letter, and is settled by it", async () => {
    const { set } = await known(false);
    await env.DB.prepare("UPDATE booking SET email = ?2 WHERE salon_id = ?1")
      .bind(set.slug, `${set.slug}@example.com`)
      .run();
    await delivered(set.slug, NOW);
    set.provider.mishap("ZA.1", { refuse: 131026 });
    set.now += 60_000;
    await set.send();
    await delivered(set.slug, Math.floor(set.now / 60_000));
    expect(await letters(`${set.slug}@example.com`)).toMatchObject([{ subject: expect.stringContaining("Booked:") }]);
  });

  it("nobody speaks for another's visit, nor for one that has changed", async () => {
    const { set, made } = await known(true);
    const others = done(
      await bookCut(later(NOW), set.slug, FRIDAY + 120, { client: { ...NOMSA, phone: "+27825550777" } }),
    );
    for (const id of [
      `come:${others.booking}:0`,
      `come:${made.booking}:7`,
      "come:",
      "come:x:y",
      `come:${made.booking}:NaN`,
    ])
      expect((await hears(set, taps(id)))[0]?.text).toContain("has changed since");
    const stages = await rows("SELECT stage FROM booking WHERE salon_id = ?1", set.slug);
    expect(stages).toEqual([{ stage: null }, { stage: null }]);
  });

  it("what was booked in the conversation is told there once, not twice", async () => {
    const set = await stage(TEMPLATES);
    const [asked] = await hears(set, says("Can I book a cut on 4 December at 11 please"));
    await hears(set, taps(asked?.buttons?.[0]?.id ?? asked?.rows?.[0]?.id ?? ""));
    const before = (await set.messages()).length;
    const [made] = await rows("SELECT payload FROM outbox WHERE salon_id = ?1 AND kind = 'booking.made'", set.slug);
    expect(JSON.parse(String(made?.payload))).toMatchObject({ via: "whatsapp" });
    await delivered(set.slug, NOW);
    expect((await set.messages()).length).toBe(before);
  });

  it("somebody who left no address is written to at their number, by a template", async () => {
    const set = await stage(TEMPLATES);
    const { email: _, ...client } = NOMSA;
    done(await bookCut(later(NOW), set.slug, FRIDAY, { client: { ...client, phone: "+27825550888", language: "xh" } }));
    await delivered(set.slug, NOW);
    const [talk] = await rows("SELECT conversation_id, phone, channel FROM conversation WHERE salon_id = ?1", set.slug);
    expect(talk).toMatchObject({ phone: "27825550888", channel: "whatsapp" });
    const [message] = await rows("SELECT detail FROM message WHERE salon_id = ?1", set.slug);
    expect(JSON.parse(String(message?.detail)).instead).toMatchObject({ name: "visit_confirmed", language: "en" });
  });
});
