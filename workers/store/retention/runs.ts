// What each night did, for the report: a row for each category, counted on when a night takes more than one minute.

import type { Ask } from "../database.ts";
import type { Place } from "./due.ts";

export interface Run {
  category: string;
  due: number;
  done: number;
  held: number;
  /** Days since the epoch; null: nothing that is due was left. */
  oldestOverdue: number | null;
  /** Where to go on; null: the category is done with for this night. */
  resume: Place | null;
}

export interface RunRow {
  night: number;
  category: string;
  due: number;
  done: number;
  held: number;
  oldest_overdue: number | null;
  resume_at: number | null;
  resume_after: string | null;
  at: number;
}

const RUN_COLUMNS = `night, category, due, done, held, oldest_overdue, resume_at, resume_after, at`;

export function askNight(db: D1Database, salon: string, night: number): Ask<RunRow> {
  return db.prepare(`SELECT ${RUN_COLUMNS} FROM retention_run WHERE salon_id = ?1 AND night = ?2`).bind(salon, night);
}

/** The latest nights first. */
export function askRuns(db: D1Database, salon: string, limit: number): Ask<RunRow> {
  return db
    .prepare(`
      SELECT ${RUN_COLUMNS} FROM retention_run WHERE salon_id = ?1 ORDER BY night DESC, category LIMIT ?2`)
    .bind(salon, limit);
}

/** Adds to what the night has counted so far. */
export function recordRun(db: D1Database, salon: string, night: number, run: Run, now: number): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO retention_run (salon_id, ${RUN_COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
      ON CONFLICT (salon_id, night, category) DO UPDATE SET
        due = due + excluded.due, done = done + excluded.done, held = held + excluded.held,
        oldest_overdue = CASE WHEN oldest_overdue IS NULL OR excluded.oldest_overdue < oldest_overdue
                              THEN excluded.oldest_overdue ELSE oldest_overdue END,
        resume_at = excluded.resume_at, resume_after = excluded.resume_after, at = excluded.at`)
    .bind(
      salon,
      night,
      run.category,
      run.due,
      run.done,
      run.held,
      run.oldestOverdue,
      run.resume?.at ?? null,
      run.resume?.id ?? null,
      now,
    );
}
