// The day as a list: for a phone, a stylist, and whoever listens to pages.

import { html } from "hono/html";
import type { Day, DayVisit } from "../../../commands/desk/calendar/day.ts";
import type { Moment } from "../../../engine/clock.ts";
import { timeOf } from "../../../ui/dates.ts";
import { hidden } from "../../../ui/forms.ts";
import type { Markup } from "../../../ui/markup.ts";
import { type House, langField, withLang } from "../../../ui/shell.ts";
import { guestName, guestsCalled, momentsOf, personName, serviceName, stageName } from "../told.ts";

/** What is pressed most for a visit that has come so far. */
const NEXT = { booked: "arrived", confirmed: "arrived", arrived: "in-service", "in-service": "done" } as const;

/** `person`: whose visits alone; null: everybody's. */
export function agendaOf(house: House, day: Day, person: string | null, back: string): Markup {
  const { words } = house;
  const visits = day.visits.filter((visit) => person === null || visit.placed.some(({ unit }) => unit === person));
  if (visits.length === 0) return html`<p class="empty">${words.say("desk.empty")}</p>`;
  const at = momentsOf(day.salon, [...visits.map(({ start }) => start), ...visits.map(({ end }) => end)]);
  const shown = visits.filter((visit) => at(visit.start).date === day.from);
  const rows = shown.map((visit) => row(house, day, visit, at, back));
  return html`<ol class="rows agenda">${rows}</ol>`;
}

function row(house: House, { salon }: Day, visit: DayVisit, at: (instant: number) => Moment, back: string): Markup {
  const { words } = house;
  const href = withLang(`/desk/${salon.slug}/visits/${visit.id}`, house);
  const people = [...new Set(visit.placed.map(({ unit }) => unit))].filter((unit) => !unit.includes("."));
  const who = people.map((unit) => personName(salon, unit)).join(", ");
  const what = visit.services.map(({ id }) => serviceName(words, salon, id)).join(" + ");
  const name = guestName(words, visit.name);
  const times = html`<span class="when"><b>${timeOf(at(visit.start))}</b><small>${timeOf(at(visit.end))}</small></span>`;
  const said = html`<span class="what"><b>${name}</b><span class="note">${[what, who, guestsCalled(visit)].filter(Boolean).join(" · ")}</span></span>`;
  return html`<li class="row is-${visit.stage ?? "booked"}">${times}<a class="cover" href="${href}">${said}</a>
<span class="badge">${stageName(words, visit.stage)}</span>${nextStep(house, salon.slug, visit, name, back)}</li>`;
}

function nextStep(house: House, slug: string, visit: DayVisit, name: string, back: string): Markup | string {
  const { words } = house;
  const stage = visit.stage ?? "booked";
  if (stage === "done" || stage === "no-show") return "";
  const next = NEXT[stage];
  const text = words.say(`desk.step.${next}`);
  return html`<form method="post" action="/desk/${slug}/visits/${visit.id}">${hidden([["act", "stage"], ["stage", next], ["back", back], ...langField(house)])}
<button class="btn quiet small" aria-label="${text}, ${name}">${text}</button></form>`;
}
