// Free starts as the pages show them: days with how much room they have, the times of one day, what comes next.

import type { CommandContext } from "../../../commands/command.ts";
import { type OfferedStarts, type StartsQuery, starts } from "../../../commands/starts.ts";
import type { Problem } from "../../../problem.ts";
import type { Salon } from "../../../store/snapshots.ts";
import { localMoment } from "../../../ui/dates.ts";
import { changeUntil, momentOf, momentsOf, spanOf } from "../moments.ts";
import { openMinutes } from "../opening.ts";
import { isClass, minutesSpan, servicesOf } from "./offer.ts";
import { ANYONE } from "./state.ts";
import type { Picked } from "./summary.ts";
import type { FreeTime, TimeChoices } from "./time-picker.ts";

/** Days on one strip. Strips are counted from today, so that a day is always on the same one. */
const STRIP = 14;

type Start = NonNullable<OfferedStarts["next"]>;

export interface Offered {
  salon: Salon;
  choices: TimeChoices;
  picked: Picked | null;
}

export interface Wanted {
  query: Pick<StartsQuery, "salon" | "services" | "party" | "token">;
  /** The services as they will be shown: with a token, the booking's own. */
  services: { id: string; staff?: string | undefined }[];
  date: number | null;
  start: number | null;
}

/** One read batch for the strip; a second one only where a full stretch has to be looked beyond. */
export async function offeredTimes(ctx: CommandContext, salon: Salon, wanted: Wanted): Promise<Offered | Problem> {
  const today = momentOf(salon, ctx.now).date;
  const last = today + salon.view.booking.horizon_days;
  const asked = Math.min(Math.max(wanted.date ?? today, today), last);
  const from = today + STRIP * Math.floor((asked - today) / STRIP);
  const to = Math.min(last, from + STRIP - 1);
  const detail = wanted.start === null ? "starts" : "placement";
  const outcome = await starts(ctx, { ...wanted.query, from, to, detail, next: true });
  if (!outcome.ok) return outcome.problem;
  const { value } = outcome;
  const all = [...value.starts];
  const first = all[0];
  const date = wanted.date === null && first !== undefined ? dateOfStart(first) : asked;
  const choices: TimeChoices = {
    today,
    last,
    date,
    days: stripDays(value.salon, wanted, from, to, all),
    times: timesOf(value, wanted, date, all),
    next: await nextAfter(ctx, value.salon, wanted, date, to, last, all, value.next),
    start: wanted.start,
  };
  const found = all.find(({ start }) => start === wanted.start);
  return {
    salon: value.salon,
    choices,
    picked: found === undefined ? null : pickedOf(ctx, value.salon, wanted, found),
  };
}

function dateOfStart({ start, offset }: Start): number {
  return localMoment(start, offset).date;
}

function stripDays(salon: Salon, { services }: Wanted, from: number, to: number, all: Start[]): TimeChoices["days"] {
  const counts = new Map<number, number>();
  for (const start of all) counts.set(dateOfStart(start), (counts.get(dateOfStart(start)) ?? 0) + 1);
  const shown = servicesOf(
    salon.view,
    services.map(({ id }) => id),
  );
  const minutes = shown.reduce((sum, service) => sum + minutesSpan(salon.view, service).from, 0);
  return Array.from({ length: to - from + 1 }, (_, index) => {
    const date = from + index;
    const free = counts.get(date) ?? 0;
    // As many starts as an empty, fully staffed day would have.
    const most = (openMinutes(salon.view, date) - minutes) / salon.view.booking.step_minutes + 1;
    return { date, free, room: shown.some(isClass) ? free : Math.min(1, free / Math.max(1, most)) };
  });
}

function timesOf({ salon, busy }: OfferedStarts, wanted: Wanted, date: number, all: Start[]): FreeTime[] {
  const day = all.filter((start) => dateOfStart(start) === date);
  const isBest = bestOf(day);
  const [service] = servicesOf(
    salon.view,
    wanted.services.map(({ id }) => id),
  );
  const seats = service !== undefined && isClass(service) ? freeSeats(service, busy) : null;
  const moments = momentsOf(
    salon,
    day.map(({ start }) => start),
  );
  return day.map((start, i) => {
    const { minute = 0, zone } = moments[i] ?? {};
    const left = seats?.(start.start);
    return {
      start: start.start,
      minute,
      best: isBest(start),
      ...(left === undefined ? {} : { seats: left }),
      ...(zone === undefined ? {} : { zone }),
    };
  });
}

/** Seats that are left in a session of the class, by its start. */
function freeSeats({ id, capacity = 0 }: { id: string; capacity?: number }, busy: OfferedStarts["busy"]) {
  const seats = new Set(Array.from({ length: capacity }, (_, index) => `${id}.${index + 1}`));
  const taken = new Map<number, number>();
  for (const { unit_id, start_at } of busy) {
    if (seats.has(unit_id)) taken.set(start_at, (taken.get(start_at) ?? 0) + 1);
  }
  return (start: number): number => capacity - (taken.get(start) ?? 0);
}

/** Starts that strand the least, where that says something: at most half of the day's. */
function bestOf(day: Start[]): (start: Start) => boolean {
  const best = Math.max(...day.map(({ score }) => score));
  const few = day.filter(({ score }) => score === best).length * 2 <= day.length;
  return ({ score }) => few && score === best;
}

async function nextAfter(
  ctx: CommandContext,
  salon: Salon,
  { query }: Wanted,
  date: number,
  to: number,
  last: number,
  all: Start[],
  next: Start | null,
): Promise<TimeChoices["next"]> {
  const later = all.find((start) => dateOfStart(start) > date) ?? (all.length === 0 ? next : null);
  if (later !== null) return { ...momentOf(salon, later.start), start: later.start };
  if (to >= last || all.some((start) => dateOfStart(start) === date)) return null;
  const beyond = await starts(ctx, { ...query, from: to + 1, to: Math.min(last, to + STRIP), next: true });
  const found = beyond.ok ? beyond.value.next : null;
  return found === null ? null : { ...momentOf(salon, found.start), start: found.start };
}

function pickedOf(ctx: CommandContext, salon: Salon, { services }: Wanted, found: Start): Picked {
  const placed = found.placed.map(({ wish, guest, unit }) => ({ wish, guest, unit: salon.units.name(unit) }));
  const persons = placed.filter(({ unit }) => salon.view.staff.some(({ id }) => id === unit));
  return {
    ...spanOf(salon, found.start, found.end),
    cents: found.priceCents,
    people: services.map((_, wish) => persons.find((one) => one.wish === wish && one.guest === 0)?.unit ?? ANYONE),
    everyone: [...new Set(persons.map(({ unit }) => unit))],
    changeUntil: changeUntil(salon, found.start, ctx.now),
  };
}
