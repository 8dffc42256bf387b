// People's own calendars: where each is, sealed, how the last reading went, and the busy times that came of it.

import type { Env } from "../../../env.ts";
import { type Ask, everyDatabase, read } from "../../database.ts";

export interface CalendarRow {
  salon_id: string;
  person_id: string;
  sealed: number[];
  host: string;
  etag: string | null;
  fetched_at: number | null;
  fault: string | null;
  busy: number;
  unread: number;
}

export function askCalendars(db: D1Database, salon: string): Ask<CalendarRow> {
  return db
    .prepare(`
      SELECT salon_id, person_id, sealed, host, etag, fetched_at, fault, busy, unread FROM calendar_source
      WHERE salon_id = ?1 ORDER BY person_id`)
    .bind(salon);
}

/** In the place of the one there was; what came of that is gone until this one is read. */
export function putCalendar(
  db: D1Database,
  salon: string,
  calendar: { person: string; sealed: Uint8Array; host: string },
  now: number,
): D1PreparedStatement[] {
  const { person, sealed, host } = calendar;
  return [
    db
      .prepare(`
        INSERT INTO calendar_source (salon_id, person_id, sealed, host, busy, unread, look_at)
        VALUES (?1, ?2, ?3, ?4, 0, 0, ?5)
        ON CONFLICT (salon_id, person_id) DO UPDATE SET sealed = excluded.sealed, host = excluded.host, etag = NULL,
          fetched_at = NULL, fault = NULL, busy = 0, unread = 0, look_at = excluded.look_at`)
      .bind(salon, person, sealed, host, now),
    deleteBusy(db, salon, person),
  ];
}

export function dropCalendar(db: D1Database, salon: string, person: string): D1PreparedStatement[] {
  return [
    db.prepare(`DELETE FROM calendar_source WHERE salon_id = ?1 AND person_id = ?2`).bind(salon, person),
    deleteBusy(db, salon, person),
  ];
}

function deleteBusy(db: D1Database, salon: string, person: string): D1PreparedStatement {
  return db
    .prepare(`DELETE FROM imported_busy WHERE salon_id = ?1 AND unit_id = ?2 AND source = 'calendar'`)
    .bind(salon, person);
}

/** What came of reading one; refused as "calendar" when it is another by now, or none. */
export interface ReadCalendar {
  salon: string;
  person: string;
  /** The address that was read, as it is stored. */
  sealed: Uint8Array;
  etag: string | null;
  intervals: readonly { start: number; end: number }[];
  unread: number;
}

export function keepBusy(db: D1Database, calendar: ReadCalendar, next: number, now: number): D1PreparedStatement[] {
  const { salon, person, sealed, etag, intervals, unread } = calendar;
  return [
    db
      .prepare(`
        UPDATE calendar_source SET etag = ?4, fetched_at = ?5, fault = NULL, busy = ?6, unread = ?7, look_at = ?8
        WHERE salon_id = ?1 AND person_id = ?2 AND sealed = ?3`)
      .bind(salon, person, sealed, etag, now, intervals.length, unread, next),
    db.prepare(`INSERT INTO must SELECT changes() = 1, 'calendar'`),
    deleteBusy(db, salon, person),
    db
      .prepare(`
        INSERT INTO imported_busy (salon_id, unit_id, start_at, end_at, source)
        SELECT ?1, ?2, value ->> 'start', value ->> 'end', 'calendar' FROM json_each(?3)`)
      .bind(salon, person, JSON.stringify(intervals)),
  ];
}

/** Nothing new, or a fault: what was read before stays. */
export function noteCalendar(
  db: D1Database,
  salon: string,
  person: string,
  { fault, next }: { fault: string | null; next: number },
  now: number,
): D1PreparedStatement {
  return db
    .prepare(`
      UPDATE calendar_source SET fault = ?3, look_at = ?4, fetched_at = CASE WHEN ?3 IS NULL THEN ?5 ELSE fetched_at END
      WHERE salon_id = ?1 AND person_id = ?2`)
    .bind(salon, person, fault, next, now);
}

export async function dueCalendars(env: Env, now: number, most: number): Promise<CalendarRow[]> {
  const due: CalendarRow[] = [];
  for (const db of everyDatabase(env)) {
    const ask: Ask<CalendarRow> = db
      .prepare(`
        SELECT salon_id, person_id, sealed, host, etag, fetched_at, fault, busy, unread FROM calendar_source
        WHERE look_at <= ?1 ORDER BY look_at LIMIT ?2 -- over all salons: the sweep reads what is due`)
      .bind(now, most);
    const [rows] = await read<[CalendarRow]>(db, [ask]);
    due.push(...rows);
  }
  return due;
}
