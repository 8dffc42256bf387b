// Cancel a booking. The freed time becomes an opening, which the waiting list is offered afterwards. Where the salon charges,
// a client is told what is due and why; whoever works for the salon cancels at the salon's cost. A patch test on which later visits rest
// is cancelled with them, or alone for a reason of the team's.

import { EventKind } from "../engine/compliance/observe.ts";
import { unknownBooking } from "../problem.ts";
import { askBooking, type Booking, type BookingRow, type FeeLine } from "../store/bookings.ts";
import type { TatRow } from "../store/compliance/admission.ts";
import { database, read } from "../store/database.ts";
import type { VisitAroundRow } from "../store/desk/clients/patch-tests.ts";
import { askAnswer, type IdempotencyRow } from "../store/idempotency.ts";
import { askVersion, type Salon, type VersionRow } from "../store/snapshots.ts";
import { admitting } from "./admitting/gate.ts";
import type { BookingSubject, CancelAnswer, CancelledVisit, CommandContext, Idempotency, Outcome } from "./command.ts";
import { conclude, deciding, refused, replayed, STALE, scopeOf } from "./deciding/commit.ts";
import {
  cancelledDetail,
  feeAnswer,
  type GivingUp,
  giveUp,
  toldCancelled,
  type WithFee,
  withFees,
  withTest,
} from "./deciding/giving-up.ts";
import { askAround, restingOn } from "./deciding/moved-test.ts";
import { testsOf } from "./deciding/patch-test.ts";
import { admitted, named, tooLate } from "./deciding/subject.ts";
import { askChance, cancelUntil, feeOf } from "./law/fee.ts";
import { makeOffers } from "./offers.ts";
import { note } from "./watching/note.ts";

export interface CancelInput extends Pick<GivingUp, "via" | "also" | "patchWaiver"> {
  subject: BookingSubject;
  /** The person for whom it was booked died or is in hospital. No proof is asked for. */
  excused?: boolean | undefined;
  idempotency?: Idempotency | undefined;
}

/** Cancelling twice answers the same, as DELETE promises. */
export async function cancel(ctx: CommandContext, input: CancelInput): Promise<Outcome<CancelAnswer>> {
  const who = named(input.subject);
  if (who === null) return refused(unknownBooking());
  const operation = `cancel ${who.booking}`;
  const called = { salon: who.salon, action: "cancel", booking: who.booking } as const;
  const outcome = await admitting(ctx, called, (gate) =>
    deciding<CancelAnswer>(ctx, who.salon, async (salon) => {
      const db = database(ctx.env, salon.slug);
      const [[answer], [version], [row], [chance], around, ...counted] = await read<
        [IdempotencyRow, VersionRow, BookingRow, { waiting: number }, VisitAroundRow, ...TatRow[]]
      >(db, [
        askAnswer(db, scopeOf(salon.slug, operation, input.idempotency), ctx.now),
        askVersion(db, salon.slug),
        askBooking(db, salon.slug, who.booking, "serve"),
        askChance(db, salon, who.booking, ctx.now),
        askAround(db, salon, who.booking, ctx.now),
        ...gate.asks(db),
      ]);
      const denied = await gate.refusal(db, counted);
      if (denied !== null) return refused(denied);
      const booking = await admitted(ctx, who, row);
      if (!("id" in booking)) {
        note(ctx, "", { kind: EventKind.LookupMissed, object: { by: "booking", what: who.booking } });
        return refused(booking);
      }
      const before = await replayed<CancelAnswer>(ctx, salon.slug, answer, input.idempotency);
      if (before !== null) return before;
      if (version?.version !== salon.version) return STALE;
      if (booking.status === "cancelled") {
        const value = cancelAnswer(booking.id, booking.fee, []);
        return { ok: true, status: 200, body: JSON.stringify(value), value };
      }
      const late = tooLate(who, cancelUntil(salon), booking, ctx.now);
      if (late !== null) return refused(late);
      const facts = { waiting: chance?.waiting ?? 0, excused: input.excused === true };
      const fee = who.actor === "client" ? (feeOf(salon, booking, facts, ctx.now)?.lines ?? null) : null;
      const { via, also, patchWaiver } = input;
      const giving = { actor: who.actor, by: who.by, excused: facts.excused, via, also, patchWaiver };
      const withIt = await withTest(ctx, db, salon, { booking: booking.id, around }, giving);
      if ("status" in withIt) return refused(withIt);
      return conclude(ctx, db, {
        salon: salon.slug,
        operation,
        idempotency: input.idempotency,
        status: 200,
        value: cancelAnswer(booking.id, fee, withIt.also),
        facts: [...giveUp(db, booking, fee, ctx.now), ...withIt.facts],
        audit: {
          actor: who.by,
          action: "booking.cancelled",
          subject: booking.id,
          detail: { ...cancelledDetail(booking, fee), ...(withIt.waived ? { patch_test: "waived" } : {}) },
        },
        messages: [toldCancelled(booking, via), ...withIt.messages],
      });
    }),
  );
  if (outcome.ok) ctx.waitUntil(makeOffers(ctx, { salon: who.salon }));
  return outcome;
}

function cancelAnswer(booking: string, fee: readonly FeeLine[] | null, also: CancelledVisit[]): CancelAnswer {
  const answer = { booking, status: "cancelled", ...feeAnswer(fee) } as const;
  return also.length === 0 ? answer : { ...answer, also };
}

/** The visits that rest on a patch test, with what a client owes who cancels them now, to be shown before. */
export async function readResting(ctx: CommandContext, salon: Salon, booking: Booking): Promise<WithFee[]> {
  const tests = testsOf(salon);
  if (!booking.services.some(({ id }) => tests.includes(id))) return [];
  const db = database(ctx.env, salon.slug);
  const [around] = await read<[VisitAroundRow]>(db, [askAround(db, salon, booking.id, ctx.now)]);
  const resting = restingOn(salon, booking.id, around, ctx.now);
  return resting.length === 0 ? [] : withFees(db, salon, resting, { actor: "client", excused: false }, ctx.now);
}
