// The day strip (how much room each day has) and the times of one day, by part of the day.

import { html } from "hono/html";
import { dayOfMonth, isoDate, longDay, shortMonth, shortWeekday, timeOf } from "./dates.ts";
import type { Markup } from "./markup.ts";
import type { WordKey, Words } from "./words.ts";

export interface StripDay {
  date: number;
  href: string;
  /** How many starts are free. */
  free: number;
  /** 0 to 1: how much of what the day could hold is free. */
  room: number;
  chosen: boolean;
}

export interface TimeChoice {
  /** Wall-clock minute of the day. */
  minute: number;
  href: string;
  /** Among those that leave the salon's day without useless gaps. */
  best: boolean;
  chosen: boolean;
  /** Seats left, for a class. */
  seats?: number;
  /** Said after the time where a repeated hour would make two look alike. */
  zone?: string;
}

export function dayStrip(words: Words, days: StripDay[]): Markup {
  return html`<nav class="days" aria-label="${words.say("time.days")}" tabindex="0">${days.map((day) => stripDay(words, day))}</nav>`;
}

function stripDay(words: Words, { date, href, free, room, chosen }: StripDay): Markup {
  const label = `${longDay(words, date)}, ${free === 0 ? words.say("time.full") : words.count("time.free", free)}`;
  // At least a sliver where there is anything at all.
  const width = free === 0 ? 0 : Math.max(8, Math.round(room * 100));
  const current = chosen ? html` aria-current="date"` : "";
  return html`<a class="day${free === 0 ? " full" : ""}" href="${href}" id="d${isoDate(date)}" aria-label="${label}"${current}>
<span>${shortWeekday(words, date)}</span><strong>${dayOfMonth(date)}</strong><span>${shortMonth(words, date)}</span>
<svg class="room" aria-hidden="true"><rect width="100%" height="4" rx="2"/>
${width > 0 && html`<rect class="is" width="${width}%" height="4" rx="2"/>`}</svg></a>`;
}

const PARTS: { key: WordKey; until: number }[] = [
  { key: "time.morning", until: 12 * 60 },
  { key: "time.afternoon", until: 17 * 60 },
  { key: "time.evening", until: 24 * 60 },
];

/** `onward`: what stands right below the chosen time, where nothing can stick to the window's foot. */
export function timesByPart(words: Words, times: TimeChoice[], onward: Markup | null): Markup[] {
  let from = 0;
  return PARTS.flatMap(({ key, until }) => {
    const part = times.filter(({ minute }) => minute >= from && minute < until);
    from = until;
    if (part.length === 0) return [];
    return html`<section class="part"><h2>${words.say(key)} <small>${words.count("time.count", part.length)}</small></h2>
<ul class="times">${part.map((time) => timeChoice(words, time, onward))}</ul></section>`;
  });
}

function timeChoice(words: Words, choice: TimeChoice, onward: Markup | null): Markup {
  const { minute, href, best, chosen, seats, zone } = choice;
  const time = timeOf({ minute, zone });
  const current = chosen ? html` aria-current="true"` : "";
  const told = best && html`<span class="heard">, ${words.say("time.best")}</span>`;
  const left = seats !== undefined && html` <small>${words.count("time.seats", seats)}</small>`;
  return html`<li>
<a class="time${best ? " best" : ""}" href="${href}" id="t${minute}${zone ?? ""}"${current}>${time}${told}${left}</a></li>
${chosen && onward !== null && html`<li class="onward">${onward}</li>`}`;
}
