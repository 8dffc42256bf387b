// What keeps a person's records beyond their term: legal holds, and restrictions of processing.

import type { Ask } from "../database.ts";

export interface RetentionHold {
  id: string;
  client: string;
  /** Of one visit alone; null: everything of the client's. */
  booking: string | null;
  kind: "hold" | "restriction";
  why: string;
  placedBy: string;
  placedAt: number;
  /** Minutes since the epoch; null: until it is lifted. */
  until: number | null;
}

export interface HoldRow {
  hold_id: string;
  client_id: string;
  booking_id: string | null;
  kind: "hold" | "restriction";
  why: string;
  placed_by: string;
  placed_at: number;
  until: number | null;
}

const HOLD_COLUMNS = `hold_id, client_id, booking_id, kind, why, placed_by, placed_at, until`;

/** Those in force, the oldest first. */
export function askHolds(db: D1Database, salon: string, now: number): Ask<HoldRow> {
  return db
    .prepare(`
      SELECT ${HOLD_COLUMNS} FROM retention_hold
      WHERE salon_id = ?1 AND (until IS NULL OR until > ?2) ORDER BY placed_at, hold_id`)
    .bind(salon, now);
}

export function askHoldsOn(db: D1Database, salon: string, client: string, now: number): Ask<HoldRow> {
  return db
    .prepare(`
      SELECT ${HOLD_COLUMNS} FROM retention_hold
      WHERE salon_id = ?1 AND client_id = ?2 AND (until IS NULL OR until > ?3) ORDER BY placed_at, hold_id`)
    .bind(salon, client, now);
}

export function holdOf(row: HoldRow): RetentionHold {
  return {
    id: row.hold_id,
    client: row.client_id,
    booking: row.booking_id,
    kind: row.kind,
    why: row.why,
    placedBy: row.placed_by,
    placedAt: row.placed_at,
    until: row.until,
  };
}

export function askRetentionHold(db: D1Database, salon: string, hold: string): Ask<HoldRow> {
  return db
    .prepare(`SELECT ${HOLD_COLUMNS} FROM retention_hold WHERE salon_id = ?1 AND hold_id = ?2`)
    .bind(salon, hold);
}

export function insertRetentionHold(db: D1Database, salon: string, hold: RetentionHold): D1PreparedStatement {
  return db
    .prepare(`INSERT INTO retention_hold (salon_id, ${HOLD_COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)`)
    .bind(salon, hold.id, hold.client, hold.booking, hold.kind, hold.why, hold.placedBy, hold.placedAt, hold.until);
}

/** Refused as "lifted" when it is gone already. */
export function deleteRetentionHold(db: D1Database, salon: string, hold: string): D1PreparedStatement[] {
  return [
    db.prepare(`DELETE FROM retention_hold WHERE salon_id = ?1 AND hold_id = ?2`).bind(salon, hold),
    db.prepare(`INSERT INTO must SELECT changes() = 1, 'lifted'`),
  ];
}

/** Aborts as "held" when something keeps the client's records, which may have come since it was read. */
export function mustNotBeHeld(db: D1Database, salon: string, client: string, now: number): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO must SELECT NOT EXISTS (
        SELECT 1 FROM retention_hold
        WHERE salon_id = ?1 AND client_id = ?2 AND (until IS NULL OR until > ?3)), 'held'`)
    .bind(salon, client, now);
}

/** What held the client's records by then, and holds nothing any more. */
export function deleteHoldsOn(db: D1Database, salon: string, client: string, at: number): D1PreparedStatement {
  return db
    .prepare(`DELETE FROM retention_hold WHERE salon_id = ?1 AND client_id = ?2 AND placed_at <= ?3`)
    .bind(salon, client, at);
}
