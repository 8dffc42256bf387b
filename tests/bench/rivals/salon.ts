// A salon as the TypeScript rivals see it: the document's facts as numbers, prepared once, as the engine's calendar is.
//
// The rivals answer what most clients ask: one service for one guest, with any person or a named one. They know zones
// without daylight saving, and neither classes nor power.
import { needsPerson, rulesOf, type SalonDocument, WEEKDAYS, type WeekHours } from "../../../shared/contracts/salon.ts";
import { parseDate, parseTimeOfDay, parseWallTime } from "../../../workers/time.ts";

export const QUANTUM = 5; // minutes
export const DAY = 288; // quanta

/** Quanta, [start, end). */
export interface Span {
  start: number;
  end: number;
}

export interface RivalPerson {
  week: Span[][];
  exceptions: Map<number, Span[]>;
  /** Wall quanta since 1970-01-01. */
  timeOff: Span[];
  /** Of the services they do, in quanta. */
  shortest: number;
  priceSum: number;
  minuteSum: number;
}

/** One person doing the service: offsets in quanta from the visit's start. */
export interface Way {
  person: number;
  price: number;
  total: number;
  /** When the person is busy, buffers included. */
  staffRuns: Span[];
  resourceRuns: (Span & { resource: number })[];
}

export interface RivalSalon {
  step: number;
  notice: number;
  horizon: number;
  week: Span[][];
  exceptions: Map<number, Span[]>;
  resources: number[];
  people: RivalPerson[];
  /** For each service, in document order of people. */
  ways: Way[][];
}

export interface RivalQuery {
  service: number;
  person: number | null;
  from: number;
  to: number;
  now: number;
  /** Triples of unit, start, end in UTC minutes. */
  busy: Uint32Array;
  /** The zone's minutes east of UTC. */
  offset: number;
}

export function rivalSalon(document: SalonDocument): RivalSalon {
  const rules = rulesOf(document);
  const resources = document.resources ?? [];
  const people = document.staff.map((person) => {
    const totals = person.services.map((skill) => {
      const service = document.services.find((one) => one.id === skill.id);
      const minutes = skill.minutes ?? service?.phases.map((phase) => phase.minutes) ?? [];
      return { minutes: minutes.reduce((a, b) => a + b, 0), price: skill.price_cents ?? service?.price_cents ?? 0 };
    });
    return {
      week: week(person.hours),
      exceptions: dates(person.exceptions),
      timeOff: (person.time_off ?? []).map(({ from, to }) => ({ start: wall(from), end: wall(to) })),
      shortest: Math.min(...totals.map((one) => one.minutes)) / QUANTUM,
      priceSum: totals.reduce((sum, one) => sum + one.price, 0),
      minuteSum: totals.reduce((sum, one) => sum + one.minutes, 0),
    };
  });
  const ways = document.services.map((service) =>
    document.staff.flatMap((person, index) => {
      const skill = person.services.find((one) => one.id === service.id);
      if (skill === undefined) return [];
      const minutes = skill.minutes ?? service.phases.map((phase) => phase.minutes);
      const staffRuns: Span[] = [];
      const resourceRuns: (Span & { resource: number })[] = [];
      let at = 0;
      service.phases.forEach((phase, p) => {
        const end = at + (minutes[p] ?? 0) / QUANTUM;
        if (needsPerson(phase)) extend(staffRuns, { start: at, end });
        for (const id of phase.resources ?? []) {
          const resource = resources.findIndex((one) => one.id === id);
          const run = resourceRuns.find((one) => one.resource === resource && one.end === at);
          if (run === undefined) resourceRuns.push({ resource, start: at, end });
          else run.end = end;
        }
        at = end;
      });
      const first = staffRuns[0];
      const last = staffRuns.at(-1);
      if (first !== undefined) first.start -= (service.buffer_before ?? 0) / QUANTUM;
      if (last !== undefined) last.end += (service.buffer_after ?? 0) / QUANTUM;
      return [{ person: index, price: skill.price_cents ?? service.price_cents, total: at, staffRuns, resourceRuns }];
    }),
  );
  return {
    step: rules.step_minutes / QUANTUM,
    notice: rules.notice_minutes,
    horizon: rules.horizon_days,
    week: week(document.hours),
    exceptions: dates(document.exceptions),
    resources: resources.map((resource) => resource.count),
    people,
    ways,
  };
}

/** 0 for Monday. */
export function weekday(date: number): number {
  return (date + 3) % 7;
}

export function hoursOn(owner: { week: Span[][]; exceptions: Map<number, Span[]> }, date: number): Span[] {
  return owner.exceptions.get(date) ?? owner.week[weekday(date)] ?? [];
}

function extend(runs: Span[], run: Span): void {
  const last = runs.at(-1);
  if (last?.end === run.start) last.end = run.end;
  else runs.push(run);
}

function week(hours: WeekHours): Span[][] {
  return WEEKDAYS.map((day) => spans(hours[day] ?? []));
}

function dates(exceptions: SalonDocument["exceptions"]): Map<number, Span[]> {
  return new Map((exceptions ?? []).map(({ date, hours }) => [parseDate(date) ?? 0, spans(hours)]));
}

function spans(hours: readonly (readonly string[])[]): Span[] {
  const out: Span[] = [];
  for (const [start, end] of hours) extend(out, { start: quantum(start), end: quantum(end) });
  return out;
}

function quantum(time: string | undefined): number {
  return (parseTimeOfDay(time ?? "") ?? 0) / QUANTUM;
}

function wall(time: string): number {
  return (parseWallTime(time) ?? 0) / QUANTUM;
}
