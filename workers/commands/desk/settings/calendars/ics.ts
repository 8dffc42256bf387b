// iCalendar (RFC 5545) as far as it says when somebody is busy: events, with their times, recurrences and exceptions. Everything else of
// a calendar is passed over.

/** A property: its parameters by upper-case name, and its value as it is written. */
interface Property {
  name: string;
  parameters: Map<string, string>;
  value: string;
}

/** A date or a time on some clock: `zone` null floats, "UTC" is Z. `wall` in minutes since 1970-01-01T00:00 on that clock. */
export interface IcsTime {
  wall: number;
  zone: string | null;
  day: boolean;
}

export interface IcsEvent {
  uid: string;
  start: IcsTime;
  /** Minutes on the clock. */
  length: number;
  rule: string | null;
  also: IcsTime[];
  except: IcsTime[];
  /** Which occurrence of the event of the same uid this one stands for. */
  instead: IcsTime | null;
}

export interface Calendar {
  events: IcsEvent[];
  /** Events that say no time that can be read. */
  unread: number;
}

/** Null when the text is no calendar at all. */
export function parseCalendar(text: string): Calendar | null {
  const lines = text.replaceAll(/\r?\n[ \t]/g, "").split(/\r\n|\n|\r/);
  if (!/^\ufeff?BEGIN:VCALENDAR\s*$/i.test(lines[0] ?? "")) return null;
  const calendar: Calendar = { events: [], unread: 0 };
  const open: string[] = [];
  let event: Property[] = [];
  for (const line of lines) {
    const property = propertyOf(line);
    if (property === null) continue;
    if (property.name === "BEGIN") {
      open.push(property.value.trim().toUpperCase());
      if (open.at(-1) === "VEVENT") event = [];
    } else if (property.name === "END") {
      if (open.pop() === "VEVENT") take(calendar, event);
    } else if (open.at(-1) === "VEVENT") event.push(property);
  }
  return calendar;
}

function propertyOf(line: string): Property | null {
  // Parameters may be quoted, and hold colons and semicolons then.
  const match = /^([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)*):(.*)$/.exec(
    line.slice(0, 10_000),
  );
  if (match === null) return null;
  const parameters = new Map<string, string>();
  for (const [, name = "", value = ""] of (match[2] ?? "").matchAll(/;([A-Za-z0-9-]+)=("[^"]*"|[^";:]*)/g))
    parameters.set(name.toUpperCase(), value.replaceAll('"', ""));
  return { name: (match[1] ?? "").toUpperCase(), parameters, value: match[3] ?? "" };
}

function take(calendar: Calendar, properties: readonly Property[]): void {
  const one = (name: string) => properties.find((property) => property.name === name);
  // What is only pencilled in, declined or shown as free keeps nobody busy.
  if (
    one("TRANSP")?.value.trim().toUpperCase() === "TRANSPARENT" ||
    one("STATUS")?.value.trim().toUpperCase() === "CANCELLED"
  ) {
    const instead = timeOf(one("RECURRENCE-ID"));
    const uid = one("UID")?.value;
    if (instead !== null && uid !== undefined)
      calendar.events.push({ uid, start: instead, length: 0, rule: null, also: [], except: [], instead });
    return;
  }
  const start = timeOf(one("DTSTART"));
  const length = start === null ? null : lengthOf(start, one("DTEND"), one("DURATION"));
  if (start === null || length === null) {
    calendar.unread++;
    return;
  }
  const lists = (name: string) => properties.filter((property) => property.name === name).flatMap(timesOf);
  calendar.events.push({
    uid: one("UID")?.value ?? "",
    start,
    length,
    rule: one("RRULE")?.value.trim() ?? null,
    also: lists("RDATE"),
    except: lists("EXDATE"),
    instead: timeOf(one("RECURRENCE-ID")),
  });
}

const timesOf = ({ value, ...property }: Property): IcsTime[] =>
  value.split(",").flatMap((each) => timeOf({ ...property, value: each }) ?? []);

/** `20261201`, `20261201T090000`, `20261201T070000Z`. */
function timeOf(property: Property | undefined): IcsTime | null {
  if (property === undefined) return null;
  const [, year, month, day, hour, minute, utc] =
    /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})\d{2}(Z?))?$/.exec(property.value.trim()) ?? [];
  if (year === undefined) return null;
  const at = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour ?? 0), Number(minute ?? 0));
  const date = new Date(at);
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day) || Number(year) < 1970) return null;
  return {
    wall: at / 60_000,
    zone: utc === "Z" ? "UTC" : (property.parameters.get("TZID") ?? null),
    day: hour === undefined,
  };
}

function lengthOf(start: IcsTime, end: Property | undefined, duration: Property | undefined): number | null {
  if (end !== undefined) {
    const time = timeOf(end);
    return time === null || time.wall < start.wall ? null : time.wall - start.wall;
  }
  if (duration === undefined) return start.day ? 1440 : 0;
  const [whole, weeks, days, hours, minutes] =
    /^\+?P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:\d+S)?)?$/.exec(duration.value.trim()) ?? [];
  if (whole === undefined) return null;
  return Number(weeks ?? 0) * 10_080 + Number(days ?? 0) * 1440 + Number(hours ?? 0) * 60 + Number(minutes ?? 0);
}
