// Sessions: server-side, found by the hash of the cookie's token, ended by deleting them. A role is never kept in one; it is
// read with every request, so a change is in force at once.

import type { Ask } from "../database.ts";

/** Minutes without a request after which a session ends: a working day. */
export const IDLE_MINUTES = 12 * 60;
/** Minutes after which it ends however much it is used. */
export const LONGEST_MINUTES = 7 * 24 * 60;
/** Minutes between two notes of a session's being used; so a busy one writes a row every five minutes and not every time. */
const NOTED_EVERY = 5;

export type Proof = "passkey" | "link";

export interface SessionRow {
  session_id: string;
  account_id: string;
  email: string;
  created_at: number;
  seen_at: number;
}

/** The session of a token's hash, while it stands. */
export function askSession(db: D1Database, hash: string, now: number): Ask<SessionRow> {
  return db
    .prepare(`
      SELECT session_id, account_id, email, session.created_at, seen_at FROM session JOIN account USING (account_id)
      WHERE session_hash = ?1 AND seen_at > ?2 - ${IDLE_MINUTES} AND session.created_at > ?2 - ${LONGEST_MINUTES}`)
    .bind(hash, now);
}

export const isNoted = (session: SessionRow, now: number): boolean => now - session.seen_at < NOTED_EVERY;

export function noteUse(db: D1Database, hash: string, now: number): D1PreparedStatement {
  return db.prepare(`UPDATE session SET seen_at = max(seen_at, ?2) WHERE session_hash = ?1`).bind(hash, now);
}

export interface NewSession {
  id: string;
  hash: string;
  account: string;
  proof: Proof;
  device: string;
}

export function insertSession(db: D1Database, session: NewSession, now: number): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO session (session_hash, session_id, account_id, proof, device, created_at, seen_at)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)`)
    .bind(session.hash, session.id, session.account, session.proof, session.device, now);
}

export interface ListedSession {
  session_id: string;
  proof: Proof;
  device: string;
  created_at: number;
  seen_at: number;
}

/** The account's standing sessions, the latest used first. */
export function askSessions(db: D1Database, account: string, now: number): Ask<ListedSession> {
  return db
    .prepare(`
      SELECT session_id, proof, device, created_at, seen_at FROM session
      WHERE account_id = ?1 AND seen_at > ?2 - ${IDLE_MINUTES} AND created_at > ?2 - ${LONGEST_MINUTES}
      ORDER BY seen_at DESC, session_id LIMIT 100`)
    .bind(account, now);
}

export function endSession(db: D1Database, hash: string): D1PreparedStatement {
  return db.prepare(`DELETE FROM session WHERE session_hash = ?1`).bind(hash);
}

/** By its public name, within its account. */
export function endNamedSession(db: D1Database, account: string, session: string): D1PreparedStatement {
  return db.prepare(`DELETE FROM session WHERE account_id = ?1 AND session_id = ?2`).bind(account, session);
}

export function endSessionsOf(db: D1Database, account: string): D1PreparedStatement {
  return db.prepare(`DELETE FROM session WHERE account_id = ?1`).bind(account);
}

export function deleteEndedSessions(db: D1Database, now: number): D1PreparedStatement {
  return db
    .prepare(`DELETE FROM session WHERE seen_at <= ?1 - ${IDLE_MINUTES} OR created_at <= ?1 - ${LONGEST_MINUTES}`)
    .bind(now);
}
