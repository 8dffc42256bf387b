// The database of keys: each person's wrapped key, and the ledger of who was erased.

import type { Ask } from "../database.ts";

export interface KeyRow {
  wrapped: number[];
}

export function askKey(keys: D1Database, salon: string, client: string): Ask<KeyRow> {
  return keys.prepare(`SELECT wrapped FROM person_key WHERE salon_id = ?1 AND client_id = ?2`).bind(salon, client);
}

/** Of those of `clients` who have one. */
export function askKeys(
  keys: D1Database,
  salon: string,
  clients: readonly string[],
): Ask<KeyRow & { client_id: string }> {
  return keys
    .prepare(`
      SELECT client_id, wrapped FROM person_key
      WHERE salon_id = ?1 AND client_id IN (SELECT value FROM json_each(?2))`)
    .bind(salon, JSON.stringify(clients));
}

/** Leaves the key that is there already, so that two who make one at once use the same. */
export function makeKey(keys: D1Database, salon: string, client: string, wrapped: Uint8Array, now: number): Ask<never> {
  return keys
    .prepare(`INSERT OR IGNORE INTO person_key (salon_id, client_id, wrapped, created_at) VALUES (?1, ?2, ?3, ?4)`)
    .bind(salon, client, wrapped, now);
}

/** A key that was made after `at` belongs to what came after the erasure. */
export function destroyKey(keys: D1Database, salon: string, client: string, at: number): D1PreparedStatement {
  return keys
    .prepare(`DELETE FROM person_key WHERE salon_id = ?1 AND client_id = ?2 AND created_at <= ?3`)
    .bind(salon, client, at);
}

export interface Erasure {
  salon: string;
  client: string;
  at: number;
}

export function askErasure(keys: D1Database, salon: string, client: string): Ask<Erasure> {
  return keys
    .prepare(`
      SELECT salon_id AS salon, client_id AS client, at FROM erasure WHERE salon_id = ?1 AND client_id = ?2`)
    .bind(salon, client);
}

/** Who is in the ledger already stays in it as they are. */
export function enterErasure(
  keys: D1Database,
  erasure: Erasure & { reason: "request" | "retention"; request: string | null },
): D1PreparedStatement {
  const { salon, client, at, reason, request } = erasure;
  return keys
    .prepare(`
      INSERT OR IGNORE INTO erasure (salon_id, client_id, at, reason, request_id) VALUES (?1, ?2, ?3, ?4, ?5)`)
    .bind(salon, client, at, reason, request);
}

/** The ledger in the order of its keys, after a salon's client. */
export function askLedger(keys: D1Database, salon: string, client: string, limit: number): Ask<Erasure> {
  return keys
    .prepare(`
      SELECT salon_id AS salon, client_id AS client, at FROM erasure
      WHERE (salon_id, client_id) > (?1, ?2) ORDER BY salon_id, client_id LIMIT ?3
      -- over all salons: a restored database is gone through whole`)
    .bind(salon, client, limit);
}

/** The ledger of one salon, after a client. */
export function askLedgerOf(keys: D1Database, salon: string, after: string, limit: number): Ask<Erasure> {
  return keys
    .prepare(`
      SELECT salon_id AS salon, client_id AS client, at FROM erasure
      WHERE salon_id = ?1 AND client_id > ?2 ORDER BY client_id LIMIT ?3`)
    .bind(salon, after, limit);
}
