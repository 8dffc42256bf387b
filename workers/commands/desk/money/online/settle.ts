// What a provider says of a payment, in whatever order and however often. The money is posted in the commit that believes it; then the
// visit is booked. Whoever dies in between is followed by the minute's sweep. A time that went meanwhile is taken anew if it is free;
// else the payment is flagged for a person, the client is told, and nothing is lost.

import { settle } from "../../../../engine/money/reckoning.ts";
import { money } from "../../../../engine/shipped.ts";
import { type Problem, problem } from "../../../../problem.ts";
import { askBooking, type BookingRow } from "../../../../store/bookings.ts";
import { commit, database, everyDatabase, read } from "../../../../store/database.ts";
import { insertPosting, type Posting } from "../../../../store/desk/money/ledger.ts";
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
import { placedEntries } from "../billing.ts";
import { type GoingBack, goingBack } from "./go-back.ts";
import { tellLapsed } from "./lapse.ts";
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

/** What the books can hold in one entry; a person looks at what a provider says beyond, or of nothing. */
const MOST_CENTS = 1_000_000_000;

const UNPAID: readonly OnlineState[] = ["begun", "failed"];
const CAME: readonly OnlineState[] = ["paid", "flagged"];

export async function settlePayment(ctx: CommandContext, told: Told): Promise<Outcome<Settled>> {
  const outcome = await deciding<Settled>(ctx, told.salon, async (salon) => {
    const { slug } = salon;
    const db = database(ctx.env, slug);
    const [[row]] = await read<[OnlineRow]>(db, [askOnline(db, slug, told.payment)]);
    if (row === undefined || row.provider !== told.provider) return refused(unknownPayment());
    const back = told.outcome === "refunded" && CAME.includes(row.state) ? await goingBack(db, slug, row) : null;
    const state = stateAfter(row, told, back);
    if (state === null || (state === "flagged" && row.state === "flagged"))
      return { ok: true, status: 200, body: "", value: { state: row.state } };
    const paying = state === "paid" || (state === "flagged" && told.outcome === "paid");
    const why = back?.spent ?? (state === "flagged" ? "amount" : null);
    // Of what went back it stays the payment's own, by which the books know it.
    const reference = back === null ? told.reference : null;
    const given = { means: "online", cents: told.cents, tip: 0, tipped: null, available: 0, held: null } as const;
    const bookable = told.cents > 0 && told.cents <= MOST_CENTS;
    const settled = paying && bookable ? settle(told.cents, [given], true, money) : null;
    const entries = settled?.ok
      ? placedEntries(settled.entries, row.subject)
      : state === "refunded"
        ? (back?.entries ?? [])
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
        ...settleOnline(db, slug, row.payment_id, { state, reference, why }, [row.state], ctx.now),
        ...(entries.length === 0 ? [] : [insertPosting(db, slug, posting, ctx.now)]),
        ...(entries.length === 0 ? [] : (back?.guards ?? [])),
      ],
      audit: {
        actor: told.provider,
        action: `payment.${state}`,
        subject: row.subject,
        detail: { payment: row.payment_id, cents: told.cents },
      },
      messages: state === "flagged" && paying && bookable ? [flagged(row.payment_id)] : [],
    });
  });
  if (outcome.ok && outcome.value.state === "paid") await bookPaid(ctx, told.salon, told.payment);
  return outcome;
}

/** Null where nothing changes: it was said before, or something later was. */
function stateAfter({ state, cents }: OnlineRow, told: Told, back: GoingBack | null): OnlineState | null {
  switch (told.outcome) {
    case "paid":
      if (!UNPAID.includes(state)) return null;
      return told.cents === cents ? "paid" : "flagged";
    case "failed":
      return state === "begun" ? "failed" : null;
    case "refunded":
      if (back === null || told.cents !== back.came) return null;
      return back.spent === null ? "refunded" : "flagged";
  }
}

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

/** The minute's: books what was paid while nobody was there to, tells of what nobody paid, and forgets it. */
export async function settleWaiting(ctx: CommandContext): Promise<void> {
  for (const { salon, payment } of await paidAndWaiting(ctx.env, AT_ONCE)) await bookPaid(ctx, salon, payment);
  await tellLapsed(ctx);
  for (const db of everyDatabase(ctx.env))
    await commit(db, [forgetOldAsked(db, ctx.now - UNPAID_KEPT, ctx.now - FLAGGED_KEPT)]);
}
