// The front page: find a salon by name, suburb or service.

import { html } from "hono/html";
import { cloth } from "../../ui/cloth.ts";
import { hidden } from "../../ui/forms.ts";
import type { Markup } from "../../ui/markup.ts";
import type { House } from "../../ui/shell.ts";
import { houseFrame, langField, withLang } from "../../ui/shell.ts";
import { categoryName } from "./categories.ts";
import { accentOf } from "./place.ts";

/** What a card needs to know of a salon. */
export interface SalonCard {
  slug: string;
  name: string;
  accent?: string | undefined;
  /** Suburb and city. */
  where: string;
  description: Record<string, string> | null;
  category?: string | undefined;
  /** Names of some services, in the salon's languages. */
  services: Record<string, string>[];
  languages: readonly string[];
}

export function findSalons(house: House, wanted: string, salons: SalonCard[]): Markup {
  const { words } = house;
  const main = html`<div class="find"><h1>${words.say("home.title")}</h1><p class="lede">${words.say("home.lede")}</p><form class="search" role="search" data-swap>${hidden(langField(house))}<label class="heard" for="q">${words.say("home.search")}</label><input id="q" name="q" type="search" value="${wanted}" maxlength="80" placeholder="${words.say("home.search-hint")}"><button class="btn">${words.say("home.find")}</button></form></div><section data-announce="${words.count("home.found", salons.length)}">${wanted !== "" && salons.length > 0 && html`<p class="lede">${words.count("home.found", salons.length)}</p>`}${salons.length === 0 ? nothingFound(house, wanted) : html`<ul class="cards">${salons.map((salon) => card(house, salon))}</ul>`}</section>`;
  return houseFrame(house, { title: words.say("home.title"), description: words.say("home.lede") }, main);
}

/** True where every word that was typed occurs in the salon's name, place, kind or services. */
export function matches(salon: SalonCard, wanted: string): boolean {
  const texts = [
    salon.name,
    salon.where,
    salon.category ?? "",
    ...salon.services.flatMap((names) => Object.values(names)),
  ];
  const text = plain(texts.join(" "));
  return plain(wanted)
    .split(/\s+/)
    .every((word) => text.includes(word));
}

function card(house: House, salon: SalonCard): Markup {
  const { words } = house;
  const services = salon.services.slice(0, 4).map((name) => words.of(name));
  return html`<li><a class="card salon-card" href="${withLang(`/${salon.slug}`, house)}"><span class="band">${cloth(salon.slug, accentOf(salon))}</span><span class="text"><b>${salon.name}</b><span class="note">${[salon.category && categoryName(words, salon.category), salon.where].filter(Boolean).join(" · ")}</span><span class="tags">${services.map((name) => html`<span>${name}</span>`)}</span><span class="note">${salon.languages.map((tag) => tag.toUpperCase()).join(" · ")}</span></span></a></li>`;
}

function nothingFound(house: House, wanted: string): Markup {
  const { words } = house;
  const text = wanted === "" ? words.say("home.none") : words.say("home.not-found", { wanted });
  return html`<div class="empty"><p><b>${text}</b></p>${wanted !== "" && html`<p class="acts"><a class="btn small quiet" href="${withLang("/", house)}">${words.say("home.all")}</a></p>`}</div>`;
}

/** Lower case, without accents. */
function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();
}
