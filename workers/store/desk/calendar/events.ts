// What the team did with a visit and noted of it; only ever added to.

import type { Stage } from "../../bookings.ts";
import { type Purpose, reading } from "../../compliance/purposes.ts";
import type { Ask } from "../../database.ts";

export type Happened = Stage | "booked" | "note" | "override";

export interface VisitEvent {
  booking: string;
  id: string;
  /** Minutes since the epoch. */
  at: number;
  /** As in the audit trail. */
  actor: string;
  what: Happened;
  /** Of an override. */
  rules?: readonly string[] | undefined;
  text?: string | undefined;
}

export interface VisitEventRow {
  event_id: string;
  at: number;
  actor: string;
  what: Happened;
  rules: string | null;
  text: string | null;
}

const forEvents = reading("visit_event", "booking_id, at, actor, what, text");

export function askEvents(db: D1Database, salon: string, booking: string, purpose: Purpose): Ask<VisitEventRow> {
  forEvents(purpose);
  return db
    .prepare(`
      SELECT event_id, at, actor, what, rules, text FROM visit_event
      WHERE salon_id = ?1 AND booking_id = ?2 ORDER BY at, event_id`)
    .bind(salon, booking);
}

export function insertEvent(db: D1Database, salon: string, event: VisitEvent): D1PreparedStatement {
  const { booking, id, at, actor, what, rules, text } = event;
  return db
    .prepare(`
      INSERT INTO visit_event (salon_id, booking_id, event_id, at, actor, what, rules, text)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)`)
    .bind(salon, booking, id, at, actor, what, rules === undefined ? null : JSON.stringify(rules), text ?? null);
}

/** Of a visit that is on, as it was read: refused as "booking" when somebody changed it since. */
export function setStage(
  db: D1Database,
  salon: string,
  booking: string,
  { from, to }: { from: Stage | null; to: Stage | null },
): D1PreparedStatement[] {
  return [
    db
      .prepare(`
        UPDATE booking SET stage = ?4
        WHERE salon_id = ?1 AND booking_id = ?2 AND stage IS ?3 AND status = 'confirmed'`)
      .bind(salon, booking, from, to),
    db.prepare(`INSERT INTO must SELECT changes() = 1, 'booking'`),
  ];
}
