// Busy time: stored segments and imported intervals. The shape and its reasons are in shared/migrations/0002_visit.sql.
import { numbered } from "../engine/units.ts";
import type { Ask } from "./database.ts";

/** The longest imported interval, in minutes (CHECK of the table): how far before a window one in it may start. */
const LONGEST_IMPORTED = 2940;

/** The most seats a class may have (salon.schema.json). Edits may shrink a class below seats already taken. */
const MOST_SEATS = 200;

export interface BusyRow {
  unit_id: string;
  start_at: number;
  end_at: number;
}

/** Instants; `from` included, `to` not. */
export interface Window {
  from: number;
  to: number;
}

/** The caller's own visits, which do not stand in their way: a hold only while it is one, a booking. */
export interface OwnVisits {
  hold?: string | undefined;
  booking?: string | undefined;
}

/**
 * Where reading a unit begins: segments of a unit never overlap, so of those that start before `instant` only the last
 * can reach beyond it. The unit's past is not read, however long a segment may be.
 */
const lastBefore = (instant: string): string => `coalesce((
          SELECT max(last.start_at) FROM segment AS last
          WHERE last.salon_id = ?1 AND last.unit_id = unit.value AND last.start_at <= ${instant}), 0)`;

/** Numbers of all seats that a class may ever have had. */
const SEAT_NUMBERS = JSON.stringify(Array.from({ length: MOST_SEATS }, (_, index) => index + 1));

/**
 * Live busy time of the units that touches the window, without the caller's own: their visits, and the person and rooms
 * of a session in which nobody else has a seat, for those would go with their own. Read through the units: a range over
 * the salon alone would walk every unit's past.
 */
export function askBusy(
  db: D1Database,
  salon: string,
  units: readonly string[],
  window: Window,
  now: number,
  own: OwnVisits = {},
): Ask<BusyRow> {
  return db
    .prepare(`
      SELECT segment.unit_id, segment.start_at, segment.end_at
      FROM json_each(?2) AS unit CROSS JOIN segment
      WHERE segment.salon_id = ?1 AND segment.unit_id = unit.value
        AND segment.start_at >= ${lastBefore("?3")} AND segment.start_at < ?4 AND segment.end_at > ?3
        AND (segment.held_until IS NULL OR segment.held_until > ?5)
        AND segment.visit_id <> ?6 AND NOT (segment.visit_id = ?7 AND segment.held_until IS NOT NULL)
        AND NOT (segment.visit_id GLOB 'class:*' AND EXISTS (
          SELECT 1 FROM (
            SELECT class_visit, start_at, services ->> '$[0].id' AS class_id FROM booking
            WHERE salon_id = ?1 AND booking_id = ?6
            UNION ALL SELECT class_visit, start_at, services ->> '$[0].id' FROM hold
            WHERE salon_id = ?1 AND hold_id = ?7) AS mine
          WHERE mine.class_visit = segment.visit_id AND NOT EXISTS (
            SELECT 1 FROM json_each(?8) AS seat CROSS JOIN segment AS taken
            WHERE taken.salon_id = ?1 AND taken.unit_id = mine.class_id || '.' || seat.value
              AND taken.start_at = mine.start_at AND (taken.held_until IS NULL OR taken.held_until > ?5)
              AND taken.visit_id <> ?6 AND NOT (taken.visit_id = ?7 AND taken.held_until IS NOT NULL))))`)
    .bind(salon, JSON.stringify(units), window.from, window.to, now, own.booking ?? "", own.hold ?? "", SEAT_NUMBERS);
}

/** A hold has lapsed when its time is over, or when a command with a later clock has deleted its segments already. */
const LAPSED = `hold.salon_id = ?1 AND hold.hold_id = ?2 AND (hold.held_until <= ?5
          OR NOT EXISTS (SELECT 1 FROM segment AS mine WHERE mine.salon_id = ?1 AND mine.visit_id = ?2))`;

/**
 * Live busy time around a hold that has lapsed; no rows while it lives. So a late confirmation decides by the same read
 * batch that found it late.
 */
export function askBusyAroundLapsed(
  db: D1Database,
  salon: string,
  hold: string,
  units: readonly string[],
  margin: number,
  now: number,
): Ask<BusyRow> {
  return db
    .prepare(`
      SELECT segment.unit_id, segment.start_at, segment.end_at
      FROM hold CROSS JOIN json_each(?3) AS unit CROSS JOIN segment
      WHERE ${LAPSED}
        AND segment.salon_id = ?1 AND segment.unit_id = unit.value
        AND segment.start_at >= ${lastBefore("hold.start_at - ?4")} AND segment.start_at < hold.end_at + ?4
        AND segment.end_at > hold.start_at - ?4
        AND (segment.held_until IS NULL OR segment.held_until > ?5)`)
    .bind(salon, hold, JSON.stringify(units), margin, now);
}

export interface ImportedRow {
  unit_id: string;
  start_at: number;
  end_at: number;
}

/** Imported intervals around a hold that has lapsed; no rows while it lives. */
export function askImportedAroundLapsed(
  db: D1Database,
  salon: string,
  hold: string,
  people: readonly string[],
  margin: number,
  now: number,
): Ask<ImportedRow> {
  return db
    .prepare(`
      SELECT imported_busy.unit_id, imported_busy.start_at, imported_busy.end_at
      FROM hold CROSS JOIN json_each(?3) AS unit CROSS JOIN imported_busy
      WHERE ${LAPSED}
        AND imported_busy.salon_id = ?1 AND imported_busy.unit_id = unit.value
        AND imported_busy.start_at > hold.start_at - ?4 - ${LONGEST_IMPORTED}
        AND imported_busy.start_at < hold.end_at + ?4 AND imported_busy.end_at > hold.start_at - ?4`)
    .bind(salon, hold, JSON.stringify(people), margin, now);
}

/** Intervals of people's own calendars that touch the window. */
export function askImported(
  db: D1Database,
  salon: string,
  people: readonly string[],
  window: Window,
): Ask<ImportedRow> {
  return db
    .prepare(`
      SELECT imported_busy.unit_id, imported_busy.start_at, imported_busy.end_at
      FROM json_each(?2) AS unit CROSS JOIN imported_busy
      WHERE imported_busy.salon_id = ?1 AND imported_busy.unit_id = unit.value
        AND imported_busy.start_at > ?3 - ${LONGEST_IMPORTED} AND imported_busy.start_at < ?4
        AND imported_busy.end_at > ?3`)
    .bind(salon, JSON.stringify(people), window.from, window.to);
}

export interface StoredSegment {
  unit: string;
  start: number;
  end: number;
}

export interface VisitSegmentRow {
  visit_id: string;
  unit_id: string;
  start_at: number;
  end_at: number;
}

/** What one visit occupies; a class's shared segments are not among them. */
export function askSegmentsOf(db: D1Database, salon: string, visit: string): Ask<VisitSegmentRow> {
  return db
    .prepare(`
      SELECT visit_id, unit_id, start_at, end_at FROM segment
      WHERE salon_id = ?1 AND visit_id = ?2 ORDER BY start_at, unit_id`)
    .bind(salon, visit);
}

/** Segments of confirmed visits and of class sessions that are still to come. */
export function askFutureSegments(
  db: D1Database,
  salon: string,
  now: number,
): [Ask<VisitSegmentRow>, Ask<VisitSegmentRow>] {
  return [
    db
      .prepare(`
        SELECT segment.visit_id, segment.unit_id, segment.start_at, segment.end_at
        FROM booking CROSS JOIN segment
        WHERE booking.salon_id = ?1 AND booking.start_at >= ?2 AND booking.status = 'confirmed'
          AND segment.salon_id = ?1 AND segment.visit_id = booking.booking_id`)
      .bind(salon, now),
    db
      .prepare(`
        SELECT visit_id, unit_id, start_at, end_at FROM segment
        WHERE salon_id = ?1 AND visit_id >= 'class:' AND visit_id < 'class;' AND end_at > ?2`)
      .bind(salon, now),
  ];
}

/** First in every commit: the constraint knows no clock, so what expired must go before anything is inserted. */
export function deleteExpired(db: D1Database, salon: string, now: number): D1PreparedStatement {
  return db.prepare(`DELETE FROM segment WHERE salon_id = ?1 AND held_until <= ?2`).bind(salon, now);
}

export function insertSegments(
  db: D1Database,
  salon: string,
  visit: string,
  segments: readonly StoredSegment[],
  heldUntil: number | null,
): D1PreparedStatement {
  const rows = segments.map(({ unit, start, end }) => [unit, start, end]);
  return db
    .prepare(`
      INSERT INTO segment (salon_id, unit_id, start_at, end_at, visit_id, held_until)
      SELECT ?1, value ->> 0, value ->> 1, value ->> 2, ?3, ?4 FROM json_each(?2)`)
    .bind(salon, JSON.stringify(rows), visit, heldUntil);
}

/** Turns a live hold's segments into a booking's. To be followed by mustHaveChanged. */
export function confirmSegments(db: D1Database, salon: string, visit: string, now: number): D1PreparedStatement {
  return db
    .prepare(`UPDATE segment SET held_until = NULL WHERE salon_id = ?1 AND visit_id = ?2 AND held_until > ?3`)
    .bind(salon, visit, now);
}

export function deleteSegments(db: D1Database, salon: string, visit: string): D1PreparedStatement {
  return db.prepare(`DELETE FROM segment WHERE salon_id = ?1 AND visit_id = ?2`).bind(salon, visit);
}

/** Of a visit some, by unit and start. */
export function deleteSegmentsAt(
  db: D1Database,
  salon: string,
  visit: string,
  segments: readonly StoredSegment[],
): D1PreparedStatement {
  const places = JSON.stringify(segments.map(({ unit, start }) => [unit, start]));
  return db
    .prepare(`
      DELETE FROM segment WHERE salon_id = ?1 AND visit_id = ?2
        AND (unit_id, start_at) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?3))`)
    .bind(salon, visit, places);
}

/** Of a hold alone: whatever was confirmed meanwhile stays. */
export function releaseSegments(db: D1Database, salon: string, hold: string): D1PreparedStatement {
  return db
    .prepare(`DELETE FROM segment WHERE salon_id = ?1 AND visit_id = ?2 AND held_until IS NOT NULL`)
    .bind(salon, hold);
}

/** `class:{service}:{start}`: whose visit a session's person and rooms are. */
export const classVisit = (service: string, start: number): string => `class:${service}:${start}`;

const SEATS = `
  FROM json_each(?3) AS seat CROSS JOIN segment AS taken
  WHERE taken.salon_id = ?1 AND taken.unit_id = seat.value AND taken.start_at = ?4`;

/**
 * Brings a session's shared segments in step with its seats: gone with the last seat, held as long as the longest held
 * seat, confirmed with any confirmed one. After every change of seats.
 */
export function settleClass(db: D1Database, salon: string, visit: string): D1PreparedStatement[] {
  const [, service = "", start = ""] = visit.split(":");
  const seats = JSON.stringify(numbered(service, MOST_SEATS));
  return [
    db
      .prepare(`DELETE FROM segment WHERE salon_id = ?1 AND visit_id = ?2 AND NOT EXISTS (SELECT 1 ${SEATS})`)
      .bind(salon, visit, seats, Number(start)),
    db
      .prepare(`
        UPDATE segment SET held_until = seats.held_until
        FROM (SELECT CASE WHEN count(*) = count(taken.held_until) THEN max(taken.held_until) END AS held_until ${SEATS})
          AS seats
        WHERE segment.salon_id = ?1 AND segment.visit_id = ?2 AND segment.held_until IS NOT seats.held_until`)
      .bind(salon, visit, seats, Number(start)),
  ];
}

/**
 * Aborts unless the session has shared segments, or has none, as was read: two first seats must not choose two rooms,
 * and a later seat must not outlive the rooms it counts on.
 */
export function mustBeOpened(db: D1Database, salon: string, visit: string, opened: boolean): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO must
      SELECT EXISTS (SELECT 1 FROM segment WHERE salon_id = ?1 AND visit_id = ?2) = ?3, 'session'`)
    .bind(salon, visit, opened ? 1 : 0);
}
