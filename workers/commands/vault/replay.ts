// Replay the ledger of erasures: a restore of the main database brings back whom it had forgotten, and the ledger, which
// lives elsewhere, says who must go again. What came after an erasure is not meant, so a client who came back stays.

import { askBooking, type BookingRow, bookingOf, cancelBooking } from "../../store/bookings.ts";
import { database, keysDatabase, read } from "../../store/database.ts";
import { deleteSegments, settleClass } from "../../store/segments.ts";
import { askLedger, askLedgerOf, type Erasure } from "../../store/vault/keys.ts";
import { askLeftOver } from "../../store/vault/persons.ts";
import type { CommandContext, Outcome } from "../command.ts";
import { asProblem, refused } from "../deciding/commit.ts";
import { forget, type Held, heldOf } from "./forget.ts";

/** Rows of the ledger in one read, and reads in one call. */
const PAGE = 200;
const PAGES = 20;

export interface Replayed {
  /** Rows of the ledger that were looked at. */
  checked: number;
  /** Of those, who had come back and was erased again. */
  erased: number;
  /** Where the next call goes on (`salon.client`); null at the end. */
  next: string | null;
}

/** Over all salons, from the row after `from` on. */
export async function replayErasures(ctx: CommandContext, from: string | null): Promise<Outcome<Replayed>> {
  const keys = keysDatabase(ctx.env);
  try {
    let [salon = "", client = ""] = (from ?? "").split(".");
    const value: Replayed = { checked: 0, erased: 0, next: null };
    for (let page = 0; page < PAGES; page++) {
      const [rows] = await read<[Erasure]>(keys, [askLedger(keys, salon, client, PAGE)]);
      value.checked += rows.length;
      for (const [slug, erasures] of bySalon(rows)) value.erased += await replay(ctx, slug, erasures);
      const last = rows.at(-1);
      value.next = last === undefined || rows.length < PAGE ? null : `${last.salon}.${last.client}`;
      if (value.next === null || last === undefined) break;
      ({ salon, client } = last);
    }
    return { ok: true, status: 200, body: JSON.stringify(value), value };
  } catch (error) {
    return refused(asProblem(error));
  }
}

/** Of one salon, each night. */
export async function replaySalon(ctx: CommandContext, salon: string): Promise<number> {
  const keys = keysDatabase(ctx.env);
  let erased = 0;
  for (let after = ""; ; ) {
    const [rows] = await read<[Erasure]>(keys, [askLedgerOf(keys, salon, after, PAGE)]);
    erased += await replay(ctx, salon, rows);
    after = rows.at(-1)?.client ?? "";
    if (rows.length < PAGE) return erased;
  }
}

function bySalon(rows: readonly Erasure[]): Map<string, Erasure[]> {
  const salons = new Map<string, Erasure[]>();
  for (const row of rows) salons.set(row.salon, [...(salons.get(row.salon) ?? []), row]);
  return salons;
}

async function replay(ctx: CommandContext, salon: string, erasures: readonly Erasure[]): Promise<number> {
  if (erasures.length === 0) return 0;
  const db = database(ctx.env, salon);
  const [left] = await read<[{ client: string }]>(db, [
    askLeftOver(
      db,
      salon,
      erasures.map(({ client, at }) => [client, at]),
      ctx.now,
    ),
  ]);
  const returned = new Set(left.map(({ client }) => client));
  for (const erasure of erasures) if (returned.has(erasure.client)) await eraseAgain(ctx, erasure);
  return returned.size;
}

async function eraseAgain(ctx: CommandContext, { salon, client, at }: Erasure): Promise<void> {
  const held = await heldOf(ctx, salon, client, at);
  await forget(ctx, {
    salon,
    client,
    at,
    reason: "request", // the ledger has the row already, and keeps the reason that it was given then
    request: null,
    held,
    before: await cancelled(ctx, salon, held, at),
    after: [],
    audit: { actor: "system", detail: { client, reason: "replay", request: null } },
  });
}

/** Nobody who was erased had a visit to come, so one that the restore brought back had been cancelled. */
async function cancelled(
  ctx: CommandContext,
  salon: string,
  { visits }: Held,
  at: number,
): Promise<D1PreparedStatement[]> {
  const db = database(ctx.env, salon);
  const coming = visits.filter((visit) => visit.coming === 1 && visit.created_at < at);
  if (coming.length === 0) return [];
  const found = await read<BookingRow[]>(
    db,
    coming.map(({ booking_id }) => askBooking(db, salon, booking_id, "rights")),
  );
  return found.flat().flatMap((row) => {
    const booking = bookingOf(row);
    return [
      ...cancelBooking(db, booking, null, ctx.now),
      deleteSegments(db, salon, booking.id),
      ...(booking.classVisit === null ? [] : settleClass(db, salon, booking.classVisit)),
    ];
  });
}
