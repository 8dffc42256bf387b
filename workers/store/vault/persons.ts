// Everything that the main database holds of one person, to be erased. Rows that came after `at` are not meant: of a ledger
// that is replayed, a client may have come back.

import { type Purpose, reading } from "../compliance/purposes.ts";
import type { Ask } from "../database.ts";

const forPerson = reading("client", "name, phone, email, created_at");
const forVisits = reading("booking", "booking_id, start_at, created_at, name, phone, email");
const forWaits = reading("waitlist", "waitlist_id, name, phone, email, created_at");

export interface PersonRow {
  name: string;
  phone: string;
  email: string | null;
  created_at: number;
}

export function askPerson(db: D1Database, salon: string, client: string, purpose: Purpose): Ask<PersonRow> {
  forPerson(purpose);
  return db
    .prepare(`SELECT name, phone, email, created_at FROM client WHERE salon_id = ?1 AND client_id = ?2`)
    .bind(salon, client);
}

/** A visit as far as erasing asks: `named` is 0 once it was de-identified, `coming` 1 while it is to be served. */
export interface VisitOfPerson {
  booking_id: string;
  start_at: number;
  created_at: number;
  name: string;
  phone: string;
  email: string | null;
  named: number;
  coming: number;
}

export function askVisitsOf(
  db: D1Database,
  salon: string,
  client: string,
  purpose: Purpose,
  now: number,
): Ask<VisitOfPerson> {
  forVisits(purpose);
  return db
    .prepare(`
      SELECT booking_id, start_at, created_at, name, phone, email, phone <> '' AS named,
             status = 'confirmed' AND end_at > ?3 AS coming
      FROM booking WHERE salon_id = ?1 AND client_id = ?2 ORDER BY start_at, booking_id`)
    .bind(salon, client, now);
}

export interface WaitOfPerson {
  waitlist_id: string;
  name: string;
  phone: string;
  email: string | null;
  created_at: number;
}

export function askWaitsOf(db: D1Database, salon: string, client: string, purpose: Purpose): Ask<WaitOfPerson> {
  forWaits(purpose);
  return db
    .prepare(`SELECT waitlist_id, name, phone, email, created_at FROM waitlist WHERE salon_id = ?1 AND client_id = ?2`)
    .bind(salon, client);
}

export function askOffersOf(db: D1Database, salon: string, client: string): Ask<{ offer_id: string }> {
  return db
    .prepare(`
      SELECT offer_id FROM offer WHERE salon_id = ?1
        AND waitlist_id IN (SELECT waitlist.waitlist_id FROM waitlist WHERE waitlist.salon_id = ?1 AND client_id = ?2)`)
    .bind(salon, client);
}

/** Messages about the person's visits and offers, and codes that were sent to their addresses, written by `at`. */
export function askMessagesOf(db: D1Database, salon: string, client: string, at: number): Ask<{ message_id: string }> {
  return db
    .prepare(`
      SELECT message_id FROM outbox WHERE salon_id = ?1 AND created_at <= ?3
        AND (payload ->> 'booking' IN (SELECT booking_id FROM booking WHERE booking.salon_id = ?1 AND client_id = ?2)
             OR payload ->> 'offer' IN (
               SELECT offer_id FROM offer WHERE offer.salon_id = ?1 AND offer.waitlist_id IN (
                 SELECT waitlist_id FROM waitlist WHERE waitlist.salon_id = ?1 AND client_id = ?2))
             OR lower(payload ->> 'email') IN (
               SELECT lower(email) FROM client WHERE client.salon_id = ?1 AND client_id = ?2
               UNION SELECT lower(email) FROM booking WHERE booking.salon_id = ?1 AND client_id = ?2))`)
    .bind(salon, client, at);
}

export function askConsents(db: D1Database, salon: string, client: string): Ask<{ at: number }> {
  return db
    .prepare(`SELECT at FROM consent WHERE salon_id = ?1 AND client_id = ?2 ORDER BY at DESC`)
    .bind(salon, client);
}

/** Refused as "coming" while a visit is to be served. */
export function mustHaveNoVisitComing(db: D1Database, salon: string, client: string, now: number): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO must SELECT NOT EXISTS (
        SELECT 1 FROM booking WHERE salon_id = ?1 AND client_id = ?2 AND status = 'confirmed' AND end_at > ?3), 'coming'`)
    .bind(salon, client, now);
}

/**
 * What a visit was, when and for how much stays, without its person: the markers of what may not be null are empty. The
 * link that managed it is revoked. `visits` are those that are meant.
 */
export function unnameVisits(db: D1Database, salon: string, visits: string[]): D1PreparedStatement {
  return db
    .prepare(`
      UPDATE booking SET name = '', phone = '', email = NULL, language = NULL, guests = NULL, notes = NULL, guardian = NULL,
        patch_waiver = NULL,
        token_version = token_version + 1
      WHERE salon_id = ?1 AND booking_id IN (SELECT value FROM json_each(?2)) AND (phone <> '' OR name <> '')`)
    .bind(salon, JSON.stringify(visits));
}

export function deleteWaits(db: D1Database, salon: string, waits: string[]): D1PreparedStatement[] {
  const bound = (sql: string) => db.prepare(sql).bind(salon, JSON.stringify(waits));
  return [
    bound(`DELETE FROM offer WHERE salon_id = ?1 AND waitlist_id IN (SELECT value FROM json_each(?2))`),
    bound(`DELETE FROM waitlist WHERE salon_id = ?1 AND waitlist_id IN (SELECT value FROM json_each(?2))`),
  ];
}

/**
 * What the person's earlier requests on their own data say of them: that they were made, when and how decided stays. The
 * one being carried out, `but`, still has to be answered.
 */
export function unnameRequests(
  db: D1Database,
  salon: string,
  client: string,
  but: string | null,
  at: number,
): D1PreparedStatement {
  return db
    .prepare(`
      UPDATE request SET phone_hash = NULL, address_hash = NULL, answer_to = NULL, reason = NULL, detail = '{}'
      WHERE salon_id = ?1 AND client_id = ?2 AND request_id IS NOT ?3 AND received_at <= ?4 AND closed_at IS NOT NULL
        AND (phone_hash IS NOT NULL OR address_hash IS NOT NULL OR answer_to IS NOT NULL OR detail <> '{}')`)
    .bind(salon, client, but, at);
}

/** What the person said about decisions made without one. */
export function deleteRepresentations(
  db: D1Database,
  salon: string,
  addresses: readonly string[],
  at: number,
): D1PreparedStatement {
  return db
    .prepare(`
      DELETE FROM representation
      WHERE salon_id = ?1 AND at <= ?3 AND lower(email) IN (SELECT lower(value) FROM json_each(?2))`)
    .bind(salon, JSON.stringify(addresses), at);
}

/** Those of before two rows of theirs were made one too, which stand under the id of then. */
export function deleteSpecialNotesOf(db: D1Database, salon: string, client: string, at: number): D1PreparedStatement {
  return db
    .prepare(`
      DELETE FROM special_note
      WHERE salon_id = ?1 AND created_at <= ?3 AND client_id IN (
        SELECT ?2 UNION SELECT former_id FROM client_former AS own WHERE own.salon_id = ?1 AND own.client_id = ?2)`)
    .bind(salon, client, at);
}

export function deleteMessages(db: D1Database, salon: string, messages: string[]): D1PreparedStatement {
  return db
    .prepare(`DELETE FROM outbox WHERE salon_id = ?1 AND message_id IN (SELECT value FROM json_each(?2))`)
    .bind(salon, JSON.stringify(messages));
}

/** Answers kept for repeated requests, as far as they name one of these visits, requests or offers. */
export function deleteAnswersAbout(db: D1Database, salon: string, ids: string[]): D1PreparedStatement {
  return db
    .prepare(`
      DELETE FROM idempotency WHERE salon_id = ?1 AND EXISTS (
        SELECT 1 FROM json_each(?2) AS id
        WHERE instr(body, id.value) > 0 OR instr(operation, id.value) > 0 OR booking_id = id.value)`)
    .bind(salon, JSON.stringify(ids));
}

/** Refused as "returned" when a visit or request names the person again, which came since everything was read. */
export function mustBeGone(db: D1Database, salon: string, client: string): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO must SELECT NOT EXISTS (SELECT 1 FROM client WHERE salon_id = ?1 AND client_id = ?2), 'returned'`)
    .bind(salon, client);
}

/** Unless the person came back after `at`: then a visit or request still names them. */
export function deletePerson(db: D1Database, salon: string, client: string, at: number): D1PreparedStatement {
  return db
    .prepare(`
      DELETE FROM client WHERE salon_id = ?1 AND client_id = ?2 AND created_at <= ?3
        AND NOT EXISTS (SELECT 1 FROM booking WHERE booking.salon_id = ?1 AND booking.client_id = ?2 AND booking.phone <> '')
        AND NOT EXISTS (SELECT 1 FROM waitlist WHERE waitlist.salon_id = ?1 AND waitlist.client_id = ?2)`)
    .bind(salon, client, at);
}

/** That the salon knows a number, once none of its clients has it. */
export function forgetNumber(db: D1Database, salon: string, phone: string, phoneHash: string): D1PreparedStatement {
  return db
    .prepare(`
      DELETE FROM phone_salon WHERE salon_id = ?1 AND phone_hash = ?3
        AND NOT EXISTS (SELECT 1 FROM client WHERE client.salon_id = ?1 AND client.phone = ?2)`)
    .bind(salon, phone, phoneHash);
}

export function deleteCodesOf(platform: D1Database, phoneHash: string): D1PreparedStatement {
  return platform.prepare(`DELETE FROM find_code WHERE phone_hash = ?1`).bind(phoneHash);
}

/** What the developer's mailbox kept of these messages. */
export function deleteLetters(platform: D1Database, messages: string[]): D1PreparedStatement {
  return platform
    .prepare(`DELETE FROM mailbox WHERE message_id IN (SELECT value FROM json_each(?1))`)
    .bind(JSON.stringify(messages));
}

/** What was made by then, and is not a visit still to be served that came in the very minute. `erased` is a [client, at]. */
const MEANT = `(booking.created_at < erased.value ->> 1
  OR (booking.created_at = erased.value ->> 1 AND NOT (booking.status = 'confirmed' AND booking.end_at > ?3)))`;

const OF_VISITS = `FROM booking
  WHERE booking.salon_id = ?1 AND booking.client_id = erased.value ->> 0 AND booking.phone <> ''`;

const OF_WAITS = `FROM waitlist WHERE waitlist.salon_id = ?1 AND waitlist.client_id = erased.value ->> 0`;

/**
 * Of these [client, at] pairs of the ledger, those of whom something is left that should have gone by then. Who came back
 * since is a client again and stays, but for what was there before.
 */
export function askLeftOver(
  db: D1Database,
  salon: string,
  erased: [client: string, at: number][],
  now: number,
): Ask<{ client: string }> {
  return db
    .prepare(`
      SELECT erased.value ->> 0 AS client FROM json_each(?2) AS erased
      WHERE EXISTS (SELECT 1 ${OF_VISITS} AND ${MEANT})
         OR EXISTS (SELECT 1 ${OF_WAITS} AND waitlist.created_at <= erased.value ->> 1)
         OR EXISTS (SELECT 1 FROM special_note WHERE special_note.salon_id = ?1
                      AND special_note.client_id = erased.value ->> 0 AND special_note.created_at <= erased.value ->> 1)
         OR (EXISTS (SELECT 1 FROM client WHERE client.salon_id = ?1 AND client.client_id = erased.value ->> 0
                       AND client.created_at <= erased.value ->> 1)
             AND NOT EXISTS (SELECT 1 ${OF_VISITS} AND NOT ${MEANT})
             AND NOT EXISTS (SELECT 1 ${OF_WAITS} AND waitlist.created_at > erased.value ->> 1))`)
    .bind(salon, JSON.stringify(erased), now);
}
