// GET /compliance/{salon}/requests: what people asked about their data, what is due first. POST records one that came by
// another way than the pages.

import { html } from "hono/html";
import { countryOf } from "../../../../shared/contracts/salon.ts";
import { type Clocked, listRequests, type RequestList } from "../../../commands/compliance/requests/read.ts";
import { recordRequest } from "../../../commands/compliance/requests/start.ts";
import { seeOther } from "../../../http/pages/answer.ts";
import { readForm } from "../../../http/pages/form.ts";
import { formHouse, refusedAnswer, staffAnswer } from "../../../http/pages/staff.ts";
import { e164 } from "../../../http/phone.ts";
import { commandContext, type DoorContext } from "../../../http/request.ts";
import { type Actor, has } from "../../../permissions.ts";
import { KINDS, type Kind, OBJECTABLE } from "../../../store/compliance/requests/requests.ts";
import { publishedSalon } from "../../../store/snapshots.ts";
import { faultList, field, hidden, phoneField } from "../../../ui/forms.ts";
import type { Markup } from "../../../ui/markup.ts";
import { type House, houseWords, langField, withLang } from "../../../ui/shell.ts";
import { LANGUAGES, type Words } from "../../../ui/words.ts";
import { dayOf } from "./days.ts";

interface Fault {
  name: string;
  text: string;
}

/** Kinds that are recorded here, each with the form's fields; the rest of a form may stay empty. */
interface Entry {
  phone: string;
  kind: Kind;
}

export function showList(c: DoorContext, actor: Actor): Promise<Response> {
  return listPage(c, houseWords(c.req.raw), actor, { phone: "", kind: "access" }, []);
}

async function listPage(c: DoorContext, house: House, actor: Actor, entry: Entry, faults: Fault[]): Promise<Response> {
  const { words } = house;
  const slug = slugOf(c);
  const listed = await listRequests(commandContext(c), slug);
  if (!listed.ok) return refusedAnswer(house, listed.problem);
  const title = words.say("request.list");
  const rows = listed.value.requests.map((request) => html`<li>${row(house, slug, request)}</li>`);
  const list = rows.length === 0 ? html`<p>${words.say("request.none")}</p>` : html`<ul class="rows">${rows}</ul>`;
  const main = html`<div class="narrow"><h1>${title}</h1><p class="lede">${words.say("request.list-lede")}</p>
<p><b>${counted(words, listed.value)}</b></p>${faultList(words, faults)}${list}
${has(actor.role, "requests.write") && recordForm(house, slug, entry, faults)}</div>`;
  const status = faults.length > 0 ? 422 : 200;
  return staffAnswer(house, { title, main, status, languageUrl: `/compliance/${slug}/requests` });
}

function counted(words: Words, { open, overdue, unproved }: RequestList): string {
  const parts = [words.count("request.counts", open), words.count("request.overdue", overdue)];
  if (unproved > 0) parts.push(words.count("request.unproved", unproved));
  return parts.join(" · ");
}

function row(house: House, slug: string, request: Clocked): Markup {
  const { words } = house;
  const { kind, status, due, closed } = request;
  const about = `${words.say(`request.status.${status}`)} · ${dayOf(words, closed ?? due)}`;
  return html`<a class="row" href="${withLang(`/compliance/${slug}/requests/${request.request}`, house)}">
<span class="what"><b>${words.say(`request.kind.${kind}`)}</b><span class="note">${about}</span></span>
<span class="cost"><b>${clockOf(words, request)}</b></span></a>`;
}

export function clockOf(words: Words, { days_left: days }: Clocked): string {
  if (days === null) return "";
  return days < 0 ? words.count("request.days-over", -days) : words.count("request.days", days);
}

function recordForm(house: House, slug: string, { phone, kind }: Entry, faults: Fault[]): Markup {
  const { words } = house;
  const fault = (name: string) => faults.find((one) => one.name === name)?.text;
  const kinds = KINDS.map(
    (each) =>
      html`<option value="${each}"${each === kind && html` selected`}>${words.say(`request.kind.${each}`)}</option>`,
  );
  const languages = LANGUAGES.map((tag) => html`<option value="${tag}">${words.say(`language.${tag}`)}</option>`);
  const text = (name: "name" | "phone" | "email") =>
    field(words, { name: `new-${name}`, label: words.say(`request.new-${name}`), autocomplete: "off", maxlength: 120 });
  const stops = OBJECTABLE.map(
    (purpose) => html`<label class="check"><input type="checkbox" name="stop" value="${purpose}">
<span>${words.say(`request.stop.${purpose}`)}</span></label>`,
  );
  return html`<section class="group"><h2>${words.say("request.record")}</h2><p class="note">${words.say("request.record-why")}</p>
<form class="stack" method="post" action="/compliance/${slug}/requests" novalidate>${hidden(langField(house))}
${phoneField(words, phone, fault("phone"))}
<div class="field"><label for="kind">${words.say("request.asks")}</label><select id="kind" name="kind">${kinds}</select></div>
<details${faults.length > 0 && html` open`}><summary>${words.say("request.kind.correction")}</summary><div class="stack">${text("name")}${text("phone")}${text("email")}
<div class="field"><label for="new-language">${words.say("request.new-language")}</label>
<select id="new-language" name="new-language"><option value="">${words.say("request.as-it-is")}</option>${languages}</select></div></div></details>
<details><summary>${words.say("request.kind.objection")}</summary><fieldset class="consents"><legend>${words.say("request.stop-legend")}</legend>${stops}</fieldset></details>
<label class="check"><input type="checkbox" id="seen" name="seen" value="yes"> <span>${words.say("request.seen")}</span></label>
<p><button class="btn">${words.say("request.record")}</button></p></form></section>`;
}

export async function record(c: DoorContext, actor: Actor): Promise<Response> {
  const form = await readForm(c);
  const house = formHouse(c, form);
  const { words } = house;
  const slug = slugOf(c);
  const salon = await publishedSalon(c.env, slug);
  const country = salon === null ? undefined : countryOf(salon.view);
  const entry = { phone: (form.fields.get("phone") ?? "").trim(), kind: kindOf(form.fields.get("kind")) };
  const phone = e164(entry.phone, country);
  const detail = detailOf(entry.kind, form.fields, country);
  const faults: Fault[] = [];
  if (phone === null) faults.push({ name: "phone", text: words.say("fault.phone") });
  if (detail === null) faults.push({ name: "kind", text: words.say("request.fault.nothing") });
  if (!form.fields.has("seen")) faults.push({ name: "seen", text: words.say("request.seen") });
  if (phone === null || detail === null || faults.length > 0) return listPage(c, house, actor, entry, faults);
  const made = await recordRequest(commandContext(c), { salon: slug, phone, kind: entry.kind, detail, actor });
  if (made.ok) return seeOther(withLang(`/compliance/${slug}/requests/${made.value.request}`, house));
  if (made.problem.type !== "invalid-request") return refusedAnswer(house, made.problem);
  return listPage(c, house, actor, entry, [{ name: "phone", text: words.say("request.unknown-phone") }]);
}

function kindOf(text: string | null): Kind {
  return KINDS.find((kind) => kind === text) ?? "access";
}

/** Null where the kind needs something that was left empty, or a number that is none. */
function detailOf(kind: Kind, fields: URLSearchParams, country: string | undefined) {
  if (kind === "objection") {
    const stop = OBJECTABLE.filter((purpose) => fields.getAll("stop").includes(purpose));
    return stop.length === 0 ? null : { stop };
  }
  if (kind !== "correction") return {};
  const typed = ["name", "phone", "email", "language"].flatMap((name) => {
    const text = (fields.get(`new-${name}`) ?? "").trim();
    return text === "" ? [] : [[name, name === "phone" ? e164(text, country) : text] as const];
  });
  return typed.length === 0 || typed.some(([, text]) => text === null) ? null : { correct: Object.fromEntries(typed) };
}

const slugOf = (c: DoorContext): string => c.req.param("salon") ?? "";
