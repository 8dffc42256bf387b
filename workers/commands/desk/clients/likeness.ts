// Whether two clients may be one person: the same address, or a name and a number that are near enough to have been typed twice.

import { wordsOf } from "../../../store/desk/clients/found-by.ts";

export interface Alike {
  name: string;
  phone: string;
  email: string | null;
}

/** Letters or digits that may differ. */
const NEAR_NAME = 2;
const NEAR_PHONE = 2;

export type Likeness = "same-address" | "near-number" | "same-name";

/** The strongest sign; null where there is none. A name alone is a weak one: people share names. */
export function likenessOf(one: Alike, other: Alike): Likeness | null {
  const [a, b] = [wordsOf(one.name).sort().join(" "), wordsOf(other.name).sort().join(" ")];
  const names = distance(a, b);
  if (one.email !== null && one.email.toLowerCase() === other.email?.toLowerCase()) return "same-address";
  if (names <= NEAR_NAME && distance(one.phone, other.phone) <= NEAR_PHONE) return "near-number";
  return a === b && a.includes(" ") ? "same-name" : null;
}

/** Edits of one letter, and swaps of two neighbours, from one text to the other (optimal string alignment). At most 64 letters count. */
export function distance(from: string, to: string): number {
  const [a, b] = [[...from].slice(0, 64), [...to].slice(0, 64)];
  let [before, last] = [[] as number[], b.map((_, j) => j).concat(b.length)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, (before[j - 2] ?? 0) + 1);
      row.push(least);
    }
    [before, last] = [last, row];
  }
  return last[b.length] ?? 0;
}
