// The fields of an incident's forms: days with a time, and short forms that are little more than a button.

import { html } from "hono/html";
import { instantsOf } from "../../../engine/clock.ts";
import { engine } from "../../../engine/shipped.ts";
import type { SalonView } from "../../../store/snapshots.ts";
import { parseWallTime } from "../../../time.ts";
import { hidden } from "../../../ui/forms.ts";
import type { Markup } from "../../../ui/markup.ts";
import { type House, langField } from "../../../ui/shell.ts";
import type { Words } from "../../../ui/words.ts";

/** A browser ends lines with two characters. */
export function textOf(fields: URLSearchParams, name: string): string {
  return (fields.get(name) ?? "").replaceAll("\r\n", "\n").trim();
}

/** The instant of a field's `YYYY-MM-DDTHH:MM` on the salon's clock; null when it is none. */
export function moment(text: string, view: SalonView | null): number | null {
  const wall = parseWallTime(text.slice(0, 16));
  if (wall === null || wall < 0) return null;
  return instantsOf(view?.timezone ?? "Africa/Johannesburg", [wall], engine)[0] ?? null;
}

interface MomentField {
  name: string;
  label: string;
  value: string;
  required?: boolean;
  fault?: string | undefined;
}

export function momentField(words: Words, { name, label, value, required, fault }: MomentField): Markup {
  const told = fault && html` aria-invalid="true" aria-describedby="${name}-fault"`;
  return html`<div class="field"><label for="${name}">${label}${!required && html` <small>${words.say("form.optional")}</small>`}</label>
<input id="${name}" name="${name}" type="datetime-local" value="${value}"${required && html` required`}${told}>
${fault && html`<p class="fault" id="${name}-fault">${fault}</p>`}</div>`;
}

/** A form that says one act. */
export function actForm(house: House, action: string, given: [string, string][], inner: Markup | string): Markup {
  return html`<form class="stack" method="post" action="${action}">${hidden([...langField(house), ...given])}${inner}</form>`;
}
