// What each night's retention looks at, category by category: rows that may have reached the end of their term, a page at a
// time, and the forgetting of those that the law's decision (workers/engine/compliance/retention.ts) lets go. Pages go in
// the order of `at` and `id`, or of `id` alone where `at` is not asked for.

import type { Env } from "../../env.ts";
import { type Purpose, reading } from "../compliance/purposes.ts";
import { type Ask, everyDatabase, read } from "../database.ts";

/** Where a page begins: right after this row. */
export interface Place {
  at: number;
  id: string;
}

export interface Page {
  /** Rows whose term began later cannot be due; minutes since the epoch, with a margin for zones and leap days. */
  before: number;
  after: Place;
  limit: number;
}

export interface Candidate {
  id: string;
  /** When its term began, in minutes since the epoch. */
  at: number;
  /** Whose it is, and of which visit: what a hold on either keeps. `booking` null: of the client, and so of every visit. */
  client: string | null;
  booking: string | null;
}

type Asks = (db: D1Database, salon: string, page: Page, purpose: Purpose) => Ask<Candidate>;

const forVisits = reading("booking", "start_at");

/** Visits that still have a person. */
export function askOldVisits(db: D1Database, salon: string, page: Page, purpose: Purpose): Ask<Candidate> {
  forVisits(purpose);
  return db
    .prepare(`
      SELECT booking_id AS id, start_at AS at, client_id AS client, booking_id AS booking FROM booking
      WHERE salon_id = ?1 AND start_at < ?2 AND (start_at, booking_id) > (?3, ?4) AND client_id <> ''
      ORDER BY start_at, booking_id LIMIT ?5`)
    .bind(salon, page.before, page.after.at, page.after.id, page.limit);
}

/** Clients by their last visit, request, consent or conversation; what a letter tells of is one of these. */
export const askQuietClients: Asks = (db, salon, { before, after, limit }) =>
  db
    .prepare(`
      SELECT id, at, id AS client, NULL AS booking FROM (
        SELECT client_id AS id, max(
          created_at, coalesce(asked_at, 0),
          coalesce((SELECT max(max(end_at, booking.created_at, updated_at)) FROM booking
                    WHERE booking.salon_id = ?1 AND booking.client_id = client.client_id), 0),
          coalesce((SELECT max(at) FROM consent
                    WHERE consent.salon_id = ?1 AND consent.client_id = client.client_id), 0),
          coalesce((SELECT max(max(received_at, coalesce(closed_at, 0))) FROM request
                    WHERE request.salon_id = ?1 AND request.client_id = client.client_id), 0),
          coalesce((SELECT max(last_at) / 60 FROM conversation
                    WHERE conversation.salon_id = ?1 AND conversation.client_id = client.client_id), 0),
          coalesce((SELECT max(max(waitlist.created_at, to_date * 1440)) FROM waitlist
                    WHERE waitlist.salon_id = ?1 AND waitlist.phone = client.phone), 0)) AS at
        FROM client WHERE salon_id = ?1 AND client_id > ?3 AND created_at < ?2)
      WHERE at < ?2 ORDER BY id LIMIT ?4`)
    .bind(salon, before, after.id, limit);

/** Requests by the last day that was asked for, at its first minute. They belong to no visit, so none's hold keeps them. */
export const askPastWaits: Asks = (db, salon, { before, after, limit }) =>
  db
    .prepare(`
      SELECT waitlist_id AS id, to_date * 1440 AS at, client_id AS client, '' AS booking FROM waitlist
      WHERE salon_id = ?1 AND waitlist_id > ?3 AND to_date * 1440 < ?2 ORDER BY waitlist_id LIMIT ?4`)
    .bind(salon, before, after.id, limit);

/**
 * Messages that were delivered, or given up, which they are within hours of their making; and what was said in conversations,
 * which belongs to no visit.
 */
export const askOldMessages: Asks = (db, salon, { before, after, limit }) =>
  db
    .prepare(`
      SELECT id, at, client, booking FROM (
        SELECT message_id AS id, coalesce(delivered_at, outbox.created_at) AS at, client_id AS client,
               payload ->> 'booking' AS booking
        FROM outbox LEFT JOIN booking ON booking.salon_id = ?1 AND booking_id = payload ->> 'booking'
        WHERE outbox.salon_id = ?1 AND message_id > ?3 AND available_at IS NULL
          AND coalesce(delivered_at, outbox.created_at) < ?2
        UNION ALL
        SELECT message.message_id AS id, message.at / 60 AS at, client_id AS client, '' AS booking
        FROM message JOIN conversation ON conversation.salon_id = ?1
          AND conversation.conversation_id = message.conversation_id
        WHERE message.salon_id = ?1 AND message.message_id > ?3 AND message.at / 60 < ?2)
      ORDER BY id LIMIT ?4`)
    .bind(salon, before, after.id, limit);

/** Health notes by the visit that they were given for. */
export const askOldNotes: Asks = (db, salon, { before, after, limit }) =>
  db
    .prepare(`
      SELECT note_id AS id, coalesce(end_at, special_note.created_at) AS at, special_note.client_id AS client,
             special_note.booking_id AS booking
      FROM special_note LEFT JOIN booking
        ON booking.salon_id = ?1 AND booking.booking_id = special_note.booking_id
      WHERE special_note.salon_id = ?1 AND note_id > ?3 AND coalesce(end_at, special_note.created_at) < ?2
      ORDER BY note_id LIMIT ?4`)
    .bind(salon, before, after.id, limit);

const IDS = `(SELECT value FROM json_each(?2))`;

/** A request that goes leaves its day with the client, whose own term begins with the last of them. */
export function carryRequests(db: D1Database, salon: string, ids: string): D1PreparedStatement {
  return db
    .prepare(`
      UPDATE client SET asked_at = max(coalesce(asked_at, 0), (
        SELECT max(max(waitlist.created_at, to_date * 1440)) FROM waitlist
        WHERE waitlist.salon_id = ?1 AND waitlist_id IN ${IDS} AND waitlist.client_id = client.client_id))
      WHERE salon_id = ?1 AND client_id IN (
        SELECT waitlist.client_id FROM waitlist WHERE waitlist.salon_id = ?1 AND waitlist_id IN ${IDS})`)
    .bind(salon, ids);
}

/** Of a visit there stays what it was, when and for how much: nobody's. */
export function deidentifyVisits(db: D1Database, salon: string, ids: string): D1PreparedStatement {
  return db
    .prepare(`
      UPDATE booking SET name = '', phone = '', email = NULL, language = NULL, guests = NULL, notes = NULL, guardian = NULL,
             patch_waiver = NULL, client_id = '', token_version = token_version + 1
      WHERE salon_id = ?1 AND booking_id IN ${IDS}`)
    .bind(salon, ids);
}

export function deleteOldMessages(db: D1Database, salon: string, ids: string): D1PreparedStatement {
  return db.prepare(`DELETE FROM outbox WHERE salon_id = ?1 AND message_id IN ${IDS}`).bind(salon, ids);
}

export function deleteOldNotes(db: D1Database, salon: string, ids: string): D1PreparedStatement {
  return db.prepare(`DELETE FROM special_note WHERE salon_id = ?1 AND note_id IN ${IDS}`).bind(salon, ids);
}

/** Salons whose night is not done with, in the order of their addresses. */
export async function salonsToKeepHouseIn(
  env: Env,
  night: number,
  last: string,
  after: string,
  limit: number,
): Promise<string[]> {
  const salons: string[] = [];
  for (const db of everyDatabase(env)) {
    const ask: Ask<{ salon_id: string }> = db
      .prepare(`
        SELECT salon_id FROM salon WHERE salon_id > ?3 AND NOT EXISTS (
          SELECT 1 FROM retention_run AS run WHERE run.salon_id = salon.salon_id AND run.night = ?1 AND run.category = ?2
            AND run.resume_at IS NULL)
        ORDER BY salon_id LIMIT ?4 -- over all salons: the night`)
      .bind(night, last, after, limit);
    const [rows] = await read<[{ salon_id: string }]>(db, [ask]);
    salons.push(...rows.map(({ salon_id }) => salon_id));
  }
  return salons.slice(0, limit);
}
