// Last step: who are you? The time is already held; the hold's id is in this page's form and never in an address.

import { html } from "hono/html";
import { clockTime } from "../../../ui/dates.ts";
import { faultList, field, hidden } from "../../../ui/forms.ts";
import type { Markup } from "../../../ui/markup.ts";
import { langField } from "../../../ui/shell.ts";
import { flowBase, type Place, salonFrame } from "../place.ts";
import { servicesOf } from "./offer.ts";
import { type Journey, journeyFields, journeyHref } from "./state.ts";
import { backButton, GIVE_BACK, steps } from "./steps.ts";
import { type Picked, summary } from "./summary.ts";

/** What the client has typed so far; empty strings at first. */
export interface Details {
  name: string;
  phone: string;
  email: string;
  notes: string;
  reminders: boolean;
  news: boolean;
}

export interface DetailsPage {
  hold: string;
  /** Wall-clock minute at which the hold lapses. */
  heldUntil: number;
  key: string;
  picked: Picked;
  details: Details;
  faults: { name: keyof Details; text: string }[];
}

/** The notice that the consent boxes refer to; a new wording gets a new version. */
export const CONSENT_NOTICE = "2026-11";

export const NO_DETAILS: Details = { name: "", phone: "", email: "", notes: "", reminders: false, news: false };

export function enterDetails(place: Place, journey: Journey, page: DetailsPage): Markup {
  const { salon, words } = place;
  const services = servicesOf(salon, journey.services);
  const action = html`<button class="btn" form="details">${words.say("action.book")}</button>`;
  const main = html`<div class="two"><div>${steps(place, journey, "details")}<h1>${words.say("details.title")}</h1><p class="lede">${words.say("details.held", { time: clockTime(page.heldUntil) })} ${backButton("time", words.say("details.other-time"))}</p>${faultList(words, page.faults)}${detailsForm(place, journey, page)}${giveBackForm(place, journey, page)}</div>${summary({ salon, words, services, staff: journey.staff, party: journey.party, picked: page.picked, action })}</div>`;
  const languageUrl = journeyHref(flowBase(place), journey, langField(place));
  return salonFrame(
    place,
    { title: words.say("details.title"), unlisted: true, languageUrl, languageForm: GIVE_BACK },
    main,
  );
}

/**
 * Every way back goes through this form: a hold that its own client left behind would hide the time from them until it
 * expires. The language in its hidden field comes after the one of a language button, and the first counts.
 */
function giveBackForm(place: Place, journey: Journey, { hold, picked }: DetailsPage): Markup {
  const fields = journeyFields({ ...journey, date: picked.date, back: null });
  return html`<form id="${GIVE_BACK}" method="post" action="${flowBase(place)}/release">${hidden([...fields, ["hold", hold], ...langField(place)])}</form>`;
}

function detailsForm(place: Place, journey: Journey, page: DetailsPage): Markup {
  const { salon, words } = place;
  const { details, faults } = page;
  const fault = (name: keyof Details) => faults.find((one) => one.name === name)?.text;
  const carried: [string, string][] = [
    ...journeyFields({ ...journey, date: page.picked.date }),
    ["price_cents", String(page.picked.cents)],
    ["hold", page.hold],
    ["key", page.key],
    ["from", String(page.picked.from)],
    ["to", String(page.picked.to)],
    ["until", String(page.heldUntil)],
    ...page.picked.people.map((id): [string, string] => ["placed", id]),
    ...page.picked.everyone.map((id): [string, string] => ["everyone", id]),
    ...langField(place),
  ];
  return html`<form id="details" class="stack" method="post" action="${flowBase(place)}/confirm">${hidden(carried)}${field(words, { name: "name", label: words.say("details.name"), value: details.name, required: true, maxlength: 120, autocomplete: "name", fault: fault("name") })}${field(words, { name: "phone", label: words.say("details.phone"), hint: words.say("details.phone-why", { salon: salon.name }), value: details.phone, required: true, maxlength: 32, type: "tel", inputmode: "tel", autocomplete: "tel", fault: fault("phone") })}${field(words, { name: "email", label: words.say("details.email"), hint: words.say("details.email-why"), value: details.email, maxlength: 254, type: "email", inputmode: "email", autocomplete: "email", fault: fault("email") })}${field(words, { name: "notes", label: words.say("details.notes"), value: details.notes, maxlength: 1000, long: true, fault: fault("notes") })}<fieldset class="consents"><legend>${words.say("details.consent")}</legend>${consent("reminders", words.say("details.reminders"), details.reminders)}${consent("news", words.say("details.news", { salon: salon.name }), details.news)}</fieldset><p class="note">${words.say("details.privacy", { salon: salon.name })}</p></form>`;
}

function consent(name: string, text: string, checked: boolean): Markup {
  return html`<label class="check"><input type="checkbox" name="${name}" value="yes"${checked ? html` checked` : ""}> <span>${text}</span></label>`;
}
