// The services of a salon document: phases, resources, length, and the sessions of classes.

import { entries, idsOf, record, type Tell } from "./check.ts";
import { clockMinutes } from "./times.ts";

const DAY = 1440; // minutes
const WEEK = 7 * DAY;
const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

export function checkServices(salon: Record<string, unknown>, tell: Tell): void {
  const resources = idsOf(salon.resources);
  for (const [index, entry] of entries(salon.services)) {
    const service = record(entry);
    if (service === null) continue;
    const pointer = `/services/${index}`;
    for (const [at, phase] of entries(service.phases)) {
      checkPhaseResources(record(phase)?.resources, resources, `${pointer}/phases/${at}/resources`, tell);
    }
    checkPatchTest(service, salon.services, pointer, tell);
    const length = count(service.buffer_before) + sum(phaseMinutes(service)) + count(service.buffer_after);
    if (length > DAY) tell(`${pointer}/phases`, "must last at most 24 hours with their buffers");
  }
  checkSessions(salon, tell);
  checkPackages(salon, tell);
}

/** What is sold on the salon's page are visits of its own services. */
function checkPackages(salon: Record<string, unknown>, tell: Tell): void {
  const services = idsOf(salon.services);
  for (const [index, entry] of entries(record(record(salon.money)?.sells)?.packages)) {
    const service = record(entry)?.service;
    if (typeof service === "string" && !services.has(service))
      tell(`/money/sells/packages/${index}/service`, "is not a service of this salon");
  }
}

/** A patch test is another service, that is booked alone by whoever needs it and needs none itself. */
function checkPatchTest(service: Record<string, unknown>, services: unknown, pointer: string, tell: Tell): void {
  const needed = record(service.patch_test);
  if (needed === null) return;
  const test = entries(services)
    .map(([, entry]) => record(entry))
    .find((one) => one !== null && one.id === needed.service);
  const named = `${pointer}/patch_test/service`;
  if (typeof needed.service === "string") {
    if (test === undefined || test === null) tell(named, "is not a service of this salon");
    else if (test === service) tell(named, "must be another service");
    else if (test.patch_test !== undefined) tell(named, "needs a patch test itself");
    else if (test.sessions !== undefined) tell(named, "is a class");
  }
  const { hours_before: hours, valid_days: days = 180 } = needed;
  if (typeof hours === "number" && typeof days === "number" && hours >= days * 24) {
    tell(`${pointer}/patch_test/valid_days`, "must be longer than the hours before");
  }
}

/** The minutes of each phase, 0 where they are faulty. */
export function phaseMinutes(service: Record<string, unknown>): number[] {
  return entries(service.phases).map(([, phase]) => count(record(phase)?.minutes));
}

export function sum(numbers: number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

function checkPhaseResources(named: unknown, known: Set<string>, pointer: string, tell: Tell): void {
  const seen = new Set<unknown>();
  for (const [index, id] of entries(named)) {
    if (typeof id !== "string") continue;
    if (!known.has(id)) tell(`${pointer}/${index}`, "is not a resource of this salon");
    if (seen.has(id)) tell(`${pointer}/${index}`, "is named twice in this phase");
    seen.add(id);
  }
}

/** One stretch of the week, [start, end) in minutes after Monday 00:00, that a session keeps its person busy. */
interface Busy {
  start: number;
  end: number;
  pointer: string;
}

function checkSessions(salon: Record<string, unknown>, tell: Tell): void {
  const people = idsOf(salon.staff);
  const own = ownMinutes(salon);
  const busy = new Map<string, Busy[]>();
  for (const [at, entry] of entries(salon.services)) {
    const service = record(entry);
    if (service === null) continue;
    const starts = new Map<number, string>();
    for (const [index, each] of entries(service.sessions)) {
      const session = record(each);
      if (session === null) continue;
      const pointer = `/services/${at}/sessions/${index}`;
      const { staff } = session;
      if (typeof staff === "string" && !people.has(staff)) tell(`${pointer}/staff`, "is not a person of this salon");
      const minute = clockMinutes(session.time, `${pointer}/time`, tell);
      const weekday = WEEKDAYS.indexOf(String(session.day));
      if (minute === null || weekday < 0) continue;
      if (minute === DAY) {
        tell(`${pointer}/time`, "must be a time before 24:00");
        continue;
      }
      const start = weekday * DAY + minute;
      const twin = starts.get(start);
      if (twin !== undefined) tell(pointer, `starts at the same time as ${twin}`);
      starts.set(start, pointer);
      if (typeof staff === "string" && twin === undefined) {
        const stretches = busy.get(staff) ?? [];
        stretches.push(...sessionBusy(service, minutesOf(own, staff, service), start, pointer));
        busy.set(staff, stretches);
      }
    }
  }
  for (const stretches of busy.values()) checkOverlap(stretches, tell);
}

/** Own phase minutes by person and service, where somebody has them. */
type OwnMinutes = Map<string, Map<unknown, number[]>>;

function ownMinutes(salon: Record<string, unknown>): OwnMinutes {
  const own: OwnMinutes = new Map();
  for (const [, entry] of entries(salon.staff)) {
    const person = record(entry);
    if (typeof person?.id !== "string") continue;
    const skills = new Map<unknown, number[]>();
    for (const [, each] of entries(person.services)) {
      const skill = record(each);
      if (Array.isArray(skill?.minutes)) skills.set(skill.id, skill.minutes.map(count));
    }
    own.set(person.id, skills);
  }
  return own;
}

/** A person's own phase minutes for a service, or the service's. */
function minutesOf(own: OwnMinutes, staff: string, service: Record<string, unknown>): number[] {
  const usual = phaseMinutes(service);
  const minutes = own.get(staff)?.get(service.id);
  return minutes?.length === usual.length ? minutes : usual;
}

/** What one session occupies of its person: the staff phases, the first and last widened by the buffers. */
function sessionBusy(service: Record<string, unknown>, minutes: number[], start: number, pointer: string): Busy[] {
  const stretches: Busy[] = [];
  let at = start;
  for (const [index, phase] of entries(service.phases)) {
    const end = at + (minutes[index] ?? 0);
    if (record(phase)?.staff !== false) stretches.push({ start: at, end, pointer });
    at = end;
  }
  const [first, last] = [stretches.at(0), stretches.at(-1)];
  if (first) first.start -= count(service.buffer_before);
  if (last) last.end += count(service.buffer_after);
  return stretches;
}

function checkOverlap(busy: Busy[], tell: Tell): void {
  // The week is a circle: Sunday night's session may run into Monday's.
  const twice = [...busy, ...busy.map((each) => ({ ...each, start: each.start + WEEK, end: each.end + WEEK }))];
  twice.sort((a, b) => a.start - b.start);
  const told = new Set<string>();
  let reach: Busy | undefined;
  for (const here of twice) {
    if (reach && here.start < reach.end && here.pointer !== reach.pointer) {
      const pair = [here.pointer, reach.pointer].sort().join(" ");
      if (!told.has(pair)) tell(here.pointer, `overlaps ${reach.pointer} of the same person`);
      told.add(pair);
    }
    if (!reach || here.end > reach.end) reach = here;
  }
}

/** A whole number of minutes that can be summed; 0 for anything else, which the schema tells of. */
function count(value: unknown): number {
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0 ? Math.min(value, DAY) : 0;
}
