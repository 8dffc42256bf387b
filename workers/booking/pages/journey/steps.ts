// The four steps above the heading; the ones behind are links back.

import { html } from "hono/html";
import type { Markup } from "../../../ui/markup.ts";
import { flowBase, langField, type Place } from "../place.ts";
import { hasChoice, type Journey, journeyHref } from "./state.ts";

type StepName = "services" | "person" | "time" | "details";
const STEPS: StepName[] = ["services", "person", "time", "details"];

export function steps(place: Place, journey: Journey, at: StepName): Markup {
  const { salon, words } = place;
  const asked = STEPS.filter((step) => {
    return step !== "person" || journey.services.length === 0 || hasChoice(salon, journey.services);
  });
  const current = asked.indexOf(at);
  return html`<nav aria-label="${words.say("steps.title")}"><ol class="steps">${asked.map((step, index) => {
    const name = words.say(`steps.${step}`);
    if (index === current) return html`<li><span aria-current="step">${name}</span></li>`;
    return html`<li>${index < current ? html`<a href="${stepHref(place, journey, step)}">${name}</a>` : name}</li>`;
  })}</ol></nav>`;
}

function stepHref(place: Place, journey: Journey, step: StepName): string {
  const back = step === "services" || step === "person" ? step : null;
  return journeyHref(
    flowBase(place),
    { ...journey, start: step === "time" ? journey.start : null, back },
    langField(place),
  );
}
