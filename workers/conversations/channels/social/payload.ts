// What is said, as Messenger and Instagram take it: quick replies for what can be chosen, and the same as numbered lines, since
// quick replies hold a few words and are not shown on every device.

import { type Bounds, type Content, choicesOf, numbered, shortened } from "../../../commands/conversations/content.ts";

/** Of a quick reply (Meta, "Quick Replies"): characters of its title and payload, and how many there may be. */
const TITLE = 20;
const PAYLOAD = 1_000;
const MOST_REPLIES = 13;

/** Bytes of UTF-8 (Meta, "Send Messages" of the Instagram API); Messenger takes 2,000 characters, so this fits both. */
const LONGEST = 1_000;
const bytes = (text: string): number => new TextEncoder().encode(text).length;

/** Rows of this length leave half of a message to the words above ten of them. */
export const SOCIAL: Bounds = {
  text: LONGEST,
  body: 500,
  buttons: MOST_REPLIES,
  buttonTitle: TITLE,
  rows: 10,
  rowTitle: 24,
  rowDescription: 24,
};

/** Of a message that is sent. */
export function messageOf(content: Content): Record<string, unknown> {
  const text = numbered(content, LONGEST, bytes);
  const choices = choicesOf(content);
  if (choices.some(({ id }) => id === "" || id.length > PAYLOAD)) throw new RangeError("An id does not fit.");
  if (new Set(choices.map(({ id }) => id)).size < choices.length) throw new RangeError("Two choices have one id.");
  if (choices.length === 0) return { text };
  const replies = choices.slice(0, MOST_REPLIES).map(({ id, title }) => {
    return { content_type: "text", title: shortened(title, TITLE), payload: id };
  });
  return { text, quick_replies: replies };
}
