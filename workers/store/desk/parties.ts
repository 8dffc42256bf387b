// Guests who came as one party: which visits belong together where they could not all begin at once, and how each is called.

import { storedGuests } from "../bookings.ts";
import { type Purpose, reading } from "../compliance/purposes.ts";
import type { Ask } from "../database.ts";

export interface PartyVisitRow {
  booking_id: string;
  party: number;
  /** As they are stored. */
  guests: string | null;
  start_at: number;
  end_at: number;
  status: "confirmed" | "cancelled";
}

const forVisits = reading("booking", "booking_id, party, guests, start_at, end_at, status");

/** The visits of the visit's party, itself among them, in order; none where it is by itself. */
export function askParty(db: D1Database, salon: string, booking: string, purpose: Purpose): Ask<PartyVisitRow> {
  forVisits(purpose);
  return db
    .prepare(`
      SELECT booking.booking_id, party, guests, start_at, end_at, status
      FROM party_visit AS own JOIN party_visit AS other
        ON other.salon_id = ?1 AND other.party_id = own.party_id
      JOIN booking ON booking.salon_id = ?1 AND booking.booking_id = other.booking_id
      WHERE own.salon_id = ?1 AND own.booking_id = ?2 ORDER BY start_at, booking.booking_id`)
    .bind(salon, booking);
}

/** In the commit that books it. */
export function insertPartyVisit(db: D1Database, salon: string, booking: string, party: string): D1PreparedStatement {
  return db
    .prepare(`INSERT INTO party_visit (salon_id, booking_id, party_id) VALUES (?1, ?2, ?3)`)
    .bind(salon, booking, party);
}

/** Refused as "booking" when guests were counted anew since. */
export function nameGuests(
  db: D1Database,
  salon: string,
  { booking, sequence, names }: { booking: string; sequence: number; names: readonly string[] },
): D1PreparedStatement[] {
  return [
    db
      .prepare(`
        UPDATE booking SET guests = ?4
        WHERE salon_id = ?1 AND booking_id = ?2 AND sequence = ?3 AND status = 'confirmed'`)
      .bind(salon, booking, sequence, storedGuests(names)),
    db.prepare(`INSERT INTO must SELECT changes() = 1, 'booking'`),
  ];
}
