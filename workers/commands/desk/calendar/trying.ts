// What would happen: the engine's answer to a visit at a time before anything is committed. Where a rule that the team may set
// aside is all that stands in the way, it says which; otherwise why not, and the nearest times that are free.

import { Reason, type Reject } from "../../../engine/availability.ts";
import { invalid, type Problem, tooBusy, unknownBooking, unknownSalon } from "../../../problem.ts";
import { askBooking, type BookingRow } from "../../../store/bookings.ts";
import { database, read } from "../../../store/database.ts";
import type { VisitAroundRow } from "../../../store/desk/clients/patch-tests.ts";
import type { PlacedPhase, StoredWish } from "../../../store/holds.ts";
import type { BusyRow, ImportedRow } from "../../../store/segments.ts";
import { askVersion, publishedSalon, republish, type Salon, type VersionRow } from "../../../store/snapshots.ts";
import type { CommandContext, WishedService } from "../../command.ts";
import { asProblem } from "../../deciding/commit.ts";
import { askFacts, type Facts, localDate, windowOf } from "../../deciding/facts.ts";
import { type Apart, apartOf, askAround } from "../../deciding/moved-test.ts";
import { ask, beyondReach, decided } from "../../deciding/visit.ts";
import { type Wished, wishedVisit } from "../../deciding/wished.ts";
import { type OverridableRule, SETS, waivedBy } from "./override.ts";

export interface TryInput {
  salon: string;
  /** The visit to be moved; its own time is not in the way. */
  booking?: string | undefined;
  /** Absent: the booking's own. */
  services?: WishedService[] | undefined;
  party?: number | undefined;
  /** Minutes since the epoch. */
  start: number;
}

/** Why a time does not do, in the engine's words: `person` and `resource` by id, where it is about one. */
export interface Why {
  reason: keyof typeof Reason | "Beyond";
  person: string | null;
  resource: string | null;
  /** When what is in the way begins to matter. */
  at: number;
}

export interface Tried {
  salon: Salon;
  services: StoredWish[];
  party: number;
  start: number;
  /** The visit as it would be; null: it cannot be then, whatever is set aside. */
  visit: { end: number; priceCents: number; placed: PlacedPhase[] } | null;
  /** What must be set aside for it; empty: nothing. */
  setAside: readonly OverridableRule[];
  /** Why not by the rules; null where they allow it. */
  why: Why | null;
  /** A patch test that would not count any more, of a visit that is moved; null where it would, or none is needed. */
  apart: Apart | null;
  /** The nearest starts by the rules, at most five. */
  alternatives: { start: number; end: number; priceCents: number }[];
}

const ALTERNATIVES = 5;
/** Days on either side in which alternatives are looked for. */
const DAYS = 3;
const TRIES = 3;

export async function tryVisit(
  ctx: CommandContext,
  input: TryInput,
): Promise<{ ok: true; value: Tried } | { ok: false; problem: Problem }> {
  try {
    let salon = await publishedSalon(ctx.env, input.salon);
    for (let tries = 0; salon !== null && tries < TRIES; tries++) {
      const answer = await attempt(ctx, input, salon);
      if (answer !== null) return answer;
      salon = await republish(ctx.env, input.salon);
    }
    return { ok: false, problem: salon === null ? unknownSalon(input.salon) : tooBusy() };
  } catch (error) {
    return { ok: false, problem: asProblem(error) };
  }
}

async function attempt(ctx: CommandContext, input: TryInput, salon: Salon) {
  const db = database(ctx.env, salon.slug);
  const beyond = beyondReach(input.start, ctx.now) !== null;
  const date = localDate(salon, beyond ? ctx.now : input.start);
  const own = { booking: input.booking };
  const [[version], [row], around, busy, imported] = await read<
    [VersionRow, BookingRow, VisitAroundRow, BusyRow, ImportedRow]
  >(db, [
    askVersion(db, salon.slug),
    askBooking(db, salon.slug, input.booking ?? "", "serve"),
    askAround(db, salon, input.booking ?? "", ctx.now),
    ...askFacts(db, salon, null, windowOf(salon, date - DAYS, date + DAYS), own, ctx.now),
  ]);
  if (version?.version !== salon.version) return null;
  if (input.booking !== undefined && row === undefined) return { ok: false as const, problem: unknownBooking() };
  const services = input.services ?? (row === undefined ? [] : (JSON.parse(row.services) as StoredWish[]));
  const wished = wishedVisit(salon, services, input.party ?? row?.party ?? 1);
  if (Array.isArray(wished)) return { ok: false as const, problem: invalid(wished) };
  const apart = (at: { start: number; end: number }) =>
    row === undefined ? null : apartOf(salon, row.booking_id, { services: wished.services, ...at }, around, ctx.now);
  const value = answerOf(salon, wished, { busy, imported }, { ...input, date, beyond, apart }, ctx.now);
  return { ok: true as const, value };
}

interface AskedStart {
  start: number;
  date: number;
  beyond: boolean;
  /** Which patch test would not count with the visit there. */
  apart(at: { start: number; end: number }): Apart | null;
}

function answerOf(
  salon: Salon,
  wished: Wished,
  facts: Facts,
  { start, date, beyond, apart }: AskedStart,
  now: number,
): Tried {
  const { services, party } = wished;
  const one = { from: date, to: date, onlyStart: start, detail: "placement" as const };
  const setAside = beyond
    ? undefined
    : SETS.find((rules) => ask(salon, wished, facts, now, { ...one, waived: waivedBy(rules) }).starts.first !== null);
  const found =
    setAside === undefined ? null : ask(salon, wished, facts, now, { ...one, waived: waivedBy(setAside) }).starts.first;
  const visit = found === null ? null : decided(salon, wished, found).visit;
  const told = { salon, services, party, start, apart: visit === null ? null : apart(visit) };
  const placed = visit === null ? null : { end: visit.end, priceCents: visit.priceCents, placed: visit.placed };
  if (setAside?.length === 0 && told.apart === null)
    return { ...told, visit: placed, setAside, why: null, alternatives: [] };
  const { starts } = ask(salon, wished, facts, now, { from: date - DAYS, to: date + DAYS });
  const alternatives = [...starts]
    .filter((free) => apart(free) === null)
    .sort((a, b) => Math.abs(a.start - start) - Math.abs(b.start - start))
    .slice(0, ALTERNATIVES)
    .map((free) => ({ start: free.start, end: free.end, priceCents: free.priceCents }));
  const why = beyond
    ? BEYOND
    : setAside?.length === 0
      ? null
      : whyNot(salon, ask(salon, wished, facts, now, { ...one, detail: "explain" }).rejects[0], start);
  return { ...told, visit: placed, setAside: setAside ?? [], why, alternatives };
}

const REASONS = Object.keys(Reason) as (keyof typeof Reason)[];
const BEYOND: Why = { reason: "Beyond", person: null, resource: null, at: 0 };

/** A start that the rules do not even look at is off the grid, or no time of a class. */
function whyNot(salon: Salon, reject: Reject | undefined, start: number): Why {
  if (reject === undefined) return { reason: "Closed", person: null, resource: null, at: start };
  return {
    reason: REASONS.find((name) => Reason[name] === reject.reason) ?? "Closed",
    person: reject.person === null ? null : salon.units.name(reject.person),
    resource: reject.pool === null ? null : (salon.view.resources?.[reject.pool]?.id ?? null),
    at: reject.at,
  };
}
