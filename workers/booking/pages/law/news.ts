// GET and POST /n/{token}: the link in every message of news, which ends them. Looking ends nothing, since mail systems open links.

import { html } from "hono/html";
import { readNewsLink, stopNews } from "../../../commands/law/marketing.ts";
import { pageAnswer } from "../../../http/pages/answer.ts";
import { readForm } from "../../../http/pages/form.ts";
import { commandContext, type DoorContext } from "../../../http/request.ts";
import { salonOf } from "../../../store/snapshots.ts";
import { hidden } from "../../../ui/forms.ts";
import type { Markup } from "../../../ui/markup.ts";
import { langField, withLang } from "../../../ui/shell.ts";
import { formPlace } from "../doors/book.ts";
import { linkGone } from "../doors/page.ts";
import { type Place, placeOf, salonFrame } from "../place.ts";
import { salonRefusal } from "../refusals.ts";

export async function askToStop(c: DoorContext): Promise<Response> {
  const token = c.req.param("token") ?? "";
  const link = await readNewsLink(c.env, token);
  const salon = link === null ? null : await salonOf(c.env, link.salon);
  if (salon === null) return linkGone(c);
  const place = placeOf(c.req.raw, salon);
  const { words } = place;
  const form = html`<form class="acts" method="post" action="/n/${token}">${hidden(langField(place))}
<button class="btn">${words.say("law.news.stop")}</button></form>`;
  return pageAnswer(newsPage(place, words.say("law.news.ask", { salon: salon.view.name }), form), { secret: true });
}

export async function stop(c: DoorContext): Promise<Response> {
  const outcome = await stopNews(commandContext(c), c.req.param("token") ?? "");
  if (!outcome.ok && outcome.problem.status === 404) return linkGone(c);
  const link = await readNewsLink(c.env, c.req.param("token") ?? "");
  const salon = link === null ? null : await salonOf(c.env, link.salon);
  if (salon === null) return linkGone(c);
  const place = formPlace(c, salon, await readForm(c));
  const { words } = place;
  if (!outcome.ok) {
    return pageAnswer(salonRefusal(place, "unavailable"), { status: outcome.problem.status, secret: true });
  }
  const home = withLang(`/${salon.slug}`, place);
  const back = html`<p class="acts"><a class="btn quiet" href="${home}">${words.say("refusal.to-salon", { salon: salon.view.name })}</a></p>`;
  return pageAnswer(newsPage(place, words.say("law.news.stopped", { salon: salon.view.name }), back), { secret: true });
}

function newsPage(place: Place, lede: string, acts: Markup): Markup {
  const title = place.words.say("consent.purpose.marketing");
  const main = html`<div class="narrow refusal"><h1>${title}</h1><p class="lede">${lede}</p>${acts}</div>`;
  return salonFrame(place, { title, unlisted: true }, main);
}
