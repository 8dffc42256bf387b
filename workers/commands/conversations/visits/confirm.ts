// The client says that they come: from a reminder's button or page. Said twice, it is said once; what the team noted of the visit since
// is further than that.

import { problem, unknownBooking } from "../../../problem.ts";
import { askBooking, type Booking, type BookingRow, bookingOf } from "../../../store/bookings.ts";
import { database, read } from "../../../store/database.ts";
import { insertEvent, setStage } from "../../../store/desk/calendar/events.ts";
import { newId } from "../../../token.ts";
import type { CommandContext, Outcome } from "../../command.ts";
import { conclude, deciding, refused } from "../../deciding/commit.ts";

export interface Confirming {
  salon: string;
  booking: string;
  /** Of the visit that was asked about; absent where it is the one that they see. */
  sequence?: number | undefined;
  /** Whose it must be. */
  client?: string | undefined;
}

export interface ConfirmAnswer {
  booking: string;
  start: number;
}

export function confirmVisit(ctx: CommandContext, input: Confirming): Promise<Outcome<ConfirmAnswer>> {
  return deciding<ConfirmAnswer>(ctx, input.salon, async ({ slug }) => {
    const db = database(ctx.env, slug);
    const [[row]] = await read<[BookingRow]>(db, [askBooking(db, slug, input.booking, "serve")]);
    const booking = row === undefined ? null : bookingOf(row);
    if (booking === null || (input.client !== undefined && booking.client !== input.client))
      return refused(unknownBooking());
    const value = { booking: booking.id, start: booking.start };
    const changed = booking.status === "cancelled" || booking.sequence !== (input.sequence ?? booking.sequence);
    if (changed || booking.start <= ctx.now) return refused(changedSince());
    if (booking.stage !== null) return { ok: true, status: 200, body: JSON.stringify(value), value };
    return conclude(ctx, db, {
      salon: slug,
      operation: "confirm-visit",
      idempotency: undefined,
      status: 200,
      value,
      facts: confirming(db, booking, ctx.now),
      audit: {
        actor: "client",
        action: "visit.confirmed",
        subject: booking.id,
        detail: { client: booking.client, start: booking.start },
      },
      messages: [],
    });
  });
}

function confirming(db: D1Database, { salon, id, stage }: Booking, now: number): D1PreparedStatement[] {
  return [
    ...setStage(db, salon, id, { from: stage, to: "confirmed" }),
    insertEvent(db, salon, { booking: id, id: newId(), at: now, actor: "client", what: "confirmed" }),
  ];
}

const changedSince = () => problem("changed", 409, "This visit has changed, or is over.");
