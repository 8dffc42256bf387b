// GET /compliance/{salon}/requests/{request}: one request, whose it is, what happened, what was erased. POST decides it.

import { html } from "hono/html";
import { decideRequest } from "../../../commands/compliance/requests/decide.ts";
import { handOver } from "../../../commands/compliance/requests/open.ts";
import { type RequestDetail, readRequest } from "../../../commands/compliance/requests/read.ts";
import { apiHeaders } from "../../../http/headers.ts";
import { seeOther } from "../../../http/pages/answer.ts";
import { readForm } from "../../../http/pages/form.ts";
import { formHouse, refusedAnswer, staffAnswer } from "../../../http/pages/staff.ts";
import { commandContext, type DoorContext } from "../../../http/request.ts";
import { type Actor, has } from "../../../permissions.ts";
import type { EventRow } from "../../../store/compliance/requests/requests.ts";
import { dateOf, formatDate } from "../../../time.ts";
import { faultList, field, hidden } from "../../../ui/forms.ts";
import type { Markup } from "../../../ui/markup.ts";
import { type House, houseWords, langField, withLang } from "../../../ui/shell.ts";
import { isWord, type WordKey, type Words, wordOr } from "../../../ui/words.ts";
import { dayOf } from "./days.ts";
import { clockOf } from "./list.ts";

/** What was typed to refuse, and what is wrong. */
interface Entry {
  reason: string;
  fault: { name: string; text: string } | null;
  status: number;
}

export function showOne(c: DoorContext, actor: Actor): Promise<Response> {
  return onePage(c, houseWords(c.req.raw), actor, { reason: "", fault: null, status: 200 });
}

async function onePage(c: DoorContext, house: House, actor: Actor, entry: Entry): Promise<Response> {
  const { words } = house;
  const key = keyOf(c);
  const found = await readRequest(commandContext(c), key);
  if (!found.ok) {
    const { problem } = found;
    return problem.status === 404
      ? seeOther(withLang(`/compliance/${key.salon}/requests`, house))
      : refusedAnswer(house, problem);
  }
  const request = found.value;
  const title = words.say(`request.kind.${request.kind}`);
  const may = request.status === "deciding" && has(actor.role, "requests.write");
  const main = html`<div class="narrow"><h1>${title}</h1><p class="lede">${stateOf(words, request)}</p>
${faultList(words, entry.fault === null ? [] : [entry.fault])}${who(words, request)}${asked(words, request)}
${may && decideForms(house, key, request, entry)}${request.in_hand && has(actor.role, "requests.write") && handForm(house, key)}${decision(words, request)}${receipts(words, request)}
<section class="card"><h2>${words.say("request.happened")}</h2><ol class="plain records">${request.events.map((event) => happened(words, event))}</ol></section>
<p class="acts"><a class="btn quiet" href="${withLang(`/compliance/${key.salon}/requests`, house)}">${words.say("request.list")}</a></p></div>`;
  return staffAnswer(house, { title, main, status: entry.status, languageUrl: pathOf(key) });
}

function stateOf(words: Words, request: RequestDetail): string {
  const state = words.say(`request.status.${request.status}`);
  const due = `${words.say("request.due-on")}: ${dayOf(words, request.due)}`;
  return request.days_left === null ? state : `${state} · ${due} · ${clockOf(words, request)}`;
}

function who(words: Words, { client, proof, reach, status }: RequestDetail): Markup {
  const proved = proof !== null && html`<p class="note">${words.say(`request.proof.${proof}`)}</p>`;
  const small =
    reach === "address" &&
    status === "deciding" &&
    html`<p role="note"><b>${words.say("request.reach.address")}</b></p>`;
  const person =
    client === null
      ? html`<p>${words.say("request.erased-client")}</p>`
      : html`<p><b>${client.name}</b><br>${client.phone}${client.email !== null && html`<br>${client.email}`}</p>`;
  return html`<section class="card"><h2>${words.say("request.who")}</h2>${person}${proved}${small}</section>`;
}

function asked(words: Words, { detail }: RequestDetail): Markup | string {
  const { correct, stop } = detail;
  const language = (tag: string) => (isWord(`language.${tag}`) ? words.say(`language.${tag}` as WordKey) : tag);
  const lines =
    correct !== undefined
      ? Object.entries(correct).map(([name, text]) => {
          const label = words.say(`request.new-${name}` as WordKey);
          return html`<li>${label}: <b>${name === "language" ? language(text) : text}</b></li>`;
        })
      : (stop ?? []).map((purpose) => html`<li>${words.say(`request.stop.${purpose}`)}</li>`);
  if (lines.length === 0) return "";
  return html`<section class="card"><h2>${words.say("request.asks")}</h2><ul class="plain">${lines}</ul></section>`;
}

function decideForms(house: House, key: Key, { grounds, reach }: RequestDetail, entry: Entry): Markup {
  const { words } = house;
  const grant = html`<form method="post" action="${pathOf(key)}">${hidden([["decision", "granted"], ...langField(house)])}
<p><button class="btn">${words.say("request.grant")}</button></p></form>`;
  const choices = grounds.map((ground, i) => {
    const text = words.say(`request.ground.${ground}` as WordKey);
    return html`<label class="check"><input type="radio" name="ground" value="${ground}"${i === 0 && html` id="ground"`}> <span>${text}</span></label>`;
  });
  const reason = field(words, {
    name: "reason",
    label: words.say("request.reason"),
    value: entry.reason,
    maxlength: 1000,
    required: true,
    long: true,
    fault: entry.fault?.name === "ground" ? entry.fault.text : undefined,
  });
  return html`<section class="group"><h2>${words.say("request.decide")}</h2>${reach === "client" && grant}
<p class="note">${words.say("request.why-refuse")}</p><form class="stack" method="post" action="${pathOf(key)}" novalidate>
${hidden([["decision", "refused"], ...langField(house)])}<fieldset class="consents"><legend>${words.say("request.ground")}</legend>${choices}</fieldset>${reason}
<p><button class="btn quiet danger">${words.say("request.refuse")}</button></p></form></section>`;
}

function handForm(house: House, key: Key): Markup {
  const { words } = house;
  return html`<section class="card"><p>${words.say("request.hand-over-why")}</p>
<form method="post" action="${pathOf(key)}">${hidden([["hand-over", "1"], ...langField(house)])}
<p><button class="btn">${words.say("request.hand-over")}</button></p></form></section>`;
}

async function handed(c: DoorContext, house: House, key: Key, actor: Actor): Promise<Response> {
  const given = await handOver(commandContext(c), { ...key, actor });
  if (!given.ok) return refusedAnswer(house, given.problem);
  const headers = { "Content-Disposition": 'attachment; filename="data.json"' };
  return new Response(given.value, { headers: apiHeaders("application/json; charset=utf-8", headers) });
}

function decision(words: Words, { decision: made, ground, reason }: RequestDetail): Markup | string {
  if (made === null) return "";
  const text = words.say(made === "granted" ? "request.grant" : "request.refuse");
  return html`<section class="card"><h2>${words.say("request.step.decided")}: ${text}</h2>
${ground !== null && html`<p>${words.say(`request.ground.${ground}` as WordKey)}</p>`}${reason !== null && html`<p>${reason}</p>`}</section>`;
}

function receipts(words: Words, { receipts: rows }: RequestDetail): Markup | string {
  if (rows.length === 0) return "";
  const one = rows.map(({ store, what, rows: n, forgotten_by: by }) => {
    const later = by !== null && html`; ${words.say("request.forgotten-by", { day: dayOf(words, by) })}`;
    return html`<li><b>${words.say(`request.store.${store}`)}</b>: ${wordOr(words, `receipt.${what}`, what)}, ${words.count("request.rows", n)}${later}</li>`;
  });
  return html`<section class="card"><h2>${words.say("request.receipts")}</h2><ul class="plain">${one}</ul></section>`;
}

/** Steps grow with the platform; one that has no words yet is shown by its name. */
function happened(words: Words, { step, at, detail }: EventRow): Markup {
  const key = `request.step.${step}`;
  const { minutes: n = 0 } = JSON.parse(detail) as { minutes?: number };
  return html`<li><b>${isWord(key) ? words.say(key, { n }) : step}</b> <small>${dayOf(words, formatDate(dateOf(at, 0)))}</small></li>`;
}

/** What a refused decision says on the page. */
const FAULTS: Record<string, WordKey> = {
  "invalid-request": "request.fault.refusal",
  "visits-to-come": "request.fault.visits-to-come",
  "number-taken": "request.fault.number-taken",
  "proof-too-small": "request.reach.address",
  "decided-already": "request.fault.decided-already",
};

export async function decideOne(c: DoorContext, actor: Actor): Promise<Response> {
  const form = await readForm(c);
  const house = formHouse(c, form);
  const key = keyOf(c);
  const { fields } = form;
  if (fields.has("hand-over")) return handed(c, house, key, actor);
  const reason = (fields.get("reason") ?? "").slice(0, 1000);
  const decision = fields.get("decision") === "granted" ? "granted" : "refused";
  const ground = fields.get("ground") ?? undefined;
  const decided = await decideRequest(commandContext(c), { ...key, actor, decision, ground, reason });
  if (decided.ok) return seeOther(withLang(pathOf(key), house));
  const { type, status } = decided.problem;
  const word = FAULTS[type];
  if (word === undefined) {
    return status === 404
      ? onePage(c, house, actor, { reason, fault: null, status })
      : refusedAnswer(house, decided.problem);
  }
  const name = decision === "refused" ? "ground" : "main";
  return onePage(c, house, actor, { reason, fault: { name, text: house.words.say(word) }, status });
}

interface Key {
  salon: string;
  request: string;
}

const keyOf = (c: DoorContext): Key => ({ salon: c.req.param("salon") ?? "", request: c.req.param("request") ?? "" });
const pathOf = ({ salon, request }: Key): string => `/compliance/${salon}/requests/${request}`;
