// What outlives an erasure: that somebody wanted no marketing, under the keyed hashes of their addresses alone.

import type { Ask } from "../database.ts";
import { keptYears } from "../retention/terms.ts";

/** Of a client whose last word about marketing is no, or who objected to it; before what says so is deleted. */
export function keepObjection(
  db: D1Database,
  salon: string,
  client: string,
  hashes: readonly string[],
  now: number,
): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO objection (salon_id, address_hash, since)
      SELECT ?1, value, ?4 FROM json_each(?3)
      WHERE EXISTS (SELECT 1 FROM restriction
                    WHERE restriction.salon_id = ?1 AND restriction.client_id = ?2 AND purpose = 'marketing')
        OR (SELECT granted FROM consent
            WHERE consent.salon_id = ?1 AND consent.client_id = ?2 AND purpose = 'marketing'
            ORDER BY consent.at DESC, nth DESC LIMIT 1) = 0
      ON CONFLICT DO NOTHING`)
    .bind(salon, client, JSON.stringify(hashes), now);
}

export function askObjection(db: D1Database, salon: string, hashes: readonly string[]): Ask<{ objected: 0 | 1 }> {
  return db
    .prepare(`
      SELECT EXISTS (
        SELECT 1 FROM json_each(?2) AS asked
        JOIN objection ON objection.salon_id = ?1 AND address_hash = asked.value) AS objected`)
    .bind(salon, JSON.stringify(hashes));
}

/** When the term of a consent that ended is over: whoever still has the address then has got it anew. */
export function deleteOldObjections(db: D1Database, now: number): D1PreparedStatement {
  return db
    .prepare(`
      DELETE FROM objection
      WHERE unixepoch(since * 60, 'unixepoch', ?2) <= ?1 * 60 -- over all salons: what has reached its term`)
    .bind(now, keptYears("consent"));
}
