// What is owed goes out in its order, within the provider's bounds, and is called sent only when the provider says so.

import { afterEach, describe, expect, it, vi } from "vitest";
import type { Content } from "../../../workers/commands/conversations/content.ts";
import { sendNext } from "../../../workers/conversations/channels/sending.ts";
import { at, NOW, rows } from "../commands/surroundings.ts";
import { NOMSA, type Stage, stage } from "./stage.ts";

afterEach(() => void vi.restoreAllMocks());

const text = (words: string): Content => ({ kind: "text", text: words });
const hello = { type: "text", text: { body: "Hello" } };
const reminder = { name: "reminder", language: "en", parameters: ["Tuesday"] };

async function written(...content: Content[]): Promise<Stage> {
  vi.spyOn(console, "warn").mockImplementation(() => {});
  const set = await stage(["reminder"]);
  await set.provider.say(set.account, NOMSA, hello);
  await set.attend();
  await set.write(...content);
  return set;
}

const state = async ({ slug }: Stage) =>
  (await rows("SELECT state, why, flagged, opted_out_at FROM conversation WHERE salon_id = ?1", slug))[0];

const shown = (set: Stage) =>
  set.provider
    .chat(set.account, "ZA.1")
    .filter(({ from }) => from === "salon")
    .map(({ message }) => message);

describe("what is owed to one person", () => {
  it("goes out in the order in which it was written, six seconds apart", async () => {
    const set = await written(text("one"), text("two"), text("three"));
    expect(await set.send()).toBe(6_000);
    expect(await set.send()).toBe(6_000);
    expect(shown(set).map((each) => each.text.body)).toEqual(["one"]);
    set.now += 5_999;
    await set.send();
    expect(shown(set)).toHaveLength(1);
    set.now += 1;
    await set.send();
    set.now += 6_000;
    expect(await set.send()).toBeNull();
    expect(shown(set).map((each) => each.text.body)).toEqual(["one", "two", "three"]);
  });

  it("is taken first, and sent, delivered and read only when the provider says so", async () => {
    const set = await written(text("one"));
    await set.send();
    expect((await set.messages())[0]).toMatchObject({ delivery: 1, provider_id: expect.stringMatching(/^wamid\./) });
    await set.provider.settle();
    expect((await set.messages())[0]).toMatchObject({ delivery: 4 });
  });

  it("goes to the id that outlives their number, with our own id of it", async () => {
    const set = await written(text("one"));
    await set.send();
    const [message] = await set.messages();
    expect(shown(set)[0]).toMatchObject({ recipient: "ZA.1", biz_opaque_callback_data: message?.message_id });
  });

  it("is sent once, however many try at once", async () => {
    const set = await written(text("one"));
    await Promise.all([set.send(), set.send(), set.send()]);
    expect(shown(set)).toHaveLength(1);
  });
});

describe("whoever dies between sending and writing it down", () => {
  it("does not send again once the provider has told of it", async () => {
    const set = await written(text("one"));
    set.provider.mishap("ZA.1", { crash: true });
    await set.send();
    await set.provider.settle();
    set.now += 3_600_000;
    expect(await set.send()).toBeNull();
    expect(shown(set)).toHaveLength(1);
    expect((await set.messages())[0]).toMatchObject({ delivery: 4 });
  });

  it("leaves it to be sent again where nobody tells of it: at least once", async () => {
    const set = await written(text("one"));
    set.provider.mishap("ZA.1", { silence: true });
    const { handle } = set.provider;
    vi.spyOn(set.provider, "handle").mockImplementationOnce(async (request) => {
      await handle.call(set.provider, request);
      throw new TypeError("network connection lost");
    });
    await set.send();
    set.now += 60_000;
    await set.send();
    expect(shown(set)).toHaveLength(2);
    expect((await set.outgoing())[0]).toMatchObject({ due_ms: null, given_up_at: null, attempts: 2 });
  });
});

describe("after 24 hours", () => {
  it("the template that was given for this is sent instead, and without one a person is told", async () => {
    const set = await written({ kind: "text", text: "one", instead: reminder }, text("two"));
    set.now += 24 * 3_600_000;
    await set.send();
    set.now += 6_000;
    await set.send();
    expect(shown(set).map((each) => each.type)).toEqual(["template"]);
    expect((await set.outgoing())[1]).toMatchObject({ given_up_at: expect.any(Number) });
    expect(await state(set)).toMatchObject({ state: "waiting", flagged: expect.stringContaining("24 hours") });
  });

  it("the same follows when the provider says so later", async () => {
    const set = await written({ kind: "text", text: "one", instead: reminder });
    set.provider.mishap("ZA.1", { failLater: 131047 });
    await set.send();
    await set.provider.settle();
    expect((await set.messages())[0]).toMatchObject({ delivery: 9, error: 131047 });
    await set.attend();
    set.now += 6_000;
    vi.spyOn(Date, "now").mockReturnValue(set.now);
    await set.send();
    expect(shown(set).map((each) => each.type)).toEqual(["text", "template"]);
  });
});

describe("what the provider refuses", () => {
  it.each([131026, 131049, 132001, 132015, 132016, 100, 999999])(
    "for good (%i) is given up, and a person is told",
    async (code) => {
      const set = await written(text("one"), text("two"));
      set.provider.mishap("ZA.1", { refuse: code });
      await set.send();
      expect((await set.outgoing())[0]).toMatchObject({ due_ms: null, given_up_at: expect.any(Number), attempts: 1 });
      expect((await set.messages())[0]).toMatchObject({ delivery: 9, error: code });
      expect(await state(set)).toMatchObject({ state: "waiting", flagged: expect.any(String) });
      set.now += 6_000;
      await set.send();
      expect(shown(set).map((each) => each.text.body)).toEqual(["two"]);
    },
  );

  it("because the provider has trouble is tried again later and later, and given up in the end", async () => {
    const set = await written(text("one"));
    const pauses: number[] = [];
    set.provider.mishap("ZA.1", ...Array.from({ length: 8 }, () => ({ refuse: 131000 })));
    for (let tries = 0; tries < 8; tries++) {
      const wait = await set.send();
      if (wait !== null) pauses.push(wait / 1_000);
      set.now += wait ?? 0;
    }
    expect(pauses).toEqual([30, 60, 120, 240, 480, 960, 1_920]);
    expect((await set.outgoing())[0]).toMatchObject({ attempts: 8, due_ms: null, given_up_at: expect.any(Number) });
    expect(await state(set)).toMatchObject({ state: "waiting", flagged: expect.any(String) });
    expect(shown(set)).toEqual([]);
  });

  it.each([
    [190, 15 * 60_000],
    [131048, 60 * 60_000],
    [130429, 2_000],
  ])("because of the number (%i) holds back all that it sends", async (code, pause) => {
    const set = await written(text("one"));
    const lerato = { phone: "27825550198", user: "ZA.2", name: "Lerato" };
    set.provider.mishap("ZA.1", { refuse: code });
    await set.send();
    const [channel] = await rows("SELECT paused_until, paused_why FROM channel WHERE salon_id = ?1", set.slug);
    expect(channel).toEqual({ paused_until: set.now + pause, paused_why: code });
    await set.provider.say(set.account, lerato, hello);
    set.now += pause - 1;
    await set.send();
    expect(shown(set)).toEqual([]);
    set.now += 6_001;
    await set.send();
    expect(shown(set)).toHaveLength(1);
  });

  it("as too much for one person (131056) waits for longer and longer, for them alone", async () => {
    const set = await written(text("one"));
    set.provider.mishap("ZA.1", { refuse: 131056 }, { refuse: 131056 });
    expect(await set.send()).toBe(12_000);
    set.now += 12_000;
    expect(await set.send()).toBe(24_000);
    set.now += 24_000;
    await set.send();
    expect(shown(set)).toHaveLength(1);
    expect(await rows("SELECT paused_until FROM channel WHERE salon_id = ?1", set.slug)).toEqual([
      { paused_until: null },
    ]);
  });

  it("because they want no marketing (131050) is never tried again, and is a withdrawal", async () => {
    const set = await written({ kind: "template", template: reminder, marketing: true });
    set.provider.mishap("ZA.1", { refuse: 131050 });
    await set.send();
    expect((await state(set))?.opted_out_at).toEqual(expect.any(Number));
    await set.write({ kind: "template", template: reminder, marketing: true });
    set.now += 6_000;
    await set.send();
    expect(shown(set)).toEqual([]);
    expect((await set.outgoing()).map(({ due_ms }) => due_ms)).toEqual([null, null]);
  });
});

describe("a number", () => {
  it("sends no more than 80 in any second", async () => {
    const set = await stage();
    const { slug, account } = set;
    const insert = (n: number) => [
      `INSERT INTO conversation (salon_id, conversation_id, channel, account, person, window_until, created_at, last_at)
       VALUES ('${slug}', 'c${n}', 'whatsapp', '${account}', 'ZA.n${n}', 9e9, 0, 0)`,
      `INSERT INTO message (salon_id, message_id, conversation_id, direction, kind, body, detail, at)
       VALUES ('${slug}', 'm${n}', 'c${n}', 'out', 'text', 'x', '{"kind":"text","text":"x"}', 0)`,
      `INSERT INTO outgoing (salon_id, conversation_id, nth, message_id, account, due_ms)
       VALUES ('${slug}', 'c${n}', 1, 'm${n}', '${account}', 0)`,
    ];
    const all = Array.from({ length: 100 }, (_, n) => n);
    await set.bindings.DB.batch(all.flatMap(insert).map((sql) => set.bindings.DB.prepare(sql)));
    const owed = async () =>
      rows("SELECT conversation_id AS id FROM outgoing WHERE salon_id = ?1 AND due_ms IS NOT NULL", slug);
    const sent: number[] = [];
    for (let left = await owed(); left.length > 0 && sent.length < 20; set.now += 200) {
      const turn = left.map(({ id }) =>
        sendNext(at(NOW, set.bindings), { salon: slug, conversation: String(id) }, () => set.now),
      );
      await Promise.all(turn);
      const before = left.length;
      left = await owed();
      sent.push(before - left.length);
    }
    expect(sent.reduce((sum, n) => sum + n)).toBe(100);
    expect(sent[0]).toBe(20);
    for (const [from] of sent.entries()) {
      expect(sent.slice(from, from + 5).reduce((sum, n) => sum + n)).toBeLessThanOrEqual(80);
    }
    expect(await rows("SELECT paused_until FROM channel WHERE salon_id = ?1", slug)).toEqual([{ paused_until: null }]);
  }, 60_000);
});
