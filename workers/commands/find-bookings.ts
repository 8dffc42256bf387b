// Find one's bookings again: a one-time code goes to each address that bookings were made with under the number, and
// opens the bookings made with that address. So whoever merely knows a number learns nothing and receives nothing.
// Answers, limits and the work done before answering are the same for numbers that nobody knows.

import { EventKind } from "../engine/compliance/observe.ts";
import { type Problem, problem } from "../problem.ts";
import { askBookingsOfPhone, type Booking, type BookingRow, bookingOf } from "../store/bookings.ts";
import { askCodes, type CodeRow, insertCode, spendAttempt, useCode } from "../store/clients.ts";
import type { TatRow } from "../store/compliance/admission.ts";
import {
  type Ask,
  CommitRefused,
  commit,
  commitTogether,
  database,
  everyDatabase,
  platformDatabase,
  read,
} from "../store/database.ts";
import { insertMessage } from "../store/outbox.ts";
import { publishedSalon } from "../store/snapshots.ts";
import { manageToken, newId, oneTimeCode, phoneHash, sameToken } from "../token.ts";
import { admitting, type Gate } from "./admitting/gate.ts";
import type { CommandContext, FoundBooking, Outcome } from "./command.ts";
import { clockOf } from "./deciding/answer.ts";
import { manageUrl } from "./deciding/booking.ts";
import { announce, asProblem, refused } from "./deciding/commit.ts";
import { note } from "./watching/note.ts";

/** Minutes for which a code works, and how often it may be tried. */
export const CODE_MINUTES = 10;
export const MOST_TRIES = 5;
/** Codes per number within an hour; the number's owner is not to be flooded either. */
export const MOST_CODES = 3;
export const HOUR = 60;

export interface CodeRequest {
  /** E.164. */
  phone: string;
}

/** The answer says the same whether or not the number is known. */
export function requestCode(ctx: CommandContext, { phone }: CodeRequest): Promise<Outcome<{ sent: true }>> {
  return admitting(ctx, { salon: "", action: "find", phone }, (gate) => sendCode(ctx, phone, gate));
}

async function sendCode(ctx: CommandContext, phone: string, gate: Gate): Promise<Outcome<{ sent: true }>> {
  const hash = await phoneHash(ctx.env.TOKEN_SECRET, phone);
  const db = platformDatabase(ctx.env);
  try {
    const denied = await counted(db, gate);
    if (denied !== null) return refused(denied);
    const code = { id: newId(), expiresAt: ctx.now + CODE_MINUTES };
    await commit(db, insertCode(db, hash, code, { most: MOST_CODES, since: ctx.now - HOUR }, ctx.now));
    ctx.waitUntil(sendCodes(ctx, phone, hash, code.id));
    const value = { sent: true as const };
    return { ok: true, status: 200, body: JSON.stringify(value), value };
  } catch (error) {
    return refused(error instanceof CommitRefused ? await tooManyCodes(ctx, db, hash) : asProblem(error));
  }
}

/** After the answer, so that its time tells nothing. A code that is lost is asked for again. */
async function sendCodes(ctx: CommandContext, phone: string, hash: string, code: string): Promise<void> {
  const reads = everyDatabase(ctx.env).map((db) =>
    read<[BookingRow]>(db, [askBookingsOfPhone(db, hash, phone, ctx.now, "serve")]),
  );
  const found = addresses((await Promise.all(reads)).flatMap(([rows]) => rows.map(bookingOf)));
  const first = new Map(found.toReversed().map((address) => [address.email, address]));
  const messages = [...first.values()].map(({ salon, email, language }) => {
    const message = { kind: "code.requested", payload: { code, email, language } } as const;
    return { id: newId(), salon, message };
  });
  await commitTogether(
    messages.map(({ id, salon, message }) => {
      const db = database(ctx.env, salon);
      return [db, [insertMessage(db, salon, id, message, ctx.now)]];
    }),
  );
  for (const { id, salon } of messages) announce(ctx, salon, id);
}

function addresses(bookings: readonly Booking[]): { salon: string; email: string; language: string | null }[] {
  return bookings.flatMap(({ salon, contact: { email, language } }) =>
    email === null ? [] : [{ salon, email: email.toLowerCase(), language }],
  );
}

export interface FindInput {
  phone: string;
  /** Six digits. */
  code: string;
}

export function findBookings(ctx: CommandContext, input: FindInput): Promise<Outcome<{ bookings: FoundBooking[] }>> {
  return admitting(ctx, { salon: "", action: "find", phone: input.phone }, (gate) => openBookings(ctx, input, gate));
}

/** Counts the call by itself: a call that is refused sends no code. */
async function counted(db: D1Database, gate: Gate): Promise<Problem | null> {
  const asks = gate.asks(db);
  return asks.length === 0 ? null : gate.refusal(db, await read<TatRow[]>(db, asks));
}

/** What a number opens: rate counts, codes and bookings, in one read of each database, also where nobody knows it. */
async function readAll(ctx: CommandContext, phone: string, hash: string, gate: Gate) {
  const platform = platformDatabase(ctx.env);
  const others = everyDatabase(ctx.env).filter((db) => db !== platform);
  const own: [Ask<BookingRow>, Ask<CodeRow>] = [
    askBookingsOfPhone(platform, hash, phone, ctx.now, "serve"),
    askCodes(platform, hash, ctx.now - HOUR),
  ];
  const [[rows, codes, ...calls], elsewhere] = await Promise.all([
    read<[BookingRow, CodeRow, ...TatRow[]]>(platform, [...own, ...gate.asks(platform)]),
    Promise.all(others.map((db) => read<[BookingRow]>(db, [askBookingsOfPhone(db, hash, phone, ctx.now, "serve")]))),
  ]);
  const bookings = [...rows, ...elsewhere.flatMap(([more]) => more)].map(bookingOf);
  return { denied: await gate.refusal(platform, calls), codes, bookings };
}

/**
 * One read and one commit, which spends a try or uses the code. The commits come one after the other, so of guesses in parallel no more than the tries that are left can open anything.
 */
async function openBookings(
  ctx: CommandContext,
  { phone, code }: FindInput,
  gate: Gate,
): Promise<Outcome<{ bookings: FoundBooking[] }>> {
  const failed = () => {
    note(ctx, "", { kind: EventKind.CodeFailed, object: { by: "phone", what: phone } });
    return refused(wrongCode());
  };
  try {
    const hash = await phoneHash(ctx.env.TOKEN_SECRET, phone);
    const db = platformDatabase(ctx.env);
    const { denied, codes, bookings } = await readAll(ctx, phone, hash, gate);
    if (denied !== null) return refused(denied);
    const match = await opened(ctx, codes.filter(stands(ctx.now)), bookings, code);
    if (match === null) {
      await commit(db, spendAttempt(db, hash, MOST_TRIES, ctx.now));
      return failed();
    }
    await commit(db, useCode(db, hash, match.code, MOST_TRIES, ctx.now));
    note(ctx, "", { kind: EventKind.CodeWorked });
    const mine = bookings.filter(({ contact }) => contact.email?.toLowerCase() === match.email);
    const value = { bookings: await Promise.all(mine.map((booking) => foundBooking(ctx, booking))) };
    return { ok: true, status: 200, body: JSON.stringify(value), value };
  } catch (error) {
    return error instanceof CommitRefused ? failed() : refused(asProblem(error));
  }
}

export const stands =
  (now: number) =>
  ({ used_at, expires_at, attempts }: CodeRow): boolean =>
    used_at === null && expires_at > now && attempts < MOST_TRIES;

/** Which request's code this is, and for which address. */
async function opened(
  ctx: CommandContext,
  codes: readonly CodeRow[],
  bookings: readonly Booking[],
  given: string,
): Promise<{ code: string; email: string } | null> {
  let match: { code: string; email: string } | null = null;
  for (const { code_id } of codes) {
    for (const email of new Set(addresses(bookings).map((address) => address.email))) {
      if (sameToken(given, await oneTimeCode(ctx.env.TOKEN_SECRET, code_id, email))) match = { code: code_id, email };
    }
  }
  return match;
}

async function foundBooking(ctx: CommandContext, booking: Booking): Promise<FoundBooking> {
  const token = await manageToken(ctx.env.TOKEN_SECRET, booking.salon, booking.id, booking.tokenVersion);
  const salon = await publishedSalon(ctx.env, booking.salon);
  const at = salon === null ? utc : clockOf(salon, [booking.start, booking.end]);
  return {
    booking: booking.id,
    token,
    manage_url: manageUrl(ctx.origin, token),
    salon: booking.salon,
    status: booking.status,
    start: at(booking.start),
    end: at(booking.end),
    services: booking.services,
  };
}

const utc = (instant: number): string => new Date(instant * 60_000).toISOString();

/** Also when no code stands or its tries are spent: the difference would tell whether one was sent. */
export const wrongCode = (): Problem =>
  problem("wrong-code", 403, "This code does not work.", { detail: "It is wrong, expired, or was tried too often." });

/** Until the oldest of the last codes is an hour old. */
export async function tooManyCodes(ctx: CommandContext, db: D1Database, hash: string): Promise<Problem> {
  const [codes] = await read<[CodeRow]>(db, [askCodes(db, hash, ctx.now - HOUR)]);
  const oldest = codes[MOST_CODES - 1]?.created_at ?? ctx.now;
  return problem("too-many-codes", 429, "Too many codes were requested for this number.", {
    retryAfter: (oldest + HOUR - ctx.now) * 60,
    limit: { policy: "codes", quota: MOST_CODES, window: HOUR * 60 },
  });
}
