// Services under the headings the salon gave them, in the order in which the headings first appear.

import type { SalonService } from "../../../shared/contracts/salon.ts";
import { isWord, type Words } from "../../ui/words.ts";

const OTHER = "other";

export function inCategories(services: SalonService[]): [category: string, services: SalonService[]][] {
  const groups = new Map<string, SalonService[]>();
  for (const service of services) {
    const category = service.category ?? OTHER;
    groups.set(category, [...(groups.get(category) ?? []), service]);
  }
  return [...groups];
}

/** A known tag in the reader's language; a salon's own tag as it is written, with a capital. */
export function categoryName(words: Words, category: string): string {
  const key = `category.${category}`;
  if (isWord(key)) return words.say(key);
  return `${category.charAt(0).toUpperCase()}${category.slice(1).replaceAll("-", " ")}`;
}
