// Health notes on a client's pages: asked for apart from everything else, with a box of their own that nobody ticked before
// (POPIA s 27(1)(a)); and, once one is kept, that it is, and the way to delete it. The text is never shown again.

import { html } from "hono/html";
import retention from "../../../shared/policies/retention.json" with { type: "json" };
import { field, hidden } from "../../ui/forms.ts";
import type { Markup } from "../../ui/markup.ts";
import { langField } from "../../ui/shell.ts";
import type { Place } from "./place.ts";

/** Days after the visit on which a note is deleted. */
const n = retention.categories.special.keep_days;

/** What the client has typed so far. */
export interface HealthDetails {
  health: string;
  healthAgreed: boolean;
}

/** Folded away until it is wanted: most visits have nothing to say here. */
export function askHealth(
  { salon, words }: Place,
  { health, healthAgreed }: HealthDetails,
  fault: string | undefined,
): Markup {
  const note = field(words, {
    name: "health",
    label: words.say("special.label"),
    hint: words.say("special.hint", { n }),
    value: health,
    maxlength: 1000,
    long: true,
    fault,
  });
  const box = html`<input type="checkbox" name="health-agreed" value="yes"${healthAgreed ? html` checked` : ""}>`;
  const open = health === "" && fault === undefined ? "" : html` open`;
  return html`<details class="aside"${open}><summary>${words.say("special.title")}</summary>${note}
<label class="check">${box} <span>${words.say("special.consent", { salon: salon.name })}</span></label></details>`;
}

/** On the visit's own page. Deleting leaves another site's frame, as cancelling does. */
export function healthKept(place: Place, token: string): Markup {
  const { words } = place;
  const out = place.embedded ? html` target="_blank" rel="noopener"` : "";
  return html`<section class="card"><h2>${words.say("special.kept-title")}</h2><p>${words.say("special.kept", { n })}</p>
<form class="acts" method="post" action="/b/${token}/special"${out}>${hidden(langField(place))}
<button class="btn quiet danger">${words.say("special.delete")}</button></form></section>`;
}
