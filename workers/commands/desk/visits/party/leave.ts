// One guest of a party does not come: their place is free again, and what was to be paid for them is not. The others stay where they are,
// each with whom they have; nobody is moved and nobody is written to.

import { type Actor, actorName } from "../../../../permissions.ts";
import { invalid, type Problem, problem, unknownBooking } from "../../../../problem.ts";
import { askBooking, type Booking, type BookingRow, bookingOf, moveBooking } from "../../../../store/bookings.ts";
import { database, mustHaveChanged, read } from "../../../../store/database.ts";
import { askParty, nameGuests, type PartyVisitRow } from "../../../../store/desk/parties.ts";
import type { PlacedPhase, Visit } from "../../../../store/holds.ts";
import { askAnswer, type IdempotencyRow } from "../../../../store/idempotency.ts";
import {
  askSegmentsOf,
  deleteSegmentsAt,
  type StoredSegment,
  settleClass,
  type VisitSegmentRow,
} from "../../../../store/segments.ts";
import type { Salon } from "../../../../store/snapshots.ts";
import { insertOpening } from "../../../../store/waitlist.ts";
import { newId } from "../../../../token.ts";
import { cancel } from "../../../cancel.ts";
import type { CommandContext, Idempotency, Outcome } from "../../../command.ts";
import { asProblem, conclude, deciding, refused, replayed, scopeOf } from "../../../deciding/commit.ts";
import { makeOffers } from "../../../offers.ts";

export interface LeaveInput {
  salon: string;
  booking: string;
  actor: Actor;
  /** From 0, as the visit counts them. */
  guest: number;
  /** Of the visit as it was seen, since guests are counted anew whenever one leaves. */
  sequence: number;
  idempotency?: Idempotency | undefined;
}

export interface LeaveAnswer {
  booking: string;
  party: number;
  price_cents: number;
}

export async function leaveParty(ctx: CommandContext, input: LeaveInput): Promise<Outcome<LeaveAnswer>> {
  const actor = actorName(input.actor);
  const outcome = await deciding<LeaveAnswer>(ctx, input.salon, async (salon) => {
    const { slug } = salon;
    const db = database(ctx.env, slug);
    const operation = `leave ${input.booking}`;
    const [[answer], [row], rows] = await read<[IdempotencyRow, BookingRow, VisitSegmentRow]>(db, [
      askAnswer(db, scopeOf(slug, operation, input.idempotency), ctx.now),
      askBooking(db, slug, input.booking, "serve"),
      askSegmentsOf(db, slug, input.booking),
    ]);
    const before = await replayed<LeaveAnswer>(ctx, slug, answer, input.idempotency);
    if (before !== null) return before;
    if (row === undefined) return refused(unknownBooking());
    const booking = bookingOf(row);
    const wrong = refusalOf(booking, input);
    if (wrong !== null) return refused(wrong);
    const segments = rows.map(({ unit_id: unit, start_at: start, end_at: end }) => ({ unit, start, end }));
    const freed = placesOf(booking, segments, input.guest);
    const visit = without(salon, booking, input.guest);
    return conclude<LeaveAnswer>(ctx, db, {
      salon: slug,
      operation,
      idempotency: input.idempotency,
      status: 200,
      value: { booking: booking.id, party: visit.party, price_cents: visit.priceCents },
      facts: [
        ...moveBooking(db, booking, visit, ctx.now),
        ...nameGuests(db, slug, {
          booking: booking.id,
          sequence: booking.sequence + 1,
          names: booking.guests.filter((_, each) => each !== input.guest),
        }),
        deleteSegmentsAt(db, slug, booking.id, freed),
        mustHaveChanged(db, freed.length, "booking"),
        ...(booking.classVisit === null ? [] : settleClass(db, slug, booking.classVisit)),
        insertOpening(db, slug, { id: newId(), start: booking.start, end: booking.end }, ctx.now),
      ],
      audit: {
        actor,
        action: "booking.guest-left",
        subject: booking.id,
        detail: { client: booking.client, party: visit.party, price_cents: visit.priceCents },
      },
      messages: [],
    });
  });
  if (outcome.ok && outcome.replayed !== true) ctx.waitUntil(makeOffers(ctx, { salon: input.salon }));
  return outcome;
}

/** All visits of the visit's party that are on. Sent again, it goes on where it broke off. */
export async function cancelParty(
  ctx: CommandContext,
  { salon, booking, actor }: Pick<LeaveInput, "salon" | "booking" | "actor">,
): Promise<Outcome<{ cancelled: number }>> {
  try {
    const db = database(ctx.env, salon);
    const [party] = await read<[PartyVisitRow]>(db, [askParty(db, salon, booking, "serve")]);
    const role = actor.role === "operator" ? "operator" : "team";
    const on = party.filter(({ status }) => status === "confirmed");
    const also = on.map(({ booking_id }) => booking_id);
    for (const [i, { booking_id }] of on.entries()) {
      const subject = { salon, booking: booking_id, actor: role, by: actorName(actor) } as const;
      const done = await cancel(i === 0 ? ctx : { ...ctx, caller: null }, { subject, also });
      if (!done.ok) return done;
    }
    const value = { cancelled: on.length };
    return { ok: true, status: 200, body: JSON.stringify(value), value };
  } catch (error) {
    return refused(asProblem(error));
  }
}

function refusalOf(booking: Booking, { guest, sequence }: LeaveInput): Problem | null {
  if (booking.status === "cancelled") return problem("cancelled", 409, "This booking was cancelled.");
  if (booking.sequence !== sequence)
    return problem("changed", 409, "The booking was changed meanwhile.", { detail: "Look at it as it is now." });
  if (!Number.isInteger(guest) || guest < 0 || guest >= booking.party)
    return invalid([{ pointer: "/leave", detail: "is no guest of this visit" }]);
  return booking.party > 1
    ? null
    : problem("last-guest", 409, "Nobody else would come.", { detail: "Cancel the visit instead." });
}

/** What is kept for the guest: a segment reaches over what their phases need of its unit, and buffers besides. */
function placesOf({ placed }: Booking, segments: readonly StoredSegment[], guest: number): StoredSegment[] {
  const within = (segment: StoredSegment, phase: PlacedPhase) =>
    phase.unit === segment.unit && phase.start >= segment.start && phase.end <= segment.end;
  return segments.filter((segment) => placed.some((phase) => phase.guest === guest && within(segment, phase)));
}

function without(salon: Salon, booking: Booking, guest: number): Visit {
  const party = booking.party - 1;
  const placed = booking.placed
    .filter((phase) => phase.guest !== guest)
    .map((phase) => ({ ...phase, guest: phase.guest > guest ? phase.guest - 1 : phase.guest }));
  const prices = Array.from({ length: booking.party }, (_, each) => priceOf(salon, booking, each));
  const whole = prices.reduce((sum, price) => sum + price, 0);
  // By today's prices where they are those of the booking; else each guest pays alike.
  const theirs = whole === booking.priceCents ? (prices[guest] ?? 0) : Math.round(booking.priceCents / booking.party);
  return {
    services: booking.services,
    party,
    start: booking.start,
    end: Math.max(...placed.map(({ end }) => end)),
    priceCents: booking.priceCents - theirs,
    depositCents: Math.round((booking.depositCents * party) / booking.party),
    placed,
    classVisit: booking.classVisit,
  };
}

/** What the guest's services cost with those who do them. */
function priceOf({ view }: Salon, { services, placed }: Booking, guest: number): number {
  return services.reduce((sum, { id }) => {
    const service = view.services.find((each) => each.id === id);
    const units = placed.filter((phase) => phase.guest === guest && phase.service === id).map(({ unit }) => unit);
    const person = view.staff.find((each) => units.includes(each.id));
    return sum + (person?.services.find((each) => each.id === id)?.price_cents ?? service?.price_cents ?? 0);
  }, 0);
}
