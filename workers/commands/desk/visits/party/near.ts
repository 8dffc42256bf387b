// Guests who come together: all at one start where that can be, else in as few minutes of each other as can be, each part decided by the
// engine with the others' places taken.

import { invalid, type Problem, tooBusy, unknownSalon } from "../../../../problem.ts";
import { database, read } from "../../../../store/database.ts";
import type { BusyRow, ImportedRow } from "../../../../store/segments.ts";
import { askVersion, publishedSalon, republish, type Salon, type VersionRow } from "../../../../store/snapshots.ts";
import type { CommandContext } from "../../../command.ts";
import { asProblem, refused } from "../../../deciding/commit.ts";
import { askFacts, type Facts, localDate, windowOf } from "../../../deciding/facts.ts";
import { ask, beyondReach, decided } from "../../../deciding/visit.ts";
import { wishedVisit } from "../../../deciding/wished.ts";

/** Guests of a party that the desk books; each part of it is asked for in every size that is left. */
export const MOST_GUESTS = 10;

export interface Part {
  start: number;
  end: number;
  guests: number;
  priceCents: number;
}

export interface NearInput {
  salon: string;
  services: readonly string[];
  party: number;
  start: number;
}

const TRIES = 3;

/** On the day of `start`. Empty: they cannot all come that day. */
export async function nearParts(
  ctx: CommandContext,
  { salon: slug, services, party, start }: NearInput,
): Promise<{ ok: true; value: Part[] } | { ok: false; problem: Problem }> {
  const wishes = services.map((id) => ({ id }));
  try {
    let salon = await publishedSalon(ctx.env, slug);
    for (let tries = 0; salon !== null && tries < TRIES; tries++) {
      const one = wishedVisit(salon, wishes);
      if (Array.isArray(one)) return refused(invalid(one));
      if (beyondReach(start, ctx.now) !== null) return { ok: true, value: [] };
      const date = localDate(salon, start);
      const db = database(ctx.env, slug);
      const [[version], busy, imported] = await read<[VersionRow, BusyRow, ImportedRow]>(db, [
        askVersion(db, slug),
        ...askFacts(db, salon, null, windowOf(salon, date, date), {}, ctx.now),
      ]);
      if (version?.version === salon.version)
        return { ok: true, value: partsOf(salon, { wishes, party, start, date }, { busy, imported }, ctx.now) };
      salon = await republish(ctx.env, slug);
    }
    return refused(salon === null ? unknownSalon(slug) : tooBusy());
  } catch (error) {
    return refused(asProblem(error));
  }
}

interface Question {
  wishes: { id: string }[];
  party: number;
  start: number;
  date: number;
}

/** In turn: of what is left the part that begins nearest to the wished start; of equally near ones the largest. */
function partsOf(salon: Salon, { wishes, party, start, date }: Question, facts: Facts, now: number): Part[] {
  const taken: Facts = { busy: [...facts.busy], imported: facts.imported };
  const parts: Part[] = [];
  for (let left = party; left > 0; ) {
    const next = nearest(salon, { wishes, party: left, start, date }, taken, now);
    if (next === null) return [];
    const { part, segments } = next;
    parts.push(part);
    taken.busy.push(...segments.map(({ unit, start: from, end }) => ({ unit_id: unit, start_at: from, end_at: end })));
    left -= part.guests;
  }
  return parts.sort((a, b) => a.start - b.start);
}

function nearest(salon: Salon, { wishes, party, start, date }: Question, facts: Facts, now: number) {
  let best: { distance: number; guests: number; at: number } | null = null;
  for (let guests = party; guests > 0; guests--) {
    const wished = wishedVisit(salon, wishes, guests);
    if (Array.isArray(wished)) return null;
    for (const free of ask(salon, wished, facts, now, { from: date, to: date }).starts) {
      const distance = Math.abs(free.start - start);
      if (best === null || distance < best.distance) best = { distance, guests, at: free.start };
    }
  }
  if (best === null) return null;
  const wished = wishedVisit(salon, wishes, best.guests);
  if (Array.isArray(wished)) return null;
  const question = { from: date, to: date, onlyStart: best.at, detail: "placement" } as const;
  const found = ask(salon, wished, facts, now, question).starts.first;
  if (found === null) return null;
  const { visit, segments, shared } = decided(salon, wished, found);
  const part = { start: visit.start, end: visit.end, guests: best.guests, priceCents: visit.priceCents };
  return { part, segments: [...segments, ...shared] };
}
