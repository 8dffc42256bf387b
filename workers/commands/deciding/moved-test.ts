// A visit that moves or is given up, and the patch tests around it: whether it still has one that counts, and, where it is one itself,
// whether the visits that rest on it still do. Whoever set a visit's test aside is not asked again.

import { type Problem, problem } from "../../problem.ts";
import { askVisitsAround, type PatchTestRow, type VisitAroundRow } from "../../store/desk/clients/patch-tests.ts";
import type { StoredWish, Visit } from "../../store/holds.ts";
import type { Salon } from "../../store/snapshots.ts";
import { earliestTest, type Need, strictestOf, testsOf, unmet } from "./patch-test.ts";

export function askAround(db: D1Database, salon: Salon, booking: string, now: number) {
  const any = testsOf(salon).length > 0;
  return askVisitsAround(db, salon.slug, booking, { since: earliestTest(now), any }, "serve");
}

export type MovedVisit = Pick<Visit, "services" | "start" | "end">;

/** What would not hold any more: the strictest need, and the visits that would be without a test. */
export interface Apart extends Need {
  visits: string[];
}

/** Null where everything holds with `visit` in the place of the booking. */
export function apartOf(
  salon: Salon,
  booking: string,
  visit: MovedVisit,
  around: readonly VisitAroundRow[],
  now: number,
): Apart | null {
  const own = around.find(({ booking_id }) => booking_id === booking);
  const others = around.filter(({ booking_id }) => booking_id !== booking).map(read);
  const had = testsIn(salon, others);
  const broken: { id: string; needs: Need[] }[] = [];
  if (own?.waived !== 1) broken.push({ id: booking, needs: unmet(salon, visit, had) });
  const [before, after] = [own === undefined ? [] : testsIn(salon, [read(own)]), testsIn(salon, [visit])];
  for (const other of others) {
    if (other.waived || other.start <= now || before.length === 0) continue;
    // What had no test before is not this move's doing.
    if (unmet(salon, other, [...had, ...before]).length > 0) continue;
    broken.push({ id: other.id, needs: unmet(salon, other, [...had, ...after]) });
  }
  const without = broken.filter(({ needs }) => needs.length > 0);
  const needs = without.flatMap((one) => one.needs);
  const [first] = needs;
  return first === undefined ? null : { ...strictestOf(needs, first), visits: without.map(({ id }) => id) };
}

export interface Resting extends MovedVisit {
  id: string;
}

/** The visits to come that would be without a test if the booking were not, and those that rest on what they bring in turn. */
export function restingOn(salon: Salon, booking: string, around: readonly VisitAroundRow[], now: number): Resting[] {
  const visits = around.map(read);
  const had = testsIn(salon, visits);
  const gone = new Set([booking]);
  const others = visits.filter(({ id, start, waived }) => id !== booking && start > now && !waived);
  const resting = others.filter((visit) => unmet(salon, visit, had).length === 0);
  for (let before = 0; before < gone.size; ) {
    before = gone.size;
    const left = testsIn(
      salon,
      visits.filter(({ id }) => !gone.has(id)),
    );
    for (const visit of resting) if (unmet(salon, visit, left).length > 0) gone.add(visit.id);
  }
  return resting.filter(({ id }) => gone.has(id));
}

function testsIn(salon: Salon, visits: readonly MovedVisit[]): PatchTestRow[] {
  const tests = new Set(testsOf(salon));
  return visits.flatMap(({ services, start, end }) =>
    services.flatMap(({ id }) => (tests.has(id) ? [{ service: id, start_at: start, end_at: end }] : [])),
  );
}

function read({ booking_id, services, start_at, end_at, waived }: VisitAroundRow) {
  return {
    id: booking_id,
    services: JSON.parse(services) as StoredWish[],
    start: start_at,
    end: end_at,
    waived: waived === 1,
  };
}

/** The nearest starts at which it does hold go with it. */
export const testApart = ({ service, test, hours, days }: Need): Problem =>
  problem("patch-test-apart", 409, "The patch test would not count then.", {
    detail: `"${service}" needs "${test}" at least ${hours} hours before it; one counts for ${days} days.`,
    extra: { patch_test: { service: test, for: service, hours_before: hours, valid_days: days } },
  });
