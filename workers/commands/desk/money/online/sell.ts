// A gift card or package that is bought on the salon's page. What is bought, by whom and for whom waits sealed; when the money is there
// the bill, its sale, its payment, the receipt and the card are one commit, and the code goes to the buyer by letter alone.

import { settle } from "../../../../engine/money/reckoning.ts";
import { money } from "../../../../engine/shipped.ts";
import type { Env } from "../../../../env.ts";
import { type Problem, problem } from "../../../../problem.ts";
import type { TatRow } from "../../../../store/compliance/admission.ts";
import { database, read } from "../../../../store/database.ts";
import { askTerms, type Bill, type BillLine, putBill } from "../../../../store/desk/money/bills.ts";
import { insertDocument } from "../../../../store/desk/money/documents.ts";
import { insertPosting, mustBeHeld } from "../../../../store/desk/money/ledger.ts";
import { insertOnline, markDone, type OnlineRow } from "../../../../store/desk/money/online.ts";
import { askAnswer, type IdempotencyRow } from "../../../../store/idempotency.ts";
import { mustBeVersion, type Salon } from "../../../../store/snapshots.ts";
import { newId } from "../../../../token.ts";
import { openWaiting, sealWaiting } from "../../../../vault.ts";
import { admitting } from "../../../admitting/gate.ts";
import type { CommandContext, Idempotency, Outcome } from "../../../command.ts";
import { conclude, deciding, refused, replayed, scopeOf } from "../../../deciding/commit.ts";
import { localDate } from "../../../deciding/facts.ts";
import { placedEntries } from "../billing.ts";
import { issueCards } from "../cards.ts";
import { invoiceOf } from "../document.ts";
import { asReckoned, emptyBill, reckoned } from "../lines.ts";
import { termsOf } from "../terms.ts";

/** Cents that a gift card may be bought for: R50 to R10 000. */
export const GIFT = { least: 5_000, most: 1_000_000 } as const;

/** A package as it was shown, with the price that was shown. */
export type Wanted =
  | { kind: "gift-card"; cents: number }
  | { kind: "package"; service: string; units: number; cents: number };

export interface CardWish {
  wanted: Wanted;
  buyer: { name: string; email: string; language: string };
  /** Whom it is for, and what the buyer says to them. */
  receiver?: { name: string; words: string } | undefined;
}

export interface CardBegun {
  payment: string;
  cents: number;
}

const OPERATION = "buy-card";

export function beginCard(
  ctx: CommandContext,
  input: { salon: string; wish: CardWish; idempotency?: Idempotency | undefined },
): Promise<Outcome<CardBegun>> {
  const { wish, idempotency } = input;
  return admitting<CardBegun>(ctx, { salon: input.salon, action: "card" }, (gate) =>
    deciding<CardBegun>(ctx, input.salon, async (salon) => {
      const { slug, view } = salon;
      const db = database(ctx.env, slug);
      const [[answer], ...counted] = await read<[IdempotencyRow, ...TatRow[]]>(db, [
        askAnswer(db, scopeOf(slug, OPERATION, idempotency), ctx.now),
        ...gate.asks(db),
      ]);
      const denied = await gate.refusal(db, counted);
      if (denied !== null) return refused(denied);
      const before = await replayed<CardBegun>(ctx, slug, answer, idempotency);
      if (before !== null) return before;
      if (view.pays_by === undefined || !isSold(salon, wish.wanted)) return refused(notSold());
      const [payment, bill, { cents }] = [newId(), newId(), wish.wanted];
      const asked = await sealWaiting(ctx.env.VAULT_SECRET, slug, payment, JSON.stringify(wish));
      const begun = { id: payment, provider: view.pays_by, subject: bill, cents, asked, purpose: "bill" } as const;
      return conclude<CardBegun>(ctx, db, {
        ...{ salon: slug, operation: OPERATION, idempotency, status: 201, messages: [] },
        value: { payment, cents },
        facts: [mustBeVersion(db, slug, salon.version), insertOnline(db, slug, begun, ctx.now)],
        audit: {
          ...{ actor: "client", action: "card.begun", subject: bill },
          detail: { payment, cents, kind: wish.wanted.kind },
        },
      });
    }),
  );
}

export function isSold({ view }: Salon, wanted: Wanted): boolean {
  const { sells } = view;
  if (sells === undefined) return false;
  if (wanted.kind === "gift-card")
    return sells.gift_cards !== undefined && wanted.cents >= GIFT.least && wanted.cents <= GIFT.most;
  const { service, units, cents } = wanted;
  return (
    sells.packages?.some((one) => one.service === service && one.units === units && one.price_cents === cents) === true
  );
}

const notSold = (): Problem =>
  problem("not-sold", 409, "This is not sold here.", { detail: "What the salon sells, or its price, has changed." });

/** What was wanted, as it was sealed; null once it was forgotten, or where it is no card's. */
export async function wishOf(env: Env, salon: string, row: OnlineRow): Promise<CardWish | null> {
  if (row.asked === null || row.purpose !== "bill") return null;
  const text = await openWaiting(env.VAULT_SECRET, salon, row.payment_id, Uint8Array.from(row.asked));
  return text === null ? null : (JSON.parse(text) as CardWish);
}

/** Makes what was paid for, once. The money is held for the bill (`deposits`) since it was believed, and is paid with here. */
export function sellCard(ctx: CommandContext, slug: string, row: OnlineRow): Promise<Outcome<null>> {
  return deciding<null>(ctx, slug, async (salon) => {
    const db = database(ctx.env, slug);
    const wish = await wishOf(ctx.env, slug, row);
    if (wish === null) return refused(problem("unreadable", 500, "What was asked for cannot be read."));
    const [[written]] = await read<[{ money: string | null }]>(db, [askTerms(db, slug)]);
    const open = emptyBill(row.subject, null, [lineOf(salon, wish.wanted)]);
    const reckoning = reckoned(salon, termsOf(written), open);
    const bill: Bill = { ...asReckoned(open, reckoning), state: "closed" };
    const held = {
      means: "deposit",
      cents: bill.total,
      tip: 0,
      tipped: null,
      available: row.cents,
      held: bill.id,
    } as const;
    const paid = settle(bill.total, [held], false, money);
    if (!paid.ok || paid.left > 0) return refused(problem("amount", 409, "This is not what was paid."));
    const today = localDate(salon, ctx.now);
    const of = { bill: bill.id, booking: null, reverses: null, reason: null, day: today, actor: row.provider };
    const sale = {
      ...of,
      id: newId(),
      kind: "sale",
      reference: null,
      entries: placedEntries(reckoning.entries, bill.id),
    } as const;
    const entries = placedEntries(paid.entries, bill.id);
    const payment = { ...of, id: newId(), kind: "payment", reference: row.reference, entries } as const;
    const closing = { id: payment.id, entries };
    const document = invoiceOf({ salon, bill, booking: null, postings: [], closing, recipient: null, day: today });
    return conclude<null>(ctx, db, {
      ...{ salon: slug, operation: "sell-card", idempotency: undefined, status: 204, value: null },
      facts: [
        mustBeVersion(db, slug, salon.version),
        ...markDone(db, slug, row.payment_id, ctx.now),
        ...putBill(db, slug, bill, ctx.now),
        ...(await issueCards(ctx, slug, bill, today)),
        insertPosting(db, slug, sale, ctx.now),
        insertPosting(db, slug, payment, ctx.now),
        mustBeHeld(db, slug, "deposits", bill.id),
        insertDocument(db, slug, document, ctx.now),
      ],
      audit: {
        ...{ actor: row.provider, action: "card.sold", subject: bill.id },
        detail: { payment: row.payment_id, total: bill.total, kind: wish.wanted.kind },
      },
      messages: [{ kind: "card.sold", payload: { payment: row.payment_id } }],
    });
  });
}

function lineOf(salon: Salon, wanted: Wanted): BillLine {
  const { cents } = wanted;
  const card = { id: newId(), listed: cents, cents, card: newId() };
  if (wanted.kind === "gift-card") return { ...card, kind: "gift-card", name: "gift-card" };
  const { service, units } = wanted;
  const name = salon.view.services.find(({ id }) => id === service)?.name ?? service;
  return { ...card, kind: "package", name, service, units };
}
