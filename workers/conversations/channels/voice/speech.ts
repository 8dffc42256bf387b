// What is said, for ears: the address of a page is called one, and what can be chosen has a key of the telephone.

import { type Bounds, type Content, choicesOf } from "../../../commands/conversations/content.ts";
import type { Words } from "../../../ui/words.ts";

/** Keys 1 to 9; 0 is a person, always. */
export const KEYS = 9;

/** Characters that are read out in about a minute, and a choice in a few seconds. */
export const SPEECH: Bounds = {
  text: 900,
  body: 600,
  buttons: KEYS,
  buttonTitle: 60,
  rows: KEYS,
  rowTitle: 60,
  rowDescription: 80,
};

export function heardOf(contents: readonly Content[], words: Words): string {
  const texts = contents.flatMap((content) => {
    if (content.kind === "template") return [];
    const keys = choicesOf(content)
      .slice(0, KEYS)
      .map(({ title, description }, i) => {
        return words.say("voice.press", { title: [title, description].filter(Boolean).join(", "), n: i + 1 });
      });
    return [content.text.replace(/https?:\/\/\S+/g, words.say("voice.page")).trim(), ...keys];
  });
  return texts.filter((text) => text !== "").join(" ");
}
