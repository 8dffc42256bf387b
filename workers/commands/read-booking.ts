// Read a booking by its link: as it was answered when it was made, with who it is for and its calendar file.

import { EventKind } from "../engine/compliance/observe.ts";
import { unknownBooking } from "../problem.ts";
import { bookingByToken } from "../store/bookings.ts";
import { salonOf } from "../store/snapshots.ts";
import { calendarToken } from "../token.ts";
import type { BookingAnswer, ClientDetails, CommandContext, Outcome } from "./command.ts";
import { bookingAnswer } from "./deciding/booking.ts";
import { asProblem, refused } from "./deciding/commit.ts";
import { note } from "./watching/note.ts";

export interface BookingView extends BookingAnswer {
  client: ClientDetails;
  notes?: string;
  /** The booking's own iCalendar file; whoever has this address can read the visit but not change it. */
  calendar_url: string;
}

export async function readBooking(ctx: CommandContext, { token }: { token: string }): Promise<Outcome<BookingView>> {
  try {
    const found = await bookingByToken(ctx.env, token);
    const salon = found === null ? null : await salonOf(ctx.env, found.booking.salon);
    if (found === null || salon === null) {
      note(ctx, "", { kind: EventKind.LookupMissed, object: { by: "booking", what: token } });
      return refused(unknownBooking());
    }
    note(ctx, "", { kind: EventKind.LookupFound });
    const { booking, segments } = found;
    const { name, phone, email, language } = booking.contact;
    const secret = await calendarToken(ctx.env.TOKEN_SECRET, salon.slug, booking.id, booking.tokenVersion);
    const value: BookingView = {
      ...(await bookingAnswer(ctx, salon, booking, segments)),
      client: { name, phone, email: email ?? undefined, language: language ?? undefined },
      ...(booking.notes === null ? {} : { notes: booking.notes }),
      calendar_url: `${ctx.origin}/${salon.slug}/calendar/${secret}.ics`,
    };
    return { ok: true, status: 200, body: JSON.stringify(value), value };
  } catch (error) {
    return refused(asProblem(error));
  }
}
