// What was foreseen: once for each cause, what was done about it, and what the team said of it.

import { type Purpose, reading } from "../../compliance/purposes.ts";
import { type Ask, mustHaveChanged, read } from "../../database.ts";
import { keptMinutes } from "../../retention/terms.ts";

/** JSON in the row: what the words on the page are made of. Instants are minutes. */
export interface Evidence {
  /** Of the visit, or of what was offered. */
  start?: number;
  first: number;
  second: number;
  /** A service or step by its id, a person by theirs. */
  about?: string;
}

export interface Foreseen {
  id: string;
  cause: string;
  kind: string;
  client: string | null;
  booking: string | null;
  conversation: string | null;
  evidence: Evidence;
  confidence: number;
  act: "message" | "ticket";
  /** Minutes; after it nothing can be done. */
  until: number;
}

/** Of these causes those that are known already, whatever came of them. */
export function askKnownCauses(db: D1Database, salon: string, causes: readonly string[]): Ask<{ cause: string }> {
  return db
    .prepare(`
      SELECT cause FROM json_each(?2) CROSS JOIN foreseen ON foreseen.salon_id = ?1 AND foreseen.cause = value`)
    .bind(salon, JSON.stringify(causes));
}

/** Refused as "unique foreseen" where somebody has foreseen it meanwhile. */
export function insertForeseen(db: D1Database, salon: string, one: Foreseen, now: number): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO foreseen (salon_id, foreseen_id, cause, kind, client_id, booking_id, conversation_id, evidence, confidence, act,
                            state, found_at, until)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, CASE ?10 WHEN 'message' THEN 'told' ELSE 'open' END, ?11, ?12)`)
    .bind(
      salon,
      one.id,
      one.cause,
      one.kind,
      one.client,
      one.booking,
      one.conversation,
      JSON.stringify(one.evidence),
      one.confidence,
      one.act,
      now,
      one.until,
    );
}

/** What was to be told did not arrive: it is a person's now. */
export function callForForeseen(db: D1Database, salon: string, id: string): D1PreparedStatement {
  return db
    .prepare(`
      UPDATE foreseen SET state = 'open', act = 'ticket' WHERE salon_id = ?1 AND foreseen_id = ?2 AND state = 'told'`)
    .bind(salon, id);
}

/** What nothing can be done about any more. */
export function endForeseen(db: D1Database, salon: string, now: number): D1PreparedStatement {
  return db
    .prepare(`
      UPDATE foreseen SET state = 'over', closed_at = ?2
      WHERE salon_id = ?1 AND state IN ('open', 'told') AND until <= ?2`)
    .bind(salon, now);
}

/** Guarded as "foreseen": of two who close it one does. `by`: as the trail names them. */
export function closeForeseen(
  db: D1Database,
  salon: string,
  { id, state, by }: { id: string; state: "done" | "false-alarm"; by: string },
  now: number,
): D1PreparedStatement[] {
  return [
    db
      .prepare(`
        UPDATE foreseen SET state = ?3, closed_at = ?4, closed_by = ?5
        WHERE salon_id = ?1 AND foreseen_id = ?2 AND state IN ('open', 'told')`)
      .bind(salon, id, state, now, by),
    mustHaveChanged(db, 1, "foreseen"),
  ];
}

export interface ForeseenRow {
  foreseen_id: string;
  kind: string;
  client_id: string | null;
  conversation_id: string | null;
  /** JSON of an Evidence. */
  evidence: string;
  confidence: number;
  state: "open" | "told";
  found_at: number;
  until: number;
  name: string | null;
  phone: string | null;
}

/** On one page; the most urgent. */
const MOST_SHOWN = 50;

const forForeseen = reading("foreseen", "client_id, evidence");
const forClients = reading("client", "name, phone");

/** What stands open, and what clients were told, with whom it concerns: what is over soonest comes first. */
export function askForeseen(db: D1Database, salon: string, now: number, purpose: Purpose): Ask<ForeseenRow> {
  forClients(purpose);
  forForeseen(purpose);
  return db
    .prepare(`
      SELECT foreseen_id, kind, foreseen.client_id, conversation_id, evidence, confidence, state, found_at, until,
             client.name, client.phone
      FROM foreseen LEFT JOIN client ON client.salon_id = ?1 AND client.client_id = foreseen.client_id
      WHERE foreseen.salon_id = ?1 AND state IN ('open', 'told') AND until > ?2
      ORDER BY state, until, foreseen_id LIMIT ?3`)
    .bind(salon, now, MOST_SHOWN);
}

export interface ForeseenCount {
  state: string;
  act: string;
  n: number;
}

/** Of a stretch of time; `since` in minutes. */
export function askForeseenCounts(db: D1Database, salon: string, since: number): Ask<ForeseenCount> {
  return db
    .prepare(`
      SELECT state, act, count(*) AS n FROM foreseen WHERE salon_id = ?1 AND found_at >= ?2 GROUP BY state, act`)
    .bind(salon, since);
}

/** Salons that are to be looked at, the longest overdue first. `now` in minutes. */
export async function salonsToForesee(db: D1Database, now: number, limit: number): Promise<string[]> {
  const ask: Ask<{ salon: string }> = db
    .prepare(`
      SELECT salon_id AS salon FROM lookout WHERE look_at <= ?1 ORDER BY look_at LIMIT ?2 -- over all salons: the sweep`)
    .bind(now, limit);
  const [rows] = await read<[{ salon: string }]>(db, [ask]);
  return rows.map(({ salon }) => salon);
}

/** Set before it is read, so that an event that comes meanwhile has it looked at once more; changes nothing where somebody was quicker. */
export function lookAgain(db: D1Database, salon: string, now: number, at: number): D1PreparedStatement {
  return db.prepare(`UPDATE lookout SET look_at = ?3 WHERE salon_id = ?1 AND look_at <= ?2`).bind(salon, now, at);
}

/** Something happened that may become a ticket. */
export function lookSooner(db: D1Database, salon: string, now: number): D1PreparedStatement {
  return db.prepare(`UPDATE lookout SET look_at = min(look_at, ?2) WHERE salon_id = ?1`).bind(salon, now);
}

export function deletePastForeseen(db: D1Database, now: number): D1PreparedStatement[] {
  return [
    db
      .prepare(`DELETE FROM foreseen WHERE found_at <= ?1 -- over all salons: the sweep`)
      .bind(now - keptMinutes("log")),
    db.prepare(`DELETE FROM stumble WHERE at <= ?1 -- over all salons: the sweep`).bind(now - keptMinutes("log")),
  ];
}

/** Of a client who is forgotten: everything up to then. */
export function deleteForeseenOf(db: D1Database, salon: string, client: string, at: number): D1PreparedStatement[] {
  return [
    db
      .prepare(`DELETE FROM foreseen WHERE salon_id = ?1 AND client_id = ?2 AND found_at <= ?3`)
      .bind(salon, client, at),
    db.prepare(`DELETE FROM stumble WHERE salon_id = ?1 AND client_id = ?2 AND at <= ?3`).bind(salon, client, at),
  ];
}
