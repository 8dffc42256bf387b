// The operator agreement as owners accepted it: append-only, one row for each text.
import type { Ask } from "../database.ts";

export interface AgreementRow {
  hash: string;
  at: number;
}

/** The latest first. */
export function askAgreements(db: D1Database, salon: string): Ask<AgreementRow> {
  return db.prepare(`SELECT hash, at FROM agreement WHERE salon_id = ?1 ORDER BY at DESC, hash LIMIT 20`).bind(salon);
}

/** Writes nothing where the text was accepted already. */
export function insertAgreement(
  db: D1Database,
  salon: string,
  agreement: { hash: string; text: string; account: string },
  now: number,
): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO agreement (salon_id, hash, text, account, at) VALUES (?1, ?2, ?3, ?4, ?5)
      ON CONFLICT (salon_id, hash) DO NOTHING`)
    .bind(salon, agreement.hash, agreement.text, agreement.account, now);
}
