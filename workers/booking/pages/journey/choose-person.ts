// Second step: with whom? One service: each person is a link. Several: a choice for each, then on.

import { html } from "hono/html";
import type { SalonService } from "../../../../shared/contracts/salon.ts";
import { face } from "../../../ui/cloth.ts";
import { clockTime, isoDate, type LocalMoment, nearDay } from "../../../ui/dates.ts";
import { hidden } from "../../../ui/forms.ts";
import type { Markup } from "../../../ui/markup.ts";
import { langField } from "../../../ui/shell.ts";
import { flowBase, type Place, salonFrame } from "../place.ts";
import { doings, lengthText, minutesSpan, personName, priceSpan, priceText, servicesOf } from "./offer.ts";
import { ANYONE, type Journey, journeyHref } from "./state.ts";
import { steps } from "./steps.ts";

/** `soonest`: each person's first free start for a visit of one service; absent for several. Person ids and `any` as keys. */
export interface PersonChoices {
  today: number;
  soonest: Map<string, LocalMoment | null>;
}

export function choosePerson(place: Place, journey: Journey, choices: PersonChoices): Markup {
  const { salon, words } = place;
  const services = servicesOf(salon, journey.services);
  const [only] = services;
  const body =
    services.length === 1 && only !== undefined
      ? html`<ul class="people">${[ANYONE, ...doings(salon, only).map(({ person }) => person)].map((person) => personLink(place, journey, only, person, choices))}</ul>`
      : personForm(place, journey, services);
  const main = html`<div class="narrow">${steps(place, journey, "person")}<h1>${words.say("person.title")}</h1><p class="lede">${services.map((service) => words.of(service.name)).join(" + ")}</p>${body}</div>`;
  return salonFrame(place, { title: words.say("person.title"), unlisted: true }, main);
}

function personLink(
  place: Place,
  journey: Journey,
  service: SalonService,
  person: string,
  choices: PersonChoices,
): Markup {
  const { salon, words } = place;
  const { today, soonest } = choices;
  const next = soonest.get(person);
  const href = journeyHref(flowBase(place), { ...journey, staff: [person], start: null, back: null }, langField(place));
  const name = personName(salon, person) ?? words.say("person.anyone");
  const role = words.of(salon.staff.find(({ id }) => id === person)?.role);
  return html`<li><a class="person${person === ANYONE ? " any" : ""}" href="${href}" id="p-${person}">${person === ANYONE ? anyFace() : face(name)}<span class="what"><b>${name}</b>${person === ANYONE ? html`<span class="note">${words.say("person.anyone-why")}</span>` : role && html`<span class="note">${role}</span>`}${next !== undefined && html`<span class="${next === null ? "note" : "next"}">${next === null ? words.say("person.none") : words.say("person.next", { day: nearDay(words, next.date, today), time: clockTime(next.minute) })}</span>`}</span><span class="cost"><b>${priceText(words, priceSpan(salon, service, person), salon.currency)}</b><small>${lengthText(words, minutesSpan(salon, service, person))}</small></span></a></li>`;
}

function personForm(place: Place, journey: Journey, services: SalonService[]): Markup {
  const { salon, words } = place;
  const kept: [string, string][] = journey.services.map((id) => ["service", id]);
  if (journey.party > 1) kept.push(["party", String(journey.party)]);
  if (journey.date !== null) kept.push(["date", isoDate(journey.date)]);
  return html`<form action="${flowBase(place)}" data-swap>${hidden([...kept, ...langField(place)])}${services.map(
    (service, index) =>
      html`<fieldset class="group"><legend>${words.of(service.name)}</legend><div class="pills">${[
        ANYONE,
        ...doings(salon, service).map(({ person }) => person),
      ].map((person) => {
        const name = personName(salon, person) ?? words.say("person.anyone");
        const span = priceSpan(salon, service, person);
        return html`<label class="pill"><input type="radio" name="staff${index}" value="${person}"${(journey.staff[index] ?? ANYONE) === person ? html` checked` : ""}><span>${name} <small>${priceText(words, span, salon.currency)}</small></span></label>`;
      })}</div></fieldset>`,
  )}<div class="sheet bar"><p class="chosen">${words.say("person.one-may-do-all")}</p><button class="btn">${words.say("action.continue")}</button></div></form>`;
}

function anyFace(): Markup {
  return html`<svg class="face" aria-hidden="true" viewBox="0 0 40 40"><circle cx="20" cy="20" r="20"/><path d="M12 23a4 4 0 1 1 8-3m0 0a4 4 0 1 1 8 3M9 29c1-4 7-6 11-2 4-4 10-2 11 2" fill="none"/></svg>`;
}
