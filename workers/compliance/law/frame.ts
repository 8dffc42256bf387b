// What the pages about the law have in common: the salon, the house's words, a heading, and the way back to the centre.

import { html } from "hono/html";
import { staffAnswer } from "../../http/pages/staff.ts";
import type { DoorContext } from "../../http/request.ts";
import type { Salon } from "../../store/snapshots.ts";
import type { Markup } from "../../ui/markup.ts";
import { type House, houseWords, withLang } from "../../ui/shell.ts";

export function lawPage(c: DoorContext, salon: Salon, title: string, lede: string, body: Markup): Promise<Response> {
  const house: House = houseWords(c.req.raw);
  const back = withLang(`/compliance/${salon.slug}`, house);
  const main = html`<div class="narrow"><h1>${title}</h1><p class="lede">${lede}</p>${body}
<p class="acts"><a class="btn quiet" href="${back}">${house.words.say("compliance.title", { salon: salon.view.name })}</a></p></div>`;
  return staffAnswer(house, { title, main, languageUrl: new URL(c.req.url).pathname });
}

export function row(name: string, ...notes: (string | Markup)[]): Markup {
  return html`<li class="row"><span class="what"><b>${name}</b>${notes.map((note) => html`<span class="note">${note}</span>`)}</span></li>`;
}
