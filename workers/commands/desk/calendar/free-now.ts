// Somebody stands at the door: who is free for it now, and who will be soonest? Notice and the grid are for those who book ahead.

import { offsetsAt } from "../../../engine/clock.ts";
import { engine } from "../../../engine/shipped.ts";
import { invalid, type Problem, tooBusy, unknownSalon } from "../../../problem.ts";
import { database, read } from "../../../store/database.ts";
import type { BusyRow, ImportedRow } from "../../../store/segments.ts";
import { askVersion, publishedSalon, republish, type Salon, type VersionRow } from "../../../store/snapshots.ts";
import { dateOf } from "../../../time.ts";
import type { CommandContext } from "../../command.ts";
import { asProblem } from "../../deciding/commit.ts";
import { askFacts, windowOf } from "../../deciding/facts.ts";
import { ask } from "../../deciding/visit.ts";
import { wishedVisit } from "../../deciding/wished.ts";
import { type OverridableRule, waivedBy } from "./override.ts";

/** What a visit that begins now sets aside. */
export const AT_THE_DOOR: readonly OverridableRule[] = ["grid", "notice"];

/** Instants are minutes since the epoch. */
export interface FreePerson {
  person: string;
  start: number;
  end: number;
  priceCents: number;
}

const QUANTUM = 5;
const TRIES = 3;

/** Those who do it and are free for it today, the soonest first; `from` is the quantum that now lies in. */
export async function freeNow(
  ctx: CommandContext,
  slug: string,
  service: string,
): Promise<{ ok: true; value: { from: number; people: FreePerson[] } } | { ok: false; problem: Problem }> {
  try {
    let salon = await publishedSalon(ctx.env, slug);
    for (let tries = 0; salon !== null && tries < TRIES; tries++) {
      const answer = await attempt(ctx, salon, service);
      if (answer !== null) return answer;
      salon = await republish(ctx.env, slug);
    }
    return { ok: false, problem: salon === null ? unknownSalon(slug) : tooBusy() };
  } catch (error) {
    return { ok: false, problem: asProblem(error) };
  }
}

async function attempt(ctx: CommandContext, salon: Salon, service: string) {
  const anybody = wishedVisit(salon, [{ id: service }], 1);
  if (Array.isArray(anybody)) return { ok: false as const, problem: invalid(anybody) };
  const from = ctx.now - (ctx.now % QUANTUM);
  const [offset = 0] = offsetsAt(salon.view.timezone, [from], engine);
  const today = dateOf(from, offset);
  const db = database(ctx.env, salon.slug);
  const [[version], busy, imported] = await read<[VersionRow, BusyRow, ImportedRow]>(db, [
    askVersion(db, salon.slug),
    ...askFacts(db, salon, anybody, windowOf(salon, today, today), {}, ctx.now),
  ]);
  if (version?.version !== salon.version) return null;
  const people = anybody.people.flatMap((person) => {
    const wished = wishedVisit(salon, [{ id: service, staff: person }], 1);
    if (Array.isArray(wished)) return [];
    const question = { from: today, to: today, waived: waivedBy(AT_THE_DOOR) };
    const { starts } = ask(salon, wished, { busy, imported }, ctx.now, question);
    const first = [...starts].find(({ start }) => start >= from);
    return first === undefined ? [] : [{ person, start: first.start, end: first.end, priceCents: first.priceCents }];
  });
  people.sort((a, b) => a.start - b.start || a.priceCents - b.priceCents);
  return { ok: true as const, value: { from, people } };
}
