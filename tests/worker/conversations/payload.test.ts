// Whatever is said fits what the provider takes, and never ends in half a character.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shortened } from "../../../workers/commands/conversations/content.ts";
import { BOUNDS, messageOf } from "../../../workers/conversations/whatsapp/payload.ts";
import type { Json } from "./payloads.ts";

const words = fc.string({ unit: "grapheme", minLength: 1, maxLength: 200 }).filter((text) => text.trim() !== "");

describe("a text that is too long", () => {
  it("loses whole characters and ends in an ellipsis, whatever it is written in", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 80 }), fc.integer({ min: 1, max: 40 }), (text, most) => {
        const short = shortened(text, most);
        expect(short.length).toBeLessThanOrEqual(most);
        expect(text.length <= most ? short === text : short.endsWith("…")).toBe(true);
        if (text.length <= most) return;
        const kept = [...new Intl.Segmenter().segment(short.slice(0, -1))].map(({ segment }) => segment);
        const all = [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);
        expect(all.slice(0, kept.length)).toEqual(kept);
      }),
    );
    expect(shortened("Manicure 👩‍👩‍👧‍👦", 12)).toBe("Manicure…");
  });
});

describe("choices", () => {
  const choices = (most: number) =>
    fc.uniqueArray(fc.record({ id: fc.string({ minLength: 1, maxLength: 200 }), title: words, description: words }), {
      minLength: 1,
      maxLength: most,
      selector: ({ id }) => id,
    });

  it("up to three are buttons, more are a list of at most ten, all within the provider's bounds", () => {
    fc.assert(
      fc.property(words, choices(14), (text, buttons) => {
        const { interactive } = messageOf({ kind: "buttons", text, buttons }) as Json;
        expect(interactive.body.text.length).toBeLessThanOrEqual(BOUNDS.text);
        if (buttons.length <= 3) {
          expect(interactive.type).toBe("button");
          const shown = interactive.action.buttons.map(({ reply }: Json) => reply);
          expect(shown.map(({ id }: Json) => id)).toEqual(buttons.map(({ id }) => id));
          for (const { title } of shown) expect(title.length).toBeLessThanOrEqual(20);
          return;
        }
        const [{ rows }] = interactive.action.sections;
        expect(rows.map(({ id }: Json) => id)).toEqual(buttons.slice(0, 10).map(({ id }) => id));
        for (const row of rows) {
          expect(row.title.length).toBeLessThanOrEqual(24);
          expect(row.description.length).toBeLessThanOrEqual(72);
        }
      }),
    );
  });

  it("of none, of one id twice, or without words are no message", () => {
    const one = { id: "a", title: "A" };
    for (const buttons of [
      [],
      [one, one],
      [{ id: "", title: "A" }],
      [{ id: "a", title: " " }],
      [{ id: "a".repeat(257), title: "A" }],
    ]) {
      expect(() => messageOf({ kind: "buttons", text: "Choose", buttons })).toThrow(RangeError);
    }
    expect(() => messageOf({ kind: "text", text: " " })).toThrow(RangeError);
  });
});
