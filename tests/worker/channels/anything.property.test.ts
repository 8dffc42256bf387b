// Whatever comes from outside by the other channels is read or refused.

import fc from "fast-check";
import { expect, it } from "vitest";
import { readAnswer } from "../../../workers/conversations/channels/social/sender.ts";
import { FROM_OWN_PAGE } from "../access/people.ts";
import { call } from "../api/client.ts";
import { openSalon } from "../commands/surroundings.ts";

it("as a provider's answer is an id or a code", () => {
  const json = fc.oneof(
    fc.string(),
    fc.json(),
    fc.record({ error: fc.record({ code: fc.anything(), error_subcode: fc.anything() }) }).map((one) => {
      return JSON.stringify(one) ?? "";
    }),
  );
  fc.assert(
    fc.property(fc.integer({ min: 200, max: 599 }), fc.option(fc.string()), json, (status, after, text) => {
      const sent = readAnswer(status, after, text);
      if ("id" in sent) expect([typeof sent.id, status < 400]).toEqual(["string", true]);
      else expect(Number.isSafeInteger(sent.code)).toBe(true);
    }),
    { numRuns: 2_000 },
  );
  const refused = (code: number, error_subcode?: number) =>
    readAnswer(400, null, JSON.stringify({ error: { code, error_subcode } }));
  expect(refused(10, 2018278)).toMatchObject({ code: 131047 });
  expect(refused(10)).toMatchObject({ code: 10 });
  expect(refused(551)).toMatchObject({ code: 131026 });
  expect(refused(98765)).toMatchObject({ code: 100 });
  for (const code of ["toString", { toString: 1 }, [], null, 1.5, "__proto__"]) {
    expect(readAnswer(400, null, JSON.stringify({ error: { code, error_subcode: code } }))).toMatchObject({
      code: 100,
    });
  }
  expect(readAnswer(500, "7", '{"error":null}')).toEqual({ code: 2, retryAfter: 7 });
});

it("as a chat's form or cookie is answered, and never breaks the door", async () => {
  const { slug } = await openSalon((salon) => {
    salon.channels = { chat: {} };
  });
  const text = fc.string({ unit: "binary", maxLength: 40 }).map((one) => one.toWellFormed());
  const names = fc.constantFrom("text", "choice", "key", "lang", "act");
  const cookie = fc.string({ maxLength: 40 }).map((one) => `__Host-chat=${one.replace(/[^\x21-\x7e]/g, "")}`);
  await fc.assert(
    fc.asyncProperty(fc.dictionary(names, text, { maxKeys: 4 }), cookie, async (fields, Cookie) => {
      const headers = { ...FROM_OWN_PAGE, Cookie, "Content-Type": "application/x-www-form-urlencoded" };
      const body = new URLSearchParams(fields).toString();
      expect((await call(`/${slug}/chat`, { method: "POST", body, headers })).status).toBe(303);
    }),
    { numRuns: 60 },
  );
});
