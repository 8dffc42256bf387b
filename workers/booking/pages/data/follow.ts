// How a request stands, and what was gathered for it, behind the link that its client was given.

import { html } from "hono/html";
import type { PersonExport, TableTold } from "../../../commands/compliance/requests/gather.ts";
import type { Followed } from "../../../commands/compliance/requests/open.ts";
import type { ReceiptRow } from "../../../store/compliance/requests/receipts.ts";
import { parseDate } from "../../../time.ts";
import { longDay } from "../../../ui/dates.ts";
import { hidden } from "../../../ui/forms.ts";
import type { Markup } from "../../../ui/markup.ts";
import { langField } from "../../../ui/shell.ts";
import { type WordKey, type Words, wordOr } from "../../../ui/words.ts";
import { type Place, salonFrame } from "../place.ts";
import { codeForm } from "./ask.ts";

/** A date or instant of the answer as people write a day. */
export function dayOf(words: Words, text: string): string {
  return longDay(words, parseDate(text.slice(0, 10)) ?? 0);
}

export function showRequest(place: Place, token: string, request: Followed): Markup {
  const { words } = place;
  const title = words.say("request.stands");
  const { kind, status, received, due, closed } = request;
  const facts: [string, string][] = [
    [words.say("request.status"), words.say(`request.status.${status}`)],
    [words.say("request.received-on"), dayOf(words, received)],
    closed === null
      ? [words.say("request.due-on"), dayOf(words, due)]
      : [words.say("request.closed-on"), dayOf(words, closed)],
  ];
  const main = html`<div class="narrow"><h1>${title}</h1><p class="lede">${words.say(`request.kind.${kind}`)}</p>
<dl class="card">${facts.map(([name, fact]) => html`<dt class="note">${name}</dt><dd><b>${fact}</b></dd>`)}</dl>
${status === "closed" && outcome(place, request)}${ready(place, token, request)}
${receiptList(words, request.receipts)}${keptList(words, request)}</div>`;
  return salonFrame(place, { title, unlisted: true, languageUrl: `/my-data/${token}` }, main);
}

function outcome({ words, salon }: Place, { kind, decision, ground, reason }: Followed): Markup {
  if (decision !== "refused") return html`<p>${words.say(`request.outcome.${kind}`, { salon: salon.name })}</p>`;
  return html`<p>${words.say("request.outcome.refused", { salon: salon.name })}</p>
${ground !== null && html`<p>${words.say(`request.ground.${ground}` as WordKey)}</p>`}
${reason !== null && html`<blockquote class="card"><p>${reason}</p></blockquote>`}<p>${words.say("request.complain")}</p>`;
}

function ready(place: Place, token: string, { takes_until: until }: Followed): Markup | string {
  if (until === null) return "";
  const { words } = place;
  return html`<section class="card"><p>${words.say("request.open-until", { day: dayOf(words, until) })}</p>
<form method="post" action="/my-data/${token}">${hidden([["send", "1"], ...langField(place)])}
<p><button class="btn">${words.say("request.open-data")}</button></p></form></section>`;
}

export function receiptList(words: Words, receipts: readonly ReceiptRow[]): Markup | string {
  if (receipts.length === 0) return "";
  const one = ({ store, what, rows, forgotten_by }: ReceiptRow) => {
    const later =
      forgotten_by !== null && html`; ${words.say("request.forgotten-by", { day: dayOf(words, forgotten_by) })}`;
    return html`<li><b>${words.say(`request.store.${store}`)}</b>: ${wordOr(words, `receipt.${what}`, what)}, ${words.count("request.rows", rows)}${later}</li>`;
  };
  return html`<section class="card"><h2>${words.say("request.receipts")}</h2><ul class="plain">${receipts.map(one)}</ul></section>`;
}

interface KeptThing {
  what: string;
  why: string;
  until: string;
}

function keptList(words: Words, { events }: Followed): Markup | string {
  const erased = events.find(({ step }) => step === "erased");
  const { kept = [] } = JSON.parse(erased?.detail ?? "{}") as { kept?: KeptThing[] };
  if (kept.length === 0) return "";
  const one = ({ what, why, until }: KeptThing) =>
    html`<li><b>${wordOr(words, `kept.${what}`, what)}</b>: <span lang="en">${why}</span>${until !== "" && html`, ${words.say("request.kept-until", { day: dayOf(words, until) })}`}</li>`;
  return html`<section class="card"><h2>${words.say("request.kept")}</h2><ul class="plain">${kept.map(one)}</ul></section>`;
}

export function askOpening(place: Place, token: string, fault: string | null): Markup {
  const { words } = place;
  const title = words.say("request.code-title");
  const main = html`<div class="narrow"><h1>${title}</h1><p class="lede">${words.say("request.code-open")}</p>
${codeForm(place, { action: `/my-data/${token}`, fields: [], fault })}</div>`;
  return salonFrame(place, { title, unlisted: true, languageUrl: `/my-data/${token}` }, main);
}

/** The readable page: every row, with why it is there. What the policies say is in English, as it stands in them. */
export function showExport(
  place: Place,
  token: string,
  { found, grant }: { found: PersonExport; grant: string },
): Markup {
  const { words, salon } = place;
  const title = words.say("request.opened", { salon: salon.name });
  const tables = found.tables.filter(({ rows }) => rows.length > 0);
  const only = found.reach === "address" && html`<p class="note">${words.say("request.address-only")}</p>`;
  const main = html`<div class="narrow"><h1>${title}</h1><p class="lede">${words.say("request.opened-lede")}</p>${only}
<form method="post" action="/my-data/${token}">${hidden([["grant", grant], ...langField(place)])}
<p><button class="btn">${words.say("request.download")}</button></p></form>${tables.map((table) => tableOf(words, table))}</div>`;
  return salonFrame(place, { title, unlisted: true, languageUrl: `/my-data/${token}` }, main);
}

function tableOf(words: Words, { table, kept, columns, rows }: TableTold): Markup {
  const reasons = [...new Set(Object.values(columns).map(({ purpose, ground }) => `${purpose} (${ground})`))];
  const listed = rows.map((row) => {
    const facts = Object.entries(row).filter(([name, value]) => name in columns && value !== null && value !== "");
    return html`<li class="card"><dl>${facts.map(([name, value]) => html`<dt class="note">${name}</dt><dd class="told">${String(value)}</dd>`)}</dl></li>`;
  });
  return html`<section class="group"><h2 lang="en">${table}</h2>
<p class="note" lang="en">${reasons.join("; ")}. ${kept.for} from ${kept.from}: ${kept.why}.</p>
<details><summary>${words.count("request.rows", rows.length)}</summary><ul class="plain records">${listed}</ul></details></section>`;
}
