// How a decided visit is answered: instants with the salon's offset, units by name.

import { offsetsAt } from "../../engine/clock.ts";
import { engine } from "../../engine/shipped.ts";
import type { Visit } from "../../store/holds.ts";
import type { StoredSegment } from "../../store/segments.ts";
import type { Salon } from "../../store/snapshots.ts";
import { rfc3339 } from "../../time.ts";
import type { AssignmentAnswer, SegmentAnswer } from "../command.ts";

/** Writes instants with the salon's offsets; one call of the engine for all of them. */
export function clockOf(salon: Salon, instants: readonly number[]): (instant: number) => string {
  const offsets = offsetsAt(salon.view.timezone, instants, engine);
  const known = new Map(instants.map((instant, i) => [instant, offsets[i] ?? 0]));
  return (instant) => rfc3339(instant, known.get(instant) ?? 0);
}

export interface VisitAnswer {
  start: string;
  end: string;
  price_cents: number;
  deposit_cents: number;
  assignment: AssignmentAnswer[];
  segments: SegmentAnswer[];
}

/** The parts of a visit that holds and bookings answer alike. `also` are further instants that `at` is to write. */
export function visitAnswer(
  salon: Salon,
  visit: Visit,
  segments: readonly StoredSegment[],
  also: readonly number[] = [],
): { answer: VisitAnswer; at: (instant: number) => string } {
  const spans = [...visit.placed, ...segments, visit].flatMap(({ start, end }) => [start, end]);
  const at = clockOf(salon, [...new Set([...spans, ...also])]);
  const answer = {
    start: at(visit.start),
    end: at(visit.end),
    price_cents: visit.priceCents,
    deposit_cents: visit.depositCents,
    assignment: visit.placed.map((placed) => ({ ...placed, start: at(placed.start), end: at(placed.end) })),
    segments: segments.map(({ unit, start, end }) => ({ unit, start: at(start), end: at(end) })),
  };
  return { answer, at };
}
