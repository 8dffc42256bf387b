// The ledger: postings, whose entries the database spreads and keeps in balance (shared/migrations/0027_money.sql). Nothing is changed
// or deleted; what was wrong is reversed.

import type { Entry } from "../../../engine/money/reckoning.ts";
import type { Ask } from "../../database.ts";

export type PostingKind = "sale" | "payment" | "deposit" | "refund" | "reversal" | "till";

export interface Posting {
  id: string;
  kind: PostingKind;
  bill: string | null;
  booking: string | null;
  reverses: string | null;
  reason: string | null;
  /** Of the card machine, the bank or the provider. */
  reference: string | null;
  entries: readonly Entry[];
  /** Days since 1970-01-01 on the salon's calendar. */
  day: number;
  actor: string;
}

/** On its day, or the first that is not closed. Refused as "balance" where its entries do not sum to zero. */
export function insertPosting(db: D1Database, salon: string, posting: Posting, now: number): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO posting (salon_id, posting_id, kind, bill_id, booking_id, reverses, reason, reference, entries, day, actor, at)
      SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9,
             max(?10, coalesce((SELECT max(day) + 1 FROM till_day WHERE salon_id = ?1), ?10)), ?11, ?12`)
    .bind(
      ...[salon, posting.id, posting.kind, posting.bill, posting.booking, posting.reverses, posting.reason],
      ...[posting.reference, JSON.stringify(posting.entries), posting.day, posting.actor, now],
    );
}

export interface PostingRow {
  posting_id: string;
  kind: PostingKind;
  bill_id: string | null;
  booking_id: string | null;
  reverses: string | null;
  reason: string | null;
  reference: string | null;
  entries: string;
  day: number;
  actor: string;
  at: number;
  /** 1 where another posting took it back. */
  reversed: 0 | 1;
}

export const entriesOf = (row: Pick<PostingRow, "entries">): Entry[] => JSON.parse(row.entries) as Entry[];

const POSTING = `posting_id, kind, bill_id, booking_id, reverses, reason, reference, entries, day, actor, at,
  EXISTS (SELECT 1 FROM posting AS back WHERE back.salon_id = ?1 AND back.reverses = posting.posting_id) AS reversed`;

export function askPosting(db: D1Database, salon: string, id: string): Ask<PostingRow> {
  return db.prepare(`SELECT ${POSTING} FROM posting WHERE salon_id = ?1 AND posting_id = ?2`).bind(salon, id);
}

/** Of one bill, and of its visit before there was one. */
export function askPostingsOf(db: D1Database, salon: string, bill: string): Ask<PostingRow> {
  return db
    .prepare(`
      SELECT ${POSTING} FROM posting WHERE salon_id = ?1 AND posting_id IN (
        SELECT of.posting_id FROM posting AS of WHERE of.salon_id = ?1 AND of.bill_id = ?2
        UNION SELECT for.posting_id FROM posting AS for WHERE for.salon_id = ?1 AND for.booking_id = ?2)
      ORDER BY at, posting_id`)
    .bind(salon, bill);
}

/** The latest postings of a day first, at most `limit`. */
export function askPostingsOn(db: D1Database, salon: string, day: number, limit: number): Ask<PostingRow> {
  return db
    .prepare(`SELECT ${POSTING} FROM posting WHERE salon_id = ?1 AND day = ?2 ORDER BY at DESC, posting_id LIMIT ?3`)
    .bind(salon, day, limit);
}

export interface BalanceRow {
  account: string;
  whose: string;
  cents: number;
}

/** What a bill still owes and a visit's deposit holds, by account; the deposit is below zero while it is held. */
export function askBalancesOf(db: D1Database, salon: string, bill: string): Ask<BalanceRow> {
  return db
    .prepare(`
      SELECT account, whose, sum(cents) AS cents FROM entry
      WHERE salon_id = ?1 AND account IN ('receivable', 'deposits') AND whose = ?2 GROUP BY account, whose`)
    .bind(salon, bill);
}

/** All accounts between two days, both included; balances of assets and debts want everything: from 0. */
export function askBalances(db: D1Database, salon: string, from: number, to: number): Ask<BalanceRow> {
  return db
    .prepare(`
      SELECT account, whose, sum(cents) AS cents FROM entry
      WHERE salon_id = ?1 AND day BETWEEN ?2 AND ?3 GROUP BY account, whose ORDER BY account, whose`)
    .bind(salon, from, to);
}

export interface DayEntryRow extends BalanceRow {
  posting_id: string;
  kind: PostingKind;
  at: number;
  day: number;
  reference: string | null;
}

/** Every entry between two days with the posting that it is of, in order: what a bookkeeper takes away. At most `limit`. */
export function askEntries(db: D1Database, salon: string, from: number, to: number, limit: number): Ask<DayEntryRow> {
  return db
    .prepare(`
      SELECT entry.posting_id, kind, at, entry.day, reference, account, whose, cents
      FROM entry CROSS JOIN posting ON posting.salon_id = ?1 AND posting.posting_id = entry.posting_id
      WHERE entry.salon_id = ?1 AND entry.day BETWEEN ?2 AND ?3 ORDER BY entry.day, at, entry.posting_id, nth LIMIT ?4`)
    .bind(salon, from, to, limit);
}

/** Refused as "held" when more was taken of a deposit, gift card or package than it held: somebody else spent it meanwhile. */
export function mustBeHeld(db: D1Database, salon: string, account: string, whose: string): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO must SELECT coalesce((
        SELECT sum(cents) FROM entry WHERE salon_id = ?1 AND account = ?2 AND whose = ?3), 0) <= 0, 'held'`)
    .bind(salon, account, whose);
}
