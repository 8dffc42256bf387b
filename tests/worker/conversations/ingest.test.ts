// Whatever the provider sends, in whatever order and however often, leaves the same rows, once.

import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { rows } from "../commands/surroundings.ts";
import {
  bring,
  type Json,
  kept,
  NAMES,
  PHONE,
  salonWithNumber,
  together,
  USER,
  vector,
  type Written,
} from "./payloads.ts";

/** The same lot each time. */
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

/** What they leave, one after the other in the order of the file; with what stands for the account taken out. */
async function left(of: Written): Promise<string> {
  return JSON.stringify(await kept(of)).replaceAll(of.account, "account");
}

let expected: string;
let alone: Json;

beforeAll(async () => {
  const salon = await salonWithNumber();
  for (const name of NAMES) expect([name, (await bring(vector(name, salon.account))).status]).toEqual([name, 200]);
  alone = await kept(salon);
  expected = await left(salon);
});

describe("each webhook by itself", () => {
  it("is one conversation with one person, by their id, under their newest number", () => {
    expect(alone.conversations).toEqual([
      expect.objectContaining({ person: USER, phone: "27825550102", former: PHONE, name: "Nomsa Dlamini" }),
    ]);
  });

  it("is kept by its kind, with what was said and what is behind it", () => {
    const told = new Map(alone.messages.map((each: Json) => [each.provider_id, each]));
    const of = (id: string) => told.get(`wamid.${id}`);
    expect(of("text")).toMatchObject({ kind: "text", body: "Do you have time on Saturday?", detail: null });
    expect(of("text-number-only")).toMatchObject({ kind: "text" });
    expect(of("reply")).toMatchObject({ kind: "text", context: "wamid.ours" });
    expect(of("button-pressed")).toMatchObject({ kind: "button-reply", body: "Saturday 10:00", payload: "start:1" });
    expect(of("row-chosen")).toMatchObject({ kind: "list-reply", body: "Gel overlay", payload: "start:1" });
    expect(of("template-button-pressed")).toMatchObject({ kind: "button", body: "Yes, please", payload: "yes" });
    expect(JSON.parse((of("flow-completed") as Json).payload)).toMatchObject({ service: "cut" });
    expect(of("image")).toMatchObject({ kind: "image", payload: "7007007007" });
    expect(of("voice")).toMatchObject({ kind: "voice" });
    expect(of("sticker")).toMatchObject({ kind: "sticker" });
    expect(of("place-chosen")).toMatchObject({ kind: "location", body: "Thandi Hair" });
    expect(of("reaction")).toMatchObject({ kind: "reaction", body: "😮", context: "wamid.earlier" });
    expect(of("reaction-taken-back")).toMatchObject({ kind: "reaction", body: null });
    expect(of("message-taken-back")).toMatchObject({ kind: "revoke", context: "wamid.earlier" });
    expect(of("number-changed")).toMatchObject({ kind: "system" });
    expect(told.get("wacid.call-comes")).toMatchObject({ kind: "call" });
  });

  it("of an unknown kind is kept as unsupported, with the provider's error and all that came", () => {
    const unsupported = alone.messages.filter(({ kind }: Json) => kind === "unsupported");
    expect(unsupported.map(({ provider_id: id, error }: Json) => [id, error])).toEqual([
      ["wamid.call-not-permitted", null],
      ["wamid.unsupported", 131051],
      ["wamid.unsupported-poll", 131051],
    ]);
    expect(unsupported[2].detail).toBe('{"type":"pool"}');
  });
});

describe("the same webhooks", () => {
  it("in one of fifty pieces, each ten times, leave the same rows", async () => {
    const salon = await salonWithNumber();
    const all = Array.from({ length: 10 }, () => NAMES).flat();
    for (let at = 0; at < all.length; at += 50) {
      const batch = together(all.slice(at, at + 50).map((name) => vector(name, salon.account)));
      expect((await bring(batch)).status).toBe(200);
    }
    expect(await left(salon)).toBe(expected);
  });

  it.each([1, 2, 3])("in order %i leave the same rows", async (seed) => {
    const salon = await salonWithNumber();
    for (const name of shuffled([...NAMES, ...NAMES], seed)) await bring(vector(name, salon.account));
    expect(await left(salon)).toBe(expected);
  });

  it("at the same time leave the same rows", async () => {
    const salon = await salonWithNumber();
    const all = shuffled([...NAMES, ...NAMES, ...NAMES], 7);
    await Promise.all(all.map((name) => bring(vector(name, salon.account))));
    expect(await left(salon)).toBe(expected);
  });
});

describe("a signature", () => {
  const text = (account: string, body: string) => {
    const webhook = vector("text", account) as Json;
    webhook.entry[0].changes[0].value.messages[0].text.body = body;
    return webhook;
  };

  it.each(["Sawubona, ngicela usuku 💅🏾 lwesithathu", "môre café é", "plain"])(
    "over the bytes and over their escapes is right: %s",
    async (said) => {
      for (const escaping of [false, true]) {
        const salon = await salonWithNumber();
        expect((await bring(text(salon.account, said), { escaping })).status).toBe(200);
        expect(await rows("SELECT body FROM message WHERE salon_id = ?1", salon.slug)).toEqual([{ body: said }]);
      }
    },
  );

  it("of another secret, of another body, of another length or of none is refused and keeps nothing", async () => {
    const salon = await salonWithNumber();
    const webhook = vector("text", salon.account);
    expect((await bring(webhook, { secret: "another" })).status).toBe(403);
    const wrong = ["", "sha256=", "sha1=abc", `sha256=${"0".repeat(63)}`, "sha256=zz"];
    for (const header of wrong) {
      expect((await bring(webhook, { headers: { "X-Hub-Signature-256": header } })).status).toBe(401);
    }
    expect((await bring(webhook, { headers: { "X-Hub-Signature-256": `sha256=${"0".repeat(64)}` } })).status).toBe(403);
    expect(await rows("SELECT 1 FROM message WHERE salon_id = ?1", salon.slug)).toEqual([]);
  });
});

describe("what is told of a message of ours", () => {
  const told = (account: string, status: string, at: number): Json => {
    const webhook = vector("sent", account) as Json;
    Object.assign(webhook.entry[0].changes[0].value.statuses[0], { id: "wamid.one", status, timestamp: String(at) });
    return webhook;
  };

  it("ends with the furthest, in any order and however often; failed is final", async () => {
    const orders = [
      [["sent", "delivered", "read", "played"], 5],
      [["read", "delivered", "sent"], 4],
      [["delivered", "sent", "delivered"], 3],
      [["failed", "sent", "read"], 9],
      [["sent", "failed", "delivered"], 9],
    ] as const;
    for (const [order, delivery] of orders) {
      const salon = await salonWithNumber();
      await bring(vector("text", salon.account));
      await env.DB.prepare(
        `INSERT INTO message (salon_id, message_id, conversation_id, direction, provider_id, kind, at)
         SELECT salon_id, 'ours', conversation_id, 'out', 'wamid.one', 'text', 1 FROM conversation WHERE salon_id = ?1`,
      )
        .bind(salon.slug)
        .run();
      for (const [i, status] of order.entries()) await bring(told(salon.account, status, 1_700_000_000 + i));
      const [message] = await rows(
        "SELECT delivery FROM message WHERE salon_id = ?1 AND message_id = 'ours'",
        salon.slug,
      );
      expect([order, message?.delivery]).toEqual([order, delivery]);
    }
  });
});

describe("an account that is no salon's", () => {
  it("is answered, so that the provider does not send it for days, and keeps nothing", async () => {
    // What came, and not what is said: answers to earlier tests may still be on their way.
    const came = () => rows("SELECT count(*) AS n FROM message WHERE direction = 'in'");
    const before = await came();
    expect((await bring(vector("text", "99999999999"))).status).toBe(200);
    expect(await came()).toEqual(before);
  });
});
