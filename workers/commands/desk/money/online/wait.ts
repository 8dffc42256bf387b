// A visit whose service asks for a deposit, in a salon that is paid online: what was asked for waits, sealed, until the provider says
// that the deposit came. The time is held meanwhile, within reason. Pages, the API and conversations all book so.

import type { Env } from "../../../../env.ts";
import type { Booking } from "../../../../store/bookings.ts";
import { read } from "../../../../store/database.ts";
import {
  askOnlineFor,
  insertOnline,
  type OnlineRow,
  type Provider,
  renewAsked,
} from "../../../../store/desk/money/online.ts";
import { type HoldRow, holdOf, type Visit } from "../../../../store/holds.ts";
import type { StoredSegment } from "../../../../store/segments.ts";
import type { Salon } from "../../../../store/snapshots.ts";
import { prolongOffer } from "../../../../store/waitlist.ts";
import { newId } from "../../../../token.ts";
import { openWaiting, sealWaiting } from "../../../../vault.ts";
import type { BookingAnswer, CommandContext, DepositAsked, Outcome } from "../../../command.ts";
import { clockOf } from "../../../deciding/answer.ts";
import type { BookInput } from "../../../deciding/book-input.ts";
import { bookingAnswer } from "../../../deciding/booking.ts";
import { conclude } from "../../../deciding/commit.ts";
import { keepTest, type TestBooking, testAnswer } from "../../../deciding/test-booking.ts";

/** Minutes from one beginning to pay; and from the first hold on, however often somebody begins. */
const WHILE_PAYING = 20;
const AT_LONGEST = 45;

/** Who is paid before the visit is booked; null where it is booked at once. What the team books owes its deposit at the salon. */
export function paysFirst({ view }: Salon, input: BookInput, cents: number): Provider | null {
  const { paid, desk, brought } = input;
  const atOnce = paid ?? desk ?? brought;
  return cents === 0 || atOnce !== undefined ? null : (view.pays_by ?? null);
}

/** How its time is kept: since when and until when it is held, and what holding it until some minute takes. */
export interface Keeping {
  since: number;
  until: number;
  facts(until: number): D1PreparedStatement[];
}

interface ToPay {
  /** As a repeated request finds its answer. */
  operation: string;
  provider: Provider;
  booking: Booking;
  segments: readonly StoredSegment[];
  keeping: Keeping;
  /** The patch test that is held together with it. */
  test: TestBooking | null;
}

/** Whoever asks again for the same hold is led to the same payment, unless that failed. */
export async function waitForDeposit(
  ctx: CommandContext,
  db: D1Database,
  salon: Salon,
  input: BookInput,
  { operation, provider, booking, segments, keeping, test }: ToPay,
): Promise<Outcome<BookingAnswer>> {
  const { slug } = salon;
  const { id } = booking;
  const [[before]] = await read<[OnlineRow]>(db, [askOnlineFor(db, slug, id)]);
  const begun = before === undefined || before.state === "failed" ? null : before;
  const until = Math.max(keeping.until, Math.min(ctx.now + WHILE_PAYING, keeping.since + AT_LONGEST));
  const payment = begun?.payment_id ?? newId();
  const cents = begun?.cents ?? booking.depositCents;
  const visit = await bookingAnswer(ctx, salon, booking, segments);
  const answer = { ...visit, ...(test === null ? {} : testAnswer(salon, test)) };
  const asked = JSON.stringify(waitingFor(input, id));
  const sealed = await sealWaiting(ctx.env.VAULT_SECRET, slug, payment, asked);
  return conclude<BookingAnswer>(ctx, db, {
    ...{ salon: slug, operation, idempotency: input.idempotency, status: 202 },
    value: asking(salon, answer, { state: begun?.state ?? "begun", cents, until }),
    token: { booking: id, version: booking.tokenVersion, text: answer.token },
    facts: [
      ...keeping.facts(until),
      ...(test === null ? [] : keepTest(ctx, db, salon, test, until)),
      ...(input.offer === undefined ? [] : prolongOffer(db, slug, input.offer.id, until)),
      begun === null
        ? insertOnline(db, slug, { id: payment, provider, subject: id, cents, asked: sealed }, ctx.now)
        : renewAsked(db, slug, payment, sealed),
    ],
    // A link that was heard on a call cannot be opened.
    messages: input.channel === "voice" ? [{ kind: "deposit.asked", payload: { payment } }] : [],
    audit: { actor: "client", action: "deposit.begun", subject: id, detail: { payment, cents, provider } },
  });
}

/**
 * What is booked once it is paid. A conversation asks about news after it has booked, so whoever pays first was not asked, and no
 * answer of theirs is written down.
 */
function waitingFor({ idempotency: _, ...input }: BookInput, hold: string): BookInput {
  const talked = input.channel !== undefined && input.channel !== "web";
  const consents = input.consents?.filter(({ purpose, granted }) => !talked || granted || purpose !== "marketing");
  return { ...input, consents, visit: { hold } };
}

/** The visit's own link leads to the payment until it is paid, and from then on to the visit. */
function asking(
  salon: Salon,
  answer: BookingAnswer,
  { state, cents, until }: { state: DepositAsked["state"]; cents: number; until: number },
): BookingAnswer {
  const at = clockOf(salon, [until]);
  return {
    ...answer,
    status: "awaiting-deposit",
    payment: { state, url: answer.manage_url, cents, until: at(until) },
  };
}

/** What waits for its deposit, as it was asked for; null once it was booked or forgotten. */
export async function waitingOf(env: Env, salon: string, row: OnlineRow | undefined): Promise<BookInput | null> {
  if (row === undefined || row.asked === null) return null;
  const text = await openWaiting(env.VAULT_SECRET, salon, row.payment_id, Uint8Array.from(row.asked));
  return text === null ? null : (JSON.parse(text) as BookInput);
}

export interface Waiting {
  payment: OnlineRow;
  input: BookInput;
  visit: Visit;
  answer: BookingAnswer;
}

/** A visit that waits for its deposit, by the rows that were read of it. */
export async function readWaiting(
  ctx: CommandContext,
  salon: Salon,
  rows: { payment: OnlineRow | undefined; hold: HoldRow | undefined; segments: readonly StoredSegment[] },
): Promise<Waiting | null> {
  const { payment, hold, segments } = rows;
  const input = await waitingOf(ctx.env, salon.slug, payment);
  if (input === null || payment === undefined || hold === undefined) return null;
  const visit = holdOf(hold);
  const booking = { ...visit, salon: salon.slug, status: "confirmed" as const, tokenVersion: 1 };
  const { state, cents } = payment;
  const answer = asking(salon, await bookingAnswer(ctx, salon, booking, segments), {
    ...{ state, cents, until: hold.held_until },
  });
  return { payment, input, visit, answer };
}
