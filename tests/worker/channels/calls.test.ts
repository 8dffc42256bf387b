// Calls: what is said or pressed is answered while the caller waits, the same again where it comes again, and who is not
// understood twice is put through.

import { env, exports } from "cloudflare:workers";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { isTwilios } from "../../../workers/conversations/channels/voice/signature.ts";
import { element, escaped, words } from "../../../workers/conversations/channels/voice/xml.ts";
import { ORIGIN } from "../api/client.ts";
import { rows } from "../commands/surroundings.ts";
import { africasTalking, type Call, keyFor, NOMSA, salonWithVoice, signed, twilio } from "./calls.ts";
import { conversationOf, heard } from "./stage.ts";

const calling = async (from = NOMSA, of?: Call["of"]): Promise<Call> => ({
  of: of ?? (await salonWithVoice()),
  id: `CA${crypto.randomUUID().replaceAll("-", "")}`,
  from,
});

describe("a signature", () => {
  const url = "https://mycompany.com/myapp.php?foo=1&bar=2";
  const fields = (from: string) =>
    new URLSearchParams({ CallSid: "CA1234567890ABCDE", Caller: from, Digits: "1234", From: from, To: "+18005551212" });

  it.each([
    ["+14158675309", "RSOYDt4T1cUTdK1PDd93/VVr8B8="],
    ["+12349013030", "0/KCTR6DLpKmkAf8muzZqo1nDgQ="],
  ])("of the provider's own examples is right, and of nothing else: %s", async (from, signature) => {
    expect(await isTwilios("12345", signature, url, fields(from))).toBe(true);
    const others = [
      isTwilios("12346", signature, url, fields(from)),
      isTwilios("12345", signature, `${url}3`, fields(from)),
      isTwilios("12345", signature, url, new URLSearchParams({ ...Object.fromEntries(fields(from)), Digits: "1" })),
      isTwilios("12345", signature.toLowerCase(), url, fields(from)),
      isTwilios("12345", `${signature.slice(0, -2)}`, url, fields(from)),
      isTwilios("12345", "", url, fields(from)),
      isTwilios("12345", null, url, fields(from)),
    ];
    expect(await Promise.all(others)).toEqual(others.map(() => false));
  });

  it("that is wrong or missing, and a path that nobody was told, are refused and keep nothing", async () => {
    const call = await calling();
    expect((await twilio(call, null, {}, "another token")).status).toBe(403);
    const body = new URLSearchParams({ CallSid: call.id, To: call.of.account });
    const bare = await exports.default.fetch(`${ORIGIN}/webhooks/voice/twilio`, { method: "POST", body });
    expect(bare.status).toBe(403);
    expect((await africasTalking(call, null, {}, "guessed")).status).toBe(403);
    expect(await rows("SELECT 1 FROM conversation WHERE salon_id = ?1", call.of.slug)).toEqual([]);
  });

  it("over a turn's address does not go with another turn's", async () => {
    const call = await calling();
    const fields = { CallSid: call.id, To: call.of.account, From: NOMSA };
    const signature = await signed(`${ORIGIN}/webhooks/voice/twilio`, fields, env.TWILIO_AUTH_TOKEN);
    const moved = await exports.default.fetch(`${ORIGIN}/webhooks/voice/twilio?turn=5&misses=1`, {
      method: "POST",
      headers: { "X-Twilio-Signature": signature },
      body: new URLSearchParams(fields),
    });
    expect(moved.status).toBe(403);
  });
});

describe("XML", () => {
  const anything = fc.string({ unit: "binary", maxLength: 60 });

  it("holds whatever was said as text, and nothing of it as markup", () => {
    fc.assert(
      fc.property(anything, anything, (text, attribute) => {
        const { xml } = element("Say", { voice: attribute }, words(text));
        expect(xml).toMatch(/^<Say voice="[^<>"]*">[^<>]*<\/Say>$/);
        expect(xml.replace(/&(amp|lt|gt|quot|apos|#(9|10|13));/g, "")).not.toContain("&");
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
        expect(xml).not.toMatch(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/);
        expect(xml.isWellFormed()).toBe(true);
      }),
      { numRuns: 2_000 },
    );
    expect(escaped(`Nails & "Toes" <by> 'Thandi'`)).toBe("Nails &amp; &quot;Toes&quot; &lt;by&gt; &apos;Thandi&apos;");
  });
});

describe("a call", () => {
  it("is greeted with keys to press, and ends with a booking by what was said and pressed", async () => {
    const call = await calling();
    const hello = await twilio(call, null);
    expect(hello.said).toMatch(/press 1\..*press 2\..*press 3\./);
    expect(hello.xml).toContain('<Gather input="speech dtmf"');
    const asked = await twilio(call, hello.next, { SpeechResult: "môre 3 uur vir 'n cut?", Confidence: "0.91" });
    const named = await twilio(call, asked.next, { Digits: keyFor(asked.said, /./) });
    expect(named.xml).toContain('finishOnKey="#"'); // their name, which has no key
    const done = await twilio(call, named.next, { SpeechResult: "Nomsa Dlamini", Confidence: "0.8" });
    expect(done.status).toBe(200);
    expect(done.said).not.toContain("http");
    const booked = await rows(
      "SELECT client.phone, client.name, channel FROM booking JOIN client USING (salon_id, client_id) JOIN consent USING (salon_id, client_id) WHERE booking.salon_id = ?1",
      call.of.slug,
    );
    expect(booked).toEqual([{ phone: NOMSA, name: "Nomsa Dlamini", channel: "voice" }]);
    // Nothing of it is owed to anybody.
    expect(await rows("SELECT 1 FROM outgoing WHERE salon_id = ?1", call.of.slug)).toEqual([]);
  });

  it("hears the same again where a turn comes again, and books once", async () => {
    const call = await calling();
    const twice = async (at: string | null, fields: Record<string, string> = {}) => {
      const first = await twilio(call, at, fields);
      for (let times = 0; times < 3; times++) expect((await twilio(call, at, fields)).xml).toBe(first.xml);
      return first;
    };
    const hello = await twice(null);
    const asked = await twice(hello.next, { SpeechResult: "a cut tomorrow at 3pm please" });
    const named = await twice(asked.next, { Digits: "1" });
    await twice(named.next, { SpeechResult: "Nomsa" });
    expect(await rows("SELECT count(*) AS n FROM booking WHERE salon_id = ?1", call.of.slug)).toEqual([{ n: 1 }]);
    expect(await heard(call.of.slug)).toEqual([]); // nothing is left to answer
  });

  it("of which nothing is heard is asked again once, and then put through to the salon", async () => {
    for (const silent of [{}, { SpeechResult: "mumble", Confidence: "0.1" }]) {
      const call = await calling();
      const hello = await twilio(call, null);
      const asked = await twilio(call, hello.next, silent);
      expect(asked.said).toContain("I did not hear that.");
      expect(asked.said).toContain("press 1.");
      const through = await twilio(call, asked.next, silent);
      expect(through.dialled).toBe("+27215550100");
      expect(await conversationOf(call.of.slug)).toMatchObject({ state: "waiting" });
    }
  });

  it("that is not understood twice is put through, with the story in the inbox", async () => {
    const call = await calling();
    const hello = await twilio(call, null);
    const asked = await twilio(call, hello.next, { SpeechResult: "blue elephants sing sideways" });
    const through = await twilio(call, asked.next, { SpeechResult: "seventeen purple umbrellas" });
    expect(through.dialled).toBe("+27215550100");
    expect(await conversationOf(call.of.slug)).toMatchObject({ state: "waiting", why: "Misunderstood" });
  });

  it.each([
    ["a word", { SpeechResult: "I want to speak to a human" }],
    ["a word in Afrikaans", { SpeechResult: "'n mens asseblief" }],
    ["a word in isiZulu", { SpeechResult: "ngicela ukukhuluma nomuntu" }],
    ["the key that is always a person", { Digits: "0" }],
  ])("reaches a person by %s, and the next call at once", async (_name, fields) => {
    const call = await calling();
    const hello = await twilio(call, null);
    expect((await twilio(call, hello.next, fields)).dialled).toBe("+27215550100");
    const later = await twilio(await calling(NOMSA, call.of), null);
    expect(later.dialled).toBe("+27215550100");
  });

  it("that no person took says so, and goes nowhere in circles", async () => {
    const call = await calling();
    const url = `${ORIGIN}/webhooks/voice/twilio?lang=af`;
    expect((await twilio(call, url, { DialCallStatus: "no-answer" })).said).toContain("Niemand");
    expect((await twilio(call, url, { DialCallStatus: "completed" })).said).toBe("");
    const own = { ...(await salonWithVoice()) };
    const same = await salonWithVoice(["en"], own.account);
    const loop = await calling(NOMSA, same);
    const hello = await twilio(loop, null);
    expect((await twilio(loop, hello.next, { Digits: "0" })).dialled).toBe(own.account);
  });

  it("is greeted in the salon's language and goes on in the one that is spoken", async () => {
    const call = await calling(NOMSA, await salonWithVoice(["af", "en"]));
    const hello = await twilio(call, null);
    expect(hello.xml).toContain('language="af-ZA"');
    expect(hello.said).toContain("hallo");
    const asked = await twilio(call, hello.next, { SpeechResult: "Hello, I would like to book an appointment please" });
    expect(asked.xml).toContain('language="en-ZA"');
  });

  it("from nobody's number is asked for one, and told of no visit but its own", async () => {
    const of = await salonWithVoice();
    const first = await calling("anonymous", of);
    const hello = await twilio(first, null);
    const asked = await twilio(first, hello.next, { SpeechResult: "a cut tomorrow at 3pm please" });
    const named = await twilio(first, asked.next, { Digits: "1" });
    const number = await twilio(first, named.next, { SpeechResult: "Nomsa" });
    await twilio(first, number.next, { Digits: "0825550142" });
    expect(await rows("SELECT phone FROM client WHERE salon_id = ?1", of.slug)).toEqual([{ phone: NOMSA }]);
    const second = await calling("anonymous", of);
    const again = await twilio(second, null);
    expect((await twilio(second, again.next, { SpeechResult: "cancel my booking" })).dialled).toBe("+27215550100");
    expect(await rows("SELECT status FROM booking WHERE salon_id = ?1", of.slug)).toEqual([{ status: "confirmed" }]);
  });

  it("keeps a stop", async () => {
    const call = await calling();
    const hello = await twilio(call, null);
    await twilio(call, hello.next, { SpeechResult: "stop, no more promotions please" });
    expect(await conversationOf(call.of.slug)).toMatchObject({ opted_out_at: expect.any(Number) });
  });

  it("to a number that no salon has, or of no id, is let go", async () => {
    vi.spyOn(console, "warn").mockImplementation(() => {});
    const call = await calling(NOMSA, { slug: "none", account: "+27105559999" });
    expect((await twilio(call, null)).xml).toContain("<Hangup>");
    expect((await twilio({ ...call, id: "<script>" }, null)).status).toBe(400);
  });

  it("of any fields is answered or refused, and never breaks the door", async () => {
    vi.spyOn(console, "warn").mockImplementation(() => {});
    const of = await salonWithVoice();
    const text = fc.string({ unit: "binary", maxLength: 40 }).map((one) => one.toWellFormed().replaceAll("\r", ""));
    const names = fc.constantFrom("SpeechResult", "Confidence", "Digits", "From", "CallSid", "DialCallStatus", "X");
    await fc.assert(
      fc.asyncProperty(fc.dictionary(names, text, { maxKeys: 4 }), fc.nat(3), async (fields, turn) => {
        const url = `${ORIGIN}/webhooks/voice/twilio?turn=${turn}&misses=${turn}`;
        const { status, xml } = await twilio({ of, id: `CAany${turn}` }, url, fields);
        expect([200, 400]).toContain(status);
        if (status === 200) expect(xml).toMatch(/^<\?xml .*<Response>.*<\/Response>$/s);
      }),
      { numRuns: 60 },
    );
  });
});

describe("a call by keys alone", () => {
  it("ends with a booking, under the number that called", async () => {
    const call = await calling();
    const hello = await africasTalking(call, null);
    expect(hello.xml).toContain("<GetDigits ");
    let turn = await africasTalking(call, hello.next, { dtmfDigits: "1" });
    for (let times = 0; times < 6 && turn.next !== null; times++) {
      const [done] = await rows("SELECT 1 FROM booking WHERE salon_id = ?1", call.of.slug);
      if (done !== undefined) break;
      turn = await africasTalking(call, turn.next, { dtmfDigits: "1" });
    }
    expect(await rows("SELECT phone FROM client WHERE salon_id = ?1", call.of.slug)).toEqual([{ phone: NOMSA }]);
  });

  it("reaches a person by 0, by silence, and where a key could not answer", async () => {
    const pressed = await calling();
    const hello = await africasTalking(pressed, null);
    expect((await africasTalking(pressed, hello.next, { dtmfDigits: "0" })).dialled).toBe("+27215550100");
    const silent = await calling();
    const first = await africasTalking(silent, null);
    const second = await africasTalking(silent, first.next);
    expect((await africasTalking(silent, second.next)).dialled).toBe("+27215550100");
  });

  it("that is over is told nothing", async () => {
    const call = await calling();
    const over = await africasTalking(call, null, { isActive: "0", durationInSeconds: "12", amount: "1" });
    expect(over.xml).toContain("<Response></Response>");
    expect(await rows("SELECT 1 FROM conversation WHERE salon_id = ?1", call.of.slug)).toEqual([]);
  });
});
