// What clients tried and what failed, as far as it is known who they are: by their number where the salon knows it, or in their
// conversation.

import type { Ask } from "../../database.ts";

/** Of somebody whom the salon knows by this number; of anybody else nothing is kept. */
export function insertStumbleOf(
  db: D1Database,
  salon: string,
  { id, phone, step }: { id: string; phone: string; step: string },
  now: number,
): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO stumble (salon_id, stumble_id, client_id, step, at)
      SELECT ?1, ?2, client_id, ?4, ?5 FROM client WHERE salon_id = ?1 AND phone = ?3`)
    .bind(salon, id, phone, step, now);
}

/** In a conversation. */
export function insertStumbleIn(
  db: D1Database,
  salon: string,
  { id, conversation, client, step }: { id: string; conversation: string; client: string | null; step: string },
  now: number,
): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO stumble (salon_id, stumble_id, client_id, conversation_id, step, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)`)
    .bind(salon, id, client, conversation, step, now);
}

/** They got on, or a person has them now. */
export function passStumbles(db: D1Database, salon: string, conversation: string, now: number): D1PreparedStatement {
  return db
    .prepare(`
      UPDATE stumble SET passed_at = ?3 WHERE salon_id = ?1 AND conversation_id = ?2 AND passed_at IS NULL`)
    .bind(salon, conversation, now);
}

export interface StumbleRow {
  client_id: string | null;
  conversation_id: string | null;
  step: string;
  at: number;
  /** 1 where they got beyond it, or have booked since. */
  passed: 0 | 1;
}

/** The latest. `since` in minutes. */
export function askStumbles(db: D1Database, salon: string, since: number, limit: number): Ask<StumbleRow> {
  return db
    .prepare(`
      SELECT client_id, conversation_id, step, at,
             passed_at IS NOT NULL OR EXISTS (
               SELECT 1 FROM booking WHERE booking.salon_id = ?1 AND booking.client_id = stumble.client_id
                 AND booking.updated_at >= stumble.at) AS passed
      FROM stumble WHERE salon_id = ?1 AND at >= ?2 ORDER BY at DESC LIMIT ?3`)
    .bind(salon, since, limit);
}
