// What proves who somebody is: links sent by e-mail, and passkeys with the challenges they answered.

import type { Ask } from "../database.ts";
import { keptMinutes } from "../retention/terms.ts";

export interface LinkRow {
  link_id: string;
  email_hash: string;
  account_id: string | null;
  email: string | null;
}

/** The link while it can be used, and the account it is for, if the address has one. */
export function askLink(db: D1Database, link: string, now: number): Ask<LinkRow> {
  return db
    .prepare(`
      SELECT link_id, sign_in_link.email_hash, account_id, email FROM sign_in_link LEFT JOIN account USING (email_hash)
      WHERE link_id = ?1 AND used_at IS NULL AND expires_at > ?2`)
    .bind(link, now);
}

/** Refused as "links" when `most` were asked for since `since`: the limit holds for racing requests too. */
export function mustBeFewLinks(
  db: D1Database,
  emailHash: string,
  { most, since }: { most: number; since: number },
): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO must SELECT count(*) < ?3, 'links' FROM sign_in_link WHERE email_hash = ?1 AND created_at > ?2`)
    .bind(emailHash, since, most);
}

export function insertLink(
  db: D1Database,
  link: { id: string; emailHash: string; expiresAt: number },
  now: number,
): D1PreparedStatement {
  return db
    .prepare(`INSERT INTO sign_in_link (link_id, email_hash, created_at, expires_at) VALUES (?1, ?2, ?3, ?4)`)
    .bind(link.id, link.emailHash, now, link.expiresAt);
}

export interface LinkAgeRow {
  created_at: number;
}

/** When the address's latest links were asked for, the latest first. */
export function askLinkAges(db: D1Database, emailHash: string, since: number): Ask<LinkAgeRow> {
  return db
    .prepare(`
      SELECT created_at FROM sign_in_link WHERE email_hash = ?1 AND created_at > ?2
      ORDER BY created_at DESC LIMIT 50`)
    .bind(emailHash, since);
}

/** Spends it, and every other link of the address with it. Refused as "link" when it was used meanwhile. */
export function useLink(db: D1Database, link: string, emailHash: string, now: number): D1PreparedStatement[] {
  return [
    db
      .prepare(`UPDATE sign_in_link SET used_at = ?2 WHERE link_id = ?1 AND used_at IS NULL AND expires_at > ?2`)
      .bind(link, now),
    db.prepare(`INSERT INTO must SELECT changes() = 1, 'link'`),
    db.prepare(`UPDATE sign_in_link SET used_at = ?2 WHERE email_hash = ?1 AND used_at IS NULL`).bind(emailHash, now),
  ];
}

/** Kept for a day after their expiry, for the limits. */
export function deleteOldLinks(db: D1Database, now: number): D1PreparedStatement {
  return db.prepare(`DELETE FROM sign_in_link WHERE expires_at <= ?1`).bind(now - keptMinutes("code"));
}

export interface PasskeyRow {
  passkey_id: string;
  account_id: string;
  public_key: number[];
  counter: number;
  transports: string;
  device: string;
  created_at: number;
  used_at: number | null;
}

const PASSKEY_COLUMNS = "passkey_id, account_id, public_key, counter, transports, device, created_at, used_at";

export function askPasskey(db: D1Database, passkey: string): Ask<PasskeyRow> {
  return db.prepare(`SELECT ${PASSKEY_COLUMNS} FROM passkey WHERE passkey_id = ?1`).bind(passkey);
}

export function askPasskeys(db: D1Database, account: string): Ask<PasskeyRow> {
  return db
    .prepare(`SELECT ${PASSKEY_COLUMNS} FROM passkey WHERE account_id = ?1 ORDER BY created_at, passkey_id LIMIT 50`)
    .bind(account);
}

export interface NewPasskey {
  id: string;
  account: string;
  publicKey: Uint8Array;
  counter: number;
  transports: readonly string[];
  device: string;
}

/** Refused as "unique passkey" when the credential is known, and as "passkeys" when the account has `most` of them. */
export function insertPasskey(db: D1Database, key: NewPasskey, most: number, now: number): D1PreparedStatement[] {
  return [
    db
      .prepare(`INSERT INTO must SELECT count(*) < ?2, 'passkeys' FROM passkey WHERE account_id = ?1`)
      .bind(key.account, most),
    db
      .prepare(`
        INSERT INTO passkey (passkey_id, account_id, public_key, counter, transports, device, created_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)`)
      .bind(key.id, key.account, key.publicKey, key.counter, JSON.stringify(key.transports), key.device, now),
  ];
}

/** Refused as "passkey" when it was removed or moved on meanwhile: a copied key shows by its counter. */
export function usePasskey(
  db: D1Database,
  passkey: string,
  { from, to }: { from: number; to: number },
  now: number,
): D1PreparedStatement[] {
  return [
    db
      .prepare(`UPDATE passkey SET counter = ?3, used_at = ?4 WHERE passkey_id = ?1 AND counter = ?2`)
      .bind(passkey, from, to, now),
    db.prepare(`INSERT INTO must SELECT changes() = 1, 'passkey'`),
  ];
}

export function deletePasskey(db: D1Database, account: string, passkey: string): D1PreparedStatement[] {
  return [
    db.prepare(`DELETE FROM passkey WHERE account_id = ?1 AND passkey_id = ?2`).bind(account, passkey),
    db.prepare(`INSERT INTO must SELECT changes() = 1, 'passkey'`),
  ];
}

/** Refused as "unique spent_challenge" when it was answered before. */
export function spendChallenge(db: D1Database, challenge: string, expiresAt: number): D1PreparedStatement {
  return db
    .prepare(`INSERT INTO spent_challenge (challenge_id, expires_at) VALUES (?1, ?2)`)
    .bind(challenge, expiresAt);
}

export function deleteOldChallenges(db: D1Database, now: number): D1PreparedStatement {
  return db.prepare(`DELETE FROM spent_challenge WHERE expires_at <= ?1`).bind(now);
}
