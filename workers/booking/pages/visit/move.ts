// Another time for a booked visit. The old place stays until the new one is taken.

import { html } from "hono/html";
import type { Problem } from "../../../problem.ts";
import { isoDate, isoInstant, type LocalMoment, longDay, shortDay, timeOf } from "../../../ui/dates.ts";
import { hidden } from "../../../ui/forms.ts";
import type { Markup } from "../../../ui/markup.ts";
import { langField, withLang } from "../../../ui/shell.ts";
import { serviceOf, servicesOf } from "../journey/offer.ts";
import { type Picked, startTime, summary } from "../journey/summary.ts";
import { type TimeChoices, timePicker } from "../journey/time-picker.ts";
import { type Place, salonFrame } from "../place.ts";
import { goneTime } from "../refusals.ts";
import type { VisitPage } from "./show.ts";

export interface MovePage {
  visit: VisitPage;
  choices: TimeChoices;
  picked: Picked | null;
  key: string;
}

export function chooseNewTime(place: Place, { visit, choices, picked, key }: MovePage): Markup {
  const { salon, words } = place;
  const base = `/b/${visit.token}/move`;
  const at = (fields: [string, string][]) => `${base}?${new URLSearchParams([...fields, ...langField(place)])}`;
  const picker = timePicker(
    words,
    choices,
    {
      day: (date) => at([["date", isoDate(date)]]),
      time: (date, start) =>
        at([
          ["date", isoDate(date)],
          ["start", isoInstant(start)],
        ]),
      form: { action: base, fields: langField(place) },
      waitlist: null,
    },
    null,
  );
  const action =
    picked === null
      ? html`<p class="pick-first">${words.say("time.pick-first")}</p>`
      : moveForm(place, base, choices, picked, key);
  const now = words.say("move.now", { day: longDay(words, visit.picked.date), time: startTime(visit.picked) });
  const main = html`<div class="two"><div>
<p><a href="${withLang(`/b/${visit.token}`, place)}">‹ ${words.say("move.keep")}</a></p>
<h1>${words.say("move.title")}</h1><p class="lede">${now}</p>${picker}</div>
${summary({
  salon,
  words,
  services: servicesOf(salon, visit.services),
  staff: visit.picked.people,
  party: visit.party,
  picked,
  action,
})}</div>`;
  return salonFrame(place, { title: words.say("move.title"), unlisted: true }, main);
}

function moveForm(place: Place, base: string, { start }: TimeChoices, picked: Picked, key: string): Markup {
  const fields: [string, string][] = [
    ["start", start === null ? "" : isoInstant(start)],
    ["price_cents", String(picked.cents)],
    ["key", key],
    ...langField(place),
  ];
  return html`<form method="post" action="${base}">${hidden(fields)}<button class="btn">${place.words.say("move.to", { time: startTime(picked) })}</button></form>`;
}

/** Somebody took the new time first, or a patch test would not count then; the old one still stands. */
export function moveTaken(
  place: Place,
  token: string,
  free: (LocalMoment & { start: number })[],
  problem: Problem,
): Markup {
  const { words } = place;
  const base = `/b/${token}/move`;
  const at = ({ date, start }: { date: number; start: number }) =>
    `${base}?${new URLSearchParams([["date", isoDate(date)], ["start", isoInstant(start)], ...langField(place)])}`;
  const nearest = free.map((one) => ({
    href: at(one),
    day: shortDay(words, one.date),
    time: timeOf(one),
  }));
  const acts = html`<a class="btn quiet" href="${withLang(base, place)}">${words.say("taken.other-times")}</a>
<a class="btn quiet" href="${withLang(`/b/${token}`, place)}">${words.say("move.keep")}</a>`;
  const main = goneTime(words, nearest, acts, apartWords(place, problem));
  return salonFrame(place, { title: words.say("taken.title"), unlisted: true, languageUrl: base }, main);
}

function apartWords({ words, salon }: Place, { type, extra }: Problem) {
  if (type !== "patch-test-apart") return undefined;
  const needed = extra?.patch_test as Apart;
  const { service, for: needing, hours_before: hours, valid_days: days } = needed;
  const named = (id: string) => words.of(serviceOf(salon, id)?.name);
  const text = words.say("patch.apart", { service: named(needing), test: named(service), hours, days });
  return { title: words.say("patch.apart-title"), text };
}

interface Apart {
  service: string;
  for: string;
  hours_before: number;
  valid_days: number;
}
