// GET /compliance/{salon}/incidents: the incidents there were, and how one is opened. POST opens it.

import { html } from "hono/html";
import { validate } from "../../../../shared/contracts/generated/incident.validate.js";
import { openIncident } from "../../../commands/compliance/incidents/open.ts";
import { seeOther } from "../../../http/pages/answer.ts";
import { readForm } from "../../../http/pages/form.ts";
import { formHouse, refusedAnswer, staffAnswer } from "../../../http/pages/staff.ts";
import { commandContext, type DoorContext } from "../../../http/request.ts";
import { type Actor, has } from "../../../permissions.ts";
import { askIncidents, type IncidentRow } from "../../../store/compliance/incidents.ts";
import { database, read } from "../../../store/database.ts";
import { publishedSalon } from "../../../store/snapshots.ts";
import { faultList, field, hidden } from "../../../ui/forms.ts";
import { type House, houseWords, langField, withLang } from "../../../ui/shell.ts";
import { stamp } from "../drafts.ts";
import { offsetOf } from "../view.ts";
import { moment, momentField, textOf } from "./fields.ts";

/** What was typed, and which of it is wrong. */
interface Entry {
  nature: string;
  discovered: string;
  faults: { name: string; text: string }[];
}

const NOTHING_YET: Entry = { nature: "", discovered: "", faults: [] };

export function showIncidents(c: DoorContext, actor: Actor): Promise<Response> {
  return listPage(c, houseWords(c.req.raw), actor, NOTHING_YET);
}

async function listPage(c: DoorContext, house: House, actor: Actor, entry: Entry): Promise<Response> {
  const { words } = house;
  const slug = c.req.param("salon") ?? "";
  const db = database(c.env, slug);
  const { now } = commandContext(c);
  const [salon, [rows]] = await Promise.all([
    publishedSalon(c.env, slug),
    read<[IncidentRow]>(db, [askIncidents(db, slug)]),
  ]);
  const offset = offsetOf(salon?.view ?? null, now);
  const base = `/compliance/${slug}/incidents`;
  const items = rows.map(({ incident_id, nature, state, opened_at, affected }) => {
    const people = affected === null ? [] : [words.count("incident.people", affected)];
    const note = [words.say(`incident.state.${state}`), stamp(opened_at, offset), ...people].join(" · ");
    return html`<li class="row"><span class="what"><a href="${withLang(`${base}/${incident_id}`, house)}"><b>${nature}</b></a>
<span class="note">${note}</span></span></li>`;
  });
  const title = words.say("incident.title", { salon: salon?.view.name ?? slug });
  const main = html`<div class="narrow"><h1>${title}</h1><p class="lede">${words.say("incident.lede")}</p>${faultList(words, entry.faults)}
${rows.length === 0 ? html`<p>${words.say("incident.none")}</p>` : html`<ul class="rows">${items}</ul>`}
${has(actor.role, "incidents.write") && openForm(house, base, entry)}
<p class="acts"><a class="btn quiet" href="${withLang(`/compliance/${slug}`, house)}">${words.say("compliance.link")}</a></p></div>`;
  return staffAnswer(house, { title, main, status: entry.faults.length === 0 ? 200 : 422, languageUrl: base });
}

function openForm(house: House, base: string, { nature, discovered, faults }: Entry) {
  const { words } = house;
  const told = (name: string) => faults.find((fault) => fault.name === name)?.text;
  const what = field(words, {
    name: "nature",
    label: words.say("incident.what"),
    hint: words.say("incident.what-hint"),
    value: nature,
    required: true,
    long: true,
    maxlength: 2000,
    fault: told("nature"),
  });
  const label = words.say("incident.discovered");
  return html`<section class="group"><h2>${words.say("incident.do.open")}</h2><form class="stack" method="post" action="${base}">
${hidden(langField(house))}${what}${momentField(words, { name: "discovered_at", label, value: discovered, fault: told("discovered_at") })}
<p><button class="btn">${words.say("incident.do.open")}</button></p></form></section>`;
}

export async function reportIncident(c: DoorContext, actor: Actor): Promise<Response> {
  const form = await readForm(c);
  const house = formHouse(c, form);
  const { words } = house;
  const slug = c.req.param("salon") ?? "";
  const nature = textOf(form.fields, "nature");
  const discovered = textOf(form.fields, "discovered_at");
  const salon = await publishedSalon(c.env, slug);
  const minute = moment(discovered, salon?.view ?? null);
  const faults: Entry["faults"] = [];
  const fault = (name: string, label: string) =>
    faults.push({ name, text: words.say("incident.fault", { field: label }) });
  if (!validate({ nature })) fault("nature", words.say("incident.what"));
  if (discovered !== "" && minute === null) fault("discovered_at", words.say("incident.discovered"));
  if (faults.length > 0) return listPage(c, house, actor, { nature, discovered, faults });
  const report = { salon: slug, nature, discoveredAt: minute ?? undefined, actor };
  const outcome = await openIncident(commandContext(c), report);
  if (!outcome.ok) return refusedAnswer(house, outcome.problem);
  return seeOther(withLang(`/compliance/${slug}/incidents/${outcome.value.incident}`, house));
}
