// GET /compliance/{salon}: the compliance centre's front, a line for each of its parts.

import { html } from "hono/html";
import { staffAnswer } from "../../http/pages/staff.ts";
import type { DoorContext } from "../../http/request.ts";
import { publishedSalon } from "../../store/snapshots.ts";
import { houseWords, withLang } from "../../ui/shell.ts";
import type { WordKey } from "../../ui/words.ts";

/** The centre's parts: path below it, and what it is called. */
const PARTS: readonly (readonly [path: string, WordKey])[] = [
  ["requests", "request.list"],
  ["held", "law.held.title"],
  ["consents", "law.consents.title"],
  ["decisions", "law.decisions.title"],
  ["marketing", "law.news.title"],
  ["transfers", "law.transfers.title"],
  ["agreement", "law.agreement.title"],
];

/** What the salon shows everybody. */
const DOCUMENTS: readonly (readonly [path: string, WordKey])[] = [
  ["privacy", "notice.link"],
  ["paia-manual", "law.manual.title"],
];

export async function showCentre(c: DoorContext): Promise<Response> {
  const house = houseWords(c.req.raw);
  const { words } = house;
  const slug = c.req.param("salon") ?? "";
  const salon = await publishedSalon(c.env, slug);
  const title = words.say("compliance.title", { salon: salon?.view.name ?? slug });
  const line = (base: string, [path, key]: readonly [string, WordKey]) =>
    html`<li><a class="row" href="${withLang(`${base}/${path}`, house)}"><span class="what"><b>${words.say(key)}</b></span></a></li>`;
  const parts = PARTS.map((part) => line(`/compliance/${slug}`, part));
  const documents = DOCUMENTS.map((part) => line(`/${slug}`, part));
  const main = html`<div class="narrow"><h1>${title}</h1><p class="lede">${words.say("compliance.lede")}</p>
<ul class="rows">${parts}</ul><section class="group"><h2>${words.say("law.documents")}</h2><ul class="rows">${documents}</ul></section></div>`;
  return staffAnswer(house, { title, main });
}
