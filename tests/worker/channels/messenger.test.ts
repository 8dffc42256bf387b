// Messenger and Instagram: whatever the provider sends, in whatever order and however often, leaves the same rows, once.

import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { choicesOf } from "../../../workers/commands/conversations/content.ts";
import { call } from "../api/client.ts";
import { rows } from "../commands/surroundings.ts";
import { type Json, kept, type Written } from "../conversations/payloads.ts";
import { bring, NAMES, PERSON, type Social, saying, socialSalon, together, vector } from "./social.ts";
import { bound, conversationOf, heard, sendAll } from "./stage.ts";

const CHANNELS: Social[] = ["messenger", "instagram"];

function shuffled<T>(list: readonly T[], seed: number): T[] {
  let state = seed;
  const roll = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state;
  };
  return list
    .map((each) => [roll(), each] as const)
    .sort(([a], [b]) => a - b)
    .map(([, each]) => each);
}

const left = async (of: Written): Promise<string> => JSON.stringify(await kept(of)).replaceAll(of.account, "account");

let expected: string;
let alone: Json;

beforeAll(async () => {
  vi.spyOn(console, "warn").mockImplementation(() => {});
  const salon = await socialSalon("messenger");
  for (const name of NAMES) {
    const { status } = await bring("messenger", vector(name, salon.account));
    expect([name, status]).toEqual([name, 200]);
  }
  alone = await kept(salon);
  expected = await left(salon);
});

describe("each webhook by itself", () => {
  it("is one conversation with one person, who has no number", () => {
    expect(alone.conversations).toEqual([expect.objectContaining({ person: PERSON, phone: null, former: null })]);
  });

  it("is kept by its kind, with what was said and what is behind it; an echo is no message", () => {
    const told = alone.messages.map((each: Json) => [each.provider_id, each.kind, each.body, each.payload]);
    expect(told).toEqual([
      ["m_audio", "audio", null, "https://media.example/1.mp4"],
      ["m_file", "text", "My hair now", "https://media.example/1.pdf"],
      ["m_image", "image", null, "https://media.example/1.jpg"],
      ["m_isizulu", "text", "Sawubona, ngicela usuku 💅🏾 lwesithathu", null],
      ["m_numbers", "text", "7", null],
      ["m_order", "text", "Sonder volgorde", null],
      ["m_postback", "button-reply", "Get started", "bk"],
      ["m_quick", "button-reply", "Sat 10:00", "start:1"],
      ["m_reply", "text", "That one", null],
      ["m_text", "text", "Do you have time on Saturday?", null],
      ["m_two_a", "text", "One", null],
      ["m_two_b", "text", "Two", null],
      ["m_unknown", "unsupported", null, null],
    ]);
  });

  it("tells how far a message of ours came", () => {
    expect(alone.statuses.map(({ provider_id, delivery }: Json) => [provider_id, delivery])).toEqual([
      ["m_ours", 2],
      ["m_ours", 3],
      ["m_ours", 4],
      ["m_ours_2", 3],
    ]);
  });
});

describe.each(CHANNELS)("the same webhooks on %s", (channel) => {
  it("in ones of fifty pieces, each ten times, shuffled, leave the same rows", async () => {
    const salon = await socialSalon(channel);
    const all = shuffled(Array.from({ length: 10 }, () => NAMES).flat(), 3);
    for (let at = 0; at < all.length; at += 50) {
      const batch = together(all.slice(at, at + 50).map((name) => vector(name, salon.account)));
      expect((await bring(channel, batch)).status).toBe(200);
    }
    expect(await left(salon)).toBe(expected);
  });

  it("at the same time leave the same rows", async () => {
    const salon = await socialSalon(channel);
    await Promise.all(shuffled([...NAMES, ...NAMES], 7).map((name) => bring(channel, vector(name, salon.account))));
    expect(await left(salon)).toBe(expected);
  });
});

describe("a signature", () => {
  it.each(["Sawubona, ngicela usuku 💅🏾 lwesithathu", "môre café é"])(
    "over the bytes and over their escapes is right: %s",
    async (said) => {
      for (const escaping of [false, true]) {
        const salon = await socialSalon("instagram");
        expect((await bring("instagram", saying(salon.account, said), { escaping })).status).toBe(200);
        expect(await rows("SELECT body FROM message WHERE salon_id = ?1", salon.slug)).toEqual([{ body: said }]);
      }
    },
  );

  it("of another secret, of WhatsApp's, of another length or of none is refused and keeps nothing", async () => {
    const salon = await socialSalon("messenger");
    const webhook = saying(salon.account, "Hello");
    for (const bringing of [
      { secret: "another" },
      { secret: env.WHATSAPP_APP_SECRET },
      { headers: { "X-Hub-Signature-256": "sha256=00" } },
      { headers: { "X-Hub-Signature-256": "" } },
    ]) {
      expect([401, 403]).toContain((await bring("messenger", webhook, bringing)).status);
    }
    expect(await rows("SELECT 1 FROM message WHERE salon_id = ?1", salon.slug)).toEqual([]);
  });

  it("has its own word for the handshake", async () => {
    const ask = (token: string) =>
      call(`/webhooks/instagram?hub.mode=subscribe&hub.verify_token=${encodeURIComponent(token)}&hub.challenge=77`);
    expect((await ask(env.MESSENGER_VERIFY_TOKEN)).text).toBe("77");
    expect((await ask(env.WHATSAPP_VERIFY_TOKEN)).status).toBe(403);
  });
});

describe("what is broken", () => {
  const good = (account: string) => saying(account, "Good", "m_good").entry[0].messaging[0];
  const among = (account: string, ...bad: Json[]) => ({
    object: "page",
    entry: [{ id: account, messaging: [...bad, good(account)] }, { messaging: "no list" }, null, 7],
  });

  it("of one piece loses none of the others", async () => {
    const { slug, account } = await socialSalon("messenger");
    const deep = JSON.parse(`${'{"a":['.repeat(200)}${"]}".repeat(200)}`);
    const bad: Json[] = [
      null,
      "text",
      [],
      { message: "no object", sender: [], recipient: 1, timestamp: "soon" },
      { sender: { id: PERSON }, message: { mid: "", text: "no id" } },
      { sender: { id: PERSON }, message: { mid: {}, text: [] } },
      { message: { mid: "m_nobody", text: "nobody wrote it" } },
      { sender: { id: PERSON }, message: { mid: "m_deep", text: deep, attachments: deep } },
      { sender: { id: PERSON }, delivery: { mids: "none" }, read: 5 },
    ];
    expect((await bring("messenger", among(account, ...bad))).status).toBe(200);
    const ids = await rows("SELECT provider_id AS id FROM message WHERE salon_id = ?1 ORDER BY 1", slug);
    expect(ids.map(({ id }) => id)).toEqual(["m_deep", "m_good"]);
  });

  it("as a whole is refused, so that it is sent again, and breaks nothing", async () => {
    const { account, slug } = await socialSalon("messenger");
    const whole = new TextEncoder().encode(JSON.stringify(saying(account, "Hello")));
    for (const body of [
      whole.slice(0, -5),
      new TextEncoder().encode("[]"),
      new Uint8Array(),
      new TextEncoder().encode("[".repeat(100_000)),
      Uint8Array.from([...whole.slice(0, 40), 0xff, 0xfe, ...whole.slice(40)]),
    ]) {
      expect((await bring("messenger", body)).status).toBe(400);
    }
    expect((await bring("messenger", new Uint8Array((3 << 20) + 1))).status).toBe(413);
    expect(await rows("SELECT 1 FROM message WHERE salon_id = ?1", slug)).toEqual([]);
  });

  it("as a time does not keep the window open for longer than from now", async () => {
    const { account, slug } = await socialSalon("messenger");
    await bring("messenger", saying(account, "Hello", "m_future", Date.now() + 90 * 86_400_000));
    const now = Math.floor(Date.now() / 1_000);
    const [{ window_until: until, last_at: last } = {}] = await rows(
      "SELECT * FROM conversation WHERE salon_id = ?1",
      slug,
    );
    expect(Number(until)).toBeLessThanOrEqual(now + 24 * 3_600 + 1);
    expect(Number(last)).toBeLessThanOrEqual(now + 1);
  });
});

describe.each(CHANNELS)("a conversation on %s", (channel) => {
  const say = async (of: Written, text: string) => {
    await bring(channel, saying(of.account, text));
    return heard(of.slug);
  };
  const tap = async (of: Written, payload: string) => {
    const webhook = saying(of.account, "Tapped");
    webhook.entry[0].messaging[0].message.quick_reply = { payload };
    await bring(channel, webhook);
    return heard(of.slug);
  };

  it("ends with a booking under the number that was given, of which whoever wrote may hear again", async () => {
    const of = await socialSalon(channel);
    const [asked] = await say(of, "môre 3 uur vir 'n cut?");
    const yes = asked === undefined ? undefined : choicesOf(asked)[0];
    expect(yes?.id).toMatch(/^(c|t):/);
    const [name] = await tap(of, yes?.id ?? "");
    expect(name?.kind).toBe("text"); // the provider tells no name
    const [phone] = await say(of, "Nomsa Dlamini");
    expect(phone?.kind).toBe("text");
    await say(of, "082 555 0142");
    const bookings = await rows(
      "SELECT client.phone, client.name FROM booking JOIN client USING (salon_id, client_id) WHERE salon_id = ?1",
      of.slug,
    );
    expect(bookings).toEqual([{ phone: "+27825550142", name: "Nomsa Dlamini" }]);
    expect(await rows("SELECT channel FROM consent WHERE salon_id = ?1", of.slug)).toEqual([{ channel }]);
    const [mine] = await say(of, "when is my booking");
    expect(mine === undefined ? [] : choicesOf(mine).map(({ id }) => id.split(":")[0])).toEqual(["v", "q", "p"]);
  });

  it("tells nobody of what stands under a number that they merely name", async () => {
    const of = await socialSalon(channel);
    const [asked] = await say(of, "môre 3 uur vir 'n cut?");
    await tap(of, (asked === undefined ? undefined : choicesOf(asked)[0])?.id ?? "");
    await say(of, "Nomsa Dlamini");
    await say(of, "082 555 0142");
    const stranger = saying(of.account, "cancel my booking, my number is 082 555 0142");
    stranger.entry[0].messaging[0].sender.id = "999";
    await bring(channel, stranger);
    await heard(of.slug);
    expect(await rows("SELECT state FROM conversation WHERE salon_id = ?1 AND person = '999'", of.slug)).toEqual([
      { state: "waiting" },
    ]);
    expect(await rows("SELECT status FROM booking WHERE salon_id = ?1", of.slug)).toEqual([{ status: "confirmed" }]);
  });

  it("takes the number of a line for the line, where nothing can be tapped", async () => {
    const of = await socialSalon(channel);
    const [welcome] = await say(of, "hello");
    expect(welcome === undefined ? [] : choicesOf(welcome).map(({ id }) => id)).toEqual(["bk", "mb", "p"]);
    await say(of, "3");
    expect(await conversationOf(of.slug)).toMatchObject({ state: "waiting", why: "Asked" });
  });

  it.each(["human", "'n mens asseblief", "ngicela ukukhuluma nomuntu"])("reaches a person by “%s”", async (words) => {
    const of = await socialSalon(channel);
    await say(of, words);
    expect(await conversationOf(of.slug)).toMatchObject({ state: "waiting" });
  });

  it("keeps a stop", async () => {
    const of = await socialSalon(channel);
    await say(of, "STOP, no more promotions please");
    expect(await conversationOf(of.slug)).toMatchObject({ opted_out_at: expect.any(Number) });
  });

  it("goes out within the provider's bounds, with what was said as its own, and says what was refused", async () => {
    const of = await socialSalon(channel);
    await say(of, "I want to book");
    const posted: Json[] = [];
    const bindings = bound({ MESSENGER_API_BASE: "https://graph.test/v25.0" });
    vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
      posted.push([String(input), JSON.parse(String(init?.body))]);
      return Response.json({ recipient_id: PERSON, message_id: "m_sent" });
    });
    await sendAll(of.slug, bindings);
    vi.mocked(globalThis.fetch).mockRestore();
    const [[url, body] = []] = posted;
    expect(url).toBe(`https://graph.test/v25.0/${of.account}/messages`);
    expect(body).toMatchObject({ recipient: { id: PERSON }, messaging_type: "RESPONSE" });
    expect(new TextEncoder().encode(body.message.text).length).toBeLessThanOrEqual(1_000);
    expect(body.message.quick_replies.length).toBeGreaterThan(1);
    for (const { title } of body.message.quick_replies) expect(title.length).toBeLessThanOrEqual(20);
    const [{ message_id: ours } = {}] = await rows(
      "SELECT message_id FROM message WHERE salon_id = ?1 AND provider_id = 'm_sent' AND delivery = 1",
      of.slug,
    );
    expect(body.message.metadata).toBe(ours);
  });
});
