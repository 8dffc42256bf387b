// The first answer to a request, kept for a while, so that a repeated request gets the same bytes. A manage token in an
// answer is replaced by a mark before it is stored and derived again when it is read.
import type { Ask } from "./database.ts";
import { keptMinutes } from "./retention/terms.ts";

/** U+0001 stands for the token: JSON text never holds a raw control character. */
export const TOKEN_MARK = "\u0001";

export interface IdempotencyRow {
  body_hash: string;
  status: number;
  body: string;
  booking_id: string | null;
  token_version: number | null;
}

export interface Scope {
  salon: string;
  operation: string;
  key: string;
}

export function askAnswer(db: D1Database, scope: Scope, now: number): Ask<IdempotencyRow> {
  return db
    .prepare(`
      SELECT body_hash, status, body, booking_id, token_version FROM idempotency
      WHERE salon_id = ?1 AND operation = ?2 AND key = ?3 AND expires_at > ?4`)
    .bind(scope.salon, scope.operation, scope.key, now);
}

/**
 * First in the commit. Takes the place of an expired answer; a live one means that the same request has just been
 * answered, and refuses the commit as "repeated".
 */
export function keepAnswer(db: D1Database, scope: Scope, row: IdempotencyRow, now: number): D1PreparedStatement[] {
  return [
    db
      .prepare(`
        INSERT INTO idempotency
          (salon_id, operation, key, body_hash, status, body, booking_id, token_version, expires_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?10)
        ON CONFLICT (salon_id, operation, key) DO UPDATE SET
          body_hash = excluded.body_hash, status = excluded.status, body = excluded.body,
          booking_id = excluded.booking_id, token_version = excluded.token_version, expires_at = excluded.expires_at
        WHERE idempotency.expires_at <= ?9`)
      .bind(
        scope.salon,
        scope.operation,
        scope.key,
        row.body_hash,
        row.status,
        row.body,
        row.booking_id,
        row.token_version,
        now,
        now + keptMinutes("idempotency"),
      ),
    db.prepare(`INSERT INTO must SELECT changes() = 1, 'repeated'`),
  ];
}

export function deleteExpiredAnswers(db: D1Database, now: number): D1PreparedStatement {
  return db.prepare(`DELETE FROM idempotency WHERE expires_at <= ?1 -- over all salons: the sweep`).bind(now);
}
