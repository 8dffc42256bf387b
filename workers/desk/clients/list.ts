// GET /desk/{salon}/clients?q=: who is meant by a few letters or digits; where nothing was typed, whose visits are next.

import { html } from "hono/html";
import { searchClients } from "../../commands/desk/clients/search.ts";
import { refusedAnswer, salonOfPage } from "../../http/pages/staff.ts";
import { commandContext, type DoorContext } from "../../http/request.ts";
import type { Actor } from "../../permissions.ts";
import type { FoundClient } from "../../store/desk/clients/search.ts";
import type { Salon } from "../../store/snapshots.ts";
import { hidden } from "../../ui/forms.ts";
import type { Markup } from "../../ui/markup.ts";
import { type House, houseWords, langField, withLang } from "../../ui/shell.ts";
import { deskAnswer } from "../frame.ts";
import { momentsOf, shownPhone } from "./moments.ts";

/** Characters; more are no name. */
const LONGEST = 100;

export const cardHref = (house: House, slug: string, client: string): string =>
  withLang(`/desk/${slug}/clients/${client}`, house);

export async function showClients(c: DoorContext, actor: Actor): Promise<Response> {
  const salon = await salonOfPage(c);
  const house = houseWords(c.req.raw);
  const typed = (c.req.query("q") ?? "").slice(0, LONGEST);
  const found = await searchClients(commandContext(c), { salon: salon.slug, typed, actor });
  if (!found.ok) return refusedAnswer(house, found.problem);
  const { words } = house;
  const title = words.say("clients.title");
  const main = html`<div class="narrow clients"><h1>${title}</h1>
<form class="seek" method="get" action="/desk/${salon.slug}/clients" role="search">${hidden(langField(house))}
<label for="q">${words.say("clients.search")}</label><p class="note" id="q-hint">${words.say("clients.search-hint")}</p>
<div class="seek-line"><input id="q" name="q" type="search" value="${typed}" maxlength="${LONGEST}" autocomplete="off"
autocapitalize="off" spellcheck="false" enterkeyhint="search" aria-describedby="q-hint"><button class="btn">${words.say("clients.find")}</button></div></form>
<section id="found" data-announce="${words.count("clients.found", found.value.length)}">${listed(house, salon, typed, found.value)}</section></div>`;
  return deskAnswer(house, salon, actor, { room: "clients", title, main });
}

function listed(house: House, salon: Salon, typed: string, found: readonly FoundClient[]): Markup {
  const { words } = house;
  const sought = typed.trim() !== "";
  if (found.length === 0) {
    const text = sought ? words.say("clients.nobody", { typed: typed.trim() }) : words.say("clients.none-coming");
    return html`<p class="empty">${text}</p>`;
  }
  const moment = momentsOf(
    house,
    salon,
    found.flatMap(({ last_at, next_at }) => [last_at ?? 0, next_at ?? 0]),
  );
  const rows = found.map((client) => row(house, salon.slug, client, moment));
  const title = sought ? words.count("clients.found", found.length) : words.say("clients.coming");
  return html`<h2>${title}</h2><ul class="rows">${rows}</ul>`;
}

function row(house: House, slug: string, client: FoundClient, moment: (instant: number) => string): Markup {
  const { words } = house;
  const { name, phone, email, last_at: last, next_at: next } = client;
  const coming = next !== null && html`<span class="next">${words.say("clients.next", { when: moment(next) })}</span>`;
  const past = last === null ? words.say("clients.no-visit") : words.say("clients.last", { when: moment(last) });
  const address = email !== null && html` · ${email}`;
  return html`<li><a class="row" href="${cardHref(house, slug, client.client_id)}"><span class="what"><b>${name}</b>
<span class="note">${shownPhone(phone)}${address}</span></span><span class="cost"><small>${past}</small>${coming}</span></a></li>`;
}
