// Keep a client's records, or one visit's, beyond their term: place a legal hold or a restriction of processing, and lift it.

import { type Actor, actorName } from "../../permissions.ts";
import { invalid, type Problem, problem } from "../../problem.ts";
import { appendAudit } from "../../store/audit.ts";
import { askBooking, type BookingRow } from "../../store/bookings.ts";
import { CommitRefused, commit, database, read } from "../../store/database.ts";
import {
  askHolds,
  askRetentionHold,
  deleteRetentionHold,
  type HoldRow,
  holdOf,
  insertRetentionHold,
  type RetentionHold,
} from "../../store/retention/holds.ts";
import { askRuns, type RunRow } from "../../store/retention/runs.ts";
import { askIsClient } from "../../store/vault/special-notes.ts";
import { formatDate, MINUTES_PER_DAY } from "../../time.ts";
import { newId } from "../../token.ts";
import type { CommandContext, Outcome } from "../command.ts";
import { asProblem, refused } from "../deciding/commit.ts";

/**
 * Why, by kind. A hold: a claim, an investigation, or another law. A restriction, s 14(6): (a) the person contests its
 * accuracy, (b) it is kept for proof, (c) processing was unlawful and the person wants it kept, (d) the person wants it
 * passed on.
 */
export const WHY = {
  hold: ["claim", "investigation", "law"],
  restriction: ["accuracy", "proof", "unlawful", "transfer"],
} as const;

export interface PlaceInput {
  salon: string;
  /** A client, or the visit and whose it is. */
  of: { client: string } | { booking: string };
  kind: "hold" | "restriction";
  why: string;
  /** The first day (since the epoch, UTC) on which it holds no more; null: until it is lifted. */
  until: number | null;
  actor: Actor;
}

export interface HoldAnswer {
  hold: string;
  client: string;
  booking: string | null;
  kind: "hold" | "restriction";
  why: string;
  placed_at: string;
  until: string | null;
}

export async function placeHold(ctx: CommandContext, input: PlaceInput): Promise<Outcome<HoldAnswer>> {
  const { salon, of, kind, why, actor } = input;
  if (!(WHY[kind] as readonly string[]).includes(why)) {
    return refused(invalid([{ pointer: "/why", detail: `must be one of ${WHY[kind].join(", ")}` }]));
  }
  if (input.until !== null && input.until * MINUTES_PER_DAY <= ctx.now) {
    return refused(invalid([{ pointer: "/until", detail: "must be a day to come" }]));
  }
  const db = database(ctx.env, salon);
  try {
    const [[known], [booking]] = await read<[{ known: number }, BookingRow]>(db, [
      askIsClient(db, salon, "client" in of ? of.client : ""),
      askBooking(db, salon, "booking" in of ? of.booking : "", "rights"),
    ]);
    const client = "client" in of ? (known?.known === 1 ? of.client : "") : (booking?.client_id ?? "");
    if (client === "") return refused(nobody("client" in of ? "/client" : "/booking"));
    const hold: RetentionHold = {
      id: newId(),
      client,
      booking: "booking" in of ? of.booking : null,
      kind,
      why,
      placedBy: actorName(actor),
      placedAt: ctx.now,
      until: input.until === null ? null : input.until * MINUTES_PER_DAY,
    };
    const told = { client, booking: hold.booking, kind, why, until: hold.until };
    await commit(db, [
      insertRetentionHold(db, salon, hold),
      await appendAudit(db, salon, {
        at: ctx.now,
        actor: hold.placedBy,
        action: "retention.hold-placed",
        subject: hold.id,
        trace: ctx.trace,
        detail: told,
      }),
    ]);
    const value = written(hold);
    return { ok: true, status: 201, body: JSON.stringify(value), value };
  } catch (error) {
    return refused(asProblem(error));
  }
}

export async function liftHold(
  ctx: CommandContext,
  { salon, hold, actor }: { salon: string; hold: string; actor: Actor },
): Promise<Outcome<null>> {
  const db = database(ctx.env, salon);
  try {
    const [[row]] = await read<[HoldRow]>(db, [askRetentionHold(db, salon, hold)]);
    if (row === undefined) return refused(unknownRetentionHold());
    const { client, booking, kind, why } = holdOf(row);
    await commit(db, [
      ...deleteRetentionHold(db, salon, hold),
      await appendAudit(db, salon, {
        at: ctx.now,
        actor: actorName(actor),
        action: "retention.hold-lifted",
        subject: hold,
        trace: ctx.trace,
        detail: { client, booking, kind, why },
      }),
    ]);
    return { ok: true, status: 204, body: "", value: null };
  } catch (error) {
    return refused(error instanceof CommitRefused ? unknownRetentionHold() : asProblem(error));
  }
}

export interface RetentionReport {
  nights: {
    night: string;
    category: string;
    due: number;
    done: number;
    held: number;
    oldest_overdue: string | null;
    finished: boolean;
  }[];
  holds: HoldAnswer[];
}

/** Rows of the report: a month of nights. */
const MOST = 31 * 8;

export async function readRetention(ctx: CommandContext, salon: string): Promise<Outcome<RetentionReport>> {
  const db = database(ctx.env, salon);
  try {
    const [runs, holds] = await read<[RunRow, HoldRow]>(db, [askRuns(db, salon, MOST), askHolds(db, salon, ctx.now)]);
    const nights = runs.map(({ night, category, due, done, held, oldest_overdue, resume_at }) => ({
      night: formatDate(night),
      category,
      due,
      done,
      held,
      oldest_overdue: oldest_overdue === null ? null : formatDate(oldest_overdue),
      finished: resume_at === null,
    }));
    const value = { nights, holds: holds.map((row) => written(holdOf(row))) };
    return { ok: true, status: 200, body: JSON.stringify(value), value };
  } catch (error) {
    return refused(asProblem(error));
  }
}

function written({ id, client, booking, kind, why, placedAt, until }: RetentionHold): HoldAnswer {
  return {
    hold: id,
    client,
    booking,
    kind,
    why,
    placed_at: new Date(placedAt * 60_000).toISOString(),
    until: until === null ? null : formatDate(Math.floor(until / MINUTES_PER_DAY)),
  };
}

const nobody = (pointer: string): Problem =>
  problem("unknown-person", 404, "There is nobody like that.", {
    errors: [{ pointer, detail: "is not known here, or was erased" }],
  });

const unknownRetentionHold = (): Problem =>
  problem("unknown-hold", 404, "There is no such hold.", { detail: "It was lifted, or never placed." });
