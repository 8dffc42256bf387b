// What will become a question, before anybody asks: above the conversations, each with its reason and how sure that is.

import { html } from "hono/html";
import type { ForeseenEntry, ForeseenNumbers } from "../../commands/conversations/foresight/foreseen.ts";
import type { SalonView } from "../../store/snapshots.ts";
import { hidden } from "../../ui/forms.ts";
import type { Markup } from "../../ui/markup.ts";
import { type House, langField } from "../../ui/shell.ts";
import { isWord, type Words } from "../../ui/words.ts";
import { keyOf } from "../dialogue/messages.ts";

export interface Foreseeing {
  house: House;
  slug: string;
  salon: SalonView;
  told(instant: number): string;
  /** Whether the reader may say what came of it. */
  acts: boolean;
}

/** The instants of their evidence that are shown. */
export function foreseenInstants(entries: readonly ForeseenEntry[]): number[] {
  return entries.flatMap(({ kind, evidence }) => [
    ...(evidence.start === undefined ? [] : [evidence.start]),
    ...(kind === "PowerCut" ? [evidence.first, evidence.second] : []),
  ]);
}

export function foreseenSection(of: Foreseeing, entries: readonly ForeseenEntry[]): Markup | string {
  const { words } = of.house;
  if (entries.length === 0) return "";
  const cards = entries.map((entry) => card(of, entry));
  return html`<section><h2>${words.say("foreseen.title")}</h2><p class="note">${words.say("foreseen.lede")}</p>
<ul class="plain">${cards}</ul></section>`;
}

function card(of: Foreseeing, entry: ForeseenEntry): Markup {
  const { house, slug, told, acts } = of;
  const { words } = house;
  const { foreseen_id: id, name, phone, evidence, confidence, state } = entry;
  const sure = words.say("foreseen.sure", { percent: Math.round(confidence / 10) });
  const visit = evidence.start !== undefined && words.say("foreseen.visit", { when: told(evidence.start) });
  const notes = [visit, sure, state === "told" && words.say("foreseen.told")].filter((one) => one !== false);
  const call = phone !== null && phone !== "" && html`<p><a href="tel:${phone}">${phone}</a></p>`;
  const fixed = hidden([["foreseen", id], ...langField(house)]);
  const form = html`<form class="acts" method="post" action="/inbox/${slug}">${fixed}
<button class="btn quiet" name="act" value="foreseen-done">${words.say("foreseen.done")}</button>
<button class="btn quiet" name="act" value="foreseen-false">${words.say("foreseen.false")}</button></form>`;
  return html`<li class="card"><h3>${name || words.say("foreseen.someone")}</h3><p>${reason(of, entry)}</p>
<p class="note">${notes.join(" · ")}</p>${call}${acts && form}</li>`;
}

function reason({ house: { words }, salon, told }: Foreseeing, { kind, evidence }: ForeseenEntry): string {
  const { start = 0, first, second, about = "" } = evidence;
  const key = `foreseen.kind.${keyOf(kind)}`;
  if (!isWord(key)) return kind;
  const minutes = kind === "RunningLate" ? first : second;
  const times = kind === "PowerCut" ? { from: told(first), until: told(second) } : {};
  return words.say(key, { ...times, n: minutes, about: nameOf(salon, words, about), when: told(start) });
}

function nameOf({ staff, services }: SalonView, words: Words, id: string): string {
  const person = staff.find((one) => one.id === id);
  if (person !== undefined) return person.name;
  const service = services.find((one) => one.id === id);
  return service === undefined ? id : words.of(service.name);
}

/** At the foot of the page, with the numbers about people. */
export function foreseenRows(words: Words, numbers: ForeseenNumbers): [string, string][] {
  if (numbers.found === 0) return [];
  const of = (n: number, all: number) => words.say("inbox.numbers.of", { n, all });
  return [
    [words.say("inbox.numbers.foreseen"), String(numbers.found)],
    [words.say("inbox.numbers.foreseen-told"), of(numbers.told, numbers.found)],
    [words.say("inbox.numbers.foreseen-false"), of(numbers.falseAlarms, numbers.closed)],
  ];
}
