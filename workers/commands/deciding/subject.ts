// Who acts on a booking, and whether they may: a client by the link they were given, or somebody whom the door let in.

import { type Problem, problem, unknownBooking } from "../../problem.ts";
import { type Booking, type BookingRow, bookingOf, opens } from "../../store/bookings.ts";
import { parseToken } from "../../token.ts";
import type { BookingSubject, CommandContext } from "../command.ts";

export interface Named {
  salon: string;
  booking: string;
  actor: "client" | "team" | "operator";
  /** For the audit trail. */
  by: string;
  token: string | null;
}

/** Which booking is meant; null for a token that has not the shape of one. */
export function named(subject: BookingSubject): Named | null {
  if (!("token" in subject)) return { ...subject, by: subject.by ?? subject.actor, token: null };
  const parts = parseToken(subject.token);
  return parts === null
    ? null
    : { salon: parts.salon, booking: parts.id, actor: "client", by: "client", token: subject.token };
}

/** The booking as read, if the subject may act on it. */
export async function admitted(
  ctx: CommandContext,
  who: Named,
  row: BookingRow | undefined,
): Promise<Booking | Problem> {
  if (row === undefined) return unknownBooking();
  const booking = bookingOf(row);
  if (who.token !== null && !(await opens(ctx.env, who.token, booking))) return unknownBooking();
  return booking;
}

/** A client moves and cancels until so many minutes before the start; the team at any time. */
export function tooLate(who: Named, until: number, booking: Booking, now: number): Problem | null {
  if (who.actor !== "client" || booking.start - now >= until) return null;
  return problem("too-late", 409, "It is too late to change this booking online.", {
    detail: "Please contact the salon.",
    extra: { cancel_until_minutes: until },
  });
}
