// What a client's card shows, each read bounded: the client may have come for twenty years.

import type { BookingRow } from "../../bookings.ts";
import { type Purpose, reading } from "../../compliance/purposes.ts";
import type { Ask } from "../../database.ts";

export interface CardRow {
  client_id: string;
  name: string;
  phone: string;
  email: string | null;
  language: string | null;
  preferences: string | null;
  created_at: number;
  /** Health notes that are kept, whose text is not read here. */
  special: number;
  /** Marketing, or being offered times, that they objected to. */
  restricted: string | null;
}

const SELVES = `SELECT ?2 UNION ALL SELECT own.former_id FROM client_former AS own WHERE own.salon_id = ?1 AND own.client_id = ?2`;

const forCard = reading("client", "client_id, name, phone, email, language, preferences, created_at");

export function askCard(db: D1Database, salon: string, client: string, purpose: Purpose): Ask<CardRow> {
  forCard(purpose);
  return db
    .prepare(`
      SELECT client_id, name, phone, email, language, preferences, created_at,
             (SELECT count(*) FROM special_note AS note
              WHERE note.salon_id = ?1 AND note.client_id IN (${SELVES})) AS special,
             (SELECT group_concat(purpose) FROM restriction
              WHERE restriction.salon_id = ?1 AND restriction.client_id = ?2) AS restricted
      FROM client WHERE salon_id = ?1 AND client_id = ?2`)
    .bind(salon, client);
}

/** Visits on one card: every one to come, and the latest of the past. */
const MOST_VISITS = 60;

export type CardVisit = Pick<
  BookingRow,
  "booking_id" | "status" | "stage" | "services" | "party" | "start_at" | "end_at" | "price_cents" | "placed"
>;

const forVisits = reading("booking", "status, stage, services, party, start_at, end_at, price_cents, placed");

export function askVisits(db: D1Database, salon: string, client: string, purpose: Purpose): Ask<CardVisit> {
  forVisits(purpose);
  return db
    .prepare(`
      SELECT booking_id, status, stage, services, party, start_at, end_at, price_cents, placed
      FROM booking WHERE salon_id = ?1 AND client_id = ?2 ORDER BY start_at DESC, booking_id LIMIT ?3`)
    .bind(salon, client, MOST_VISITS);
}

export interface CardTotals {
  /** Visits that were served, and their prices added up. */
  visits: number;
  cents: number;
  cancelled: number;
  no_shows: number;
}

const forTotals = reading("booking", "status, stage, end_at, price_cents");

export function askTotals(
  db: D1Database,
  salon: string,
  client: string,
  now: number,
  purpose: Purpose,
): Ask<CardTotals> {
  forTotals(purpose);
  return db
    .prepare(`
      SELECT count(*) FILTER (WHERE status = 'confirmed' AND stage IS NOT 'no-show' AND end_at <= ?3) AS visits,
             coalesce(sum(price_cents) FILTER (WHERE status = 'confirmed' AND stage IS NOT 'no-show' AND end_at <= ?3), 0) AS cents,
             count(*) FILTER (WHERE status = 'cancelled') AS cancelled,
             count(*) FILTER (WHERE stage = 'no-show' AND status = 'confirmed') AS no_shows
      FROM booking WHERE salon_id = ?1 AND client_id = ?2`)
    .bind(salon, client, now);
}

export interface CardConsent {
  purpose: string;
  granted: 0 | 1;
  channel: string;
  at: number;
}

/** The last word on each purpose. */
export function askLastWords(db: D1Database, salon: string, client: string): Ask<CardConsent> {
  return db
    .prepare(`
      SELECT purpose, granted, channel, at FROM (
        SELECT purpose, granted, channel, at, row_number() OVER (PARTITION BY purpose ORDER BY at DESC, nth DESC) AS back
        FROM consent WHERE salon_id = ?1 AND client_id IN (${SELVES}))
      WHERE back = 1 ORDER BY purpose`)
    .bind(salon, client);
}

/** A letter of ours, or a message either way. */
export interface CardMessage {
  /** `letter`, or the channel of a conversation. */
  channel: string;
  direction: "in" | "out";
  /** Of a letter what it tells, of a message its kind. */
  kind: string;
  body: string | null;
  /** Minutes. */
  at: number;
  /** 1 sent, 0 owed, 9 given up. */
  sent: number;
}

const MOST_MESSAGES = 20;

/** What was written to them about their visits. */
export function askLetters(db: D1Database, salon: string, client: string): Ask<CardMessage> {
  return db
    .prepare(`
      SELECT 'letter' AS channel, 'out' AS direction, kind, NULL AS body, created_at AS at,
             CASE WHEN delivered_at IS NOT NULL THEN 1 WHEN available_at IS NOT NULL THEN 0 ELSE 9 END AS sent
      FROM (
        SELECT booking_id FROM booking AS of WHERE of.salon_id = ?1 AND of.client_id = ?2
        ORDER BY start_at DESC LIMIT ?3) AS theirs
      CROSS JOIN outbox ON outbox.salon_id = ?1 AND payload ->> 'booking' = theirs.booking_id
      ORDER BY at DESC, message_id LIMIT ?4`)
    .bind(salon, client, MOST_VISITS, MOST_MESSAGES);
}

const forTalks = reading("message", "body, at, delivery");

export function askTalks(db: D1Database, salon: string, client: string, purpose: Purpose): Ask<CardMessage> {
  forTalks(purpose);
  return db
    .prepare(`
      SELECT channel, direction, kind, body, at / 60 AS at, CASE WHEN delivery = 9 THEN 9 ELSE 1 END AS sent
      FROM conversation CROSS JOIN message
        ON message.salon_id = ?1 AND message.conversation_id = conversation.conversation_id
      WHERE conversation.salon_id = ?1 AND client_id = ?2 ORDER BY message.at DESC, message_id LIMIT ?3`)
    .bind(salon, client, MOST_MESSAGES);
}

/** Refused as "preferences" where somebody wrote since they were read. */
export function setPreferences(
  db: D1Database,
  salon: string,
  client: string,
  { was, text }: { was: string; text: string },
): D1PreparedStatement[] {
  return [
    db
      .prepare(`
        UPDATE client SET preferences = nullif(?4, '')
        WHERE salon_id = ?1 AND client_id = ?2 AND coalesce(preferences, '') = ?3`)
      .bind(salon, client, was, text),
    db.prepare(`INSERT INTO must SELECT changes() = 1, 'preferences'`),
  ];
}
