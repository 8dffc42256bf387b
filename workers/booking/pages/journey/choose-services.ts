// First step: what would you like? Several services make one visit; a class is booked on its own.

import { html } from "hono/html";
import type { SalonService } from "../../../../shared/contracts/salon.ts";
import { isoDate } from "../../../ui/dates.ts";
import { hidden } from "../../../ui/forms.ts";
import type { Markup } from "../../../ui/markup.ts";
import { langField } from "../../../ui/shell.ts";
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
  const main = html`<div class="narrow">${steps(place, journey, "services")}<h1>${words.say("services.title")}</h1><p class="lede">${words.say("services.lede")}</p>
<form action="${flowBase(place)}" data-swap>${hidden([...kept, ...langField(place)])}${inCategories(bookedTogether).map(
    ([category, services]) =>
      html`<fieldset class="group"><legend>${categoryName(words, category)}</legend>${services.map((service) => serviceBox(place, service, journey.services.includes(service.id)))}</fieldset>`,
  )}${bookedTogether.length > 0 && html`<div class="sheet bar"><p class="chosen" data-chosen="${words.say("services.chosen")}">${words.say("services.any-number")}</p><button class="btn">${words.say("action.continue")}</button></div>`}</form>
${classes.length > 0 && html`<section class="group"><h2>${words.say("services.classes")}</h2>${classes.map((service) => classLink(place, service))}</section>`}</div>`;
  return salonFrame(place, { title: words.say("services.title"), unlisted: true }, main);
}

function serviceBox({ salon, words }: Place, service: SalonService, checked: boolean): Markup {
  return html`<label class="pick" id="s-${service.id}"><input type="checkbox" name="service" value="${service.id}"${checked ? html` checked` : ""}><span class="what"><b>${words.of(service.name)}</b>${service.description && html`<span class="note">${words.of(service.description)}</span>`}</span><span class="cost"><b>${priceText(words, priceSpan(salon, service), salon.currency)}</b><small>${lengthText(words, minutesSpan(salon, service))}</small></span></label>`;
}

function classLink(place: Place, service: SalonService): Markup {
  const { salon, words } = place;
  const alone: Journey = { services: [service.id], staff: [], party: 1, date: null, start: null, back: null };
  return html`<a class="pick" href="${journeyHref(flowBase(place), alone, langField(place))}"><span class="what"><b>${words.of(service.name)}</b>${service.description && html`<span class="note">${words.of(service.description)}</span>`}</span><span class="cost"><b>${priceText(words, priceSpan(salon, service), salon.currency)}</b><small>${words.count("class.seats", service.capacity ?? 0)}</small></span></a>`;
}
