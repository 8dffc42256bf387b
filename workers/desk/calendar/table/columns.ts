// A day as columns of time: each unit's day parted into cells that follow one another without a gap. A person's processing time is
// their own again, so it is a cell apart, and whoever is served within it stands there.
//
// Times within a column are minutes of the salon's wall clock; 25 hours of a day of daylight saving fold into 24.

import type { Day, DayVisit, Presence } from "../../../commands/desk/calendar/day.ts";
import { offsetsAt } from "../../../engine/clock.ts";
import { engine } from "../../../engine/shipped.ts";
import type { Block } from "../../../store/desk/calendar/blocks.ts";

/** Minutes of one row. */
export const ROW = 5;
const DAY = 1440;

export type Cell = { from: number; to: number } & (
  | { kind: "off" | "away" | "buffer" | "imported" }
  /** `dark`: there is no power, and whatever needs none can be booked. */
  | { kind: "free"; dark: boolean }
  /** Colour develops: the person is free for others, who stand in cells of their own. */
  | { kind: "processing"; visit: DayVisit }
  | { kind: "visit"; visit: DayVisit; service: string; first: boolean }
  | { kind: "session"; session: string; service: string; guests: number }
  | { kind: "held"; until: number }
  | { kind: "block"; block: Block }
);

export interface Column {
  /** A unit's name. */
  unit: string;
  date: number;
  cells: Cell[];
}

export interface Columns {
  /** Minutes of the wall clock that the rows span; multiples of 60. */
  from: number;
  to: number;
  columns: Column[];
}

type Painted = Cell extends infer One ? (One extends Cell ? Omit<One, "from" | "to"> : never) : never;

/** Wall-clock minutes of `date` for an instant; below 0 and above a day on other dates. */
type Clock = (instant: number, date: number) => number;

/** `wanted`: which unit's day stands in each column. Hours outside of any work or visit are left out. */
export function columnsOf(day: Day, wanted: readonly { unit: string; date: number }[]): Columns {
  const clock = clockOf(day);
  const painted = wanted.map(({ unit, date }) => ({ unit, date, rows: paint(day, unit, date, clock) }));
  const [from, to] = reach(painted.map(({ rows }) => rows));
  const columns = painted.map(({ unit, date, rows }) => ({ unit, date, cells: cellsOf(rows, from, to) }));
  return { from, to, columns };
}

/** One call to the engine for all instants that are drawn. */
function clockOf(day: Day): Clock {
  const instants = new Set<number>();
  const note = ({ start, end }: { start: number; end: number }) => instants.add(start).add(end);
  day.segments.forEach(note);
  day.roster.forEach(note);
  day.blocks.forEach(note);
  day.imported.forEach(note);
  for (const visit of day.visits) visit.placed.forEach(note);
  const all = [...instants];
  const offsets = offsetsAt(day.salon.view.timezone, all, engine);
  const walls = new Map(all.map((instant, i) => [instant, instant + (offsets[i] ?? 0)]));
  return (instant, date) => (walls.get(instant) ?? instant) - date * DAY;
}

function paint(day: Day, unit: string, date: number, clock: Clock): (Painted | undefined)[] {
  const rows = new Array<Painted | undefined>(DAY / ROW);
  const put = (
    span: { start: number; end: number },
    painted: Painted,
    over?: (under: Painted | undefined) => boolean,
  ) => {
    const first = Math.max(0, Math.floor(clock(span.start, date) / ROW));
    const last = Math.min(rows.length, Math.ceil(clock(span.end, date) / ROW));
    for (let row = first; row < last; row++) if (over?.(rows[row]) !== false) rows[row] = painted;
  };
  const person = day.salon.view.staff.some(({ id }) => id === unit);
  background(day, unit, person, put);
  const free = (under: Painted | undefined) => under?.kind === "free" || under?.kind === "off";
  for (const span of day.imported) if (span.unit === unit) put(span, { kind: "imported" });
  const visits = new Map(day.visits.map((visit) => [visit.id, visit]));
  for (const visit of day.visits) if (person) putProcessing(visit, unit, put, free);
  for (const segment of day.segments) {
    if (segment.unit !== unit) continue;
    const visit = visits.get(segment.visit);
    if (segment.heldUntil !== null) put(segment, { kind: "held", until: segment.heldUntil });
    else if (segment.visit.startsWith("class:")) put(segment, sessionOf(day, segment.visit));
    else if (visit !== undefined) {
      put(segment, { kind: "buffer" });
      for (const phase of visit.placed) {
        if (phase.unit !== unit || phase.end <= segment.start || phase.start >= segment.end) continue;
        const first = phase.start === Math.min(...visit.placed.map(({ start }) => start));
        put(phase, { kind: "visit", visit, service: phase.service, first });
      }
    }
  }
  for (const block of day.blocks) if (block.unit === unit) put(block, { kind: "block", block });
  return rows;
}

type Put = (
  span: { start: number; end: number },
  painted: Painted,
  over?: (under: Painted | undefined) => boolean,
) => void;

function background(day: Day, unit: string, person: boolean, put: Put): void {
  const of = (kind: Presence["kind"], whose: string | null) =>
    day.roster.filter((span) => span.kind === kind && span.unit === whose);
  if (person) {
    for (const span of of("works", unit)) put(span, { kind: "free", dark: false });
    for (const span of of("off", unit)) put(span, { kind: "away" });
    for (const span of of("session", unit)) {
      const service = span.service ?? "";
      put(span, { kind: "session", session: `class:${service}:${span.start}`, service, guests: 0 });
    }
  } else {
    for (const span of of("open", null)) put(span, { kind: "free", dark: false });
  }
  for (const span of of("outage", null)) {
    put(span, { kind: "free", dark: true }, (under) => under?.kind === "free");
  }
}

/** Between two of a person's phases of one service the client waits, and the person need not. */
function putProcessing(visit: DayVisit, unit: string, put: Put, over: (under: Painted | undefined) => boolean): void {
  const own = visit.placed.filter((phase) => phase.unit === unit);
  for (const [i, phase] of own.entries()) {
    const next = own[i + 1];
    if (next === undefined || next.service !== phase.service || next.guest !== phase.guest) continue;
    if (next.start > phase.end) put({ start: phase.end, end: next.start }, { kind: "processing", visit }, over);
  }
}

function sessionOf(day: Day, session: string): Painted {
  const guests = day.visits.filter(({ classVisit }) => classVisit === session);
  const seats = guests.reduce((sum, { party }) => sum + party, 0);
  return { kind: "session", session, service: session.split(":")[1] ?? "", guests: seats };
}

/** Whole hours around everything that is more than being off. */
function reach(columns: (Painted | undefined)[][]): [number, number] {
  let first = DAY / ROW;
  let last = 0;
  for (const rows of columns) {
    const begins = rows.findIndex((row) => row !== undefined && row.kind !== "away");
    if (begins < 0) continue;
    first = Math.min(first, begins);
    last = Math.max(last, rows.findLastIndex((row) => row !== undefined && row.kind !== "away") + 1);
  }
  if (first >= last) return [8 * 60, 18 * 60];
  return [Math.floor((first * ROW) / 60) * 60, Math.ceil((last * ROW) / 60) * 60];
}

const OFF: Painted = { kind: "off" };

function cellsOf(rows: readonly (Painted | undefined)[], from: number, to: number): Cell[] {
  const cells: Cell[] = [];
  for (let minute = from; minute < to; minute += ROW) {
    const painted = rows[minute / ROW] ?? OFF;
    const last = cells.at(-1);
    if (last !== undefined && same(last, painted)) last.to = minute + ROW;
    else cells.push({ ...painted, from: minute, to: minute + ROW } as Cell);
  }
  return cells;
}

/** Two services of one visit that follow one another are two cells, two absences one. */
function same(cell: Cell, painted: Painted): boolean {
  if (cell.kind !== painted.kind) return false;
  if (cell.kind === "visit" && painted.kind === "visit") {
    return cell.visit === painted.visit && cell.service === painted.service;
  }
  if (cell.kind === "free" && painted.kind === "free") return cell.dark === painted.dark;
  if (cell.kind === "processing" && painted.kind === "processing") return cell.visit === painted.visit;
  if (cell.kind === "block" && painted.kind === "block") return cell.block === painted.block;
  if (cell.kind === "session" && painted.kind === "session") return cell.session === painted.session;
  if (cell.kind === "held" && painted.kind === "held") return cell.until === painted.until;
  return true;
}
