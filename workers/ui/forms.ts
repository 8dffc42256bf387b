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
  const control = f.long
    ? html`<textarea ${attributes(f)} rows="3">${f.value ?? ""}</textarea>`
    : html`<input ${attributes(f)} type="${f.type ?? "text"}" value="${f.value ?? ""}">`;
  const optional = !f.required && html` <small>${words.say("form.optional")}</small>`;
  return html`<div class="field"><label for="${f.name}">${f.label}${optional}</label>
${f.hint && html`<p class="note" id="${f.name}-hint">${f.hint}</p>`}${control}
${f.fault && html`<p class="fault" id="${f.name}-fault">${f.fault}</p>`}</div>`;
}

function attributes(f: Field): Markup {
  const described = [f.hint && `${f.name}-hint`, f.fault && `${f.name}-fault`].filter(Boolean).join(" ");
  const optional: [string, string | number | undefined][] = [
    ["maxlength", f.maxlength],
    ["min", f.min],
    ["max", f.max],
    ["autocomplete", f.autocomplete],
    ["inputmode", f.inputmode],
    ["aria-describedby", described],
    ["aria-invalid", f.fault && "true"],
  ];
  const given = optional.filter(([, value]) => value).map(([name, value]) => html` ${name}="${value}"`);
  return html`id="${f.name}" name="${f.name}"${f.required && html` required`}${given}`;
}

/** Who is coming, asked alike wherever it is asked. Lengths are those of shared/contracts. */
export function nameField(words: Words, value: string, fault: string | undefined): Markup {
  const label = words.say("details.name");
  return field(words, { name: "name", label, value, required: true, maxlength: 120, autocomplete: "name", fault });
}

export function phoneField(words: Words, value: string, fault: string | undefined, hint?: string): Markup {
  const kind = { type: "tel", inputmode: "tel", autocomplete: "tel", required: true, maxlength: 32 } as const;
  const label = words.say("details.phone");
  return field(words, { name: "phone", label, value, ...kind, fault, ...(hint === undefined ? {} : { hint }) });
}

export function emailField(
  words: Words,
  value: string,
  fault: string | undefined,
  why: { hint: string; required?: boolean },
): Markup {
  const kind = { type: "email", inputmode: "email", autocomplete: "email", maxlength: 254 } as const;
  return field(words, { name: "email", label: words.say("details.email"), value, ...kind, fault, ...why });
}

/** For six digits that came by letter. */
export function codeField(words: Words, fault: string | null): Markup {
  const kind = { inputmode: "numeric", autocomplete: "one-time-code", maxlength: 6 } as const;
  const label = words.say("find.code");
  return field(words, { name: "code", label, required: true, ...kind, fault: fault ?? undefined });
}

export function hidden(fields: [name: string, value: string][]): Markup[] {
  return fields.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`);
}

/** The list at the top of a form that came back, each entry leading to its input. */
export function faultList(words: Words, faults: { name: string; text: string }[]): Markup | string {
  if (faults.length === 0) return "";
  const list = faults.map(({ name, text }) => html`<li><a href="#${name}">${text}</a></li>`);
  return html`<div class="alert" role="alert" tabindex="-1" id="faults"><h2>${words.say("form.check")}</h2>
<ul>${list}</ul></div>`;
}
