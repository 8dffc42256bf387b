// What a client is found by: short keys made of their name, number and address, such that whatever is typed is the beginning of one.
// A key is at most 64 characters and there are at most 60 of them.

/** Of a name no more words than these are looked at; a name of two words has three keys. */
const WORDS = 5;
const LONGEST = 64;
const MOST = 60;
/** Fewer digits than these at a number's end find nothing. */
export const FEWEST_DIGITS = 3;

/** Lower case, without accents; letters that are one of two in other spellings are told by the plain ones. */
export function folded(text: string): string {
  return text
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll("ø", "o")
    .replaceAll("ß", "ss")
    .replaceAll("æ", "ae");
}

/** The words of a name as they are kept and as they are looked for. */
export function wordsOf(text: string): string[] {
  return folded(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
}

export interface Findable {
  name: string;
  /** E.164. */
  phone: string;
  email: string | null;
}

export function foundBy(...rows: readonly Findable[]): string[] {
  const keys = new Set(rows.flatMap((row) => [...ofName(row.name), ...ofPhone(row.phone), ...ofEmail(row.email)]));
  return [...keys].map((key) => key.slice(0, LONGEST)).slice(0, MOST);
}

/** Every word before every other, since people begin with either; and the initials. */
function ofName(name: string): string[] {
  const words = wordsOf(name).slice(0, WORDS);
  if (words.length < 2) return words;
  const pairs = words.flatMap((one, i) => words.filter((_, j) => j !== i).map((other) => `${one} ${other}`));
  return [...pairs, words.map((word) => [...word][0]).join("")];
}

/** Every end of the number, so that any part of it begins one; at home it is written with a zero. */
function ofPhone(phone: string): string[] {
  const digits = phone.slice(1);
  const ends = Array.from({ length: Math.max(0, digits.length - FEWEST_DIGITS + 1) }, (_, i) => digits.slice(i));
  return digits.startsWith("27") ? [...ends, `0${digits.slice(2)}`] : ends;
}

function ofEmail(email: string | null): string[] {
  if (email === null) return [];
  const whole = email.toLowerCase();
  const [local = ""] = whole.split("@");
  const parts = [...local.matchAll(/[._+-]/g)].map(({ index }) => whole.slice(index + 1));
  return [whole, ...parts].filter((key) => key !== "");
}
