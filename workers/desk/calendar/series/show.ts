// A series on a page: each date that was wished for with what became of it, and for one without a time the nearest that are free. On a
// visit's own page, how it comes again.

import { html } from "hono/html";
import type { VisitCard } from "../../../commands/desk/calendar/visit.ts";
import { MOST_TIMES } from "../../../commands/desk/visits/series/make.ts";
import type { SeriesCard, SeriesVisit } from "../../../commands/desk/visits/series/open.ts";
import type { Moment } from "../../../engine/clock.ts";
import type { Salon } from "../../../store/snapshots.ts";
import { newId } from "../../../token.ts";
import { hidden } from "../../../ui/forms.ts";
import type { Markup } from "../../../ui/markup.ts";
import { type House, langField, withLang } from "../../../ui/shell.ts";
import type { Words } from "../../../ui/words.ts";
import { guestName, momentsOf, serviceName, told } from "../told.ts";

/** Weeks that the form offers; programs may say any. */
const OFFERED_WEEKS = [1, 2, 3, 4, 5, 6, 8, 10, 12];
const OFFERED_TIMES = 12;

export const seriesHref = (salon: Salon, series: string): string => `/desk/${salon.slug}/series/${series}`;

export const everyWeeks = (words: Words, weeks: number): string => words.count("desk.series.every", weeks);

/** How the visit comes again, or the form that has it do so. */
export function againSection(house: House, salon: Salon, { booking, series }: VisitCard): Markup | string {
  const { words } = house;
  if (series !== null) {
    const which =
      series.nth === 0
        ? words.count("desk.series.more", series.times)
        : words.say("desk.series.nth", { n: series.nth, all: series.times });
    const href = withLang(seriesHref(salon, series.series_id), house);
    const link = html`<p><a href="${href}">${everyWeeks(words, series.weeks)}, ${which}</a></p>`;
    const over = series.ended_at !== null && html`<p class="note">${words.say("desk.series.ended")}</p>`;
    const anew = series.ended_at !== null && series.nth === 0 && comingAgain(house, salon, booking.id);
    return html`<section class="group" id="again"><h2>${words.say("desk.series")}</h2>${link}${over}${anew}</section>`;
  }
  if (booking.status === "cancelled" || booking.contact.name === "") return "";
  return html`<section class="group" id="again"><h2>${words.say("desk.series")}</h2>${comingAgain(house, salon, booking.id)}</section>`;
}

function comingAgain(house: House, salon: Salon, booking: string): Markup {
  const { words } = house;
  const weeks = OFFERED_WEEKS.map(
    (n) => html`<option value="${n}"${n === 4 && html` selected`}>${everyWeeks(words, n)}</option>`,
  );
  const times = Array.from({ length: Math.min(OFFERED_TIMES, MOST_TIMES) }, (_, i) => i + 1).map(
    (n) => html`<option value="${n}"${n === 6 && html` selected`}>${words.count("desk.series.more", n)}</option>`,
  );
  return html`<form class="inline-form" method="post" action="/desk/${salon.slug}/visits/${booking}/series">
${hidden([["key", newId()], ...langField(house)])}<label>${words.say("desk.series.how-often")} <select name="weeks">${weeks}</select></label>
<label>${words.say("desk.series.how-many")} <select name="times">${times}</select></label>
<button class="btn quiet small">${words.say("desk.series.book")}</button></form><p class="note">${words.say("desk.series.note")}</p>`;
}

export function seriesMain(house: House, card: SeriesCard, fault: string | null, now: number): Markup {
  const { words } = house;
  const { salon, origin, visits } = card;
  const at = momentsOf(salon, [
    origin.start,
    ...visits.flatMap(({ wished, booking, alternatives }) => [
      wished,
      booking?.start ?? wished,
      ...alternatives.map(({ start }) => start),
    ]),
  ]);
  const back = withLang(`/desk/${salon.slug}/visits/${origin.id}`, house);
  const what = origin.services.map(({ id }) => serviceName(words, salon, id)).join(" + ");
  const name = guestName(words, origin.contact.name);
  const rows = visits.map((visit) => row(house, card, visit, at));
  const open = visits.filter(({ state }) => state === "open").length;
  const coming = visits.some(({ booking }) => booking !== null && !booking.cancelled && booking.start > now);
  const left = visits.some(({ state }) => state === "open" || state === "waiting");
  return html`<div class="narrow series"><p class="way"><a href="${back}">‹ ${name}, ${told(words, at(origin.start))}</a></p>
<h1>${name}</h1><p class="lede">${what} · ${everyWeeks(words, card.weeks)}, ${words.count("desk.series.more", visits.length)}</p>
${fault !== null && html`<div class="alert" role="alert"><p>${fault}</p></div>`}
${open > 0 && html`<p class="alert" role="status">${words.count("desk.series.open", open)}</p>`}
${card.ended && html`<p class="note" role="status">${words.say("desk.series.ended")}</p>`}<ol class="rows">${rows}</ol>${unfinished(house, card)}
${(coming || (left && !card.ended)) && ending(house, card)}</div>`;
}

function row(house: House, { salon, id }: SeriesCard, visit: SeriesVisit, at: (instant: number) => Moment): Markup {
  const { words } = house;
  const { nth, wished, state, booking, alternatives } = visit;
  const action = seriesHref(salon, id);
  if (booking !== null) {
    const href = withLang(`/desk/${salon.slug}/visits/${booking.id}`, house);
    const moved =
      booking.start !== wished &&
      html`<span class="note">${words.say("desk.series.instead", { when: told(words, at(wished)) })}</span>`;
    const mark = words.say(booking.cancelled ? "visit.cancelled" : "desk.series.booked");
    return html`<li class="row"><span class="what"><a href="${href}"><b>${told(words, at(booking.start))}</b></a>${moved}</span><span class="badge">${mark}</span></li>`;
  }
  const when = html`<b>${told(words, at(wished))}</b>`;
  if (state !== "open") {
    const mark = words.say(state === "dropped" ? "desk.series.dropped" : "desk.series.waiting");
    return html`<li class="row"><span class="what">${when}</span><span class="badge">${mark}</span></li>`;
  }
  const times = alternatives.map(
    ({ start }) =>
      html`<li><button class="time wide" name="start" value="${start}">${told(words, at(start))}</button></li>`,
  );
  const fields = hidden([["act", "take"], ["nth", String(nth)], ["key", newId()], ...langField(house)]);
  const choice =
    times.length > 0
      ? html`<p class="note" id="free-${nth}">${words.say("desk.nearest")}</p><form method="post" action="${action}" aria-describedby="free-${nth}">${fields}<ul class="times">${times}</ul></form>`
      : html`<p class="note">${words.say("desk.series.none-near")}</p>`;
  return html`<li class="row open-date"><span class="what">${when}<span class="note">${words.say("desk.series.no-time")}</span>${choice}
<form method="post" action="${action}">${hidden([["act", "drop"], ["nth", String(nth)], ...langField(house)])}
<button class="btn quiet small">${words.say("desk.series.drop")}<span class="heard">, ${told(words, at(wished))}</span></button></form></span></li>`;
}

/** Something broke off: whoever sees it goes on. */
function unfinished(house: House, { salon, id, visits, ended }: SeriesCard): Markup | string {
  if (ended || visits.every(({ state }) => state !== "waiting")) return "";
  const { words } = house;
  return html`<form method="post" action="${seriesHref(salon, id)}">${hidden([["act", "go-on"], ...langField(house)])}
<p class="note">${words.say("desk.series.broke-off")}</p><p class="acts"><button class="btn small">${words.say("desk.series.go-on")}</button></p></form>`;
}

function ending(house: House, { salon, id }: SeriesCard): Markup {
  const { words } = house;
  return html`<details class="group"><summary>${words.say("desk.series.cancel-rest")}</summary><p class="note">${words.say("desk.series.cancel-why")}</p>
<form method="post" action="${seriesHref(salon, id)}">${hidden([["act", "cancel"], ...langField(house)])}
<button class="btn danger small">${words.say("desk.series.cancel-now")}</button></form></details>`;
}
