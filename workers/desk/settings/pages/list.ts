// The services and the people of a salon, each leading to its own form.

import { html } from "hono/html";
import type { DoorContext } from "../../../http/request.ts";
import { type Actor, has } from "../../../permissions.ts";
import type { Salon } from "../../../store/snapshots.ts";
import { lengthOfTime, money } from "../../../ui/dates.ts";
import type { Markup } from "../../../ui/markup.ts";
import { type House, withLang } from "../../../ui/shell.ts";
import { deskAnswer } from "../../frame.ts";
import { type Fields, valueAt } from "../document/pointer.ts";
import { listAt, nameAt } from "../parts/part.ts";
import { LISTS, type PartName } from "../parts/table.ts";

export function listPage(
  c: DoorContext,
  house: House,
  salon: Salon,
  actor: Actor,
  part: PartName,
  document: Fields,
): Promise<Response> {
  const { words } = house;
  const href = (id: string) => withLang(`/desk/${salon.slug}/settings/${part}/${id}`, house);
  const entries = listAt(document, LISTS[part] ?? "services");
  const rows = entries.map((entry) => {
    const about = part === "services" ? serviceNote(house, salon, entry) : personNote(house, entry);
    return html`<li><a class="row" href="${href(String(entry.id))}"><span class="what"><b>${nameAt(words, entry.name)}</b><span class="note">${about}</span></span></a></li>`;
  });
  const title = words.say(`settings.part.${part}`);
  const add =
    has(actor.role, "salon.write") &&
    html`<p class="acts"><a class="btn" href="${href("new")}">${words.say(part === "team" ? "settings.new.team" : "settings.new.services")}</a>
${part === "team" && has(actor.role, "team.read") && html`<a class="btn quiet" href="${withLang(`/team/${salon.slug}`, house)}">${words.say("settings.who-signs-in")}</a>`}</p>`;
  const saved =
    c.req.query("saved") !== undefined && html`<p class="lede ok" role="status">${words.say("settings.saved")}</p>`;
  const none = entries.length === 0 && html`<p class="note">${words.say("settings.none-yet")}</p>`;
  const main = html`<div class="narrow settings"><ol class="steps"><li><a href="${withLang(`/desk/${salon.slug}/settings`, house)}">${words.say("desk.settings")}</a></li></ol>
<h1>${title}</h1>${saved}${none}${rows.length > 0 && html`<ul class="rows">${rows}</ul>`}${add}</div>`;
  return deskAnswer(house, salon, actor, {
    room: "settings",
    title,
    main,
    languageUrl: `/desk/${salon.slug}/settings/${part}`,
  });
}

function serviceNote({ words }: House, salon: Salon, service: Fields): Markup {
  const phases = Array.isArray(service.phases) ? service.phases : [];
  const minutes = phases.reduce((sum: number, phase) => sum + Number(valueAt(phase, "/minutes") ?? 0), 0);
  return html`${money(words, Number(service.price_cents), salon.view.currency)} · ${lengthOfTime(words, minutes)}`;
}

function personNote({ words }: House, person: Fields): Markup {
  const days = Object.values((person.hours ?? {}) as Fields).filter((day) => Array.isArray(day) && day.length > 0);
  const skills = Array.isArray(person.services) ? person.services.length : 0;
  return html`${words.count("settings.days", days.length)} · ${words.count("settings.does", skills)}`;
}
