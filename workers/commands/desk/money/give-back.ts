// Money that goes back: a refund of a paid bill, with a credit note, and the taking back of a posting that was wrong.

import { type Entry, type RefundOf, refund as reckonRefund } from "../../../engine/money/reckoning.ts";
import { money } from "../../../engine/shipped.ts";
import { type Actor, actorName, has } from "../../../permissions.ts";
import { invalid, type Problem, problem } from "../../../problem.ts";
import { database, read } from "../../../store/database.ts";
import { setBillState } from "../../../store/desk/money/bills.ts";
import { insertDocument, type Recipient } from "../../../store/desk/money/documents.ts";
import { askPosting, entriesOf, insertPosting, mustBeHeld, type PostingRow } from "../../../store/desk/money/ledger.ts";
import { askAnswer, type IdempotencyRow } from "../../../store/idempotency.ts";
import { askVersion, mustBeVersion, type Salon, type VersionRow } from "../../../store/snapshots.ts";
import { newId } from "../../../token.ts";
import type { CommandContext, Idempotency, Outcome } from "../../command.ts";
import { conclude, deciding, refused, replayed, STALE, scopeOf } from "../../deciding/commit.ts";
import { localDate } from "../../deciding/facts.ts";
import {
  askStanding,
  type Standing,
  type StandingRows,
  standing,
  standingOf,
  sumOf,
  tooMuchToGive,
  unknownBill,
} from "./billing.ts";
import { prepaidUnits } from "./cards.ts";
import { creditNoteOf } from "./document.ts";
import { mayGiveUp } from "./terms.ts";

export interface RefundInput {
  salon: string;
  bill: string;
  /** Absent for all that has not gone back yet. */
  cents?: number | undefined;
  means: RefundOf["means"];
  reason: string;
  reference?: string | undefined;
  actor: Actor;
  idempotency?: Idempotency | undefined;
}

export interface RefundAnswer {
  bill: string;
  refunded_cents: number;
  /** Of all that could. */
  left_cents: number;
  document: string;
}

export const REFUND_MEANS = ["cash", "card", "eft", "online"] as const;

/** What went back of cards is no part of what was bought (online/give-card-back.ts). */
const CARDS = ["gift-cards", "packages"];

/** What may go back of a paid bill: what was bought, not what is held on cards that it sold. */
export function refundable({ bill, postings }: Standing): { total: number; vat: number; before: number } {
  const bought = bill.lines.filter(({ kind }) => kind === "service" || kind === "extra" || kind === "fee");
  const total = bought.reduce((sum, { cents, discount = 0 }) => sum + cents - discount, 0);
  const vat = bought.reduce((sum, line) => sum + (line.vat ?? 0), 0);
  const given = standing(postings, "refund").filter((posting) => sumOf(posting, CARDS) === 0);
  const before = given.reduce((sum, posting) => sum - sumOf(posting, REFUND_MEANS), 0);
  return { total, vat, before };
}

export function refund(ctx: CommandContext, input: RefundInput): Promise<Outcome<RefundAnswer>> {
  return deciding<RefundAnswer>(ctx, input.salon, (salon) => attemptRefund(ctx, input, salon));
}

type Attempt<T> = Promise<Outcome<T> | typeof STALE>;

async function attemptRefund(ctx: CommandContext, input: RefundInput, salon: Salon): Attempt<RefundAnswer> {
  const { slug } = salon;
  const db = database(ctx.env, slug);
  const operation = `refund ${input.bill}`;
  const [[answer], [version], ...rows] = await read<[IdempotencyRow, VersionRow, ...StandingRows]>(db, [
    askAnswer(db, scopeOf(slug, operation, input.idempotency), ctx.now),
    askVersion(db, slug),
    ...askStanding(db, slug, input.bill),
  ]);
  const before = await replayed<RefundAnswer>(ctx, slug, answer, input.idempotency);
  if (before !== null) return before;
  if (version?.version !== salon.version) return STALE;
  const now = standingOf(salon, rows);
  if (now === null) return refused(unknownBill());
  if (now.bill.state !== "closed") return refused(notPaid());
  const of = refundable(now);
  const cents = input.cents ?? of.total - of.before;
  if (cents < 1 || of.before + cents > of.total) {
    const detail = `must be within the ${of.total - of.before} cents that have not gone back`;
    return refused(invalid([{ pointer: "/cents", detail }]));
  }
  if (!mayGiveUp(input.actor, now.terms, of.before + cents)) return refused(tooMuchToGive(now.terms.limit));
  const sale = standing(now.postings, "sale").flatMap(entriesOf);
  const commissions = sale.flatMap(([account, who, due]) =>
    account === "commission-due" ? [{ who, cents: -due }] : [],
  );
  const back = reckonRefund({ ...of, cents, means: input.means, commissions }, money);
  const posting = newId();
  const day = localDate(salon, ctx.now);
  const invoice = now.documents.find(({ series }) => series === "invoice");
  const named = invoice?.recipient == null ? null : (JSON.parse(invoice.recipient) as Recipient);
  const document = creditNoteOf({
    ...{ salon, bill: input.bill, posting, invoice: invoice?.number ?? null, why: input.reason },
    ...{ cents, vat: back.vat, recipient: named, day },
  });
  const { booking } = now.bill;
  return conclude<RefundAnswer>(ctx, db, {
    salon: slug,
    operation,
    idempotency: input.idempotency,
    status: 201,
    value: { bill: input.bill, refunded_cents: cents, left_cents: of.total - of.before - cents, document: document.id },
    facts: [
      mustBeVersion(db, slug, salon.version),
      ...setBillState(db, slug, now.bill, "closed", ctx.now),
      insertPosting(
        db,
        slug,
        {
          ...{ id: posting, kind: "refund", bill: input.bill, booking, reverses: null, reason: input.reason },
          ...{ reference: input.reference ?? null, entries: back.entries, day, actor: actorName(input.actor) },
        },
        ctx.now,
      ),
      insertDocument(db, slug, document, ctx.now),
    ],
    audit: {
      actor: actorName(input.actor),
      action: "bill.refunded",
      subject: input.bill,
      detail: { cents, means: input.means },
    },
    messages: booking === null ? [] : [{ kind: "receipt.issued", payload: { document: document.id, booking } }],
  });
}

export const notPaid = (): Problem =>
  problem("bill-not-paid", 409, "This bill is not paid.", {
    detail: "A payment that was wrong is taken back instead.",
  });

export interface ReverseInput {
  salon: string;
  posting: string;
  reason: string;
  actor: Actor;
  idempotency?: Idempotency | undefined;
}

export interface ReverseAnswer {
  posting: string;
  reverses: string;
}

/** Takes a payment, a deposit or an unpaid sale back. What a document was issued for is refunded in its place. */
export function reverse(ctx: CommandContext, input: ReverseInput): Promise<Outcome<ReverseAnswer>> {
  return deciding<ReverseAnswer>(ctx, input.salon, (salon) => attemptReverse(ctx, input, salon));
}

async function attemptReverse(ctx: CommandContext, input: ReverseInput, salon: Salon): Attempt<ReverseAnswer> {
  const { slug } = salon;
  const db = database(ctx.env, slug);
  const operation = `reverse ${input.posting}`;
  const [[answer], [posting]] = await read<[IdempotencyRow, PostingRow]>(db, [
    askAnswer(db, scopeOf(slug, operation, input.idempotency), ctx.now),
    askPosting(db, slug, input.posting),
  ]);
  const before = await replayed<ReverseAnswer>(ctx, slug, answer, input.idempotency);
  if (before !== null) return before;
  if (posting === undefined) return refused(problem("unknown-posting", 404, "There is no such posting."));
  if (posting.reversed === 1) return refused(reversedAlready());
  if (!has(input.actor.role, "corrections.write")) return refused(tooMuchToGive(0));
  const bill = posting.bill_id ?? posting.booking_id ?? "";
  const rows = await read<StandingRows>(db, askStanding(db, slug, bill));
  const now = standingOf(salon, rows);
  const facts = now === null ? null : factsOf(db, slug, posting, now, ctx.now);
  if (facts === null) return refused(notTakenBack());
  const id = newId();
  return conclude<ReverseAnswer>(ctx, db, {
    salon: slug,
    operation,
    idempotency: input.idempotency,
    status: 201,
    value: { posting: id, reverses: posting.posting_id },
    facts: [
      ...facts,
      insertPosting(
        db,
        slug,
        {
          ...{ id, kind: "reversal", bill: posting.bill_id, booking: posting.booking_id, reverses: posting.posting_id },
          ...{
            reason: input.reason,
            reference: null,
            entries: turned(entriesOf(posting)),
            day: localDate(salon, ctx.now),
          },
          actor: actorName(input.actor),
        },
        ctx.now,
      ),
      ...(posting.kind === "deposit" ? [mustBeHeld(db, slug, "deposits", bill)] : []),
    ],
    audit: {
      actor: actorName(input.actor),
      action: "posting.reversed",
      subject: posting.posting_id,
      detail: { kind: posting.kind },
    },
    messages: [],
  });
}

const turned = (entries: readonly Entry[]): Entry[] =>
  entries.map(([account, whose, cents]) => [account, whose, -cents]);

/** What becomes of the bill; null where the posting is not one that is taken back. */
function factsOf(
  db: D1Database,
  salon: string,
  posting: PostingRow,
  now: Standing,
  at: number,
): D1PreparedStatement[] | null {
  const { bill } = now;
  switch (posting.kind) {
    case "payment":
      return setBillState(db, salon, bill, "issued", at);
    case "deposit":
      return [];
    case "sale": {
      const untouched = standing(now.postings, "payment").length === 0 && now.documents.length === 0;
      return untouched ? [...setBillState(db, salon, bill, "open", at), ...prepaidUnits(db, salon, bill, -1)] : null;
    }
    default:
      return null;
  }
}

const reversedAlready = () => problem("reversed", 409, "This was taken back already.");

const notTakenBack = () =>
  problem("not-reversible", 409, "This is not taken back.", {
    detail: "A paid bill is refunded, with a credit note; a sale is taken back once none of its payments stands.",
  });
