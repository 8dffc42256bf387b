// Which conversations wait for a person, and who has them. Whoever takes one does it in one conditional UPDATE: of sixteen who try,
// one has it.

import { type Ask, mustHaveChanged, read } from "../../database.ts";

export interface WaitingRow {
  conversation_id: string;
  channel: string;
  language: string | null;
  why: string | null;
  /** JSON. */
  story: string | null;
  state: string;
  /** Minutes. */
  waits_since: number;
  waited: number;
  first_at: number | null;
  assignee: string | null;
  /** JSON. */
  assigned_why: string | null;
  look_at: number | null;
  warned_at: number | null;
  /** Cents of the client's visits to come. */
  value: number;
}

/** Conversations of one pass; who waits longest is among them. */
export const MOST_WAITING = 5_000;

/** `now` in minutes. */
export function askWaiting(db: D1Database, salon: string, now: number): Ask<WaitingRow> {
  return db
    .prepare(`
      SELECT conversation_id, channel, language, why, story, state, waits_since, waited, first_at, assignee, assigned_why, look_at,
             warned_at,
             coalesce((SELECT sum(price_cents) FROM booking WHERE booking.salon_id = ?1
                       AND booking.client_id = conversation.client_id AND start_at >= ?2 AND status = 'confirmed'), 0) AS value
      FROM conversation INDEXED BY conversation_waits WHERE salon_id = ?1 AND waits_since IS NOT NULL
      ORDER BY waits_since, conversation_id LIMIT ?3`)
    .bind(salon, now, MOST_WAITING);
}

/** `was`: whose it was when this was decided. `why`: JSON. `now` in minutes. */
export interface Claim {
  conversation: string;
  account: string;
  was: string | null;
  why: string;
}

/**
 * For this account if it is still nobody's, or who had it has gone, and if there is still room for it: a chat takes one place of
 * the capacity, a call all of it.
 */
export function claimFor(
  db: D1Database,
  salon: string,
  { conversation, account, was, why }: Claim,
  now: number,
  quiet: number,
): D1PreparedStatement {
  return db
    .prepare(`
      UPDATE conversation SET assignee = ?3, assigned_at = ?6, assigned_why = ?5
      WHERE salon_id = ?1 AND conversation_id = ?2 AND assignee IS ?4 AND waits_since IS NOT NULL
        AND EXISTS (
          SELECT 1 FROM presence WHERE presence.salon_id = ?1 AND presence.account_id = ?3 AND until > ?6 AND taking = 1
            AND capacity - CASE conversation.channel WHEN 'voice' THEN capacity ELSE 1 END >= (
              SELECT coalesce(sum(CASE had.channel WHEN 'voice' THEN capacity ELSE 1 END), 0)
              FROM conversation AS had INDEXED BY conversation_assignee WHERE had.salon_id = ?1 AND had.assignee = ?3
                AND (had.waits_since IS NOT NULL OR had.handed_at > ?6 - ?7)))`)
    .bind(salon, conversation, account, was, why, now, quiet);
}

/** A person's own doing, guarded as "claimed": it is still whose it was on their page. */
export function claimBy(db: D1Database, salon: string, claim: Claim, now: number): D1PreparedStatement[] {
  const { conversation, account, was, why } = claim;
  return [
    db
      .prepare(`
        UPDATE conversation SET assignee = ?3, assigned_at = ?6, assigned_why = ?5,
          look_at = CASE WHEN waits_since IS NULL THEN NULL ELSE ?6 END
        WHERE salon_id = ?1 AND conversation_id = ?2 AND assignee IS ?4 AND state IN ('waiting', 'person')`)
      .bind(salon, conversation, account, was, why, now),
    mustHaveChanged(db, 1, "claimed"),
  ];
}

/** What the hand-over's row tells of it; it changes nothing where the claim did not. */
export function noteClaim(db: D1Database, salon: string, claim: Claim, now: number): D1PreparedStatement {
  const { conversation, account, was } = claim;
  return db
    .prepare(`
      UPDATE handover SET assigned_at = coalesce(assigned_at, ?4), moved = moved + ?5
      WHERE salon_id = ?1 AND conversation_id = ?2 AND ended_at IS NULL
        AND EXISTS (SELECT 1 FROM conversation AS of WHERE of.salon_id = ?1 AND of.conversation_id = ?2
                      AND of.assignee = ?3 AND of.assigned_at = ?4)`)
    .bind(salon, conversation, account, now, was === null ? 0 : 1);
}

/** Nobody's again, where who had it has gone and its client waits. */
export function releaseFrom(db: D1Database, salon: string, conversation: string, gone: string): D1PreparedStatement {
  return db
    .prepare(`
      UPDATE conversation SET assignee = NULL, assigned_at = NULL, assigned_why = NULL
      WHERE salon_id = ?1 AND conversation_id = ?2 AND assignee = ?3 AND waits_since IS NOT NULL`)
    .bind(salon, conversation, gone);
}

/** What somebody who goes leaves to others: the conversations in which a client waits. `now` in minutes. */
export function releaseAll(db: D1Database, salon: string, account: string, now: number): D1PreparedStatement {
  return db
    .prepare(`
      UPDATE conversation SET assignee = NULL, assigned_at = NULL, assigned_why = NULL, look_at = ?3
      WHERE salon_id = ?1 AND assignee = ?2 AND waits_since IS NOT NULL`)
    .bind(salon, account, now);
}

/** Guarded as "warned": once for each wait. */
export function markWarned(
  db: D1Database,
  salon: string,
  conversation: string,
  since: number,
  now: number,
): D1PreparedStatement[] {
  return [
    db
      .prepare(`
        UPDATE conversation SET warned_at = ?4
        WHERE salon_id = ?1 AND conversation_id = ?2 AND waits_since = ?3 AND warned_at IS NULL`)
      .bind(salon, conversation, since, now),
    mustHaveChanged(db, 1, "warned"),
  ];
}

/** When each clock is looked at again; minutes, or null. */
export interface Looked {
  id: string;
  since: number;
  look: number | null;
  /** JSON: why nobody has it; null where somebody does. */
  held: string | null;
}

/** Only of waits that are still the same. */
export function keepLooked(db: D1Database, salon: string, looked: readonly Looked[]): D1PreparedStatement {
  return db
    .prepare(`
      UPDATE conversation SET look_at = value ->> 'look',
        assigned_why = CASE WHEN assignee IS NULL THEN coalesce(value ->> 'held', assigned_why) ELSE assigned_why END
      FROM json_each(?2)
      WHERE salon_id = ?1 AND conversation_id = value ->> 'id' AND waits_since = value ->> 'since'`)
    .bind(salon, JSON.stringify(looked));
}

/** Salons in which a clock is to be looked at. */
export async function salonsToLookAt(db: D1Database, now: number, limit: number): Promise<string[]> {
  const ask: Ask<{ salon: string }> = db
    .prepare(`
      SELECT DISTINCT salon_id AS salon FROM conversation INDEXED BY conversation_look
      WHERE look_at <= ?1 LIMIT ?2 -- over all salons: the sweep`)
    .bind(now, limit);
  const [rows] = await read<[{ salon: string }]>(db, [ask]);
  return rows.map(({ salon }) => salon);
}
