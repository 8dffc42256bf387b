// A service that needs a patch test: the two booked together, in one tap on a pair of times. What was typed before goes along unseen.

import { html } from "hono/html";
import type { Problem } from "../../../problem.ts";
import { longDay, timeOf } from "../../../ui/dates.ts";
import { hidden } from "../../../ui/forms.ts";
import type { Markup } from "../../../ui/markup.ts";
import { langField } from "../../../ui/shell.ts";
import { instantOf, momentOf } from "../moments.ts";
import { flowBase, type Place, salonFrame } from "../place.ts";
import { spacedPhone } from "../salon.ts";
import { serviceOf } from "./offer.ts";
import { type Journey, journeyHref } from "./state.ts";

interface Needed {
  service: string;
  for: string;
  hours_before: number;
}

export function choosePatchTest(
  place: Place,
  { journey, fields, problem }: { journey: Journey; fields: URLSearchParams; problem: Problem },
): Markup {
  const { salon, words } = place;
  const needed = problem.extra?.patch_test as Needed;
  const pairs = (problem.extra?.pairs ?? []) as { test: string; start: string }[];
  const named = (id: string) => words.of(serviceOf(salon, id)?.name);
  const carried = [...fields].filter(([name]) => name !== "patch" && name !== "lang");
  const moment = (instant: string) => {
    const at = momentOf({ view: salon }, instantOf(instant));
    return `${longDay(words, at.date)}, ${timeOf(at)}`;
  };
  const choices = pairs.map(
    ({
      test,
      start,
    }) => html`<li><button class="pick pair-of" name="patch" value="${instantOf(test)}.${instantOf(start)}"><span class="what">
<b>${named(needed.service)}</b><span>${moment(test)}</span><b>${named(needed.for)}</b><span>${moment(start)}</span></span></button></li>`,
  );
  const title = words.say("patch.title");
  const told = { service: named(needed.for), hours: needed.hours_before };
  const back = journeyHref(flowBase(place), { ...journey, start: null }, langField(place));
  const none = pairs.length === 0 && html`<p class="note">${words.say("patch.none")}</p>`;
  const call =
    salon.phone !== undefined &&
    html`<a class="btn quiet" href="tel:${salon.phone}">${words.say("refusal.call", { phone: spacedPhone(salon.phone) })}</a>`;
  const main = html`<div class="narrow"><h1>${title}</h1><p class="lede">${words.say("patch.lede", told)}</p>${none}
<form method="post" action="${flowBase(place)}/confirm">${hidden([...carried, ...langField(place)])}<ul class="plain">${choices}</ul></form>
<p class="note">${words.say("patch.had")}</p><p class="acts"><a class="btn quiet" href="${back}">${words.say("taken.other-times")}</a>${call}</p></div>`;
  return salonFrame(place, { title, unlisted: true, languageUrl: back }, main);
}

/** On the page that asks for the details, so that nobody is surprised. */
export function patchNote(place: Place, services: readonly string[]): Markup | string {
  const { salon, words } = place;
  const needing = services.map((id) => serviceOf(salon, id)).find((service) => service?.patch_test !== undefined);
  if (needing?.patch_test === undefined) return "";
  const told = { service: words.of(needing.name), hours: needing.patch_test.hours_before };
  return html`<p class="note">${words.say("patch.note", told)}</p>`;
}
