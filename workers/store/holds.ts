// Holds: what a visit that expires by itself was meant to be. Its segments are in segments.ts under the same id.
import type { Ask } from "./database.ts";
import { keptMinutes } from "./retention/terms.ts";

/** Who does what, without buffers; `unit` by name. */
export interface PlacedPhase {
  service: string;
  phase: number;
  guest: number;
  unit: string;
  start: number;
  end: number;
}

/** `staff` absent: any. */
export interface StoredWish {
  id: string;
  staff?: string;
}

/** A visit as decided: what holds and bookings have in common. */
export interface Visit {
  services: StoredWish[];
  party: number;
  start: number;
  end: number;
  priceCents: number;
  depositCents: number;
  placed: PlacedPhase[];
  /** The session whose seats they are. */
  classVisit: string | null;
}

export interface Hold extends Visit {
  id: string;
  heldUntil: number;
  segmentCount: number;
}

export interface HoldRow {
  hold_id: string;
  services: string;
  party: number;
  start_at: number;
  end_at: number;
  price_cents: number;
  deposit_cents: number;
  placed: string;
  segment_count: number;
  class_visit: string | null;
  held_until: number;
  created_at: number;
}

export function askHold(db: D1Database, salon: string, hold: string): Ask<HoldRow> {
  return db
    .prepare(`
      SELECT hold_id, services, party, start_at, end_at, price_cents, deposit_cents, placed, segment_count, class_visit,
             held_until, created_at
      FROM hold WHERE salon_id = ?1 AND hold_id = ?2`)
    .bind(salon, hold);
}

export function holdOf(row: HoldRow): Hold {
  return {
    id: row.hold_id,
    services: JSON.parse(row.services) as StoredWish[],
    party: row.party,
    start: row.start_at,
    end: row.end_at,
    priceCents: row.price_cents,
    depositCents: row.deposit_cents,
    placed: JSON.parse(row.placed) as PlacedPhase[],
    segmentCount: row.segment_count,
    classVisit: row.class_visit,
    heldUntil: row.held_until,
  };
}

export function insertHold(db: D1Database, salon: string, hold: Hold, now: number): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO hold (salon_id, hold_id, services, party, start_at, end_at, price_cents, deposit_cents, placed,
                        segment_count, class_visit, held_until, created_at)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)`)
    .bind(
      salon,
      hold.id,
      JSON.stringify(hold.services),
      hold.party,
      hold.start,
      hold.end,
      hold.priceCents,
      hold.depositCents,
      JSON.stringify(hold.placed),
      hold.segmentCount,
      hold.classVisit,
      hold.heldUntil,
      now,
    );
}

/** The patch test's hold goes with the visit's, whichever was made first. */
export function holdTest(db: D1Database, salon: string, visit: string, test: string): D1PreparedStatement {
  return db.prepare(`UPDATE hold SET patch_test = ?3 WHERE salon_id = ?1 AND hold_id = ?2`).bind(salon, visit, test);
}

/** `whole`: it has all its segments still. */
export interface HeldTestRow extends HoldRow {
  whole: 0 | 1;
}

/** The patch test that is held together with a visit. */
export function askHeldTest(db: D1Database, salon: string, visit: string): Ask<HeldTestRow> {
  return db
    .prepare(`
      SELECT test.hold_id, test.services, test.party, test.start_at, test.end_at, test.price_cents, test.deposit_cents,
             test.placed, test.segment_count, test.class_visit, test.held_until, test.created_at,
             (SELECT count(*) FROM segment WHERE segment.salon_id = ?1 AND segment.visit_id = test.hold_id)
               >= test.segment_count AS whole
      FROM hold AS visit JOIN hold AS test ON test.salon_id = ?1 AND test.hold_id = visit.patch_test
      WHERE visit.salon_id = ?1 AND visit.hold_id = ?2`)
    .bind(salon, visit);
}

export function deleteHold(db: D1Database, salon: string, hold: string): D1PreparedStatement {
  return db.prepare(`DELETE FROM hold WHERE salon_id = ?1 AND hold_id = ?2`).bind(salon, hold);
}

/**
 * An expired hold's row is kept for a while, so that a late confirmation knows what was meant; while its deposit may still come, for as
 * long as what was asked for with it is.
 */
export function deleteForgottenHolds(db: D1Database, now: number): D1PreparedStatement {
  return db
    .prepare(`
      DELETE FROM hold WHERE held_until <= ?1 AND NOT EXISTS (
        SELECT 1 FROM online_payment AS paying WHERE paying.salon_id = hold.salon_id AND paying.subject = hold.hold_id
          AND paying.asked IS NOT NULL AND paying.state IN ('begun', 'failed', 'paid')) -- over all salons: the sweep`)
    .bind(now - keptMinutes("hold"));
}
