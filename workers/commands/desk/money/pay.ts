// Payments for a bill. The first one issues it: its sale is posted and its lines stand from then on. The one that pays the last cent
// closes it and gives the client their receipt. All of it is one commit.

import { type Entry, type Means, type Payment, settle } from "../../../engine/money/reckoning.ts";
import { money } from "../../../engine/shipped.ts";
import { type Actor, actorName } from "../../../permissions.ts";
import { type Fault, invalid, problem } from "../../../problem.ts";
import { database, read } from "../../../store/database.ts";
import { type Bill, putBill, setBillState } from "../../../store/desk/money/bills.ts";
import { askCardByCode, type CardRow } from "../../../store/desk/money/cards.ts";
import { insertDocument, type Recipient } from "../../../store/desk/money/documents.ts";
import { insertPosting, mustBeHeld } from "../../../store/desk/money/ledger.ts";
import { askAnswer, type IdempotencyRow } from "../../../store/idempotency.ts";
import type { Message } from "../../../store/outbox.ts";
import { askVersion, mustBeVersion, type Salon, type VersionRow } from "../../../store/snapshots.ts";
import { newId } from "../../../token.ts";
import type { CommandContext, Idempotency, Outcome } from "../../command.ts";
import { conclude, deciding, refused, replayed, STALE, scopeOf } from "../../deciding/commit.ts";
import { localDate } from "../../deciding/facts.ts";
import {
  askStanding,
  changedMeanwhile,
  placedEntries,
  type Standing,
  type StandingLists,
  type StandingRows,
  standingOf,
  unknownBill,
} from "./billing.ts";
import { cardProblem, codeHash, issueCards, prepaidUnits } from "./cards.ts";
import { invoiceOf } from "./document.ts";
import { reckoned } from "./lines.ts";

export interface PaymentGiven {
  means: Means;
  /** Handed over, the tip in it; absent for what is owed, or as much of it as the deposit or card holds. */
  cents?: number | undefined;
  tip?: number | undefined;
  /** The person it is for. */
  tipped?: string | undefined;
  /** Of a gift card. */
  code?: string | undefined;
  /** Of the card machine or the bank. */
  reference?: string | undefined;
}

export interface PayInput {
  salon: string;
  bill: string;
  /** The bill that was read; left out by whoever pays whatever there is. */
  version?: number | undefined;
  payments: PaymentGiven[];
  recipient?: Recipient | undefined;
  actor: Actor;
  idempotency?: Idempotency | undefined;
}

export interface PayAnswer {
  bill: string;
  state: Bill["state"];
  total_cents: number;
  left_cents: number;
  change_cents: number;
  /** What the client was given in writing, once it is paid. */
  document: string | null;
}

export function pay(ctx: CommandContext, input: PayInput): Promise<Outcome<PayAnswer>> {
  return deciding<PayAnswer>(ctx, input.salon, (salon) => attempt(ctx, input, salon));
}

async function attempt(ctx: CommandContext, input: PayInput, salon: Salon): Promise<Outcome<PayAnswer> | typeof STALE> {
  const { slug } = salon;
  const db = database(ctx.env, slug);
  const operation = `pay ${input.bill}`;
  const codes = input.payments.flatMap(({ code }) => (code === undefined ? [] : [code]));
  const hashes = await Promise.all(codes.map((code) => codeHash(ctx.env, slug, code)));
  const [[answer], [version], ...rest] = await read<[IdempotencyRow, VersionRow, ...StandingRows, ...CardRow[]]>(db, [
    askAnswer(db, scopeOf(slug, operation, input.idempotency), ctx.now),
    askVersion(db, slug),
    ...askStanding(db, slug, input.bill),
    ...hashes.map((hash) => askCardByCode(db, slug, hash)),
  ]);
  const before = await replayed<PayAnswer>(ctx, slug, answer, input.idempotency);
  if (before !== null) return before;
  if (version?.version !== salon.version) return STALE;
  const { rows, cards } = parted(rest);
  const now = standingOf(salon, rows);
  if (now === null) return refused(unknownBill());
  if (input.version !== undefined && input.version !== now.bill.version) return refused(changedMeanwhile());
  const today = localDate(salon, ctx.now);
  const payments = filled(input.payments, now, new Map(codes.map((code, i) => [code, cards[i]])), today, salon);
  if ("faults" in payments) return refused(invalid(payments.faults));
  const settled = settle(now.owed, payments.all, false, money);
  if (!settled.ok) return refused(invalid([faultOf(settled.fault, settled.at)]));
  if (now.bill.state === "closed") return refused(alreadyPaid());
  return commitPayments(ctx, input, { salon, now, payments: payments.all, settled, today, operation });
}

/** The rows of the standing, and those of the cards after them. */
function parted(rest: unknown[][]): {
  rows: StandingLists;
  cards: (CardRow | undefined)[];
} {
  const rows = rest.slice(0, 6) as StandingLists;
  return { rows, cards: rest.slice(6).map(([card]) => card as CardRow | undefined) };
}

const FAULTS = {
  "too-much": ["cents", "is more than is owed; only cash is given back"],
  "not-held": ["cents", "is more than the deposit or card holds"],
  "tip-too-large": [
    "tip_cents",
    "must be within what is handed over, for a person of the team, and not from a deposit or card",
  ],
} as const;

function faultOf(fault: keyof typeof FAULTS, at: number): Fault {
  const [name, detail] = FAULTS[fault];
  return { pointer: `/payments/${at}/${name}`, detail };
}

/** Amounts that were left out are what is owed by then, as far as what is held goes. */
function filled(
  given: readonly PaymentGiven[],
  now: Standing,
  cards: Map<string, CardRow | undefined>,
  today: number,
  salon: Salon,
): { all: Payment[] } | { faults: Fault[] } {
  const faults: Fault[] = [];
  let left = now.owed;
  const all = given.map(({ means, cents, tip = 0, tipped, code }, i): Payment => {
    const at = (name: string) => `/payments/${i}/${name}`;
    const card = means === "gift-card" ? cards.get(code ?? "") : undefined;
    const why = means === "gift-card" ? cardProblem(card, today) : null;
    if (why !== null) faults.push({ pointer: at("code"), detail: why });
    if (tipped !== undefined && !salon.view.staff.some(({ id }) => id === tipped)) {
      faults.push({ pointer: at("tipped"), detail: `Nobody here is called "${tipped}".` });
    }
    const available = means === "deposit" ? now.deposit : (card?.cents ?? 0);
    const isHeld = means === "deposit" || means === "gift-card";
    const amount = cents ?? (isHeld ? Math.min(left, available) : left + tip);
    if (amount < 1 && why === null) faults.push({ pointer: at("cents"), detail: "nothing is owed" });
    left = Math.max(0, left - (amount - tip));
    const held = means === "deposit" ? now.bill.id : (card?.card_id ?? null);
    return { means, cents: Math.max(1, amount), tip, tipped: tipped ?? null, available, held };
  });
  return faults.length > 0 ? { faults } : { all };
}

const alreadyPaid = () =>
  problem("bill-paid", 409, "This bill is paid.", { detail: "Nothing of it is owed any more." });

interface Decided {
  salon: Salon;
  now: Standing;
  payments: Payment[];
  settled: Extract<ReturnType<typeof settle>, { ok: true }>;
  today: number;
  operation: string;
}

async function commitPayments(ctx: CommandContext, input: PayInput, decided: Decided): Promise<Outcome<PayAnswer>> {
  const { salon, now, payments, settled, today, operation } = decided;
  const { slug } = salon;
  const { bill } = now;
  const db = database(ctx.env, slug);
  const actor = actorName(input.actor);
  const of = { bill: bill.id, booking: bill.booking, reverses: null, reason: null, day: today, actor };
  const sale = bill.state === "open" ? reckoned(salon, now.terms, bill).entries : [];
  const postings = each(now.owed, payments).map((entries, i) => ({
    id: newId(),
    entries: placedEntries(entries, bill.id),
    reference: input.payments[i]?.reference ?? null,
  }));
  const closes = settled.left === 0;
  const sold = newId();
  const closing = { id: postings.at(-1)?.id ?? sold, entries: postings.flatMap(({ entries }) => entries) };
  const recipient = input.recipient ?? null;
  const document = closes
    ? invoiceOf({ salon, bill, booking: now.booking, postings: now.postings, closing, recipient, day: today })
    : null;
  const issued: Bill = { ...bill, state: closes ? "closed" : "issued" };
  const message: Message | null =
    document === null || bill.booking === null
      ? null
      : { kind: "receipt.issued", payload: { document: document.id, booking: bill.booking } };
  const held = payments.flatMap(({ means, held: whose }) => (whose === null ? [] : [{ means, whose }]));
  return conclude<PayAnswer>(ctx, db, {
    salon: slug,
    operation,
    idempotency: input.idempotency,
    status: 201,
    value: {
      bill: bill.id,
      state: issued.state,
      total_cents: bill.total,
      left_cents: settled.left,
      change_cents: settled.change,
      document: document?.id ?? null,
    },
    facts: [
      mustBeVersion(db, slug, salon.version),
      ...(bill.state === "open"
        ? putBill(db, slug, issued, ctx.now)
        : setBillState(db, slug, bill, issued.state, ctx.now)),
      ...(bill.state === "open" ? await issueCards(ctx, slug, bill, today) : []),
      ...(bill.state === "open" ? prepaidUnits(db, slug, bill) : []),
      ...(sale.length === 0
        ? []
        : [
            insertPosting(
              db,
              slug,
              { ...of, id: sold, kind: "sale", reference: null, entries: placedEntries(sale, bill.id) },
              ctx.now,
            ),
          ]),
      ...postings.map((each) => insertPosting(db, slug, { ...of, ...each, kind: "payment" }, ctx.now)),
      ...held.map(({ means, whose }) => mustBeHeld(db, slug, means === "deposit" ? "deposits" : "gift-cards", whose)),
      ...(document === null ? [] : [insertDocument(db, slug, document, ctx.now)]),
    ],
    audit: {
      actor,
      action: closes ? "bill.paid" : "bill.paid-in-part",
      subject: bill.id,
      detail: { total: bill.total, paid: now.owed - settled.left, means: payments.map(({ means }) => means) },
    },
    messages: message === null ? [] : [message],
  });
}

/** The entries of each payment by itself, so that each can be taken back by itself. */
function each(owed: number, payments: readonly Payment[]): Entry[][] {
  let left = owed;
  return payments.map((payment) => {
    const settled = settle(left, [payment], false, money);
    if (!settled.ok) throw new Error(`a payment that was settled with others is not by itself: ${settled.fault}`);
    left = settled.left;
    return settled.entries;
  });
}
