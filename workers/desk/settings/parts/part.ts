// A part of the settings: the inputs of one form, made of the document, with their places in it.

import { WEEKDAYS } from "../../../../shared/contracts/salon.ts";
import { weekdayName } from "../../../ui/dates.ts";
import { isWord, type WordKey, type Words } from "../../../ui/words.ts";
import type { Input } from "../document/apply.ts";
import type { Kind } from "../document/kinds.ts";
import { type Fields, type Json, pointerOf, valueAt } from "../document/pointer.ts";

export interface Section {
  title?: string;
  note?: string;
  /** Inputs that stand in one line belong together. */
  rows: Input[][];
  /** Behind a heading that is opened. */
  folded?: boolean;
}

/** What a part is made of. */
export interface Place {
  words: Words;
  document: Fields;
  /** Of the salon's texts, the main one first. */
  languages: readonly string[];
  /** Index of the service or person that the form is about; behind the last for a new one. */
  item: number;
  /** On the salon's calendar; what lies before it is not shown, and stays. */
  today: string;
}

type Stem<K> = K extends `settings.p.${infer Name}` ? Name : never;
/** Fields of the document that have a word. */
export type Named = Stem<WordKey>;

export const label = (words: Words, name: Named): string => words.say(`settings.p.${name}`);

/** A hint of the same name, where there is one. */
function hint(words: Words, name: string): { hint: string } | object {
  const key = `settings.hint.${name}`;
  return isWord(key) ? { hint: words.say(key) } : {};
}

type More = Omit<Input, "name" | "kind" | "label">;

/** The input of the field `steps`, named by the last step unless `called`. */
export function input(
  words: Words,
  kind: Kind,
  steps: (string | number)[],
  more: Partial<More> & { called?: Named } = {},
): Input {
  const { called, ...rest } = more;
  const name = called ?? (String(steps.at(-1)) as Named);
  return { name: pointerOf(...steps), kind, label: label(words, name), ...hint(words, name), ...rest };
}

/** A text in the salon's main language; the others are written behind a heading (`inOtherLanguages`). */
export function text(
  { words, languages }: Place,
  kind: "line" | "text",
  steps: (string | number)[],
  more: Partial<More> & { called?: Named } = {},
): Input {
  const called = String(steps.at(-1)) as Named;
  return input(words, kind, [...steps, languages[0] ?? "en"], {
    called,
    maxlength: kind === "line" ? 120 : 2000,
    ...more,
  });
}

/** The same texts in the salon's other languages; nothing where it has one. */
export function inOtherLanguages(place: Place, inputs: readonly Input[]): Section[] {
  const { words, languages } = place;
  const others = languages.slice(1);
  if (others.length === 0) return [];
  const rows = inputs.map((one) =>
    others.map((language): Input => {
      const { required: _required, entry: _entry, ...plain } = one;
      const key = `language.${language}`;
      const named = `${one.label} (${isWord(key) ? words.say(key) : language})`;
      return { ...plain, name: one.name.replace(/[^/]+$/, language), label: named };
    }),
  );
  return [{ title: words.say("settings.other-languages"), rows, folded: true }];
}

export function weekOf(words: Words, ...steps: (string | number)[]): Input[][] {
  return WEEKDAYS.map((day, at) => [
    {
      name: pointerOf(...steps, day),
      kind: "week-day",
      label: dayName(words, at),
      otherwise: "",
    },
  ]);
}

/** 0 for Monday; 1970-01-05, day 4, was one. */
export const dayName = (words: Words, weekday: number): string => weekdayName(words, 4 + weekday);

/** Indices of the entries that are shown, and of those that may be added. */
export function rowsOf(
  place: Place,
  steps: (string | number)[],
  spare: number,
  shown: (entry: Json) => boolean = () => true,
): number[] {
  const list = valueAt(place.document, pointerOf(...steps));
  const entries = Array.isArray(list) ? list : [];
  const there = entries.flatMap((entry, index) => (shown(entry) ? [index] : []));
  return [...there, ...Array.from({ length: spare }, (_, at) => entries.length + at)];
}

export function exceptionsOf(place: Place, ...steps: (string | number)[]): Input[][] {
  const { words, today } = place;
  return rowsOf(place, steps, 2, (entry) => String(valueAt(entry, "/date")) >= today).map((at) => [
    input(words, "date", [...steps, at, "date"], { entry: pointerOf(...steps, at) }),
    input(words, "day", [...steps, at, "hours"], { called: "hours-then" }),
  ]);
}

export function spansOf(place: Place, ...steps: (string | number)[]): Input[][] {
  const { words, today } = place;
  return rowsOf(place, steps, 1, (entry) => String(valueAt(entry, "/to")) >= today).map((at) => [
    input(words, "moment", [...steps, at, "from"], { entry: pointerOf(...steps, at) }),
    input(words, "moment", [...steps, at, "to"]),
  ]);
}

/** The text of a name in the reader's language. */
export function nameAt(words: Words, value: Json | undefined): string {
  if (typeof value === "string") return value;
  return typeof value === "object" && value !== null ? words.of(value as Record<string, string>) : "";
}

export function listAt(document: Fields, name: string): Fields[] {
  const list = document[name];
  return Array.isArray(list) ? (list as Fields[]) : [];
}
