// Cancel a booking. The freed time becomes an opening, which the waiting list is offered afterwards.

import { EventKind } from "../engine/compliance/observe.ts";
import { unknownBooking } from "../problem.ts";
import { askBooking, type BookingRow, cancelBooking } from "../store/bookings.ts";
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
import { makeOffers } from "./offers.ts";
import { note } from "./watching/note.ts";

export interface CancelInput {
  subject: BookingSubject;
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
      const [[answer], [version], [row], ...counted] = await read<
        [IdempotencyRow, VersionRow, BookingRow, ...TatRow[]]
      >(db, [
        askAnswer(db, scopeOf(salon.slug, operation, input.idempotency), ctx.now),
        askVersion(db, salon.slug),
        askBooking(db, salon.slug, who.booking, "serve"),
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
      const value: CancelAnswer = { booking: booking.id, status: "cancelled" };
      if (booking.status === "cancelled") return { ok: true, status: 200, body: JSON.stringify(value), value };
      const late = tooLate(who, salon, booking, ctx.now);
      if (late !== null) return refused(late);
      return conclude(ctx, db, {
        salon: salon.slug,
        operation,
        idempotency: input.idempotency,
        status: 200,
        value,
        facts: [
          ...cancelBooking(db, booking, ctx.now),
          deleteSegments(db, salon.slug, booking.id),
          ...(booking.classVisit === null ? [] : settleClass(db, salon.slug, booking.classVisit)),
          insertOpening(db, salon.slug, { id: newId(), start: booking.start, end: booking.end }, ctx.now),
        ],
        audit: {
          actor: who.actor,
          action: "booking.cancelled",
          subject: booking.id,
          detail: { client: booking.client, start: booking.start, end: booking.end },
        },
        messages: [{ kind: "booking.cancelled", payload: { booking: booking.id, sequence: booking.sequence + 1 } }],
      });
    }),
  );
  if (outcome.ok) ctx.waitUntil(makeOffers(ctx, { salon: who.salon }));
  return outcome;
}
