// A salon's own page: who, where, open or closed now, what it costs, who works there, and the rules in plain words.

import { html } from "hono/html";
import { type SalonService, WEEKDAYS } from "../../../shared/contracts/salon.ts";
import type { SalonView } from "../../store/snapshots.ts";
import { cloth, face, monogram } from "../../ui/cloth.ts";
import { clockTime, type LocalMoment, money, weekdayName, weekdayOf } from "../../ui/dates.ts";
import type { Markup } from "../../ui/markup.ts";
import { langField, withLang } from "../../ui/shell.ts";
import type { Words } from "../../ui/words.ts";
import { categoryName, inCategories } from "./categories.ts";
import { isClass, lengthText, minutesSpan, priceSpan, priceText } from "./journey/offer.ts";
import { type Journey, journeyHref } from "./journey/state.ts";
import { changeRule, feeRule } from "./journey/summary.ts";
import { hoursOn, minuteOf, openNow } from "./opening.ts";
import { accentOf, type Place, salonFrame } from "./place.ts";

/** `above`: what stands before everything else, on a page that is not published yet; `told`: what search engines read of one that is. */
export function salonPage(
  place: Place,
  now: LocalMoment,
  {
    above = "",
    told = "",
    rated = "",
  }: { above?: Markup | string; told?: Markup | string; rated?: Markup | string } = {},
): Markup {
  const { salon, words } = place;
  const href = withLang(`/${salon.slug}/book`, place);
  const book = html`<a class="btn" href="${href}">${words.say("action.book-visit")}</a>`;
  const hero = html`<div class="hero">${cloth(salon.slug, accentOf(salon))}${monogram(salon.name, accentOf(salon))}</div>`;
  const description = words.of(salon.description);
  const main = html`${above}${hero}<div class="two"><div><h1>${salon.name}</h1><p class="lede">${description}</p>
${openLine(words, salon, now)}${rated !== "" && html`<p>${rated}</p>`}${offers(place)}${team(place)}</div>
<aside class="side">${book}${whereAndWhen(place, now)}${policies(place)}</aside></div>
<div class="sheet only-small">${book}</div>${told}`;
  const title = words.say("salon.book-online");
  return salonFrame(place, description === "" ? { title } : { title, description }, main);
}

function offers(place: Place): Markup[] {
  return inCategories(place.salon.services).map(([category, services]) => {
    const rows = services.map((service) => serviceRow(place, service));
    return html`<section class="group"><h2>${categoryName(place.words, category)}</h2><ul class="rows">${rows}</ul></section>`;
  });
}

function openLine(words: Words, salon: SalonView, now: LocalMoment): Markup {
  const { open, change } = openNow(salon, now);
  const when =
    change === null
      ? ""
      : change.date === now.date
        ? clockTime(change.minute)
        : `${weekdayName(words, change.date)} ${clockTime(change.minute)}`;
  const text = open
    ? words.say("salon.open-until", { when })
    : words.say(when === "" ? "salon.closed" : "salon.closed-until", { when });
  const where = [salon.address?.suburb, salon.address?.city].filter(Boolean).join(", ");
  return html`<p class="open-line"><span class="badge${open ? " is-open" : ""}">${text}</span>
${where !== "" && html`<span>${where}</span>`}</p>`;
}

function serviceRow(place: Place, service: SalonService): Markup {
  const { salon, words } = place;
  const journey: Journey = { services: [service.id], staff: [], party: 1, date: null, start: null, back: null };
  const href = journeyHref(`/${salon.slug}/book`, journey, langField(place));
  const details = [
    lengthText(words, minutesSpan(salon, service)),
    isClass(service) && words.count("class.seats", service.capacity ?? 0),
    service.deposit_cents &&
      words.say("salon.deposit", { amount: money(words, service.deposit_cents, salon.currency) }),
  ].filter(Boolean);
  const about = service.description && html`<span class="note">${words.of(service.description)}</span>`;
  const sessions = service.sessions && html`<br>${sessionText(words, service)}`;
  return html`<li><a class="row" href="${href}"><span class="what"><b>${words.of(service.name)}</b>${about}
<span class="note">${details.join(" · ")}${sessions}</span></span>
<span class="cost"><b>${priceText(words, priceSpan(salon, service), salon.currency)}</b></span></a></li>`;
}

/** `Wednesday 18:00, Saturday 10:00`. */
function sessionText(words: Words, service: SalonService): string {
  // 1970-01-05 was a Monday: a date for each weekday's name.
  return (service.sessions ?? [])
    .map(({ day, time }) => `${weekdayName(words, 4 + WEEKDAYS.indexOf(day))} ${time}`)
    .join(", ");
}

function team(place: Place): Markup | string {
  const { salon, words } = place;
  if (salon.staff.length === 0) return "";
  return html`<section class="group"><h2>${words.say("salon.team")}</h2>
<ul class="team">${salon.staff.map((person) => html`<li>${member(place, person)}</li>`)}</ul></section>`;
}

function member(place: Place, { id, name, role, languages = [] }: SalonView["staff"][number]): Markup {
  const { words, salon } = place;
  const spoken = languages.map((tag) => tag.toUpperCase()).join(" · ");
  return html`${face(name)}<span class="what"><b>${name}</b>
${role && html`<span class="note">${words.of(role)}</span>`}
${spoken !== "" && html`<span class="note">${spoken}</span>`}</span>
<a class="btn quiet small" href="${withLang(`/${salon.slug}/with/${id}`, place)}" aria-label="${words.say("with.title", { person: name })}">${words.say("person.book")}</a>`;
}

function whereAndWhen(place: Place, now: LocalMoment): Markup {
  const { salon, words } = place;
  const { phone } = salon;
  const call = phone && html`<p><a href="tel:${phone}">${spacedPhone(phone)}</a></p>`;
  const chat =
    salon.chat && html`<p><a href="${withLang(`/${salon.slug}/chat`, place)}">${words.say("chat.open")}</a></p>`;
  const cards =
    salon.sells && html`<p><a href="${withLang(`/${salon.slug}/cards`, place)}">${words.say("salon.cards")}</a></p>`;
  return html`<section class="card"><h2>${words.say("salon.hours")}</h2>${week(place, now)}${where(place)}${call}${chat}${cards}</section>`;
}

/** The hours of the week that `now` is in. */
function week({ salon, words }: Place, now: LocalMoment): Markup {
  const monday = now.date - weekdayOf(now.date);
  const spans = (date: number) => {
    const hours = hoursOn(salon, date);
    if (hours.length === 0) return words.say("salon.day-closed");
    return hours.map(([from, to]) => `${clockTime(minuteOf(from))} – ${clockTime(minuteOf(to))}`).join(", ");
  };
  const day = (date: number) => html`<tr${date === now.date ? html` class="today"` : ""}>
<th scope="row">${weekdayName(words, date)}</th><td>${spans(date)}</td></tr>`;
  return html`<table class="hours"><tbody>${WEEKDAYS.map((_, index) => day(monday + index))}</tbody></table>`;
}

function where({ salon, words }: Place): Markup | string {
  const { address } = salon;
  const lines = [address?.street, address?.suburb, address?.city].filter(Boolean);
  if (lines.length === 0) return "";
  return html`<h2>${words.say("salon.where")}</h2>
<address>${lines.map((line, index) => html`${index > 0 && html`<br>`}${line}`)}</address>`;
}

function policies({ salon, words }: Place): Markup {
  const rules = [
    changeRule(words, salon),
    feeRule(words, salon),
    salon.holidays === "ZA" && words.say("salon.holidays"),
    salon.backup_power && words.say("salon.power"),
    salon.policies?.notes && words.of(salon.policies.notes),
  ].filter(Boolean);
  return html`<section class="card"><h2>${words.say("salon.good-to-know")}</h2>
<ul class="plain">${rules.map((rule) => html`<li>${rule}</li>`)}</ul></section>`;
}

/** `+27 11 555 0101` from `+27115550101`: South African numbers in their usual groups, others as they are. */
export function spacedPhone(phone: string): string {
  return phone.replace(/^\+27(\d\d)(\d{3})(\d{4})$/, "+27 $1 $2 $3");
}
