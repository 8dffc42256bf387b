// GET /compliance/{salon}: the compliance centre's front, a line for each of its parts.

import { html } from "hono/html";
import { staffAnswer } from "../../http/pages/staff.ts";
import type { DoorContext } from "../../http/request.ts";
import { type Actor, has, type Permission } from "../../permissions.ts";
import { publishedSalon } from "../../store/snapshots.ts";
import { houseWords, withLang } from "../../ui/shell.ts";
import type { WordKey } from "../../ui/words.ts";

interface Part {
  /** Below /compliance/{salon}. */
  path: string;
  permission: Permission;
  title: WordKey;
  text: WordKey;
}

const part = (path: string, title: WordKey, text: WordKey, permission: Permission = "compliance.read"): Part => ({
  path,
  permission,
  title,
  text,
});

/** In the order in which they are shown; each to whoever may see it. */
const PARTS: readonly Part[] = [
  part("requests", "request.list", "request.list-lede", "requests.read"),
  part("incidents", "incident.link", "incident.lede", "incidents.read"),
  part("held", "law.held.title", "law.held.lede"),
  part("consents", "law.consents.title", "law.consents.lede"),
  part("decisions", "law.decisions.title", "law.decisions.lede"),
  part("marketing", "law.news.title", "law.news.lede"),
  part("transfers", "law.transfers.title", "law.transfers.lede"),
  part("agreement", "law.agreement.title", "law.agreement.lede"),
  part("trail", "trail.link", "trail.link-text", "trail.read"),
  part("report", "report.link", "report.link-text"),
];

/** What the salon shows everybody. */
const DOCUMENTS: readonly (readonly [path: string, title: WordKey])[] = [
  ["privacy", "notice.link"],
  ["paia-manual", "law.manual.title"],
];

export async function showCentre(c: DoorContext, actor: Actor): Promise<Response> {
  const house = houseWords(c.req.raw);
  const { words } = house;
  const slug = c.req.param("salon") ?? "";
  const salon = await publishedSalon(c.env, slug);
  const here = { salon: salon?.view.name ?? slug };
  const title = words.say("compliance.title", here);
  const parts = PARTS.filter(({ permission }) => has(actor.role, permission)).map((part) => {
    const href = withLang(`/compliance/${slug}/${part.path}`, house);
    return html`<li><a class="row" href="${href}"><span class="what"><b>${words.say(part.title, here)}</b><span class="note">${words.say(part.text, here)}</span></span></a></li>`;
  });
  const documents = DOCUMENTS.map(([path, name]) => {
    const href = withLang(`/${slug}/${path}`, house);
    return html`<li><a class="row" href="${href}"><span class="what"><b>${words.say(name)}</b></span></a></li>`;
  });
  const main = html`<div class="narrow"><h1>${title}</h1><p class="lede">${words.say("compliance.lede")}</p>
<ul class="rows">${parts}</ul><section class="group"><h2>${words.say("law.documents")}</h2><ul class="rows">${documents}</ul></section>
<p class="acts"><a class="btn quiet" href="${withLang("/account", house)}">${words.say("account.title")}</a></p></div>`;
  return staffAnswer(house, { title, main });
}
