// JSON as RFC 8259 wants it and a little stricter: UTF-8 without a byte order mark, no name twice in one object, at most
// 32 levels. JSON.parse would take the last of two equal names in silence, and then we would decide on half of what was sent.

import type { Fault } from "../problem.ts";

export type ParsedJson = { ok: true; value: unknown } | { ok: false; faults: Fault[] };

const MAX_DEPTH = 32;
/** Faults told in one answer; a body with more was made by a program, which one fault helps as much as a thousand. */
export const MAX_FAULTS = 200;

/** The faults that are told, with a word about the others. */
export function bounded(faults: Fault[]): Fault[] {
  if (faults.length <= MAX_FAULTS) return faults;
  const more = `and ${faults.length - MAX_FAULTS} more faults, which are not listed`;
  return [...faults.slice(0, MAX_FAULTS), { pointer: "", detail: more }];
}

export function parseJson(bytes: Uint8Array): ParsedJson {
  if (bytes.length === 0) return refused("", "the body is empty; JSON is expected");
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    return refused("", "the body begins with a byte order mark; JSON has none");
  }
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return refused("", "the body is not valid UTF-8");
  }
  if (deepest(text) > MAX_DEPTH) return refused("", `the body is nested deeper than ${MAX_DEPTH} levels`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refused("", "the body is not valid JSON");
  }
  const faults = repeatedNames(text);
  return faults.length > 0 ? { ok: false, faults: bounded(faults) } : { ok: true, value };
}

/** One step of a JSON Pointer, with its two characters escaped (RFC 6901, section 3). */
export function pointerStep(name: string | number): string {
  return typeof name === "number" ? `/${name}` : `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

function refused(pointer: string, detail: string): ParsedJson {
  return { ok: false, faults: [{ pointer, detail }] };
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Index of the quote that ends the string begun at `start`, or the text's length. */
function stringEnd(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at;
    at += code === BACKSLASH ? 2 : 1;
  }
  return text.length;
}

function deepest(text: string): number {
  let depth = 0;
  let most = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = stringEnd(text, at);
    else if (code === 0x7b || code === 0x5b) most = Math.max(most, ++depth);
    else if (code === 0x7d || code === 0x5d) depth -= 1;
  }
  return most;
}

/** An object or array being walked: the names seen so far, or for an array the index of the present element. */
interface Level {
  names: Set<string> | null;
  present: string | number;
  awaitsName: boolean;
}

/** Walks text that is known to be valid JSON. */
function repeatedNames(text: string): Fault[] {
  const faults: Fault[] = [];
  const levels: Level[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const level = levels.at(-1);
    if (code === QUOTE) {
      const end = stringEnd(text, at);
      if (level?.names && level.awaitsName) {
        const raw = text.slice(at + 1, end);
        const name = raw.includes("\\") ? (JSON.parse(`"${raw}"`) as string) : raw;
        level.present = name;
        level.awaitsName = false;
        if (level.names.has(name)) {
          faults.push({ pointer: levels.map((each) => pointerStep(each.present)).join(""), detail: "appears twice" });
        }
        level.names.add(name);
      }
      at = end;
    } else if (code === 0x7b) {
      levels.push({ names: new Set(), present: "", awaitsName: true });
    } else if (code === 0x5b) {
      levels.push({ names: null, present: 0, awaitsName: false });
    } else if (code === 0x7d || code === 0x5d) {
      levels.pop();
    } else if (code === 0x2c && level) {
      if (level.names) level.awaitsName = true;
      else if (typeof level.present === "number") level.present += 1;
    }
  }
  return faults;
}
