// GET /desk/{salon}/offline: the desk without a network. The page holds nobody's data: a browser keeps it as it is and fills it in from
// what the device keeps (public/offline). Without a script it says what it is for.

import { html } from "hono/html";
import { salonOfPage } from "../../http/pages/staff.ts";
import type { DoorContext } from "../../http/request.ts";
import { type Actor, has } from "../../permissions.ts";
import { STAGES } from "../../store/bookings.ts";
import type { Markup } from "../../ui/markup.ts";
import { houseWords, withLang } from "../../ui/shell.ts";
import type { WordKey, Words } from "../../ui/words.ts";
import { deskAnswer } from "../frame.ts";
import { serviceName, stageName } from "./told.ts";

/** Said by the script, as attributes of the page. */
const SAID = {
  agreed: "desk.offline.agreed",
  guest: "desk.guest",
  none: "desk.empty",
  waits: "desk.offline.waits",
  gone: "desk.offline.gone",
  changed: "desk.offline.changed",
  taken: "desk.offline.taken",
  off: "desk.offline.off",
  closed: "desk.offline.closed",
  power: "desk.offline.power",
  unknown: "desk.offline.unknown",
  refused: "desk.offline.refused",
  patch: "desk.offline.patch",
  rests: "desk.offline.rests",
  read: "desk.offline.read",
  nothing: "desk.offline.nothing",
  queued: "desk.offline.queued",
  full: "desk.nobody-free",
  booked: "desk.offline.to-book",
  moved: "desk.offline.to-move",
  staged: "desk.offline.to-stage",
  noted: "desk.offline.to-note",
} as const satisfies Record<string, WordKey>;

export async function showOffline(c: DoorContext, actor: Actor): Promise<Response> {
  const salon = await salonOfPage(c);
  const house = houseWords(c.req.raw);
  const { words } = house;
  const may = has(actor.role, "bookings.write");
  const services = salon.view.services
    .filter(({ capacity }) => capacity === undefined)
    .map(({ id }) => html`<option value="${id}">${serviceName(words, salon, id)}</option>`);
  const people = salon.view.staff.map(({ id, name }) => html`<option value="${id}">${name}</option>`);
  const names = JSON.stringify(
    Object.fromEntries(salon.view.services.map(({ id }) => [id, serviceName(words, salon, id)])),
  );
  const title = words.say("desk.offline.title");
  const main = html`<div class="narrow" data-offline="${salon.slug}" data-services="${names}" data-staff="${JSON.stringify(
    Object.fromEntries(salon.view.staff.map(({ id, name }) => [id, name])),
  )}" ${saidBy(words)}><p class="way"><a href="${withLang(`/desk/${salon.slug}`, house)}">‹ ${words.say("desk.calendar")}</a></p><h1>${title}</h1>
<p class="lede" data-state>${words.say("desk.offline.lede")}</p><div data-conflicts aria-live="polite"></div>
<section class="group"><h2>${words.say("desk.today")}</h2><ol class="rows agenda" data-day="0"></ol></section>
<section class="group"><h2>${words.say("desk.offline.tomorrow")}</h2><ol class="rows agenda" data-day="1"></ol></section>
${may && bookForm(words, services, people)}${templates(words, people)}</div>`;
  return deskAnswer(house, salon, actor, { room: "calendar", title, main, nobodys: true });
}

const saidBy = (words: Words): Markup[] =>
  Object.entries(SAID).map(([name, key]) => html` data-said-${name}="${words.say(key)}"`);

function bookForm(words: Words, services: Markup[], people: Markup[]): Markup {
  return html`<section class="group"><h2>${words.say("desk.new-visit")}</h2><form class="inline-form" data-book>
<label>${words.say("desk.service")} <select name="service" required>${services}</select></label>
<label>${words.say("desk.person")} <select name="with"><option value="">${words.say("desk.anybody")}</option>${people}</select></label>
<label>${words.say("desk.date")} <select name="day"><option value="0">${words.say("desk.today")}</option><option value="1">${words.say("desk.offline.tomorrow")}</option></select></label>
<label>${words.say("desk.time")} <select name="start" required></select></label>
<label>${words.say("desk.name")} <input name="name" maxlength="120" autocomplete="off"></label>
<label>${words.say("details.phone")} <input name="phone" type="tel" maxlength="32" autocomplete="off"></label>
<button class="btn small">${words.say("desk.book")}</button></form></section>`;
}

function templates(words: Words, people: Markup[]): Markup {
  const stages = STAGES.map((stage) => html`<option value="${stage}">${stageName(words, stage)}</option>`);
  return html`<template data-visit-row><li class="row"><span class="when"><b data-from></b><small data-to></small></span>
<details class="what"><summary><b data-name></b> <span class="note" data-what></span></summary><p data-card></p>
<form class="inline-form" data-stage><label>${words.say("desk.stage")} <select name="stage"><option value="">${stageName(words, null)}</option>${stages}</select></label>
<button class="btn quiet small">${words.say("desk.offline.set")}</button></form>
<form class="inline-form" data-move><label>${words.say("desk.person")} <select name="with">${people}</select></label>
<label>${words.say("desk.time")} <select name="start" required></select></label><button class="btn quiet small">${words.say("desk.move")}</button></form>
<form class="inline-form" data-note><label>${words.say("desk.note")} <input name="text" required maxlength="500"></label>
<button class="btn quiet small">${words.say("desk.keep-note")}</button></form></details></li></template>
<template data-conflict-row><section class="alert"><h2 data-what></h2><p data-why></p><ul class="times" data-times></ul>
<p class="acts"><button class="btn quiet small danger" type="button" data-drop>${words.say("desk.offline.drop")}</button></p></section></template>`;
}
