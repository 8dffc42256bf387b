// The booking of a patch test that is made in the same commit as the visit that needs it.

import { appendAudit } from "../../store/audit.ts";
import { type Booking, insertBooking } from "../../store/bookings.ts";
import { mustBeVersion, type Salon } from "../../store/snapshots.ts";
import { newId } from "../../token.ts";
import type { CommandContext } from "../command.ts";
import { visitAnswer } from "./answer.ts";
import { type Decided, occupy } from "./visit.ts";

export interface TestBooking {
  booking: Booking;
  decided: Decided;
  /** The visit that it is for. */
  of: string;
}

/** Of the same client under the same contact, and nothing else of the visit's. */
export function testBooking(visit: Booking, decided: Decided): TestBooking {
  const plain = { stage: null, guests: [], notes: null, guardian: visit.guardian, fee: null };
  return { booking: { ...visit, ...decided.visit, ...plain, id: newId() }, decided, of: visit.id };
}

/** In the answer to whoever books both; its own link goes out with its own letter. */
export function testAnswer(salon: Salon, { booking, decided }: TestBooking) {
  const { start, end, price_cents } = visitAnswer(salon, booking, decided.segments).answer;
  return { patch_test: { booking: booking.id, start, end, price_cents } };
}

export async function bookTest(
  ctx: CommandContext,
  db: D1Database,
  salon: Salon,
  { booking, decided, of }: TestBooking,
  actor: string,
): Promise<D1PreparedStatement[]> {
  const { slug } = salon;
  return [
    mustBeVersion(db, slug, salon.version),
    ...occupy(db, slug, booking.id, decided, null),
    insertBooking(db, booking),
    await appendAudit(db, slug, {
      at: ctx.now,
      actor,
      action: "booking.made",
      subject: booking.id,
      trace: ctx.trace,
      detail: {
        client: booking.client,
        start: booking.start,
        end: booking.end,
        price_cents: booking.priceCents,
        party: booking.party,
        services: booking.services.map((service) => service.id),
        patch_test_for: of,
      },
    }),
  ];
}
