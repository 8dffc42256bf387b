// Instants and numbers as the pages about clients write them.

import { momentsAt } from "../../engine/clock.ts";
import { engine } from "../../engine/shipped.ts";
import type { Salon } from "../../store/snapshots.ts";
import { type LocalMoment, shortDay, timeOf } from "../../ui/dates.ts";
import type { House } from "../../ui/shell.ts";

/** On the salon's clock; one call of the engine for all of them. */
export function localsOf(salon: Salon, instants: readonly number[]): (instant: number) => LocalMoment {
  const moments = momentsAt(salon.view.timezone, instants, engine);
  const known = new Map(moments.map((moment, i) => [instants[i] ?? 0, moment]));
  return (instant) => known.get(instant) ?? { date: 0, minute: 0 };
}

/** `Wed 25 Nov, 08:15`; with the year once that is another than this one's. */
export function momentsOf({ words }: House, salon: Salon, instants: readonly number[]): (instant: number) => string {
  const local = localsOf(salon, instants);
  const year = (date: number) => new Date(date * 86_400_000).getUTCFullYear();
  const latest = year(local(instants.reduce((most, each) => Math.max(most, each), 0)).date);
  return (instant) => {
    const at = local(instant);
    const { date } = at;
    const day = year(date) === latest ? shortDay(words, date) : `${shortDay(words, date)} ${year(date)}`;
    return `${day}, ${timeOf(at)}`;
  };
}

/** `082 555 0199` at home, anything else as it is. */
export function shownPhone(phone: string): string {
  return phone.replace(/^\+27(\d{2})(\d{3})(\d{4})$/, "0$1 $2 $3");
}
