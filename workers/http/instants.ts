// RFC 3339 instants in requests, and a writer for answers that hold a thousand of them.

import { formatDate, MINUTES_PER_DAY, parseDate } from "../time.ts";

const RFC3339 = /^(\d{4}-\d{2}-\d{2})[Tt](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(?:[Zz]|([+-])(\d{2}):(\d{2}))$/;

/** Whether the text is written as RFC 3339 wants it; it may still name no day of the calendar. */
export function isInstantShaped(text: string): boolean {
  return RFC3339.test(text);
}

/** An RFC 3339 instant (seconds may be left out) -> milliseconds since the epoch, or null when there is no such instant. */
export function parseInstant(text: string): number | null {
  const match = RFC3339.exec(text);
  if (!match) return null;
  const days = parseDate(match[1] ?? "");
  const [hour, minute, second] = [Number(match[2]), Number(match[3]), Number(match[4] ?? 0)];
  const [eastHours, eastMinutes] = [Number(match[7] ?? 0), Number(match[8] ?? 0)];
  if (days === null || hour > 23 || minute > 59 || second > 59 || eastHours > 23 || eastMinutes > 59) return null;
  const east = (eastHours * 60 + eastMinutes) * (match[6] === "-" ? -1 : 1);
  const milliseconds = Math.floor(Number(`0.${match[5] ?? 0}`) * 1000);
  return ((days * MINUTES_PER_DAY + hour * 60 + minute - east) * 60 + second) * 1000 + milliseconds;
}

/** Like parseInstant, for an instant that must be a whole minute -> minutes since the epoch. */
export function parseMinute(text: string): number | null {
  const milliseconds = parseInstant(text);
  return milliseconds === null || milliseconds % 60_000 !== 0 ? null : milliseconds / 60_000;
}

/**
 * A function that writes minutes since the epoch as RFC 3339 on the clock `offset` minutes east of UTC. It remembers the
 * day and the offset it wrote last, so that ascending starts cost one comparison and one concatenation each.
 */
export function instantWriter(): (instant: number, offset: number) => string {
  let midnight = Number.NaN;
  let day = "";
  let lastOffset = Number.NaN;
  let zone = "";
  return (instant, offset) => {
    const local = instant + offset;
    if (!(local >= midnight && local < midnight + MINUTES_PER_DAY)) {
      const date = Math.floor(local / MINUTES_PER_DAY);
      midnight = date * MINUTES_PER_DAY;
      day = `${formatDate(date)}T`;
    }
    if (offset !== lastOffset) {
      lastOffset = offset;
      zone = `:00${offset < 0 ? "-" : "+"}${clock(Math.abs(offset))}`;
    }
    return day + clock(local - midnight) + zone;
  };
}

/** Minutes, 0 to 1439 -> "09:05". */
function clock(minutes: number): string {
  const hour = (minutes / 60) | 0;
  const minute = minutes - hour * 60;
  return `${hour < 10 ? "0" : ""}${hour}:${minute < 10 ? "0" : ""}${minute}`;
}
