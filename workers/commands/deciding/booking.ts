// How a booking is answered: with the link that manages it.

import type { Booking } from "../../store/bookings.ts";
import type { Visit } from "../../store/holds.ts";
import type { StoredSegment } from "../../store/segments.ts";
import type { Salon } from "../../store/snapshots.ts";
import { manageToken } from "../../token.ts";
import type { BookingAnswer, CommandContext } from "../command.ts";
import { visitAnswer } from "./answer.ts";

export const manageUrl = (origin: string, token: string): string => `${origin}/b/${token}`;

export async function bookingAnswer(
  ctx: CommandContext,
  salon: Salon,
  booking: Visit & Pick<Booking, "id" | "tokenVersion" | "status">,
  segments: readonly StoredSegment[],
): Promise<BookingAnswer> {
  const token = await manageToken(ctx.env.TOKEN_SECRET, salon.slug, booking.id, booking.tokenVersion);
  return {
    booking: booking.id,
    token,
    manage_url: manageUrl(ctx.origin, token),
    salon: salon.slug,
    status: booking.status,
    party: booking.party,
    services: booking.services,
    ...visitAnswer(salon, booking, segments).answer,
  };
}
