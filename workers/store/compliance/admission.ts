// Admission in D1: one conditional upsert per key, exact among all isolates, for D1 runs a database's statements one after
// another. It rides in a command's read batch, so that what the commit then refuses has been counted all the same.
import type { Ask } from "../database.ts";

/** `salon` is empty for what spans salons; `plan` and `subject` as in shared/migrations/0007_admission.sql. */
export interface AdmissionKey {
  salon: string;
  plan: string;
  subject: string;
}

/** Microseconds, all whole and below 2^53. */
export interface Spending {
  now: number;
  /** What the call spends: its cost times the plan's interval. */
  increment: number;
  /** The plan's burst times its interval. */
  burstTime: number;
}

export interface TatRow {
  tat: number;
}

/**
 * The decision of wasm/compliance/admission/gcra.h: a row if the call is admitted, none if it is refused, which writes
 * nothing.
 */
export function askAdmission(db: D1Database, key: AdmissionKey, spending: Spending): Ask<TatRow> {
  return db
    .prepare(`
      INSERT INTO admission (salon_id, plan, subject, tat)
      SELECT ?1, ?2, ?3, ?4 + ?5 WHERE ?5 <= ?6
      ON CONFLICT (salon_id, plan, subject) DO UPDATE SET tat = max(admission.tat, ?4) + ?5
      WHERE max(admission.tat, ?4) + ?5 - ?6 <= ?4
      RETURNING tat`)
    .bind(key.salon, key.plan, key.subject, spending.now, spending.increment, spending.burstTime);
}

/** What is remembered of a key that was refused: how long it has to wait follows from it. */
export function askTat(db: D1Database, { salon, plan, subject }: AdmissionKey): Ask<TatRow> {
  return db
    .prepare(`SELECT tat FROM admission WHERE salon_id = ?1 AND plan = ?2 AND subject = ?3`)
    .bind(salon, plan, subject);
}

/** Microseconds for which a key that lies in the past is kept: a clock that steps back by less finds it again. */
const KEPT = 3_600_000_000;

/** `now` in microseconds. Reads the keys of the last hours, which is what the table holds. */
export function deletePastAdmissions(db: D1Database, now: number): D1PreparedStatement {
  return db.prepare(`DELETE FROM admission WHERE tat <= ?1 - ${KEPT} -- over all salons: the sweep`).bind(now);
}
