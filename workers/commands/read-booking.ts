// Read a booking by its link: as it was answered when it was made, with who it is for and its calendar file.

import { EventKind } from "../engine/compliance/observe.ts";
import { unknownBooking } from "../problem.ts";
import { askBooking, type Booking, type BookingRow } from "../store/bookings.ts";
import { database, read } from "../store/database.ts";
import { askOnlineFor, type OnlineRow } from "../store/desk/money/online.ts";
import { askHold, type HoldRow } from "../store/holds.ts";
import { type AnswerRow, askAnswersOf } from "../store/law/consents.ts";
import { askSegmentsOf, type StoredSegment, type VisitSegmentRow } from "../store/segments.ts";
import { askVersion, publishedSalon, republish, type Salon, type VersionRow } from "../store/snapshots.ts";
import { askNotesOfBooking } from "../store/vault/special-notes.ts";
import { calendarToken, manageToken, sameToken } from "../token.ts";
import type { BookingAnswer, ClientDetails, CommandContext, Outcome } from "./command.ts";
import { bookingAnswer } from "./deciding/booking.ts";
import { asProblem, refused } from "./deciding/commit.ts";
import { admitted, named } from "./deciding/subject.ts";
import { readWaiting } from "./desk/money/online/wait.ts";
import { type ConsentsAnswer, consentsSeen } from "./law/consents.ts";
import { note } from "./watching/note.ts";

export interface BookingView extends BookingAnswer {
  client: ClientDetails;
  notes?: string;
  /** Whether a health note is kept with it. Its text is for the team alone. */
  health_note_kept: boolean;
  /** The booking's own iCalendar file; whoever has this address can read the visit but not change it. Absent until it is booked. */
  calendar_url?: string;
}

/**
 * With the salon and the booking as D1 has them: what is shown beside the answer needs no read of its own. `waiting`: the payment that a
 * visit waits for, which is no booking yet.
 */
export type ReadBooking = Outcome<BookingView> & {
  salon?: Salon;
  stored?: Booking;
  consents?: ConsentsAnswer;
  waiting?: string;
};

export async function readBooking(ctx: CommandContext, { token }: { token: string }): Promise<ReadBooking> {
  const who = named({ token });
  if (who === null) return missed(ctx, token);
  try {
    const published = await publishedSalon(ctx.env, who.salon);
    if (published === null) return missed(ctx, token);
    const db = database(ctx.env, who.salon);
    const [[row], segments, [version], answers, [special]] = await read<
      [BookingRow, VisitSegmentRow, VersionRow, AnswerRow, { notes: number }]
    >(db, [
      askBooking(db, who.salon, who.booking, "serve"),
      askSegmentsOf(db, who.salon, who.booking),
      askVersion(db, who.salon),
      askAnswersOf(db, who.salon, who.booking),
      askNotesOfBooking(db, who.salon, who.booking),
    ]);
    const booking = await admitted(ctx, who, row);
    const stored = segments.map(({ unit_id, start_at, end_at }) => ({ unit: unit_id, start: start_at, end: end_at }));
    if (!("id" in booking)) {
      const waiting = row === undefined ? await readUnpaid(ctx, published, who.booking, token, stored) : null;
      return waiting ?? missed(ctx, token);
    }
    note(ctx, "", { kind: EventKind.LookupFound });
    const salon = version?.version === published.version ? published : await republish(ctx.env, who.salon);
    if (salon === null) return refused(unknownBooking());
    const { name, phone, email, language } = booking.contact;
    const secret = await calendarToken(ctx.env.TOKEN_SECRET, salon.slug, booking.id, booking.tokenVersion);
    const value: BookingView = {
      ...(await bookingAnswer(ctx, salon, booking, stored)),
      client: { name, phone, email: email ?? undefined, language: language ?? undefined },
      ...(booking.notes === null ? {} : { notes: booking.notes }),
      health_note_kept: (special?.notes ?? 0) > 0,
      calendar_url: `${ctx.origin}/${salon.slug}/calendar/${secret}.ics`,
    };
    const consents = consentsSeen(answers, booking.id);
    return { ok: true, status: 200, body: JSON.stringify(value), value, salon, stored: booking, consents };
  } catch (error) {
    return refused(asProblem(error));
  }
}

/** Of a visit that waits for its deposit, by the link that it will have. */
async function readUnpaid(
  ctx: CommandContext,
  salon: Salon,
  id: string,
  token: string,
  segments: readonly StoredSegment[],
): Promise<ReadBooking | null> {
  if (!sameToken(token, await manageToken(ctx.env.TOKEN_SECRET, salon.slug, id, 1))) return null;
  const db = database(ctx.env, salon.slug);
  const [[payment], [hold]] = await read<[OnlineRow, HoldRow]>(db, [
    askOnlineFor(db, salon.slug, id),
    askHold(db, salon.slug, id),
  ]);
  const waiting = await readWaiting(ctx, salon, { payment, hold, segments });
  if (waiting === null) return null;
  note(ctx, "", { kind: EventKind.LookupFound });
  const { client, notes, healthNote } = waiting.input;
  const value = {
    ...{ ...waiting.answer, client, health_note_kept: healthNote !== undefined },
    ...(notes === undefined ? {} : { notes }),
  };
  return { ok: true, status: 200, body: JSON.stringify(value), value, waiting: waiting.payment.payment_id };
}

/** Who tries links that lead nowhere is counted. */
function missed(ctx: CommandContext, token: string): ReadBooking {
  note(ctx, "", { kind: EventKind.LookupMissed, object: { by: "booking", what: token } });
  return refused(unknownBooking());
}
