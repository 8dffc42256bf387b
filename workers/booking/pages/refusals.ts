// When something cannot be done: what happened in one sentence, and a way on. No dead ends.

import { html } from "hono/html";
import { clockTime, type LocalMoment, lengthOfTime, nearDay } from "../../ui/dates.ts";
import type { Markup } from "../../ui/markup.ts";
import { type House, houseFrame, langField, withLang } from "../../ui/shell.ts";
import type { WordKey } from "../../ui/words.ts";
import { type Journey, journeyHref } from "./journey/state.ts";
import { flowBase, type Place, salonFrame } from "./place.ts";
import { spacedPhone } from "./salon.ts";

/** Somebody was quicker: the nearest starts that are still free, each one tap away. */
export function slotTaken(
  place: Place,
  journey: Journey,
  today: number,
  alternatives: (LocalMoment & { start: number })[],
): Markup {
  const { words } = place;
  const at = (changes: Partial<Journey>) => journeyHref(flowBase(place), { ...journey, ...changes }, langField(place));
  const nearest = alternatives.map(
    ({ date, minute, start }) =>
      html`<li><a class="time wide" href="${at({ date, start })}"><span>${nearDay(words, date, today)}</span> <b>${clockTime(minute)}</b></a></li>`,
  );
  const main = html`<div class="narrow refusal" role="alert"><h1>${words.say("taken.title")}</h1><p class="lede">${words.say(alternatives.length > 0 ? "taken.nearest" : "taken.none")}</p>${nearest.length > 0 && html`<ul class="times">${nearest}</ul>`}<p class="acts"><a class="btn quiet" href="${at({ start: null })}">${words.say("taken.other-times")}</a></p></div>`;
  return salonFrame(place, { title: words.say("taken.title"), unlisted: true, languageUrl: at({ start: null }) }, main);
}

/** The price went up between looking and taking. */
export function priceChanged(place: Place, journey: Journey, price: string): Markup {
  const { words } = place;
  const href = journeyHref(flowBase(place), journey, langField(place));
  const main = html`<div class="narrow refusal" role="alert"><h1>${words.say("price-changed.title")}</h1><p class="lede">${words.say("price-changed.text", { price })}</p><p class="acts"><a class="btn" href="${href}">${words.say("price-changed.look")}</a></p></div>`;
  return salonFrame(place, { title: words.say("price-changed.title"), unlisted: true, languageUrl: href }, main);
}

type Kind = "not-found" | "link-gone" | "unavailable" | "refused";

/** Too many requests, and after how long the next is heard. `retryAfter` in seconds. */
export function tooOften(house: House, retryAfter: number | undefined): Markup {
  const length = lengthOfTime(house.words, Math.max(1, Math.ceil((retryAfter ?? 60) / 60)));
  return houseRefused(house, "too-often.title", house.words.say("too-often.text", { length }));
}

/** A refusal that belongs to a salon: leads back to it, and gives its telephone. */
export function salonRefusal(place: Place, kind: Kind, detail?: string): Markup {
  const { salon, words } = place;
  const href = withLang(`/${salon.slug}`, place);
  return salonFrame(
    place,
    { title: words.say(`${kind}.title`), unlisted: true, languageUrl: href },
    html`<div class="narrow refusal" role="alert"><h1>${words.say(`${kind}.title`)}</h1><p class="lede">${detail ?? words.say(`${kind}.text`)}</p><p class="acts"><a class="btn" href="${href}">${words.say("refusal.to-salon", { salon: salon.name })}</a>${salon.phone && html`<a class="btn quiet" href="tel:${salon.phone}">${words.say("refusal.call", { phone: spacedPhone(salon.phone) })}</a>`}</p></div>`,
  );
}

export function houseRefusal(house: House, kind: Kind): Markup {
  return houseRefused(house, `${kind}.title`, house.words.say(`${kind}.text`));
}

function houseRefused(house: House, title: WordKey, text: string): Markup {
  const { words } = house;
  return houseFrame(
    house,
    { title: words.say(title), unlisted: true, languageUrl: "/" },
    html`<div class="narrow refusal" role="alert"><h1>${words.say(title)}</h1><p class="lede">${text}</p><p class="acts"><a class="btn" href="${withLang("/", house)}">${words.say("refusal.to-start")}</a><a class="btn quiet" href="${withLang("/b", house)}">${words.say("shell.find")}</a></p></div>`,
  );
}
