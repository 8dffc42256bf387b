// A patch test that a service needs some hours before: whether the client had one that still counts, the two booked together, and the
// nearest pair of starts where they were not. It counts from the end of the visit that it was part of, and for so many days.

import { patchTestOf } from "../../../shared/contracts/salon.ts";
import { type Fault, invalid, type Problem, problem } from "../../problem.ts";
import { read } from "../../store/database.ts";
import { askPatchTests, type PatchTestRow } from "../../store/desk/clients/patch-tests.ts";
import { askHeldTest, type HeldTestRow, type Hold, holdOf, type StoredWish, type Visit } from "../../store/holds.ts";
import type { BusyRow, ImportedRow, StoredSegment } from "../../store/segments.ts";
import type { Salon } from "../../store/snapshots.ts";
import { rfc3339 } from "../../time.ts";
import { askFacts, localDate, windowOf } from "./facts.ts";
import type { TestPlace } from "./test-booking.ts";
import { ask, decide, isProblem } from "./visit.ts";
import { type Wished, wishedVisit } from "./wished.ts";

/** Minutes since the epoch; `staff` as in a wished service. */
export interface PatchTestWish {
  start: number;
  staff?: string | undefined;
}

export interface Need {
  /** The service that needs it, and the one that it is. */
  service: string;
  test: string;
  hours: number;
  days: number;
}

const HOUR = 60;
const DAY = 1440;
/** Days from today in which a pair is looked for; the engine is asked twice. */
const PAIR_DAYS = 28;
/** No document lets a test count for longer. */
const LONGEST_VALID = 731;

function needsOf(salon: Salon, services: readonly StoredWish[]): Need[] {
  return services.flatMap(({ id }) => {
    const service = salon.view.services.find((one) => one.id === id);
    const needed = service === undefined ? null : patchTestOf(service);
    if (needed === null) return [];
    // Both at once, the test the first: the hours between say that it is not this one.
    return [{ service: id, test: needed.service, hours: needed.hours_before, days: needed.valid_days }];
  });
}

/** The services of the document that are patch tests. */
export function testsOf({ view }: Salon): string[] {
  return [...new Set(view.services.flatMap((service) => patchTestOf(service)?.service ?? []))];
}

export function askTests(db: D1Database, salon: Salon, phone: string, now: number) {
  return askPatchTests(db, salon.slug, phone, testsOf(salon), earliestTest(now), "serve");
}

/** No test that is older counts for anything. */
export const earliestTest = (now: number): number => Math.max(0, now - LONGEST_VALID * DAY);

const counts = ({ test, hours, days }: Need, had: PatchTestRow, start: number): boolean =>
  had.service === test && had.end_at + hours * HOUR <= start && had.start_at + days * DAY >= start;

/** What the visit at `start` needs and the client has not. */
export function unmet(salon: Salon, visit: Pick<Visit, "services" | "start">, had: readonly PatchTestRow[]): Need[] {
  return needsOf(salon, visit.services).filter((need) => !had.some((row) => counts(need, row, visit.start)));
}

/** `waived`: the team's reason. Null where nothing is to be done. */
export type PatchTestAnswer = { waived: string } | { booked: TestPlace } | null;

export interface PatchTestQuestion {
  /** The visit's id, under which a test may be held for it already. */
  id: string;
  visit: Visit;
  segments: readonly StoredSegment[];
  had: readonly PatchTestRow[];
  wish: PatchTestWish | undefined;
  /** Of the team alone. */
  waiver: string | undefined;
}

const LONGEST_REASON = 500;

export async function patchTest(
  db: D1Database,
  salon: Salon,
  { id, visit, segments, had, wish, waiver }: PatchTestQuestion,
  now: number,
): Promise<PatchTestAnswer | Problem> {
  const needs = unmet(salon, visit, had);
  const [need] = needs;
  if (need === undefined) return null;
  if (waiver !== undefined) return reasoned(waiver);
  // One test serves every service that names it; services that need different ones are booked after both.
  const strictest = strictestOf(needs, need);
  if (wish === undefined || needs.some(({ test }) => test !== need.test)) {
    return needed(strictest, await pairsOf(db, salon, visit, strictest, now));
  }
  const wished = testWish(salon, strictest, visit.party, wish.staff);
  if (Array.isArray(wished)) return invalid(wished);
  const [[row]] = await read<[HeldTestRow]>(db, [askHeldTest(db, salon.slug, id)]);
  const held = row === undefined ? null : holdOf(row);
  const serves = (test: Visit) => needs.every((each) => counts(each, rowOf(strictest, test), visit.start));
  // Held for it already: neither the rules nor the document are asked again.
  if (held !== null && row?.whole === 1 && held.heldUntil > now && isWished(held, wished, wish) && serves(held))
    return { booked: { held } };
  const date = localDate(salon, wish.start);
  const [busy, imported] = await read<[BusyRow, ImportedRow]>(
    db,
    askFacts(db, salon, wished, windowOf(salon, date, date), { hold: held?.id }, now),
  );
  const own = segments.map(({ unit, start, end }) => ({ unit_id: unit, start_at: start, end_at: end })) as BusyRow[];
  const decided = decide(salon, wished, wish.start, { busy: [...busy, ...own], imported }, now);
  if (isProblem(decided) || !serves(decided.visit))
    return needed(strictest, await pairsOf(db, salon, visit, strictest, now));
  return { booked: { decided, instead: held } };
}

function isWished(held: Hold, { services: [test], party }: Wished, { start }: PatchTestWish): boolean {
  const [kept] = held.services;
  return held.start === start && held.party === party && kept?.id === test?.id && kept?.staff === test?.staff;
}

/** The team's reason, or that it is none. */
export function reasoned(waiver: string): { waived: string } | Problem {
  const { length } = waiver.trim();
  return length > 0 && length <= LONGEST_REASON ? { waived: waiver.trim() } : invalid([unreasoned]);
}

export const strictestOf = (needs: readonly Need[], first: Need): Need =>
  needs.reduce((most, each) => (each.hours > most.hours ? each : most), first);

const rowOf = ({ test }: Need, { start, end }: Visit): PatchTestRow => ({
  service: test,
  start_at: start,
  end_at: end,
});

/** Of a party everybody is tested. */
function testWish(salon: Salon, { test }: Need, party: number, staff?: string): Wished | Fault[] {
  const wished = wishedVisit(salon, [{ id: test, staff }], party);
  return Array.isArray(wished) ? wished.map(({ detail }) => ({ pointer: "/patch_test/staff", detail })) : wished;
}

export interface Pair {
  test: string;
  start: string;
}

/**
 * The wished start with the last test that is early enough, else the first test there is with the first start after it; the same
 * people as wished for the visit.
 */
async function pairsOf(db: D1Database, salon: Salon, visit: Visit, need: Need, now: number): Promise<Pair[]> {
  const today = localDate(salon, now);
  const last = Math.min(
    today + salon.view.booking.horizon_days,
    Math.max(localDate(salon, visit.start), today) + PAIR_DAYS,
  );
  const testing = testWish(salon, need, visit.party);
  const serving = wishedVisit(salon, visit.services, visit.party);
  if (Array.isArray(testing) || Array.isArray(serving)) return [];
  const [tests, starts] = [
    await freeOf(db, salon, testing, { from: today, to: Math.min(last, today + PAIR_DAYS) }, now),
    await freeOf(db, salon, serving, { from: today, to: Math.min(last, today + 2 * PAIR_DAYS) }, now),
  ];
  const pairs: Pair[] = [];
  const early = (end: number, start: number) => end + need.hours * HOUR <= start;
  // The wished start itself is held or free by now, so it is not among the free ones.
  const offset = starts.find(({ start }) => start >= visit.start)?.offset ?? tests[0]?.offset ?? 0;
  const fitting = tests.filter(({ end }) => early(end, visit.start)).slice(-2);
  for (const one of fitting) pairs.push({ test: rfc3339(one.start, one.offset), start: rfc3339(visit.start, offset) });
  const [first] = tests;
  const after =
    first === undefined ? undefined : starts.find(({ start }) => start > visit.start && early(first.end, start));
  if (first !== undefined && after !== undefined && pairs.length < 2) {
    pairs.push({ test: rfc3339(first.start, first.offset), start: rfc3339(after.start, after.offset) });
  }
  return pairs;
}

async function freeOf(
  db: D1Database,
  salon: Salon,
  wished: Wished,
  { from, to }: { from: number; to: number },
  now: number,
) {
  const [busy, imported] = await read<[BusyRow, ImportedRow]>(
    db,
    askFacts(db, salon, wished, windowOf(salon, from, to), {}, now),
  );
  return [...ask(salon, wished, { busy, imported }, now, { from, to }).starts];
}

const unreasoned: Fault = {
  pointer: "/patch_waiver",
  detail: `must say why, in at most ${LONGEST_REASON} characters`,
};

function needed({ service, test, hours, days }: Need, pairs: readonly Pair[]): Problem {
  return problem("patch-test-needed", 422, "A patch test is needed first.", {
    detail: `"${service}" needs "${test}" at least ${hours} hours before it; one counts for ${days} days.`,
    errors: [{ pointer: "/patch_test", detail: "must name the start of a patch test that is booked together with it" }],
    extra: { patch_test: { service: test, for: service, hours_before: hours, valid_days: days }, pairs },
  });
}
