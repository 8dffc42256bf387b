// What a provider says of a payment, in whatever order and however often. The money is posted in the commit that believes it; then the
// visit is booked. Whoever dies in between is followed by the minute's sweep. A time that went meanwhile is taken anew if it is free;
// else the payment is flagged for a person, the client is told, and nothing is lost.

import { type Entry, settle } from "../../../../engine/money/reckoning.ts";
import { money } from "../../../../engine/shipped.ts";
import { type Problem, problem } from "../../../../problem.ts";
import { askBooking, type BookingRow } from "../../../../store/bookings.ts";
import { commit, database, everyDatabase, read } from "../../../../store/database.ts";
import { askBill, type BillRow, billOf } from "../../../../store/desk/money/bills.ts";
import { askCardsOf, type CardRow } from "../../../../store/desk/money/cards.ts";
import { askPostingsOf, insertPosting, type Posting, type PostingRow } from "../../../../store/desk/money/ledger.ts";
import {
  askOnline,
  forgetAsked,
  forgetOldAsked,
  type OnlineRow,
  type OnlineState,
  type Provider,
  paidAndWaiting,
  settleOnline,
} from "../../../../store/desk/money/online.ts";
import type { Message } from "../../../../store/outbox.ts";
import { newId } from "../../../../token.ts";
import { book } from "../../../book.ts";
import type { CommandContext, Outcome } from "../../../command.ts";
import { conclude, deciding, refused } from "../../../deciding/commit.ts";
import { localDate } from "../../../deciding/facts.ts";
import { placedEntries, standing, sumOf } from "../billing.ts";
import { cardEntries, cardsLeft, emptied } from "./give-card-back.ts";
import { sellCard } from "./sell.ts";
import { waitingOf } from "./wait.ts";

export interface Told {
  salon: string;
  payment: string;
  provider: Provider;
  /** The provider's own, for the books. */
  reference: string;
  /** What was really paid. */
  cents: number;
  outcome: "paid" | "failed" | "refunded";
}

export interface Settled {
  state: OnlineState;
}

const UNPAID: readonly OnlineState[] = ["begun", "failed"];

export async function settlePayment(ctx: CommandContext, told: Told): Promise<Outcome<Settled>> {
  const outcome = await deciding<Settled>(ctx, told.salon, async (salon) => {
    const { slug } = salon;
    const db = database(ctx.env, slug);
    const [[row]] = await read<[OnlineRow]>(db, [askOnline(db, slug, told.payment)]);
    if (row === undefined || row.provider !== told.provider) return refused(unknownPayment());
    const said = stateAfter(row, told);
    const cards = said === "refunded" && row.done_at !== null ? await soldCards(db, slug, row) : null;
    const state = cards?.spent === true ? "flagged" : said;
    if (state === null || (state === "flagged" && row.state === "flagged"))
      return { ok: true, status: 200, body: "", value: { state: row.state } };
    const paying = state === "paid" || (state === "flagged" && told.outcome === "paid");
    const why = cards?.spent === true ? "card-used" : state === "flagged" ? "amount" : null;
    const given = { means: "online", cents: told.cents, tip: 0, tipped: null, available: 0, held: null } as const;
    const settled = paying ? settle(told.cents, [given], true, money) : null;
    const entries = settled?.ok
      ? placedEntries(settled.entries, row.subject)
      : state === "refunded"
        ? (cards?.entries ?? backEntries(row))
        : [];
    const posting: Posting = {
      ...{
        id: newId(),
        kind: paying ? ("deposit" as const) : ("refund" as const),
        bill: row.purpose === "bill" ? row.subject : null,
        booking: row.purpose === "bill" ? null : row.subject,
        reverses: null,
      },
      ...{ reason: paying ? null : "refunded by the provider", reference: told.reference, entries },
      ...{ day: localDate(salon, ctx.now), actor: told.provider },
    };
    return conclude<Settled>(ctx, db, {
      salon: slug,
      operation: "settle-payment",
      idempotency: undefined,
      status: 200,
      value: { state },
      facts: [
        ...settleOnline(db, slug, row.payment_id, { state, reference: told.reference, why }, [row.state], ctx.now),
        ...(entries.length === 0 ? [] : [insertPosting(db, slug, posting, ctx.now)]),
        ...(entries.length === 0 ? [] : (cards?.emptied ?? [])),
      ],
      audit: {
        actor: told.provider,
        action: `payment.${state}`,
        subject: row.subject,
        detail: { payment: row.payment_id, cents: told.cents },
      },
      messages: state === "flagged" && paying ? [flagged(row.payment_id)] : [],
    });
  });
  if (outcome.ok && outcome.value.state === "paid") await bookPaid(ctx, told.salon, told.payment);
  return outcome;
}

/** Null where nothing changes: it was said before, or something later was. */
function stateAfter({ state, cents }: OnlineRow, told: Told): OnlineState | null {
  switch (told.outcome) {
    case "paid":
      if (!UNPAID.includes(state)) return null;
      return told.cents === cents ? "paid" : "flagged";
    case "failed":
      return state === "begun" ? "failed" : null;
    case "refunded":
      return (state === "paid" || state === "flagged") && told.cents === cents ? "refunded" : null;
  }
}

const backEntries = ({ subject, cents }: OnlineRow) =>
  [
    ["deposits", subject, cents],
    ["online", "", -cents],
  ] as ["deposits" | "online", string, number][];

const flagged = (payment: string): Message => ({ kind: "payment.flagged", payload: { payment } });

const unknownPayment = (): Problem => problem("unknown-payment", 404, "There is no such payment.");

/** What may pass by itself: the next minute tries again. */
const PASSING = new Set([429, 500, 503]);

/** Books what was paid for, once. Counted for nobody: the client was, when they asked. */
async function bookPaid(ctx: CommandContext, salon: string, payment: string): Promise<void> {
  const db = database(ctx.env, salon);
  const [[row]] = await read<[OnlineRow]>(db, [askOnline(db, salon, payment)]);
  if (row?.state !== "paid" || row.done_at !== null) return;
  if (row.asked === null) return flagForgotten(ctx, salon, row);
  if (row.purpose === "bill") return makeCard(ctx, salon, row);
  const asked = await waitingOf(ctx.env, salon, row);
  const outcome =
    asked === null
      ? refused(problem("unreadable", 500, "What was asked for cannot be read."))
      : await book({ ...ctx, caller: null }, { ...asked, paid: true });
  if (outcome.ok || outcome.problem.type === "already-booked") {
    await commit(db, [forgetAsked(db, salon, payment)]);
    return;
  }
  if (PASSING.has(outcome.problem.status) && asked !== null) return;
  await flagForPerson(ctx, salon, payment, outcome.problem.type, [flagged(payment)]);
}

async function makeCard(ctx: CommandContext, salon: string, row: OnlineRow): Promise<void> {
  const { payment_id: payment } = row;
  const made = await sellCard(ctx, salon, row);
  if (made.ok || (PASSING.has(made.problem.status) && made.problem.type !== "unreadable")) return;
  await flagForPerson(ctx, salon, payment, made.problem.type, [flagged(payment)]);
}

/** A card whose price the provider gave back: what it holds goes back with it, unless something of it was spent, or the desk was first. */
async function soldCards(db: D1Database, salon: string, { subject, cents }: OnlineRow) {
  const [cards, [bill], postings] = await read<[CardRow, BillRow, PostingRow]>(db, [
    askCardsOf(db, salon, subject),
    askBill(db, salon, subject),
    askPostingsOf(db, salon, subject),
  ]);
  const given = standing(postings, "refund").reduce((sum, posting) => sum - sumOf(posting, ["online"]), 0);
  if (given === cents) return { spent: false, entries: [] as Entry[], emptied: [] };
  const left = cardsLeft(bill === undefined ? { lines: [] } : billOf(bill), cards);
  return { spent: left.cents !== cents, entries: cardEntries(left, "online"), emptied: emptied(db, salon, cards) };
}

/** Paid so late that what was asked for was forgotten, which leaves a person to find out. */
async function flagForgotten(ctx: CommandContext, salon: string, row: OnlineRow): Promise<void> {
  const db = database(ctx.env, salon);
  const [[booked]] = await read<[BookingRow]>(db, [askBooking(db, salon, row.subject, "serve")]);
  if (booked === undefined) await flagForPerson(ctx, salon, row.payment_id, "forgotten");
}

/** What was paid and is not as it should be is looked at by a person. */
export async function flagForPerson(
  ctx: CommandContext,
  salon: string,
  payment: string,
  why: string,
  messages: Message[] = [],
): Promise<void> {
  const db = database(ctx.env, salon);
  const to = { state: "flagged", reference: null, why } as const;
  await deciding<null>(ctx, salon, () =>
    conclude<null>(ctx, db, {
      ...{ salon, operation: "flag-payment", idempotency: undefined, status: 204, value: null, messages },
      facts: settleOnline(db, salon, payment, to, ["paid"], ctx.now),
      audit: { actor: "system", action: "payment.flagged", subject: payment, detail: { why } },
    }),
  );
}

const AT_ONCE = 20;
/** Minutes. What nobody paid is kept until two nights have asked the provider, so that a notice that was lost still books. */
const UNPAID_KEPT = 50 * 60;
const FLAGGED_KEPT = 30 * 1440;

/** The minute's: books what was paid while nobody was there to, and forgets what nobody paid. */
export async function settleWaiting(ctx: CommandContext): Promise<void> {
  for (const { salon, payment } of await paidAndWaiting(ctx.env, AT_ONCE)) await bookPaid(ctx, salon, payment);
  for (const db of everyDatabase(ctx.env))
    await commit(db, [forgetOldAsked(db, ctx.now - UNPAID_KEPT, ctx.now - FLAGGED_KEPT)]);
}
