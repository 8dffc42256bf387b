// Last step: who are you? The time is already held; the hold's id is in this page's form and never in an address.

import { html } from "hono/html";
import { clockTime } from "../../../ui/dates.ts";
import { emailField, faultList, field, hidden, nameField, phoneField } from "../../../ui/forms.ts";
import type { Markup } from "../../../ui/markup.ts";
import { langField } from "../../../ui/shell.ts";
import { noticeLink } from "../law/links.ts";
import { flowBase, type Place, salonFrame } from "../place.ts";
import { askHealth, type HealthDetails } from "../special.ts";
import { servicesOf } from "./offer.ts";
import { patchNote } from "./patch-test.ts";
import { type Journey, journeyFields, journeyHref } from "./state.ts";
import { backButton, GIVE_BACK, steps } from "./steps.ts";
import { type Picked, summary } from "./summary.ts";

/** What the client has typed so far; empty strings at first. */
export interface Details extends HealthDetails {
  name: string;
  phone: string;
  email: string;
  notes: string;
  /** The visit is for somebody under eighteen, for whom `guardian` consents. */
  child: boolean;
  guardian: string;
  relation: string;
}

export interface DetailsPage {
  hold: string;
  /** Wall-clock minute at which the hold lapses. */
  heldUntil: number;
  key: string;
  /** Hash of the privacy notice that this page leads to. */
  notice: string;
  picked: Picked;
  details: Details;
  faults: { name: keyof Details; text: string }[];
}

export const NO_DETAILS: Details = {
  ...{ name: "", phone: "", email: "", notes: "" },
  ...{ child: false, guardian: "", relation: "" },
  ...{ health: "", healthAgreed: false },
};

export function enterDetails(place: Place, journey: Journey, page: DetailsPage): Markup {
  const { salon, words } = place;
  const { services, staff, party } = journey;
  const action = html`<button class="btn" form="details">${words.say("action.book")}</button>`;
  const visit = { services: servicesOf(salon, services), staff, party, picked: page.picked, action };
  const main = html`<div class="two"><div>${steps(place, journey, "details")}<h1>${words.say("details.title")}</h1>
<p class="lede">${words.say("details.held", { time: clockTime(page.heldUntil) })}
${backButton("time", words.say("details.other-time"))}</p>${patchNote(place, services)}${noticeLink(place)}${faultList(words, page.faults)}
${detailsForm(place, journey, page)}${giveBackForm(place, journey, page)}</div>
${summary({ salon, words, ...visit })}</div>`;
  const languageUrl = journeyHref(flowBase(place), journey, langField(place));
  const title = words.say("details.title");
  return salonFrame(place, { title, unlisted: true, languageUrl, languageForm: GIVE_BACK }, main);
}

/**
 * Every way back goes through this form: a hold that its own client left behind would hide the time from them until it
 * expires. The language in its hidden field comes after the one of a language button, and the first counts.
 */
function giveBackForm(place: Place, journey: Journey, { hold, picked }: DetailsPage): Markup {
  const fields = journeyFields({ ...journey, date: picked.date, back: null });
  return html`<form id="${GIVE_BACK}" method="post" action="${flowBase(place)}/release">
${hidden([...fields, ["hold", hold], ...langField(place)])}</form>`;
}

/** `novalidate`: what is wrong is told in the page's language, which the browser's own bubbles may not speak. */
function detailsForm(place: Place, journey: Journey, page: DetailsPage): Markup {
  const { salon, words } = place;
  const { details, faults } = page;
  const fault = (name: keyof Details) => faults.find((one) => one.name === name)?.text;
  return html`<form id="details" class="stack" method="post" action="${flowBase(place)}/confirm" novalidate>
${hidden(carried(place, journey, page))}
${nameField(words, details.name, fault("name"))}
${phoneField(words, details.phone, fault("phone"), words.say("details.phone-why", { salon: salon.name }))}
${emailField(words, details.email, fault("email"), { hint: words.say("details.email-why") })}
${field(words, {
  name: "notes",
  label: words.say("details.notes"),
  value: details.notes,
  maxlength: 1000,
  long: true,
  fault: fault("notes"),
})}
${askHealth(place, details, fault("health"))}
${forChild(place, journey, page)}</form>`;
}

/** What the answer needs to show this page again, or to book. */
function carried(place: Place, journey: Journey, page: DetailsPage): [string, string][] {
  const { picked } = page;
  return [
    ...journeyFields({ ...journey, date: picked.date }),
    ["price_cents", String(picked.cents)],
    ["hold", page.hold],
    ["key", page.key],
    ["notice", page.notice],
    ["from", String(picked.from)],
    ["to", String(picked.to)],
    ["until", String(page.heldUntil)],
    ...picked.people.map((id): [string, string] => ["placed", id]),
    ...picked.everyone.map((id): [string, string] => ["everyone", id]),
    ...langField(place),
  ];
}

/** Nobody is asked for an age: who books for a child says so, unless the service says it already. */
function forChild(place: Place, journey: Journey, { details, faults }: DetailsPage): Markup {
  const { salon, words } = place;
  const fault = (name: keyof Details) => faults.find((one) => one.name === name)?.text;
  const always = servicesOf(salon, journey.services).some((service) => service.for_children);
  const box = html`<input type="checkbox" name="child" value="yes"${details.child ? html` checked` : ""}>`;
  const says = always
    ? html`<p class="note">${words.say("law.child.service")}</p>`
    : html`<label class="check">${box} <span>${words.say("law.child.tick")}</span></label>`;
  const asked = { required: true, maxlength: 120 };
  return html`<div class="child stack">${says}
${field(words, { name: "guardian", label: words.say("law.child.guardian"), value: details.guardian, fault: fault("guardian"), ...asked })}
${field(words, {
  name: "relation",
  label: words.say("law.child.relation"),
  hint: words.say("law.child.relation-hint"),
  value: details.relation,
  fault: fault("relation"),
  ...asked,
})}
<p class="note">${words.say("law.child.consent", { salon: salon.name })}</p></div>`;
}
