// A day as columns of time: each unit's day parted into cells that follow one another without a gap. A person's processing time is
// their own again, so it is a cell apart, and whoever is served within it stands there.
//
// A column is painted as time passes, row by row from its midnight, and laid on the rows of its table (scale.ts), of which it may have
// fewer: where clocks change, other days beside it have others.

import type { Day, DayVisit, Presence } from "../../../commands/desk/calendar/day.ts";
import type { Block } from "../../../store/desk/calendar/blocks.ts";
import { type LocalDay, localDays, ROW, type Slot, slotsOf } from "./scale.ts";

/** `row` is the table's; `from` and `to` are minutes of the wall clock, `start` is the instant of `from`. */
export type Cell = {
  row: number;
  rows: number;
  from: number;
  to: number;
  start: number;
} /** `none`: the day has no such time, since clocks change on it or on one beside it. */ & (
  | { kind: "off" | "away" | "buffer" | "imported" | "none" }
  /** `dark`: there is no power, and whatever needs none can be booked. */
  | { kind: "free"; dark: boolean }
  /** Colour develops: the person is free for others, who stand in cells of their own. */
  | { kind: "processing"; visit: DayVisit }
  | { kind: "visit"; visit: DayVisit; service: string; guest: number; first: boolean }
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
  /** The rows, whole hours of the wall clock. */
  slots: Slot[];
  columns: Column[];
}

type Painted = Cell extends infer One
  ? One extends Cell
    ? Omit<One, "row" | "rows" | "from" | "to" | "start">
    : never
  : never;

/** `wanted`: which unit's day stands in each column. Hours outside of any work or visit are left out. */
export function columnsOf(day: Day, wanted: readonly { unit: string; date: number }[]): Columns {
  const days = localDays(day.salon.view.timezone, [...new Set(wanted.map(({ date }) => date))]);
  const painted = wanted.map(({ unit, date }) => {
    const local = days.get(date) ?? NO_DAY;
    return { unit, date, local, rows: paint(day, unit, local) };
  });
  const [from, to] = reach(painted);
  const slots = slotsOf(days.values()).filter(({ minute }) => minute >= from && minute < to);
  const columns = painted.map(({ unit, date, local, rows }) => ({ unit, date, cells: cellsOf(rows, local, slots) }));
  return { slots, columns };
}

const NO_DAY: LocalDay = { start: 0, slots: [] };

function paint(day: Day, unit: string, { start, slots }: LocalDay): (Painted | undefined)[] {
  const rows = new Array<Painted | undefined>(slots.length);
  const put = (
    span: { start: number; end: number },
    painted: Painted,
    over?: (under: Painted | undefined) => boolean,
  ) => {
    const first = Math.max(0, Math.floor((span.start - start) / ROW));
    const last = Math.min(rows.length, Math.ceil((span.end - start) / ROW));
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
        put(phase, { kind: "visit", visit, service: phase.service, guest: phase.guest, first });
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
function reach(columns: { local: LocalDay; rows: (Painted | undefined)[] }[]): [number, number] {
  const shown = columns.flatMap(({ local: { slots }, rows }) =>
    rows.flatMap((row, at) => (row === undefined || row.kind === "away" ? [] : [slots[at]?.minute ?? 0])),
  );
  if (shown.length === 0) return [8 * 60, 18 * 60];
  const [first, last] = shown.reduce(([a, b], minute) => [Math.min(a, minute), Math.max(b, minute)], [1440, 0]);
  return [Math.floor(first / 60) * 60, Math.ceil((last + ROW) / 60) * 60];
}

const OFF: Painted = { kind: "off" };
const NONE: Painted = { kind: "none" };

function cellsOf(rows: readonly (Painted | undefined)[], { start, slots }: LocalDay, table: readonly Slot[]): Cell[] {
  const own = new Map(slots.map(({ order }, at) => [order, at]));
  const cells: Cell[] = [];
  for (const [row, { order, minute }] of table.entries()) {
    const at = own.get(order);
    const painted = at === undefined ? NONE : (rows[at] ?? OFF);
    const to = at === undefined ? minute + ROW : (slots[at + 1]?.minute ?? minute + ROW);
    const last = cells.at(-1);
    if (last !== undefined && same(last, painted)) {
      last.to = to;
      last.rows++;
    } else cells.push({ ...painted, row, rows: 1, from: minute, to, start: start + (at ?? 0) * ROW } as Cell);
  }
  return cells;
}

/** Two services of one visit that follow one another are two cells, two absences one. */
function same(cell: Cell, painted: Painted): boolean {
  if (cell.kind !== painted.kind) return false;
  if (cell.kind === "visit" && painted.kind === "visit") {
    return cell.visit === painted.visit && cell.service === painted.service && cell.guest === painted.guest;
  }
  if (cell.kind === "free" && painted.kind === "free") return cell.dark === painted.dark;
  if (cell.kind === "processing" && painted.kind === "processing") return cell.visit === painted.visit;
  if (cell.kind === "block" && painted.kind === "block") return cell.block === painted.block;
  if (cell.kind === "session" && painted.kind === "session") return cell.session === painted.session;
  if (cell.kind === "held" && painted.kind === "held") return cell.until === painted.until;
  return true;
}
