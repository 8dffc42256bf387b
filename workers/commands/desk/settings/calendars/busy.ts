// When somebody is busy by their own calendar: its events on the salon's time line, widened outward to the quantum, joined where they
// touch, and cut where one would be longer than an interval may be.

import { instantsOf, knowsZone } from "../../../../engine/clock.ts";
import { engine } from "../../../../engine/shipped.ts";
import type { Calendar, IcsEvent, IcsTime } from "./ics.ts";
import { occurrences, parseRule } from "./recur.ts";

export interface Interval {
  start: number;
  end: number;
}

export interface Busy {
  intervals: Interval[];
  /** Events that could not be understood. */
  unread: number;
}

/** Minutes. */
const QUANTUM = 5;
/** As the table has it: a local day of 25 hours and what is around it. */
const LONGEST = 2880;
/** Intervals of one person that are kept: three months of twenty a day. */
const MOST = 2000;

/** What Windows calls the zones of our neighbours; its calendars write these in the place of the IANA's names. */
const WINDOWS: Record<string, string> = {
  "South Africa Standard Time": "Africa/Johannesburg",
  "Namibia Standard Time": "Africa/Windhoek",
  "E. Africa Standard Time": "Africa/Nairobi",
  "W. Central Africa Standard Time": "Africa/Lagos",
  "GMT Standard Time": "Europe/London",
  "W. Europe Standard Time": "Europe/Berlin",
  "Romance Standard Time": "Europe/Paris",
  "Eastern Standard Time": "America/New_York",
  UTC: "UTC",
};

/** `zone` is the salon's, which floating times and days are in. Occurrences that end after `from` and begin before `to`. */
export function busyOf({ events, unread }: Calendar, zone: string, { from, to }: { from: number; to: number }): Busy {
  const clock = clockOf(zone);
  const told: Busy = { intervals: [], unread };
  const replaced = Map.groupBy(
    events.filter(({ instead }) => instead !== null),
    ({ uid }) => uid,
  );
  for (const event of events) {
    const times = timesOf(event, replaced.get(event.uid) ?? [], clock, to);
    if (times === null) told.unread++;
    for (const start of times ?? []) {
      if (event.length === 0) continue;
      // A day has the length that its clock gives it; anything else lasts as long as it lasts.
      const [begin = 0, end = 0] = clock(event.start, [start, start + event.length]);
      if (end > from && begin < to) told.intervals.push({ start: begin, end });
    }
  }
  told.intervals = joined(told.intervals);
  return told;
}

type Clock = (time: IcsTime, walls: readonly number[]) => readonly number[];

function clockOf(salon: string): Clock {
  const known = new Map<string, string>();
  return ({ zone }, walls) => {
    if (zone === "UTC") return [...walls];
    const wished = zone === null ? salon : (WINDOWS[zone] ?? zone.replace(/^\/[^/]+\/[^/]+\//, ""));
    const name = known.get(wished) ?? (knowsZone(wished, engine) ? wished : salon);
    known.set(wished, name);
    return instantsOf(
      name,
      walls.map((wall) => Math.max(0, wall)),
      engine,
    );
  };
}

/** Wall times of the event's occurrences; null where its rule is not understood. */
function timesOf(event: IcsEvent, replacing: readonly IcsEvent[], clock: Clock, to: number): number[] | null {
  // A day further than the instant: a wall time may be up to fourteen hours from it.
  const beyond = to + 1440;
  if (event.instead !== null) return [event.start.wall];
  const rule = event.rule === null ? null : parseRule(event.rule);
  if (event.rule !== null && rule === null) return null;
  let walls = rule === null ? [event.start.wall] : occurrences(event.start.wall, rule, beyond);
  if (rule?.until != null) walls = untilOf(walls, rule.until, event.start, clock);
  walls.push(...event.also.map((time) => onClockOf(event.start, time, clock)));
  const gone = [...event.except, ...replacing.flatMap(({ instead }) => instead ?? [])];
  const out = new Set(gone.flatMap((time) => (time.day && !event.start.day ? [] : [instantOf(time, clock)])));
  const days = new Set(gone.flatMap((time) => (time.day ? [Math.floor(time.wall / 1440)] : [])));
  const instants = clock(event.start, walls);
  return [...new Set(walls.filter((wall, at) => !out.has(instants[at] ?? -1) && !days.has(Math.floor(wall / 1440))))];
}

const instantOf = (time: IcsTime, clock: Clock): number => clock(time, [time.wall])[0] ?? 0;

/** A time on another clock than the event's, as the event's clock has it: only the very instant of either counts. */
function onClockOf(start: IcsTime, time: IcsTime, clock: Clock): number {
  const shift = instantOf({ ...start, wall: time.wall }, clock) - instantOf(time, clock);
  return time.wall - shift;
}

function untilOf(walls: number[], until: string, start: IcsTime, clock: Clock): number[] {
  const [, year, month, day, hour = "23", minute = "59", utc] =
    /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})\d{2}(Z?))?$/.exec(until) ?? [];
  if (year === undefined) return walls.slice(0, 1);
  const last = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute)) / 60_000;
  if (utc !== "Z") return walls.filter((wall) => wall <= last);
  const instants = clock(start, walls);
  return walls.filter((_, at) => (instants[at] ?? 0) <= last);
}

function joined(intervals: readonly Interval[]): Interval[] {
  const wide = intervals
    .map(({ start, end }) => ({
      start: Math.floor(start / QUANTUM) * QUANTUM,
      end: Math.ceil(end / QUANTUM) * QUANTUM,
    }))
    .sort((one, other) => one.start - other.start);
  const whole: Interval[] = [];
  for (const { start, end } of wide) {
    const last = whole.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else whole.push({ start, end });
  }
  const cut = whole.flatMap(({ start, end }) => {
    const pieces = Math.min(MOST, Math.ceil((end - start) / LONGEST));
    return Array.from({ length: pieces }, (_, at) => ({
      start: start + at * LONGEST,
      end: Math.min(end, start + (at + 1) * LONGEST),
    }));
  });
  return cut.slice(0, MOST);
}
