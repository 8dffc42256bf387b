// A salon's life at random: holds made, replaced, confirmed in time or late, given back; visits moved and cancelled; the
// document edited under them. At every step what is offered to a caller can be had by that caller, and nothing else.

import { expect, test } from "vitest";
import type { SalonDocument } from "../../../shared/contracts/salon.ts";
import { book } from "../../../workers/commands/book.ts";
import { cancel } from "../../../workers/commands/cancel.ts";
import type { WishedService } from "../../../workers/commands/command.ts";
import { hold, releaseHold } from "../../../workers/commands/hold.ts";
import { move } from "../../../workers/commands/move.ts";
import { putSalon } from "../../../workers/commands/put-salon.ts";
import { type StartsQuery, starts } from "../../../workers/commands/starts.ts";
import { at, done, NOMSA, NOW, openSalon, rows } from "./surroundings.ts";

/** Mulberry32: numbers in [0, 1) that a seed gives again. */
function dice(seed: number): <T>(among: readonly T[]) => T {
  let state = seed;
  return (among) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    const at = Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * among.length);
    const one = among[at];
    if (one === undefined) throw new RangeError("There is nothing to pick from.");
    return one;
  };
}

const WISHES: { services: WishedService[]; party?: number }[] = [
  { services: [{ id: "cut" }] },
  { services: [{ id: "cut", staff: "ayanda" }] },
  { services: [{ id: "colour" }] },
  { services: [{ id: "cut", staff: "thandi" }, { id: "colour" }] },
  { services: [{ id: "cut" }], party: 2 },
  { services: [{ id: "braids" }] },
  { services: [{ id: "braids" }], party: 2 },
];

/** Edits that bookings do not follow: fewer seats, fewer chairs, another hour for the class, and all as it was. */
const EDITS: ((salon: SalonDocument) => void)[] = [
  () => {},
  (salon) => Object.assign(salon.services[2] ?? {}, { capacity: 1 }),
  (salon) => Object.assign(salon.resources?.[0] ?? {}, { count: 1 }),
  (salon) => Object.assign(salon.services[2]?.sessions?.[0] ?? {}, { time: "11:00" }),
];

const DAY = 1440;
const TUESDAY = Math.floor((NOW + 120) / DAY) + 1;

async function walk(seed: number, steps: number): Promise<void> {
  const pick = dice(seed);
  const document = await openSalon((salon) => {
    const phase = salon.services[2]?.phases[0];
    if (phase !== undefined) phase.resources = ["chair"];
    salon.booking = { ...salon.booking, notice_minutes: 0, step_minutes: 30, cancel_until_minutes: 0 };
  });
  const { slug } = document;
  const holds: { id: string; until: number }[] = [];
  const tokens: string[] = [];
  let now = NOW;
  const offered = async (query: Partial<StartsQuery>): Promise<number[]> => {
    const services: WishedService[] = [];
    const outcome = await starts(at(now), { salon: slug, services, from: TUESDAY, to: TUESDAY, ...query });
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.problem));
    return [...outcome.value.starts].map(({ start }) => start);
  };
  /** One start of the day, offered or not, and what came of taking it. */
  const take = async (
    free: number[],
    act: (start: number) => Promise<{ ok: boolean; problem?: { status: number } }>,
  ) => {
    const day = Array.from({ length: 20 }, (_, i) => TUESDAY * DAY + 6 * 60 + 30 * i);
    const start = free.length > 0 && pick([true, true, false]) ? pick(free) : pick(day);
    const outcome = await act(start);
    const status = outcome.ok ? "taken" : (outcome.problem?.status ?? 0);
    expect([seed, start, status]).toEqual([seed, start, free.includes(start) ? "taken" : 409]);
    return outcome;
  };
  for (let step = 0; step < steps; step++) {
    now += pick([0, 0, 1, 4, 9]);
    const wish = pick(WISHES);
    const mine = holds.length > 0 ? pick(holds) : undefined;
    const token = tokens.length > 0 ? pick(tokens) : undefined;
    const what = pick(["hold", "hold", "replace", "confirm", "confirm", "release", "move", "move", "cancel", "edit"]);
    if (what === "hold" || (what === "replace" && mine !== undefined)) {
      const own = what === "replace" ? mine : undefined;
      const free = await offered({ ...wish, hold: own?.id });
      const outcome = await take(free, (start) => hold(at(now), { salon: slug, ...wish, start, replaces: own?.id }));
      if (outcome.ok) {
        if (own !== undefined) holds.splice(holds.indexOf(own), 1);
        holds.push({ id: done(outcome as Awaited<ReturnType<typeof hold>>).hold, until: now + 10 });
      }
    } else if (what === "confirm" && mine !== undefined) {
      const outcome = await book(at(now), { salon: slug, visit: { hold: mine.id }, client: NOMSA });
      if (mine.until > now) done(outcome);
      else expect(outcome.ok ? 201 : outcome.problem.status).not.toBe(503);
      holds.splice(holds.indexOf(mine), 1);
      if (outcome.ok) tokens.push(outcome.value.token);
    } else if (what === "release" && mine !== undefined) {
      done(await releaseHold(at(now), { salon: slug, hold: mine.id }));
      holds.splice(holds.indexOf(mine), 1);
    } else if (what === "move" && token !== undefined) {
      const free = await offered({ token });
      await take(free, (start) => move(at(now), { subject: { token }, start }));
    } else if (what === "cancel" && token !== undefined) {
      const [salon = "", booking = ""] = token.split(".");
      done(await cancel(at(now), { subject: { salon, booking, actor: "team" } }));
      tokens.splice(tokens.indexOf(token), 1);
    } else if (what === "edit") {
      const edited = structuredClone(document);
      pick(EDITS)(edited);
      done(await putSalon(at(now), { document: edited, actor: "operator" }));
    }
    const orphans = await rows(
      `SELECT visit_id FROM segment AS shared WHERE salon_id = ?1 AND visit_id GLOB 'class:*' AND NOT EXISTS (
         SELECT 1 FROM segment AS seat WHERE seat.salon_id = ?1 AND seat.unit_id GLOB 'braids.*'
           AND seat.start_at = CAST(substr(shared.visit_id, 14) AS INTEGER))`,
      slug,
    );
    expect([seed, step, what, orphans]).toEqual([seed, step, what, []]);
  }
}

/** Milliseconds; a thousand commands, on a machine that does other things besides. */
const LONG = 180_000;

test(
  "whatever happened before, what is offered to a caller can be had by that caller, and nothing else",
  async () => {
    for (let seed = 330; seed < 345; seed++) await walk(seed, 70);
  },
  LONG,
);
