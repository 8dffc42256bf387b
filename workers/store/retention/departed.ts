// Salons that left the platform: since when, and the end of everything of theirs once its term is over.

import type { Env } from "../../env.ts";
import { type Ask, commit, database, keysDatabase } from "../database.ts";

export interface DepartureRow {
  frozen_at: number | null;
  left_at: number | null;
}

export function askDeparture(db: D1Database, salon: string): Ask<DepartureRow> {
  return db.prepare(`SELECT frozen_at, left_at FROM salon WHERE salon_id = ?1`).bind(salon);
}

/**
 * Refused as "departure" when it stood so already, and as "coming" while somebody is still to be served. A salon that left stands still;
 * one that is back does not, unless it was frozen for another reason.
 */
export function setDeparture(db: D1Database, salon: string, at: number | null): D1PreparedStatement[] {
  return [
    db
      .prepare(`
        UPDATE salon SET left_at = ?2, frozen_at = CASE
          WHEN ?2 IS NOT NULL THEN coalesce(frozen_at, ?2) WHEN frozen_at < left_at THEN frozen_at END
        WHERE salon_id = ?1 AND (left_at IS NULL) = (?2 IS NOT NULL)`)
      .bind(salon, at),
    db.prepare(`INSERT INTO must SELECT changes() = 1, 'departure'`),
    db
      .prepare(`
        INSERT INTO must SELECT ?2 IS NULL OR NOT EXISTS (
          SELECT 1 FROM booking WHERE booking.salon_id = ?1 AND status = 'confirmed' AND start_at > ?2 - 2940 AND end_at > ?2), 'coming'`)
      .bind(salon, at),
  ];
}

/** 1 while anything of the salon must be kept as proof, or is not done with: a legal hold, a request, an incident. */
export function askKept(db: D1Database, salon: string, now: number): Ask<{ kept: 0 | 1 }> {
  return db
    .prepare(`
      SELECT EXISTS (SELECT 1 FROM retention_hold WHERE salon_id = ?1 AND (until IS NULL OR until > ?2))
          OR EXISTS (SELECT 1 FROM request WHERE request.salon_id = ?1 AND status <> 'closed')
          OR EXISTS (SELECT 1 FROM incident WHERE incident.salon_id = ?1 AND state <> 'closed') AS kept`)
    .bind(salon, now);
}

/** Every table that has rows of a salon but `salon` itself, which goes last. */
export const ROWS: readonly string[] = [
  `DELETE FROM admission WHERE salon_id = ?1`,
  `DELETE FROM agreement WHERE salon_id = ?1`,
  `DELETE FROM archive WHERE salon_id = ?1`,
  `DELETE FROM article WHERE salon_id = ?1`,
  `DELETE FROM article_edition WHERE salon_id = ?1`,
  `DELETE FROM audit WHERE salon_id = ?1`,
  `DELETE FROM audit_fault WHERE salon_id = ?1`,
  `DELETE FROM audit_subject WHERE salon_id = ?1`,
  `DELETE FROM audit_tile WHERE salon_id = ?1`,
  `DELETE FROM block WHERE salon_id = ?1`,
  `DELETE FROM bill WHERE salon_id = ?1`,
  `DELETE FROM booking WHERE salon_id = ?1`,
  `DELETE FROM calendar_source WHERE salon_id = ?1`,
  `DELETE FROM campaign WHERE salon_id = ?1`,
  `DELETE FROM channel WHERE salon_id = ?1`,
  `DELETE FROM checkpoint WHERE salon_id = ?1`,
  `DELETE FROM client WHERE salon_id = ?1`,
  `DELETE FROM client_block WHERE salon_id = ?1`,
  `DELETE FROM client_former WHERE salon_id = ?1`,
  `DELETE FROM client_key WHERE salon_id = ?1`,
  `DELETE FROM client_merge WHERE salon_id = ?1`,
  `DELETE FROM consent WHERE salon_id = ?1`,
  `DELETE FROM conversation WHERE salon_id = ?1`,
  `DELETE FROM conversation_booking WHERE salon_id = ?1`,
  `DELETE FROM dispute WHERE salon_id = ?1`,
  `DELETE FROM document WHERE salon_id = ?1`,
  `DELETE FROM entry WHERE salon_id = ?1`,
  `DELETE FROM gift_card WHERE salon_id = ?1`,
  `DELETE FROM foreseen WHERE salon_id = ?1`,
  `DELETE FROM handover WHERE salon_id = ?1`,
  `DELETE FROM hold WHERE salon_id = ?1`,
  `DELETE FROM idempotency WHERE salon_id = ?1`,
  `DELETE FROM import_job WHERE salon_id = ?1`,
  `DELETE FROM import_person WHERE salon_id = ?1`,
  `DELETE FROM import_refusal WHERE salon_id = ?1`,
  `DELETE FROM imported_busy WHERE salon_id = ?1`,
  `DELETE FROM incident WHERE salon_id = ?1`,
  `DELETE FROM incident_event WHERE salon_id = ?1`,
  `DELETE FROM incident_notice WHERE salon_id = ?1`,
  `DELETE FROM incident_person WHERE salon_id = ?1`,
  `DELETE FROM incident_task WHERE salon_id = ?1`,
  `DELETE FROM lookout WHERE salon_id = ?1`,
  `DELETE FROM marketing_decision WHERE salon_id = ?1`,
  `DELETE FROM medium WHERE salon_id = ?1`,
  `DELETE FROM membership WHERE salon_id = ?1`,
  `DELETE FROM message WHERE salon_id = ?1`,
  `DELETE FROM message_status WHERE salon_id = ?1`,
  `DELETE FROM notice WHERE salon_id = ?1`,
  `DELETE FROM objection WHERE salon_id = ?1`,
  `DELETE FROM offer WHERE salon_id = ?1`,
  `DELETE FROM online_payment WHERE salon_id = ?1`,
  `DELETE FROM opening WHERE salon_id = ?1`,
  `DELETE FROM outbox WHERE salon_id = ?1`,
  `DELETE FROM outgoing WHERE salon_id = ?1`,
  `DELETE FROM party_visit WHERE salon_id = ?1`,
  `DELETE FROM person WHERE salon_id = ?1`,
  `DELETE FROM person_answer WHERE salon_id = ?1`,
  `DELETE FROM phone_salon WHERE salon_id = ?1`,
  `DELETE FROM photo WHERE salon_id = ?1`,
  `DELETE FROM posting WHERE salon_id = ?1`,
  `DELETE FROM presence WHERE salon_id = ?1`,
  `DELETE FROM read_log WHERE salon_id = ?1`,
  `DELETE FROM receipt WHERE salon_id = ?1`,
  `DELETE FROM representation WHERE salon_id = ?1`,
  `DELETE FROM request WHERE salon_id = ?1`,
  `DELETE FROM request_event WHERE salon_id = ?1`,
  `DELETE FROM resource WHERE salon_id = ?1`,
  `DELETE FROM restriction WHERE salon_id = ?1`,
  `DELETE FROM retention_hold WHERE salon_id = ?1`,
  `DELETE FROM retention_run WHERE salon_id = ?1`,
  `DELETE FROM review WHERE salon_id = ?1`,
  `DELETE FROM review_rating WHERE salon_id = ?1`,
  `DELETE FROM rota WHERE salon_id = ?1`,
  `DELETE FROM salon_card WHERE salon_id = ?1`,
  `DELETE FROM segment WHERE salon_id = ?1`,
  `DELETE FROM series WHERE salon_id = ?1`,
  `DELETE FROM series_visit WHERE salon_id = ?1`,
  `DELETE FROM service WHERE salon_id = ?1`,
  `DELETE FROM skill WHERE salon_id = ?1`,
  `DELETE FROM special_note WHERE salon_id = ?1`,
  `DELETE FROM tax_document WHERE salon_id = ?1`,
  `DELETE FROM stumble WHERE salon_id = ?1`,
  `DELETE FROM threat WHERE salon_id = ?1`,
  `DELETE FROM threat_event WHERE salon_id = ?1`,
  `DELETE FROM threat_state WHERE salon_id = ?1`,
  `DELETE FROM visit_event WHERE salon_id = ?1`,
  `DELETE FROM till_day WHERE salon_id = ?1`,
  `DELETE FROM waitlist WHERE salon_id = ?1`,
];

/** All or nothing; refused as append-only before five years are over. */
export async function deleteSalon(env: Env, salon: string, now: number): Promise<void> {
  const keys = keysDatabase(env);
  // The ledger of erasures stays: it names nobody, and a restore of the main database would bring back whom it forgot.
  await commit(keys, [keys.prepare(`DELETE FROM person_key WHERE salon_id = ?1`).bind(salon)]);
  for (const folder of ["checkpoints", "latest", "evidence", "imports", "archives", "media", "photos"])
    await deleteFiles(env, `${folder}/${salon}`);
  const db = database(env, salon);
  await commit(db, [
    db.prepare(`INSERT INTO letting_go (salon_id, at) VALUES (?1, ?2)`).bind(salon, now),
    ...ROWS.map((row) => db.prepare(row).bind(salon)),
    db.prepare(`DELETE FROM salon WHERE salon_id = ?1`).bind(salon),
    db.prepare(`DELETE FROM letting_go WHERE salon_id = ?1`).bind(salon),
  ]);
}

/** `name` is one file, or a folder. A file under a lock stays until that is over. */
async function deleteFiles(env: Env, name: string): Promise<void> {
  await env.R2.delete(name);
  for (let truncated = true; truncated; ) {
    const { objects, truncated: more } = await env.R2.list({ prefix: `${name}/`, limit: 1000 });
    await env.R2.delete(objects.map(({ key }) => key));
    truncated = more;
  }
}
