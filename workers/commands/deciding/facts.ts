// The busy time that a decision rests on: over which instants and units it is read, and how the engine takes it.

import { instantsOf, offsetsAt } from "../../engine/clock.ts";
import { engine } from "../../engine/shipped.ts";
import type { Ask } from "../../store/database.ts";
import {
  askBusy,
  askImported,
  type BusyRow,
  type ImportedRow,
  type OwnVisits,
  type Window,
} from "../../store/segments.ts";
import type { Salon } from "../../store/snapshots.ts";
import { dateOf, MINUTES_PER_DAY } from "../../time.ts";
import type { Wished } from "./wished.ts";

/** Minutes beyond a date's midnights that may still matter to it: the longest buffer. */
const BUFFER_MARGIN = 720;

/** Covers the local day of a visit and the margin on either side of it, from the visit's own start and end. */
export const DAY_AROUND = MINUTES_PER_DAY + BUFFER_MARGIN;

/** The instants of the local dates [from, to] with the margin that buffers may reach into. */
export function windowOf(salon: Salon, from: number, to: number): Window {
  const midnights = [from * MINUTES_PER_DAY, (to + 1) * MINUTES_PER_DAY];
  const [first = 0, last = 0] = instantsOf(salon.view.timezone, midnights, engine);
  return { from: Math.max(0, first - BUFFER_MARGIN), to: last + BUFFER_MARGIN };
}

export function localDate(salon: Salon, instant: number): number {
  const [offset = 0] = offsetsAt(salon.view.timezone, [instant], engine);
  return dateOf(instant, offset);
}

/** Busy time as it was read. */
export interface Facts {
  busy: BusyRow[];
  imported: ImportedRow[];
}

/** The reads for a wished visit over a window, of all units where it is not known yet. */
export function askFacts(
  db: D1Database,
  salon: Salon,
  wished: Wished | null,
  window: Window,
  own: OwnVisits,
  now: number,
): [Ask<BusyRow>, Ask<ImportedRow>] {
  return [
    askBusy(db, salon.slug, wished?.units ?? salon.units.names, window, now, own),
    askImported(db, salon.slug, wished?.people ?? salon.view.staff.map(({ id }) => id), window),
  ];
}

const NONE = new Uint32Array();

/** Busy time as the engine takes it: triples of unit, start, end. Units that the document no longer has are left out. */
export function triples(salon: Salon, rows: readonly ImportedRow[]): Uint32Array {
  if (rows.length === 0) return NONE;
  const triples = new Uint32Array(rows.length * 3);
  let length = 0;
  for (const { unit_id, start_at, end_at } of rows) {
    const unit = salon.units.number(unit_id);
    if (unit === undefined) continue;
    triples[length++] = unit;
    triples[length++] = start_at;
    triples[length++] = end_at;
  }
  return length === triples.length ? triples : triples.subarray(0, length);
}
