// Two edits of one document brought together. Entries of lists are known by their id or date, not by where they stand; what only one
// side changed is taken from that side; what both changed, and not alike, is a clash that a person decides.

import { type Fields, isFields, type Json } from "./pointer.ts";

/** The way to a place, by names and by ids of entries, which mean the same in every version. */
export type Way = readonly string[];

export interface Clash {
  way: Way;
  mine: Json | undefined;
  theirs: Json | undefined;
}

export interface Merged {
  document: Fields;
  clashes: Clash[];
}

/** `mine`: the ways at which what I wrote is to stand; everywhere else theirs does, and the clash is told. */
export function merged(base: Fields, mine: Fields, theirs: Fields, chosen: ReadonlySet<string> = new Set()): Merged {
  const clashes: Clash[] = [];
  const document = both(base, mine, theirs, [], { chosen, clashes });
  return { document: isFields(document) ? document : theirs, clashes };
}

export const wayText = (way: Way): string => way.join("/");

interface Judging {
  chosen: ReadonlySet<string>;
  clashes: Clash[];
}

type Maybe = Json | undefined;

function both(base: Maybe, mine: Maybe, theirs: Maybe, way: Way, judging: Judging): Maybe {
  if (same(mine, base)) return theirs;
  if (same(theirs, base) || same(mine, theirs)) return mine;
  if (isFields(mine) && isFields(theirs)) {
    return fieldsOfBoth(isFields(base) ? base : {}, mine, theirs, way, judging);
  }
  if (Array.isArray(mine) && Array.isArray(theirs)) {
    const lists = [Array.isArray(base) ? base : [], mine, theirs].map(keyed);
    const [was, left, right] = lists;
    if (was && left && right) return entriesOfBoth(was, left, right, way, judging);
  }
  if (judging.chosen.has(wayText(way))) return mine;
  judging.clashes.push({ way, mine, theirs });
  return theirs;
}

function fieldsOfBoth(base: Fields, mine: Fields, theirs: Fields, way: Way, judging: Judging): Fields {
  const all: Fields = {};
  for (const name of new Set([...Object.keys(theirs), ...Object.keys(mine)])) {
    const value = both(base[name], mine[name], theirs[name], [...way, name], judging);
    if (value !== undefined) all[name] = value;
  }
  return all;
}

/** The list's entries by their names, in order; null where an entry has none or two have one. */
export function keyed(list: readonly Json[]): Map<string, Json> | null {
  const entries = new Map<string, Json>();
  for (const entry of list) {
    const key = isFields(entry) ? (entry.id ?? entry.date) : undefined;
    if (typeof key !== "string" || entries.has(key)) return null;
    entries.set(key, entry);
  }
  return entries;
}

type Entries = Map<string, Json>;

function entriesOfBoth(base: Entries, mine: Entries, theirs: Entries, way: Way, judging: Judging): Json[] {
  const order = orderOf(base, mine, theirs);
  return order.flatMap((key) => {
    const value = both(base.get(key), mine.get(key), theirs.get(key), [...way, key], judging);
    return value === undefined ? [] : [value];
  });
}

/** Of whoever changed it; theirs where both did. What the other has besides comes after what it follows there. */
function orderOf(base: Entries, mine: Entries, theirs: Entries): string[] {
  const kept = (entries: Entries) => [...entries.keys()].filter((key) => base.has(key));
  const moved = (entries: Entries) => {
    const here = kept(entries);
    const there = [...base.keys()].filter((key) => entries.has(key));
    return here.some((key, at) => key !== there[at]);
  };
  const [first, second] = moved(mine) && !moved(theirs) ? [mine, theirs] : [theirs, mine];
  const order = [...first.keys()];
  let before = -1;
  for (const key of second.keys()) {
    const at = order.indexOf(key);
    if (at >= 0) before = at;
    else order.splice(++before, 0, key);
  }
  return order;
}

export function same(one: Maybe, other: Maybe): boolean {
  if (one === other) return true;
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((value, index) => same(value, other[index]));
  }
  if (!isFields(one) || !isFields(other)) return false;
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => same(one[name], other[name]));
}
