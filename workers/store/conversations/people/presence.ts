// Who of the team is here, until when, and what they can take.

import type { SalonRole } from "../../../permissions.ts";
import type { Ask } from "../../database.ts";

/** What somebody said of themselves. Instants are minutes. */
export interface Presence {
  account_id: string;
  until: number;
  taking: 0 | 1;
  capacity: number;
  /** JSON arrays: of shared/policies/service-levels.json's skills, of language tags. */
  skills: string;
  languages: string;
  /** Of the salon's document. */
  person: string | null;
}

export interface HereRow extends Presence {
  role: SalonRole;
  /** Conversations that they have and that need them now; a call counts as all of their capacity. */
  load: number;
  /** When they were given the last one. */
  last: number | null;
}

/** Whoever is here and still in the team. A conversation that has been quiet for `quiet` minutes takes no room. */
export function askHere(db: D1Database, salon: string, now: number, quiet: number): Ask<HereRow> {
  return db
    .prepare(`
      SELECT presence.account_id, until, taking, capacity, skills, languages, presence.person, membership.role,
             coalesce(sum(CASE WHEN had.waits_since IS NULL AND had.handed_at <= ?2 - ?3 THEN 0
                               WHEN had.channel = 'voice' THEN capacity ELSE had.conversation_id IS NOT NULL END), 0) AS load,
             max(had.assigned_at) AS last
      FROM presence
      JOIN membership ON membership.salon_id = ?1 AND membership.account_id = presence.account_id
      LEFT JOIN conversation AS had INDEXED BY conversation_assignee
        ON had.salon_id = ?1 AND had.assignee = presence.account_id
      WHERE presence.salon_id = ?1 AND until > ?2
      GROUP BY presence.account_id ORDER BY presence.account_id`)
    .bind(salon, now, quiet);
}

/** Also of who has gone: what they chose stays. */
export function askPresence(db: D1Database, salon: string, account: string): Ask<Presence> {
  return db
    .prepare(`
      SELECT account_id, until, taking, capacity, skills, languages, person FROM presence
      WHERE salon_id = ?1 AND account_id = ?2`)
    .bind(salon, account);
}

export function putPresence(db: D1Database, salon: string, of: Presence, now: number): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO presence (salon_id, account_id, until, taking, capacity, skills, languages, person, changed_at)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
      ON CONFLICT (salon_id, account_id) DO UPDATE SET until = excluded.until, taking = excluded.taking,
        capacity = excluded.capacity, skills = excluded.skills, languages = excluded.languages, person = excluded.person,
        changed_at = excluded.changed_at`)
    .bind(salon, of.account_id, of.until, of.taking, of.capacity, of.skills, of.languages, of.person, now);
}

/** Whoever acts is here, and takes no more than before: one who was away takes only what they take themselves. */
export function stayHere(
  db: D1Database,
  salon: string,
  { account_id: account, until, capacity, skills, languages }: Omit<Presence, "taking" | "person">,
  now: number,
): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO presence (salon_id, account_id, until, taking, capacity, skills, languages, changed_at)
      VALUES (?1, ?2, ?3, 0, ?4, ?5, ?6, ?7)
      ON CONFLICT (salon_id, account_id) DO UPDATE SET taking = CASE WHEN until > ?7 THEN taking ELSE 0 END,
        until = max(until, excluded.until)`)
    .bind(salon, account, until, capacity, skills, languages, now);
}

/** Nothing is left of who leaves the team but what they did. */
export function deletePresence(db: D1Database, salon: string, account: string): D1PreparedStatement {
  return db.prepare(`DELETE FROM presence WHERE salon_id = ?1 AND account_id = ?2`).bind(salon, account);
}
