// Days and times to choose from. Booking and moving a visit show the same one; only the addresses differ.

import { html } from "hono/html";
import { isoDate, type LocalMoment, nearDay, timeOf, weekdayName } from "../../../ui/dates.ts";
import { hidden } from "../../../ui/forms.ts";
import type { Markup } from "../../../ui/markup.ts";
import { dayStrip, timesByPart } from "../../../ui/strip.ts";
import type { Words } from "../../../ui/words.ts";

export interface FreeTime {
  /** Minutes since 1970-01-01T00:00Z. */
  start: number;
  minute: number;
  best: boolean;
  seats?: number;
  zone?: string;
}

export interface TimeChoices {
  today: number;
  /** The last date the salon takes bookings for. */
  last: number;
  /** The day whose times are shown. */
  date: number;
  days: { date: number; free: number; room: number }[];
  times: FreeTime[];
  /** The first free start after `date`, when that day has none; null: none that can be booked now. */
  next: (LocalMoment & { start: number }) | null;
  start: number | null;
}

export interface TimeAddresses {
  day(date: number): string;
  time(date: number, start: number): string;
  /** For the form that jumps to any date: where it goes and what it carries. */
  form: { action: string; fields: [string, string][] };
  waitlist: string | null;
}

/** `onward`: the way on, to stand right below the chosen time; null where it stands beside the times. */
export function timePicker(words: Words, choices: TimeChoices, to: TimeAddresses, onward: Markup | null): Markup {
  const { date, days, times, start } = choices;
  const strip = days.map((day) => ({ ...day, href: to.day(day.date), chosen: day.date === date }));
  const anyBest = times.some(({ best }) => best);
  const choice = times.map((time) => ({ ...time, href: to.time(date, time.start), chosen: time.start === start }));
  return html`${dayStrip(words, strip)}${weekLinks(words, choices, to)}
<div data-announce="${announcement(words, choices)}">
${times.length === 0 ? emptyDay(words, choices, to) : timesByPart(words, choice, onward)}</div>
${times.length > 0 && legend(words, anyBest, to.waitlist)}`;
}

function legend(words: Words, anyBest: boolean, waitlist: string | null): Markup {
  const best = anyBest && html`<span class="dot"></span> ${words.say("time.best-legend")} `;
  const join = (href: string) =>
    html`${words.say("time.nothing-suits")} <a href="${href}">${words.say("waitlist.join")}</a>`;
  return html`<p class="note legend">${best}${waitlist !== null && join(waitlist)}</p>`;
}

/** Earlier and later days, and any date at all. */
function weekLinks(words: Words, { today, last, days, date }: TimeChoices, to: TimeAddresses): Markup {
  const first = days[0]?.date ?? today;
  const end = days.at(-1)?.date ?? today;
  const earlier = Math.max(today, first - days.length);
  return html`<div class="weeks">
${first > today && html`<a href="${to.day(earlier)}">‹ ${words.say("time.earlier")}</a>`}
${end < last && html`<a href="${to.day(end + 1)}">${words.say("time.later")} ›</a>`}
<form action="${to.form.action}" data-swap>${hidden(to.form.fields)}
<label for="date" class="heard">${words.say("time.date")}</label>${dateInput(date, today, last)}
<button class="btn small quiet">${words.say("time.go")}</button></form></div>`;
}

function dateInput(date: number, first: number, last: number): Markup {
  const within = html`min="${isoDate(first)}" max="${isoDate(last)}"`;
  return html`<input type="date" id="date" name="date" value="${isoDate(date)}" ${within}>`;
}

function emptyDay(words: Words, choices: TimeChoices, to: TimeAddresses): Markup {
  const { next, today } = choices;
  return html`<div class="empty"><p><b>${emptySentence(words, choices)}</b></p><p class="acts">
${next !== null && html`<a class="btn small" href="${to.time(next.date, next.start)}">${takeNext(words, next, today)}</a>`}
${to.waitlist !== null && html`<a class="btn small quiet" href="${to.waitlist}">${words.say("waitlist.join")}</a>`}
</p></div>`;
}

function takeNext(words: Words, next: LocalMoment, today: number): string {
  return words.say("time.take-next", { day: nearDay(words, next.date, today), time: timeOf(next) });
}

function emptySentence(words: Words, { date, today, next }: TimeChoices): string {
  if (next === null) return words.say("time.nothing-at-all");
  const values = { next: nearDay(words, next.date, today), time: timeOf(next) };
  if (date === today) return words.say("time.nothing-today", values);
  return words.say("time.nothing", { day: weekdayName(words, date), ...values });
}

function announcement(words: Words, choices: TimeChoices): string {
  if (choices.times.length === 0) return emptySentence(words, choices);
  return `${nearDay(words, choices.date, choices.today)}: ${words.count("time.free", choices.times.length)}`;
}
