// When something cannot be done: what happened in one sentence, and a way on. No dead ends.

import { html } from "hono/html";
import { type LocalMoment, lengthOfTime, nearDay, timeOf } from "../../ui/dates.ts";
import type { Markup } from "../../ui/markup.ts";
import { type House, houseFrame, langField, withLang } from "../../ui/shell.ts";
import type { WordKey, Words } from "../../ui/words.ts";
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
  const free = alternatives.map((one) => ({
    href: at({ date: one.date, start: one.start }),
    day: nearDay(words, one.date, today),
    time: timeOf(one),
  }));
  const others = html`<a class="btn quiet" href="${at({ start: null })}">${words.say("taken.other-times")}</a>`;
  const main = goneTime(words, free, others);
  return salonFrame(place, { title: words.say("taken.title"), unlisted: true, languageUrl: at({ start: null }) }, main);
}

/** A time that has just gone: the nearest free ones, and other ways on. */
/** `why`: where it is not that somebody was quicker. */
export function goneTime(
  words: Words,
  free: { href: string; day: string; time: string }[],
  acts: Markup,
  why?: { title: string; text: string },
): Markup {
  const one = ({ href, day, time }: (typeof free)[number]) =>
    html`<li><a class="time wide" href="${href}"><span>${day}</span> <b>${time}</b></a></li>`;
  return html`<div class="narrow refusal" role="alert"><h1>${why?.title ?? words.say("taken.title")}</h1>
<p class="lede">${why?.text ?? words.say(free.length > 0 ? "taken.nearest" : "taken.none")}</p>
${free.length > 0 && html`<ul class="times">${free.map(one)}</ul>`}<p class="acts">${acts}</p></div>`;
}

/** The price went up between looking and taking. */
export function priceChanged(place: Place, journey: Journey, price: string): Markup {
  const { words } = place;
  const href = journeyHref(flowBase(place), journey, langField(place));
  const look = html`<a class="btn" href="${href}">${words.say("price-changed.look")}</a>`;
  const main = refusal(words.say("price-changed.title"), words.say("price-changed.text", { price }), look);
  return salonFrame(place, { title: words.say("price-changed.title"), unlisted: true, languageUrl: href }, main);
}

type Kind = "not-found" | "link-gone" | "unavailable" | "frozen" | "refused";

/** Which words tell of a failure that is not the client's. */
export const failureKind = (type: string): Kind => (type === "frozen" ? "frozen" : "unavailable");

/**
 * Too many requests, and after how long the next is heard. `retryAfter` in seconds. No person decided this, so the page tells
 * by which logic it was, and a salon's page where to say that it was wrong (POPIA s 71).
 */
export function tooOften(house: House | Place, retryAfter: number | undefined): Markup {
  const { words } = house;
  const length = lengthOfTime(words, Math.max(1, Math.ceil((retryAfter ?? 60) / 60)));
  const where =
    "salon" in house &&
    html` <a href="${withLang(`/${house.salon.slug}/decisions`, house)}">${words.say("law.decision.wrong")}</a>`;
  const how = html`<p class="note">${words.say("law.decision.refused-how")}${where}</p>`;
  return houseRefused(house, "too-often.title", words.say("too-often.text", { length }), how);
}

/** A refusal that belongs to a salon: leads back to it, and gives its telephone. */
export function salonRefusal(place: Place, kind: Kind, detail?: string): Markup {
  const { salon, words } = place;
  const href = withLang(`/${salon.slug}`, place);
  const { phone } = salon;
  const call = (number: string) =>
    html`<a class="btn quiet" href="tel:${number}">${words.say("refusal.call", { phone: spacedPhone(number) })}</a>`;
  const acts = html`<a class="btn" href="${href}">${words.say("refusal.to-salon", { salon: salon.name })}</a>
${phone !== undefined && call(phone)}`;
  const main = refusal(words.say(`${kind}.title`), detail ?? words.say(`${kind}.text`), acts);
  return salonFrame(place, { title: words.say(`${kind}.title`), unlisted: true, languageUrl: href }, main);
}

/** Told neutrally, with the two ways on: a person at the salon, and a word against it. */
export function notOnline(place: Place): Markup {
  const { salon, words } = place;
  const { phone, slug } = salon;
  const title = words.say("clients.not-online-title");
  const href = withLang(`/${slug}/decisions`, place);
  const call =
    phone !== undefined &&
    html`<a class="btn" href="tel:${phone}">${words.say("refusal.call", { phone: spacedPhone(phone) })}</a>`;
  const acts = html`${call}<a class="btn quiet" href="${href}">${words.say("law.decision.wrong")}</a>`;
  const main = refusal(title, words.say("clients.not-online"), acts);
  return salonFrame(place, { title, unlisted: true, languageUrl: withLang(`/${slug}`, place) }, main);
}

function refusal(title: string, text: string, acts: Markup, more?: Markup): Markup {
  return html`<div class="narrow refusal" role="alert"><h1>${title}</h1><p class="lede">${text}</p>
<p class="acts">${acts}</p>${more}</div>`;
}

export function houseRefusal(house: House, kind: Kind): Markup {
  return houseRefused(house, `${kind}.title`, house.words.say(`${kind}.text`));
}

function houseRefused(house: House, title: WordKey, text: string, more?: Markup): Markup {
  const { words } = house;
  const acts = html`<a class="btn" href="${withLang("/", house)}">${words.say("refusal.to-start")}</a>
<a class="btn quiet" href="${withLang("/b", house)}">${words.say("shell.find")}</a>`;
  const main = refusal(words.say(title), text, acts, more);
  return houseFrame(house, { title: words.say(title), unlisted: true, languageUrl: "/" }, main);
}
