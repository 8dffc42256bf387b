// What happened to be on some days of the desk: who works, who comes, what is held, blocked and waited for; one batch to read.

import { RosterKind, rosterOf } from "../../../engine/roster.ts";
import { engine } from "../../../engine/shipped.ts";
import { type Actor, actorName } from "../../../permissions.ts";
import { type Problem, tooBusy, unknownSalon } from "../../../problem.ts";
import { guestsOf, type Stage } from "../../../store/bookings.ts";
import { database, read } from "../../../store/database.ts";
import { askBlocks, type Block, type BlockRow, blockOf } from "../../../store/desk/calendar/blocks.ts";
import {
  askDaySegments,
  askDayVisits,
  askDayWaits,
  type DaySegmentRow,
  type DayVisitRow,
  type DayWaitRow,
} from "../../../store/desk/calendar/day.ts";
import type { PlacedPhase, StoredWish } from "../../../store/holds.ts";
import { askImported, type ImportedRow, type Window } from "../../../store/segments.ts";
import { askVersion, publishedSalon, republish, type Salon, type VersionRow } from "../../../store/snapshots.ts";
import type { CommandContext } from "../../command.ts";
import { asProblem } from "../../deciding/commit.ts";
import { windowOf } from "../../deciding/facts.ts";
import { noteRead } from "../../watching/reads.ts";

/** Days in one answer at most: a month and what is seen of its neighbours. */
export const MOST_DAYS = 42;

export interface DayAsked {
  salon: string;
  /** Local dates as days since 1970-01-01, both included. */
  from: number;
  to: number;
  actor: Actor;
}

/** Instants are minutes since the epoch. */
export interface DayVisit {
  id: string;
  client: string;
  /** Empty where nobody said. */
  name: string;
  /** Of a party, by their number; empty where nobody said. */
  guests: string[];
  stage: Stage | null;
  services: StoredWish[];
  party: number;
  start: number;
  end: number;
  priceCents: number;
  placed: PlacedPhase[];
  classVisit: string | null;
  /** Of RFC 5545: whoever changes a visit names the one they saw. */
  sequence: number;
  /** Empty where nobody gave one. */
  phone: string;
  /** What the client wrote. */
  notes: string | null;
  /** What the team knows that the client likes. */
  preferences: string | null;
}

/** A unit busy; `heldUntil` null: confirmed. `visit` is a booking's, a hold's, a block's or a session's (`class:…`). */
export interface DaySegment {
  visit: string;
  unit: string;
  start: number;
  end: number;
  heldUntil: number | null;
}

/** The rota, days off, outages and class sessions. `unit` null: the salon; `service`: of a session. */
export interface Presence {
  kind: "open" | "works" | "off" | "outage" | "session";
  unit: string | null;
  start: number;
  end: number;
  service: string | null;
}

export interface DayWait {
  id: string;
  client: string;
  name: string;
  services: StoredWish[];
  party: number;
  offered: boolean;
}

export interface Day {
  salon: Salon;
  from: number;
  to: number;
  now: number;
  visits: DayVisit[];
  segments: DaySegment[];
  blocks: Block[];
  roster: Presence[];
  /** Of people's own calendars. */
  imported: { unit: string; start: number; end: number }[];
  /** Who waits for a time on the first of the dates. */
  waits: DayWait[];
}

/** How often a document may change under one question. */
const TRIES = 3;

export async function readDay(
  ctx: CommandContext,
  asked: DayAsked,
): Promise<{ ok: true; value: Day } | { ok: false; problem: Problem }> {
  try {
    let salon = await publishedSalon(ctx.env, asked.salon);
    for (let tries = 0; salon !== null && tries < TRIES; tries++) {
      const value = await attempt(ctx, asked, salon);
      if (value !== null) return { ok: true, value };
      salon = await republish(ctx.env, asked.salon);
    }
    return { ok: false, problem: salon === null ? unknownSalon(asked.salon) : tooBusy() };
  } catch (error) {
    return { ok: false, problem: asProblem(error) };
  }
}

/** Null when the document changed since the snapshot. */
async function attempt(ctx: CommandContext, { from, to, actor }: DayAsked, salon: Salon): Promise<Day | null> {
  const { slug } = salon;
  const db = database(ctx.env, slug);
  const window: Window = windowOf(salon, from, to);
  const units = salon.units.names;
  const people = salon.view.staff.map(({ id }) => id);
  const [[version], visits, segments, blocks, imported, waits] = await read<
    [VersionRow, DayVisitRow, DaySegmentRow, BlockRow, ImportedRow, DayWaitRow]
  >(db, [
    askVersion(db, slug),
    askDayVisits(db, slug, window, "serve"),
    askDaySegments(db, slug, units, window, ctx.now),
    askBlocks(db, slug, window, "staff"),
    askImported(db, slug, people, window),
    askDayWaits(db, slug, from, "wait"),
  ]);
  if (version?.version !== salon.version) return null;
  noteRead(ctx, slug, {
    actor: actorName(actor),
    session: "session" in actor ? actor.session : undefined,
    purpose: "serve",
    what: "bookings",
    clients: visits.map(({ client_id }) => client_id),
    objects: visits.map(({ booking_id }) => booking_id),
    polled: true,
  });
  return {
    salon,
    from,
    to,
    now: ctx.now,
    visits: visits.map(visitOf),
    segments: segments.map(({ visit_id, unit_id, start_at, end_at, held_until }) => {
      return { visit: visit_id, unit: unit_id, start: start_at, end: end_at, heldUntil: held_until };
    }),
    blocks: blocks.map(blockOf),
    roster: rosterIn(salon, from, to),
    imported: imported.map(({ unit_id, start_at, end_at }) => ({ unit: unit_id, start: start_at, end: end_at })),
    waits: waits.map(({ waitlist_id, client_id, name, services, party, status }) => {
      const wishes = JSON.parse(services) as StoredWish[];
      return { id: waitlist_id, client: client_id, name, services: wishes, party, offered: status === "offered" };
    }),
  };
}

const KINDS: Record<number, Presence["kind"]> = {
  [RosterKind.Open]: "open",
  [RosterKind.Works]: "works",
  [RosterKind.Off]: "off",
  [RosterKind.Outage]: "outage",
  [RosterKind.Session]: "session",
};

function rosterIn(salon: Salon, from: number, to: number): Presence[] {
  return rosterOf(salon.calendar, from, to, engine).map(({ unit, kind, start, end, service }) => ({
    kind: KINDS[kind] ?? "off",
    unit: unit === null ? null : salon.units.name(unit),
    start,
    end,
    service: service === null ? null : (salon.view.services[service]?.id ?? null),
  }));
}

function visitOf(row: DayVisitRow): DayVisit {
  return {
    id: row.booking_id,
    client: row.client_id,
    name: row.name,
    guests: guestsOf(row.guests),
    stage: row.stage,
    services: JSON.parse(row.services) as StoredWish[],
    party: row.party,
    start: row.start_at,
    end: row.end_at,
    priceCents: row.price_cents,
    placed: JSON.parse(row.placed) as PlacedPhase[],
    classVisit: row.class_visit,
    sequence: row.sequence,
    phone: row.phone,
    notes: row.notes,
    preferences: row.preferences,
  };
}
