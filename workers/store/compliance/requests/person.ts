// The person behind a request, and where they can be reached.
import type { Ask } from "../../database.ts";
import { type Purpose, reading } from "../purposes.ts";

const forAddress = reading("waitlist", "email, language");
const forPerson = reading("client", "client_id, name, phone, email, language");

/** Where an address stands, so that a letter's row names the row and not the address. */
export type Source = "client" | "booking" | "waitlist" | "request";

export interface AddressRow {
  source: Source;
  id: string;
  email: string;
  language: string | null;
}

/** The addresses on file, the client's own first, then the latest visits'. `client` may be nobody. */
export function askAddresses(db: D1Database, salon: string, client: string | null, purpose: Purpose): Ask<AddressRow> {
  forAddress(purpose);
  return db
    .prepare(`
      SELECT source, id, email, language FROM (
        SELECT 0 AS place, 'client' AS source, client_id AS id, email, language, 0 AS at
        FROM client WHERE salon_id = ?1 AND client_id = ?2
        UNION ALL SELECT 1, 'booking', booking_id, email, language, created_at
        FROM booking WHERE salon_id = ?1 AND client_id = ?2
        UNION ALL SELECT 2, 'waitlist', waitlist_id, email, language, created_at
        FROM waitlist WHERE salon_id = ?1 AND client_id = ?2)
      WHERE email IS NOT NULL ORDER BY place, at DESC LIMIT 200`)
    .bind(salon, client);
}

/** The same for the client of a request. */
export function askAddressesOf(db: D1Database, salon: string, request: string, purpose: Purpose): Ask<AddressRow> {
  forAddress(purpose);
  return db
    .prepare(`
      WITH who AS (SELECT client_id AS me FROM request WHERE salon_id = ?1 AND request_id = ?2)
      SELECT source, id, email, language FROM (
        SELECT 0 AS place, 'client' AS source, client_id AS id, email, language, 0 AS at
        FROM client WHERE salon_id = ?1 AND client_id = (SELECT me FROM who)
        UNION ALL SELECT 1, 'booking', booking_id, email, language, created_at
        FROM booking WHERE salon_id = ?1 AND client_id = (SELECT me FROM who)
        UNION ALL SELECT 2, 'waitlist', waitlist_id, email, language, created_at
        FROM waitlist WHERE salon_id = ?1 AND client_id = (SELECT me FROM who))
      WHERE email IS NOT NULL ORDER BY place, at DESC LIMIT 200`)
    .bind(salon, request);
}

/** One address by where it stands; none when it is gone since. */
export function askAddress(db: D1Database, salon: string, source: Source, id: string): Ask<AddressRow> {
  return db
    .prepare(`
      SELECT ?2 AS source, ?3 AS id, email, language FROM (
        SELECT 'client' AS source, email, language FROM client WHERE salon_id = ?1 AND client_id = ?3
        UNION ALL SELECT 'booking', email, language FROM booking WHERE salon_id = ?1 AND booking_id = ?3
        UNION ALL SELECT 'waitlist', email, language FROM waitlist WHERE salon_id = ?1 AND waitlist_id = ?3
        UNION ALL SELECT 'request', answer_to, language FROM request WHERE salon_id = ?1 AND request_id = ?3)
      WHERE source = ?2 AND email IS NOT NULL`)
    .bind(salon, source, id);
}

export interface PersonRow {
  client_id: string;
  name: string;
  phone: string;
  email: string | null;
  language: string | null;
  /** Confirmed visits that are not over. */
  coming: number;
}

export function askPerson(
  db: D1Database,
  salon: string,
  client: string | null,
  purpose: Purpose,
  now: number,
): Ask<PersonRow> {
  forPerson(purpose);
  return db
    .prepare(`
      SELECT client_id, name, phone, email, language,
             (SELECT count(*) FROM booking WHERE booking.salon_id = ?1 AND booking.client_id = ?2 AND end_at > ?3
                AND status = 'confirmed') AS coming
      FROM client WHERE salon_id = ?1 AND client_id = ?2`)
    .bind(salon, client, now);
}

/** Whose request it is, and whether the number that they wish for is another client's. */
export function askPersonOf(
  db: D1Database,
  salon: string,
  request: string,
  purpose: Purpose,
  now: number,
): [Ask<PersonRow>, Ask<{ taken: number }>] {
  forPerson(purpose);
  return [
    db
      .prepare(`
        SELECT client_id, name, phone, email, language,
               (SELECT count(*) FROM booking WHERE booking.salon_id = ?1 AND booking.client_id = client.client_id
                  AND end_at > ?3 AND status = 'confirmed') AS coming
        FROM client WHERE salon_id = ?1
          AND client_id = (SELECT client_id FROM request WHERE request.salon_id = ?1 AND request_id = ?2)`)
      .bind(salon, request, now),
    db
      .prepare(`
        SELECT EXISTS (SELECT 1 FROM client WHERE client.salon_id = ?1
                         AND client.phone = (request.detail ->> '$.correct.phone')
                         AND client.client_id IS NOT request.client_id) AS taken
        FROM request WHERE salon_id = ?1 AND request_id = ?2`)
      .bind(salon, request),
  ];
}
