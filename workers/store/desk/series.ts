// Visits that come again: each date that was wished for, and what became of it.

import { type Purpose, reading } from "../compliance/purposes.ts";
import type { Ask } from "../database.ts";
import type { Message } from "../outbox.ts";

export interface SeriesRow {
  series_id: string;
  /** The visit that is to come again. */
  booking_id: string;
  weeks: number;
  times: number;
  ended_at: number | null;
  /** The message that tells of what is booked until it goes out; null: each visit tells of itself. */
  letter: string | null;
}

export type SeriesState = "waiting" | "open" | "booked" | "dropped";

export interface SeriesVisitRow {
  nth: number;
  /** As it was wished for. */
  wished_at: number;
  state: SeriesState;
  /** Of what was booked; null otherwise. */
  booking_id: string | null;
  status: "confirmed" | "cancelled" | null;
  start_at: number | null;
  end_at: number | null;
}

const forSeries = reading("series", "booking_id, weeks, times");
const forVisits = reading("booking", "status, start_at, end_at");

export function askSeries(db: D1Database, salon: string, series: string, purpose: Purpose): Ask<SeriesRow> {
  forSeries(purpose);
  return db
    .prepare(`
      SELECT series_id, booking_id, weeks, times, ended_at, letter FROM series WHERE salon_id = ?1 AND series_id = ?2`)
    .bind(salon, series);
}

/** In order. */
export function askSeriesVisits(db: D1Database, salon: string, series: string, purpose: Purpose): Ask<SeriesVisitRow> {
  forVisits(purpose);
  return db
    .prepare(`
      SELECT nth, own.start_at AS wished_at, state, own.booking_id, status, booking.start_at, end_at
      FROM series_visit AS own LEFT JOIN booking
        ON booking.salon_id = ?1 AND booking.booking_id = own.booking_id
      WHERE own.salon_id = ?1 AND own.series_id = ?2 ORDER BY nth`)
    .bind(salon, series);
}

export type SeriesOfRow = SeriesRow & { nth: number };

/** The series that a visit is of, and which of it; 0: it is the one that comes again. Of several the one that goes on. */
export function askSeriesOf(db: D1Database, salon: string, booking: string, purpose: Purpose): Ask<SeriesOfRow> {
  forSeries(purpose);
  return db
    .prepare(`
      SELECT series_id, booking_id, weeks, times, ended_at, letter, nth FROM (
        SELECT series_id, booking_id, weeks, times, ended_at, letter, 0 AS nth FROM series
        WHERE series.salon_id = ?1 AND series.booking_id = ?2
        UNION ALL
        SELECT whole.series_id, whole.booking_id, weeks, times, ended_at, whole.letter, part.nth
        FROM series_visit AS part JOIN series AS whole
          ON whole.salon_id = ?1 AND whole.series_id = part.series_id
        WHERE part.salon_id = ?1 AND part.booking_id = ?2)
      ORDER BY ended_at IS NOT NULL, ended_at DESC LIMIT 1`)
    .bind(salon, booking);
}

export interface NewSeries {
  id: string;
  booking: string;
  weeks: number;
  actor: string;
  /** The message that will tell of it; null where nobody can be told. */
  letter: string | null;
  /** The starts that are wished for, in order. */
  starts: readonly number[];
}

/** Refused as "unique series" while the visit comes again already. */
export function insertSeries(db: D1Database, salon: string, made: NewSeries, now: number): D1PreparedStatement[] {
  const { id, booking, weeks, actor, letter, starts } = made;
  return [
    db
      .prepare(`
        INSERT INTO series (salon_id, series_id, booking_id, weeks, times, actor, created_at, letter)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)`)
      .bind(salon, id, booking, weeks, starts.length, actor, now, letter),
    db
      .prepare(`
        INSERT INTO series_visit (salon_id, series_id, nth, start_at, state)
        SELECT ?1, ?2, key + 1, value, 'waiting' FROM json_each(?3)`)
      .bind(salon, id, JSON.stringify(starts)),
  ];
}

/**
 * In the commit that books it. Refused as "series" where it was booked or given up meanwhile. Once the series' letter has gone out, or
 * where there was none, the visit tells of itself, under its own id, unless its client is `nobody` who could be told.
 */
export function bookedInSeries(
  db: D1Database,
  salon: string,
  { series, nth }: { series: string; nth: number },
  { booking, nobody }: { booking: string; nobody: boolean },
  now: number,
): D1PreparedStatement[] {
  const made: Message = { kind: "booking.made", payload: { booking, sequence: 0 } };
  return [
    db
      .prepare(`
        UPDATE series_visit SET state = 'booked', booking_id = ?4
        WHERE salon_id = ?1 AND series_id = ?2 AND nth = ?3 AND state IN ('waiting', 'open')`)
      .bind(salon, series, nth, booking),
    db.prepare(`INSERT INTO must SELECT changes() = 1, 'series'`),
    db
      .prepare(`
        INSERT INTO outbox (salon_id, message_id, kind, payload, created_at, available_at)
        SELECT ?1, ?3, ?4, ?5, ?6, ?6 WHERE ?7 = 0 AND EXISTS (
          SELECT 1 FROM series WHERE series.salon_id = ?1 AND series.series_id = ?2 AND series.letter IS NULL)`)
      .bind(salon, series, booking, made.kind, JSON.stringify(made.payload), now, nobody ? 1 : 0),
  ];
}

/** Which visits the letter tells of: those that are booked by now. Settled once, however often it is tried. */
export function settleLetter(db: D1Database, salon: string, series: string, letter: string): D1PreparedStatement[] {
  const bound = (sql: string) => db.prepare(sql).bind(salon, series, letter);
  return [
    bound(`
      UPDATE series_visit SET letter = ?3
      WHERE salon_id = ?1 AND series_id = ?2 AND state = 'booked' AND EXISTS (
        SELECT 1 FROM series WHERE series.salon_id = ?1 AND series.series_id = ?2 AND series.letter = ?3)`),
    bound(`UPDATE series SET letter = NULL WHERE salon_id = ?1 AND series_id = ?2 AND letter = ?3`),
  ];
}

/** That day has no time: a person is to choose another. */
export function openInSeries(db: D1Database, salon: string, series: string, nth: number): D1PreparedStatement {
  return db
    .prepare(`
      UPDATE series_visit SET state = 'open'
      WHERE salon_id = ?1 AND series_id = ?2 AND nth = ?3 AND state = 'waiting'`)
    .bind(salon, series, nth);
}

/** Given up by a person. Refused as "series" where it was booked meanwhile. */
export function dropInSeries(db: D1Database, salon: string, series: string, nth: number): D1PreparedStatement[] {
  return [
    db
      .prepare(`
        UPDATE series_visit SET state = 'dropped'
        WHERE salon_id = ?1 AND series_id = ?2 AND nth = ?3 AND state IN ('waiting', 'open')`)
      .bind(salon, series, nth),
    db.prepare(`INSERT INTO must SELECT changes() = 1, 'series'`),
  ];
}

/** Nothing more of it is booked from now on. */
export function endSeries(db: D1Database, salon: string, series: string, now: number): D1PreparedStatement[] {
  const bound = (sql: string, ...more: number[]) => db.prepare(sql).bind(salon, series, ...more);
  return [
    bound(`UPDATE series SET ended_at = coalesce(ended_at, ?3) WHERE salon_id = ?1 AND series_id = ?2`, now),
    bound(`
      UPDATE series_visit SET state = 'dropped'
      WHERE salon_id = ?1 AND series_id = ?2 AND state IN ('waiting', 'open')`),
  ];
}
