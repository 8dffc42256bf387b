// What came is looked at once in effect, in its order, by whoever answers; what is answered is owed in the same commit.

import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Answering } from "../../../workers/commands/conversations/answer.ts";
import { ingest } from "../../../workers/commands/conversations/ingest.ts";
import { receive } from "../../../workers/commands/conversations/receive.ts";
import { converseDue } from "../../../workers/conversations/queue.ts";
import { call, OPERATOR } from "../api/client.ts";
import { at, bookCut, done, NOW, rows, TUESDAY_NINE } from "../commands/surroundings.ts";
import { bring, type Json, salonWithNumber, vector } from "./payloads.ts";
import { NOMSA, type Stage, stage } from "./stage.ts";

afterEach(() => void vi.restoreAllMocks());

const says = (words: string) => ({ type: "text", text: { body: words } });
const state = async ({ slug }: Stage) =>
  (
    await rows("SELECT state, why, client_id, dialogue, language, version FROM conversation WHERE salon_id = ?1", slug)
  )[0];

describe("a message", () => {
  it("waits for a person while nobody can answer it, and nothing is said by itself", async () => {
    const set = await stage();
    await set.provider.say(set.account, NOMSA, says("Hello"));
    expect(await set.attend()).toBe(1);
    expect(await state(set)).toMatchObject({ state: "waiting", why: "nobody has answered" });
    expect(await set.outgoing()).toEqual([]);
  });

  it("is given to whoever answers once, after those before it, with whose it is", async () => {
    const set = await stage();
    done(await bookCut(at(NOW), set.slug, TUESDAY_NINE, { client: { name: "Nomsa", phone: `+${NOMSA.phone}` } }));
    const heard: (string | null)[] = [];
    const answer: Answering = async (_env, { client_id }, { body }) => {
      heard.push(body);
      expect(client_id).toEqual(expect.any(String));
      return {
        state: "bot",
        language: "zu",
        dialogue: Uint8Array.from([heard.length]),
        say: [{ kind: "text", text: `${body}?` }],
      };
    };
    for (const words of ["one", "two", "three"]) await set.provider.say(set.account, NOMSA, says(words));
    const pointers = await rows("SELECT message_id AS id FROM message WHERE salon_id = ?1", set.slug);
    const all = [...pointers, ...pointers].map(({ id }) =>
      receive(at(NOW, set.bindings), { salon: set.slug, message: String(id) }, { answer }),
    );
    await Promise.all(all);
    await set.attend({ answer });
    expect(heard).toEqual(["one", "two", "three"]);
    expect((await set.messages()).map(({ body }) => body)).toEqual(["one?", "two?", "three?"]);
    expect(await state(set)).toMatchObject({ state: "bot", language: "zu", dialogue: [3] });
  });

  it("that was decided on while the conversation changed is decided again", async () => {
    const set = await stage();
    await set.provider.say(set.account, NOMSA, says("Hello"));
    let times = 0;
    const answer: Answering = async (_env, { state: before }) => {
      times++;
      if (times === 1) {
        await env.DB.prepare("UPDATE conversation SET state = 'person', version = version + 1 WHERE salon_id = ?1")
          .bind(set.slug)
          .run();
      }
      return { state: before, say: [{ kind: "text", text: before }] };
    };
    await set.attend({ answer });
    expect((await set.messages()).map(({ body }) => body)).toEqual(["person"]);
  });

  it("that nobody can answer after eight tries is a person's", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    const set = await stage();
    await set.provider.say(set.account, NOMSA, says("Hello"));
    const [pointer] = await rows("SELECT message_id AS id FROM message WHERE salon_id = ?1", set.slug);
    const answer: Answering = async () => Promise.reject(new TypeError("broken"));
    let now = Date.now();
    vi.spyOn(Date, "now").mockImplementation(() => now);
    for (let tries = 0; tries < 12; tries++) {
      await receive(at(NOW, set.bindings), { salon: set.slug, message: String(pointer?.id) }, { answer });
      now += 61_000;
    }
    expect(await rows("SELECT answer_tries AS n, answer_at FROM message WHERE salon_id = ?1", set.slug)).toEqual([
      { n: 8, answer_at: null },
    ]);
    expect(await state(set)).toMatchObject({ state: "waiting", why: "it could not be answered" });
  });

  it("that the queue lost is found by the minute's sweep, is marked read, and answered", async () => {
    const set = await stage();
    const id = await set.provider.say(set.account, NOMSA, says("Hello"));
    const ctx = at(NOW, set.bindings);
    await converseDue(ctx);
    await ctx.later();
    expect(await state(set)).toMatchObject({ state: "bot" });
    expect(set.provider.chat(set.account, "ZA.1").find((each) => each.id === id)?.status).toBe("read");
    expect(await set.messages()).toHaveLength(1); // which is sent, and takes the dots away
  });
});

describe("what somebody says about marketing", () => {
  it("ends the consent that they gave, once, with an entry in the trail", async () => {
    const { slug, account } = await salonWithNumber();
    const client = { name: "Nomsa", phone: "+27825550101" };
    const consents = [{ purpose: "marketing", notice_version: "1", granted: true }];
    done(await bookCut(at(NOW), slug, TUESDAY_NINE, { client, consents }));
    const stop = vector("marketing-resumed", account) as Json;
    Object.assign(stop.entry[0].changes[0].value.user_preferences[0], { value: "stop", timestamp: 1_731_705_722 });
    for (const webhook of [stop, vector("marketing-resumed", account), stop]) await bring(webhook);
    const ctx = at(NOW);
    for (let tries = 0; tries < 5; tries++) await converseDue(ctx);
    const told = await rows("SELECT granted, channel FROM consent WHERE salon_id = ?1 ORDER BY nth", slug);
    expect(told).toEqual([
      { granted: 1, channel: expect.any(String) },
      { granted: 0, channel: "whatsapp" },
    ]);
    expect(await rows("SELECT opted_out_at FROM conversation WHERE salon_id = ?1", slug)).toEqual([
      { opted_out_at: 1_731_705_722 },
    ]);
  });
});

describe("errors", () => {
  it("of a whole value are logged by their numbers, and a message's own are kept with it", async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    const { account } = await salonWithNumber();
    const webhook = vector("unsupported", account) as Json;
    webhook.entry[0].changes[0].value.errors = [{ code: 130429, title: "Rate limit hit" }, { code: 131000 }];
    const ctx = at(NOW);
    const body = new TextEncoder().encode(JSON.stringify(webhook));
    expect(await ingest(ctx, "whatsapp", body)).toMatchObject({ unread: ["error 130429", "error 131000"], fresh: 1 });
    expect(warn.mock.calls.join()).toContain("error 130429");
    expect(
      await rows("SELECT error FROM message WHERE provider_id = 'wamid.unsupported' ORDER BY answer_at DESC LIMIT 1"),
    ).toEqual([{ error: 131051 }]);
  });
});

describe("the logs", () => {
  it("hold nothing of what somebody wrote, nor who they are", async () => {
    const lines: unknown[] = [];
    for (const level of ["log", "warn", "error"] as const) {
      vi.spyOn(console, level).mockImplementation((...all) => void lines.push(...all));
    }
    const set = await stage();
    await set.provider.say(set.account, NOMSA, says("my secret wish"));
    await set.attend();
    await set.write({ kind: "text", text: "my secret answer" });
    set.provider.mishap("ZA.1", { refuse: 131026 });
    await set.send();
    await bring(vector("account-restricted", set.account));
    const text = lines.join();
    expect(text).toContain("131026");
    for (const mark of ["secret", "Nomsa", NOMSA.phone, "ZA.1"]) expect(text).not.toContain(mark);
  });
});

describe("the handshake", () => {
  const ask = (token: string, mode = "subscribe") =>
    call(
      `/webhooks/whatsapp?hub.mode=${mode}&hub.verify_token=${encodeURIComponent(token)}&hub.challenge=%3Cb%3E1158201444`,
    );

  it("gives the challenge to whoever knows the word, as text, and to nobody else", async () => {
    const good = await ask(env.WHATSAPP_VERIFY_TOKEN);
    expect([good.status, good.text, good.headers.get("Content-Type")]).toEqual([
      200,
      "<b>1158201444",
      "text/plain; charset=utf-8",
    ]);
    for (const token of ["", "another", `${env.WHATSAPP_VERIFY_TOKEN}x`]) expect((await ask(token)).status).toBe(403);
    expect((await ask(env.WHATSAPP_VERIFY_TOKEN, "unsubscribe")).status).toBe(403);
    expect((await call("/webhooks/whatsapp", { headers: OPERATOR })).status).toBe(403);
  });
});

describe("a forger", () => {
  it("is told of to the detectors: five wrong signatures are an incident", async () => {
    vi.spyOn(console, "warn").mockImplementation(() => {});
    const { account } = await salonWithNumber();
    for (let times = 0; times < 8; times++) {
      expect((await bring(vector("text", account), { secret: "guess" })).status).toBe(403);
    }
    const { foldEvents } = await import("../../../workers/commands/watching/fold.ts");
    await vi.waitFor(async () => {
      await foldEvents(at(Math.floor(Date.now() / 60_000)));
      const [found] = await rows("SELECT detector, action FROM threat WHERE detector = 'webhook-forgery'");
      expect(found).toEqual({ detector: "webhook-forgery", action: "incident" });
    });
  });

  it("with a body beyond the provider's bound is refused before it is read to its end", async () => {
    const body = new Uint8Array((3 << 20) + 1).fill(32);
    expect((await bring(body)).status).toBe(413);
  });
});
