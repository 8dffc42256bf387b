// Which of all bookable starts are offered: as many as a list holds, near what was wished for.

import { offsetsAt } from "../../../engine/clock.ts";
import type { DialogueAction, StartOffered } from "../../../engine/routing/converse.ts";
import { engine } from "../../../engine/shipped.ts";
import type { Start } from "../../../engine/starts.ts";
import type { Problem } from "../../../problem.ts";
import type { Salon } from "../../../store/snapshots.ts";
import { dateOf, minuteOfDay } from "../../../time.ts";
import type { Alternative, CommandContext, WishedService } from "../../command.ts";
import { MOST_DAYS, type StartsQuery, starts } from "../../starts.ts";

/** Rows of a list that are starts; two more lead elsewhere. */
const SHOWN = 8;

interface Wish {
  from: number;
  to: number;
  minuteFrom: number;
  minuteTo: number;
}

/** Starts for the wish; the nearest others where it has none. A problem where there is nothing to ask for. */
export async function findStarts(
  ctx: CommandContext,
  salon: Salon,
  services: WishedService[],
  { about }: DialogueAction,
  token: string | undefined,
  /** The start of the visit that is to move: it moves to another. */
  now?: number,
): Promise<StartOffered[] | Problem> {
  const wish: Wish = {
    from: about.dayFrom,
    to: Math.min(about.dayTo, about.dayFrom + MOST_DAYS - 1),
    minuteFrom: about.minuteFrom,
    minuteTo: about.minuteTo,
  };
  const query: StartsQuery =
    token === undefined
      ? { salon: salon.slug, services, party: about.guests, detail: "placement" }
      : { salon: "", services: [], token, detail: "placement" };
  const found = await starts(ctx, { ...query, from: wish.from, to: wish.to, next: true });
  if (!found.ok) return found.problem;
  const party = found.value.wished.party;
  const others = (of: Iterable<Start>) =>
    [...of].filter(({ start }) => start !== now).map((start) => offeredOf(salon, start, party));
  const all = others(found.value.starts);
  if (all.length > 0) return chosenOf(all, wish);
  const { next } = found.value;
  if (next === null) return [];
  const day = dateOf(next.start, next.offset);
  const later = await starts(ctx, { ...query, from: day, to: day });
  if (!later.ok) return later.problem;
  return chosenOf(others(later.value.starts), wish);
}

function offeredOf(salon: Salon, start: Start, party: number): StartOffered {
  const people = salon.view.staff.length; // units of people come first
  const person = party > 1 ? undefined : start.placed.find(({ unit }) => unit < people)?.unit;
  return { start: start.start, priceCents: start.priceCents, offset: start.offset, person: person ?? -1 };
}

const minute = ({ start, offset }: StartOffered): number => minuteOfDay(start, offset);

function chosenOf(all: StartOffered[], wish: Wish): StartOffered[] {
  const within = all.filter((one) => minute(one) >= wish.minuteFrom && minute(one) <= wish.minuteTo);
  if (wish.minuteFrom === wish.minuteTo) {
    if (within.length > 0) return within.slice(0, SHOWN);
    const off = (one: StartOffered): number => Math.abs(minute(one) - wish.minuteFrom);
    const nearest = all.toSorted((a, b) => off(a) - off(b) || a.start - b.start).slice(0, SHOWN);
    return nearest.sort((a, b) => a.start - b.start);
  }
  return spread(within.length > 0 ? within : all);
}

/** Some of every day, the first days first, evenly over each day. */
function spread(all: StartOffered[]): StartOffered[] {
  const days = [...Map.groupBy(all, ({ start, offset }) => dateOf(start, offset)).values()];
  const shown = days.slice(0, Math.max(2, Math.min(days.length, SHOWN / 2)));
  const each = Math.ceil(SHOWN / shown.length);
  return shown.flatMap((day) => evenly(day, each)).slice(0, SHOWN);
}

function evenly(day: StartOffered[], most: number): StartOffered[] {
  if (day.length <= most) return day;
  return Array.from({ length: most }, (_, i) => day[Math.floor((i * day.length) / most)]).filter(
    (one) => one !== undefined,
  );
}

/** The nearest others that a refusal came with. */
export function alternativesOf(salon: Salon, { extra }: Problem): StartOffered[] {
  const given = (extra?.alternatives ?? []) as Alternative[];
  const instants = given.map(({ start }) => Math.floor(Date.parse(start) / 60_000));
  const offsets = offsetsAt(salon.view.timezone, instants, engine);
  return given.map(({ price_cents }, i) => ({
    start: instants[i] ?? 0,
    priceCents: price_cents,
    offset: offsets[i] ?? 0,
    person: -1,
  }));
}
