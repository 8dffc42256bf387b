// What the document's check finds, said in the reader's language at the input that it is about.

import type { Fault } from "../../../problem.ts";
import type { WordKey, Words } from "../../../ui/words.ts";
import type { Applied, Input } from "./apply.ts";

/** Sentences of workers/http/faults.ts and workers/http/document, the first that matches; `{n}` is what the pattern caught. */
const SENTENCES: readonly [RegExp, WordKey][] = [
  [/^is required/, "settings.fault.required"],
  [/ a whole number/, "settings.fault.whole"],
  [/^must be at least (\d+)$/, "settings.fault.least"],
  [/^must be at most (\d+)$/, "settings.fault.most"],
  [/a multiple of (\d+)/, "settings.fault.multiple"],
  [/at most (\d+) characters/, "settings.fault.long"],
  [/at most (\d+) entries/, "settings.fault.many"],
  [/telephone|E\.164/, "settings.fault.phone"],
  [/e-mail address/, "settings.fault.email"],
  [/https address/, "settings.fault.website"],
  [/time zone/, "settings.fault.zone"],
  [/5 to 20 digits/, "settings.fault.digits"],
  [/^must be a list$|time HH:MM|a time from|before 24:00/, "settings.fault.hours"],
  [/end after it starts|must be after from/, "settings.fault.order"],
  [/^overlaps|starts at the same time/, "settings.fault.overlap"],
  [/exception already/, "settings.fault.date-twice"],
  [/date/, "settings.fault.date"],
  [/twice|is already the id|not name an entry twice/, "settings.fault.twice"],
  [/not a (resource|service|person) of this salon/, "settings.fault.unknown"],
  [/24 hours/, "settings.fault.day"],
  [/one for every phase/, "settings.fault.phases"],
  [/cancelling is free/, "settings.fault.fee"],
  [/belongs to another salon/, "settings.fault.account"],
  [/reserved/, "settings.fault.reserved"],
  [/registration|Regulator|goes live|privacy notice/, "settings.fault.live"],
];

export function faultText(words: Words, { detail }: Fault): string {
  for (const [pattern, key] of SENTENCES) {
    const found = pattern.exec(detail);
    if (found !== null) return words.say(key, { n: found[1] ?? "" });
  }
  return words.say("settings.fault.other", { detail });
}

export interface ToldFaults {
  /** By the input's name. */
  at: Map<string, string>;
  /** For the list at the top: what has no input here is told with the place in the document. */
  list: { name: string; text: string }[];
}

/** `formPlace` as workers/desk/settings/document/apply.ts gives it. */
export function faultsAtInputs(
  words: Words,
  faults: readonly Fault[],
  inputs: readonly Input[],
  formPlace: Applied["formPlace"],
): ToldFaults {
  const told: ToldFaults = { at: new Map(), list: [] };
  for (const fault of faults) {
    const text = faultText(words, fault);
    const place = formPlace(fault.pointer ?? "");
    const within = (one: string, other: string) => one === other || one.startsWith(`${other}/`);
    const input =
      inputs.find(({ name }) => within(place, name)) ?? inputs.find(({ name }) => place !== "" && within(name, place));
    if (input === undefined) told.list.push({ name: "version", text: `${fault.pointer ?? ""}: ${text}` });
    else if (!told.at.has(input.name)) {
      told.at.set(input.name, text);
      told.list.push({ name: input.name, text: `${input.told ?? input.label}: ${text}` });
    }
  }
  return told;
}
