// Health notes as they are stored: ciphertext, whose it is, and the visit that it was given for.

import type { Ask } from "../database.ts";

export interface SpecialNote {
  id: string;
  client: string;
  booking: string;
  sealed: Uint8Array;
}

export function insertSpecialNote(db: D1Database, salon: string, note: SpecialNote, now: number): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO special_note (salon_id, note_id, client_id, booking_id, sealed, created_at)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6)`)
    .bind(salon, note.id, note.client, note.booking, note.sealed, now);
}

export interface SpecialNoteRow {
  note_id: string;
  /** Whose key it is sealed under: the client, or who they were before two rows of theirs were made one. */
  client_id: string;
  booking_id: string;
  sealed: number[];
  created_at: number;
}

/** The person's notes, the latest first. */
export function askSpecialNotes(db: D1Database, salon: string, client: string): Ask<SpecialNoteRow> {
  return db
    .prepare(`
      SELECT note_id, client_id, booking_id, sealed, created_at FROM special_note
      WHERE salon_id = ?1 AND client_id IN (
        SELECT ?2 UNION SELECT former_id FROM client_former AS own WHERE own.salon_id = ?1 AND own.client_id = ?2)
      ORDER BY created_at DESC, note_id LIMIT 100`)
    .bind(salon, client);
}

export function askIsClient(db: D1Database, salon: string, client: string): Ask<{ known: number }> {
  return db
    .prepare(`SELECT EXISTS (SELECT 1 FROM client WHERE salon_id = ?1 AND client_id = ?2) AS known`)
    .bind(salon, client);
}

const OF_BOOKING = `
  salon_id = ?1 AND booking_id = ?2 AND client_id IN (
    SELECT booking.client_id FROM booking WHERE booking.salon_id = ?1 AND booking.booking_id = ?2
    UNION SELECT former_id FROM booking AS mine CROSS JOIN client_former AS own
      ON own.salon_id = ?1 AND own.client_id = mine.client_id WHERE mine.salon_id = ?1 AND mine.booking_id = ?2)`;

/** How many notes were given for this very visit: whoever knows a number learns nothing of what its owner gave before. */
export function askNotesOfBooking(db: D1Database, salon: string, booking: string): Ask<{ notes: number }> {
  return db.prepare(`SELECT count(*) AS notes FROM special_note WHERE ${OF_BOOKING}`).bind(salon, booking);
}

export function deleteNotesOfBooking(db: D1Database, salon: string, booking: string): D1PreparedStatement {
  return db.prepare(`DELETE FROM special_note WHERE ${OF_BOOKING}`).bind(salon, booking);
}

/** The version of the notice that the visit's consent to keeping health notes was given under. */
export function askHealthNotice(db: D1Database, salon: string, booking: string): Ask<{ notice_version: string }> {
  return db
    .prepare(`
      SELECT notice_version FROM consent
      WHERE ${OF_BOOKING} AND purpose = 'health' AND granted = 1 ORDER BY at DESC LIMIT 1`)
    .bind(salon, booking);
}
