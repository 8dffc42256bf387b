// What detectors are told, what they remember and what they found. The blocklist is a copy in KV of findings that still
// last, for requests that ask D1 nothing.
import type { EventKind } from "../../engine/compliance/observe.ts";
import type { Env } from "../../env.ts";
import { type Ask, everyDatabase, read } from "../database.ts";
import { keptMinutes } from "../retention/terms.ts";
import type { AdmissionKey } from "./admission.ts";

/** One event as it is stored: kind, source, object, second, from, to. */
export type StoredEvent = [kind: EventKind, source: string, object: string, at: number, from: number, to: number];

export function insertEvents(
  db: D1Database,
  salon: string,
  batch: string,
  events: readonly StoredEvent[],
): D1PreparedStatement {
  return db
    .prepare(`INSERT INTO threat_event (salon_id, batch_id, events) VALUES (?1, ?2, ?3)`)
    .bind(salon, batch, JSON.stringify(events));
}

export interface EventBatchRow {
  batch_id: string;
  events: string;
}

export function askEvents(db: D1Database, salon: string, limit: number): Ask<EventBatchRow> {
  return db.prepare(`SELECT batch_id, events FROM threat_event WHERE salon_id = ?1 LIMIT ?2`).bind(salon, limit);
}

export function deleteEvents(db: D1Database, salon: string, batches: readonly string[]): D1PreparedStatement {
  return db
    .prepare(`DELETE FROM threat_event WHERE salon_id = ?1 AND batch_id IN (SELECT value FROM json_each(?2))`)
    .bind(salon, JSON.stringify(batches));
}

export interface ThreatStateRow {
  state: number[];
  folds: number;
}

export function askThreatState(db: D1Database, salon: string): Ask<ThreatStateRow> {
  return db.prepare(`SELECT state, folds FROM threat_state WHERE salon_id = ?1`).bind(salon);
}

/** Refused as "folds" when somebody else has folded since the state was read. */
export function keepThreatState(
  db: D1Database,
  salon: string,
  state: Uint8Array,
  folds: number,
): D1PreparedStatement[] {
  return [
    db
      .prepare(`
        INSERT INTO must
        SELECT coalesce((SELECT folds FROM threat_state WHERE salon_id = ?1), 0) = ?2, 'folds'`)
      .bind(salon, folds),
    db
      .prepare(`
        INSERT INTO threat_state (salon_id, state, folds) VALUES (?1, ?2, ?3 + 1)
        ON CONFLICT (salon_id) DO UPDATE SET state = excluded.state, folds = excluded.folds`)
      .bind(salon, state, folds),
  ];
}

export interface Threat {
  id: string;
  at: number;
  detector: string;
  oat: string;
  subject: string;
  evidence: Record<string, number>;
  action: "slow" | "block" | "incident";
  until: number;
}

export function insertThreat(db: D1Database, salon: string, threat: Threat): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO threat (salon_id, threat_id, at, detector, oat, subject, evidence, action, until)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)`)
    .bind(
      salon,
      threat.id,
      threat.at,
      threat.detector,
      threat.oat,
      threat.subject,
      JSON.stringify(threat.evidence),
      threat.action,
      threat.until,
    );
}

export interface ThreatRow {
  threat_id: string;
  at: number;
  detector: string;
  oat: string;
  subject: string;
  evidence: string;
  action: Threat["action"];
  until: number;
}

/** What was found in the salon within these seconds. */
export function askThreats(db: D1Database, salon: string, from: number, to: number, limit: number): Ask<ThreatRow> {
  return db
    .prepare(`
      SELECT threat_id, at, detector, oat, subject, evidence, action, until FROM threat
      WHERE salon_id = ?1 AND at BETWEEN ?2 AND ?3 ORDER BY at, threat_id LIMIT ?4`)
    .bind(salon, from, to, limit);
}

/** Sets a key's arrival time no earlier than `tat` (microseconds): what admission then refuses is what a block is. */
export function holdBack(db: D1Database, { salon, plan, subject }: AdmissionKey, tat: number): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO admission (salon_id, plan, subject, tat) VALUES (?1, ?2, ?3, ?4)
      ON CONFLICT (salon_id, plan, subject) DO UPDATE SET tat = max(admission.tat, excluded.tat)`)
    .bind(salon, plan, subject, tat);
}

export async function salonsWithEvents(env: Env): Promise<string[]> {
  const salons = new Set<string>();
  for (const db of everyDatabase(env)) {
    const ask: Ask<{ salon_id: string }> = db.prepare(
      `SELECT DISTINCT salon_id FROM threat_event -- over all salons: the sweep`,
    );
    const [rows] = await read<[{ salon_id: string }]>(db, [ask]);
    for (const row of rows) salons.add(row.salon_id);
  }
  return [...salons];
}

/** A finding is kept for a while after it has ended; `now` in seconds. */
export function deletePastThreats(db: D1Database, now: number): D1PreparedStatement {
  return db
    .prepare(`DELETE FROM threat WHERE until <= ?1 -- over all salons: the sweep`)
    .bind(now - keptMinutes("log") * 60);
}

/** An address that may not read either; `until` in seconds. */
export interface Blocked {
  subject: string;
  until: number;
}

const BLOCKLIST = "blocklist";
/** Seconds; KV keeps nothing for less than a minute. */
const SHORTEST = 60;

/** Publishes who is blocked from reading, the longest first. `detectors` are those whose findings shut out readers. */
export async function publishBlocklist(env: Env, detectors: readonly string[], now: number): Promise<void> {
  const blocked: Blocked[] = [];
  for (const db of everyDatabase(env)) {
    const ask: Ask<Blocked> = db
      .prepare(`
        SELECT subject, max(until) AS until FROM threat
        WHERE until > ?1 AND action <> 'slow' AND detector IN (SELECT value FROM json_each(?2))
        GROUP BY subject ORDER BY until DESC LIMIT 1000 -- over all salons: an address is blocked everywhere`)
      .bind(now, JSON.stringify(detectors));
    const [rows] = await read<[Blocked]>(db, [ask]);
    blocked.push(...rows);
  }
  const last = Math.max(now, ...blocked.map(({ until }) => until));
  const expirationTtl = Math.max(SHORTEST, last - now);
  await env.KV.put(BLOCKLIST, JSON.stringify(blocked), { expirationTtl }).catch(() => undefined);
}

/** Empty where KV cannot be reached: reading public pages is not worth refusing. */
export async function readBlocklist(env: Env): Promise<Blocked[]> {
  return (await env.KV.get<Blocked[]>(BLOCKLIST, "json").catch(() => null)) ?? [];
}
