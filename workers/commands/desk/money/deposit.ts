// A deposit that the salon takes itself, before there is a bill: money held for a visit until it is paid with, or goes back.

import { type Means, settle } from "../../../engine/money/reckoning.ts";
import { money } from "../../../engine/shipped.ts";
import { type Actor, actorName } from "../../../permissions.ts";
import { invalid, problem } from "../../../problem.ts";
import { database, read } from "../../../store/database.ts";
import { insertPosting } from "../../../store/desk/money/ledger.ts";
import { askAnswer, type IdempotencyRow } from "../../../store/idempotency.ts";
import { newId } from "../../../token.ts";
import type { CommandContext, Idempotency, Outcome } from "../../command.ts";
import { conclude, deciding, refused, replayed, scopeOf } from "../../deciding/commit.ts";
import { localDate } from "../../deciding/facts.ts";
import { askStanding, placedEntries, type StandingRows, standingOf, unknownBill } from "./billing.ts";

export interface DepositInput {
  salon: string;
  booking: string;
  means: Exclude<Means, "deposit" | "gift-card">;
  cents: number;
  reference?: string | undefined;
  actor: Actor | "provider";
  idempotency?: Idempotency | undefined;
}

export interface DepositAnswer {
  booking: string;
  held_cents: number;
}

export function takeDeposit(ctx: CommandContext, input: DepositInput): Promise<Outcome<DepositAnswer>> {
  const { booking, cents, means, idempotency } = input;
  return deciding<DepositAnswer>(ctx, input.salon, async (salon) => {
    const { slug } = salon;
    const db = database(ctx.env, slug);
    const operation = `deposit ${booking}`;
    const [[answer], ...rows] = await read<[IdempotencyRow, ...StandingRows]>(db, [
      askAnswer(db, scopeOf(slug, operation, idempotency), ctx.now),
      ...askStanding(db, slug, booking),
    ]);
    const before = await replayed<DepositAnswer>(ctx, slug, answer, idempotency);
    if (before !== null) return before;
    const now = standingOf(salon, rows);
    if (now?.booking == null) return refused(unknownBill());
    if (now.bill.state === "closed") return refused(problem("bill-paid", 409, "This bill is paid."));
    const given = { means, cents, tip: 0, tipped: null, available: 0, held: null };
    const settled = settle(cents, [given], true, money);
    if (!settled.ok) return refused(invalid([{ pointer: "/cents", detail: "cannot be held" }]));
    const actor = input.actor === "provider" ? input.actor : actorName(input.actor);
    return conclude<DepositAnswer>(ctx, db, {
      salon: slug,
      operation,
      idempotency,
      status: 201,
      value: { booking, held_cents: now.deposit + cents },
      facts: [
        insertPosting(
          db,
          slug,
          {
            ...{ id: newId(), kind: "deposit", bill: null, booking, reverses: null, reason: null },
            ...{ reference: input.reference ?? null, entries: placedEntries(settled.entries, booking) },
            ...{ day: localDate(salon, ctx.now), actor },
          },
          ctx.now,
        ),
      ],
      audit: { actor, action: "deposit.taken", subject: booking, detail: { cents, means } },
      messages: [],
    });
  });
}
