// What differs between two versions of a document, place by place.

import { keyed, same, type Way } from "./merge.ts";
import { isFields, type Json } from "./pointer.ts";

/** `before` is undefined where something is new, `after` where it is gone. An entry that only moved is told of its list alone. */
export interface Change {
  way: Way;
  before: Json | undefined;
  after: Json | undefined;
}

export function changesBetween(before: Json | undefined, after: Json | undefined, way: Way = []): Change[] {
  if (same(before, after)) return [];
  if (isFields(before) && isFields(after)) {
    const names = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...names].flatMap((name) => changesBetween(before[name], after[name], [...way, name]));
  }
  if (isFields(after) && before === undefined && way.length > 0 && !("id" in after)) {
    return Object.keys(after).flatMap((name) => changesBetween(undefined, after[name], [...way, name]));
  }
  if (Array.isArray(before ?? []) && Array.isArray(after ?? [])) {
    const [was, is] = [keyed((before ?? []) as Json[]), keyed((after ?? []) as Json[])];
    if (was && is && was.size + is.size > 0) {
      const found = [...new Set([...was.keys(), ...is.keys()])].flatMap((key) => {
        const [one, other] = [was.get(key), is.get(key)];
        if (one === undefined || other === undefined) return [{ way: [...way, key], before: one, after: other }];
        return changesBetween(one, other, [...way, key]);
      });
      return found.length > 0 ? found : [{ way, before, after }];
    }
  }
  return [{ way, before, after }];
}
