// The times of a salon document: weekly hours, dated exceptions, stretches of wall-clock time.

import { parseDate } from "../../time.ts";
import { entries, record, type Tell } from "./check.ts";

const DAY = 1440; // minutes
const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/** The engine's zone table covers these dates: 2000-01-01 to 2060-12-31. */
const FIRST_DATE = 10_957;
const LAST_DATE = 33_237;

export function checkWeek(week: unknown, pointer: string, tell: Tell): void {
  const days = record(week);
  if (days === null) return;
  for (const day of WEEKDAYS) checkIntervals(days[day], `${pointer}/${day}`, tell);
}

export function checkExceptions(exceptions: unknown, pointer: string, tell: Tell): void {
  const seen = new Map<string, number>();
  for (const [index, entry] of entries(exceptions)) {
    const exception = record(entry);
    if (exception === null) continue;
    checkIntervals(exception.hours, `${pointer}/${index}/hours`, tell);
    if (typeof exception.date !== "string") continue;
    if (!checkDate(exception.date, `${pointer}/${index}/date`, tell)) continue;
    const first = seen.get(exception.date);
    if (first !== undefined) tell(`${pointer}/${index}/date`, `has an exception already at ${pointer}/${first}`);
    else seen.set(exception.date, index);
  }
}

export function checkWallSpans(spans: unknown, pointer: string, tell: Tell): void {
  for (const [index, entry] of entries(spans)) {
    const span = record(entry);
    if (span === null) continue;
    const from = wallMinutes(span.from, `${pointer}/${index}/from`, tell);
    const to = wallMinutes(span.to, `${pointer}/${index}/to`, tell);
    if (from !== null && to !== null && from >= to) tell(`${pointer}/${index}/to`, "must be after from");
  }
}

/** "09:05" -> 545; null, and told, when it is no time of day in steps of 5 minutes up to 24:00. */
export function clockMinutes(text: unknown, pointer: string, tell: Tell): number | null {
  const match = typeof text === "string" ? /^(\d{2}):(\d{2})$/.exec(text) : null;
  if (!match) return null; // the schema tells
  const minutes = Number(match[1]) * 60 + Number(match[2]);
  if (Number(match[2]) > 59 || minutes > DAY) tell(pointer, "must be a time from 00:00 to 24:00");
  else if (minutes % 5 !== 0) tell(pointer, "must be a multiple of 5 minutes");
  else return minutes;
  return null;
}

function checkIntervals(intervals: unknown, pointer: string, tell: Tell): void {
  const known: { start: number; end: number; index: number }[] = [];
  for (const [index, pair] of entries(intervals)) {
    if (!Array.isArray(pair) || pair.length !== 2) continue;
    const start = clockMinutes(pair[0], `${pointer}/${index}/0`, tell);
    const end = clockMinutes(pair[1], `${pointer}/${index}/1`, tell);
    if (start === null || end === null) continue;
    if (end <= start) tell(`${pointer}/${index}`, "must end after it starts; hours after midnight go on the next day");
    else known.push({ start, end, index });
  }
  known.sort((a, b) => a.start - b.start);
  let reach = known[0];
  for (const here of known.slice(1)) {
    if (reach && here.start < reach.end) tell(`${pointer}/${here.index}`, `overlaps ${pointer}/${reach.index}`);
    if (!reach || here.end > reach.end) reach = here;
  }
}

function checkDate(text: string, pointer: string, tell: Tell): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false; // the schema tells
  const days = parseDate(text);
  if (days === null) tell(pointer, "is not a date of the calendar");
  else if (days < FIRST_DATE || days > LAST_DATE) tell(pointer, "must lie in the years 2000 to 2060");
  else return true;
  return false;
}

/** "2026-12-27T09:00" -> minutes since 1970-01-01T00:00 on the same clock. */
function wallMinutes(text: unknown, pointer: string, tell: Tell): number | null {
  if (typeof text !== "string" || !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(text)) return null; // the schema tells
  const date = text.slice(0, 10);
  if (!checkDate(date, pointer, tell)) return null;
  const minutes = clockMinutes(text.slice(11), pointer, tell);
  if (minutes === null) return null;
  if (minutes === DAY) {
    tell(pointer, "must be a time before 24:00; midnight is 00:00 of the next day");
    return null;
  }
  return (parseDate(date) ?? 0) * DAY + minutes;
}
