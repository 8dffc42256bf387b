// What stops an attack on a salon: ended sessions, links and feed addresses that no longer open anything, a salon that stands
// still. A frozen salon has no version that anybody could decide by (workers/store/snapshots.ts), and commits nothing.

import type { Env } from "../../env.ts";
import { type Ask, database, read } from "../database.ts";

export interface StandingRow {
  frozen_at: number | null;
  feed_version: number;
}

export function askStanding(db: D1Database, salon: string): Ask<StandingRow> {
  return db.prepare(`SELECT frozen_at, feed_version FROM salon WHERE salon_id = ?1`).bind(salon);
}

/** Of the addresses of the team's calendars; 1 until they were changed. */
export async function feedVersion(env: Env, salon: string): Promise<number> {
  const db = database(env, salon);
  const [[row]] = await read<[StandingRow]>(db, [askStanding(db, salon)]);
  return row?.feed_version ?? 1;
}

/** Aborts the commit of a salon that was frozen meanwhile. */
export function mustNotBeFrozen(db: D1Database, salon: string): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO must
      SELECT NOT EXISTS (SELECT 1 FROM salon WHERE salon_id = ?1 AND frozen_at IS NOT NULL), 'frozen'`)
    .bind(salon);
}

/** Refused as "freeze" when it stood so already, or there is no such salon; one that left the platform is not let go on by this. */
export function setFrozen(db: D1Database, salon: string, at: number | null): D1PreparedStatement[] {
  return [
    db
      .prepare(`UPDATE salon SET frozen_at = ?2 
        WHERE salon_id = ?1 AND (frozen_at IS NULL) = (?2 IS NOT NULL) AND (?2 IS NOT NULL OR left_at IS NULL)`)
      .bind(salon, at),
    db.prepare(`INSERT INTO must SELECT changes() = 1, 'freeze'`),
  ];
}

export function rotateFeeds(db: D1Database, salon: string): D1PreparedStatement {
  return db.prepare(`UPDATE salon SET feed_version = feed_version + 1 WHERE salon_id = ?1`).bind(salon);
}

/**
 * The links of what is still to come open nothing any more: of the people whom the incident affected, or of everybody while
 * nobody is known to be.
 */
export function rotateLinks(db: D1Database, salon: string, incident: string, now: number): D1PreparedStatement {
  return db
    .prepare(`
      UPDATE booking SET token_version = token_version + 1
      WHERE salon_id = ?1 AND start_at > ?3 - 2940 AND end_at > ?3
        AND (client_id IN (SELECT client_id FROM incident_person WHERE salon_id = ?1 AND incident_id = ?2)
             OR NOT EXISTS (SELECT 1 FROM incident_person WHERE salon_id = ?1 AND incident_id = ?2))`)
    .bind(salon, incident, now);
}

/** Of several accounts; theirs elsewhere too, for a session belongs to no salon. */
export function endSessionsOfAll(db: D1Database, accounts: readonly string[]): D1PreparedStatement {
  return db
    .prepare(`DELETE FROM session WHERE account_id IN (SELECT value FROM json_each(?1))`)
    .bind(JSON.stringify(accounts));
}
