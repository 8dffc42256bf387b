// Facts for the report: one number each, read when somebody looks.

import type { Ask } from "../database.ts";

/** Null where there is nothing yet. */
export interface FactRow {
  value: number | null;
}

/** When the trail's last checkpoint was signed, in minutes since the epoch. */
export function askSealedAt(db: D1Database, salon: string): Ask<FactRow> {
  return db.prepare(`SELECT max(at) AS value FROM checkpoint WHERE salon_id = ?1`).bind(salon);
}

/** Stretches of the trail that do not verify. */
export function askFaultCount(db: D1Database, salon: string): Ask<FactRow> {
  return db.prepare(`SELECT count(*) AS value FROM audit_fault WHERE salon_id = ?1 AND cleared_at IS NULL`).bind(salon);
}

/** People whose details are kept. */
export function askClientCount(db: D1Database, salon: string): Ask<FactRow> {
  return db.prepare(`SELECT count(*) AS value FROM client WHERE salon_id = ?1`).bind(salon);
}

/** Consents given and withdrawn: each is a row for ever. */
export function askConsentCount(db: D1Database, salon: string): Ask<FactRow> {
  return db.prepare(`SELECT count(*) AS value FROM consent WHERE salon_id = ?1`).bind(salon);
}

/** Findings of the detectors since a second since the epoch. */
export function askThreatCount(db: D1Database, salon: string, since: number): Ask<FactRow> {
  return db.prepare(`SELECT count(*) AS value FROM threat WHERE salon_id = ?1 AND at > ?2`).bind(salon, since);
}
