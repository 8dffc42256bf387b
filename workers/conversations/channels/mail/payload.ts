// What is said, as a letter: what can be chosen are numbered lines, and a link to the page where the same can be done.

import { type Bounds, type Content, choicesOf, numbered } from "../../../commands/conversations/content.ts";
import type { Words } from "../../../ui/words.ts";

/** Characters; no provider bounds a letter this tightly, but nobody reads a longer one. */
const LONGEST = 20_000;

export const MAIL: Bounds = {
  text: LONGEST,
  body: 5_000,
  buttons: 10,
  buttonTitle: 80,
  rows: 10,
  rowTitle: 80,
  rowDescription: 200,
};

/** The letter's text. `link`: the salon's booking page. */
export function letterOf(content: Content, words: Words, link: string): string {
  const text = numbered(content, LONGEST);
  if (choicesOf(content).length === 0) return text;
  return `${text}\n\n${words.say("mail.choose")}\n${words.say("mail.link", { link })}`;
}

/** One answer bears one `Re:`, whoever put the first. */
export function subjectOf(subject: string | null, otherwise: string): string {
  const plain = (subject ?? "")
    .replace(/[\r\n]+/g, " ")
    .slice(0, 200)
    .trim();
  return plain === "" ? otherwise : /^(re|aw|antw):/i.test(plain) ? plain : `Re: ${plain}`;
}
