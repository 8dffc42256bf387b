// Find my bookings: a telephone number, then the code that was sent to it, then the list.

import { html } from "hono/html";
import { type LocalMoment, longDay, timeOf } from "../../../ui/dates.ts";
import { codeField, faultList, hidden, phoneField } from "../../../ui/forms.ts";
import type { Markup } from "../../../ui/markup.ts";
import type { House } from "../../../ui/shell.ts";
import { houseFrame, langField, withLang } from "../../../ui/shell.ts";
import { spacedPhone } from "../salon.ts";

export interface FoundVisit {
  token: string;
  salon: string;
  when: LocalMoment;
  cancelled: boolean;
}

export function askPhone(house: House, phone: string, fault: string | null): Markup {
  const { words } = house;
  const faults = fault === null ? [] : [{ name: "phone", text: fault }];
  const main = html`<div class="narrow"><h1>${words.say("find.title")}</h1><p class="lede">${words.say("find.lede")}</p>
${faultList(words, faults)}<form class="stack" method="post" action="/b" novalidate>${hidden(langField(house))}
${phoneField(words, phone, fault ?? undefined)}<p><button class="btn">${words.say("find.send")}</button></p></form></div>`;
  return houseFrame(house, { title: words.say("find.title"), unlisted: true, languageUrl: "/b" }, main);
}

export function askCode(house: House, phone: string, fault: string | null): Markup {
  const { words } = house;
  const faults = fault === null ? [] : [{ name: "code", text: fault }];
  const main = html`<div class="narrow"><h1>${words.say("find.code-title")}</h1>
<p class="lede">${words.say("find.code-lede", { phone: spacedPhone(phone) })}</p>${faultList(words, faults)}
<form class="stack" method="post" action="/b" novalidate>${hidden([["phone", phone], ...langField(house)])}
${codeField(words, fault)}
<p class="acts"><button class="btn">${words.say("find.show")}</button>
<a class="btn quiet" href="${withLang("/b", house)}">${words.say("find.other-phone")}</a></p></form></div>`;
  return houseFrame(house, { title: words.say("find.code-title"), unlisted: true, languageUrl: "/b" }, main);
}

export function foundVisits(house: House, visits: FoundVisit[]): Markup {
  const { words } = house;
  const list = html`<ul class="rows">${visits.map((visit) => html`<li>${foundVisit(house, visit)}</li>`)}</ul>`;
  const main = html`<div class="narrow"><h1>${words.say("find.found")}</h1>
${visits.length === 0 ? noneFound(house) : list}</div>`;
  return houseFrame(house, { title: words.say("find.found"), unlisted: true, languageUrl: "/b" }, main);
}

function foundVisit(house: House, { token, when, salon, cancelled }: FoundVisit): Markup {
  const { words } = house;
  const moment = `${longDay(words, when.date)}, ${timeOf(when)}`;
  const about = cancelled ? `${salon} · ${words.say("visit.cancelled")}` : salon;
  return html`<a class="row" href="${withLang(`/b/${token}`, house)}">
<span class="what"><b>${moment}</b><span class="note">${about}</span></span></a>`;
}

function noneFound(house: House): Markup {
  const { words } = house;
  return html`<div class="empty"><p><b>${words.say("find.none")}</b></p>
<p class="acts"><a class="btn small" href="${withLang("/", house)}">${words.say("home.title")}</a></p></div>`;
}
