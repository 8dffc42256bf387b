// A correction, in the client and in every copy that still serves.
import { mustHaveChanged } from "../../database.ts";

/** The changes of a correction; what is null stays as it is. */
export interface Correction {
  name: string | null;
  phone: string | null;
  email: string | null;
  language: string | null;
}

/**
 * Corrects the client and every copy that still serves: visits to come and requests on the waiting list. Past visits stay
 * as they were made. Refused as "unique client" when the number is another client's, as "client" when theirs are gone.
 */
export function correctClient(
  db: D1Database,
  salon: string,
  client: string,
  { name, phone, email, language }: Correction,
  hashes: { before: string; after: string },
  now: number,
): D1PreparedStatement[] {
  const bound = (sql: string, ...more: unknown[]) =>
    db.prepare(sql).bind(salon, client, name, phone, email, language, ...more);
  return [
    bound(`
      UPDATE client SET name = coalesce(?3, name), phone = coalesce(?4, phone), email = coalesce(?5, email),
             language = coalesce(?6, language)
      WHERE salon_id = ?1 AND client_id = ?2`),
    mustHaveChanged(db, 1, "client"),
    bound(
      `
      UPDATE booking SET name = coalesce(?3, name), phone = coalesce(?4, phone), email = coalesce(?5, email),
             language = coalesce(?6, language)
      WHERE salon_id = ?1 AND client_id = ?2 AND end_at > ?7 AND status = 'confirmed'`,
      now,
    ),
    bound(`
      UPDATE waitlist SET name = coalesce(?3, name), phone = coalesce(?4, phone), email = coalesce(?5, email),
             language = coalesce(?6, language)
      WHERE salon_id = ?1 AND client_id = ?2 AND status IN ('waiting', 'offered')`),
    ...(phone === null
      ? []
      : [
          db.prepare(`DELETE FROM phone_salon WHERE phone_hash = ?2 AND salon_id = ?1`).bind(salon, hashes.before),
          db
            .prepare(`INSERT OR IGNORE INTO phone_salon (phone_hash, salon_id) VALUES (?2, ?1)`)
            .bind(salon, hashes.after),
        ]),
  ];
}
