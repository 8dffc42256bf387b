// A visit is given up: its time comes free. Where it is a patch test, whoever gives it up is asked first what becomes of the visits that
// rest on it: they go with it, in one commit, or stay for a reason of the team's.

import { type Problem, problem } from "../../problem.ts";
import { type AuditValue, appendAudit } from "../../store/audit.ts";
import {
  askBooking,
  type Booking,
  type BookingRow,
  bookingOf,
  cancelBooking,
  type FeeLine,
} from "../../store/bookings.ts";
import { read } from "../../store/database.ts";
import { type VisitAroundRow, waivePatchTest } from "../../store/desk/clients/patch-tests.ts";
import type { Message } from "../../store/outbox.ts";
import { deleteSegments, settleClass } from "../../store/segments.ts";
import type { Salon } from "../../store/snapshots.ts";
import { insertOpening } from "../../store/waitlist.ts";
import { newId } from "../../token.ts";
import type { CancelledVisit, CommandContext } from "../command.ts";
import { askChance, feeOf } from "../law/fee.ts";
import { clockOf } from "./answer.ts";
import { type Resting, restingOn } from "./moved-test.ts";
import { reasoned } from "./patch-test.ts";

/** By whom, and what they say about it. */
export interface GivingUp {
  actor: "client" | "team" | "operator";
  /** For the audit trail. */
  by: string;
  excused: boolean;
  /** Of the conversation in which it is told. */
  via?: string | undefined;
  /** The visits that are to go with a patch test, by id: all that rest on it, or it is asked again. */
  also?: readonly string[] | undefined;
  /** Why the team gives up a patch test alone. */
  patchWaiver?: string | undefined;
}

/** What giving up a visit does besides: to those that rest on it. */
export interface WithIt {
  facts: D1PreparedStatement[];
  messages: Message[];
  also: CancelledVisit[];
  waived: boolean;
}

/** The time of a visit comes free. `fee`: what is due for it, as the client was told. */
export const giveUp = (db: D1Database, booking: Booking, fee: FeeLine[] | null, now: number): D1PreparedStatement[] => [
  ...cancelBooking(db, booking, fee, now),
  deleteSegments(db, booking.salon, booking.id),
  ...(booking.classVisit === null ? [] : settleClass(db, booking.salon, booking.classVisit)),
  insertOpening(db, booking.salon, { id: newId(), start: booking.start, end: booking.end }, now),
];

export const toldCancelled = ({ id, sequence }: Booking, via: string | undefined): Message => ({
  kind: "booking.cancelled",
  payload: { booking: id, sequence: sequence + 1, ...(via === undefined ? {} : { via }) },
});

export const owed = (fee: readonly FeeLine[]): number => fee.reduce((sum, { cents }) => sum + cents, 0);

export const feeAnswer = (fee: readonly FeeLine[] | null) =>
  fee === null ? {} : { fee_cents: owed(fee), fee: [...fee] };

/** For the trail: when it was, how much is due, and the codes of why. */
export const cancelledDetail = ({ client, start, end }: Booking, fee: readonly FeeLine[] | null) => ({
  ...{ client, start, end },
  ...(fee === null ? {} : { fee_cents: owed(fee), fee: fee.map(({ reason, cents }) => ({ reason, cents })) }),
});

/** `around`: the client's visits, as they were read. */
export async function withTest(
  ctx: CommandContext,
  db: D1Database,
  salon: Salon,
  { booking, around }: { booking: string; around: readonly VisitAroundRow[] },
  giving: GivingUp,
): Promise<WithIt | Problem> {
  const resting = restingOn(salon, booking, around, ctx.now);
  const alone: WithIt = { facts: [], messages: [], also: [], waived: false };
  if (resting.length === 0) return alone;
  if (giving.patchWaiver !== undefined && giving.actor !== "client") {
    const why = reasoned(giving.patchWaiver);
    if ("status" in why) return why;
    const facts = resting.map(({ id }) => waivePatchTest(db, salon.slug, id, why.waived));
    return { ...alone, facts, waived: true };
  }
  if (!resting.every(({ id }) => giving.also?.includes(id))) return testRests(salon, resting);
  const going = await withFees(db, salon, resting, giving, ctx.now);
  const audits = going.map(({ booking: one, fee }) =>
    appendAudit(db, salon.slug, {
      ...{ at: ctx.now, actor: giving.by, action: "booking.cancelled", subject: one.id, trace: ctx.trace },
      detail: { ...cancelledDetail(one, fee), patch_test: booking } satisfies { [name: string]: AuditValue },
    }),
  );
  return {
    facts: [...going.flatMap(({ booking: one, fee }) => giveUp(db, one, fee, ctx.now)), ...(await Promise.all(audits))],
    messages: going.map(({ booking: one }) => toldCancelled(one, giving.via)),
    also: going.map(({ booking: one, fee }) => ({ booking: one.id, ...feeAnswer(fee) })),
    waived: false,
  };
}

export interface WithFee {
  booking: Booking;
  /** Null where the salon does not charge, and where somebody of the salon cancels. */
  fee: FeeLine[] | null;
}

/** The visits as they are stored, and what cancelling each of them now would cost. */
export async function withFees(
  db: D1Database,
  salon: Salon,
  resting: readonly Resting[],
  { actor, excused }: Pick<GivingUp, "actor" | "excused">,
  now: number,
): Promise<WithFee[]> {
  const ids = resting.map(({ id }) => id);
  const rows = await read<BookingRow[]>(
    db,
    ids.map((id) => askBooking(db, salon.slug, id, "serve")),
  );
  const chances = await read<{ waiting: number }[]>(
    db,
    ids.map((id) => askChance(db, salon, id, now)),
  );
  return rows.flatMap(([row], i) => {
    if (row === undefined) return [];
    const booking = bookingOf(row);
    const facts = { waiting: chances[i]?.[0]?.waiting ?? 0, excused };
    return [{ booking, fee: actor === "client" ? (feeOf(salon, booking, facts, now)?.lines ?? null) : null }];
  });
}

/** As it is answered; instants with the salon's offset. */
export interface RestingAnswer {
  booking: string;
  start: string;
  end: string;
  services: { id: string }[];
}

/** What rests on the patch test, as the refusal says; nothing where it says something else. */
export const restingIn = ({ type, extra }: Problem): RestingAnswer[] =>
  type === "patch-test-rests" ? (extra?.resting as RestingAnswer[]) : [];

function testRests(salon: Salon, resting: readonly Resting[]): Problem {
  const at = clockOf(salon, [...new Set(resting.flatMap(({ start, end }) => [start, end]))]);
  return problem("patch-test-rests", 409, "A later visit rests on this patch test.", {
    detail: "Name the visits in `also` to cancel them with it, move the test, or keep both.",
    extra: {
      resting: resting.map(
        ({ id, services, start, end }): RestingAnswer => ({ booking: id, start: at(start), end: at(end), services }),
      ),
    },
  });
}
