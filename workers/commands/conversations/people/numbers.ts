// How well people answered, as it was: from the rows of the hand-overs, with nothing taken for solved that nobody said was.
//
//   first    business minutes from the call for a person to the first answer, of those who had one
//   person   minutes on the clock until somebody had it, of those whom somebody had
//   late     hand-overs that missed a deadline, out of all; lateNow: that are missing one at this moment
//   confirmed, assumed, lapsed   of those that ended: the client said so or did it; somebody closed it; nobody did
//   reopened of those that a person closed: the client wrote again within 72 hours
//   moved    went from one person to another, out of all

import { Level } from "../../../engine/routing/assign.ts";
import { askWaiting, type WaitingRow } from "../../../store/conversations/people/assigning.ts";
import { askCounted, type CountedRow } from "../../../store/conversations/people/counted.ts";
import { database, read } from "../../../store/database.ts";
import { publishedSalon } from "../../../store/snapshots.ts";
import type { CommandContext } from "../../command.ts";
import { clocksOf } from "./clocks.ts";

/** Half were as quick as `half`, nine in ten as `most`; null where there is none. */
export interface Spread {
  half: number;
  most: number;
}

export interface PeopleNumbers {
  called: number;
  first: Spread | null;
  person: Spread | null;
  late: number;
  lateNow: number;
  confirmed: number;
  assumed: number;
  lapsed: number;
  reopened: number;
  moved: number;
}

const DAYS = 30;

export async function numbersOf(ctx: CommandContext, slug: string): Promise<PeopleNumbers> {
  const db = database(ctx.env, slug);
  const [rows, waiting] = await read<[CountedRow, WaitingRow]>(db, [
    askCounted(db, slug, ctx.now - DAYS * 1440),
    askWaiting(db, slug, ctx.now),
  ]);
  const salon = await publishedSalon(ctx.env, slug);
  const clocks = salon === null || waiting.length === 0 ? [] : clocksOf(salon, waiting, ctx.now);
  return { ...counted(rows), lateNow: clocks.filter(({ level }) => level === Level.Late).length };
}

export function counted(rows: readonly CountedRow[]): Omit<PeopleNumbers, "lateNow"> {
  const many = (which: (row: CountedRow) => boolean): number => rows.filter(which).length;
  return {
    called: rows.length,
    first: spreadOf(rows.flatMap(({ first_minutes: minutes }) => minutes ?? [])),
    person: spreadOf(rows.flatMap(({ assigned_at: had, called_at: called }) => (had === null ? [] : had - called))),
    late: many(({ late }) => late !== 0),
    confirmed: many(({ outcome }) => outcome === "confirmed"),
    assumed: many(({ outcome }) => outcome === "assumed"),
    lapsed: many(({ outcome }) => outcome === "lapsed"),
    reopened: many(({ reopened_at: again }) => again !== null),
    moved: many(({ moved }) => moved > 0),
  };
}

/** By nearest rank: of ten, the fifth and the ninth. */
export function spreadOf(values: readonly number[]): Spread | null {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.ceil(sorted.length * share) - 1] ?? 0;
  return sorted.length === 0 ? null : { half: at(0.5), most: at(0.9) };
}
