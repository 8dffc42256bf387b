// What people type at the counter: amounts and codes, whatever the text.

import { env } from "cloudflare:workers";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cardCode, readCode } from "../../../../workers/commands/desk/money/cards.ts";
import { amountOf, centsOf } from "../../../../workers/desk/money/amount.ts";

describe("an amount", () => {
  it("is nothing, or cents that are written again alike, whatever the text", () => {
    const text = fc.oneof(fc.string(), fc.stringMatching(/^R? ?[0-9]{1,9}([.,][0-9]{0,3})?$/));
    fc.assert(
      fc.property(text, (typed) => {
        const cents = centsOf(typed);
        if (cents === null) return;
        expect(Number.isSafeInteger(cents) && cents >= 0 && cents <= 1_000_000_000).toBe(true);
        expect(centsOf(amountOf(cents))).toBe(cents);
      }),
    );
  });

  it.each([
    ["350", 35_000],
    ["R350", 35_000],
    ["r 1 300.50", 130_050],
    ["1,300.50", 130_050],
    ["99,5", 9_950],
    ["0", 0],
    ["-1", null],
    ["1.234", null],
    ["1,30,0", null],
    ["", null],
    ["1e3", null],
    ["99999999", null],
  ])("%s is %s cents", (text, cents) => expect(centsOf(text)).toBe(cents));
});

describe("a card's code", () => {
  it("is none once a character is another, or two changed places", async () => {
    const code = (await cardCode(env, "salon", "card")).replaceAll("-", "");
    expect(readCode(code)).toBe(code);
    const letters = "023456789ABCDEFGHJKMNPQRSTVWXYZ";
    for (let at = 0; at < code.length; at++) {
      for (const letter of letters) {
        if (letter !== code[at]) expect(readCode(code.slice(0, at) + letter + code.slice(at + 1))).toBeNull();
      }
      for (let other = at + 1; other < code.length; other++) {
        const swapped = [...code];
        [swapped[at], swapped[other]] = [swapped[other] ?? "", swapped[at] ?? ""];
        if (swapped[at] !== swapped[other]) expect(readCode(swapped.join(""))).toBeNull();
      }
    }
    fc.assert(fc.property(fc.string(), (text) => void readCode(text)));
  });

  it("is the same for the same card and another for every other", async () => {
    const codes = await Promise.all(Array.from({ length: 50 }, (_, i) => cardCode(env, "salon", `card-${i}`)));
    expect(new Set(codes).size).toBe(50);
    expect(await cardCode(env, "salon", "card-7")).toBe(codes[7]);
    expect(codes).not.toContain(await cardCode(env, "other", "card-7"));
  });
});
