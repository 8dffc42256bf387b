// A visit whose service asks for a deposit, in a salon that is paid online: what was asked for waits, sealed, until the provider says
// that the deposit came. The time is held meanwhile, within reason.

import { invalid, type Problem, unknownHold } from "../../../../problem.ts";
import { database, read } from "../../../../store/database.ts";
import { askOnlineFor, insertOnline, type OnlineRow, prolongHold } from "../../../../store/desk/money/online.ts";
import { askHold, type HoldRow } from "../../../../store/holds.ts";
import type { Salon } from "../../../../store/snapshots.ts";
import { newId } from "../../../../token.ts";
import { sealWaiting } from "../../../../vault.ts";
import type { BookInput } from "../../../book.ts";
import type { CommandContext, Outcome } from "../../../command.ts";
import { conclude, deciding, refused } from "../../../deciding/commit.ts";
import { healthFaults } from "../../../vault/special.ts";

/** Minutes from one beginning to pay; and from the first hold on, however often somebody begins. */
const WHILE_PAYING = 20;
const AT_LONGEST = 45;

export interface Begun {
  payment: string;
  cents: number;
}

/** Null where nothing is to be paid first, and the visit is booked at once. */
export async function beginDeposit(
  ctx: CommandContext,
  hold: string,
  input: Omit<BookInput, "visit" | "idempotency">,
  { view }: Salon,
): Promise<Outcome<Begun> | null> {
  if (view.pays_by === undefined) return null;
  const slug = input.salon;
  const db = database(ctx.env, slug);
  const [[row]] = await read<[HoldRow]>(db, [askHold(db, slug, hold)]);
  if (row === undefined || row.deposit_cents === 0) return null;
  const faults = healthFaults(input.healthNote, input.consents);
  if (faults.length > 0) return refused(invalid(faults));
  return deciding<Begun>(ctx, slug, async (salon) => {
    const provider = salon.view.pays_by;
    const [[held], [before]] = await read<[HoldRow, OnlineRow]>(db, [
      askHold(db, slug, hold),
      askOnlineFor(db, slug, hold),
    ]);
    if (provider === undefined) return refused(notPaidOnline());
    if (held === undefined) return refused(unknownHold());
    if (before !== undefined && before.state !== "failed") {
      return { ok: true, status: 201, body: "", value: { payment: before.payment_id, cents: before.cents } };
    }
    const payment = newId();
    const cents = held.deposit_cents;
    const text = JSON.stringify({ ...input, visit: { hold } } satisfies BookInput);
    const asked = await sealWaiting(ctx.env.VAULT_SECRET, slug, payment, text);
    const made = held.held_until - salon.view.booking.hold_minutes;
    const until = Math.min(ctx.now + WHILE_PAYING, made + AT_LONGEST);
    return conclude<Begun>(ctx, db, {
      salon: slug,
      operation: "begin-deposit",
      idempotency: undefined,
      status: 201,
      value: { payment, cents },
      facts: [
        ...prolongHold(db, slug, hold, until, ctx.now),
        insertOnline(db, slug, { id: payment, provider, subject: hold, cents, asked }, ctx.now),
      ],
      audit: { actor: "client", action: "deposit.begun", subject: hold, detail: { payment, cents, provider } },
      messages: [],
    });
  });
}

const notPaidOnline = (): Problem => ({
  type: "not-paid-online",
  title: "This salon takes no payments online.",
  status: 409,
});
