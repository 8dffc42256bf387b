// What was agreed to with a visit, and its end; and the one question about news, on the visit's own page.

import { html } from "hono/html";
import type { ConsentState, ConsentsAnswer } from "../../../commands/law/consents.ts";
import type { Salon } from "../../../store/snapshots.ts";
import { longDay } from "../../../ui/dates.ts";
import { hidden } from "../../../ui/forms.ts";
import type { Markup } from "../../../ui/markup.ts";
import { langField, withLang } from "../../../ui/shell.ts";
import { purposeName, type WordKey } from "../../../ui/words.ts";
import { momentOf } from "../moments.ts";
import { type Place, salonFrame } from "../place.ts";

/** The one question, where it stands: two answers, none of them given beforehand. */
export function question(place: Place, token: string, { open }: ConsentsAnswer): Markup | string {
  if (!open) return "";
  const { salon, words } = place;
  const embed: [string, string][] = place.embedded ? [["embed", "1"]] : [];
  return html`<section class="card" aria-labelledby="question"><h2 id="question">${words.say("consent.question", { salon: salon.name })}</h2>
<form class="acts" method="post" action="/b/${token}/consents">
${hidden([["purpose", "marketing"], ["from", "visit"], ...langField(place), ...embed])}
<button class="btn quiet" name="answer" value="yes">${words.say("consent.yes")}</button>
<button class="btn quiet" name="answer" value="no">${words.say("consent.no")}</button></form>
<p class="note">${words.say("consent.once")}</p></section>`;
}

export function consentsLink(place: Place, token: string): Markup {
  const out = place.embedded ? html` target="_blank" rel="noopener"` : "";
  const href = withLang(`/b/${token}/consents`, place);
  return html`<p class="note way"><a href="${href}"${out}>${place.words.say("consent.title")}</a></p>`;
}

export function consentsPage(
  salon: Salon,
  place: Place,
  token: string,
  answer: ConsentsAnswer,
  notice: string | null,
): Markup {
  const { words } = place;
  const title = words.say("consent.title");
  const list =
    answer.consents.length === 0
      ? html`<p class="note">${words.say("consent.nothing")}</p>`
      : html`<ul class="plain">${answer.consents.map((one) => answered(salon, place, token, one))}</ul>`;
  const shown =
    notice !== null &&
    html`<p class="note"><a href="${withLang(`/${salon.slug}/privacy?version=${notice}`, place)}">${words.say("consent.notice")}</a></p>`;
  const main = html`<div class="narrow"><h1>${title}</h1><p class="lede">${words.say("consent.lede", { salon: place.salon.name })}</p>
${list}${shown}<p class="acts"><a class="btn quiet" href="${withLang(`/b/${token}`, place)}">${words.say("visit.past")}</a></p></div>`;
  return salonFrame(place, { title, unlisted: true }, main);
}

function answered(salon: Salon, place: Place, token: string, one: ConsentState): Markup {
  const { words } = place;
  const { purpose, granted, wording, at } = one;
  const day = longDay(words, momentOf(salon, at).date);
  const state = words.say(granted ? "consent.agreed" : "consent.not-agreed", { day });
  const said = wording !== null && html`<p>${wording}</p>`;
  const name = purposeName(words, purpose);
  const fields: [string, string][] = [["purpose", purpose], ...langField(place)];
  const act = (
    value: "yes" | "no",
    key: WordKey,
  ) => html`<form class="acts" method="post" action="/b/${token}/consents">
${hidden(fields)}<button class="btn quiet" name="answer" value="${value}">${words.say(key)} <span class="heard">${name}</span></button></form>`;
  const change = granted ? act("no", "consent.withdraw") : purpose === "marketing" && act("yes", "consent.after-all");
  return html`<li class="card"><h2>${name}</h2>${said}<p class="note">${state}</p>${change}</li>`;
}
