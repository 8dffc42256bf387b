// How a visit's time is used: one bar, each phase as wide as it is long, lighter where the client waits.

import { html } from "hono/html";
import { lengthOfTime } from "./dates.ts";
import type { Markup } from "./markup.ts";
import type { Words } from "./words.ts";

export interface PhaseSpan {
  name: string;
  minutes: number;
  /** Somebody works on the client; false while colour develops or nails dry. */
  attended: boolean;
}

export function phaseBar(words: Words, phases: PhaseSpan[]): Markup {
  const total = phases.reduce((sum, { minutes }) => sum + minutes, 0);
  let at = 0;
  const bars = phases.map(({ minutes, attended }) => {
    const x = (at / total) * 100;
    at += minutes;
    const gap = at < total ? 0.8 : 0;
    return html`<rect x="${x.toFixed(2)}%" width="${((minutes / total) * 100 - gap).toFixed(2)}%" height="10" rx="3"${attended ? "" : html` class="rest"`}/>`;
  });
  const told = phases.map(({ name, minutes }) => `${lengthOfTime(words, minutes)} ${name}`).join(", ");
  return html`<svg class="phases" aria-hidden="true">${bars}</svg><p class="note">${told}</p>`;
}
