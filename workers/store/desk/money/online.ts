// Payments that a provider carries, and the bookings that wait for them.

import type { Env } from "../../../env.ts";
import { type Ask, everyDatabase, mustHaveChanged, read } from "../../database.ts";

export type OnlineState = "begun" | "paid" | "failed" | "flagged" | "refunded";
export type Provider = "payfast" | "paystack";

export interface OnlineRow {
  payment_id: string;
  provider: Provider;
  purpose: "deposit" | "bill";
  subject: string;
  cents: number;
  state: OnlineState;
  reference: string | null;
  why: string | null;
  /** Sealed; as D1 gives bytes. */
  asked: number[] | null;
  created_at: number;
  /** Of a bill: when what was paid for was made. */
  done_at: number | null;
  /** When the client was told that its time was let go. */
  lapse_told_at: number | null;
}

/** One of them, and whose it is. */
export interface PaymentOf {
  salon: string;
  payment: string;
}

const ONLINE = `payment_id, provider, purpose, subject, cents, state, reference, why, asked, created_at, done_at, lapse_told_at`;

export function askOnline(db: D1Database, salon: string, payment: string): Ask<OnlineRow> {
  return db
    .prepare(`SELECT ${ONLINE} FROM online_payment WHERE salon_id = ?1 AND payment_id = ?2`)
    .bind(salon, payment);
}

/** The one that was begun last for a hold or bill. */
export function askOnlineFor(db: D1Database, salon: string, subject: string): Ask<OnlineRow> {
  return db
    .prepare(`
      SELECT ${ONLINE} FROM online_payment WHERE salon_id = ?1 AND subject = ?2
      ORDER BY created_at DESC, payment_id LIMIT 1`)
    .bind(salon, subject);
}

/** What a person has to look at: money that came and whose visit could not be booked, or that was not what was asked for. */
export function askFlagged(db: D1Database, salon: string): Ask<OnlineRow> {
  return db
    .prepare(`
      SELECT ${ONLINE} FROM online_payment WHERE salon_id = ?1 AND state = 'flagged' ORDER BY changed_at DESC LIMIT 50`)
    .bind(salon);
}

export interface NewOnline {
  id: string;
  provider: Provider;
  subject: string;
  cents: number;
  asked: Uint8Array;
  /** A deposit where it is absent. */
  purpose?: OnlineRow["purpose"];
}

export function insertOnline(db: D1Database, salon: string, begun: NewOnline, now: number): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO online_payment (salon_id, payment_id, provider, purpose, subject, cents, state, asked, created_at, changed_at)
      VALUES (?1, ?2, ?3, ?8, ?4, ?5, 'begun', ?6, ?7, ?7)`)
    .bind(
      ...[salon, begun.id, begun.provider, begun.subject, begun.cents, begun.asked, now],
      begun.purpose ?? "deposit",
    );
}

/** What was asked for again while it waits, which may name the client better. */
export function renewAsked(db: D1Database, salon: string, payment: string, asked: Uint8Array): D1PreparedStatement {
  return db
    .prepare(`UPDATE online_payment SET asked = ?3 WHERE salon_id = ?1 AND payment_id = ?2 AND state = 'begun'`)
    .bind(salon, payment, asked);
}

/** Refused as "online" when it was settled meanwhile. */
export function settleOnline(
  db: D1Database,
  salon: string,
  payment: string,
  to: { state: OnlineState; reference: string | null; why: string | null },
  from: readonly OnlineState[],
  now: number,
): D1PreparedStatement[] {
  return [
    db
      .prepare(`
        UPDATE online_payment SET state = ?3, reference = coalesce(?4, reference), why = ?5, changed_at = ?7
        WHERE salon_id = ?1 AND payment_id = ?2 AND state IN (SELECT value FROM json_each(?6))`)
      .bind(salon, payment, to.state, to.reference, to.why, JSON.stringify(from), now),
    mustHaveChanged(db, 1, "online"),
  ];
}

/** What was paid for is made now. Refused as "online" when it was made meanwhile, or the money went back. */
export function markDone(db: D1Database, salon: string, payment: string, now: number): D1PreparedStatement[] {
  return [
    db
      .prepare(`
        UPDATE online_payment SET done_at = ?3
        WHERE salon_id = ?1 AND payment_id = ?2 AND state = 'paid' AND done_at IS NULL`)
      .bind(salon, payment, now),
    mustHaveChanged(db, 1, "online"),
  ];
}

/** The booking waits no more: it was made, or will not be. */
export function forgetAsked(db: D1Database, salon: string, payment: string): D1PreparedStatement {
  return db
    .prepare(`UPDATE online_payment SET asked = NULL WHERE salon_id = ?1 AND payment_id = ?2`)
    .bind(salon, payment);
}

/** Holds a time while its deposit is being paid, at the longest until `until`; one that lapsed already is not brought back. */
export function prolongHold(
  db: D1Database,
  salon: string,
  hold: string,
  until: number,
  now: number,
): D1PreparedStatement[] {
  return [
    db
      .prepare(`
        UPDATE hold SET held_until = max(held_until, ?3)
        WHERE salon_id = ?1 AND hold_id = ?2 AND held_until > ?4`)
      .bind(salon, hold, until, now),
    db
      .prepare(`
        UPDATE segment SET held_until = max(held_until, ?3)
        WHERE salon_id = ?1 AND visit_id = ?2 AND held_until > ?4`)
      .bind(salon, hold, until, now),
  ];
}

/** Paid, and not booked yet: whoever was to book it died, or storage did. */
export async function paidAndWaiting(env: Env, limit: number): Promise<PaymentOf[]> {
  const found: PaymentOf[] = [];
  for (const db of everyDatabase(env)) {
    const ask: Ask<PaymentOf> = db
      .prepare(`
        SELECT salon_id AS salon, payment_id AS payment FROM online_payment
        WHERE asked IS NOT NULL AND done_at IS NULL AND state = 'paid' ORDER BY changed_at LIMIT ?1 -- over all salons: the sweep`)
      .bind(limit);
    const [rows] = await read<[PaymentOf]>(db, [ask]);
    found.push(...rows);
  }
  return found;
}

/**
 * Whose time was held until `before` and not paid for, and nobody was told of. One visit may have several payments, each of which failed:
 * it is told of once, and not where any of them came. A hold that the client gave back is gone, and so are those that were booked.
 */
const UNTOLD_LAPSE = `paying.asked IS NOT NULL AND paying.lapse_told_at IS NULL AND paying.state IN ('begun', 'failed')
          AND paying.purpose = 'deposit'
          AND EXISTS (SELECT 1 FROM hold WHERE hold.salon_id = paying.salon_id AND hold.hold_id = paying.subject
                                           AND hold.held_until <= ?1)
          AND NOT EXISTS (SELECT 1 FROM online_payment AS other
                          WHERE other.salon_id = paying.salon_id AND other.subject = paying.subject
                            AND (other.lapse_told_at IS NOT NULL OR other.state NOT IN ('begun', 'failed')))`;

export async function lapsedAndUntold(env: Env, before: number, limit: number): Promise<PaymentOf[]> {
  const found: PaymentOf[] = [];
  for (const db of everyDatabase(env)) {
    const ask: Ask<PaymentOf> = db
      .prepare(`
        SELECT salon_id AS salon, payment_id AS payment FROM online_payment AS paying
        WHERE ${UNTOLD_LAPSE} ORDER BY created_at LIMIT ?2 -- over all salons: the sweep`)
      .bind(before, limit);
    const [rows] = await read<[PaymentOf]>(db, [ask]);
    found.push(...rows);
  }
  return found;
}

/** Refused as "lapsed" where it was told, paid, booked or held anew meanwhile. */
export function markLapseTold(
  db: D1Database,
  salon: string,
  payment: string,
  before: number,
  now: number,
): D1PreparedStatement[] {
  return [
    db
      .prepare(`
        UPDATE online_payment AS paying SET lapse_told_at = ?4
        WHERE paying.salon_id = ?2 AND paying.payment_id = ?3 AND ${UNTOLD_LAPSE}`)
      .bind(before, salon, payment, now),
    mustHaveChanged(db, 1, "lapsed"),
  ];
}

/**
 * What a provider carried in some time, by our books. Begun in it as well: when it was paid is the provider's to say, and a notice may be
 * believed days after that.
 */
export async function paidBetween(env: Env, provider: Provider, from: number, to: number): Promise<PaymentOf[]> {
  const found: PaymentOf[] = [];
  for (const db of everyDatabase(env)) {
    const ask: Ask<PaymentOf> = db
      .prepare(`
        SELECT salon_id AS salon, payment_id AS payment FROM online_payment
        WHERE provider = ?1 AND state = 'paid' AND created_at >= ?2 AND changed_at < ?3 -- over all salons: the night's comparison
        ORDER BY changed_at LIMIT 5000`)
      .bind(provider, from, to);
    const [rows] = await read<[PaymentOf]>(db, [ask]);
    found.push(...rows);
  }
  return found;
}

/**
 * What was asked for and never paid, or whose money went back, goes after two nights; what a person has to look at, and who bought a card,
 * is kept for a month, to tell them.
 */
export function forgetOldAsked(db: D1Database, begunBefore: number, flaggedBefore: number): D1PreparedStatement {
  return db
    .prepare(`
      UPDATE online_payment SET asked = NULL, state = CASE state WHEN 'begun' THEN 'failed' ELSE state END
      WHERE asked IS NOT NULL AND (
        (state IN ('begun', 'failed', 'refunded') AND changed_at < ?1) OR ((state = 'flagged' OR done_at IS NOT NULL) AND changed_at < ?2)) -- over all salons: the sweep`)
    .bind(begunBefore, flaggedBefore);
}
