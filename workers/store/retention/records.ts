// Records of the salon itself that have terms: requests on one's own data and incidents by the day they were closed, and documents by
// the day a later one took their place. Whoever left the team is named in those alone, so they are the team's records.

import type { Ask } from "../database.ts";
import type { Candidate, Page } from "./due.ts";

type Asks = (db: D1Database, salon: string, page: Page) => Ask<Candidate>;

/** A hold on the client keeps them. */
export const askClosedRequests: Asks = (db, salon, { before, after, limit }) =>
  db
    .prepare(`
      SELECT request_id AS id, closed_at AS at, client_id AS client, booking_id AS booking FROM request
      WHERE salon_id = ?1 AND request_id > ?3 AND closed_at < ?2 ORDER BY request_id LIMIT ?4`)
    .bind(salon, before, after.id, limit);

/** Nobody's alone, so no client's hold keeps them. */
export const askClosedIncidents: Asks = (db, salon, { before, after, limit }) =>
  db
    .prepare(`
      SELECT incident_id AS id, closed_at AS at, NULL AS client, '' AS booking FROM incident
      WHERE salon_id = ?1 AND incident_id > ?3 AND state = 'closed' AND closed_at < ?2 ORDER BY incident_id LIMIT ?4`)
    .bind(salon, before, after.id, limit);

/** By version, ten digits wide so that their order as text is the one of their numbers. */
export const askFormerDocuments: Asks = (db, salon, { before, after, limit }) =>
  db
    .prepare(`
      SELECT printf('%010d', former.version) AS id, later.at AS at, NULL AS client, '' AS booking
      FROM document AS former JOIN document AS later ON later.salon_id = ?1 AND later.version = (
        SELECT min(version) FROM document AS next WHERE next.salon_id = ?1 AND next.version > former.version)
      WHERE former.salon_id = ?1 AND former.version > CAST(?3 AS INTEGER) AND later.at < ?2
      ORDER BY former.version LIMIT ?4`)
    .bind(salon, before, after.id === "" ? "0" : after.id, limit);

const IDS = `(SELECT value FROM json_each(?2))`;

export function deleteRequests(db: D1Database, salon: string, ids: string): D1PreparedStatement[] {
  return [
    db.prepare(`DELETE FROM receipt WHERE salon_id = ?1 AND request_id IN ${IDS}`).bind(salon, ids),
    db.prepare(`DELETE FROM request_event WHERE salon_id = ?1 AND request_id IN ${IDS}`).bind(salon, ids),
    db.prepare(`DELETE FROM request WHERE salon_id = ?1 AND request_id IN ${IDS}`).bind(salon, ids),
  ];
}

/** The incident first: its timeline can go only once it is gone. */
export function deleteIncidents(db: D1Database, salon: string, ids: string): D1PreparedStatement[] {
  return [
    db.prepare(`DELETE FROM incident WHERE salon_id = ?1 AND incident_id IN ${IDS}`).bind(salon, ids),
    db.prepare(`DELETE FROM incident_event WHERE salon_id = ?1 AND incident_id IN ${IDS}`).bind(salon, ids),
    db.prepare(`DELETE FROM incident_person WHERE salon_id = ?1 AND incident_id IN ${IDS}`).bind(salon, ids),
    db.prepare(`DELETE FROM incident_notice WHERE salon_id = ?1 AND incident_id IN ${IDS}`).bind(salon, ids),
    db.prepare(`DELETE FROM incident_task WHERE salon_id = ?1 AND incident_id IN ${IDS}`).bind(salon, ids),
  ];
}

export function deleteDocuments(db: D1Database, salon: string, ids: string): D1PreparedStatement {
  return db
    .prepare(`
      DELETE FROM document WHERE salon_id = ?1 AND version IN (SELECT CAST(value AS INTEGER) FROM json_each(?2))`)
    .bind(salon, ids);
}
