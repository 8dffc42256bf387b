// A form of the settings, laid out: sections, lines of inputs, and at each what is wrong with it.

import { html } from "hono/html";
import type { Markup } from "../../ui/markup.ts";
import type { Words } from "../../ui/words.ts";
import type { Input } from "./document/apply.ts";
import { writeKind } from "./document/kinds.ts";
import { type Fields, valueAt } from "./document/pointer.ts";
import type { Section } from "./parts/part.ts";

export interface Shown {
  words: Words;
  document: Fields;
  /** What was typed, where the form came back. */
  typed: URLSearchParams | null;
  /** What is wrong, by the input's name. */
  faults: ReadonlyMap<string, string>;
}

export function formSections(sections: readonly Section[], shown: Shown): Markup {
  return html`${sections.map((section) => sectionOf(section, shown))}`;
}

function sectionOf({ title, note, rows, folded }: Section, shown: Shown): Markup {
  const lines = rows.map((row) => rowOf(row, shown));
  const said = note !== undefined && html`<p class="note">${note}</p>`;
  if (title === undefined) return html`<div class="stack">${said}${lines}</div>`;
  if (folded) {
    const open = rows.flat().some(({ name }) => shown.faults.has(name)) && html` open`;
    return html`<details class="group aside"${open}><summary>${title}</summary><div class="stack">${said}${lines}</div></details>`;
  }
  return html`<fieldset class="group"><legend>${title}</legend>${said}<div class="stack">${lines}</div></fieldset>`;
}

function rowOf(row: readonly Input[], shown: Shown): Markup {
  const inputs = row.map((input) => inputOf(input, shown));
  return row.length === 1
    ? html`${inputs}`
    : html`<div class="line${row[0]?.kind.startsWith("yes") && " ticked"}">${inputs}</div>`;
}

/** What the input shows: what was typed, else what the document says. */
function textOf({ name, kind, otherwise, preset }: Input, { document, typed }: Shown): string {
  const sent = typed?.getAll(name).at(-1);
  if (sent !== undefined) return sent;
  return writeKind(kind, valueAt(document, name)) || (otherwise ?? preset ?? "");
}

function inputOf(input: Input, shown: Shown): Markup {
  const { kind, name, label, hint } = input;
  const fault = shown.faults.get(name);
  const below = html`${fault !== undefined && html`<p class="fault" id="${name}-fault">${fault}</p>`}`;
  const text = textOf(input, shown);
  if (kind === "yes" || kind === "yes-unless" || kind === "open" || kind === "tick") {
    const value = input.options?.[0]?.[0] ?? "yes";
    return html`<div class="field">${tick(input, name, value, label, text === value, shown)}${hint && html`<p class="note" id="${name}-hint">${hint}</p>`}${below}</div>`;
  }
  if (kind === "names" && input.options !== undefined) {
    const chosen = new Set(
      shown.typed?.has(name) ? shown.typed.getAll(name) : writeKind(kind, valueAt(shown.document, name)).split(", "),
    );
    const ticks = input.options.map(([value, text], at) =>
      tick(input, `${name}/${at}`, value, text, chosen.has(value), shown, name),
    );
    return html`<fieldset class="field" id="${name}"><legend>${label}</legend><div class="ticks">${ticks}</div>${below}</fieldset>`;
  }
  const optional =
    !input.required &&
    kind !== "week-day" &&
    kind !== "choice" &&
    html` <small>${shown.words.say("form.optional")}</small>`;
  return html`<div class="field${kind === "week-day" ? " day-of" : ""}"><label for="${name}">${label}${input.entry === undefined && optional}</label>
${hint && html`<p class="note" id="${name}-hint">${hint}</p>`}${control(input, text, fault)}${below}</div>`;
}

function tick(
  input: Input,
  id: string,
  value: string,
  label: string,
  checked: boolean,
  shown: Shown,
  name = id,
): Markup {
  const none = name === id || id.endsWith("/0");
  const box = html`id="${id}" name="${name}" value="${value}"${checked && html` checked`}`;
  return html`${none && html`<input type="hidden" name="${name}" value="">`}<label class="check"><input type="checkbox" ${box}${
    shown.faults.has(input.name) && html` aria-invalid="true" aria-describedby="${input.name}-fault"`
  }> <span>${label}</span></label>`;
}

const TYPES: Partial<Record<Input["kind"], string>> = { date: "date", moment: "datetime-local", colour: "color" };

function control(input: Input, text: string, fault: string | undefined): Markup {
  const { name, kind, hint, required, maxlength, told, options } = input;
  const described = [hint && `${name}-hint`, fault && `${name}-fault`].filter(Boolean).join(" ");
  const spoken = told !== undefined && html` aria-label="${told}"`;
  const wrong = fault !== undefined && html` aria-invalid="true"`;
  const more = html`${required && html` required`}${spoken}${described !== "" && html` aria-describedby="${described}"`}${wrong}`;
  if (kind === "choice") {
    const chosen = options?.map(
      ([value, label]) => html`<option value="${value}"${value === text && html` selected`}>${label}</option>`,
    );
    return html`<select id="${name}" name="${name}"${more}>${chosen}</select>`;
  }
  if (kind === "text")
    return html`<textarea id="${name}" name="${name}" rows="3" maxlength="${maxlength ?? 2000}"${more}>${text}</textarea>`;
  const numeric =
    (kind === "whole" || kind === "cents") && html` inputmode="${kind === "whole" ? "numeric" : "decimal"}"`;
  const step = kind === "moment" && html` step="300"`;
  const bound = maxlength !== undefined && html` maxlength="${maxlength}"`;
  return html`<input id="${name}" name="${name}" type="${TYPES[kind] ?? "text"}" value="${text}"${numeric}${step}${bound}${more}>`;
}

/** Everything that was typed, for a page between the form and what comes of it. */
export function carried(typed: URLSearchParams, but: readonly string[]): Markup {
  const fields = [...typed].filter(([name]) => !but.includes(name) && !name.startsWith("side:"));
  return html`${fields.map(([name, value]) =>
    // A browser drops the line breaks of a one-line input, so longer texts travel in a box that is not shown.
    value.includes("\n")
      ? html`<textarea name="${name}" hidden>${value}</textarea>`
      : html`<input type="hidden" name="${name}" value="${value}">`,
  )}`;
}
