// Who of the team, the operator and the calendar feeds read whose data. Clients are named by their ids.
import type { Ask } from "../database.ts";
import type { Purpose } from "./purposes.ts";

/** What can be read, and which categories of shared/policies/data-map.json it shows. */
export const READS = {
  /** The desk's list: who comes when, and how they are reached. */
  bookings: ["name", "contact", "visit"],
  /** A client's card, and the list that a search finds. */
  clients: ["name", "contact", "visit", "note"],
  /** The inbox: who wrote what. */
  conversations: ["name", "contact", "note"],
  /** A calendar: first names, services and times. */
  calendar: ["name", "visit"],
  /** The people whom an incident concerns, to reach them. */
  incident: ["name", "contact"],
} as const;
export type ReadKind = keyof typeof READS;

export interface ReadEntry {
  /** The same id again counts on: a feed that says the same all day is one row. */
  id: string;
  /** Minutes since the epoch. */
  at: number;
  /** As the trail names them: `stylist:{account}`, `operator`, `feed:{person}`. */
  actor: string;
  session: string | null;
  /** Keyed hash of the address. */
  source: string | null;
  trace: string;
  purpose: Purpose;
  what: ReadKind;
  clients: readonly string[];
  objects: readonly string[];
}

export function insertReads(db: D1Database, salon: string, entries: readonly ReadEntry[]): D1PreparedStatement {
  const rows = entries.map(({ id, at, actor, session, source, trace, purpose, what, clients, objects }) => [
    ...[id, at, actor, session, source, trace, purpose, what],
    ...[JSON.stringify(clients), JSON.stringify(objects)],
  ]);
  return db
    .prepare(`
      INSERT INTO read_log
        (salon_id, read_id, at, last_at, actor, session, source, trace, purpose, what, clients, objects)
      SELECT ?1, value ->> 0, value ->> 1, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6,
             value ->> 7, value ->> 8, value ->> 9 FROM json_each(?2) WHERE true
      ON CONFLICT (salon_id, read_id) DO UPDATE SET last_at = max(last_at, excluded.last_at), times = times + 1`)
    .bind(salon, JSON.stringify(rows));
}

/** Which reads are looked at: those between two minutes, both included, by whatever of the rest is known. */
export interface Suspicion {
  from: number;
  to: number;
  /** An account, `operator`, or a feed's `feed:{person}`. */
  actor: string | null;
  session: string | null;
  source: string | null;
  trace: string | null;
}

const BY_SUSPECT = `read_log.salon_id = ?1 AND last_at >= ?2 AND read_log.at <= ?3
        AND (?4 IS NULL OR actor = ?4 OR substr(actor, -length(?4) - 1) = ':' || ?4) AND (?5 IS NULL OR session = ?5)
        AND (?6 IS NULL OR source = ?6) AND (?7 IS NULL OR trace = ?7)`;

const suspected = (statement: D1PreparedStatement, salon: string, by: Suspicion, ...more: unknown[]) =>
  statement.bind(salon, by.from, by.to, by.actor, by.session, by.source, by.trace, ...more);

/**
 * The people of the suspected reads, and those whose bookings the suspect changed by the audit trail, become the incident's.
 * The trail knows no session and no address: it says nothing where only those are known. Clients and the clock are no suspects.
 */
export function insertAffected(db: D1Database, salon: string, incident: string, by: Suspicion): D1PreparedStatement[] {
  const inTrail = by.actor !== null || by.trace !== null || (by.session === null && by.source === null);
  const changed = db
    .prepare(`
      INSERT INTO incident_person (salon_id, incident_id, client_id, what, times, first_at, last_at)
      SELECT ?1, ?7, entry ->> '$.detail.client', '["bookings"]', count(*), min(at), max(at) FROM audit
      WHERE salon_id = ?1 AND at BETWEEN ?2 AND ?3 AND ?6 AND entry ->> '$.detail.client' IS NOT NULL
        AND entry ->> '$.actor' NOT IN ('client', 'system')
        AND (?4 IS NULL OR entry ->> '$.actor' = ?4 OR substr(entry ->> '$.actor', -length(?4) - 1) = ':' || ?4)
        AND (?5 IS NULL OR entry ->> '$.trace' = ?5)
      GROUP BY 3
      ON CONFLICT (salon_id, incident_id, client_id) DO UPDATE SET times = times + excluded.times,
        first_at = min(first_at, excluded.first_at), last_at = max(incident_person.last_at, excluded.last_at)`)
    .bind(salon, by.from, by.to, by.actor, by.trace, inTrail ? 1 : 0, incident);
  const seen = db.prepare(`
      INSERT INTO incident_person (salon_id, incident_id, client_id, what, times, first_at, last_at)
      SELECT ?1, ?8, one.value, json_group_array(DISTINCT what), sum(times), min(read_log.at), max(last_at)
      FROM read_log, json_each(read_log.clients) AS one WHERE ${BY_SUSPECT} GROUP BY one.value`);
  return [suspected(seen, salon, by, incident), changed];
}

/** A read as evidence keeps it. */
export interface ReadRow {
  read_id: string;
  at: number;
  last_at: number;
  times: number;
  actor: string;
  session: string | null;
  source: string | null;
  trace: string;
  purpose: string;
  what: string;
  clients: string;
  objects: string;
}

export function askReads(db: D1Database, salon: string, by: Suspicion, limit: number): Ask<ReadRow> {
  const statement = db.prepare(`
      SELECT read_id, at, last_at, times, actor, session, source, trace, purpose, what, clients, objects FROM read_log
      WHERE ${BY_SUSPECT} ORDER BY at, read_id LIMIT ?8`);
  return suspected(statement, salon, by, limit);
}

/** Of shared/policies/retention.json, `log`. */
const KEPT_MINUTES = 30 * 1440;

/** What an incident that is not closed may still need stays. */
export function deletePastReads(db: D1Database, now: number): D1PreparedStatement {
  return db
    .prepare(`
      DELETE FROM read_log WHERE last_at <= ?1 - ${KEPT_MINUTES} AND NOT EXISTS (
        SELECT 1 FROM incident WHERE incident.salon_id = read_log.salon_id AND state <> 'closed')
      -- over all salons: the sweep`)
    .bind(now);
}
