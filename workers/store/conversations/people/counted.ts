// What the numbers about people are counted from: the hand-overs of a stretch of time.

import type { Ask } from "../../database.ts";

export interface CountedRow {
  called_at: number;
  assigned_at: number | null;
  first_minutes: number | null;
  moved: number;
  late: number;
  ended_at: number | null;
  outcome: "confirmed" | "assumed" | "lapsed" | null;
  reopened_at: number | null;
}

/** Hand-overs that are counted at most; the latest. */
const MOST = 10_000;

/** `since` in minutes. */
export function askCounted(db: D1Database, salon: string, since: number): Ask<CountedRow> {
  return db
    .prepare(`
      SELECT called_at, assigned_at, first_minutes, moved, late, ended_at, outcome, reopened_at
      FROM handover WHERE salon_id = ?1 AND called_at >= ?2 ORDER BY called_at DESC LIMIT ?3`)
    .bind(salon, since, MOST);
}
