// Patch tests that a client had or is booked for.

import { type Purpose, reading } from "../../compliance/purposes.ts";
import type { Ask } from "../../database.ts";

export interface PatchTestRow {
  /** The service that the test is. */
  service: string;
  start_at: number;
  end_at: number;
}

const forTests = reading("booking", "services, start_at, end_at, status, stage");

/** Of whoever has the number, from `since` on, where they came or are to come. Without `tests` nothing is read. */
export function askPatchTests(
  db: D1Database,
  salon: string,
  phone: string,
  tests: readonly string[],
  since: number,
  purpose: Purpose,
): Ask<PatchTestRow> {
  forTests(purpose);
  return db
    .prepare(`
      SELECT wanted.value AS service, start_at, end_at FROM json_each(?3) AS wanted CROSS JOIN booking
      WHERE booking.salon_id = ?1 AND start_at >= ?4 AND status = 'confirmed' AND stage IS NOT 'no-show'
        AND booking.client_id = coalesce(
          (SELECT own.client_id FROM client AS own WHERE own.salon_id = ?1 AND own.phone = ?2),
          (SELECT former.client_id FROM client_former AS former WHERE former.salon_id = ?1 AND former.phone = ?2))
        AND EXISTS (SELECT 1 FROM json_each(booking.services) AS had WHERE had.value ->> 'id' = wanted.value)
      ORDER BY start_at DESC LIMIT 50`)
    .bind(salon, phone, JSON.stringify(tests), since);
}

export interface VisitAroundRow {
  booking_id: string;
  services: string;
  start_at: number;
  end_at: number;
  /** Booked without the patch test that it needs, for a reason. */
  waived: 0 | 1;
}

const forAround = reading("booking", "booking_id, services, start_at, end_at, patch_waiver");

/** The visit, and those of the same client from `since` on that they came to or are to come to. Nothing is read unless `any`. */
export function askVisitsAround(
  db: D1Database,
  salon: string,
  booking: string,
  { since, any }: { since: number; any: boolean },
  purpose: Purpose,
): Ask<VisitAroundRow> {
  forAround(purpose);
  return db
    .prepare(`
      SELECT other.booking_id, other.services, other.start_at, other.end_at, other.patch_waiver IS NOT NULL AS waived
      FROM booking AS own CROSS JOIN booking AS other
      WHERE ?4 AND own.salon_id = ?1 AND own.booking_id = ?2
        AND other.salon_id = ?1 AND other.client_id = own.client_id AND other.start_at >= ?3
        AND other.status = 'confirmed' AND other.stage IS NOT 'no-show'
        AND (own.client_id <> '' OR other.booking_id = ?2)
      ORDER BY other.start_at DESC LIMIT 200`)
    .bind(salon, booking, since, any ? 1 : 0);
}

export function waivePatchTest(db: D1Database, salon: string, booking: string, why: string): D1PreparedStatement {
  return db
    .prepare(`UPDATE booking SET patch_waiver = ?3 WHERE salon_id = ?1 AND booking_id = ?2`)
    .bind(salon, booking, why);
}
