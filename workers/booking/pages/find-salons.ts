// The front page: find a salon by name, suburb or service.

import { html } from "hono/html";
import type { SalonCard, SalonCards } from "../../store/salons.ts";
import { cloth } from "../../ui/cloth.ts";
import { hidden } from "../../ui/forms.ts";
import type { Markup } from "../../ui/markup.ts";
import type { House } from "../../ui/shell.ts";
import { houseFrame, langField, withLang } from "../../ui/shell.ts";
import { categoryName } from "./categories.ts";
import { accentOf } from "./place.ts";

/** `after`: the address that the page before ended with; empty on the first. */
export function findSalons(house: House, wanted: string, after: string, { cards, total, more }: SalonCards): Markup {
  const { words } = house;
  const count = words.count("home.found", total ?? cards.length);
  const list = html`<ul class="cards">${cards.map((salon) => html`<li>${card(house, salon)}</li>`)}</ul>`;
  const main = html`${search(house, wanted)}<section data-announce="${count}">
${total !== null && total > 0 && html`<p class="lede">${count}</p>`}${cards.length === 0 ? nothingFound(house, wanted) : list}
${turning(house, wanted, after, more ? cards.at(-1)?.slug : undefined)}</section>`;
  return houseFrame(house, { title: words.say("home.title"), description: words.say("home.lede") }, main);
}

function search(house: House, wanted: string): Markup {
  const { words } = house;
  return html`<div class="find"><h1>${words.say("home.title")}</h1><p class="lede">${words.say("home.lede")}</p>
<form class="search" role="search" data-swap>${hidden(langField(house))}
<label class="heard" for="q">${words.say("home.search")}</label>
<input id="q" name="q" type="search" value="${wanted}" maxlength="80" placeholder="${words.say("home.search-hint")}">
<button class="btn">${words.say("home.find")}</button></form></div>`;
}

function card(house: House, salon: SalonCard): Markup {
  const { words } = house;
  const about = [salon.category && categoryName(words, salon.category), salon.place].filter(Boolean).join(" · ");
  const spoken = salon.languages.map((tag) => tag.toUpperCase()).join(" · ");
  return html`<a class="card salon-card" href="${withLang(`/${salon.slug}`, house)}">
<span class="band">${cloth(salon.slug, accentOf(salon))}</span><span class="text"><b>${salon.name}</b>
<span class="note">${about}</span>
<span class="tags">${salon.services.map((name) => html`<span>${words.of(name)}</span>`)}</span>
<span class="note">${spoken}</span></span></a>`;
}

/** On to the next salons, and back to the first. */
function turning(house: House, wanted: string, after: string, last: string | undefined): Markup | string {
  if (last === undefined && after === "") return "";
  const { words } = house;
  const asked: [string, string][] = [
    ...(wanted === "" ? [] : [["q", wanted] as [string, string]]),
    ...langField(house),
  ];
  const at = (fields: [string, string][]) => `/?${new URLSearchParams([...asked, ...fields])}`;
  return html`<p class="acts">
${last !== undefined && html`<a class="btn" href="${at([["after", last]])}">${words.say("home.more")}</a>`}
${after !== "" && html`<a class="btn quiet" href="${at([])}">${words.say("home.first")}</a>`}</p>`;
}

function nothingFound(house: House, wanted: string): Markup {
  const { words } = house;
  const text = wanted === "" ? words.say("home.none") : words.say("home.not-found", { wanted });
  const all = html`<p class="acts"><a class="btn small quiet" href="${withLang("/", house)}">${words.say("home.all")}</a></p>`;
  return html`<div class="empty"><p><b>${text}</b></p>${wanted !== "" && all}</div>`;
}
