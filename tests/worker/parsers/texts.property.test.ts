// Readers of texts that others send, each given anything: it refuses or it reads, it never throws, and what it reads is what
// was written.
import { env } from "cloudflare:workers";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { personalSpans } from "../../../workers/engine/compliance/personal-data.ts";
import { compliance } from "../../../workers/engine/shipped.ts";
import { isInstantShaped, parseInstant, parseMinute } from "../../../workers/http/instants.ts";
import { parseJson } from "../../../workers/http/json.ts";
import { e164 } from "../../../workers/http/phone.ts";
import { originOf, readCheckpoint, signCheckpoint } from "../../../workers/note.ts";
import { decodeSnapshot } from "../../../workers/store/snapshots.ts";
import { formatDate, parseDate, parseTimeOfDay, parseWallTime, rfc3339 } from "../../../workers/time.ts";
import {
  calendarToken,
  linkOfToken,
  manageToken,
  newChallenge,
  newId,
  offerToken,
  openChallenge,
  parseToken,
  signInToken,
} from "../../../workers/token.ts";
import { dateOfIso, instantOfIso, isoDate, isoInstant } from "../../../workers/ui/dates.ts";
import { chosenLanguage, LANGUAGES } from "../../../workers/ui/words.ts";

const SECRET = env.TOKEN_SECRET;
const anyText = fc.oneof(fc.string({ unit: "binary", maxLength: 80 }), fc.string({ maxLength: 80 }));
/** Texts of the characters that the reader cares for: they come further than any text does. */
const textOf = (characters: string) => fc.string({ unit: fc.constantFrom(...characters), maxLength: 60 });
const slug = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,20}$/);
/** One character of the text is another, or one too many, or missing. */
const spoiled = (text: string) =>
  fc
    .tuple(fc.nat(text.length - 1), fc.constantFrom("A", "b", "7", ".", "-", "_", "\n", ""), fc.boolean())
    .map(([at, by, instead]) => text.slice(0, at) + by + text.slice(instead ? at + 1 : at))
    .filter((each) => each !== text);

describe("a capability's token", () => {
  it("read from any text is nothing, or that very text taken apart", () => {
    const near = textOf("abz09-_.AZ");
    fc.assert(
      fc.property(fc.oneof(anyText, near), (text) => {
        const read = parseToken(text);
        if (read !== null) expect(`${read.salon}.${read.id}.${read.mac}`).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });

  it("of any salon and booking is read back, and differs for every purpose", async () => {
    await fc.assert(
      fc.asyncProperty(slug, fc.nat(1000), async (salon, version) => {
        const id = newId();
        const tokens = await Promise.all([
          manageToken(SECRET, salon, id, version),
          calendarToken(SECRET, salon, id, version),
          offerToken(SECRET, salon, id),
        ]);
        for (const token of tokens) expect(parseToken(token)).toMatchObject({ salon, id });
        expect(new Set(tokens).size).toBe(3);
      }),
      { numRuns: 100 },
    );
  });
});

describe("a sign-in link and a challenge", () => {
  it("are no text but those that were made here, for the one purpose, until they expire", async () => {
    const link = newId();
    const token = await signInToken(SECRET, link);
    const challenge = await newChallenge(SECRET, "sign-in", 1000);
    expect(await linkOfToken(SECRET, token)).toBe(link);
    expect(await openChallenge(SECRET, "sign-in", challenge, 999)).toMatchObject({ expiresAt: 1000 });
    expect(await openChallenge(SECRET, "sign-in", challenge, 1000)).toBeNull();
    expect(await openChallenge(SECRET, "add:x", challenge, 1)).toBeNull();
    await fc.assert(
      fc.asyncProperty(fc.oneof(anyText, spoiled(token), spoiled(challenge)), async (text) => {
        expect(await linkOfToken(SECRET, text)).toBeNull();
        expect(await openChallenge(SECRET, "sign-in", text, 1)).toBeNull();
      }),
      { numRuns: 400 },
    );
  });
});

describe("dates and times", () => {
  it("that were written are read back", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40_000_000 }), fc.integer({ min: -1439, max: 1439 }), (instant, offset) => {
        expect(parseMinute(rfc3339(instant, offset))).toBe(instant);
        const date = Math.floor(instant / 1440);
        expect(parseDate(formatDate(date))).toBe(date);
        expect(parseWallTime(`${formatDate(date)}T${rfc3339(instant, 0).slice(11, 16)}`)).toBe(instant);
        const [thisCentury, minute] = [10_957 + (date % 36_000), 15_778_080 + (instant % 51_000_000)];
        expect(dateOfIso(isoDate(thisCentury))).toBe(thisCentury);
        expect(instantOfIso(isoInstant(minute))).toBe(minute);
      }),
      { numRuns: 1000 },
    );
  });

  it("name the days of the calendar and no others, as the language's own dates have them", () => {
    for (const year of [0, 1, 4, 99, 100, 400, 1900, 1969, 1970, 2000, 2026, 2028, 2100, 9999]) {
      for (let month = 0; month <= 13; month++) {
        for (let day = 0; day <= 32; day++) {
          const text = [
            String(year).padStart(4, "0"),
            ...[month, day].map((each) => String(each).padStart(2, "0")),
          ].join("-");
          const at = Date.parse(`${text}T00:00:00Z`);
          const isDay = !Number.isNaN(at) && new Date(at).toISOString().slice(0, 10) === text;
          expect(parseDate(text), text).toBe(isDay ? at / 86_400_000 : null);
        }
      }
    }
  });

  it("are nothing, or a number within their bounds, whatever the text", () => {
    const near = textOf("0123456789-:+TtZz. ");
    fc.assert(
      fc.property(fc.oneof(anyText, near), (text) => {
        for (const read of [parseDate, parseWallTime, dateOfIso, instantOfIso, parseMinute]) {
          const value = read(text);
          if (value !== null) expect(Number.isSafeInteger(value), `${read.name} of ${text}`).toBe(true);
        }
        const time = parseTimeOfDay(text);
        if (time !== null) expect(time >= 0 && time <= 1440).toBe(true);
        const instant = parseInstant(text);
        if (instant !== null) expect([Number.isFinite(instant), isInstantShaped(text)]).toEqual([true, true]);
      }),
      { numRuns: 3000 },
    );
  });
});

describe("a telephone number", () => {
  it("is nothing or an E.164 number, whatever the text, and reading that again changes nothing", () => {
    fc.assert(
      fc.property(fc.oneof(anyText, textOf("+0123456789 ().-")), fc.constantFrom("ZA", "GB"), (text, country) => {
        const read = e164(text, country);
        if (read === null) return;
        expect(read).toMatch(/^\+[1-9]\d{6,14}$/);
        expect(e164(read, country)).toBe(read);
      }),
      { numRuns: 3000 },
    );
  });
});

describe("a JSON body", () => {
  const bytes = (text: string) => new TextEncoder().encode(text);

  it("of any value is read as it was written", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
        const text = JSON.stringify(value);
        expect(parseJson(bytes(text))).toEqual({ ok: true, value: JSON.parse(text) });
      }),
      { numRuns: 500 },
    );
  });

  it("of any bytes is refused with its faults, or is what JSON.parse reads, with no name twice", () => {
    const near = textOf('{}[]",:\\u0017eE+-.truefalsn ').map(bytes);
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 80 }), near), (body) => {
        const read = parseJson(body);
        if (read.ok) expect(read.value).toEqual(JSON.parse(new TextDecoder().decode(body)));
        else expect(read.faults.length).toBeGreaterThan(0);
      }),
      { numRuns: 3000 },
    );
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.jsonValue({ maxDepth: 2 }), (name, value) => {
        const pair = `${JSON.stringify(name)}:${JSON.stringify(value)}`;
        expect(parseJson(bytes(`{${pair}}`)).ok).toBe(true);
        expect(parseJson(bytes(`{${pair},"other than ${"x".repeat(20)}":1,${pair}}`)).ok).toBe(false);
      }),
      { numRuns: 500 },
    );
  });
});

describe("a signed note", () => {
  it("is none once any character is another, whatever the text", async () => {
    const origin = originOf(env, "notes");
    const note = await signCheckpoint(env, { origin, size: 12, root: new Uint8Array(32).fill(7) });
    expect(await readCheckpoint(env, "notes", note)).toMatchObject({ size: 12 });
    await fc.assert(
      fc.asyncProperty(fc.oneof(anyText, spoiled(note)), async (text) => {
        expect(await readCheckpoint(env, "notes", text)).toBeNull();
      }),
      { numRuns: 300 },
    );
  });
});

describe("what else is read of a request or a store", () => {
  it("takes any Accept-Language for one of the languages there are", () => {
    const near = textOf("enafzuxh-ZA;q=01., *");
    fc.assert(
      fc.property(fc.oneof(anyText, near), fc.option(anyText), (header, wished) => {
        expect(LANGUAGES).toContain(chosenLanguage(wished, header, LANGUAGES));
      }),
      { numRuns: 2000 },
    );
  });

  it("finds personal data in any text in order, within it, and without overlaps", () => {
    const near = textOf("0123456789+@.thandi example.com/-");
    fc.assert(
      fc.property(fc.oneof(anyText, near), (text) => {
        let last = 0;
        for (const { start, end } of personalSpans(text, compliance)) {
          expect(start >= last && end > start && end <= text.length).toBe(true);
          last = end;
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("takes no bytes for a snapshot but one that was published", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(decodeSnapshot(bytes)).toBeNull();
      }),
      { numRuns: 1000 },
    );
  });
});
