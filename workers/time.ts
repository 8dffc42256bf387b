// Instants are whole minutes since 1970-01-01T00:00Z, dates are days since 1970-01-01, offsets are minutes east of UTC.
// Offsets come from the engine (availability answers, workers/engine/clock.ts): this file knows no zone.

export const MINUTES_PER_DAY = 1440;

const two = (n: number): string => String(n).padStart(2, "0");

/** RFC 3339 with the given offset: `2026-12-01T09:00:00+02:00`. */
export function rfc3339(instant: number, offset: number): string {
  const wall = new Date((instant + offset) * 60_000).toISOString().slice(0, 19);
  const east = Math.abs(offset);
  return `${wall}${offset < 0 ? "-" : "+"}${two(Math.floor(east / 60))}:${two(east % 60)}`;
}

/** The local date of an instant. */
export function dateOf(instant: number, offset: number): number {
  return Math.floor((instant + offset) / MINUTES_PER_DAY);
}

/** Minutes after local midnight, 0 to 1439. */
export function minuteOfDay(instant: number, offset: number): number {
  return instant + offset - dateOf(instant, offset) * MINUTES_PER_DAY;
}

/** `YYYY-MM-DD` to days since 1970-01-01; null when it is not a date of the calendar. */
export function parseDate(text: string): number | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (match === null) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return null;
  // Howard Hinnant's (https://howardhinnant.github.io/date_algorithms.html), as in wasm/base/time.h: years begin in March.
  const years = month <= 2 ? year - 1 : year;
  const era = Math.floor(years / 400);
  const yearOfEra = years - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

function daysIn(year: number, month: number): number {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
}

/** 9999-12-31: no later date has four digits of a year. */
const LAST_DATE = 2_932_896;

/** Days since 1970-01-01 to `YYYY-MM-DD`; what lies beyond reads as the last such date. */
export function formatDate(date: number): string {
  return new Date(Math.min(date, LAST_DATE) * 86_400_000).toISOString().slice(0, 10);
}

/** `HH:MM` (00:00 to 24:00) to minutes of the day; null when it is no time of day. */
export function parseTimeOfDay(text: string): number | null {
  const match = /^(\d{2}):(\d{2})$/.exec(text);
  if (!match) return null;
  const hours = Number(match[1]);
  const minutes = Number(match[2]);
  const total = hours * 60 + minutes;
  return minutes < 60 && total <= MINUTES_PER_DAY ? total : null;
}

/** `YYYY-MM-DDTHH:MM` to wall-clock minutes since 1970-01-01T00:00 on the salon's clock; null when it is none. */
export function parseWallTime(text: string): number | null {
  const date = parseDate(text.slice(0, 10));
  const minute = text.charAt(10) === "T" ? parseTimeOfDay(text.slice(11)) : null;
  return date === null || minute === null ? null : date * MINUTES_PER_DAY + minute;
}
