// The bookings of some days, for whoever works with them: with names and telephone numbers, for a purpose that the reader
// states, and noted under the reader's name (POPIA s 15 and 16). A purpose that bookings are not read for is refused, and the
// trail keeps that it was tried.

import { type Actor, actorName } from "../../permissions.ts";
import { type Problem, problem, unknownSalon } from "../../problem.ts";
import { appendAudit } from "../../store/audit.ts";
import { askBookings, type BookingRow } from "../../store/bookings.ts";
import { type Purpose, PurposeDenied } from "../../store/compliance/purposes.ts";
import { commit, database, read } from "../../store/database.ts";
import { askVersion, SalonFrozen, type VersionRow } from "../../store/snapshots.ts";
import type { CommandContext, Outcome } from "../command.ts";
import { asProblem, refused } from "../deciding/commit.ts";
import { noteRead } from "../watching/reads.ts";

/** Bookings in one answer. */
export const MOST_BOOKINGS = 500;

export interface BookingsAsked {
  salon: string;
  /** Minutes since the epoch; those that start in [from, to). */
  from: number;
  to: number;
  purpose: Purpose;
  actor: Actor;
}

export interface DeskBooking {
  booking: string;
  client: string;
  status: "confirmed" | "cancelled";
  name: string;
  phone: string;
  services: { id: string; staff?: string }[];
  party: number;
  /** Minutes since the epoch. */
  start: number;
  end: number;
}

export async function readBookings(ctx: CommandContext, asked: BookingsAsked): Promise<Outcome<DeskBooking[]>> {
  const { salon, from, to, purpose, actor } = asked;
  const db = database(ctx.env, salon);
  try {
    const [[version], rows] = await read<[VersionRow, BookingRow]>(db, [
      askVersion(db, salon),
      askBookings(db, salon, from, to, purpose),
    ]);
    if (version === undefined) return refused(unknownSalon(salon));
    if (version.version === 0) throw new SalonFrozen("the salon is frozen");
    if (rows.length > MOST_BOOKINGS) return refused(tooMany());
    noteRead(ctx, salon, {
      actor: actorName(actor),
      session: "session" in actor ? actor.session : undefined,
      purpose,
      what: "bookings",
      clients: rows.map(({ client_id }) => client_id),
      objects: rows.map(({ booking_id }) => booking_id),
    });
    const value = rows.map(deskBooking);
    return { ok: true, status: 200, body: JSON.stringify(value), value };
  } catch (error) {
    return refused(error instanceof PurposeDenied ? await denied(ctx, asked, error) : asProblem(error));
  }
}

function deskBooking(row: BookingRow): DeskBooking {
  return {
    booking: row.booking_id,
    client: row.client_id,
    status: row.status,
    name: row.name,
    phone: row.phone,
    services: JSON.parse(row.services) as DeskBooking["services"],
    party: row.party,
    start: row.start_at,
    end: row.end_at,
  };
}

async function denied(ctx: CommandContext, { salon, actor }: BookingsAsked, error: PurposeDenied): Promise<Problem> {
  const db = database(ctx.env, salon);
  const { purpose, table } = error;
  const detail = { purpose, table };
  const entry = {
    at: ctx.now,
    actor: actorName(actor),
    action: "purpose.denied",
    subject: salon,
    trace: ctx.trace,
    detail,
  };
  try {
    await commit(db, [await appendAudit(db, salon, entry)]);
  } catch (failed) {
    return asProblem(failed);
  }
  return purposeDenied(purpose);
}

const purposeDenied = (purpose: Purpose): Problem =>
  problem("purpose-denied", 403, "Bookings are not read for this purpose.", {
    errors: [{ parameter: "purpose", detail: `${purpose} is none that a client's booking may be read for` }],
  });

const tooMany = (): Problem =>
  problem("too-many", 422, "There are too many bookings on these days.", {
    detail: "Ask for fewer days.",
    errors: [{ parameter: "to", detail: `must leave at most ${MOST_BOOKINGS} bookings` }],
  });
