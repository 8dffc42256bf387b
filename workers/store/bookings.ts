// Bookings: committed visits. Their segments are in segments.ts under the same id.
import type { Env } from "../env.ts";
import { manageToken, sameToken } from "../token.ts";
import { type Purpose, reading } from "./compliance/purposes.ts";
import { type Ask, database, read } from "./database.ts";
import type { PlacedPhase, StoredWish, Visit } from "./holds.ts";
import { askSegmentsOf, type StoredSegment, type VisitSegmentRow } from "./segments.ts";

export interface Contact {
  name: string;
  phone: string;
  email: string | null;
  language: string | null;
}

/** The competent person who consented for a child. */
export interface Guardian {
  name: string;
  relation: string;
}

/** One line of what cancelling cost; the lines add up to it. */
export interface FeeLine {
  reason: string;
  cents: number;
}

export const STAGES = ["confirmed", "arrived", "in-service", "done", "no-show"] as const;
export type Stage = (typeof STAGES)[number];

export interface Booking extends Visit {
  salon: string;
  id: string;
  client: string;
  status: "confirmed" | "cancelled";
  /** How far a confirmed visit has come; null: booked, and nothing heard since. */
  stage: Stage | null;
  contact: Contact;
  /** Names of the guests of a party, by their number from 0; empty, or too few, where nobody said. */
  guests: readonly string[];
  notes: string | null;
  /** SHA-256 of the privacy notice that was shown before the details were asked for. */
  notice: string | null;
  guardian: Guardian | null;
  /** What cancelling it cost, and why; null if it was not cancelled or the salon does not charge. */
  fee: FeeLine[] | null;
  tokenVersion: number;
  /** Of RFC 5545: 0 when made, one more with every change. */
  sequence: number;
  createdAt: number;
  updatedAt: number;
}

export interface BookingRow {
  salon_id: string;
  booking_id: string;
  client_id: string;
  status: "confirmed" | "cancelled";
  stage: Stage | null;
  services: string;
  party: number;
  start_at: number;
  end_at: number;
  price_cents: number;
  deposit_cents: number;
  placed: string;
  class_visit: string | null;
  name: string;
  phone: string;
  email: string | null;
  language: string | null;
  guests: string | null;
  notes: string | null;
  notice_hash: string | null;
  guardian: string | null;
  fee: string | null;
  token_version: number;
  sequence: number;
  created_at: number;
  updated_at: number;
}

const COLUMNS = `salon_id, booking_id, client_id, status, services, party, start_at, end_at, price_cents, deposit_cents,
  placed, class_visit, name, phone, email, language, notes, token_version, sequence, created_at, updated_at, notice_hash,
  guardian, fee, stage, guests`;

const forBooking = reading("booking", COLUMNS);

export function askBooking(db: D1Database, salon: string, booking: string, purpose: Purpose): Ask<BookingRow> {
  forBooking(purpose);
  return db.prepare(`SELECT ${COLUMNS} FROM booking WHERE salon_id = ?1 AND booking_id = ?2`).bind(salon, booking);
}

/** Bookings of the salon that start in [from, to), cancelled ones included, in order. */
export function askBookings(
  db: D1Database,
  salon: string,
  from: number,
  to: number,
  purpose: Purpose,
): Ask<BookingRow> {
  forBooking(purpose);
  return db
    .prepare(`
      SELECT ${COLUMNS} FROM booking
      WHERE salon_id = ?1 AND start_at >= ?2 AND start_at < ?3 ORDER BY start_at, booking_id`)
    .bind(salon, from, to);
}

export function bookingOf(row: BookingRow): Booking {
  return {
    salon: row.salon_id,
    id: row.booking_id,
    client: row.client_id,
    status: row.status,
    stage: row.stage,
    services: JSON.parse(row.services) as StoredWish[],
    party: row.party,
    start: row.start_at,
    end: row.end_at,
    priceCents: row.price_cents,
    depositCents: row.deposit_cents,
    placed: JSON.parse(row.placed) as PlacedPhase[],
    classVisit: row.class_visit,
    contact: { name: row.name, phone: row.phone, email: row.email, language: row.language },
    guests: guestsOf(row.guests),
    notes: row.notes,
    notice: row.notice_hash,
    guardian: row.guardian === null ? null : (JSON.parse(row.guardian) as Guardian),
    fee: row.fee === null ? null : (JSON.parse(row.fee) as FeeLine[]),
    tokenVersion: row.token_version,
    sequence: row.sequence,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

export const guestsOf = (stored: string | null): string[] => (stored === null ? [] : (JSON.parse(stored) as string[]));

/** As they are stored; null: nobody said any. */
export const storedGuests = (names: readonly string[]): string | null =>
  names.every((name) => name === "") ? null : JSON.stringify(names);

export interface BookingWithSegments {
  booking: Booking;
  segments: StoredSegment[];
}

export async function readBooking(
  env: Env,
  salon: string,
  id: string,
  purpose: Purpose,
): Promise<BookingWithSegments | null> {
  const db = database(env, salon);
  const [[row], segments] = await read<[BookingRow, VisitSegmentRow]>(db, [
    askBooking(db, salon, id, purpose),
    askSegmentsOf(db, salon, id),
  ]);
  if (row === undefined) return null;
  return {
    booking: bookingOf(row),
    segments: segments.map(({ unit_id, start_at, end_at }) => ({ unit: unit_id, start: start_at, end: end_at })),
  };
}

export async function opens(env: Env, token: string, booking: Booking): Promise<boolean> {
  const genuine = await manageToken(env.TOKEN_SECRET, booking.salon, booking.id, booking.tokenVersion);
  return sameToken(token, genuine);
}

export async function readBookings(
  env: Env,
  salon: string,
  from: number,
  to: number,
  purpose: Purpose,
): Promise<Booking[]> {
  const db = database(env, salon);
  const [rows] = await read<[BookingRow]>(db, [askBookings(db, salon, from, to, purpose)]);
  return rows.map(bookingOf);
}

/** Bookings made under one number with any salon of this database that end after `now`, cancelled ones left out, in order. */
export function askBookingsOfPhone(
  db: D1Database,
  phoneHash: string,
  phone: string,
  now: number,
  purpose: Purpose,
): Ask<BookingRow> {
  forBooking(purpose);
  return db
    .prepare(`
      SELECT ${COLUMNS} FROM (
        SELECT salon_id AS known FROM phone_salon WHERE phone_hash = ?1 ORDER BY salon_id LIMIT 50) CROSS JOIN booking
      WHERE salon_id = known
        AND client_id = (SELECT client.client_id FROM client WHERE client.salon_id = known AND client.phone = ?2)
        AND start_at > ?3 - 2880 AND end_at > ?3 AND status = 'confirmed'
      ORDER BY start_at, booking_id`)
    .bind(phoneHash, phone, now);
}

/** What was booked in a conversation and ends after `now`, cancelled ones left out, in order. */
export function askBookingsMadeIn(
  db: D1Database,
  salon: string,
  conversation: string,
  now: number,
  purpose: Purpose,
): Ask<BookingRow> {
  forBooking(purpose);
  return db
    .prepare(`
      SELECT ${COLUMNS} FROM booking
      WHERE salon_id = ?1 AND end_at > ?3 AND status = 'confirmed' AND booking_id IN (
        SELECT made.booking_id FROM conversation_booking AS made
        WHERE made.salon_id = ?1 AND made.conversation_id = ?2)
      ORDER BY start_at, booking_id`)
    .bind(salon, conversation, now);
}

/** Visits that a letter of their series tells of, as they were booked: whatever was changed since has a letter of its own. In order. */
export function askBookingsTold(
  db: D1Database,
  salon: string,
  { series, letter }: { series: string; letter: string },
  purpose: Purpose,
): Ask<BookingRow> {
  forBooking(purpose);
  return db
    .prepare(`
      SELECT ${COLUMNS} FROM booking
      WHERE salon_id = ?1 AND status = 'confirmed' AND sequence = 0 AND booking_id IN (
        SELECT told.booking_id FROM series_visit AS told
        WHERE told.salon_id = ?1 AND told.series_id = ?2 AND told.letter = ?3)
      ORDER BY start_at, booking_id`)
    .bind(salon, series, letter);
}

/** A notice that was never published for this salon is not recorded as shown. */
export function insertBooking(db: D1Database, booking: Booking): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO booking (${COLUMNS})
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21,
              (SELECT hash FROM notice WHERE salon_id = ?1 AND hash = ?22), ?23, NULL, ?24, ?25)`)
    .bind(
      booking.salon,
      booking.id,
      booking.client,
      booking.status,
      JSON.stringify(booking.services),
      booking.party,
      booking.start,
      booking.end,
      booking.priceCents,
      booking.depositCents,
      JSON.stringify(booking.placed),
      booking.classVisit,
      booking.contact.name,
      booking.contact.phone,
      booking.contact.email,
      booking.contact.language,
      booking.notes,
      booking.tokenVersion,
      booking.sequence,
      booking.createdAt,
      booking.updatedAt,
      booking.notice,
      booking.guardian === null ? null : JSON.stringify(booking.guardian),
      booking.stage,
      storedGuests(booking.guests),
    );
}

/** Of the booking as it was read: refused as "booking" when somebody changed it since. */
function mustBeAsRead(db: D1Database): D1PreparedStatement {
  return db.prepare(`INSERT INTO must SELECT changes() = 1, 'booking'`);
}

export function moveBooking(db: D1Database, booking: Booking, visit: Visit, now: number): D1PreparedStatement[] {
  return [
    db
      .prepare(`
        UPDATE booking SET services = ?4, party = ?5, start_at = ?6, end_at = ?7, price_cents = ?8, deposit_cents = ?9,
               placed = ?10, class_visit = ?11, sequence = sequence + 1, updated_at = ?12
        WHERE salon_id = ?1 AND booking_id = ?2 AND sequence = ?3 AND status = 'confirmed'`)
      .bind(
        booking.salon,
        booking.id,
        booking.sequence,
        JSON.stringify(visit.services),
        visit.party,
        visit.start,
        visit.end,
        visit.priceCents,
        visit.depositCents,
        JSON.stringify(visit.placed),
        visit.classVisit,
        now,
      ),
    mustBeAsRead(db),
  ];
}

export function cancelBooking(
  db: D1Database,
  booking: Booking,
  fee: FeeLine[] | null,
  now: number,
): D1PreparedStatement[] {
  return [
    db
      .prepare(`
        UPDATE booking SET status = 'cancelled', sequence = sequence + 1, updated_at = ?4, fee = ?5
        WHERE salon_id = ?1 AND booking_id = ?2 AND sequence = ?3 AND status = 'confirmed'`)
      .bind(booking.salon, booking.id, booking.sequence, now, fee === null ? null : JSON.stringify(fee)),
    mustBeAsRead(db),
  ];
}

/** The client did come, or could not have: what was noted is taken back. */
export function takeBackNoShow(db: D1Database, salon: string, booking: string, now: number): D1PreparedStatement {
  return db
    .prepare(`
      UPDATE booking SET stage = NULL, updated_at = ?3
      WHERE salon_id = ?1 AND booking_id = ?2 AND stage = 'no-show'`)
    .bind(salon, booking, now);
}
