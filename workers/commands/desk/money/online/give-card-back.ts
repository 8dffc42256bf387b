// What is left on the cards that a bill sold goes back: all of it, with its part of the VAT where a package was taxed when it was sold.
// The card holds nothing from then on.

import type { Entry } from "../../../../engine/money/reckoning.ts";
import { type Actor, actorName } from "../../../../permissions.ts";
import { invalid } from "../../../../problem.ts";
import { database, read } from "../../../../store/database.ts";
import { type Bill, setBillState } from "../../../../store/desk/money/bills.ts";
import { askCardsOf, type CardRow, useUnits } from "../../../../store/desk/money/cards.ts";
import { insertDocument, type Recipient } from "../../../../store/desk/money/documents.ts";
import { insertPosting, mustBeHeld } from "../../../../store/desk/money/ledger.ts";
import { askAnswer, type IdempotencyRow } from "../../../../store/idempotency.ts";
import { askVersion, mustBeVersion, type VersionRow } from "../../../../store/snapshots.ts";
import { newId } from "../../../../token.ts";
import type { CommandContext, Idempotency, Outcome } from "../../../command.ts";
import { conclude, deciding, refused, replayed, STALE, scopeOf } from "../../../deciding/commit.ts";
import { localDate } from "../../../deciding/facts.ts";
import { askStanding, type StandingRows, standingOf, tooMuchToGive, unknownBill } from "../billing.ts";
import { creditNoteOf } from "../document.ts";
import type { RefundAnswer, RefundInput } from "../give-back.ts";
import { notPaid } from "../give-back.ts";
import { mayGiveUp } from "../terms.ts";

export interface CardsLeft {
  cents: number;
  vat: number;
  /** What they hold no more; the means and the VAT are not in it. */
  entries: Entry[];
}

/** What is left on a bill's cards. A package's part of its VAT is by what is left of its worth; of all of it, all. */
export function cardsLeft({ lines }: Pick<Bill, "lines">, cards: readonly CardRow[]): CardsLeft {
  const left: CardsLeft = { cents: 0, vat: 0, entries: [] };
  for (const { card_id: id, service_id: service, cents } of cards) {
    if (cents <= 0) continue;
    const line = lines.find(({ card }) => card === id);
    const [sold, vat] = [line?.cents ?? cents, line?.vat ?? 0];
    const back = sold === vat ? 0 : Math.round((vat * cents) / (sold - vat));
    left.cents += cents + back;
    left.vat += back;
    left.entries.push([service === null ? "gift-cards" : "packages", id, cents]);
  }
  return left;
}

/** The entries of giving it back by some means; they sum to zero. */
export function cardEntries({ cents, vat, entries }: CardsLeft, means: RefundInput["means"]): Entry[] {
  return [[means, "", -cents], ...entries, ...(vat === 0 ? [] : [["vat", "", vat] as Entry])];
}

/** What keeps a card from being used again, or from being given back when somebody has just paid with it. */
export function emptied(db: D1Database, salon: string, cards: readonly CardRow[]): D1PreparedStatement[] {
  return cards.flatMap(({ card_id: id, service_id: service, units, used }) => [
    ...(service === null || used === units ? [] : useUnits(db, salon, id, units - used)),
    mustBeHeld(db, salon, service === null ? "gift-cards" : "packages", id),
  ]);
}

export interface CardBackInput {
  salon: string;
  bill: string;
  means: RefundInput["means"];
  reason: string;
  reference?: string | undefined;
  actor: Actor;
  idempotency?: Idempotency | undefined;
}

export function giveCardsBack(ctx: CommandContext, input: CardBackInput): Promise<Outcome<RefundAnswer>> {
  return deciding<RefundAnswer>(ctx, input.salon, async (salon) => {
    const { slug } = salon;
    const db = database(ctx.env, slug);
    const operation = `refund-cards ${input.bill}`;
    const [[answer], [version], cards, ...rows] = await read<[IdempotencyRow, VersionRow, CardRow, ...StandingRows]>(
      db,
      [
        askAnswer(db, scopeOf(slug, operation, input.idempotency), ctx.now),
        askVersion(db, slug),
        askCardsOf(db, slug, input.bill),
        ...askStanding(db, slug, input.bill),
      ],
    );
    const before = await replayed<RefundAnswer>(ctx, slug, answer, input.idempotency);
    if (before !== null) return before;
    if (version?.version !== salon.version) return STALE;
    const now = standingOf(salon, rows);
    if (now === null) return refused(unknownBill());
    if (now.bill.state !== "closed") return refused(notPaid());
    const left = cardsLeft(now.bill, cards);
    if (left.cents < 1) return refused(invalid([{ pointer: "/cents", detail: "nothing is left on its cards" }]));
    if (!mayGiveUp(input.actor, now.terms, left.cents)) return refused(tooMuchToGive(now.terms.limit));
    const posting = newId();
    const day = localDate(salon, ctx.now);
    const invoice = now.documents.find(({ series }) => series === "invoice");
    const named = invoice?.recipient == null ? null : (JSON.parse(invoice.recipient) as Recipient);
    const document = creditNoteOf({
      ...{ salon, bill: input.bill, posting, invoice: invoice?.number ?? null, why: input.reason },
      ...{ cents: left.cents, vat: left.vat, recipient: named, day },
    });
    const { booking } = now.bill;
    const actor = actorName(input.actor);
    return conclude<RefundAnswer>(ctx, db, {
      ...{ salon: slug, operation, idempotency: input.idempotency, status: 201 },
      value: { bill: input.bill, refunded_cents: left.cents, left_cents: 0, document: document.id },
      facts: [
        mustBeVersion(db, slug, salon.version),
        ...setBillState(db, slug, now.bill, "closed", ctx.now),
        insertPosting(
          db,
          slug,
          {
            ...{ id: posting, kind: "refund", bill: input.bill, booking, reverses: null, reason: input.reason },
            ...{ reference: input.reference ?? null, entries: cardEntries(left, input.means), day, actor },
          },
          ctx.now,
        ),
        ...emptied(db, slug, cards),
        insertDocument(db, slug, document, ctx.now),
      ],
      audit: {
        ...{ actor, action: "card.refunded", subject: input.bill },
        detail: { cents: left.cents, means: input.means },
      },
      messages: booking === null ? [] : [{ kind: "receipt.issued", payload: { document: document.id, booking } }],
    });
  });
}
