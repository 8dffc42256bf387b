// Second step: with whom? One service: each person is a link. Several: a choice for each, then on.

import { html } from "hono/html";
import type { SalonService } from "../../../../shared/contracts/salon.ts";
import { face } from "../../../ui/cloth.ts";
import { isoDate, type LocalMoment, nearDay, timeOf } from "../../../ui/dates.ts";
import { hidden } from "../../../ui/forms.ts";
import type { Markup } from "../../../ui/markup.ts";
import { langField } from "../../../ui/shell.ts";
import type { Words } from "../../../ui/words.ts";
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
      ? personList(place, journey, only, choices)
      : personForm(place, journey, services);
  const what = services.map((service) => words.of(service.name)).join(" + ");
  const main = html`<div class="narrow">${steps(place, journey, "person")}
<h1>${words.say("person.title")}</h1><p class="lede">${what}</p>${body}</div>`;
  return salonFrame(place, { title: words.say("person.title"), unlisted: true }, main);
}

function personList(place: Place, journey: Journey, service: SalonService, choices: PersonChoices): Markup {
  const people = [ANYONE, ...doings(place.salon, service).map(({ person }) => person)];
  return html`<ul class="people">
${people.map((person) => html`<li>${personLink(place, journey, service, person, choices)}</li>`)}</ul>`;
}

function personLink(
  place: Place,
  journey: Journey,
  service: SalonService,
  person: string,
  choices: PersonChoices,
): Markup {
  const { salon, words } = place;
  const party = person === ANYONE ? journey.party : 1;
  const chosen = { ...journey, staff: [person], party, start: null, back: null };
  const href = journeyHref(flowBase(place), chosen, langField(place));
  const name = personName(salon, person) ?? words.say("person.anyone");
  return html`<a class="person" href="${href}" id="p-${person}">${person === ANYONE ? anyFace() : face(name)}
<span class="what"><b>${name}</b><span class="note">${about(place, journey, person)}</span>${freeFirst(words, choices, person)}</span>
${cost(place, service, person)}</a>`;
}

/** What they are; where several come, for how many of them the choice is: one person cannot do two guests at once. */
function about({ salon, words }: Place, { party }: Journey, person: string): string {
  const anyone = person === ANYONE;
  const role = anyone ? words.say("person.anyone-why") : words.of(salon.staff.find(({ id }) => id === person)?.role);
  const guests = party > 1 ? words.count("party.people", anyone ? party : 1) : "";
  return [role, guests].filter(Boolean).join(" · ");
}

function freeFirst(words: Words, { today, soonest }: PersonChoices, person: string): Markup | string {
  const next = soonest.get(person);
  if (next === undefined) return "";
  if (next === null) return html`<span class="note">${words.say("person.none")}</span>`;
  const values = { day: nearDay(words, next.date, today), time: timeOf(next) };
  return html`<span class="next">${words.say("person.next", values)}</span>`;
}

function cost({ salon, words }: Place, service: SalonService, person: string): Markup {
  return html`<span class="cost"><b>${priceText(words, priceSpan(salon, service, person), salon.currency)}</b>
<small>${lengthText(words, minutesSpan(salon, service, person))}</small></span>`;
}

function personForm(place: Place, journey: Journey, services: SalonService[]): Markup {
  const { words } = place;
  const kept: [string, string][] = journey.services.map((id) => ["service", id]);
  if (journey.party > 1) kept.push(["party", String(journey.party)]);
  if (journey.date !== null) kept.push(["date", isoDate(journey.date)]);
  return html`<form action="${flowBase(place)}" data-swap>${hidden([...kept, ...langField(place)])}
${services.map((service, index) => personPills(place, journey, service, index))}
<div class="sheet bar"><p class="chosen">${words.say("person.one-may-do-all")}</p>
<button class="btn">${words.say("action.continue")}</button></div></form>`;
}

function personPills(place: Place, journey: Journey, service: SalonService, index: number): Markup {
  const people = [ANYONE, ...doings(place.salon, service).map(({ person }) => person)];
  const chosen = journey.staff[index] ?? ANYONE;
  return html`<fieldset class="group"><legend>${place.words.of(service.name)}</legend><div class="pills">
${people.map((person) => personPill(place, journey, service, `staff${index}`, person, chosen))}</div></fieldset>`;
}

function personPill(
  { salon, words }: Place,
  { party }: Journey,
  service: SalonService,
  field: string,
  person: string,
  chosen: string,
): Markup {
  const name = personName(salon, person) ?? words.say("person.anyone");
  const price = priceText(words, priceSpan(salon, service, person), salon.currency);
  const guests = party > 1 ? ` · ${words.count("party.people", person === ANYONE ? party : 1)}` : "";
  const checked = person === chosen ? html` checked` : "";
  const button = html`<input type="radio" name="${field}" value="${person}"${checked}>`;
  return html`<label class="pill">${button}<span>${name} <small>${price}${guests}</small></span></label>`;
}

function anyFace(): Markup {
  return html`<svg class="face" aria-hidden="true" viewBox="0 0 40 40"><circle cx="20" cy="20" r="20"/>
<path d="M12 23a4 4 0 1 1 8-3m0 0a4 4 0 1 1 8 3M9 29c1-4 7-6 11-2 4-4 10-2 11 2" fill="none"/></svg>`;
}
