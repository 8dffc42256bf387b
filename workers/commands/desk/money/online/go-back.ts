// What a provider gave back of a payment, by our books: what goes out of them with it, where the desk was not first and nothing of it was
// spent.

import type { Entry } from "../../../../engine/money/reckoning.ts";
import { read } from "../../../../store/database.ts";
import { askBill, type BillRow, billOf } from "../../../../store/desk/money/bills.ts";
import { askCardsOf, type CardRow } from "../../../../store/desk/money/cards.ts";
import {
  askBalancesOf,
  askPostingsOf,
  type BalanceRow,
  mustBeHeld,
  type PostingRow,
} from "../../../../store/desk/money/ledger.ts";
import type { OnlineRow } from "../../../../store/desk/money/online.ts";
import { standing, sumOf } from "../billing.ts";
import { cardEntries, cardsLeft, emptied } from "./give-card-back.ts";

export interface GoingBack {
  /** What came: not always what was asked for. */
  came: number;
  /** Why a person has to look: something of it was spent. */
  spent: "card-used" | "deposit-used" | null;
  /** None where the desk wrote it down before. */
  entries: Entry[];
  /** What refuses the commit when it is spent meanwhile. */
  guards: D1PreparedStatement[];
}

export async function goingBack(db: D1Database, salon: string, row: OnlineRow): Promise<GoingBack> {
  const { subject, reference, provider } = row;
  const [cards, [bill], postings, balances] = await read<[CardRow, BillRow, PostingRow, BalanceRow]>(db, [
    askCardsOf(db, salon, subject),
    askBill(db, salon, subject),
    askPostingsOf(db, salon, subject),
    askBalancesOf(db, salon, subject),
  ]);
  const own = postings.filter((each) => each.kind === "deposit" && each.reference === reference);
  const came = own.reduce((sum, posting) => sum + sumOf(posting, ["online"]), 0);
  const byDesk = standing(postings, "refund").filter(({ actor }) => actor !== provider);
  const given = byDesk.reduce((sum, posting) => sum - sumOf(posting, ["online"]), 0);
  if (given === came || own.every(({ reversed }) => reversed === 1))
    return { came, spent: null, entries: [], guards: [] };
  if (row.done_at !== null) {
    const left = cardsLeft(bill === undefined ? { lines: [] } : billOf(bill), cards);
    const spent = left.cents === came ? null : "card-used";
    return { came, spent, entries: cardEntries(left, "online"), guards: emptied(db, salon, cards) };
  }
  const held = balances.reduce((sum, { account, cents }) => (account === "deposits" ? sum - cents : sum), 0);
  return {
    came,
    spent: held < came ? "deposit-used" : null,
    entries: [
      ["deposits", subject, came],
      ["online", "", -came],
    ],
    guards: [mustBeHeld(db, salon, "deposits", subject)],
  };
}
