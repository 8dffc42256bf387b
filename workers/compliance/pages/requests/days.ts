// Dates of an answer as people write a day.

import { parseDate } from "../../../time.ts";
import { longDay } from "../../../ui/dates.ts";
import type { Words } from "../../../ui/words.ts";

/** `text` begins with YYYY-MM-DD. */
export function dayOf(words: Words, text: string): string {
  return longDay(words, parseDate(text.slice(0, 10)) ?? 0);
}
