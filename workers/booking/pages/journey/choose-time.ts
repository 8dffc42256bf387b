// Third step: when? Days with how much room they have, times by part of the day, and the visit so far beside them.

import { html } from "hono/html";
import { money } from "../../../ui/dates.ts";
import { hidden } from "../../../ui/forms.ts";
import type { Markup } from "../../../ui/markup.ts";
import { langField } from "../../../ui/shell.ts";
import type { Words } from "../../../ui/words.ts";
import { flowBase, type Place, salonFrame } from "../place.ts";
import { isClass, lengthText, partyLimit, personName, servicesOf } from "./offer.ts";
import { ANYONE, type Journey, journeyFields, journeyHref } from "./state.ts";
import { steps } from "./steps.ts";
import { lengthSpan, type Picked, summary } from "./summary.ts";
import { type TimeAddresses, type TimeChoices, timePicker } from "./time-picker.ts";

export interface TimePage {
  choices: TimeChoices;
  picked: Picked | null;
  /** A fresh idempotency key for the form that follows; a reload of its answer repeats it. */
  key: string;
}

export function chooseTime(place: Place, journey: Journey, page: TimePage): Markup {
  const { salon, words } = place;
  const base = flowBase(place);
  const lang = langField(place);
  const at = (changes: Partial<Journey>) => journeyHref(base, { ...journey, back: null, ...changes }, lang);
  const dateless = journeyFields({ ...journey, date: null, start: null, back: null });
  const addresses: TimeAddresses = {
    day: (date) => at({ date, start: null }),
    time: (date, start) => at({ date, start }),
    form: { action: base, fields: [...dateless, ...lang] },
    waitlist: place.embedded ? null : journeyHref(`/${salon.slug}/waitlist`, { ...journey, start: null }, lang),
  };
  const visit = visitSoFar(place, journey, page);
  // A frame is as tall as its content: what sticks to its foot is out of sight.
  const below = place.embedded && page.choices.times.some(({ start }) => start === page.choices.start);
  const main = html`<div class="two"><div>${steps(place, journey, "time")}
<h1>${words.say("time.title")}</h1><p class="lede">${lede(place, journey)}</p>
${partyChoice(place, journey, at)}${timePicker(words, page.choices, addresses, below ? visit : null)}</div>
${!below && visit}</div>`;
  return salonFrame(place, { title: words.say("time.title"), unlisted: true }, main);
}

function visitSoFar(place: Place, journey: Journey, page: TimePage): Markup {
  const { salon, words } = place;
  const { services, staff, party } = journey;
  const action =
    page.picked === null
      ? html`<p class="pick-first">${words.say("time.pick-first")}</p>`
      : continueForm(place, journey, page, page.picked);
  return summary({ salon, words, services: servicesOf(salon, services), staff, party, picked: page.picked, action });
}

/** `Full colour with Lerato, about 1 h 30 min. Times are South African time.` */
function lede({ salon, words }: Place, { services, staff }: Journey): string {
  const chosen = servicesOf(salon, services);
  const what = chosen.map((service) => words.of(service.name)).join(" + ");
  const people = [...new Set(staff.filter((id) => id !== ANYONE))].flatMap((id) => personName(salon, id) ?? []);
  const length = lengthText(words, lengthSpan(salon, chosen, staff));
  const visit =
    people.length > 0
      ? words.say("time.lede-with", { what, who: people.join(", "), length })
      : words.say("time.lede", { what, length });
  return `${visit} ${zoneText(words, salon.timezone)}`;
}

/** The zone is named after its city; in Cape Town, Johannesburg's time is everybody's. */
function zoneText(words: Words, zone: string): string {
  if (zone === "Africa/Johannesburg") return words.say("time.zone-za");
  return words.say("time.zone", { city: zone.split("/").at(-1)?.replaceAll("_", " ") ?? zone });
}

/** How many come: only where nobody in particular was asked for, and as many as the salon could take at once. */
function partyChoice(
  { salon, words }: Place,
  journey: Journey,
  at: (changes: Partial<Journey>) => string,
): Markup | string {
  const services = servicesOf(salon, journey.services);
  const limit = partyLimit(salon, services);
  const open = journey.staff.every((id) => id === ANYONE) || services.some(isClass);
  if (!open || limit < 2) return "";
  return html`<nav class="party" aria-label="${words.say("party.title")}"><span aria-hidden="true">${words.say("party.title")}</span>${Array.from(
    { length: limit },
    (_, index) => index + 1,
  ).map(
    (party) =>
      html`<a href="${at({ party, start: null })}" id="party${party}" aria-label="${words.count("party.people", party)}"${party === journey.party ? html` aria-current="true"` : ""}>${party}</a>`,
  )}</nav>`;
}

function continueForm(place: Place, journey: Journey, { key }: TimePage, picked: Picked): Markup {
  const { salon, words } = place;
  const fields = journeyFields({ ...journey, back: null });
  fields.push(["price_cents", String(picked.cents)], ["key", key], ...langField(place));
  const label =
    picked.cents === 0
      ? words.say("action.continue")
      : words.say("action.continue-price", { price: money(words, picked.cents, salon.currency) });
  return html`<form method="post" action="${flowBase(place)}">${hidden(fields)}<button class="btn">${label}</button></form>`;
}
