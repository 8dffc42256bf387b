// Labels, inputs and their faults. An input with a fault says so in words that a screen reader reads with it.

import { html } from "hono/html";
import type { Markup } from "./markup.ts";
import type { Words } from "./words.ts";

export interface Field {
  name: string;
  label: string;
  hint?: string;
  value?: string;
  type?: "text" | "tel" | "email" | "date" | "search";
  autocomplete?: string;
  inputmode?: "tel" | "numeric" | "email";
  required?: boolean;
  maxlength?: number;
  min?: string;
  max?: string;
  /** What is wrong with the value that was sent. */
  fault?: string | undefined;
  /** More than one line. */
  long?: boolean;
}

export function field(words: Words, f: Field): Markup {
  const described = [f.hint && `${f.name}-hint`, f.fault && `${f.name}-fault`].filter(Boolean).join(" ");
  const attributes = html`id="${f.name}" name="${f.name}"${f.required && html` required`}${f.maxlength && html` maxlength="${f.maxlength}"`}${f.min && html` min="${f.min}"`}${f.max && html` max="${f.max}"`}${f.autocomplete && html` autocomplete="${f.autocomplete}"`}${f.inputmode && html` inputmode="${f.inputmode}"`}${described !== "" && html` aria-describedby="${described}"`}${f.fault && html` aria-invalid="true"`}`;
  const control = f.long
    ? html`<textarea ${attributes} rows="3">${f.value ?? ""}</textarea>`
    : html`<input ${attributes} type="${f.type ?? "text"}" value="${f.value ?? ""}">`;
  return html`<div class="field"><label for="${f.name}">${f.label}${!f.required && html` <small>${words.say("form.optional")}</small>`}</label>${f.hint && html`<p class="note" id="${f.name}-hint">${f.hint}</p>`}${control}${f.fault && html`<p class="fault" id="${f.name}-fault">${f.fault}</p>`}</div>`;
}

export function hidden(fields: [name: string, value: string][]): Markup[] {
  return fields.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`);
}

/** The list at the top of a form that came back, each entry leading to its input. */
export function faultList(words: Words, faults: { name: string; text: string }[]): Markup | string {
  if (faults.length === 0) return "";
  return html`<div class="alert" role="alert" tabindex="-1" id="faults"><h2>${words.say("form.check")}</h2><ul>${faults.map(({ name, text }) => html`<li><a href="#${name}">${text}</a></li>`)}</ul></div>`;
}
