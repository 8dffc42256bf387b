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
import { changeRule } from "./journey/summary.ts";
import { hoursOn, minuteOf, openNow } from "./opening.ts";
import { accentOf, type Place, salonFrame } from "./place.ts";

export function salonPage(place: Place, now: LocalMoment): Markup {
  const { salon, words } = place;
  const main = html`<div class="hero">${cloth(salon.slug, accentOf(salon))}${monogram(salon.name, accentOf(salon))}</div><div class="two"><div><h1>${salon.name}</h1><p class="lede">${words.of(salon.description)}</p>${openLine(words, salon, now)}${inCategories(
    salon.services,
  ).map(
    ([category, services]) =>
      html`<section class="group"><h2>${categoryName(words, category)}</h2><ul class="rows">${services.map((service) => serviceRow(place, service))}</ul></section>`,
  )}${team(place)}</div><aside class="side">${html`<a class="btn" href="${withLang(`/${salon.slug}/book`, place)}">${words.say("action.book-visit")}</a>`}${whereAndWhen(place, now)}${policies(place)}</aside></div><div class="sheet only-small"><a class="btn" href="${withLang(`/${salon.slug}/book`, place)}">${words.say("action.book-visit")}</a></div>`;
  const description = words.of(salon.description);
  return salonFrame(
    place,
    description === ""
      ? { title: words.say("salon.book-online") }
      : { title: words.say("salon.book-online"), description },
    main,
  );
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
  return html`<p class="open-line"><span class="badge${open ? " is-open" : ""}">${text}</span>${where !== "" && html`<span>${where}</span>`}</p>`;
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
  return html`<li><a class="row" href="${href}"><span class="what"><b>${words.of(service.name)}</b>${service.description && html`<span class="note">${words.of(service.description)}</span>`}<span class="note">${details.join(" · ")}${service.sessions && html`<br>${sessionText(words, service)}`}</span></span><span class="cost"><b>${priceText(words, priceSpan(salon, service), salon.currency)}</b></span></a></li>`;
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
  return html`<section class="group"><h2>${words.say("salon.team")}</h2><ul class="team">${salon.staff.map((person) => {
    const spoken = (person.languages ?? []).map((tag) => tag.toUpperCase()).join(" · ");
    return html`<li>${face(person.name)}<span class="what"><b>${person.name}</b>${person.role && html`<span class="note">${words.of(person.role)}</span>`}${spoken !== "" && html`<span class="note">${spoken}</span>`}</span></li>`;
  })}</ul></section>`;
}

function whereAndWhen({ salon, words }: Place, now: LocalMoment): Markup {
  const { address } = salon;
  const monday = now.date - weekdayOf(now.date);
  const lines = [address?.street, address?.suburb, address?.city].filter(Boolean);
  const spans = (date: number) => {
    const hours = hoursOn(salon, date);
    return hours.length === 0
      ? words.say("salon.day-closed")
      : hours.map(([from, to]) => `${clockTime(minuteOf(from))} – ${clockTime(minuteOf(to))}`).join(", ");
  };
  return html`<section class="card"><h2>${words.say("salon.hours")}</h2><table class="hours"><tbody>${WEEKDAYS.map(
    (_, index) => {
      const date = monday + index;
      return html`<tr${date === now.date ? html` class="today"` : ""}><th scope="row">${weekdayName(words, date)}</th><td>${spans(date)}</td></tr>`;
    },
  )}</tbody></table>${lines.length > 0 && html`<h2>${words.say("salon.where")}</h2><address>${lines.map((line, index) => html`${index > 0 && html`<br>`}${line}`)}</address>`}${salon.phone && html`<p><a href="tel:${salon.phone}">${spacedPhone(salon.phone)}</a></p>`}</section>`;
}

function policies({ salon, words }: Place): Markup {
  return html`<section class="card"><h2>${words.say("salon.good-to-know")}</h2><ul class="plain"><li>${changeRule(words, salon)}</li>${salon.holidays === "ZA" && html`<li>${words.say("salon.holidays")}</li>`}${salon.backup_power && html`<li>${words.say("salon.power")}</li>`}${salon.policies?.notes && html`<li>${words.of(salon.policies.notes)}</li>`}</ul></section>`;
}

/** `+27 11 555 0101` from `+27115550101`: South African numbers in their usual groups, others as they are. */
export function spacedPhone(phone: string): string {
  return phone.replace(/^\+27(\d\d)(\d{3})(\d{4})$/, "+27 $1 $2 $3");
}
