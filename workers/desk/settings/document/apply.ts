// A form, put on the document that it was made of. An input's name is the place in the document that it speaks of, so a fault of the
// document is told at its input; what the form does not show stays as it is.

import { type Kind, readKind, writeKind } from "./kinds.ts";
import { type Fields, type Json, put, stepsOf, valueAt, withoutHoles } from "./pointer.ts";

export interface Input {
  /** JSON Pointer. */
  name: string;
  kind: Kind;
  label: string;
  hint?: string;
  required?: boolean;
  maxlength?: number;
  options?: readonly (readonly [value: string, label: string])[];
  /** What is shown where the document says nothing, and means nothing either. */
  otherwise?: string;
  /** What a new entry begins with. */
  preset?: string;
  /** The entry of a list, or the part, that goes when this is emptied. */
  entry?: string;
  /** What the screen reader is told in the place of the label, where the label alone says too little. */
  told?: string;
}

export interface Applied {
  document: Fields;
  /** Where in the form a place of the document is. */
  formPlace(pointer: string): string;
}

export function applied(document: Fields, inputs: readonly Input[], fields: URLSearchParams): Applied {
  const edited = structuredClone(document);
  const emptied = new Set<string>();
  const lists = new Set<string>();
  for (const { name, kind, entry, otherwise = "" } of inputs) {
    if (!fields.has(name)) continue;
    const texts = fields.getAll(name);
    const value = readKind(kind, texts);
    // What is sent as it was shown is no change, however the document had written it.
    if (shown(kind, texts) !== (writeKind(kind, valueAt(document, name)) || otherwise)) put(edited, name, value);
    if (entry === undefined) continue;
    if (/\/\d+$/.test(entry)) lists.add(entry.replace(/\/\d+$/, ""));
    if (value === undefined && !isBegun(document, entry, inputs, fields)) emptied.add(entry);
  }
  for (const entry of emptied) put(edited, entry, undefined);
  // Lists within lists first, so that an outer index still means what it meant in the form.
  const origins = new Map<string, number[]>();
  const inward = [...lists].sort((one, other) => stepsOf(other).length - stepsOf(one).length);
  for (const list of inward) {
    origins.set(list, withoutHoles(edited, list));
    const left = valueAt(edited, list);
    if (Array.isArray(left) && left.length === 0 && valueAt(document, list) === undefined) put(edited, list, undefined);
  }
  return { document: edited, formPlace: (pointer) => formPlace(pointer, origins) };
}

const shown = (kind: Kind, texts: readonly string[]): string =>
  kind === "names" ? texts.filter(Boolean).join(", ") : (texts.at(-1) ?? "");

/** A new entry in which something was typed is not thrown away for want of what names it: it is faulty, and told to be. */
function isBegun(document: Fields, entry: string, inputs: readonly Input[], fields: URLSearchParams): boolean {
  if (valueAt(document, entry) !== undefined) return false;
  return inputs.some(({ name, kind }) => {
    if (!name.startsWith(`${entry}/`) || ["yes", "yes-unless", "choice", "tick", "names"].includes(kind)) return false;
    return (fields.get(name) ?? "").trim() !== "";
  });
}

function formPlace(pointer: string, origins: Map<string, number[]>): string {
  let place = "";
  for (const step of stepsOf(pointer)) {
    const index = /^\d+$/.test(step) ? origins.get(place)?.[Number(step)] : undefined;
    place += `/${index ?? step.replaceAll("~", "~0").replaceAll("/", "~1")}`;
  }
  return place;
}

/** What is new in a list gets an id after its name, unlike every other id of the document. */
export function withIds(document: Fields): Fields {
  const lists = ["resources", "services", "staff"].map((name) => document[name]);
  const entries = lists.flatMap((list): Json[] => (Array.isArray(list) ? list : []));
  const taken = new Set(["any", ...entries.map((entry) => String(valueAt(entry, "/id")))]);
  for (const entry of entries) {
    if (typeof entry !== "object" || entry === null || Array.isArray(entry) || "id" in entry) continue;
    const { name } = entry;
    const called = typeof name === "string" ? name : Object.values(name ?? {})[0];
    const id = freeId(String(called ?? ""), taken);
    taken.add(id);
    Object.assign(entry, { id });
  }
  return document;
}

/** The name in lower-case letters, digits and dashes, with a number where it is taken; "x" where nothing of it is left. */
export function freeId(name: string, taken: ReadonlySet<string>): string {
  const plain = name.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();
  const stem =
    plain
      .replaceAll(/[^a-z0-9]+/g, "-")
      .replace(/^-+|-+$/g, "")
      .slice(0, 40)
      .replace(/-+$/, "") || "x";
  for (let n = 1; ; n++) {
    const id = n === 1 ? stem : `${stem}-${n}`;
    if (!taken.has(id)) return id;
  }
}
