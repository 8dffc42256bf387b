// Cancel a booking. The freed time becomes an opening, which the waiting list is offered afterwards. Where the salon charges,
// a client is told what is due and why; whoever works for the salon cancels at the salon's cost.

import { EventKind } from "../engine/compliance/observe.ts";
import { unknownBooking } from "../problem.ts";
import type { AuditValue } from "../store/audit.ts";
import { askBooking, type BookingRow, cancelBooking, type FeeLine } from "../store/bookings.ts";
import type { TatRow } from "../store/compliance/admission.ts";
import { database, read } from "../store/database.ts";
import { askAnswer, type IdempotencyRow } from "../store/idempotency.ts";
import { deleteSegments, settleClass } from "../store/segments.ts";
import { askVersion, type VersionRow } from "../store/snapshots.ts";
import { insertOpening } from "../store/waitlist.ts";
import { newId } from "../token.ts";
import { admitting } from "./admitting/gate.ts";
import type { BookingSubject, CancelAnswer, CommandContext, Idempotency, Outcome } from "./command.ts";
import { conclude, deciding, refused, replayed, STALE, scopeOf } from "./deciding/commit.ts";
import { admitted, named, tooLate } from "./deciding/subject.ts";
import { askChance, cancelUntil, feeOf } from "./law/fee.ts";
import { makeOffers } from "./offers.ts";
import { note } from "./watching/note.ts";

export interface CancelInput {
  subject: BookingSubject;
  /** The person for whom it was booked died or is in hospital. No proof is asked for. */
  excused?: boolean | undefined;
  /** Of the conversation in which it is told. */
  via?: string | undefined;
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
      const [[answer], [version], [row], [chance], ...counted] = await read<
        [IdempotencyRow, VersionRow, BookingRow, { waiting: number }, ...TatRow[]]
      >(db, [
        askAnswer(db, scopeOf(salon.slug, operation, input.idempotency), ctx.now),
        askVersion(db, salon.slug),
        askBooking(db, salon.slug, who.booking, "serve"),
        askChance(db, salon, who.booking, ctx.now),
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
        const value = cancelAnswer(booking.id, booking.fee);
        return { ok: true, status: 200, body: JSON.stringify(value), value };
      }
      const late = tooLate(who, cancelUntil(salon), booking, ctx.now);
      if (late !== null) return refused(late);
      const facts = { waiting: chance?.waiting ?? 0, excused: input.excused === true };
      const fee = who.actor === "client" ? (feeOf(salon, booking, facts, ctx.now)?.lines ?? null) : null;
      const value = cancelAnswer(booking.id, fee);
      return conclude(ctx, db, {
        salon: salon.slug,
        operation,
        idempotency: input.idempotency,
        status: 200,
        value,
        facts: [
          ...cancelBooking(db, booking, fee, ctx.now),
          deleteSegments(db, salon.slug, booking.id),
          ...(booking.classVisit === null ? [] : settleClass(db, salon.slug, booking.classVisit)),
          insertOpening(db, salon.slug, { id: newId(), start: booking.start, end: booking.end }, ctx.now),
        ],
        audit: {
          actor: who.by,
          action: "booking.cancelled",
          subject: booking.id,
          detail: { client: booking.client, start: booking.start, end: booking.end, ...feeDetail(fee) },
        },
        messages: [
          {
            kind: "booking.cancelled",
            payload: {
              booking: booking.id,
              sequence: booking.sequence + 1,
              ...(input.via === undefined ? {} : { via: input.via }),
            },
          },
        ],
      });
    }),
  );
  if (outcome.ok) ctx.waitUntil(makeOffers(ctx, { salon: who.salon }));
  return outcome;
}

const owed = (fee: readonly FeeLine[]): number => fee.reduce((sum, { cents }) => sum + cents, 0);

function cancelAnswer(booking: string, fee: readonly FeeLine[] | null): CancelAnswer {
  const answer = { booking, status: "cancelled" } as const;
  return fee === null ? answer : { ...answer, fee_cents: owed(fee), fee: [...fee] };
}

/** For the trail: how much, and the codes of why. */
function feeDetail(fee: readonly FeeLine[] | null): { [name: string]: AuditValue } {
  return fee === null ? {} : { fee_cents: owed(fee), fee: fee.map(({ reason, cents }) => ({ reason, cents })) };
}
