// Instants as text and back, by integer arithmetic: an availability answer formats a thousand of them, and Date costs more.
// Civil from days after Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".

const DAY = 1440; // minutes

/** "2026-12-01" -> days since 1970-01-01, or null when there is no such date. */
export function parseDate(text: string): number | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!match) return null;
  const days = daysOf(Number(match[1]), Number(match[2]), Number(match[3]));
  return formatDate(days) === text ? days : null;
}

/** Days since 1970-01-01 -> "2026-12-01". */
export function formatDate(days: number): string {
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const doe = z - era * 146_097; // [0, 146096]
  const yoe = Math.floor((doe - Math.floor(doe / 1460) + Math.floor(doe / 36_524) - Math.floor(doe / 146_096)) / 365);
  const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100)); // [0, 365]
  const mp = Math.floor((5 * doy + 2) / 153); // [0, 11], March first
  const day = doy - Math.floor((153 * mp + 2) / 5) + 1;
  const month = mp < 10 ? mp + 3 : mp - 9;
  const year = yoe + era * 400 + (month <= 2 ? 1 : 0);
  return `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`;
}

/** Minutes since the epoch -> RFC 3339 on the clock that is `offset` minutes east of UTC. */
export function formatInstant(minutes: number, offset: number): string {
  const local = minutes + offset;
  const days = Math.floor(local / DAY);
  return `${formatDate(days)}T${formatClock(local - days * DAY)}:00${formatOffset(offset)}`;
}

/** Minutes after midnight -> "09:05". */
export function formatClock(minutes: number): string {
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** Minutes east of UTC -> "+02:00". */
export function formatOffset(offset: number): string {
  const east = Math.abs(offset);
  return `${offset < 0 ? "-" : "+"}${two(Math.floor(east / 60))}:${two(east % 60)}`;
}

const RFC3339 = /^(\d{4}-\d{2}-\d{2})[Tt](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(?:[Zz]|([+-])(\d{2}):(\d{2}))$/;

/** An RFC 3339 instant (seconds may be left out) -> milliseconds since the epoch, or null when there is no such instant. */
export function parseInstant(text: string): number | null {
  const match = RFC3339.exec(text);
  if (!match) return null;
  const days = parseDate(match[1] ?? "");
  const [hour, minute, second, eastHours, eastMinutes] = [2, 3, 4, 6, 7].map((group) => Number(match[group] ?? 0));
  if (days === null || hour === undefined || minute === undefined || second === undefined) return null;
  if (hour > 23 || minute > 59 || second > 59 || (eastHours ?? 0) > 23 || (eastMinutes ?? 0) > 59) return null;
  const east = ((eastHours ?? 0) * 60 + (eastMinutes ?? 0)) * (match[5] === "-" ? -1 : 1);
  return ((days * DAY + hour * 60 + minute - east) * 60 + second) * 1000 + fraction(text);
}

/** Like parseInstant, for an instant that must be a whole minute -> minutes since the epoch. */
export function parseMinute(text: string): number | null {
  const milliseconds = parseInstant(text);
  return milliseconds === null || milliseconds % 60_000 !== 0 ? null : milliseconds / 60_000;
}

function fraction(text: string): number {
  const match = /\.(\d{1,9})/.exec(text);
  return match ? Math.floor(Number(`0.${match[1]}`) * 1000) : 0;
}

function two(number: number): string {
  return number < 10 ? `0${number}` : String(number);
}

function daysOf(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yoe = y - era * 400;
  const doy = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const doe = yoe * 365 + Math.floor(yoe / 4) - Math.floor(yoe / 100) + doy;
  return era * 146_097 + doe - 719_468;
}
