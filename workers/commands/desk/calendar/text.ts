// What people of the team write down: a note, a reason, what a block is for.

/** Characters of such a text. */
export const LONGEST_TEXT = 500;

/** Control characters but line breaks, halves of a character, and what turns the direction of what follows: as the API's schemas. */
const HIDDEN = /[^\P{Cc}\n]|\p{Cs}|[\u202a-\u202e\u2066-\u2069]/u;

/** As it is kept: browsers send a line break as two characters. */
export const textOf = (written: string): string => written.replaceAll("\r\n", "\n").trim();

/** What is wrong with it; null: nothing. */
export function textFault(text: string): string | null {
  if (text.length > LONGEST_TEXT) return `must have at most ${LONGEST_TEXT} characters`;
  return HIDDEN.test(text) ? "must have no control characters" : null;
}
