// Instants and numbers as the pages about clients write them.

import { offsetsAt } from "../../engine/clock.ts";
import { engine } from "../../engine/shipped.ts";
import type { Salon } from "../../store/snapshots.ts";
import { clockTime, type LocalMoment, localMoment, shortDay } from "../../ui/dates.ts";
import type { House } from "../../ui/shell.ts";

/** On the salon's clock; one call of the engine for all of them. */
export function localsOf(salon: Salon, instants: readonly number[]): (instant: number) => LocalMoment {
  const offsets = offsetsAt(salon.view.timezone, instants, engine);
  const offsetOf = new Map(instants.map((instant, i) => [instant, offsets[i] ?? 0]));
  return (instant) => localMoment(instant, offsetOf.get(instant) ?? 0);
}

/** `Wed 25 Nov, 08:15`; with the year once that is another than this one's. */
export function momentsOf({ words }: House, salon: Salon, instants: readonly number[]): (instant: number) => string {
  const local = localsOf(salon, instants);
  const year = (date: number) => new Date(date * 86_400_000).getUTCFullYear();
  const latest = year(local(instants.reduce((most, each) => Math.max(most, each), 0)).date);
  return (instant) => {
    const { date, minute } = local(instant);
    const day = year(date) === latest ? shortDay(words, date) : `${shortDay(words, date)} ${year(date)}`;
    return `${day}, ${clockTime(minute)}`;
  };
}

/** `082 555 0199` at home, anything else as it is. */
export function shownPhone(phone: string): string {
  return phone.replace(/^\+27(\d{2})(\d{3})(\d{4})$/, "0$1 $2 $3");
}
