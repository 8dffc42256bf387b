// What rests on a patch test that is given up or was missed: which visits, and the two ways to go on. They go with it, or stay for a reason.

import { html } from "hono/html";
import { type RestingAnswer, restingIn } from "../../../commands/deciding/giving-up.ts";
import { parseMinute } from "../../../http/instants.ts";
import type { Problem } from "../../../problem.ts";
import type { Salon } from "../../../store/snapshots.ts";
import { newId } from "../../../token.ts";
import { field, hidden } from "../../../ui/forms.ts";
import type { Markup } from "../../../ui/markup.ts";
import { type House, langField, withLang } from "../../../ui/shell.ts";
import { momentsOf, serviceName, told } from "../told.ts";

/** `act` is sent again with the answer. Null where the problem is another, or a whole party was to be cancelled. */
export function restingMarkup(
  house: House,
  salon: Salon,
  booking: string,
  problem: Problem,
  act: string | null,
  back: string | null,
): Markup | null {
  if (problem.type !== "patch-test-rests" || (act !== "cancel" && act !== "stage")) return null;
  const { words } = house;
  const resting = restingIn(problem);
  const starts = resting.map(({ start }) => parseMinute(start) ?? 0);
  const at = momentsOf(salon, starts);
  const one = ({ booking: id, services }: RestingAnswer, i: number) => {
    const named = services.map((service) => serviceName(words, salon, service.id)).join(" + ");
    const href = withLang(`/desk/${salon.slug}/visits/${id}`, house);
    return html`<li><a href="${href}">${named}</a>, ${told(words, at(starts[i] ?? 0))}</li>`;
  };
  const missed = act === "stage";
  const fields: [string, string][] = [
    ["act", act],
    ...(missed ? ([["stage", "no-show"]] as [string, string][]) : []),
    ...(back === null ? [] : ([["back", back]] as [string, string][])),
    ...langField(house),
  ];
  const form = (more: [string, string][], inner: Markup) =>
    html`<form method="post" action="/desk/${salon.slug}/visits/${booking}">${hidden([...fields, ...more, ["key", newId()]])}${inner}</form>`;
  const why = field(words, {
    name: "waiver",
    label: words.say("clients.waiver"),
    hint: words.say("clients.waiver-hint"),
    required: true,
    maxlength: 500,
  });
  const both = words.say(missed ? "desk.rests.missed-both" : "desk.rests.both");
  const alone = words.say(missed ? "desk.rests.missed-alone" : "desk.rests.alone");
  return html`<div class="tried maybe" role="alert"><p><b>${words.say("desk.rests.title")}</b></p><ul>${resting.map(one)}</ul>
${form(
  resting.map(({ booking: id }): [string, string] => ["also", id]),
  html`<p class="acts"><button class="btn danger small">${both}</button></p>`,
)}
${form([], html`${why}<p class="acts"><button class="btn small">${alone}</button></p>`)}</div>`;
}
