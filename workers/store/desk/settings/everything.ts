// Everything of a salon, table by table and page by page, for its owner to take away. What is a key, a hash of an address or a copy that
// can be made anew is not among it.

import { type Purpose, reading } from "../../compliance/purposes.ts";
import type { Ask } from "../../database.ts";

/** A row as it is written out; `after` is where the next page begins. */
export type Exported = Record<string, string | number | null> & { after: string };

const forClients = reading("client", "client_id, name, phone, email, language, preferences, created_at, asked_at");

function askClientPage(db: D1Database, salon: string, after: string, most: number, purpose: Purpose): Ask<Exported> {
  forClients(purpose);
  return db
    .prepare(`
      SELECT client_id AS after, client_id, name, phone, email, language, preferences, created_at, asked_at FROM client
      WHERE salon_id = ?1 AND client_id > ?2 ORDER BY client_id LIMIT ?3`)
    .bind(salon, after, most);
}

const forBookings = reading(
  "booking",
  "client_id, status, services, party, start_at, end_at, price_cents, deposit_cents, name, guests, phone, email, language, notes, guardian, fee, created_at, updated_at, stage",
);

function askBookingPage(db: D1Database, salon: string, after: string, most: number, purpose: Purpose): Ask<Exported> {
  forBookings(purpose);
  return db
    .prepare(`
      SELECT booking_id AS after, booking_id, client_id, status, stage, services, party, start_at, end_at, price_cents,
             deposit_cents, name, guests, phone, email, language, notes, guardian, fee, created_at, updated_at FROM booking
      WHERE salon_id = ?1 AND booking_id > ?2 ORDER BY booking_id LIMIT ?3`)
    .bind(salon, after, most);
}

function askConsentPage(db: D1Database, salon: string, after: string, most: number): Ask<Exported> {
  return db
    .prepare(`
      SELECT consent_id AS after, consent_id, client_id, booking_id, purpose, notice_version, wording, granted, channel, at
      FROM consent WHERE salon_id = ?1 AND consent_id > ?2 ORDER BY consent_id LIMIT ?3`)
    .bind(salon, after, most);
}

function askMessagePage(db: D1Database, salon: string, after: string, most: number): Ask<Exported> {
  return db
    .prepare(`
      SELECT message_id AS after, message_id, message.conversation_id, channel, person, name, direction, kind, body, at, delivery
      FROM message JOIN conversation ON conversation.salon_id = ?1 AND conversation.conversation_id = message.conversation_id
      WHERE message.salon_id = ?1 AND message_id > ?2 ORDER BY message_id LIMIT ?3`)
    .bind(salon, after, most);
}

function askPaymentPage(db: D1Database, salon: string, after: string, most: number): Ask<Exported> {
  return db
    .prepare(`
      SELECT posting_id AS after, posting_id, kind, bill_id, booking_id, reverses, reason, reference, entries, day, actor, at
      FROM posting WHERE salon_id = ?1 AND posting_id > ?2 ORDER BY posting_id LIMIT ?3`)
    .bind(salon, after, most);
}

function askVisitEventPage(db: D1Database, salon: string, after: string, most: number): Ask<Exported> {
  return db
    .prepare(`
      SELECT booking_id || '/' || event_id AS after, booking_id, event_id, at, actor, what, rules, text FROM visit_event
      WHERE salon_id = ?1 AND (booking_id, event_id) > (substr(?2, 1, max(instr(?2, '/') - 1, 0)), substr(?2, instr(?2, '/') + 1))
      ORDER BY booking_id, event_id LIMIT ?3`)
    .bind(salon, after, most);
}

const forPhotos = reading("photo", "photo_id, booking_id, moment, actor, at");

function askPhotoPage(db: D1Database, salon: string, after: string, most: number, purpose: Purpose): Ask<Exported> {
  forPhotos(purpose);
  return db
    .prepare(`
      SELECT photo_id AS after, photo_id, booking_id, moment, type, bytes, width, height, actor, at FROM photo
      WHERE salon_id = ?1 AND photo_id > ?2 ORDER BY photo_id LIMIT ?3`)
    .bind(salon, after, most);
}

function askTrailPage(db: D1Database, salon: string, after: string, most: number): Ask<Exported> {
  return db
    .prepare(`
      SELECT CAST(seq AS TEXT) AS after, seq, lower(hex(leaf)) AS leaf, entry FROM audit
      WHERE salon_id = ?1 AND seq > CAST(?2 AS INTEGER) ORDER BY seq LIMIT ?3`)
    .bind(salon, after, most);
}

function askCheckpointPage(db: D1Database, salon: string, after: string, most: number): Ask<Exported> {
  return db
    .prepare(`
      SELECT CAST(size AS TEXT) AS after, size, at, note FROM checkpoint
      WHERE salon_id = ?1 AND size > CAST(?2 AS INTEGER) ORDER BY size LIMIT ?3`)
    .bind(salon, after, most);
}

export interface SealedRow {
  after: string;
  note_id: string;
  client_id: string;
  booking_id: string;
  sealed: number[];
  created_at: number;
}

/** Health notes, sealed: whoever may read them opens them. */
export function askSealedPage(db: D1Database, salon: string, after: string, most: number): Ask<SealedRow> {
  return db
    .prepare(`
      SELECT note_id AS after, note_id, client_id, booking_id, sealed, created_at FROM special_note
      WHERE salon_id = ?1 AND note_id > ?2 ORDER BY note_id LIMIT ?3`)
    .bind(salon, after, most);
}

type Page = (db: D1Database, salon: string, after: string, most: number, purpose: Purpose) => Ask<Exported>;

/** In the order of the archive. */
export const TABLES: Record<string, Page> = {
  clients: askClientPage,
  bookings: askBookingPage,
  visit_events: askVisitEventPage,
  photos: askPhotoPage,
  consents: askConsentPage,
  messages: askMessagePage,
  payments: askPaymentPage,
  audit: askTrailPage,
  audit_checkpoints: askCheckpointPage,
};
