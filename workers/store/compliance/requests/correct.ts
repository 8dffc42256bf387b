// A correction, in the client and in every copy that still serves.
import { mustHaveChanged } from "../../database.ts";
import { type Findable, foundBy } from "../../desk/clients/found-by.ts";

/** The changes of a correction; what is null stays as it is. An empty address takes away the one that there is. */
export interface Correction {
  name: string | null;
  phone: string | null;
  email: string | null;
  language: string | null;
}

/** `was` is the row as it was read, `also` what else the client is found by: the rows that were merged into theirs. */
export interface Corrected {
  was: Findable;
  also: readonly Findable[];
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
  { was, also }: Corrected,
  hashes: { before: string; after: string },
  now: number,
): D1PreparedStatement[] {
  const keys = foundBy(
    { name: name ?? was.name, phone: phone ?? was.phone, email: (email ?? was.email) || null },
    ...also,
  );
  const bound = (sql: string, ...more: unknown[]) =>
    db.prepare(sql).bind(salon, client, name, phone, email, language, ...more);
  return [
    bound(
      `
      UPDATE client SET name = coalesce(?3, name), phone = coalesce(?4, phone), email = nullif(coalesce(?5, email), ''),
             language = coalesce(?6, language), found_by = ?7
      WHERE salon_id = ?1 AND client_id = ?2`,
      JSON.stringify(keys),
    ),
    mustHaveChanged(db, 1, "client"),
    bound(
      `
      UPDATE booking SET name = coalesce(?3, name), phone = coalesce(?4, phone), email = nullif(coalesce(?5, email), ''),
             language = coalesce(?6, language)
      WHERE salon_id = ?1 AND client_id = ?2 AND end_at > ?7 AND status = 'confirmed'`,
      now,
    ),
    bound(`
      UPDATE waitlist SET name = coalesce(?3, name), phone = coalesce(?4, phone), email = nullif(coalesce(?5, email), ''),
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
