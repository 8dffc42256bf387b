// Days that were counted and closed. What comes later is posted to the next day (insertPosting), and the database refuses anything else.

import type { Ask } from "../../database.ts";

/** Cents by means of payment. */
export type Till = Record<"cash" | "card" | "eft", number>;

export interface TillDayRow {
  day: number;
  expected: string;
  counted: string;
  note: string | null;
  actor: string;
  at: number;
}

export function askTillDay(db: D1Database, salon: string, day: number): Ask<TillDayRow> {
  return db
    .prepare(`SELECT day, expected, counted, note, actor, at FROM till_day WHERE salon_id = ?1 AND day = ?2`)
    .bind(salon, day);
}

/** The last day that was closed, before which nothing is posted any more. */
export function askLastClosed(db: D1Database, salon: string): Ask<{ day: number | null }> {
  return db.prepare(`SELECT max(day) AS day FROM till_day WHERE salon_id = ?1`).bind(salon);
}

/** Refused as "till" where the ledger does not say what was counted: a payment came meanwhile. */
export function closeDay(
  db: D1Database,
  salon: string,
  closed: { day: number; expected: Till; counted: Till; note: string | null; actor: string },
  now: number,
): D1PreparedStatement[] {
  const { day, expected, counted, note, actor } = closed;
  return [
    db
      .prepare(`
        INSERT INTO must SELECT NOT EXISTS (
          SELECT 1 FROM json_each(?3) AS said
          WHERE said.value <> coalesce((
            SELECT sum(cents) FROM entry WHERE entry.salon_id = ?1 AND day = ?2 AND account = said.key), 0)), 'till'`)
      .bind(salon, day, JSON.stringify(counted)),
    db
      .prepare(`
        INSERT INTO till_day (salon_id, day, expected, counted, note, actor, at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)`)
      .bind(salon, day, JSON.stringify(expected), JSON.stringify(counted), note, actor, now),
  ];
}
