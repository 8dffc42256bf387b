// First step: what would you like? Several services make one visit; a class is booked on its own.

import { html } from "hono/html";
import type { SalonService } from "../../../../shared/contracts/salon.ts";
import { isoDate } from "../../../ui/dates.ts";
import { hidden } from "../../../ui/forms.ts";
import type { Markup } from "../../../ui/markup.ts";
import { langField } from "../../../ui/shell.ts";
import type { Words } from "../../../ui/words.ts";
import { categoryName, inCategories } from "../categories.ts";
import { flowBase, type Place, salonFrame } from "../place.ts";
import { isClass, lengthText, minutesSpan, priceSpan, priceText } from "./offer.ts";
import { type Journey, journeyHref } from "./state.ts";
import { steps } from "./steps.ts";

export function chooseServices(place: Place, journey: Journey): Markup {
  const { salon, words } = place;
  const bookedTogether = salon.services.filter((service) => !isClass(service));
  const classes = salon.services.filter(isClass);
  const kept: [string, string][] = journey.date === null ? [] : [["date", isoDate(journey.date)]];
  const main = html`<div class="narrow">${steps(place, journey, "services")}<h1>${words.say("services.title")}</h1>
<p class="lede">${words.say("services.lede")}</p>
<form action="${flowBase(place)}" data-swap>${hidden([...kept, ...langField(place)])}
${inCategories(bookedTogether).map(([category, services]) => boxes(place, journey, category, services))}
${bookedTogether.length > 0 && onward(words)}</form>${classes.length > 0 && classLinks(place, classes)}</div>`;
  return salonFrame(place, { title: words.say("services.title"), unlisted: true }, main);
}

function boxes(place: Place, journey: Journey, category: string, services: SalonService[]): Markup {
  const { words } = place;
  return html`<fieldset class="group"><legend>${categoryName(words, category)}</legend>
${services.map((service) => serviceBox(place, service, journey.services.includes(service.id)))}</fieldset>`;
}

function serviceBox({ salon, words }: Place, service: SalonService, checked: boolean): Markup {
  const length = lengthText(words, minutesSpan(salon, service));
  const box = html`<input type="checkbox" name="service" value="${service.id}"${checked ? html` checked` : ""}>`;
  return html`<label class="pick" id="s-${service.id}">${box}${described(words, service)}${cost({ salon, words }, service, length)}</label>`;
}

/** The script counts what is chosen; without it the sentence stays true. */
function onward(words: Words): Markup {
  return html`<div class="sheet bar">
<p class="chosen" data-chosen="${words.say("services.chosen")}">${words.say("services.any-number")}</p>
<button class="btn">${words.say("action.continue")}</button></div>`;
}

function classLinks(place: Place, classes: SalonService[]): Markup {
  return html`<section class="group"><h2>${place.words.say("services.classes")}</h2>
${classes.map((service) => classLink(place, service))}</section>`;
}

function classLink(place: Place, service: SalonService): Markup {
  const { words } = place;
  const alone: Journey = { services: [service.id], staff: [], party: 1, date: null, start: null, back: null };
  const seats = words.count("class.seats", service.capacity ?? 0);
  return html`<a class="pick" href="${journeyHref(flowBase(place), alone, langField(place))}">
${described(words, service)}${cost(place, service, seats)}</a>`;
}

function described(words: Words, { name, description }: SalonService): Markup {
  return html`<span class="what"><b>${words.of(name)}</b>
${description && html`<span class="note">${words.of(description)}</span>`}</span>`;
}

function cost({ salon, words }: Pick<Place, "salon" | "words">, service: SalonService, below: string): Markup {
  const price = priceText(words, priceSpan(salon, service), salon.currency);
  return html`<span class="cost"><b>${price}</b><small>${below}</small></span>`;
}
