// Finding one's bookings by telephone number: requests for one-time codes, and the salons that know a number. These
// tables span salons, so numbers are keyed hashes in them.
import type { Ask } from "./database.ts";

export interface SalonIdRow {
  salon_id: string;
}

export function askSalonsOfPhone(db: D1Database, phoneHash: string): Ask<SalonIdRow> {
  return db
    .prepare(`SELECT salon_id FROM phone_salon WHERE phone_hash = ?1 ORDER BY salon_id LIMIT 50`)
    .bind(phoneHash);
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

/** Refused as "used" when the code was used meanwhile. */
export function useCode(db: D1Database, phoneHash: string, code: string, now: number): D1PreparedStatement[] {
  return [
    db
      .prepare(`UPDATE find_code SET used_at = ?3 WHERE phone_hash = ?1 AND code_id = ?2 AND used_at IS NULL`)
      .bind(phoneHash, code, now),
    db.prepare(`INSERT INTO must SELECT changes() = 1, 'used'`),
  ];
}

/** Kept for a day after their expiry, for the limits. */
export function deleteOldCodes(db: D1Database, now: number): D1PreparedStatement {
  return db.prepare(`DELETE FROM find_code WHERE expires_at <= ?1 - 1440`).bind(now);
}
