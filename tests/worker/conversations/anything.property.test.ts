// The door of webhooks under anything: it answers, and stays as it was.

import fc from "fast-check";
import { expect, test } from "vitest";
import { readAnswer } from "../../../workers/conversations/whatsapp/graph.ts";
import { parseSignature } from "../../../workers/conversations/whatsapp/signature.ts";
import { routing } from "../../../workers/engine/shipped.ts";
import { bring, type Json, NAMES, salonWithNumber, vector } from "./payloads.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

/** Takes a step out, or puts something else there: as a provider that changes its mind. */
function spoilt(value: Json, path: number[], other: Json): Json {
  const [at, ...rest] = path;
  if (typeof value !== "object" || value === null || at === undefined) return other;
  const names = Object.keys(value);
  const name = names[at % Math.max(names.length, 1)];
  if (name === undefined) return other;
  const copy = Array.isArray(value) ? [...value] : { ...value };
  (copy as Json)[name] = spoilt(value[name], rest, other);
  return copy;
}

test("of any bytes, rightly signed, is answered and never breaks the door", async () => {
  const { account } = await salonWithNumber();
  const traps = routing.traps;
  const whole = fc.constantFrom(...NAMES).map((name) => vector(name, account));
  const webhook = fc.oneof(
    fc.uint8Array({ maxLength: 400 }),
    fc.json().map(bytes),
    fc
      .tuple(whole, fc.array(fc.nat(8), { maxLength: 12 }), fc.jsonValue())
      .map((all) => bytes(JSON.stringify(spoilt(...all)))),
    fc.tuple(whole, fc.nat(700), fc.uint8Array({ minLength: 1, maxLength: 4 })).map(([told, at, put]) => {
      const text = bytes(JSON.stringify(told));
      text.set(put, Math.min(at, text.length - put.length));
      return text;
    }),
  );
  await fc.assert(
    fc.asyncProperty(webhook, async (body) => {
      const answer = await bring(body);
      await answer.body?.cancel();
      expect([200, 400]).toContain(answer.status);
    }),
    { numRuns: 400 },
  );
  expect(routing.traps).toBe(traps);
  expect((await bring(vector("text", account))).status).toBe(200);
});

test("as a signature is no signature, unless it is one", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.string().map((text) => `sha256=${text}`),
      ),
      (text) => {
        const read = parseSignature(text);
        expect(read === null || read.length === 32).toBe(true);
        expect(read !== null).toBe(/^sha256=[0-9a-f]{64}$/i.test(text));
      },
    ),
  );
  const all = fc.uint8Array({ minLength: 32, maxLength: 32 });
  fc.assert(
    fc.property(all, (mac) => {
      const digits = Array.from(mac, (byte) => byte.toString(16).padStart(2, "0")).join("");
      expect(parseSignature(`sha256=${digits}`)).toEqual(mac);
    }),
  );
});

test("as the provider's answer is an id or a code", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 200, max: 599 }),
      fc.option(fc.string()),
      fc.oneof(fc.json(), fc.string()),
      (...answer) => {
        const read = readAnswer(...answer);
        if ("id" in read) expect(typeof read.id).toBe("string");
        else expect(Number.isSafeInteger(read.code)).toBe(true);
      },
    ),
  );
});
