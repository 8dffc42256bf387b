// Dates, times, lengths of time and money, as people of each language write them.
//
// Own small tables (in the locale files) and not Intl: the same page must read the same in every version of the runtime,
// and half of what Intl gives for isiZulu and isiXhosa differs between ICU releases.
// A date is days since 1970-01-01; an instant is minutes since 1970-01-01T00:00Z; a wall time is minutes of a day.

import type { WordKey, Words } from "./words.ts";

/** What a client's clock and calendar in the salon show at one instant. */
export interface LocalMoment {
  date: number;
  minute: number;
  /** Its offset, where the clock shows the same twice on that date (engine/clock.ts). */
  zone?: string | undefined;
}

/** `offset` is the zone's minutes east of UTC at `instant`. */
export function localMoment(instant: number, offset: number): LocalMoment {
  const wall = instant + offset;
  return { date: Math.floor(wall / 1440), minute: ((wall % 1440) + 1440) % 1440 };
}

/** 0 for Monday to 6 for Sunday; 1970-01-01 was a Thursday. */
export function weekdayOf(date: number): number {
  return (((date + 3) % 7) + 7) % 7;
}

/** `2026-11-25`. */
export function isoDate(date: number): string {
  return new Date(date * 86_400_000).toISOString().slice(0, 10);
}

/** The date of `YYYY-MM-DD` between 2000 and 2100, or null. */
export function dateOfIso(text: string | null | undefined): number | null {
  if (text === null || text === undefined || !/^20\d\d-\d\d-\d\d$/.test(text)) return null;
  const milliseconds = Date.parse(`${text}T00:00:00Z`);
  if (Number.isNaN(milliseconds)) return null;
  const date = milliseconds / 86_400_000;
  return isoDate(date) === text ? date : null;
}

/** `2026-11-25T11:45Z`: an instant in a query string. */
export function isoInstant(instant: number): string {
  return `${new Date(instant * 60_000).toISOString().slice(0, 16)}Z`;
}

/** The instant of `YYYY-MM-DDTHH:MMZ`, or null. */
export function instantOfIso(text: string | null | undefined): number | null {
  const match = /^(20\d\d-\d\d-\d\d)T([01]\d|2[0-3]):([0-5]\d)Z$/.exec(text ?? "");
  const date = dateOfIso(match?.[1]);
  return match === null || date === null ? null : date * 1440 + Number(match[2]) * 60 + Number(match[3]);
}

const [FIRST_MINUTE, END] = [Date.UTC(2000) / 60_000, Date.UTC(2100) / 60_000];

/** A minute since the epoch as forms carry it, of the same years; null for any other number. */
export function minuteIn(text: string | null | undefined): number | null {
  const minute = Number(text);
  return Number.isInteger(minute) && minute >= FIRST_MINUTE && minute < END ? minute : null;
}

/** `08:15`; 24-hour clock, as on South African appointment cards. */
export function clockTime(minute: number): string {
  const two = (n: number) => String(n).padStart(2, "0");
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

/** The time of a moment: `08:15`, and `01:30 +01:00` where that comes twice. */
export const timeOf = ({ minute, zone }: Pick<LocalMoment, "minute" | "zone">): string =>
  zone === undefined ? clockTime(minute) : `${clockTime(minute)} ${zone}`;

/** `Wednesday 25 November`. */
export function longDay(words: Words, date: number): string {
  return words.say("calendar.long-day", parts(words, date));
}

/** `Wed 25 Nov`. */
export function shortDay(words: Words, date: number): string {
  return words.say("calendar.short-day", parts(words, date));
}

export function weekdayName(words: Words, date: number): string {
  return named(words, "calendar.weekdays", weekdayOf(date));
}

export function shortWeekday(words: Words, date: number): string {
  return named(words, "calendar.short-weekdays", weekdayOf(date));
}

export function shortMonth(words: Words, date: number): string {
  return named(words, "calendar.short-months", monthOf(date));
}

/** 1 to 31. */
export function dayOfMonth(date: number): number {
  return new Date(date * 86_400_000).getUTCDate();
}

/** `today`, `tomorrow`, or the short day: for the middle of a sentence. */
export function nearDay(words: Words, date: number, today: number): string {
  if (date === today) return words.say("calendar.today");
  if (date === today + 1) return words.say("calendar.tomorrow");
  return shortDay(words, date);
}

/** `45 min`, `2 h`, `1 h 30 min`. */
export function lengthOfTime(words: Words, minutes: number): string {
  const [h, m] = [Math.floor(minutes / 60), minutes % 60];
  if (h === 0) return words.say("length.minutes", { m });
  return m === 0 ? words.say("length.hours", { h }) : words.say("length.hours-minutes", { h, m });
}

const SYMBOLS: Readonly<Record<string, string>> = { ZAR: "R", NAD: "N$", BWP: "P", GBP: "£", EUR: "€", USD: "$" };

/** `R950`, `R1 300`, `R99.50`: thousands parted by a space that does not break, cents only where there are any. */
export function money(words: Words, cents: number, currency = "ZAR"): string {
  const whole = String(Math.floor(cents / 100)).replace(/\B(?=(\d{3})+$)/g, "\u00a0");
  const rest = cents % 100;
  const amount = rest === 0 ? whole : `${whole}${words.say("money.point")}${String(rest).padStart(2, "0")}`;
  return `${SYMBOLS[currency] ?? `${currency}\u00a0`}${amount}`;
}

function parts(words: Words, date: number): Record<string, string | number> {
  return {
    weekday: weekdayName(words, date),
    short_weekday: shortWeekday(words, date),
    day: dayOfMonth(date),
    month: named(words, "calendar.months", monthOf(date)),
    short_month: shortMonth(words, date),
  };
}

function monthOf(date: number): number {
  return new Date(date * 86_400_000).getUTCMonth();
}

/** The `index`-th of the names that one locale entry lists with commas. */
function named(words: Words, key: WordKey, index: number): string {
  return words.say(key).split(",")[index] ?? "";
}
