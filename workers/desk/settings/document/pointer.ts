// Places in a document, by JSON Pointer (RFC 6901).

import { pointerStep } from "../../../http/json.ts";

export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };
export type Fields = { [name: string]: Json };

export const isFields = (value: Json | undefined): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const pointerOf = (...steps: (string | number)[]): string => steps.map(pointerStep).join("");

export const stepsOf = (pointer: string): string[] =>
  pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));

export function valueAt(document: Json | undefined, pointer: string): Json | undefined {
  let value = document;
  for (const step of stepsOf(pointer)) {
    if (Array.isArray(value)) value = value[Number(step)];
    else if (isFields(value) && Object.hasOwn(value, step)) value = value[step];
    else return undefined;
  }
  return value;
}

/**
 * Puts a value at a place, and makes what leads there; `undefined` takes it away. A list that is written beyond its end has holes
 * until `withoutHoles`. Pointers are ours, never a caller's, so no step reaches beyond the document.
 */
export function put(document: Fields, pointer: string, value: Json | undefined): void {
  const steps = stepsOf(pointer);
  let place: Json = document;
  for (const [at, step] of steps.entries()) {
    const last = at === steps.length - 1;
    const made: Json = /^\d+$/.test(steps[at + 1] ?? "") ? [] : {};
    if (Array.isArray(place)) {
      const index = Number(step);
      if (last) {
        if (value === undefined) delete place[index];
        else place[index] = value;
        return;
      }
      place = place[index] ??= made;
    } else if (isFields(place)) {
      if (last) {
        if (value === undefined) delete place[step];
        else place[step] = value;
        return;
      }
      if (value === undefined && place[step] === undefined) return;
      place = place[step] ??= made;
    } else return;
  }
}

/**
 * The list at `pointer` without its holes. The answer says from which index each entry came, so that a fault of what is left is told
 * at the place where it was typed.
 */
export function withoutHoles(document: Fields, pointer: string): number[] {
  const list = valueAt(document, pointer);
  if (!Array.isArray(list)) return [];
  const kept = Object.keys(list).map(Number);
  put(
    document,
    pointer,
    kept.map((index) => list[index] ?? null),
  );
  return kept;
}
