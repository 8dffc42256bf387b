import { describe, expect, it } from "vitest";
import { Intent, Language } from "../../../shared/contracts/generated/routing_generated.ts";
import { understand } from "../../../workers/engine/routing/understand.ts";
import { routing } from "../../../workers/engine/shipped.ts";

describe("the reader of messages that ships", () => {
  it.each([
    ["Hi, I want to cancel my appointment for tomorrow please", Language.English, Intent.Cancel],
    ["hoeveel kos n manicure asb", Language.Afrikaans, Intent.Price],
    ["ngicela ukukhuluma nomuntu", Language.Zulu, Intent.Human],
    ["ndicela nindithumelele ilocation yenu", Language.Xhosa, Intent.Directions],
  ])("knows what %j wants, and its language", (text, language, intent) => {
    const reading = understand(text, routing);
    expect([reading.language, reading.guesses[0]?.intent]).toEqual([language, intent]);
    expect(new Set(reading.guesses.map((guess) => guess.intent)).size).toBe(3);
  });

  it("is sure of nothing that is no salon's matter", () => {
    expect(understand("who won the rugby world cup in 1995", routing).sure).toBe(false);
    expect(understand("", routing)).toMatchObject({ language: Language.Other, languageChance: 0, sure: false });
  });

  it("reads the beginning of a text that is too long, though it be cut within a letter", () => {
    expect(understand("💅".repeat(3000), routing).guesses).toHaveLength(3);
    expect(understand(`Please cancel my booking. ${"ê".repeat(5000)}`, routing).guesses).toHaveLength(3);
  });
});
