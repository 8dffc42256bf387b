// The four steps above the heading; the ones behind are links back. From the last step, which holds a time, they are
// buttons of the form that gives it back.

import { html } from "hono/html";
import type { Markup } from "../../../ui/markup.ts";
import { langField } from "../../../ui/shell.ts";
import { flowBase, type Place } from "../place.ts";
import { hasChoice, type Journey, journeyHref } from "./state.ts";

type StepName = "services" | "person" | "time" | "details";
const STEPS: StepName[] = ["services", "person", "time", "details"];

/** The id of the form on the details page that gives the hold back; its buttons say where to. */
export const GIVE_BACK = "give-back";

export function steps(place: Place, journey: Journey, at: StepName): Markup {
  const { salon, words } = place;
  const asked = STEPS.filter((step) => {
    return step !== "person" || journey.services.length === 0 || hasChoice(salon, journey.services);
  });
  const current = asked.indexOf(at);
  return html`<nav aria-label="${words.say("steps.title")}"><ol class="steps">${asked.map((step, index) => {
    const name = words.say(`steps.${step}`);
    if (index === current) return html`<li><span aria-current="step">${name}</span></li>`;
    if (index > current) return html`<li>${name}</li>`;
    return at === "details"
      ? html`<li>${backButton(step, name)}</li>`
      : html`<li><a href="${stepHref(place, journey, step)}">${name}</a></li>`;
  })}</ol></nav>`;
}

/** Leads from the details page to an earlier step, and gives the time back on the way. */
export function backButton(step: StepName, text: string): Markup {
  return html`<button class="link" form="${GIVE_BACK}" name="back" value="${step}">${text}</button>`;
}

function stepHref(place: Place, journey: Journey, step: StepName): string {
  const back = step === "services" || step === "person" ? step : null;
  return journeyHref(
    flowBase(place),
    { ...journey, start: step === "time" ? journey.start : null, back },
    langField(place),
  );
}
