// What a day of the desk shows besides the roster: visits, holds, who waits for a time.

import type { BookingRow } from "../../bookings.ts";
import { type Purpose, reading } from "../../compliance/purposes.ts";
import type { Ask } from "../../database.ts";
import type { Window } from "../../segments.ts";

/** The longest visit, in minutes: a local day of 25 hours. */
const LONGEST_VISIT = 1500;

export type DayVisitRow = Pick<
  BookingRow,
  | "booking_id"
  | "client_id"
  | "stage"
  | "services"
  | "party"
  | "start_at"
  | "end_at"
  | "price_cents"
  | "placed"
  | "class_visit"
  | "name"
  | "guests"
  | "phone"
  | "notes"
  | "sequence"
> & { preferences: string | null };

const forVisits = reading(
  "booking",
  "booking_id, client_id, stage, services, party, start_at, end_at, price_cents, placed, class_visit, name, guests, phone, notes",
);
const forPreferences = reading("client", "preferences");

/** Visits that are on and touch the window, in order. */
export function askDayVisits(db: D1Database, salon: string, { from, to }: Window, purpose: Purpose): Ask<DayVisitRow> {
  forVisits(purpose);
  forPreferences(purpose);
  return db
    .prepare(`
      SELECT booking_id, booking.client_id, stage, services, party, start_at, end_at, price_cents, placed, class_visit,
             booking.name, guests, booking.phone, notes, sequence, client.preferences
      FROM booking LEFT JOIN client ON client.salon_id = ?1 AND client.client_id = booking.client_id
      WHERE booking.salon_id = ?1 AND start_at > ?2 - ${LONGEST_VISIT} AND start_at < ?3 AND end_at > ?2
        AND status = 'confirmed'
      ORDER BY start_at, booking_id`)
    .bind(salon, from, to);
}

export interface DaySegmentRow {
  visit_id: string;
  unit_id: string;
  start_at: number;
  end_at: number;
  held_until: number | null;
}

/** Everything that keeps the units busy within the window: visits with their buffers, holds that live, blocks, sessions. */
export function askDaySegments(
  db: D1Database,
  salon: string,
  units: readonly string[],
  { from, to }: Window,
  now: number,
): Ask<DaySegmentRow> {
  return db
    .prepare(`
      SELECT segment.visit_id, segment.unit_id, segment.start_at, segment.end_at, segment.held_until
      FROM json_each(?2) AS unit CROSS JOIN segment
      WHERE segment.salon_id = ?1 AND segment.unit_id = unit.value
        AND segment.start_at >= coalesce((
          SELECT max(last.start_at) FROM segment AS last
          WHERE last.salon_id = ?1 AND last.unit_id = unit.value AND last.start_at <= ?3), 0)
        AND segment.start_at < ?4 AND segment.end_at > ?3
        AND (segment.held_until IS NULL OR segment.held_until > ?5)`)
    .bind(salon, JSON.stringify(units), from, to, now);
}

export interface DayWaitRow {
  waitlist_id: string;
  client_id: string;
  services: string;
  party: number;
  name: string;
  status: "waiting" | "offered";
}

/** Who is shown beside a day at most. */
const MOST_WAITING = 50;

const forWaits = reading("waitlist", "waitlist_id, client_id, services, party, name, status");

/** Who waits for a time on that local date, the earliest request first. */
export function askDayWaits(db: D1Database, salon: string, date: number, purpose: Purpose): Ask<DayWaitRow> {
  forWaits(purpose);
  return db
    .prepare(`
      SELECT waitlist_id, client_id, services, party, name, status FROM waitlist
      WHERE salon_id = ?1 AND status IN ('waiting', 'offered') AND from_date <= ?2 AND to_date >= ?2
      ORDER BY created_at, waitlist_id LIMIT ${MOST_WAITING}`)
    .bind(salon, date);
}
