// A bill as it stands: what is on it, what was paid, what is owed. Every command of the counter reads it so, in one batch.

import type { Entry } from "../../../engine/money/reckoning.ts";
import { type Problem, problem } from "../../../problem.ts";
import { askBooking, type Booking, type BookingRow, bookingOf } from "../../../store/bookings.ts";
import type { Ask } from "../../../store/database.ts";
import { askBill, askTerms, type Bill, type BillRow, billOf } from "../../../store/desk/money/bills.ts";
import { askDocumentsOf, type DocumentRow } from "../../../store/desk/money/documents.ts";
import {
  askBalancesOf,
  askPostingsOf,
  type BalanceRow,
  entriesOf,
  type PostingRow,
} from "../../../store/desk/money/ledger.ts";
import type { Salon } from "../../../store/snapshots.ts";
import { asReckoned, billOfVisit, reckoned } from "./lines.ts";
import { type Terms, termsOf } from "./terms.ts";

export interface Standing {
  bill: Bill;
  booking: Booking | null;
  terms: Terms;
  /** Of an issued bill what is still to be paid; of an open one all that it comes to. */
  owed: number;
  /** Held for the visit. */
  deposit: number;
  postings: PostingRow[];
  documents: DocumentRow[];
}

export type StandingRows = [BillRow, BookingRow, { money: string | null }, BalanceRow, PostingRow, DocumentRow];
type Asks<Rows extends unknown[]> = { [K in keyof Rows]: Ask<Rows[K]> };
type Lists<Rows extends unknown[]> = { [K in keyof Rows]: Rows[K][] };
export type StandingLists = Lists<StandingRows>;

export function askStanding(db: D1Database, salon: string, bill: string): Asks<StandingRows> {
  return [
    askBill(db, salon, bill),
    askBooking(db, salon, bill, "serve"),
    askTerms(db, salon),
    askBalancesOf(db, salon, bill),
    askPostingsOf(db, salon, bill),
    askDocumentsOf(db, salon, bill),
  ];
}

/** Null where there is neither bill nor visit. */
export function standingOf(salon: Salon, rows: StandingLists): Standing | null {
  const [[bill], [visit], [money], balances, postings, documents] = rows;
  if (bill === undefined && visit === undefined) return null;
  const terms = termsOf(money);
  const booking = visit === undefined ? null : bookingOf(visit);
  const kept = bill !== undefined ? billOf(bill) : booking === null ? null : billOfVisit(salon, booking);
  if (kept === null) return null;
  const shown = kept.state === "open" ? asReckoned(kept, reckoned(salon, terms, kept)) : kept;
  const balance = (account: string) => balances.find((each) => each.account === account)?.cents ?? 0;
  const owed = shown.state === "open" ? shown.total : balance("receivable");
  return { bill: shown, booking, terms, owed, deposit: -balance("deposits"), postings, documents };
}

/** Whose the debt of a bill is, and whose the deposit: the engine knows neither. */
export function placedEntries(entries: readonly Entry[], bill: string): Entry[] {
  return entries.map(([account, whose, cents]): Entry => {
    const own = account === "receivable" || account === "deposits";
    return [account, own && whose === "" ? bill : whose, cents];
  });
}

/** Of postings of this bill that stand. */
export const standing = (postings: readonly PostingRow[], kind: PostingRow["kind"]): PostingRow[] =>
  postings.filter((each) => each.kind === kind && each.reversed === 0);

export function sumOf(posting: PostingRow, accounts: readonly string[]): number {
  return entriesOf(posting).reduce((sum, [account, , cents]) => (accounts.includes(account) ? sum + cents : sum), 0);
}

export const unknownBill = (): Problem => problem("unknown-bill", 404, "There is no such bill.");

export const changedMeanwhile = (): Problem =>
  problem("bill-changed", 409, "Somebody else has changed this bill meanwhile.", {
    detail: "Read it again: nothing of this was kept.",
  });

export const tooMuchToGive = (limit: number): Problem =>
  problem("needs-manager", 403, "A manager or the owner has to do this.", {
    detail: "It is more than the reception may take off or give back by itself.",
    extra: { limit_cents: limit },
  });
