// Changes of a document, said in words: where, what it was, what it is.

import { html } from "hono/html";
import { money } from "../../../ui/dates.ts";
import type { Markup } from "../../../ui/markup.ts";
import { isWord, type Words } from "../../../ui/words.ts";
import type { Change } from "../document/changes.ts";
import { hoursText } from "../document/kinds.ts";
import { keyed, type Way } from "../document/merge.ts";
import { type Fields, isFields, type Json } from "../document/pointer.ts";
import { nameAt } from "../parts/part.ts";

/** Changes of one version that are told; of more the number. */
const MOST = 12;

/** `documents`: where the names of services and people are looked for, the newest first. */
export function placeName(words: Words, way: Way, documents: readonly Fields[]): string {
  return way.flatMap((_, at) => stepName(words, way.slice(0, at + 1), documents)).join(" › ");
}

function stepName(words: Words, way: Way, documents: readonly Fields[]): string[] {
  const step = way.at(-1) ?? "";
  for (const document of documents) {
    const entry = entryAt(document, way);
    if (isFields(entry) && "name" in entry && entry.id === step) return [nameAt(words, entry.name)];
  }
  for (const key of [`settings.p.${step}`, `settings.part.${step}`, `language.${step}`])
    if (isWord(key)) return [words.say(key)];
  return [step];
}

function entryAt(document: Fields, way: Way): Json | undefined {
  let value: Json | undefined = document;
  for (const step of way) {
    if (Array.isArray(value)) value = keyed(value)?.get(step);
    else value = isFields(value) ? value[step] : undefined;
  }
  return value;
}

export function valueText(words: Words, way: Way, value: Json | undefined): string {
  const name = way.at(-1) ?? "";
  if (value === undefined) return words.say("settings.none");
  if (typeof value === "boolean") return words.say(value ? "settings.yes" : "settings.no");
  if (typeof value === "number") return name.endsWith("_cents") ? money(words, value) : String(value);
  if (typeof value === "string") return value.length > 80 ? `${value.slice(0, 79)}…` : value;
  if (Array.isArray(value)) {
    if (value.length === 0) return words.say("settings.none");
    if (value.every((each) => Array.isArray(each))) return hoursText(value);
    if (value.every((each) => !isFields(each))) return value.join(", ");
    const entries = value.filter(isFields);
    if (entries.every(({ minutes }) => typeof minutes === "number"))
      return entries.map(({ minutes }) => words.say("length.minutes", { m: String(minutes) })).join(" + ");
    if (entries.every(({ from }) => typeof from === "string"))
      return entries.map(({ from, to }) => `${from} – ${to}`.replaceAll("T", " ")).join(", ");
    return words.say("settings.entries", { n: value.length });
  }
  if (isFields(value)) return nameAt(words, value.name ?? value) || words.say("settings.yes");
  return String(value);
}

export function changeList(words: Words, changes: readonly Change[], documents: readonly Fields[]): Markup {
  const shown = changes.slice(0, MOST).map(({ way, before, after }) => {
    const place = placeName(words, way, documents);
    const entry = isFields(before ?? null) || isFields(after ?? null);
    if (entry && before === undefined) return html`<li>${words.say("settings.change.new", { place })}</li>`;
    if (entry && after === undefined) return html`<li>${words.say("settings.change.gone", { place })}</li>`;
    return html`<li>${place}: <del>${valueText(words, way, before)}</del> → <ins>${valueText(words, way, after)}</ins></li>`;
  });
  const more = changes.length > MOST && html`<li>${words.count("settings.change.more", changes.length - MOST)}</li>`;
  return html`<ul class="bulleted changes">${shown}${more}</ul>`;
}
