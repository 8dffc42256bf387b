// A booked visit, behind its capability link: when, what, with whom, and what can still be changed.

import { html } from "hono/html";
import { clockTime, dayOfMonth, longDay, money, shortMonth, weekdayName } from "../../../ui/dates.ts";
import type { Markup } from "../../../ui/markup.ts";
import { phaseBar } from "../../../ui/phases.ts";
import { langField, withLang } from "../../../ui/shell.ts";
import { personName, servicesOf } from "../journey/offer.ts";
import { type Picked, phasesOf } from "../journey/summary.ts";
import { type Place, salonFrame } from "../place.ts";
import { spacedPhone } from "../salon.ts";

export interface VisitPage {
  token: string;
  /** Path of the visit's calendar file. */
  calendarHref: string;
  status: "confirmed" | "cancelled";
  services: string[];
  party: number;
  depositCents: number;
  picked: Picked;
  /** Already begun or over. */
  past: boolean;
}

export function showVisit(place: Place, visit: VisitPage): Markup {
  const { salon, words } = place;
  const { picked } = visit;
  const title = words.say(titleKey(visit));
  const main = html`<div class="narrow">${visit.status === "confirmed" && !visit.past && html`<svg class="tick" aria-hidden="true" viewBox="0 0 48 48"><circle cx="24" cy="24" r="24"/><path d="M15 25l6.5 6.5L34 18" fill="none"/></svg>`}<h1>${title}</h1><p class="lede">${visit.status === "cancelled" ? words.say("visit.cancelled-text") : words.say("visit.see-you", { salon: salon.name })}</p><article class="ticket${visit.status === "cancelled" ? " void" : ""}"><div class="date" aria-hidden="true"><span>${shortMonth(words, picked.date)}</span><strong>${dayOfMonth(picked.date)}</strong><span>${weekdayName(words, picked.date)}</span></div><div class="facts"><p class="when"><b>${longDay(words, picked.date)}</b><span class="clock">${clockTime(picked.from)} – ${clockTime(picked.to)}</span></p>${whatAndWho(place, visit)}${priceLine(place, visit)}</div></article>${visit.status === "confirmed" && !visit.past ? actions(place, visit) : again(place)}${where(place)}${recordsLink(place, visit)}</div>`;
  return salonFrame(place, { title, unlisted: true }, main);
}

function titleKey({ status, past }: VisitPage): "visit.cancelled" | "visit.past" | "visit.booked" {
  if (status === "cancelled") return "visit.cancelled";
  return past ? "visit.past" : "visit.booked";
}

function whatAndWho({ salon, words }: Place, visit: VisitPage): Markup {
  const services = servicesOf(salon, visit.services);
  const lines = services.map((service, index) => {
    const person = personName(salon, visit.picked.people[index]);
    return html`<li>${words.of(service.name)}${person !== undefined && html` <small>${words.say("visit.with", { person })}</small>`}</li>`;
  });
  const phases = phasesOf({ salon, words, services, staff: [], picked: visit.picked });
  return html`<ul class="plain">${lines}${visit.party > 1 && html`<li>${words.count("party.people", visit.party)}</li>`}</ul>${phases.length > 0 && phaseBar(words, phases)}`;
}

function priceLine({ salon, words }: Place, { picked, depositCents }: VisitPage): Markup {
  const price = picked.cents === 0 ? words.say("money.free") : money(words, picked.cents, salon.currency);
  return html`<p><b>${price}</b>${depositCents > 0 && html` <small>${words.say("summary.deposit", { amount: money(words, depositCents, salon.currency) })}</small>`}</p>`;
}

function actions(place: Place, { token, calendarHref, picked }: VisitPage): Markup {
  const { salon, words } = place;
  const calendar = html`<a class="btn quiet" href="${calendarHref}" download="visit.ics">${words.say("visit.calendar")}</a>`;
  if (picked.changeUntil === null) {
    return html`<p class="acts">${calendar}${salon.phone && html`<a class="btn quiet" href="tel:${salon.phone}">${words.say("refusal.call", { phone: spacedPhone(salon.phone) })}</a>`}</p><p class="note">${words.say("visit.too-late")}</p>`;
  }
  const { date, minute } = picked.changeUntil;
  const out = place.embedded ? html` target="_blank" rel="noopener"` : "";
  return html`<p class="acts">${calendar}<a class="btn quiet" href="${withLang(`/b/${token}/move`, place)}"${out}>${words.say("visit.move")}</a><a class="btn quiet danger" href="${withLang(`/b/${token}/cancel`, place)}"${out}>${words.say("visit.cancel")}</a></p><p class="note">${words.say("summary.change-until", { day: longDay(words, date), time: clockTime(minute) })}</p>`;
}

function again(place: Place): Markup {
  return html`<p class="acts"><a class="btn" href="${withLang(`/${place.salon.slug}/book`, place)}">${place.words.say("visit.again")}</a></p>`;
}

function where({ salon, words }: Place): Markup {
  const lines = [salon.name, salon.address?.street, salon.address?.suburb, salon.address?.city].filter(Boolean);
  return html`<section class="card"><h2>${words.say("salon.where")}</h2><address>${lines.map((line, index) => html`${index > 0 && html`<br>`}${line}`)}</address>${salon.phone && html`<p><a href="tel:${salon.phone}">${spacedPhone(salon.phone)}</a></p>`}</section>`;
}

function recordsLink(place: Place, { token }: VisitPage): Markup {
  const out = place.embedded ? html` target="_blank" rel="noopener"` : "";
  return html`<p class="note"><a href="${withLang(`/b/${token}/records`, place)}"${out}>${place.words.say("records.link")}</a></p>`;
}

/** One question, two answers, before anything is lost. */
export function askToCancel(place: Place, visit: VisitPage): Markup {
  const { words } = place;
  const { date, from } = visit.picked;
  const main = html`<div class="narrow refusal"><h1>${words.say("cancel.title")}</h1><p class="lede">${words.say("cancel.text", { day: longDay(words, date), time: clockTime(from) })}</p><form class="acts" method="post" action="/b/${visit.token}/cancel">${langField(place).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}<button class="btn danger">${words.say("cancel.yes")}</button><a class="btn quiet" href="${withLang(`/b/${visit.token}`, place)}">${words.say("cancel.no")}</a></form><p class="note"><a href="${withLang(`/b/${visit.token}/move`, place)}">${words.say("cancel.rather-move")}</a></p></div>`;
  return salonFrame(place, { title: words.say("cancel.title"), unlisted: true }, main);
}
