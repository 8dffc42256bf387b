// What a client comes for: visits to come and past, what they usually have, and the way to book it again.

import { html } from "hono/html";
import type { Visit } from "../../commands/desk/clients/card.ts";
import { has } from "../../permissions.ts";
import { money } from "../../ui/dates.ts";
import type { Markup } from "../../ui/markup.ts";
import { withLang } from "../../ui/shell.ts";
import { figure } from "../calendar/photos/show.ts";
import type { CardSetting } from "./card.ts";

/** Past visits that are shown at once; the others open beneath. */
const FIRST_SHOWN = 6;

/** `Cut & style with Thandi, Full colour`. What the document no longer has is called by its id. */
export function whatOf({ salon, house }: Pick<CardSetting, "salon" | "house">, visit: Visit): string {
  const { words } = house;
  return visit.services
    .map(({ id }, i) => {
      const service = salon.view.services.find((one) => one.id === id);
      const name = service === undefined ? id : words.of(service.name);
      const person = salon.view.staff.find((one) => one.id === visit.people[i])?.name;
      return person === undefined ? name : words.say("clients.with", { service: name, person });
    })
    .join(", ");
}

/** Leads to the times in which the same may be had again, from the same people where they still do it. */
export function againHref({ salon, house, card }: CardSetting, visit: Visit): string {
  const query = new URLSearchParams({ of: visit.booking });
  return withLang(`/desk/${salon.slug}/clients/${card.client.client_id}/book?${query}`, house);
}

export function comingSection(setting: CardSetting): Markup {
  const { house, card } = setting;
  const { words } = house;
  const { coming } = card;
  const rows = coming.map((visit) => row(setting, visit, false));
  const list =
    rows.length > 0
      ? html`<ul class="rows">${rows}</ul>`
      : html`<p class="empty">${words.say("clients.nothing-coming")}</p>`;
  return html`<section class="group"><h2>${words.say("clients.coming-visits")}</h2>${list}</section>`;
}

export function pastSection(setting: CardSetting): Markup | string {
  const { house, card } = setting;
  if (card.past.length === 0) return "";
  const { words } = house;
  const rows = card.past.map((visit) => row(setting, visit, true));
  const more = rows.slice(FIRST_SHOWN);
  const older =
    more.length > 0 &&
    html`<details class="aside older"><summary>${words.count("clients.older", more.length)}</summary><ul class="rows">${more}</ul></details>`;
  return html`<section class="group"><h2>${words.say("clients.past-visits")}</h2><ul class="rows">${rows.slice(0, FIRST_SHOWN)}</ul>${older}</section>`;
}

/** Each leads to its visit, where it can be deleted and others be taken. */
export function photosOf({ house, salon, card, moment }: CardSetting): Markup | string {
  if (card.photos.length === 0) return "";
  const shown = card.photos.map((photo) => figure(house, salon, photo, moment(photo.at), false));
  return html`<section class="group"><h2>${house.words.say("clients.photos")}</h2><ul class="photos">${shown}</ul></section>`;
}

function row(setting: CardSetting, visit: Visit, past: boolean): Markup {
  const { house, salon, moment } = setting;
  const { words } = house;
  const href = withLang(`/desk/${salon.slug}/visits/${visit.booking}`, house);
  const price = money(words, visit.cents, salon.view.currency);
  const again =
    past &&
    visit.party === 1 &&
    has(setting.actor.role, "clients.write") &&
    html`<a class="btn quiet small" href="${againHref(setting, visit)}" aria-label="${words.say("clients.again-named", { what: whatOf(setting, visit) })}">${words.say("clients.again")}</a>`;
  return html`<li class="row"><span class="what"><a href="${href}"><b>${moment(visit.start)}</b></a><span>${whatOf(setting, visit)}</span>${mark(setting, visit)}</span>
<span class="cost"><b>${price}</b>${again}</span></li>`;
}

/** What became of it, where that is not what one expects. A no-show that the client disputes counts as disputed until it is answered. */
function mark({ house, card }: CardSetting, visit: Visit): Markup | string {
  const { words } = house;
  if (visit.status === "cancelled") return html`<span class="note">${words.say("clients.cancelled")}</span>`;
  if (visit.stage !== "no-show") return "";
  const said = card.disputes.find(({ kind, about }) => kind === "no-show" && about === visit.booking);
  const word = said === undefined || said.outcome === "kept" ? "clients.no-show" : "clients.no-show-disputed";
  return html`<span class="flag">${words.say(word)}</span>`;
}

/** No-shows that the client does not dispute, or that a person looked at again. */
export function countedNoShows({ card }: Pick<CardSetting, "card">): number {
  const open = card.disputes.filter(({ kind, outcome }) => kind === "no-show" && outcome !== "kept");
  return Math.max(0, card.totals.no_shows - open.length);
}

export function glance(setting: CardSetting): Markup {
  const { house, card, salon, moment } = setting;
  const { words } = house;
  const { totals, usual, client } = card;
  const facts: [string, string | Markup][] = [
    [words.say("clients.visits"), String(totals.visits)],
    [words.say("clients.spent"), money(words, totals.cents, salon.view.currency)],
    [words.say("clients.no-shows"), String(countedNoShows(setting))],
    [words.say("clients.cancellations"), String(totals.cancelled)],
    [words.say("clients.since"), moment(client.created_at).split(",")[0] ?? ""],
  ];
  const list = facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`);
  const usually =
    usual !== null &&
    html`<p class="usual"><span class="note">${words.say("clients.usually")}</span><b>${whatOf(setting, usual)}</b></p>
${has(setting.actor.role, "clients.write") && html`<p class="acts"><a class="btn" href="${againHref(setting, usual)}">${words.say("clients.again")}</a></p>`}`;
  return html`<section class="card glance"><h2>${words.say("clients.glance")}</h2><dl>${list}</dl>${usually}</section>`;
}
