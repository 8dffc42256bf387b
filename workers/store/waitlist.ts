// The waiting list, the times that came free, and the offers made of them.

import type { Env } from "../env.ts";
import type { Contact } from "./bookings.ts";
import { type Purpose, reading } from "./compliance/purposes.ts";
import { type Ask, database, everyDatabase, read } from "./database.ts";
import type { StoredWish } from "./holds.ts";

export interface WaitlistEntry {
  id: string;
  client: string;
  services: StoredWish[];
  party: number;
  /** Local dates, both included. */
  from: number;
  to: number;
  contact: Contact;
  /** As a booking's. */
  notice: string | null;
}

export interface WaitlistRow {
  waitlist_id: string;
  client_id: string;
  services: string;
  party: number;
  from_date: number;
  to_date: number;
  name: string;
  phone: string;
  email: string | null;
  language: string | null;
  notice_hash: string | null;
}

const forEntry = reading(
  "waitlist",
  "waitlist_id, client_id, services, party, from_date, to_date, status, name, phone, email, language, notice_hash",
);

export function entryOf(row: WaitlistRow): WaitlistEntry {
  return {
    id: row.waitlist_id,
    client: row.client_id,
    services: JSON.parse(row.services) as StoredWish[],
    party: row.party,
    from: row.from_date,
    to: row.to_date,
    contact: { name: row.name, phone: row.phone, email: row.email, language: row.language },
    notice: row.notice_hash,
  };
}

export function insertEntry(db: D1Database, salon: string, entry: WaitlistEntry, now: number): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO waitlist (salon_id, waitlist_id, client_id, services, party, from_date, to_date, status, name, phone,
                            email, language, created_at, position, notice_hash)
      SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, 'waiting', ?8, ?9, ?10, ?11, ?12, coalesce(max(position), 0) + 1,
             (SELECT hash FROM notice WHERE salon_id = ?1 AND hash = ?13)
      FROM waitlist WHERE salon_id = ?1`)
    .bind(
      salon,
      entry.id,
      entry.client,
      JSON.stringify(entry.services),
      entry.party,
      entry.from,
      entry.to,
      entry.contact.name,
      entry.contact.phone,
      entry.contact.email,
      entry.contact.language,
      now,
      entry.notice,
    );
}

/** Whoever of the team answers a request reads it first. */
export async function readEntry(
  env: Env,
  salon: string,
  entry: string,
  purpose: Purpose,
): Promise<WaitlistEntry | null> {
  forEntry(purpose);
  const db = database(env, salon);
  const ask: Ask<WaitlistRow> = db
    .prepare(`
      SELECT waitlist_id, client_id, services, party, from_date, to_date, name, phone, email, language, notice_hash
      FROM waitlist WHERE salon_id = ?1 AND waitlist_id = ?2 AND status = 'waiting'`)
    .bind(salon, entry);
  const [[row]] = await read<[WaitlistRow]>(db, [ask]);
  return row === undefined ? null : entryOf(row);
}

/** A request that the team found a time for. Whoever was offered one meanwhile keeps their offer. */
export function answerEntry(db: D1Database, salon: string, entry: string): D1PreparedStatement {
  return db
    .prepare(`UPDATE waitlist SET status = 'booked' WHERE salon_id = ?1 AND waitlist_id = ?2 AND status = 'waiting'`)
    .bind(salon, entry);
}

const STANDING = `salon_id = ?1 AND phone = ?2 AND services = ?3 AND party = ?4 AND from_date = ?5 AND to_date = ?6
                  AND status IN ('waiting', 'offered')`;

export type Wait = Pick<WaitlistEntry, "services" | "party" | "from" | "to"> & { phone: string };

const boundTo = (statement: D1PreparedStatement, salon: string, { phone, services, party, from, to }: Wait) =>
  statement.bind(salon, phone, JSON.stringify(services), party, from, to);

/** The request on the list already that asks for the very same. */
export function askStanding(db: D1Database, salon: string, wait: Wait, purpose: Purpose): Ask<{ waitlist_id: string }> {
  forEntry(purpose);
  return boundTo(db.prepare(`SELECT waitlist_id FROM waitlist WHERE ${STANDING} LIMIT 1`), salon, wait);
}

/** Refused as "standing" when there is one. */
export function mustBeNew(db: D1Database, salon: string, wait: Wait): D1PreparedStatement {
  const guard = `INSERT INTO must SELECT NOT EXISTS (SELECT 1 FROM waitlist WHERE ${STANDING}), 'standing'`;
  return boundTo(db.prepare(guard), salon, wait);
}

/**
 * Who waits for the local dates [from, to], was not offered this opening before and has not objected to offers, earliest
 * request first; `passed` of them are left out, at most `limit` are read.
 */
export function askWaiting(
  db: D1Database,
  salon: string,
  opening: string,
  { from, to }: { from: number; to: number },
  passed: number,
  limit: number,
  purpose: Purpose,
): Ask<WaitlistRow> {
  forEntry(purpose);
  return db
    .prepare(`
      SELECT waitlist_id, client_id, services, party, from_date, to_date, name, phone, email, language, notice_hash
      FROM waitlist
      WHERE salon_id = ?1 AND status = 'waiting' AND from_date <= ?4 AND to_date >= ?3
        AND NOT EXISTS (SELECT 1 FROM offer WHERE offer.salon_id = ?1 AND offer.opening_id = ?2
                                              AND offer.waitlist_id = waitlist.waitlist_id)
        AND NOT EXISTS (SELECT 1 FROM restriction WHERE restriction.salon_id = ?1 AND purpose = 'wait'
                                                    AND restriction.client_id = waitlist.client_id)
      ORDER BY created_at, position, waitlist_id LIMIT ?5 OFFSET ?6`)
    .bind(salon, opening, from, to, limit, passed);
}

/** How many wait for the local day of a booking; `offset` is the salon's, in minutes east of UTC. */
export function askWaitingFor(
  db: D1Database,
  salon: string,
  booking: string,
  offset: number,
): Ask<{ waiting: number }> {
  return db
    .prepare(`
      SELECT count(*) AS waiting FROM booking AS b
        JOIN waitlist AS w ON w.salon_id = ?1 AND w.status = 'waiting'
          AND (b.start_at + CAST(?3 AS INTEGER)) / 1440 BETWEEN w.from_date AND w.to_date
      WHERE b.salon_id = ?1 AND b.booking_id = ?2`)
    .bind(salon, booking, offset);
}

export interface OpeningRow {
  opening_id: string;
  start_at: number;
  end_at: number;
}

/** Openings still to come that nobody is being offered right now, the oldest first. */
export function askOpenings(db: D1Database, salon: string, now: number): Ask<OpeningRow> {
  return db
    .prepare(`
      SELECT opening_id, start_at, end_at FROM opening
      WHERE salon_id = ?1 AND start_at > ?2
        AND NOT EXISTS (SELECT 1 FROM offer WHERE offer.salon_id = ?1 AND offer.opening_id = opening.opening_id
                                              AND offer.status = 'open' AND offer.expires_at > ?2)
      ORDER BY created_at, opening_id`)
    .bind(salon, now);
}

/** A local date differs from it by one at most. */
const utcDate = (instant: number): number => Math.floor(instant / 1440);

/** Stored only where somebody waits for such a day; a day's tolerance covers every zone. */
export function insertOpening(
  db: D1Database,
  salon: string,
  opening: { id: string; start: number; end: number },
  now: number,
): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO opening (salon_id, opening_id, start_at, end_at, created_at)
      SELECT ?1, ?2, ?3, ?4, ?5 WHERE EXISTS (
        SELECT 1 FROM waitlist WHERE salon_id = ?1 AND status IN ('waiting', 'offered')
          AND from_date <= ?7 AND to_date >= ?6)`)
    .bind(salon, opening.id, opening.start, opening.end, now, utcDate(opening.start) - 1, utcDate(opening.end) + 1);
}

export function deleteOpening(db: D1Database, salon: string, opening: string): D1PreparedStatement {
  return db.prepare(`DELETE FROM opening WHERE salon_id = ?1 AND opening_id = ?2`).bind(salon, opening);
}

export function deletePastOpenings(db: D1Database, salon: string, now: number): D1PreparedStatement {
  return db.prepare(`DELETE FROM opening WHERE salon_id = ?1 AND start_at <= ?2`).bind(salon, now);
}

export interface Offer {
  id: string;
  opening: string;
  entry: string;
  hold: string;
  start: number;
  expiresAt: number;
}

/** Takes the entry from the waiting ones; refused as "waiting" when it no longer is one. */
export function insertOffer(db: D1Database, salon: string, offer: Offer, now: number): D1PreparedStatement[] {
  return [
    db
      .prepare(`UPDATE waitlist SET status = 'offered' WHERE salon_id = ?1 AND waitlist_id = ?2 AND status = 'waiting'`)
      .bind(salon, offer.entry),
    db.prepare(`INSERT INTO must SELECT changes() = 1, 'waiting'`),
    db
      .prepare(`
        INSERT INTO offer (salon_id, offer_id, opening_id, waitlist_id, hold_id, start_at, status, made_at, expires_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'open', ?7, ?8)`)
      .bind(salon, offer.id, offer.opening, offer.entry, offer.hold, offer.start, now, offer.expiresAt),
  ];
}

/** Expired offers are closed and their clients wait again, in their old place. */
export function expireOffers(db: D1Database, salon: string, now: number): D1PreparedStatement[] {
  return [
    db
      .prepare(`
        UPDATE waitlist SET status = 'waiting' WHERE salon_id = ?1 AND status = 'offered'
          AND waitlist_id IN (SELECT offer.waitlist_id FROM offer
                              WHERE offer.salon_id = ?1 AND offer.status = 'open' AND offer.expires_at <= ?2)`)
      .bind(salon, now),
    db
      .prepare(`UPDATE offer SET status = 'expired' WHERE salon_id = ?1 AND status = 'open' AND expires_at <= ?2`)
      .bind(salon, now),
  ];
}

export interface OfferRow extends WaitlistRow {
  offer_id: string;
  opening_id: string;
  hold_id: string;
  start_at: number;
  offer_status: "open" | "accepted" | "declined" | "expired";
  expires_at: number;
}

/** Whether the offer can still be answered. */
export const stands = (offer: OfferRow, now: number): boolean =>
  offer.offer_status === "open" && offer.expires_at > now;

/** The offer and whose it is. */
export function askOffer(db: D1Database, salon: string, offer: string, purpose: Purpose): Ask<OfferRow> {
  forEntry(purpose);
  return db
    .prepare(`
      SELECT offer.offer_id, offer.opening_id, offer.hold_id, offer.start_at, offer.status AS offer_status,
             offer.expires_at, waitlist.waitlist_id, waitlist.client_id, waitlist.services, waitlist.party,
             waitlist.from_date, waitlist.to_date, waitlist.name, waitlist.phone, waitlist.email, waitlist.language,
             waitlist.notice_hash
      FROM offer JOIN waitlist ON waitlist.salon_id = ?1 AND waitlist.waitlist_id = offer.waitlist_id
      WHERE offer.salon_id = ?1 AND offer.offer_id = ?2`)
    .bind(salon, offer);
}

export async function readOffer(env: Env, salon: string, offer: string, purpose: Purpose): Promise<OfferRow | null> {
  const db = database(env, salon);
  const [[row]] = await read<[OfferRow]>(db, [askOffer(db, salon, offer, purpose)]);
  return row ?? null;
}

/** The open offer, if any, that keeps its time by this hold. */
export function askOfferOfHold(db: D1Database, salon: string, hold: string): Ask<{ offer_id: string }> {
  return db
    .prepare(`SELECT offer_id FROM offer WHERE salon_id = ?1 AND hold_id = ?2 AND status = 'open'`)
    .bind(salon, hold);
}

/** Refused as "offer" when it is no longer open. A declined one's client waits again, in their old place. */
export function closeOffer(
  db: D1Database,
  salon: string,
  offer: { id: string; entry: string },
  status: "accepted" | "declined",
): D1PreparedStatement[] {
  return [
    db
      .prepare(`UPDATE offer SET status = ?3 WHERE salon_id = ?1 AND offer_id = ?2 AND status = 'open'`)
      .bind(salon, offer.id, status),
    db.prepare(`INSERT INTO must SELECT changes() = 1, 'offer'`),
    db
      .prepare(`UPDATE waitlist SET status = ?3 WHERE salon_id = ?1 AND waitlist_id = ?2`)
      .bind(salon, offer.entry, status === "accepted" ? "booked" : "waiting"),
  ];
}

/** Booked: the offer where it stands, and the request alone where its deposit came after the offer was over. */
export const takeOffer = (db: D1Database, salon: string, offer: { id: string; entry: string }, open = false) =>
  open ? closeOffer(db, salon, offer, "accepted") : [answerEntry(db, salon, offer.entry)];

/** Keeps it while its deposit is being paid. Refused as "offer" when it is no longer open. */
export function prolongOffer(db: D1Database, salon: string, offer: string, until: number): D1PreparedStatement[] {
  return [
    db
      .prepare(`
        UPDATE offer SET expires_at = max(expires_at, ?3) WHERE salon_id = ?1 AND offer_id = ?2 AND status = 'open'`)
      .bind(salon, offer, until),
    db.prepare(`INSERT INTO must SELECT changes() = 1, 'offer'`),
  ];
}

/** Salons that have openings or open offers to look after. */
export async function salonsWithOpenings(env: Env): Promise<string[]> {
  const salons = new Set<string>();
  for (const db of everyDatabase(env)) {
    const ask: Ask<{ salon_id: string }> = db.prepare(`
      SELECT DISTINCT salon_id FROM opening
      UNION SELECT DISTINCT salon_id FROM offer WHERE status = 'open' -- over all salons: the sweep`);
    const [rows] = await read<[{ salon_id: string }]>(db, [ask]);
    for (const row of rows) salons.add(row.salon_id);
  }
  return [...salons];
}
