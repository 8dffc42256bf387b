// What a client owes who cancels, as the engine decides it (Consumer Protection Act s 17), from the salon's policy, the price,
// the notice given and how many wait for that day. Nothing is paid here: it is due at the salon.

import { offsetsAt } from "../../engine/clock.ts";
import { type CancellationFee, cancellationFee } from "../../engine/compliance/cancellation-fee.ts";
import { compliance, engine } from "../../engine/shipped.ts";
import type { Booking } from "../../store/bookings.ts";
import { type Ask, database, read } from "../../store/database.ts";
import type { Salon } from "../../store/snapshots.ts";
import { askWaitingFor } from "../../store/waitlist.ts";
import type { CommandContext } from "../command.ts";

const policyOf = ({ view }: Salon) => view.policies?.cancellation_fee;

/**
 * Minutes before the start until which a client may cancel. S 17(2): a booking may always be cancelled; a salon that charges
 * for it therefore takes cancellations until the start, and one that does not asks for a call when it is late.
 */
export function cancelUntil(salon: Salon): number {
  return policyOf(salon) === undefined ? salon.view.booking.cancel_until_minutes : 1;
}

/** The read that the fee rests on. */
export function askChance(db: D1Database, salon: Salon, booking: string, now: number): Ask<{ waiting: number }> {
  const [offset = 0] = offsetsAt(salon.view.timezone, [now], engine);
  return askWaitingFor(db, salon.slug, booking, offset);
}

/** So many who wait for a day make the engine as sure as it can be. */
const MANY = 6;

/**
 * How likely the time is sold again, 0 to 100: each who waits for that day takes half of the doubt away. The salon's own
 * record would be the better witness; it is not kept yet.
 */
export function chanceOf(waiting: number): number {
  return Math.round(100 - 100 / 2 ** Math.min(waiting, MANY));
}

/** Null where the salon does not charge. */
export function feeOf(
  salon: Salon,
  booking: Booking,
  facts: { waiting: number; excused: boolean },
  now: number,
): CancellationFee | null {
  const policy = policyOf(salon);
  if (policy === undefined) return null;
  return cancellationFee(
    {
      priceCents: booking.priceCents,
      capCents: Math.floor((booking.priceCents * policy.percent) / 100),
      noticeMinutes: Math.max(0, booking.start - now),
      fullNoticeMinutes: policy.notice_minutes,
      chance: chanceOf(facts.waiting),
      soldAgain: false, // it cannot be yet: the time comes free with this very cancellation
      excused: facts.excused,
    },
    compliance,
  );
}

/** What cancelling now would cost, to be shown before. */
export async function readFee(ctx: CommandContext, salon: Salon, booking: Booking): Promise<CancellationFee | null> {
  if (policyOf(salon) === undefined) return null;
  const db = database(ctx.env, salon.slug);
  const [[row]] = await read<[{ waiting: number }]>(db, [askChance(db, salon, booking.id, ctx.now)]);
  return feeOf(salon, booking, { waiting: row?.waiting ?? 0, excused: false }, ctx.now);
}
