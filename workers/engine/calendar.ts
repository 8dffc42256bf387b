// The salon document, compiled to the `Calendar` that the engine reads: names become numbers, texts are left out.
import { Builder } from "flatbuffers";
import * as wire from "../../shared/contracts/generated/availability_generated.ts";
import type { DateException, SalonDocument, WallSpan, WeekHours } from "../../shared/contracts/salon.ts";
import { needsPerson, rulesOf, WEEKDAYS } from "../../shared/contracts/salon.ts";
import { parseDate, parseTimeOfDay, parseWallTime } from "../time.ts";

/** [first, count] into one of the calendar's vectors. */
type Slice = readonly [first: number, count: number];

/** The calendar's vectors while they grow; every row is the arguments of the generated struct writer. */
interface Rows {
  services: number[][];
  people: number[][];
  phases: number[][];
  phaseResources: number[];
  sessions: number[][];
  skills: number[][];
  minutes: number[];
  weekSpans: number[][];
  dateHours: number[][];
  daySpans: number[][];
  wallSpans: number[][];
}

/**
 * The document must have passed its schema and the checks beyond it; a time that is none or a name that nobody bears is
 * a programming error here and throws.
 */
export function compileCalendar(salon: SalonDocument): Uint8Array {
  const rows: Rows = {
    services: [],
    people: [],
    phases: [],
    phaseResources: [],
    sessions: [],
    skills: [],
    minutes: [],
    weekSpans: [],
    dateHours: [],
    daySpans: [],
    wallSpans: [],
  };
  const hours = weekHours(rows, salon.hours);
  const exceptions = dateHours(rows, salon.exceptions ?? []);
  const outages = wallSpans(rows, salon.outages ?? []);
  addServices(rows, salon);
  addPeople(rows, salon);
  return write(salon, rows, hours, exceptions, outages);
}

function addServices(rows: Rows, salon: SalonDocument): void {
  const resources = new Map((salon.resources ?? []).map((resource, index) => [resource.id, index]));
  const people = new Map(salon.staff.map((person, index) => [person.id, index]));
  for (const service of salon.services) {
    const phases = slice(rows.phases, service.phases.length);
    for (const phase of service.phases) {
      const named = phase.resources ?? [];
      rows.phases.push([
        ...slice(rows.phaseResources, named.length),
        phase.minutes,
        needsPerson(phase) ? 1 : 0,
        phase.needs_power === true ? 1 : 0,
      ]);
      rows.phaseResources.push(...named.map((id) => known(resources.get(id), id)));
    }
    const held = service.sessions ?? [];
    const sessions = slice(rows.sessions, held.length);
    for (const session of held) {
      const minute = known(parseTimeOfDay(session.time), session.time);
      rows.sessions.push([WEEKDAYS.indexOf(session.day), minute, known(people.get(session.staff), session.staff)]);
    }
    rows.services.push([
      ...phases,
      ...sessions,
      service.price_cents,
      service.capacity ?? 0,
      service.buffer_before ?? 0,
      service.buffer_after ?? 0,
    ]);
  }
}

function addPeople(rows: Rows, salon: SalonDocument): void {
  const services = new Map(salon.services.map((service, index) => [service.id, { service, index }]));
  for (const person of salon.staff) {
    const hours = weekHours(rows, person.hours);
    const exceptions = dateHours(rows, person.exceptions ?? []);
    const timeOff = wallSpans(rows, person.time_off ?? []);
    const skills = slice(rows.skills, person.services.length);
    for (const skill of person.services) {
      const { service, index } = known(services.get(skill.id), skill.id);
      rows.skills.push([index, rows.minutes.length, skill.price_cents ?? service.price_cents]);
      rows.minutes.push(...(skill.minutes ?? service.phases.map((phase) => phase.minutes)));
    }
    rows.people.push([...hours, ...exceptions, ...timeOff, ...skills]);
  }
}

function weekHours(rows: Rows, week: WeekHours): Slice {
  const first = rows.weekSpans.length;
  WEEKDAYS.forEach((day, weekday) => {
    for (const span of week[day] ?? []) rows.weekSpans.push([weekday, ...daySpan(span)]);
  });
  return [first, rows.weekSpans.length - first];
}

function dateHours(rows: Rows, exceptions: readonly DateException[]): Slice {
  const dates = slice(rows.dateHours, exceptions.length);
  for (const exception of exceptions) {
    const date = known(parseDate(exception.date), exception.date);
    rows.dateHours.push([date, ...slice(rows.daySpans, exception.hours.length)]);
    rows.daySpans.push(...exception.hours.map(daySpan));
  }
  return dates;
}

function wallSpans(rows: Rows, spans: readonly WallSpan[]): Slice {
  const added = slice(rows.wallSpans, spans.length);
  for (const { from, to } of spans)
    rows.wallSpans.push([known(parseWallTime(from), from), known(parseWallTime(to), to)]);
  return added;
}

function daySpan([start, end]: readonly [string, string]): [number, number] {
  return [known(parseTimeOfDay(start), start), known(parseTimeOfDay(end), end)];
}

/** The slice that the next `count` rows will be. */
const slice = (rows: readonly unknown[], count: number): Slice => [rows.length, count];

function known<T>(found: T | null | undefined, text: string): T {
  if (found === null || found === undefined)
    throw new RangeError(`The document passed its checks with "${text}" in it.`);
  return found;
}

type StructWriter = (builder: Builder, ...fields: never[]) => number;

/** A vector of structs is written back to front. */
function structs(builder: Builder, bytes: number, rows: readonly number[][], writer: StructWriter): number {
  builder.startVector(bytes, rows.length, 4);
  for (let i = rows.length - 1; i >= 0; i--) writer(builder, ...((rows[i] ?? []) as never[]));
  return builder.endVector();
}

function write(salon: SalonDocument, rows: Rows, hours: Slice, exceptions: Slice, outages: Slice): Uint8Array {
  const builder = new Builder(16 * 1024);
  const { Calendar } = wire;
  const counts = (salon.resources ?? []).map((resource) => [resource.count]);
  const zone = builder.createString(salon.timezone);
  const resources = structs(builder, wire.Resource.sizeOf(), counts, wire.Resource.createResource);
  const services = structs(builder, wire.Service.sizeOf(), rows.services, wire.Service.createService);
  const people = structs(builder, wire.Person.sizeOf(), rows.people, wire.Person.createPerson);
  const phases = structs(builder, wire.Phase.sizeOf(), rows.phases, wire.Phase.createPhase);
  const phaseResources = Calendar.createPhaseResourcesVector(builder, rows.phaseResources);
  const sessions = structs(builder, wire.Session.sizeOf(), rows.sessions, wire.Session.createSession);
  const skills = structs(builder, wire.Skill.sizeOf(), rows.skills, wire.Skill.createSkill);
  const minutes = Calendar.createMinutesVector(builder, rows.minutes);
  const weekSpans = structs(builder, wire.WeekSpan.sizeOf(), rows.weekSpans, wire.WeekSpan.createWeekSpan);
  const dates = structs(builder, wire.DateHours.sizeOf(), rows.dateHours, wire.DateHours.createDateHours);
  const daySpans = structs(builder, wire.DaySpan.sizeOf(), rows.daySpans, wire.DaySpan.createDaySpan);
  const spans = structs(builder, wire.WallSpan.sizeOf(), rows.wallSpans, wire.WallSpan.createWallSpan);
  const rules = rulesOf(salon);
  Calendar.startCalendar(builder);
  Calendar.addZone(builder, zone);
  Calendar.addRules(
    builder,
    wire.Rules.createRules(builder, rules.step_minutes, rules.horizon_days, rules.notice_minutes),
  );
  Calendar.addPublicHolidays(builder, salon.holidays === "ZA" ? 1 : 0);
  Calendar.addBackupPower(builder, salon.backup_power === true ? 1 : 0);
  Calendar.addHours(builder, wire.Slice.createSlice(builder, ...hours));
  Calendar.addExceptions(builder, wire.Slice.createSlice(builder, ...exceptions));
  Calendar.addOutages(builder, wire.Slice.createSlice(builder, ...outages));
  Calendar.addResources(builder, resources);
  Calendar.addServices(builder, services);
  Calendar.addPeople(builder, people);
  Calendar.addPhases(builder, phases);
  Calendar.addPhaseResources(builder, phaseResources);
  Calendar.addSessions(builder, sessions);
  Calendar.addSkills(builder, skills);
  Calendar.addMinutes(builder, minutes);
  Calendar.addWeekSpans(builder, weekSpans);
  Calendar.addDateHours(builder, dates);
  Calendar.addDaySpans(builder, daySpans);
  Calendar.addWallSpans(builder, spans);
  builder.finish(Calendar.endCalendar(builder));
  return builder.asUint8Array().slice();
}
