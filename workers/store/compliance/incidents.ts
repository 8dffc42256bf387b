// Incidents: what happened and how it stands, its timeline, the people it concerns, the notices and the tasks that are left.
import type { Env } from "../../env.ts";
import { type Ask, database, everyDatabase, read } from "../database.ts";
import { type Purpose, reading } from "./purposes.ts";
import { insertAffected, type Suspicion } from "./reads.ts";

/** Where an incident is kept that concerns no single salon; no salon may be called so. */
export const PLATFORM = "platform";

export type IncidentState = "open" | "contained" | "assessed" | "notified" | "closed";

export interface IncidentRow {
  incident_id: string;
  state: IncidentState;
  revision: number;
  opened_by: string;
  threat_id: string | null;
  nature: string;
  discovered_at: number;
  from_at: number | null;
  to_at: number | null;
  actor: string | null;
  session: string | null;
  source: string | null;
  trace: string | null;
  consequences: string | null;
  measures: string | null;
  advice: string | null;
  delay: string | null;
  intruder: string | null;
  contact: string | null;
  affected: number | null;
  closing: string | null;
  opened_at: number;
  closed_at: number | null;
}

const INCIDENT_COLUMNS = `incident_id, state, revision, opened_by, threat_id, nature, discovered_at, from_at, to_at, actor, session,
  source, trace, consequences, measures, advice, delay, intruder, contact, affected, closing, opened_at, closed_at`;

export function askIncident(db: D1Database, salon: string, incident: string): Ask<IncidentRow> {
  return db
    .prepare(`SELECT ${INCIDENT_COLUMNS} FROM incident WHERE salon_id = ?1 AND incident_id = ?2`)
    .bind(salon, incident);
}

export async function readIncident(env: Env, salon: string, incident: string): Promise<IncidentRow | null> {
  const db = database(env, salon);
  const [[row]] = await read<[IncidentRow]>(db, [askIncident(db, salon, incident)]);
  return row ?? null;
}

/** The latest first. */
export function askIncidents(db: D1Database, salon: string): Ask<IncidentRow> {
  return db
    .prepare(`
      SELECT ${INCIDENT_COLUMNS} FROM incident WHERE salon_id = ?1 ORDER BY opened_at DESC, incident_id LIMIT 200`)
    .bind(salon);
}

export interface NewIncident {
  id: string;
  openedBy: string;
  threat: string | null;
  nature: string;
  /** Minutes since the epoch. */
  discoveredAt: number;
}

export function insertIncident(
  db: D1Database,
  salon: string,
  { id, openedBy, threat, nature, discoveredAt }: NewIncident,
  now: number,
): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO incident (salon_id, incident_id, state, revision, opened_by, threat_id, nature, discovered_at, opened_at)
      VALUES (?1, ?2, 'open', 1, ?3, ?4, ?5, ?6, ?7)`)
    .bind(salon, id, openedBy, threat, nature, discoveredAt, now);
}

/** Refused as "incident" when somebody changed it since it was read. */
export function moveIncident(
  db: D1Database,
  salon: string,
  incident: string,
  { revision, to }: { revision: number; to: IncidentState },
): D1PreparedStatement[] {
  return [
    db
      .prepare(`
        UPDATE incident SET state = ?4, revision = revision + 1
        WHERE salon_id = ?1 AND incident_id = ?2 AND revision = ?3`)
      .bind(salon, incident, revision, to),
    db.prepare(`INSERT INTO must SELECT changes() = 1, 'incident'`),
  ];
}

export interface Assessment extends Suspicion {
  consequences: string;
  measures: string;
  advice: string;
  delay: string | null;
  intruder: string | null;
  contact: string;
}

/** Says what is known of it, finds its people anew, and forgets approvals that were given on what was known before. */
export function assess(db: D1Database, salon: string, incident: string, known: Assessment): D1PreparedStatement[] {
  return [
    db.prepare(`DELETE FROM incident_person WHERE salon_id = ?1 AND incident_id = ?2`).bind(salon, incident),
    ...insertAffected(db, salon, incident, known),
    db
      .prepare(`
        UPDATE incident SET from_at = ?3, to_at = ?4, actor = ?5, session = ?6, source = ?7, trace = ?8, consequences = ?9,
               measures = ?10, advice = ?11, delay = ?12, intruder = ?13, contact = ?14,
               affected = (SELECT count(*) FROM incident_person WHERE salon_id = ?1 AND incident_id = ?2)
        WHERE salon_id = ?1 AND incident_id = ?2`)
      .bind(
        ...[salon, incident, known.from, known.to, known.actor, known.session, known.source, known.trace],
        ...[known.consequences, known.measures, known.advice, known.delay, known.intruder, known.contact],
      ),
    db.prepare(`DELETE FROM incident_notice WHERE salon_id = ?1 AND incident_id = ?2`).bind(salon, incident),
  ];
}

export function closeIncident(
  db: D1Database,
  salon: string,
  incident: string,
  closing: string,
  now: number,
): D1PreparedStatement {
  return db
    .prepare(`UPDATE incident SET closing = ?3, closed_at = ?4 WHERE salon_id = ?1 AND incident_id = ?2`)
    .bind(salon, incident, closing, now);
}

export interface EventRow {
  seq: number;
  at: number;
  actor: string;
  what: string;
  detail: string;
}

/** `people` is added to the detail where the incident's people are known. */
export function insertEvent(
  db: D1Database,
  salon: string,
  incident: string,
  event: { at: number; actor: string; what: string; detail: Record<string, unknown> },
): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO incident_event (salon_id, incident_id, seq, at, actor, what, detail)
      SELECT ?1, ?2, coalesce(max(seq), 0) + 1, ?3, ?4, ?5,
             json_patch(?6, json_object('people', (SELECT affected FROM incident WHERE salon_id = ?1 AND incident_id = ?2)))
      FROM incident_event WHERE salon_id = ?1 AND incident_id = ?2`)
    .bind(salon, incident, event.at, event.actor, event.what, JSON.stringify(event.detail));
}

export function askEvents(db: D1Database, salon: string, incident: string): Ask<EventRow> {
  return db
    .prepare(`
      SELECT seq, at, actor, what, detail FROM incident_event
      WHERE salon_id = ?1 AND incident_id = ?2 ORDER BY seq LIMIT 1000`)
    .bind(salon, incident);
}

export interface PersonRow {
  client_id: string;
  /** Null where the client is known no more. */
  name: string | null;
  phone: string | null;
  /** Kinds of reads (workers/store/compliance/reads.ts), as a JSON list. */
  what: string;
  times: number;
  first_at: number;
  last_at: number;
}

const forPerson = reading("client", "name, phone");

/** At most `limit` of the incident's people, those after `after` in the order of their ids. */
export function askPeople(
  db: D1Database,
  salon: string,
  incident: string,
  { after, limit }: { after: string; limit: number },
  purpose: Purpose,
): Ask<PersonRow> {
  forPerson(purpose);
  return db
    .prepare(`
      SELECT incident_person.client_id, client.name, client.phone, what, times, first_at, last_at
      FROM incident_person LEFT JOIN client ON client.salon_id = ?1 AND client.client_id = incident_person.client_id
      WHERE incident_person.salon_id = ?1 AND incident_id = ?2 AND incident_person.client_id > ?3
      ORDER BY incident_person.client_id LIMIT ?4`)
    .bind(salon, incident, after, limit);
}

/** The kinds of reads of all its people. */
export function askKinds(db: D1Database, salon: string, incident: string): Ask<{ kind: string }> {
  return db
    .prepare(`
      SELECT DISTINCT one.value AS kind FROM incident_person, json_each(incident_person.what) AS one
      WHERE salon_id = ?1 AND incident_id = ?2 ORDER BY 1`)
    .bind(salon, incident);
}

/** For the operator's metrics. */
export async function openIncidents(env: Env): Promise<number> {
  let open = 0;
  for (const db of everyDatabase(env)) {
    const ask: Ask<{ n: number }> = db.prepare(`
      SELECT count(*) AS n FROM incident WHERE state <> 'closed' -- over all salons: the platform's metrics`);
    const [[row]] = await read<[{ n: number }]>(db, [ask]);
    open += row?.n ?? 0;
  }
  return open;
}

/** What detectors opened and nobody has closed yet: such a finding again adds nothing new. */
export function askUnclosed(db: D1Database, salon: string): Ask<{ nature: string }> {
  return db
    .prepare(`SELECT nature FROM incident WHERE salon_id = ?1 AND state <> 'closed' AND opened_by = 'system'`)
    .bind(salon);
}
