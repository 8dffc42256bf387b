// What was recorded about a visit, behind its capability link: each entry in words and word for word, whether it is proved,
// and the proofs to take away. The proofs were checked before the page was made, so it needs no script.

import { html } from "hono/html";
import { longDay, timeOf } from "../../../ui/dates.ts";
import type { Markup } from "../../../ui/markup.ts";
import { withLang } from "../../../ui/shell.ts";
import { isWord, type WordKey, type Words } from "../../../ui/words.ts";
import { type Place, salonFrame } from "../place.ts";

export interface RecordedEntry {
  seq: number;
  /** The canonical text that was hashed. */
  text: string;
  action: string;
  actor: string;
  /** When, on the salon's clock. */
  date: number;
  minute: number;
  /** Covered by the signed checkpoint; else it came after. */
  proved: boolean;
}

export interface RecordsPage {
  token: string;
  entries: RecordedEntry[];
  /** Entries under the seal, and its signed note; null before the first. */
  seal: { size: number; note: string } | null;
}

export function showRecords(place: Place, { token, entries, seal }: RecordsPage): Markup {
  const { words, salon } = place;
  const title = words.say("records.title");
  const list =
    entries.length === 0
      ? html`<p class="note">${words.say("records.nothing")}</p>`
      : html`<ol class="plain records">${entries.map((entry) => recorded(words, entry))}</ol>`;
  const href = `/api/v1/bookings/${token}/records`;
  const download = html`<p class="acts"><a class="btn quiet" href="${href}" download="records.json">${words.say("records.download")}</a></p>
<p class="note">${words.say("records.download-why")}</p>`;
  const sealed =
    seal !== null &&
    html`<details><summary>${words.say("records.seal", { n: seal.size })}</summary><pre>${seal.note}</pre></details>`;
  const main = html`<div class="narrow"><h1>${title}</h1><p class="lede">${words.say("records.lede", { salon: salon.name })}</p>${list}
<section class="card"><h2>${words.say("records.how")}</h2><p>${words.say("records.how-text")}</p><p>${words.say("records.ids")}</p>
${download}${sealed}</section>${backToVisit(place, token)}</div>`;
  return salonFrame(place, { title, unlisted: true }, main);
}

function recorded(words: Words, { seq, text, action, actor, proved, ...at }: RecordedEntry): Markup {
  const what = wordOr(words, `records.${action}`, "records.other");
  // A person of the salon acts as `{role}:{account}`.
  const who = wordOr(words, `records.who.${actor}`, actor.includes(":") ? "records.who.team" : "records.who.system");
  const state = proved ? words.say("records.proved", { n: seq }) : words.say("records.fresh");
  return html`<li class="card"><p><b>${what}</b> <small>${words.say("records.by", { who })}</small></p><p>${longDay(words, at.date)}, ${timeOf(at)}</p>
<p class="note">${proved && html`<span aria-hidden="true">✓</span> `}${state}</p><details><summary>${words.say("records.words")}</summary><pre>${text}</pre></details></li>`;
}

/** Actions grow with the platform; one that has no words yet is still shown word for word. */
function wordOr(words: Words, key: string, otherwise: WordKey): string {
  return words.say(isWord(key) ? key : otherwise);
}

/** The records do not verify: said plainly, since a page that hid it would be worth nothing. */
export function recordsBroken(place: Place, token: string): Markup {
  const { words } = place;
  const title = words.say("records.title");
  const main = html`<div class="narrow refusal"><h1>${title}</h1><p class="lede" role="alert">${words.say("records.broken")}</p>${backToVisit(place, token)}</div>`;
  return salonFrame(place, { title, unlisted: true }, main);
}

function backToVisit(place: Place, token: string): Markup {
  return html`<p class="acts"><a class="btn quiet" href="${withLang(`/b/${token}`, place)}">${place.words.say("visit.past")}</a></p>`;
}
