// The patch test that belongs to a visit: booked in the commit that books the visit, and held in the one that holds it while its deposit
// is being paid. Both or none.

import { appendAudit } from "../../store/audit.ts";
import { type Booking, insertBooking } from "../../store/bookings.ts";
import { mustHaveChanged } from "../../store/database.ts";
import { prolongHold } from "../../store/desk/money/online.ts";
import { deleteHold, type Hold, holdTest, insertHold } from "../../store/holds.ts";
import { confirmSegments, settleClass } from "../../store/segments.ts";
import { mustBeVersion, type Salon } from "../../store/snapshots.ts";
import { newSecret } from "../../token.ts";
import type { CommandContext } from "../command.ts";
import { visitAnswer } from "./answer.ts";
import { type Decided, occupy, release } from "./visit.ts";

/** On the time that is held for it, or on a free one. `instead`: what was held for it before and is given back. */
export type TestPlace = { held: Hold } | { decided: Decided; instead: Hold | null };

export interface TestBooking {
  booking: Booking;
  place: TestPlace;
  /** The visit that it is for. */
  of: string;
}

/** Of the same client under the same contact, and nothing else of the visit's. */
export function testBooking(visit: Booking, place: TestPlace): TestBooking {
  const plain = { stage: null, guests: [], notes: null, guardian: visit.guardian, fee: null };
  const [id, own] = "held" in place ? [place.held.id, place.held] : [newSecret(), place.decided.visit];
  return { booking: { ...visit, ...own, ...plain, id }, place, of: visit.id };
}

/** In the answer to whoever books both; its own link goes out with its own letter. */
export function testAnswer(salon: Salon, { booking }: TestBooking) {
  const { start, end, price_cents } = visitAnswer(salon, booking, []).answer;
  return { patch_test: { booking: booking.id, start, end, price_cents } };
}

export async function bookTest(
  ctx: CommandContext,
  db: D1Database,
  salon: Salon,
  { booking, place, of }: TestBooking,
  actor: string,
): Promise<D1PreparedStatement[]> {
  const { slug } = salon;
  return [
    ...("held" in place ? confirmed(ctx, db, slug, place.held) : taken(db, salon, booking.id, place, null)),
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

/** Holds it until the same minute as the visit; once more where it is held already. */
export function keepTest(
  ctx: CommandContext,
  db: D1Database,
  salon: Salon,
  { booking, place, of }: TestBooking,
  until: number,
): D1PreparedStatement[] {
  const { slug } = salon;
  const { id } = booking;
  const together = holdTest(db, slug, of, id);
  if ("held" in place)
    return [...prolongHold(db, slug, id, until, ctx.now), ...settled(db, slug, place.held), together];
  const { visit, segments } = place.decided;
  const held = { ...visit, id, heldUntil: until, segmentCount: segments.length };
  return [...taken(db, salon, id, place, until), insertHold(db, slug, held, ctx.now), together];
}

const confirmed = ({ now }: CommandContext, db: D1Database, slug: string, held: Hold): D1PreparedStatement[] => [
  confirmSegments(db, slug, held.id, now),
  mustHaveChanged(db, held.segmentCount, "hold"),
  ...settled(db, slug, held),
  deleteHold(db, slug, held.id),
];

const settled = (db: D1Database, slug: string, { classVisit }: Hold): D1PreparedStatement[] =>
  classVisit === null ? [] : settleClass(db, slug, classVisit);

const taken = (
  db: D1Database,
  { slug, version }: Salon,
  id: string,
  { decided, instead }: Exclude<TestPlace, { held: Hold }>,
  until: number | null,
): D1PreparedStatement[] => [
  mustBeVersion(db, slug, version),
  ...(instead === null ? [] : release(db, slug, instead)),
  ...occupy(db, slug, id, decided, until),
];
