// A booked visit, behind its capability link: when, what, with whom, and what can still be changed.

import { html } from "hono/html";
import type { ConsentsAnswer } from "../../../commands/law/consents.ts";
import type { FeeLine } from "../../../store/bookings.ts";
import { dayOfMonth, longDay, money, shortMonth, timeOf, weekdayName } from "../../../ui/dates.ts";
import type { Markup } from "../../../ui/markup.ts";
import { phaseBar } from "../../../ui/phases.ts";
import { withLang } from "../../../ui/shell.ts";
import { personName, servicesOf } from "../journey/offer.ts";
import { ANYONE, journeyHref } from "../journey/state.ts";
import { bothTimes, type Picked, phasesOf } from "../journey/summary.ts";
import { consentsLink, question } from "../law/consents.ts";
import { flowBase, type Place, salonFrame } from "../place.ts";
import { spacedPhone } from "../salon.ts";
import { healthKept } from "../special.ts";
import { owed } from "./cancel.ts";

export interface VisitPage {
  token: string;
  status: "confirmed" | "cancelled";
  services: string[];
  party: number;
  /** Names of its guests, where the desk was told. */
  guests: string[];
  depositCents: number;
  picked: Picked;
  /** The last day that clients may book, as days since 1970-01-01. */
  lastDay: number;
  /** Already begun or over. */
  past: boolean;
  /** A health note was given with it and is still kept. */
  healthKept: boolean;
  /** By its client, now. */
  cancellable: boolean;
  /** The salon noted that its client did not come. */
  missed: boolean;
  /** Over and served, so that it may be reviewed. */
  served: boolean;
  /** What cancelling it cost. */
  fee: readonly FeeLine[] | null;
}

export function showVisit(place: Place, visit: VisitPage, consents: ConsentsAnswer): Markup {
  const { words } = place;
  const title = words.say(titleKey(visit));
  const coming = visit.status === "confirmed" && !visit.past;
  const main = html`<div class="narrow">${coming && tick()}<h1>${title}</h1><p class="lede">${lede(place, visit)}</p>
${ticket(place, visit)}${owed(place, visit.fee)}${coming ? actions(place, visit) : again(place)}${coming && againIn(place, visit)}
${question(place, visit.token, consents)}${where(place)}${visit.healthKept && healthKept(place, visit.token)}
${visit.served && reviewLink(place, visit)}${visit.missed && missedLink(place, visit)}${recordsLink(place, visit)}${consentsLink(place, visit.token)}</div>`;
  return salonFrame(place, { title, unlisted: true }, main);
}

function titleKey({ status, past }: VisitPage): "visit.cancelled" | "visit.past" | "visit.booked" {
  if (status === "cancelled") return "visit.cancelled";
  return past ? "visit.past" : "visit.booked";
}

function lede({ salon, words }: Place, { status, past }: VisitPage): string {
  if (status === "cancelled") return words.say("visit.cancelled-text");
  return words.say(past ? "visit.past-text" : "visit.see-you", { salon: salon.name });
}

function tick(): Markup {
  return html`<svg class="tick" aria-hidden="true" viewBox="0 0 48 48"><circle cx="24" cy="24" r="24"/>
<path d="M15 25l6.5 6.5L34 18" fill="none"/></svg>`;
}

function ticket(place: Place, visit: VisitPage): Markup {
  const { words } = place;
  const { date } = visit.picked;
  return html`<article class="ticket${visit.status === "cancelled" ? " void" : ""}">
<div class="date" aria-hidden="true"><span>${shortMonth(words, date)}</span>
<strong>${dayOfMonth(date)}</strong><span>${weekdayName(words, date)}</span></div>
<div class="facts"><p class="when"><b>${longDay(words, date)}</b>
<span class="clock">${bothTimes(visit.picked)}</span></p>${whatAndWho(place, visit)}${priceLine(place, visit)}</div>
</article>`;
}

/** Each service with who does it; for a party, everybody who works on one of its guests. */
function whatAndWho({ salon, words }: Place, { services: ids, party, guests: named, picked }: VisitPage): Markup {
  const services = servicesOf(salon, ids);
  const phases = phasesOf({ salon, words, services, staff: [], picked });
  const withWhom = (people: string[]) => {
    const names = people.flatMap((id) => personName(salon, id) ?? []);
    return names.length > 0 && html` <small>${words.say("visit.with", { person: names.join(", ") })}</small>`;
  };
  const lines = services.map((service, index) => {
    const person = picked.people[index];
    return html`<li>${words.of(service.name)}${party === 1 && person !== undefined && withWhom([person])}</li>`;
  });
  const guests =
    party > 1 &&
    html`<li>${words.count("party.people", party)}${withWhom(picked.everyone)}${named.length > 0 && html`<br>${named.join(", ")}`}</li>`;
  return html`<ul class="plain">${lines}${guests}</ul>${phases.length > 0 && phaseBar(words, phases)}`;
}

function priceLine({ salon, words }: Place, { picked, depositCents }: VisitPage): Markup {
  const price = picked.cents === 0 ? words.say("money.free") : money(words, picked.cents, salon.currency);
  const amount = money(words, depositCents, salon.currency);
  const deposit = depositCents > 0 && html` <small>${words.say("summary.deposit", { amount })}</small>`;
  return html`<p><b>${price}</b>${deposit}</p>`;
}

function actions(place: Place, visit: VisitPage): Markup {
  const { words } = place;
  const calendar = html`<a class="btn quiet" href="${withLang(`/b/${visit.token}/visit.ics`, place)}" download="visit.ics">${words.say("visit.calendar")}</a>`;
  if (visit.picked.changeUntil === null) {
    const late = words.say(visit.cancellable ? "law.fee.too-late-to-move" : "visit.too-late");
    const give = visit.cancellable && cancelLink(place, visit);
    return html`<p class="acts">${calendar}${call(place)}${give}</p><p class="note">${late}</p>`;
  }
  const last = visit.picked.changeUntil;
  const until = words.say("summary.change-until", { day: longDay(words, last.date), time: timeOf(last) });
  return html`<p class="acts">${calendar}${changes(place, visit)}</p><p class="note">${until}</p>`;
}

/** Moving and cancelling leave another site's frame: its pages may not be framed. */
function changes(place: Place, visit: VisitPage): Markup {
  const href = withLang(`/b/${visit.token}/move`, place);
  return html`<a class="btn quiet" href="${href}"${outOfFrame(place)}>${place.words.say("visit.move")}</a>
${visit.cancellable && cancelLink(place, visit)}`;
}

function cancelLink(place: Place, { token }: VisitPage): Markup {
  const href = withLang(`/b/${token}/cancel`, place);
  return html`<a class="btn quiet danger" href="${href}"${outOfFrame(place)}>${place.words.say("visit.cancel")}</a>`;
}

const outOfFrame = ({ embedded }: Place) => (embedded ? html` target="_blank" rel="noopener"` : "");

function call({ salon, words }: Place): Markup | string {
  if (salon.phone === undefined) return "";
  const text = words.say("refusal.call", { phone: spacedPhone(salon.phone) });
  return html`<a class="btn quiet" href="tel:${salon.phone}">${text}</a>`;
}

function again(place: Place): Markup {
  const href = withLang(`/${place.salon.slug}/book`, place);
  return html`<p class="acts"><a class="btn" href="${href}">${place.words.say("visit.again")}</a></p>`;
}

/** Weeks after which the same may be had again. */
const WEEKS = [2, 3, 4, 6, 8];

/** Leads to the times of that day, with the same services and people; booked like any visit, by the salon's rules. */
function againIn(place: Place, { services, party, picked, lastDay }: VisitPage): Markup | string {
  const { words } = place;
  const days = WEEKS.map((weeks) => ({ weeks, date: picked.date + weeks * 7 })).filter(({ date }) => date <= lastDay);
  if (days.length === 0) return "";
  const staff = party > 1 ? services.map(() => ANYONE) : picked.people;
  const extra: [string, string][] = place.lang === null ? [] : [["lang", place.lang]];
  const links = days.map(({ weeks, date }) => {
    const href = journeyHref(flowBase(place), { services, staff, party, date, start: null, back: null }, extra);
    return html`<li><a class="btn quiet small" href="${href}">${words.count("visit.again-weeks", weeks)}</a></li>`;
  });
  return html`<section class="card"><h2>${words.say("visit.again-in")}</h2><ul class="times">${links}</ul></section>`;
}

function where({ salon, words }: Place): Markup {
  const lines = [salon.name, salon.address?.street, salon.address?.suburb, salon.address?.city].filter(Boolean);
  return html`<section class="card"><h2>${words.say("salon.where")}</h2>
<address>${lines.map((line, index) => html`${index > 0 && html`<br>`}${line}`)}</address>
${salon.phone && html`<p><a href="tel:${salon.phone}">${spacedPhone(salon.phone)}</a></p>`}</section>`;
}

function reviewLink(place: Place, { token }: VisitPage): Markup {
  const href = withLang(`/b/${token}/review`, place);
  return html`<p class="acts"><a class="btn quiet" href="${href}"${outOfFrame(place)}>${place.words.say("review.link")}</a></p>`;
}

function missedLink(place: Place, { token }: VisitPage): Markup {
  const href = withLang(`/b/${token}/dispute`, place);
  return html`<p class="note way"><a href="${href}"${outOfFrame(place)}>${place.words.say("clients.said-link")}</a></p>`;
}

function recordsLink(place: Place, { token }: VisitPage): Markup {
  const { words } = place;
  const out = outOfFrame(place);
  return html`<p class="note way"><a href="${withLang(`/b/${token}/records`, place)}"${out}>${words.say("records.link")}</a></p>
<p class="note way"><a href="${withLang(`/b/${token}/data`, place)}"${out}>${words.say("request.link")}</a></p>`;
}
