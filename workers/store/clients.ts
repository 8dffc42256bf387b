// Clients, one per telephone number and salon, the consents they gave or withdrew (append-only), and finding one's bookings
// by number: requests for one-time codes, and the salons that know a number. What spans salons holds keyed hashes.
import type { Env } from "../env.ts";
import { type Purpose, reading } from "./compliance/purposes.ts";
import { type Ask, database, read } from "./database.ts";
import { foundBy } from "./desk/clients/found-by.ts";
import { keptMinutes } from "./retention/terms.ts";

export interface ClientRow {
  client_id: string;
  /** 1 if they were asked about marketing, ever. */
  asked: 0 | 1;
}

const forClient = reading("client", "client_id");

/** Whose number it is: a number that was merged into another client's is that client's. */
export function askClient(db: D1Database, salon: string, phone: string, purpose: Purpose): Ask<ClientRow> {
  forClient(purpose);
  return db
    .prepare(`
      SELECT client_id, EXISTS (
        SELECT 1 FROM consent
        WHERE consent.salon_id = ?1 AND purpose = 'marketing' AND consent.client_id IN (
          SELECT client.client_id UNION ALL
          SELECT own.former_id FROM client_former AS own
          WHERE own.salon_id = ?1 AND own.client_id = client.client_id)) AS asked
      FROM client WHERE salon_id = ?1 AND client_id = coalesce(
        (SELECT own.client_id FROM client AS own WHERE own.salon_id = ?1 AND own.phone = ?2),
        (SELECT former.client_id FROM client_former AS former WHERE former.salon_id = ?1 AND former.phone = ?2))`)
    .bind(salon, phone);
}

/** The client whose conversation it is, as far as that is known. */
export function askClientOf(db: D1Database, salon: string, conversation: string, purpose: Purpose): Ask<ClientRow> {
  forClient(purpose);
  return db
    .prepare(`
      SELECT client_id, EXISTS (
        SELECT 1 FROM consent
        WHERE consent.salon_id = ?1 AND consent.client_id = client.client_id AND purpose = 'marketing') AS asked
      FROM client WHERE salon_id = ?1 AND client_id = (
        SELECT of.client_id FROM conversation AS of WHERE of.salon_id = ?1 AND of.conversation_id = ?2)`)
    .bind(salon, conversation);
}

/** How a client is reached. */
export interface ReachRow {
  name: string;
  email: string | null;
  language: string | null;
}

const forReach = reading("client", "name, email, language");

export async function readReach(env: Env, salon: string, client: string, purpose: Purpose): Promise<ReachRow | null> {
  forReach(purpose);
  const db = database(env, salon);
  const ask: Ask<ReachRow> = db
    .prepare(`SELECT name, email, language FROM client WHERE salon_id = ?1 AND client_id = ?2`)
    .bind(salon, client);
  const [[row]] = await read<[ReachRow]>(db, [ask]);
  return row ?? null;
}

export interface NewClient {
  id: string;
  phone: string;
  phoneHash: string;
  name: string;
  email: string | null;
  language: string | null;
}

/** Refused as "unique client" when the number has just become known. */
export function insertClient(db: D1Database, salon: string, client: NewClient, now: number): D1PreparedStatement[] {
  const { id, phone, phoneHash, name, email, language } = client;
  return [
    db
      .prepare(`
        INSERT INTO client (salon_id, client_id, phone, name, email, language, created_at, found_by)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)`)
      .bind(salon, id, phone, name, email, language, now, JSON.stringify(foundBy(client))),
    db.prepare(`INSERT OR IGNORE INTO phone_salon (phone_hash, salon_id) VALUES (?2, ?1)`).bind(salon, phoneHash),
  ];
}

/** Refused as "client" when the person was erased since they were read: whoever comes now is somebody new. */
export function mustBeClient(db: D1Database, salon: string, client: string): D1PreparedStatement {
  return db
    .prepare(`INSERT INTO must SELECT EXISTS (SELECT 1 FROM client WHERE salon_id = ?1 AND client_id = ?2), 'client'`)
    .bind(salon, client);
}

export interface ConsentRow {
  purpose: string;
  /** Hash of the notice, or an API caller's own name for what was shown. */
  notice_version: string;
  /** The exact words that were answered. */
  wording?: string | undefined;
  granted: boolean;
}

export interface ConsentContext {
  client: string;
  booking: string | null;
  /** How it was given: `web`, `desk`, or the channel of a conversation. */
  channel: string;
  at: number;
}

/** `consents` are [id, consent] pairs. */
export function insertConsents(
  db: D1Database,
  salon: string,
  consents: readonly (readonly [id: string, consent: ConsentRow])[],
  { client, booking, channel, at }: ConsentContext,
): D1PreparedStatement {
  const rows = consents.map(([id, { purpose, notice_version, granted, wording }]) => {
    return [id, purpose, notice_version, granted ? 1 : 0, wording ?? null];
  });
  return db
    .prepare(`
      INSERT INTO consent
        (salon_id, consent_id, client_id, booking_id, purpose, notice_version, granted, channel, at, wording, nth)
      SELECT ?1, value ->> 0, ?3, ?4, value ->> 1, value ->> 2, value ->> 3, ?5, ?6, value ->> 4,
             key + 1 + (SELECT coalesce(max(nth), 0) FROM consent WHERE salon_id = ?1 AND client_id = ?3)
      FROM json_each(?2)`)
    .bind(salon, JSON.stringify(rows), client, booking, channel, at);
}

/** A row with granted 0 for every purpose whose last word was yes, or for those of `purposes` alone. */
export function withdrawConsents(
  db: D1Database,
  salon: string,
  client: string,
  purposes: readonly string[] | null,
  { channel, at }: { channel: string; at: number },
): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO consent (salon_id, consent_id, client_id, booking_id, purpose, notice_version, granted, channel, at, nth)
      SELECT ?1, lower(hex(randomblob(16))), ?2, NULL, purpose, notice_version, 0, ?4, ?5,
             latest + row_number() OVER (ORDER BY purpose)
      FROM (
        SELECT purpose, notice_version, granted, max(nth) OVER () AS latest,
               row_number() OVER (PARTITION BY purpose ORDER BY at DESC, nth DESC) AS back
        FROM consent WHERE salon_id = ?1 AND client_id = ?2)
      WHERE back = 1 AND granted = 1 AND (?3 IS NULL OR purpose IN (SELECT value FROM json_each(?3)))`)
    .bind(salon, client, purposes === null ? null : JSON.stringify(purposes), channel, at);
}

export interface CodeRow {
  code_id: string;
  attempts: number;
  used_at: number | null;
  created_at: number;
  expires_at: number;
}

/** The number's requests since `since`, the latest first. */
export function askCodes(db: D1Database, phoneHash: string, since: number): Ask<CodeRow> {
  return db
    .prepare(`
      SELECT code_id, attempts, used_at, created_at, expires_at FROM find_code
      WHERE phone_hash = ?1 AND created_at > ?2 ORDER BY created_at DESC, code_id LIMIT 50`)
    .bind(phoneHash, since);
}

/** Refused as "codes" when `most` requests since `since` are there already: the limit holds for racing requests too. */
export function insertCode(
  db: D1Database,
  phoneHash: string,
  code: { id: string; expiresAt: number },
  limit: { most: number; since: number },
  now: number,
): D1PreparedStatement[] {
  return [
    db
      .prepare(`
        INSERT INTO must SELECT count(*) < ?3, 'codes' FROM find_code WHERE phone_hash = ?1 AND created_at > ?2`)
      .bind(phoneHash, limit.since, limit.most),
    db
      .prepare(`INSERT INTO find_code (phone_hash, code_id, created_at, expires_at) VALUES (?1, ?2, ?3, ?4)`)
      .bind(phoneHash, code.id, now, code.expiresAt),
  ];
}

/** Counts one try at every code that still stands. Refused as "attempts" when no code has a try left. */
export function spendAttempt(db: D1Database, phoneHash: string, most: number, now: number): D1PreparedStatement[] {
  return [
    db
      .prepare(`
        UPDATE find_code SET attempts = attempts + 1
        WHERE phone_hash = ?1 AND expires_at > ?2 AND used_at IS NULL AND attempts < ?3`)
      .bind(phoneHash, now, most),
    db.prepare(`INSERT INTO must SELECT changes() > 0, 'attempts'`),
  ];
}

/** Refused as "used" when the code was used meanwhile, or tried `most` times. */
export function useCode(
  db: D1Database,
  phoneHash: string,
  code: string,
  most: number,
  now: number,
): D1PreparedStatement[] {
  return [
    db
      .prepare(`
        UPDATE find_code SET used_at = ?3
        WHERE phone_hash = ?1 AND code_id = ?2 AND used_at IS NULL AND attempts < ?4`)
      .bind(phoneHash, code, now, most),
    db.prepare(`INSERT INTO must SELECT changes() = 1, 'used'`),
  ];
}

/** Kept for a while after their expiry, for the limits. */
export function deleteOldCodes(db: D1Database, now: number): D1PreparedStatement {
  return db.prepare(`DELETE FROM find_code WHERE expires_at <= ?1`).bind(now - keptMinutes("code"));
}
