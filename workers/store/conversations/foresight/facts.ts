// What is read of a salon to see what will become a ticket: the visits of a week, how far the words about them came, what was
// offered, and the document, which says who is off and when there is no power.

import { type Purpose, reading } from "../../compliance/purposes.ts";
import type { Ask } from "../../database.ts";

export interface ComingRow {
  booking_id: string;
  client_id: string;
  start_at: number;
  end_at: number;
  /** JSON, as bookings have them. */
  services: string;
  placed: string;
  /** Or moved. */
  created_at: number;
  sequence: number;
  /** 1 where there is an address, or a conversation that may be written in. */
  reachable: 0 | 1;
  confirmed: 0 | 1;
  /** Who walked in without a word of who they are, and who was erased, is nobody that could be told. */
  addressed: 0 | 1;
}

const forVisits = reading("booking", "client_id, start_at, end_at, services, placed, created_at, updated_at, stage");

/** Visits that are booked and start in [from, to), in order. */
export function askComing(
  db: D1Database,
  salon: string,
  { from, to, limit }: { from: number; to: number; limit: number },
  purpose: Purpose,
): Ask<ComingRow> {
  forVisits(purpose);
  return db
    .prepare(`
      SELECT booking_id, client_id, start_at, end_at, services, placed, sequence,
             CASE sequence WHEN 0 THEN created_at ELSE updated_at END AS created_at,
             email IS NOT NULL OR EXISTS (
               SELECT 1 FROM conversation WHERE conversation.salon_id = ?1
                 AND conversation.client_id = booking.client_id AND channel = 'whatsapp') AS reachable,
             stage IS NOT NULL AS confirmed, phone <> '' OR email IS NOT NULL AS addressed
      FROM booking WHERE salon_id = ?1 AND start_at >= ?2 AND start_at < ?3 AND status = 'confirmed'
      ORDER BY start_at, booking_id LIMIT ?4`)
    .bind(salon, from, to, limit);
}

export interface BegunRow {
  start_at: number;
  /** JSON. */
  placed: string;
  began: number;
}

/** Visits that began since an instant, as the team marked them. */
export function askBegun(db: D1Database, salon: string, since: number, purpose: Purpose): Ask<BegunRow> {
  forVisits(purpose);
  return db
    .prepare(`
      SELECT start_at, placed, min(visit_event.at) AS began
      FROM visit_event JOIN booking ON booking.salon_id = ?1 AND booking.booking_id = visit_event.booking_id
      WHERE visit_event.salon_id = ?1 AND visit_event.at >= ?2 AND what = 'in-service'
      GROUP BY visit_event.booking_id ORDER BY began LIMIT 1000`)
    .bind(salon, since);
}

export interface WordRow {
  /** A booking's or an offer's id. */
  about: string;
  at: number;
  attempts: number;
  available_at: number | null;
  delivered_at: number | null;
  failure: string | null;
  /** wire::Delivery, where it went by a conversation. */
  delivery: number | null;
}

/** Words to clients about these visits; JSON of their ids. What is not due yet is left out. */
export function askWords(db: D1Database, salon: string, bookings: string, now: number): Ask<WordRow> {
  return db
    .prepare(`
      SELECT value AS about, coalesce(outbox.delivered_at, outbox.available_at, outbox.created_at) AS at,
             outbox.attempts, available_at,
             delivered_at, outbox.failure, message.delivery
      FROM json_each(?2) CROSS JOIN outbox ON outbox.salon_id = ?1 AND outbox.payload ->> 'booking' = value
        AND outbox.payload ->> 'booking' IS NOT NULL
      LEFT JOIN message ON message.salon_id = ?1 AND message.message_id = sent_as
      WHERE outbox.kind IN ('booking.made', 'booking.moved', 'visit.reminder') AND outbox.attempts > 0
        AND outbox.created_at <= ?3
      UNION ALL
      SELECT value, coalesce(outbox.delivered_at, outbox.available_at, outbox.created_at), outbox.attempts, available_at,
             delivered_at, outbox.failure, message.delivery
      FROM json_each(?2) CROSS JOIN series_visit ON series_visit.salon_id = ?1 AND series_visit.booking_id = value
      JOIN outbox ON outbox.salon_id = ?1 AND outbox.message_id = series_visit.letter
      LEFT JOIN message ON message.salon_id = ?1 AND message.message_id = sent_as
      WHERE outbox.attempts > 0 AND outbox.created_at <= ?3`)
    .bind(salon, bookings, now);
}

export interface OfferedRow extends Omit<WordRow, "about"> {
  offer_id: string;
  client_id: string;
  start_at: number;
  made_at: number;
  expires_at: number;
}

const forWaits = reading("waitlist", "client_id");

/** Offers that stand, with how far the word of each came. */
export function askOffered(db: D1Database, salon: string, now: number, purpose: Purpose): Ask<OfferedRow> {
  forWaits(purpose);
  return db
    .prepare(`
      SELECT offer.offer_id, waitlist.client_id, offer.start_at, made_at, expires_at, made_at AS at, outbox.attempts, available_at,
             delivered_at, outbox.failure, message.delivery
      FROM offer
      JOIN waitlist ON waitlist.salon_id = ?1 AND waitlist.waitlist_id = offer.waitlist_id
      JOIN outbox ON outbox.salon_id = ?1 AND outbox.payload ->> 'offer' = offer.offer_id
        AND outbox.payload ->> 'offer' IS NOT NULL
      LEFT JOIN message ON message.salon_id = ?1 AND message.message_id = sent_as
      WHERE offer.salon_id = ?1 AND offer.status = 'open' AND expires_at > ?2`)
    .bind(salon, now);
}

export interface FailedRow {
  /** A booking's id, or a bill's. */
  subject: string;
  client_id: string | null;
  at: number;
  tries: number;
  /** It worked later. */
  paid: 0 | 1;
}

/** Payments that failed since an instant, one row for what was to be paid. */
export function askFailedPayments(db: D1Database, salon: string, since: number): Ask<FailedRow> {
  return db
    .prepare(`
      SELECT subject, max(changed_at) AS at, count(*) AS tries,
             (SELECT client_id FROM booking WHERE booking.salon_id = ?1 AND booking.booking_id = subject) AS client_id,
             EXISTS (SELECT 1 FROM online_payment AS made WHERE made.salon_id = ?1 AND made.subject = failed.subject
                       AND made.state IN ('paid', 'refunded')) AS paid
      FROM online_payment AS failed WHERE salon_id = ?1 AND state = 'failed' AND changed_at >= ?2
      GROUP BY subject ORDER BY at DESC LIMIT 500`)
    .bind(salon, since);
}

/** The document, and since when it is as it is. */
export function askDocumentNow(db: D1Database, salon: string): Ask<{ document: string; updated_at: number }> {
  return db.prepare(`SELECT document, updated_at FROM salon WHERE salon_id = ?1 AND frozen_at IS NULL`).bind(salon);
}
