// The waiting list: which days would do, and whom to tell. One person at a time is offered what comes free.

import { html } from "hono/html";
import { isoDate } from "../../ui/dates.ts";
import { faultList, field, hidden } from "../../ui/forms.ts";
import type { Markup } from "../../ui/markup.ts";
import { servicesOf } from "./journey/offer.ts";
import { type Journey, journeyFields } from "./journey/state.ts";
import { langField, type Place, salonFrame, withLang } from "./place.ts";

export interface WaitlistForm {
  from: number;
  to: number;
  today: number;
  last: number;
  name: string;
  phone: string;
  key: string;
  faults: { name: "from" | "to" | "name" | "phone"; text: string }[];
}

export function waitlistForm(place: Place, journey: Journey, form: WaitlistForm): Markup {
  const { salon, words } = place;
  const fault = (name: string) => form.faults.find((one) => one.name === name)?.text;
  const what = servicesOf(salon, journey.services).map((service) => words.of(service.name));
  const within = { min: isoDate(form.today), max: isoDate(form.last), type: "date" as const, required: true };
  const carried = [...journeyFields({ ...journey, date: null, start: null, back: null }), ...langField(place)];
  const main = html`<div class="narrow"><h1>${words.say("waitlist.title")}</h1><p class="lede">${words.say("waitlist.lede", { what: what.join(" + ") })}</p>${faultList(words, form.faults)}<form class="stack" method="post" action="/${salon.slug}/waitlist">${hidden([...carried, ["key", form.key]])}<div class="pair">${field(words, { name: "from", label: words.say("waitlist.from"), value: isoDate(form.from), fault: fault("from"), ...within })}${field(words, { name: "to", label: words.say("waitlist.to"), value: isoDate(form.to), fault: fault("to"), ...within })}</div>${field(words, { name: "name", label: words.say("details.name"), value: form.name, required: true, maxlength: 120, autocomplete: "name", fault: fault("name") })}${field(words, { name: "phone", label: words.say("details.phone"), hint: words.say("waitlist.phone-why"), value: form.phone, required: true, maxlength: 32, type: "tel", inputmode: "tel", autocomplete: "tel", fault: fault("phone") })}<p><button class="btn">${words.say("waitlist.join")}</button></p></form></div>`;
  return salonFrame(place, { title: words.say("waitlist.title"), unlisted: true }, main);
}

export function waitlistJoined(place: Place): Markup {
  const { salon, words } = place;
  const href = withLang(`/${salon.slug}`, place);
  const main = html`<div class="narrow refusal"><h1>${words.say("waitlist.joined")}</h1><p class="lede">${words.say("waitlist.joined-text", { minutes: salon.policies?.offer_minutes ?? 30 })}</p><p class="acts"><a class="btn" href="${href}">${words.say("refusal.to-salon", { salon: salon.name })}</a></p></div>`;
  return salonFrame(place, { title: words.say("waitlist.joined"), unlisted: true, languageUrl: href }, main);
}
