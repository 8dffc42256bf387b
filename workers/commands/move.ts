// Move a booking to another start, or to other services. The old place is given up and the new one taken in one commit,
// so it is never lost to a move that fails.

import { EventKind } from "../engine/compliance/observe.ts";
import { invalid, type Problem, problem, unknownBooking } from "../problem.ts";
import { askBooking, type Booking, type BookingRow, moveBooking } from "../store/bookings.ts";
import type { TatRow } from "../store/compliance/admission.ts";
import { database, read } from "../store/database.ts";
import { insertEvent } from "../store/desk/calendar/events.ts";
import { type VisitAroundRow, waivePatchTest } from "../store/desk/clients/patch-tests.ts";
import type { Visit } from "../store/holds.ts";
import { askAnswer, type IdempotencyRow } from "../store/idempotency.ts";
import { type BusyRow, deleteSegments, type ImportedRow, settleClass } from "../store/segments.ts";
import { askVersion, mustBeVersion, type Salon, type VersionRow } from "../store/snapshots.ts";
import { insertOpening } from "../store/waitlist.ts";
import { newId } from "../token.ts";
import { admitting, type Gate } from "./admitting/gate.ts";
import type { BookingAnswer, BookingSubject, CommandContext, Idempotency, Outcome, WishedService } from "./command.ts";
import { bookingAnswer } from "./deciding/booking.ts";
import { conclude, deciding, refused, replayed, STALE, scopeOf } from "./deciding/commit.ts";
import { askFacts, localDate, windowOf } from "./deciding/facts.ts";
import { apartOf, askAround, testApart } from "./deciding/moved-test.ts";
import { reasoned } from "./deciding/patch-test.ts";
import { admitted, type Named, named, tooLate } from "./deciding/subject.ts";
import { beyondReach, decide, isProblem, occupy, priceChanged, withAlternatives } from "./deciding/visit.ts";
import { wishedVisit } from "./deciding/wished.ts";
import { type Override, overrideEvent, overrideFaults, waivedBy } from "./desk/calendar/override.ts";
import { makeOffers } from "./offers.ts";
import { note } from "./watching/note.ts";

export interface MoveInput {
  subject: BookingSubject;
  start: number;
  /** Absent: the booking's own. */
  services?: WishedService[] | undefined;
  /** The price the client saw; a higher one is refused. */
  priceCents?: number | undefined;
  /** The booking's sequence as the mover saw it; another one is refused, since somebody changed it meanwhile. */
  sequence?: number | undefined;
  /** Rules that the team sets aside. */
  override?: Override | undefined;
  /** Why the team moves it where a patch test does not count any more. */
  patchWaiver?: string | undefined;
  /** Of the conversation in which it is told. */
  via?: string | undefined;
  idempotency?: Idempotency | undefined;
}

export async function move(ctx: CommandContext, input: MoveInput): Promise<Outcome<BookingAnswer>> {
  const who = named(input.subject);
  if (who === null) return refused(unknownBooking());
  const faults = overrideFaults(input.override);
  if (faults.length > 0) return refused(invalid(faults));
  const called = { salon: who.salon, action: "move", booking: who.booking } as const;
  const outcome = await admitting(ctx, called, (gate) =>
    deciding(ctx, who.salon, (salon) => attempt(ctx, input, who, salon, gate)),
  );
  if (outcome.ok && outcome.replayed !== true) ctx.waitUntil(makeOffers(ctx, { salon: who.salon }));
  return outcome;
}

async function attempt(
  ctx: CommandContext,
  input: MoveInput,
  who: Named,
  salon: Salon,
  gate: Gate,
): Promise<Outcome<BookingAnswer> | typeof STALE> {
  const { slug } = salon;
  const db = database(ctx.env, slug);
  const operation = `move ${who.booking}`;
  const beyond = beyondReach(input.start, ctx.now);
  const date = localDate(salon, beyond === null ? input.start : ctx.now);
  const own = { booking: who.booking };
  const [[answer], [version], [row], around, busy, imported, ...counted] = await read<
    [IdempotencyRow, VersionRow, BookingRow, VisitAroundRow, BusyRow, ImportedRow, ...TatRow[]]
  >(db, [
    askAnswer(db, scopeOf(slug, operation, input.idempotency), ctx.now),
    askVersion(db, slug),
    askBooking(db, slug, who.booking, "serve"),
    askAround(db, salon, who.booking, ctx.now),
    ...askFacts(db, salon, null, windowOf(salon, date, date), own, ctx.now),
    ...gate.asks(db),
  ]);
  const denied = await gate.refusal(db, counted);
  if (denied !== null) return refused(denied);
  const booking = await admitted(ctx, who, row);
  if (!("id" in booking)) {
    note(ctx, "", { kind: EventKind.LookupMissed, object: { by: "booking", what: who.booking } });
    return refused(booking);
  }
  const before = await replayed<BookingAnswer>(ctx, slug, answer, input.idempotency);
  if (before !== null) return before;
  if (version?.version !== salon.version) return STALE;
  if (booking.status === "cancelled") return refused(problem("cancelled", 409, "This booking was cancelled."));
  if (input.sequence !== undefined && input.sequence !== booking.sequence) return refused(changedMeanwhile());
  const late = tooLate(who, salon.view.booking.cancel_until_minutes, booking, ctx.now) ?? beyond;
  if (late !== null) return refused(late);

  const wished = wishedVisit(salon, input.services ?? booking.services, booking.party);
  if (Array.isArray(wished)) return refused(invalid(wished));
  const override = who.actor === "client" ? undefined : input.override;
  const decided = decide(salon, wished, input.start, { busy, imported }, ctx.now, waivedBy(override?.rules ?? []));
  if (isProblem(decided)) {
    return refused(await withAlternatives(db, salon, wished, input.start, own, ctx.now, decided));
  }
  const { visit } = decided;
  if (input.priceCents !== undefined && visit.priceCents > input.priceCents)
    return refused(priceChanged(visit.priceCents));
  const holds = (at: { start: number; end: number }) =>
    apartOf(salon, booking.id, { services: visit.services, ...at }, around, ctx.now);
  const apart = holds(visit);
  const waiver = who.actor === "client" ? undefined : input.patchWaiver;
  if (apart !== null && waiver === undefined) {
    const does = (free: { start: number; end: number }) => holds(free) === null;
    return refused(await withAlternatives(db, salon, wished, input.start, own, ctx.now, testApart(apart), does));
  }
  const waived = apart === null || waiver === undefined ? null : reasoned(waiver);
  if (waived !== null && "status" in waived) return refused(waived);

  const moved: Booking = { ...booking, ...visit, sequence: booking.sequence + 1, updatedAt: ctx.now };
  const value = await bookingAnswer(ctx, salon, moved, decided.segments);
  const event = overrideEvent(override, { booking: booking.id, id: newId(), at: ctx.now, actor: who.by });
  return conclude(ctx, db, {
    salon: slug,
    operation,
    idempotency: input.idempotency,
    status: 200,
    value,
    token: { booking: booking.id, version: booking.tokenVersion, text: value.token },
    facts: [
      mustBeVersion(db, slug, salon.version),
      ...moveBooking(db, booking, visit, ctx.now),
      deleteSegments(db, slug, booking.id),
      ...(booking.classVisit === null ? [] : settleClass(db, slug, booking.classVisit)),
      ...occupy(db, slug, booking.id, decided, null),
      ...(event === null ? [] : [insertEvent(db, slug, event)]),
      ...(waived === null ? [] : (apart?.visits ?? []).map((each) => waivePatchTest(db, slug, each, waived.waived))),
      ...freed(booking, visit).map((span) => insertOpening(db, slug, { id: newId(), ...span }, ctx.now)),
    ],
    audit: {
      actor: who.by,
      action: "booking.moved",
      subject: booking.id,
      detail: {
        client: booking.client,
        from: booking.start,
        start: visit.start,
        end: visit.end,
        price_cents: visit.priceCents,
        ...(event === null ? {} : { set_aside: [...(override?.rules ?? [])] }),
        ...(waived === null ? {} : { patch_test: "waived" }),
      },
    },
    messages: [
      {
        kind: "booking.moved",
        payload: {
          booking: booking.id,
          sequence: moved.sequence,
          ...(input.via === undefined ? {} : { via: input.via }),
        },
      },
    ],
  });
}

const changedMeanwhile = (): Problem =>
  problem("changed", 409, "This booking was changed meanwhile.", { detail: "Look at it again before moving it." });

/** What of the old time the new one leaves free. */
function freed(old: Visit, now: Visit): { start: number; end: number }[] {
  const before = { start: old.start, end: Math.min(old.end, now.start) };
  const after = { start: Math.max(old.start, now.end), end: old.end };
  const apart = old.end <= now.start || now.end <= old.start;
  return (apart ? [{ start: old.start, end: old.end }] : [before, after]).filter(({ start, end }) => end > start);
}
