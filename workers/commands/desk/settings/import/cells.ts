// What a cell means: dates, times, sums of money and lengths as South Africans and their spreadsheets write them. What could be read in
// two ways is refused, and whoever brings the file says which is meant.

import { parseDate } from "../../../../time.ts";

/** What the columns of a file may be called, in lower case without accents. */
const COLUMNS = {
  name: [
    "name",
    "client",
    "client name",
    "full name",
    "naam",
    "klient",
    "igama",
    "customer",
    "service",
    "diens",
    "description",
  ],
  phone: [
    "phone",
    "cell",
    "cellphone",
    "cell phone",
    "mobile",
    "mobile number",
    "telephone",
    "tel",
    "number",
    "selfoon",
    "telefoon",
    "foon",
    "ucingo",
    "contact number",
  ],
  email: ["email", "e-mail", "mail", "email address", "e-pos", "epos"],
  language: ["language", "taal", "ulimi", "ulwimi"],
  marketing: ["marketing", "marketing consent", "consent", "newsletter", "bemarking"],
  marketing_date: ["marketing date", "consent date", "consented on", "date of consent"],
  marketing_words: ["marketing wording", "consent wording", "consent text", "wording"],
  price: ["price", "amount", "prys", "cost", "inani", "price (r)", "price in rand", "total"],
  minutes: ["minutes", "duration", "length", "minute", "duur", "duration (min)"],
  category: ["category", "group", "kategorie", "groep"],
  deposit: ["deposit", "deposito"],
  date: ["date", "datum", "day", "usuku", "appointment date"],
  time: ["time", "tyd", "start", "start time", "begins", "isikhathi"],
  service: ["service", "diens", "treatment", "insizakalo"],
  staff: ["staff", "stylist", "with", "employee", "person", "stilis", "met", "team member"],
} as const;
export type Column = keyof typeof COLUMNS;

export type ImportKind = "clients" | "services" | "bookings";

/** Columns of each kind, and those without which nothing can be made of a row. */
export const KINDS: Record<ImportKind, { needed: readonly Column[]; also: readonly Column[] }> = {
  clients: { needed: ["name", "phone"], also: ["email", "language", "marketing", "marketing_date", "marketing_words"] },
  services: { needed: ["name", "price", "minutes"], also: ["category", "deposit"] },
  bookings: { needed: ["service", "date", "time", "name", "phone"], also: ["staff", "price", "email", "language"] },
};

/** Which column of the file is which; `missing` names what was not found. */
export function columnsOf(
  head: readonly string[],
  kind: ImportKind,
): { at: Partial<Record<Column, number>>; missing: Column[] } {
  const names = head.map((cell) =>
    cell
      .normalize("NFD")
      .replaceAll(/\p{M}/gu, "")
      .toLowerCase()
      .replaceAll(/[\s_]+/g, " ")
      .trim(),
  );
  const { needed, also } = KINDS[kind];
  const at: Partial<Record<Column, number>> = {};
  const taken = new Set<number>();
  // A name that could be two columns goes to the one that can be nothing else.
  const wanted = [...needed, ...also].sort((one, other) => COLUMNS[one].length - COLUMNS[other].length);
  for (const exact of [true, false]) {
    for (const column of wanted) {
      if (at[column] !== undefined) continue;
      const called: readonly string[] = exact ? [column.replaceAll("_", " ")] : COLUMNS[column];
      const index = names.findIndex((name, position) => !taken.has(position) && called.includes(name));
      if (index < 0) continue;
      at[column] = index;
      taken.add(index);
    }
  }
  return { at, missing: needed.filter((column) => at[column] === undefined) };
}

/** The order of day and month in a file's dates. */
export type DateOrder = "dmy" | "mdy";

/**
 * Days since 1970-01-01. `2026-12-31` and `2026/12/31` are read as they are; of `05/12/2026` the order must be known. Null where it is
 * no date, "ambiguous" where it could be two.
 */
export function dateCell(text: string, order: DateOrder | null): number | null | "ambiguous" {
  const plain = text.trim();
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]00:00(?::00)?)?$/.exec(plain);
  if (iso) return dayOf(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const other = /^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})$/.exec(plain);
  if (!other) return null;
  const [first, second, year] = [Number(other[1]), Number(other[2]), Number(other[3])];
  const [dayFirst, monthFirst] = [dayOf(year, second, first), dayOf(year, first, second)];
  if (order !== null) return order === "dmy" ? dayFirst : monthFirst;
  if (dayFirst !== null && monthFirst !== null && dayFirst !== monthFirst) return "ambiguous";
  return dayFirst ?? monthFirst;
}

const two = (n: number): string => String(n).padStart(2, "0");
const dayOf = (year: number, month: number, day: number): number | null => {
  const date = parseDate(`${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`);
  return date === null || year < 2000 || year > 2059 ? null : date;
};

/** Minutes after midnight: `9:00`, `09h30`, `14:15:00`, `2:15 pm`. */
export function timeCell(text: string): number | null {
  const [, hours, minutes = "00", half] =
    /^(\d{1,2})(?:[:h.](\d{2})(?::00)?)?\s*([ap]\.?m\.?)?$/i.exec(text.trim()) ?? [];
  if (hours === undefined || Number(minutes) > 59) return null;
  const late = half?.toLowerCase().startsWith("p");
  const hour = half === undefined ? Number(hours) : (Number(hours) % 12) + (late ? 12 : 0);
  if (hour > 23 || (half !== undefined && (Number(hours) < 1 || Number(hours) > 12))) return null;
  return hour * 60 + Number(minutes);
}

/**
 * Cents: `R 1 250,50`, `1,250.50`, `350`. A single comma or point before two digits parts the cents, before three it groups thousands;
 * with any other number of digits behind it, it is not known what is meant.
 */
export function centsCell(text: string): number | null {
  const plain = text.replace(/^\s*(?:R|ZAR)\s*/i, "").replaceAll(/[\s\u00a0']/g, "");
  const match = /^(\d{1,3}(?:[,.]\d{3})*|\d+)(?:[.,](\d{1,2}))?$/.exec(plain);
  if (!match) return null;
  const cents = Number((match[1] ?? "").replaceAll(/[,.]/g, "")) * 100 + Number((match[2] ?? "").padEnd(2, "0"));
  return Number.isSafeInteger(cents) && cents <= 10_000_000 ? cents : null;
}

/** Minutes: `45`, `45 min`, `1h30`, `1:30`, `1.5 h`. Whole quanta of five, as the salon's document has them. */
export function minutesCell(text: string): number | null {
  const plain = text.trim().toLowerCase();
  const hours = /^(\d{1,2})\s*(?:h|:|hr|hrs|u|uur)\s*(\d{1,2})?\s*(?:m|min)?$/.exec(plain);
  const minutes = hours
    ? Number(hours[1]) * 60 + Number(hours[2] ?? 0)
    : Number(/^(\d{1,4})\s*(?:m|min|mins|minutes|minute)?$/.exec(plain)?.[1] ?? Number.NaN);
  return Number.isInteger(minutes) && minutes >= 5 && minutes <= 1440 && minutes % 5 === 0 ? minutes : null;
}

/** Yes or no as people write it; null for anything else. */
export function yesCell(text: string): boolean | null {
  const plain = text.trim().toLowerCase();
  if (["yes", "y", "ja", "j", "yebo", "ewe", "true", "1", "x"].includes(plain)) return true;
  return ["no", "n", "nee", "cha", "hayi", "false", "0", ""].includes(plain) ? false : null;
}

export const lineCell = (text: string): string | null => {
  const plain = text.replaceAll(/\s+/g, " ").trim();
  const LINE = /^(?=.*\S)[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]{1,120}$/u;
  return LINE.test(plain) ? plain : null;
};

export const emailCell = (text: string): string | null => {
  const plain = text.trim();
  return /^[^\s@]{1,64}@[^\s@.]+(\.[^\s@.]+)+$/.test(plain) && plain.length <= 254 ? plain : null;
};
