// The waiting list: which days would do, and whom to tell. One person at a time is offered what comes free.

import { html } from "hono/html";
import { isoDate, type LocalMoment, longDay, timeOf } from "../../ui/dates.ts";
import { emailField, faultList, field, hidden, nameField, phoneField } from "../../ui/forms.ts";
import type { Markup } from "../../ui/markup.ts";
import { langField, withLang } from "../../ui/shell.ts";
import type { WordKey, Words } from "../../ui/words.ts";
import { servicesOf } from "./journey/offer.ts";
import { type Journey, journeyFields } from "./journey/state.ts";
import { noticeLink } from "./law/links.ts";
import { type Place, salonFrame } from "./place.ts";

export interface WaitlistForm {
  from: number;
  to: number;
  today: number;
  last: number;
  name: string;
  phone: string;
  email: string;
  key: string;
  /** Hash of the privacy notice that this page leads to. */
  notice: string;
  faults: { name: "from" | "to" | "name" | "phone" | "email"; text: string }[];
}

export function waitlistForm(place: Place, journey: Journey, form: WaitlistForm): Markup {
  const { salon, words } = place;
  const fault = (name: string) => form.faults.find((one) => one.name === name)?.text;
  const what = servicesOf(salon, journey.services).map((service) => words.of(service.name));
  const carried = [...journeyFields({ ...journey, date: null, start: null, back: null }), ...langField(place)];
  const why = { hint: words.say("waitlist.email-why"), required: true };
  const main = html`<div class="narrow"><h1>${words.say("waitlist.title")}</h1>
<p class="lede">${words.say("waitlist.lede", { what: what.join(" + ") })}</p>${noticeLink(place)}${faultList(words, form.faults)}
<form class="stack" method="post" action="/${salon.slug}/waitlist" novalidate>${hidden([...carried, ["key", form.key], ["notice", form.notice]])}
<div class="pair">${day(words, form, "from", fault("from"))}${day(words, form, "to", fault("to"))}</div>
${nameField(words, form.name, fault("name"))}${phoneField(words, form.phone, fault("phone"))}
${emailField(words, form.email, fault("email"), why)}
<p><button class="btn">${words.say("waitlist.join")}</button></p></form></div>`;
  return salonFrame(place, { title: words.say("waitlist.title"), unlisted: true }, main);
}

function day(words: Words, form: WaitlistForm, name: "from" | "to", fault: string | undefined): Markup {
  const within = { min: isoDate(form.today), max: isoDate(form.last), type: "date" as const, required: true };
  return field(words, { name, label: words.say(`waitlist.${name}`), value: isoDate(form[name]), fault, ...within });
}

export function waitlistJoined(place: Place): Markup {
  const { salon, words } = place;
  const href = withLang(`/${salon.slug}`, place);
  const minutes = salon.policies?.offer_minutes ?? 30;
  const main = html`<div class="narrow refusal"><h1>${words.say("waitlist.joined")}</h1>
<p class="lede">${words.say("waitlist.joined-text", { minutes })}</p>
<p class="note">${words.say("law.decision.waiting-how")} <a href="${withLang(`/${salon.slug}/decisions`, place)}">${words.say("law.decision.wrong")}</a></p>
<p class="acts"><a class="btn" href="${href}">${words.say("refusal.to-salon", { salon: salon.name })}</a></p></div>`;
  return salonFrame(place, { title: words.say("waitlist.joined"), unlisted: true, languageUrl: href }, main);
}

export interface Offer {
  services: string[];
  start: LocalMoment;
  until: LocalMoment;
}

/** A time that came free, kept for one person for a while. */
export function offerPage(place: Place, token: string, { services, start, until }: Offer): Markup {
  const { salon, words } = place;
  const what = servicesOf(salon, services).map((service) => words.of(service.name));
  const main = html`<div class="narrow refusal"><h1>${words.say("offer.title")}</h1><p class="lede">${what.join(" + ")}</p>
<p class="when"><b>${longDay(words, start.date)}</b><span class="clock">${timeOf(start)}</span></p>
<p class="note">${words.say("offer.text", { time: timeOf(until) })}</p>
<form class="acts" method="post" action="/o/${token}">${hidden(langField(place))}
<button class="btn" name="answer" value="take">${words.say("offer.take")}</button>
<button class="btn quiet" name="answer" value="leave">${words.say("offer.leave")}</button></form></div>`;
  return salonFrame(place, { title: words.say("offer.title"), unlisted: true }, main);
}

export function offerLeft(place: Place): Markup {
  return told(place, "offer.left", "offer.left-text", withLang(`/${place.salon.slug}/book`, place));
}

export function offerOver(place: Place, services: string[]): Markup {
  const query = new URLSearchParams([...services.map((id) => ["service", id]), ...langField(place)]);
  return told(place, "offer.over", "offer.over-text", `/${place.salon.slug}/book?${query}`);
}

function told(place: Place, title: WordKey, text: WordKey, href: string): Markup {
  const { words } = place;
  const main = html`<div class="narrow refusal"><h1>${words.say(title)}</h1><p class="lede">${words.say(text)}</p>
<p class="acts"><a class="btn" href="${href}">${words.say("taken.other-times")}</a></p></div>`;
  return salonFrame(place, { title: words.say(title), unlisted: true, languageUrl: href }, main);
}
