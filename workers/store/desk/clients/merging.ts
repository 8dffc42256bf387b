// Two rows made one, and given back: what names the one names the other from then on, and every row that moved is written down.

import { type Purpose, reading } from "../../compliance/purposes.ts";
import type { Ask } from "../../database.ts";
import type { FormerRow } from "./former.ts";

/** What of a client's row is told of both, and what moves with one of them. */
export interface MergingRow {
  client_id: string;
  name: string;
  phone: string;
  email: string | null;
  language: string | null;
  preferences: string | null;
  created_at: number;
  asked_at: number | null;
  found_by: string | null;
  bookings: number;
  waits: number;
  talks: number;
  notes: number;
  blocks: number;
  /** Their last word about marketing; null: they were never asked. */
  agreed: 0 | 1 | null;
  /** What they objected to, parted by commas. */
  restricted: string | null;
  /** 1 while an incident that is not closed names them. */
  incident: 0 | 1;
}

const forMerging = reading(
  "client",
  "client_id, name, phone, email, language, preferences, created_at, asked_at, found_by",
);

export function askMerging(
  db: D1Database,
  salon: string,
  clients: readonly [string, string],
  purpose: Purpose,
): Ask<MergingRow> {
  forMerging(purpose);
  return db
    .prepare(`
      SELECT client_id, name, phone, email, language, preferences, created_at, asked_at, found_by,
             (SELECT count(*) FROM booking WHERE booking.salon_id = ?1 AND booking.client_id = client.client_id) AS bookings,
             (SELECT count(*) FROM waitlist WHERE waitlist.salon_id = ?1 AND waitlist.phone = client.phone
                AND waitlist.status = 'waiting') AS waits,
             (SELECT count(*) FROM conversation
              WHERE conversation.salon_id = ?1 AND conversation.client_id = client.client_id) AS talks,
             (SELECT count(*) FROM special_note WHERE special_note.salon_id = ?1
                AND special_note.client_id = client.client_id) AS notes,
             (SELECT count(*) FROM client_block WHERE client_block.salon_id = ?1
                AND client_block.client_id = client.client_id) AS blocks,
             (SELECT granted FROM consent WHERE consent.salon_id = ?1 AND consent.client_id = client.client_id
                AND purpose = 'marketing' ORDER BY at DESC, nth DESC LIMIT 1) AS agreed,
             (SELECT group_concat(purpose) FROM restriction
              WHERE restriction.salon_id = ?1 AND restriction.client_id = client.client_id) AS restricted,
             EXISTS (SELECT 1 FROM incident_person AS named CROSS JOIN incident
                ON incident.salon_id = ?1 AND incident.incident_id = named.incident_id AND state <> 'closed'
              WHERE named.salon_id = ?1 AND named.client_id = client.client_id) AS incident
      FROM client WHERE salon_id = ?1 AND client_id IN (?2, ?3)`)
    .bind(salon, ...clients);
}

/** Columns of the kept row that a merge may change. */
export type Kept = Pick<MergingRow, "email" | "language" | "preferences" | "created_at" | "asked_at" | "found_by">;

const valuesOf = ({ email, language, preferences, created_at, asked_at, found_by }: Kept) =>
  [email, language, preferences, created_at, asked_at, found_by] as const;

export interface NewMerge {
  id: string;
  kept: string;
  gone: string;
  actor: string;
  undoUntil: number;
  before: Kept;
  after: Kept;
  /** Objections that the kept one did not have. */
  stricter: readonly string[];
}

const IDS = `
  'booking', (SELECT json_group_array(booking_id) FROM booking WHERE booking.salon_id = ?1 AND client_id = ?4),
  'waitlist', (SELECT json_group_array(waitlist_id) FROM waitlist WHERE waitlist.salon_id = ?1 AND client_id = ?4),
  'conversation', (SELECT json_group_array(conversation_id) FROM conversation
                   WHERE conversation.salon_id = ?1 AND client_id = ?4),
  'nobody', (SELECT json_group_array(conversation_id) FROM conversation AS talk
             WHERE talk.salon_id = ?1 AND talk.client_id IS NULL AND talk.phone = (
               SELECT substr(own.phone, 2) FROM client AS own WHERE own.salon_id = ?1 AND own.client_id = ?4)),
  'request', (SELECT json_group_array(request_id) FROM request WHERE request.salon_id = ?1 AND client_id = ?4),
  'retention_hold', (SELECT json_group_array(hold_id) FROM retention_hold
                     WHERE retention_hold.salon_id = ?1 AND client_id = ?4),
  'client_block', (SELECT json_group_array(block_id) FROM client_block
                   WHERE client_block.salon_id = ?1 AND client_id = ?4),
  'dispute', (SELECT json_group_array(dispute_id) FROM dispute WHERE dispute.salon_id = ?1 AND client_id = ?4),
  'review', (SELECT json_group_array(review_id) FROM review WHERE review.salon_id = ?1 AND client_id = ?4),
  'client_former', (SELECT json_group_array(former_id) FROM client_former
                    WHERE client_former.salon_id = ?1 AND client_id = ?4)`;

/**
 * Consents, health notes and readings stay under the id that they were made under: the first are proof and never changed, the second are
 * sealed under it. Refused as "merging" when the kept row is not what was read, or the other one is gone.
 */
export function mergeRows(db: D1Database, salon: string, made: NewMerge, now: number): D1PreparedStatement[] {
  const { kept, gone, before, after, stricter } = made;
  const pair = (sql: string) => db.prepare(sql).bind(salon, kept, gone);
  const states = JSON.stringify({ before, after, restriction: stricter });
  return [
    db
      .prepare(`
        INSERT INTO must SELECT EXISTS (SELECT 1 FROM client AS other WHERE other.salon_id = ?1 AND other.client_id = ?3)
          AND EXISTS (
            SELECT 1 FROM client WHERE salon_id = ?1 AND client_id = ?2 AND email IS ?4 AND language IS ?5
              AND preferences IS ?6 AND created_at = ?7 AND asked_at IS ?8 AND found_by IS ?9), 'merging'`)
      .bind(salon, kept, gone, ...valuesOf(before)),
    db
      .prepare(`
        INSERT INTO client_merge (salon_id, merge_id, kept_id, gone_id, moved, actor, merged_at, undo_until)
        VALUES (?1, ?2, ?3, ?4, json_set(json_object(${IDS}), '$.states', json(?8)), ?5, ?6, ?7)`)
      .bind(salon, made.id, kept, gone, made.actor, now, made.undoUntil, states),
    pair(`
      INSERT INTO client_former (salon_id, former_id, client_id, phone, name, email, language, created_at, asked_at, found_by, preferences)
      SELECT salon_id, client_id, ?2, phone, name, email, language, created_at, asked_at, found_by, preferences
      FROM client WHERE salon_id = ?1 AND client_id = ?3`),
    pair(`UPDATE client_former SET client_id = ?2 WHERE salon_id = ?1 AND client_id = ?3`),
    pair(`UPDATE booking SET client_id = ?2 WHERE salon_id = ?1 AND client_id = ?3`),
    pair(`UPDATE waitlist SET client_id = ?2 WHERE salon_id = ?1 AND client_id = ?3`),
    pair(`UPDATE conversation SET client_id = ?2 WHERE salon_id = ?1 AND client_id = ?3`),
    pair(`
      UPDATE conversation SET client_id = ?2 WHERE salon_id = ?1 AND client_id IS NULL AND phone = (
        SELECT substr(own.phone, 2) FROM client AS own WHERE own.salon_id = ?1 AND own.client_id = ?3)`),
    pair(`UPDATE request SET client_id = ?2 WHERE salon_id = ?1 AND client_id = ?3`),
    pair(`UPDATE retention_hold SET client_id = ?2 WHERE salon_id = ?1 AND client_id = ?3`),
    pair(`UPDATE client_block SET client_id = ?2 WHERE salon_id = ?1 AND client_id = ?3`),
    pair(`UPDATE dispute SET client_id = ?2 WHERE salon_id = ?1 AND client_id = ?3`),
    pair(`UPDATE review SET client_id = ?2 WHERE salon_id = ?1 AND client_id = ?3`),
    db
      .prepare(`
        INSERT INTO restriction (salon_id, client_id, purpose, request_id, since)
        SELECT ?1, ?2, told.value, coalesce((
          SELECT own.request_id FROM restriction AS own
          WHERE own.salon_id = ?1 AND own.client_id = ?3 AND own.purpose = told.value), ?5), ?6
        FROM json_each(?4) AS told WHERE true ON CONFLICT DO NOTHING`)
      .bind(salon, kept, gone, JSON.stringify(stricter), made.id, now),
    pair(`DELETE FROM client WHERE salon_id = ?1 AND client_id = ?3`),
    setKept(db, salon, kept, after),
  ];
}

function setKept(db: D1Database, salon: string, kept: string, to: Kept): D1PreparedStatement {
  return db
    .prepare(`
      UPDATE client SET email = ?3, language = ?4, preferences = ?5, created_at = ?6, asked_at = ?7, found_by = ?8
      WHERE salon_id = ?1 AND client_id = ?2`)
    .bind(salon, kept, ...valuesOf(to));
}

export interface Undoing {
  merge: string;
  kept: string;
  gone: string;
  mergedAt: number;
  /** The other one's row, as it was. */
  former: FormerRow;
  /** What the kept row says now, as it was read, and from now on. */
  now: Kept;
  next: Kept;
}

/**
 * What moved goes back, and so does what was booked since under the other's number. Refused as "parting" when the kept row is not what
 * was read, or the merge is no more.
 */
export function partRows(db: D1Database, salon: string, undo: Undoing): D1PreparedStatement[] {
  const { merge, kept, gone, mergedAt, former, now, next } = undo;
  const back = (sql: string) => db.prepare(sql).bind(salon, kept, gone, merge);
  return [
    db
      .prepare(`
        INSERT INTO must SELECT EXISTS (SELECT 1 FROM client_merge WHERE client_merge.salon_id = ?1 AND merge_id = ?3)
          AND EXISTS (
            SELECT 1 FROM client WHERE salon_id = ?1 AND client_id = ?2 AND email IS ?4 AND language IS ?5
              AND preferences IS ?6 AND created_at = ?7 AND asked_at IS ?8 AND found_by IS ?9), 'parting'`)
      .bind(salon, kept, merge, ...valuesOf(now)),
    db
      .prepare(`
        INSERT INTO client (salon_id, client_id, phone, name, email, language, created_at, asked_at, found_by, preferences)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)`)
      .bind(
        salon,
        gone,
        former.phone,
        former.name,
        former.email,
        former.language,
        former.created_at,
        former.asked_at,
        former.found_by,
        former.preferences,
      ),
    back(`
      UPDATE booking SET client_id = ?3 WHERE salon_id = ?1 AND client_id = ?2 AND booking_id IN (
        SELECT value FROM json_each((SELECT moved FROM client_merge AS m WHERE m.salon_id = ?1 AND m.merge_id = ?4), '$.booking'))`),
    db
      .prepare(`
        UPDATE booking SET client_id = ?3
        WHERE salon_id = ?1 AND client_id = ?2 AND phone = ?4 AND created_at >= ?5 AND NOT EXISTS (
          SELECT 1 FROM client AS own WHERE own.salon_id = ?1 AND own.client_id = ?2 AND own.phone = ?4)`)
      .bind(salon, kept, gone, former.phone, mergedAt),
    back(`
      UPDATE waitlist SET client_id = ?3 WHERE salon_id = ?1 AND client_id = ?2 AND waitlist_id IN (
        SELECT value FROM json_each((SELECT moved FROM client_merge AS m WHERE m.salon_id = ?1 AND m.merge_id = ?4), '$.waitlist'))`),
    back(`
      UPDATE conversation SET client_id = ?3 WHERE salon_id = ?1 AND client_id = ?2 AND conversation_id IN (
        SELECT value FROM json_each((SELECT moved FROM client_merge AS m WHERE m.salon_id = ?1 AND m.merge_id = ?4), '$.conversation'))`),
    back(`
      UPDATE conversation SET client_id = NULL WHERE salon_id = ?1 AND client_id = ?2 AND conversation_id IN (
        SELECT value FROM json_each((SELECT moved FROM client_merge AS m WHERE m.salon_id = ?1 AND m.merge_id = ?4), '$.nobody'))`),
    back(`
      UPDATE request SET client_id = ?3 WHERE salon_id = ?1 AND client_id = ?2 AND request_id IN (
        SELECT value FROM json_each((SELECT moved FROM client_merge AS m WHERE m.salon_id = ?1 AND m.merge_id = ?4), '$.request'))`),
    back(`
      UPDATE retention_hold SET client_id = ?3 WHERE salon_id = ?1 AND client_id = ?2 AND hold_id IN (
        SELECT value FROM json_each((SELECT moved FROM client_merge AS m WHERE m.salon_id = ?1 AND m.merge_id = ?4), '$.retention_hold'))`),
    back(`
      UPDATE client_block SET client_id = ?3 WHERE salon_id = ?1 AND client_id = ?2 AND block_id IN (
        SELECT value FROM json_each((SELECT moved FROM client_merge AS m WHERE m.salon_id = ?1 AND m.merge_id = ?4), '$.client_block'))`),
    back(`
      UPDATE dispute SET client_id = ?3 WHERE salon_id = ?1 AND client_id = ?2 AND dispute_id IN (
        SELECT value FROM json_each((SELECT moved FROM client_merge AS m WHERE m.salon_id = ?1 AND m.merge_id = ?4), '$.dispute'))`),
    back(`
      UPDATE review SET client_id = ?3 WHERE salon_id = ?1 AND client_id = ?2 AND review_id IN (
        SELECT value FROM json_each((SELECT moved FROM client_merge AS m WHERE m.salon_id = ?1 AND m.merge_id = ?4), '$.review'))`),
    back(`
      UPDATE client_former SET client_id = ?3 WHERE salon_id = ?1 AND client_id = ?2 AND former_id IN (
        SELECT value FROM json_each((SELECT moved FROM client_merge AS m WHERE m.salon_id = ?1 AND m.merge_id = ?4), '$.client_former'))`),
    back(`
      DELETE FROM restriction WHERE salon_id = ?1 AND client_id = ?2 AND purpose IN (
        SELECT value FROM json_each((SELECT moved FROM client_merge AS m WHERE m.salon_id = ?1 AND m.merge_id = ?4), '$.states.restriction'))`),
    db.prepare(`DELETE FROM client_former WHERE salon_id = ?1 AND former_id = ?2`).bind(salon, gone),
    db.prepare(`DELETE FROM client_merge WHERE salon_id = ?1 AND merge_id = ?2`).bind(salon, merge),
    setKept(db, salon, kept, next),
  ];
}
