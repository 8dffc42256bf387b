// The engine's answer to a time, as the team sees it: it can be, it can be if a rule is set aside for a reason, or not, and when else.

import { html } from "hono/html";
import type { Tried } from "../../../commands/desk/calendar/trying.ts";
import type { Salon } from "../../../store/snapshots.ts";
import { money, timeOf } from "../../../ui/dates.ts";
import { field, hidden } from "../../../ui/forms.ts";
import type { Markup } from "../../../ui/markup.ts";
import type { House } from "../../../ui/shell.ts";
import type { Words } from "../../../ui/words.ts";
import { momentsOf, serviceName, told, unitName, whyNot } from "../told.ts";

export interface Trial {
  /** Where the form that commits is sent, with these fields. */
  action: string;
  fields: [string, string][];
  commit: string;
  /** The address that asks about another start. */
  other(start: number): string;
  /** What else the form asks for. */
  inputs?: Markup;
}

function apartText(words: Words, salon: Salon, { service, test, hours, days }: NonNullable<Tried["apart"]>): Markup {
  const named = { service: serviceName(words, salon, service), test: serviceName(words, salon, test) };
  return html`<p class="why">${words.say("desk.patch.apart", { ...named, hours, days })}</p>`;
}

/** Why it is done without a patch test that counts. */
const waiver = (words: Words): Markup =>
  field(words, {
    name: "waiver",
    label: words.say("clients.waiver"),
    hint: words.say("clients.waiver-hint"),
    required: true,
    maxlength: 500,
  });

export function triedMarkup(house: House, tried: Tried, trial: Trial): Markup {
  const { words } = house;
  const { salon, visit, setAside, why, apart } = tried;
  const instants = [
    tried.start,
    ...(visit === null ? [] : [visit.end]),
    ...tried.alternatives.map(({ start }) => start),
  ];
  const at = momentsOf(salon, instants);
  const because = why !== null && html`<p class="why">${whyNot(words, salon, why)}</p>`;
  const others =
    tried.alternatives.length > 0 &&
    html`<p class="note">${words.say("desk.nearest")}</p><ul class="times">${tried.alternatives.map(
      ({ start }) => html`<li><a class="time" href="${trial.other(start)}">${told(words, at(start))}</a></li>`,
    )}</ul>`;
  if (visit === null)
    return html`<div class="tried no" role="status"><p><b>${words.say("desk.not-possible")}</b></p>${because}${others}</div>`;
  const people = [...new Set(visit.placed.map(({ unit }) => unit))].filter((unit) => !unit.includes("."));
  const who = people.map((unit) => unitName(words, salon, unit)).join(", ");
  const price = money(words, visit.priceCents, salon.view.currency);
  const line = `${told(words, at(tried.start))}–${timeOf(at(visit.end))} · ${who} · ${price}`;
  const aside =
    setAside.length > 0 &&
    html`<p class="note">${words.say("desk.would-set-aside", { rules: setAside.map((rule) => words.say(`desk.rule.${rule}`)).join(", ") })}</p>
${hidden(setAside.map((rule): [string, string] => ["aside", rule]))}
${field(words, { name: "reason", label: words.say("desk.reason"), required: true, maxlength: 500 })}`;
  const plain = setAside.length === 0 && apart === null;
  const verdict = words.say(plain ? "desk.possible" : "desk.possible-aside");
  return html`<div class="tried ${plain ? "yes" : "maybe"}" role="status"><p><b>${verdict}</b> ${line}</p>
${because}${apart !== null && apartText(words, salon, apart)}<form method="post" action="${trial.action}">
${hidden(trial.fields)}${aside}${apart !== null && waiver(words)}${trial.inputs}<p class="acts"><button class="btn small">${trial.commit}</button></p></form>${others}</div>`;
}
