// Whose the rows of a file are that was brought along: numbers change, and whoever is erased goes from the file too.

import type { Ask } from "../../database.ts";

/** Whose rows of the file these are, by the number that each has: a client's now, whom it may have made in this very commit. */
export function insertWhose(
  db: D1Database,
  salon: string,
  job: string,
  rows: readonly { row: number; phone: string }[],
): D1PreparedStatement {
  return db
    .prepare(`
      INSERT OR IGNORE INTO import_person (salon_id, job_id, row, client_id)
      SELECT ?1, ?2, value ->> 'row', coalesce(
               (SELECT client_id FROM client WHERE client.salon_id = ?1 AND client.phone = json_each.value ->> 'phone'),
               (SELECT client_id FROM client_former
                WHERE client_former.salon_id = ?1 AND client_former.phone = json_each.value ->> 'phone')) AS whose
      FROM json_each(?3) WHERE whose IS NOT NULL`)
    .bind(salon, job, JSON.stringify(rows));
}

/** Rows of files that are somebody's, by the ids of clients that they go by. */
export function askRowsOf(
  db: D1Database,
  salon: string,
  clients: readonly string[],
): Ask<{ job_id: string; row: number }> {
  return db
    .prepare(`
      SELECT job_id, row FROM import_person
      WHERE salon_id = ?1 AND client_id IN (SELECT value FROM json_each(?2))`)
    .bind(salon, JSON.stringify(clients));
}

/** Once their rows are written over. */
export function forgetRowsOf(db: D1Database, salon: string, clients: readonly string[]): D1PreparedStatement {
  return db
    .prepare(`DELETE FROM import_person WHERE salon_id = ?1 AND client_id IN (SELECT value FROM json_each(?2))`)
    .bind(salon, JSON.stringify(clients));
}

/** Once the file is not read any more. */
export function forgetWhose(db: D1Database, salon: string, job: string): D1PreparedStatement {
  return db.prepare(`DELETE FROM import_person WHERE salon_id = ?1 AND job_id = ?2`).bind(salon, job);
}
