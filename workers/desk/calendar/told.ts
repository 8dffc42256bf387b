// How the calendar says things: who, what, when, and why not.

import { html } from "hono/html";
import type { Why } from "../../commands/desk/calendar/trying.ts";
import { instantsOf, type Moment, momentsAt, offsetsAt } from "../../engine/clock.ts";
import { engine } from "../../engine/shipped.ts";
import type { Stage } from "../../store/bookings.ts";
import type { Salon } from "../../store/snapshots.ts";
import { clockTime, shortDay, timeOf } from "../../ui/dates.ts";
import type { Markup } from "../../ui/markup.ts";
import type { Values, WordKey, Words } from "../../ui/words.ts";

export const personName = (salon: Salon, id: string): string =>
  salon.view.staff.find((person) => person.id === id)?.name ?? id;

export const serviceName = (words: Words, salon: Salon, id: string): string => {
  const service = salon.view.services.find((each) => each.id === id);
  return service === undefined ? id : words.of(service.name);
};

/** `Thandi`; `Chair 2`, or `Chair` where there is but one. */
export function unitName(words: Words, salon: Salon, unit: string): string {
  const [id = "", number] = unit.split(".");
  const resource = salon.view.resources?.find((each) => each.id === id);
  if (resource === undefined) return number === undefined ? personName(salon, unit) : unit;
  return resource.count === 1 ? words.of(resource.name) : `${words.of(resource.name)} ${number}`;
}

/** Every chair, basin and room, in document order. */
export const roomsOf = (salon: Salon): string[] =>
  (salon.view.resources ?? []).flatMap(({ id }) => salon.units.names.filter((name) => name.startsWith(`${id}.`)));

/** Whoever gave no name walked in. */
export const guestName = (words: Words, name: string): string => (name === "" ? words.say("desk.guest") : name);

/** Who of a party it is; empty where nobody said. */
export const guestCalled = ({ guests }: { guests: readonly string[] }, guest: number): string => guests[guest] ?? "";

/** The guests whose names are known. */
export const guestsCalled = ({ guests }: { guests: readonly string[] }): string =>
  guests.filter((name) => name !== "").join(", ");

export const stageName = (words: Words, stage: Stage | null): string => {
  const key: WordKey = `desk.stage.${stage ?? "booked"}`;
  return words.say(key);
};

/** Instants on the salon's clock, all in one call. */
export function momentsOf(salon: Salon, instants: readonly number[]): (instant: number) => Moment {
  const moments = momentsAt(salon.view.timezone, instants, engine);
  const known = new Map(moments.map((moment, i) => [instants[i] ?? 0, moment]));
  return (instant) => known.get(instant) ?? { date: 0, minute: 0 };
}

/** `Thu 26 Nov, 10:15`; where that time comes twice, which of the two. */
export const told = (words: Words, moment: Moment): string => `${shortDay(words, moment.date)}, ${timeOf(moment)}`;

/** The instant of a wall time of the salon; of a repeated one the first, or the second where it is asked for (`again`). */
export function instantOf(salon: Salon, date: number, minute: number, again = false): number {
  const [first = 0] = instantsOf(salon.view.timezone, [date * 1440 + minute], engine);
  return again ? (secondOf(salon, first) ?? first) : first;
}

/** Minutes in which clocks have gone back by as much as they do. */
const GONE_BACK = 180;

/** When it is the same time on the salon's clock once more; null where it is not. */
export function secondOf(salon: Salon, instant: number): number | null {
  const [before = 0, after = 0] = offsetsAt(salon.view.timezone, [instant, instant + GONE_BACK], engine);
  const second = instant + before - after;
  const [there = 0] = before > after ? offsetsAt(salon.view.timezone, [second], engine) : [before];
  return before > after && there === after ? second : null;
}

/** What an address says of a time on the salon's clock beside date and time: that it is the second of two. */
export function againOf(salon: Salon, instant: number): [string, string][] {
  const { date, minute } = momentsOf(salon, [instant])(instant);
  return instantOf(salon, date, minute) === instant ? [] : [["again", "yes"]];
}

/** Where that time comes twice, which of the two. */
export function whichOfTwo(words: Words, salon: Salon, start: number): Markup | string {
  const { date, minute } = momentsOf(salon, [start])(start);
  const first = instantOf(salon, date, minute);
  if (secondOf(salon, first) === null) return "";
  const second = first !== start && html` checked`;
  return html`<label class="check"><input type="checkbox" name="again" value="yes"${second}> <span>${words.say("desk.again", { time: clockTime(minute) })}</span></label>`;
}

/** `HH:MM` as minutes, or null. */
export function minuteOf(text: string | null): number | null {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text ?? "");
  return match === null ? null : Number(match[1]) * 60 + Number(match[2]);
}

const REASONS: Record<Why["reason"], WordKey> = {
  Closed: "desk.why.closed",
  TooSoon: "desk.why.too-soon",
  TooFar: "desk.why.too-far",
  NoPower: "desk.why.no-power",
  PersonBusy: "desk.why.person-busy",
  ResourceBusy: "desk.why.resource-busy",
  ClassFull: "desk.why.class-full",
  PersonOff: "desk.why.person-off",
  Beyond: "desk.why.beyond",
};

/** "Thandi is busy at 10:45." */
export function whyNot(words: Words, salon: Salon, why: Why): string {
  const resource = salon.view.resources?.find(({ id }) => id === why.resource);
  const values: Values = {
    person: why.person === null ? words.say("desk.nobody-able") : personName(salon, why.person),
    resource: resource === undefined ? words.say("desk.units") : words.of(resource.name),
    time: timeOf(momentsOf(salon, [why.at])(why.at)),
  };
  if (why.person === null && why.reason === "PersonBusy") return words.say("desk.why.all-busy", values);
  if (why.person === null && why.reason === "PersonOff") return words.say("desk.why.all-off", values);
  return words.say(REASONS[why.reason], values);
}
