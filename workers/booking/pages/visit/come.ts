// "Are you coming?": what a reminder leads to. One button, and the two other things that one may want.

import { html } from "hono/html";
import { longDay } from "../../../ui/dates.ts";
import { hidden } from "../../../ui/forms.ts";
import type { Markup } from "../../../ui/markup.ts";
import { langField, withLang } from "../../../ui/shell.ts";
import { startTime } from "../journey/summary.ts";
import { type Place, salonFrame } from "../place.ts";
import type { VisitPage } from "./show.ts";

/** `known`: they said so before, or are there already. */
export function askWhetherComing(place: Place, { token, picked }: VisitPage, known: boolean): Markup {
  const { words } = place;
  const when = { day: longDay(words, picked.date), time: startTime(picked) };
  const title = words.say(known ? "remind.thanks" : "remind.title");
  const come = html`<button class="btn">${words.say("remind.come")}</button>`;
  const change = [
    html`<a class="btn quiet" href="${withLang(`/b/${token}/move`, place)}">${words.say("remind.move")}</a>`,
    html`<a class="btn quiet" href="${withLang(`/b/${token}/cancel`, place)}">${words.say("remind.cancel")}</a>`,
  ];
  const main = html`<div class="narrow refusal"><h1>${title}</h1><p class="lede">${words.say("remind.when", when)}</p>
<form class="acts" method="post" action="/b/${token}/confirm">${hidden(langField(place))}${!known && come}${change}</form>
<p class="note"><a href="${withLang(`/b/${token}`, place)}">${words.say("mail.manage")}</a></p></div>`;
  return salonFrame(place, { title, unlisted: true }, main);
}
