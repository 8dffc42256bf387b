// Accounts of people who begin a salon and work nowhere yet, and what they have of it so far.

import type { Env } from "../../env.ts";
import { type Ask, commit, platformDatabase, read } from "../database.ts";
import { keptMinutes } from "../retention/terms.ts";

/** An address that nobody has gets an account; one that is known and works nowhere may begin again. */
export function beginAccount(
  db: D1Database,
  account: { id: string; email: string; emailHash: string },
  now: number,
): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO account (account_id, email, email_hash, created_at, begun_at) VALUES (?1, ?2, ?3, ?4, ?4)
      ON CONFLICT (email_hash) DO UPDATE SET begun_at = excluded.begun_at`)
    .bind(account.id, account.email, account.emailHash, now);
}

export async function hasBegun(env: Env, account: string): Promise<boolean> {
  const db = platformDatabase(env);
  const ask: Ask<{ begun_at: number }> = db
    .prepare(`SELECT begun_at FROM account WHERE account_id = ?1 AND begun_at IS NOT NULL`)
    .bind(account);
  const [[row]] = await read<[{ begun_at: number }]>(db, [ask]);
  return row !== undefined;
}

/** Works somewhere now. */
export function endBeginning(db: D1Database, account: string): D1PreparedStatement[] {
  return [
    db.prepare(`UPDATE account SET begun_at = NULL, left_at = NULL WHERE account_id = ?1`).bind(account),
    db.prepare(`DELETE FROM salon_draft WHERE account_id = ?1`).bind(account),
  ];
}

/** Those whose term is over, some at a time, and drafts that nobody went on with. */
export async function begunLongAgo(env: Env, now: number): Promise<string[]> {
  const db = platformDatabase(env);
  const ask: Ask<{ account_id: string }> = db
    .prepare(`SELECT account_id FROM account WHERE begun_at IS NOT NULL AND begun_at <= ?1 LIMIT 50`)
    .bind(now - keptMinutes("draft"));
  const [rows] = await read<[{ account_id: string }]>(db, [ask]);
  return rows.map(({ account_id }) => account_id);
}

export function deleteOldDrafts(db: D1Database, now: number): D1PreparedStatement {
  return db.prepare(`DELETE FROM salon_draft WHERE updated_at <= ?1`).bind(now - keptMinutes("draft"));
}

/** All that is of somebody who never began; not of one who asked for another link meanwhile. */
export function deleteBegun(db: D1Database, account: string, now: number): D1PreparedStatement[] {
  const before = now - keptMinutes("draft");
  const gone = `SELECT account_id FROM account WHERE account_id = ?1 AND begun_at <= ?2 AND left_at IS NULL`;
  return [
    db.prepare(`DELETE FROM passkey WHERE account_id = ?1 AND account_id IN (${gone})`).bind(account, before),
    db.prepare(`DELETE FROM session WHERE account_id = ?1 AND account_id IN (${gone})`).bind(account, before),
    db
      .prepare(`DELETE FROM account WHERE account_id = ?1 AND begun_at <= ?2 AND left_at IS NULL`)
      .bind(account, before),
    db.prepare(`UPDATE account SET begun_at = NULL WHERE account_id = ?1 AND begun_at <= ?2`).bind(account, before),
  ];
}

/** It works somewhere after all. */
export function keepBegun(db: D1Database, account: string): D1PreparedStatement {
  return db.prepare(`UPDATE account SET begun_at = NULL WHERE account_id = ?1`).bind(account);
}

interface DraftRow {
  draft: string;
}

/** What there is of the salon so far, as JSON. */
export async function readDraft(env: Env, account: string): Promise<string | null> {
  const db = platformDatabase(env);
  const ask: Ask<DraftRow> = db.prepare(`SELECT draft FROM salon_draft WHERE account_id = ?1`).bind(account);
  const [[row]] = await read<[DraftRow]>(db, [ask]);
  return row?.draft ?? null;
}

export function storeDraft(db: D1Database, account: string, draft: string, now: number): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO salon_draft (account_id, draft, updated_at) VALUES (?1, ?2, ?3)
      ON CONFLICT (account_id) DO UPDATE SET draft = excluded.draft, updated_at = excluded.updated_at`)
    .bind(account, draft, now);
}

export async function endedBeginning(env: Env, account: string): Promise<void> {
  const db = platformDatabase(env);
  await commit(db, endBeginning(db, account));
}
