// A series as it stands: what was booked, what became of it, and for each date without a time why, with the nearest times that are free.

import { type Actor, actorName } from "../../../../permissions.ts";
import type { Problem } from "../../../../problem.ts";
import { database, read } from "../../../../store/database.ts";
import type { SeriesState } from "../../../../store/desk/series.ts";
import type { BusyRow, ImportedRow } from "../../../../store/segments.ts";
import type { CommandContext } from "../../../command.ts";
import { asProblem, refused } from "../../../deciding/commit.ts";
import { askFacts, localDate, windowOf } from "../../../deciding/facts.ts";
import { ask } from "../../../deciding/visit.ts";
import { wishedVisit } from "../../../deciding/wished.ts";
import { noteRead } from "../../../watching/reads.ts";
import { waivedBy } from "../../calendar/override.ts";
import { type Found, isFar, type OfSeries, readOf } from "./make.ts";

/** Of a date without a time. */
const ALTERNATIVES = 5;
/** Days on either side in which they are looked for. */
const DAYS = 3;

export interface Free {
  start: number;
  end: number;
  priceCents: number;
}

export interface SeriesVisit {
  nth: number;
  /** As it was wished for. */
  wished: number;
  state: SeriesState;
  /** What was booked, as it is now. */
  booking: { id: string; start: number; end: number; cancelled: boolean } | null;
  /** Nearest first; of a date that is open. */
  alternatives: Free[];
}

export interface SeriesCard extends Pick<Found, "salon" | "origin"> {
  id: string;
  weeks: number;
  ended: boolean;
  visits: SeriesVisit[];
}

export async function readSeries(
  ctx: CommandContext,
  of: OfSeries,
): Promise<{ ok: true; value: SeriesCard } | { ok: false; problem: Problem }> {
  try {
    const found = await readOf(ctx, of);
    if ("status" in found) return refused(found);
    const { salon, origin, row } = found;
    noteSeries(ctx, salon.slug, of.actor, found);
    const free = await freeTimes(ctx, found);
    const visits = found.visits.map(({ nth, wished_at, state, booking_id: id, status, start_at, end_at }) => ({
      nth,
      wished: wished_at,
      state,
      booking: id === null ? null : { id, start: start_at ?? 0, end: end_at ?? 0, cancelled: status === "cancelled" },
      alternatives: free.get(nth) ?? [],
    }));
    return {
      ok: true,
      value: { salon, origin, id: row.series_id, weeks: row.weeks, ended: row.ended_at !== null, visits },
    };
  } catch (error) {
    return refused(asProblem(error));
  }
}

function noteSeries(ctx: CommandContext, salon: string, actor: Actor, { origin, visits }: Found): void {
  noteRead(ctx, salon, {
    actor: actorName(actor),
    session: "session" in actor ? actor.session : undefined,
    purpose: "serve",
    what: "bookings",
    clients: [origin.client],
    objects: [origin.id, ...visits.flatMap(({ booking_id }) => booking_id ?? [])],
  });
}

/** All open dates in one read. */
async function freeTimes(ctx: CommandContext, { salon, origin, visits }: Found): Promise<Map<number, Free[]>> {
  const open = visits.filter(({ state }) => state === "open");
  const wished = wishedVisit(salon, origin.services, origin.party);
  if (open.length === 0 || Array.isArray(wished)) return new Map();
  const db = database(ctx.env, salon.slug);
  const today = localDate(salon, ctx.now);
  const spans = open.map(({ nth, wished_at: start }) => {
    const date = localDate(salon, start);
    return { nth, start, from: Math.max(today, date - DAYS), to: Math.max(today, date + DAYS) };
  });
  const facts = await read<(BusyRow | ImportedRow)[]>(
    db,
    spans.flatMap(({ from, to }) => askFacts(db, salon, wished, windowOf(salon, from, to), {}, ctx.now)),
  );
  const free = new Map<number, Free[]>();
  spans.forEach(({ nth, start, from, to }, i) => {
    const [busy, imported] = [facts[2 * i] as BusyRow[], facts[2 * i + 1] as ImportedRow[]];
    const waived = isFar(salon, start, ctx.now) ? waivedBy(["notice"]) : 0;
    const { starts } = ask(salon, wished, { busy, imported }, ctx.now, { from, to, waived });
    const nearest = [...starts]
      .filter((each) => each.start > ctx.now)
      .sort((a, b) => Math.abs(a.start - start) - Math.abs(b.start - start));
    free.set(
      nth,
      nearest.slice(0, ALTERNATIVES).map((each) => ({ start: each.start, end: each.end, priceCents: each.priceCents })),
    );
  });
  return free;
}
