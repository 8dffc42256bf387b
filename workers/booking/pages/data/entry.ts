// What a form about one's own data sends, and what is wrong with it, said in the page's language.

import { validate } from "../../../../shared/contracts/generated/request.validate.js";
import type { Asked } from "../../../commands/compliance/requests/request.ts";
import { e164 } from "../../../http/phone.ts";
import { KINDS, type Kind, OBJECTABLE } from "../../../store/compliance/requests/requests.ts";
import type { Words } from "../../../ui/words.ts";

/** Of a correction, as the form names them. */
export const CORRECTED = ["name", "phone", "email", "language"] as const;

export interface Entry {
  kind: Kind;
  /** As typed; empty where a booking's link says whose it is. */
  phone: string;
  correct: Record<(typeof CORRECTED)[number], string>;
  stop: string[];
}

export interface EntryFault {
  name: string;
  text: string;
}

export function kindOf(text: string | null): Kind | null {
  return KINDS.find((kind) => kind === text) ?? null;
}

export function emptyEntry(kind: Kind): Entry {
  return { kind, phone: "", correct: { name: "", phone: "", email: "", language: "" }, stop: [] };
}

export function entryOf(kind: Kind, fields: URLSearchParams): Entry {
  const typed = (name: string) => (fields.get(name) ?? "").trim();
  return {
    kind,
    phone: typed("phone"),
    correct: {
      name: typed("new-name"),
      phone: typed("new-phone"),
      email: typed("new-email"),
      language: typed("new-language"),
    },
    stop: fields.getAll("stop"),
  };
}

/** `byLink`: the link says whose it is, so no number is asked for. */
export function faultsOf(words: Words, country: string, entry: Entry, byLink: boolean): EntryFault[] {
  const faults: EntryFault[] = [];
  if (!byLink && e164(entry.phone, country) === null) faults.push({ name: "phone", text: words.say("fault.phone") });
  if (entry.kind === "objection" && askedOf(entry, country).detail.stop === undefined) {
    faults.push({ name: "stop-marketing", text: words.say("request.fault.nothing") });
  }
  if (entry.kind !== "correction") return faults;
  const { correct } = askedOf(entry, country).detail;
  if (correct === undefined) return [...faults, { name: "new-name", text: words.say("request.fault.nothing") }];
  const broken = validate({ kind: entry.kind, correct })
    ? []
    : (validate.errors ?? []).map((each) => each.instancePath);
  const wrong = (name: "name" | "phone" | "email"): boolean =>
    broken.includes(`/correct/${name}`) ||
    (name === "phone" && entry.correct.phone !== "" && e164(entry.correct.phone, country) === null);
  for (const name of ["name", "phone", "email"] as const) {
    if (wrong(name)) faults.push({ name: `new-${name}`, text: words.say(`fault.${name}`) });
  }
  return faults;
}

/** What is asked, numbers as they are stored. */
export function askedOf(entry: Entry, country: string): Asked {
  const { kind } = entry;
  if (kind === "objection") {
    const stop = OBJECTABLE.filter((purpose) => entry.stop.includes(purpose));
    return { kind, detail: stop.length === 0 ? {} : { stop } };
  }
  if (kind !== "correction") return { kind, detail: {} };
  const given = CORRECTED.flatMap((name) => (entry.correct[name] === "" ? [] : [[name, entry.correct[name]] as const]));
  if (given.length === 0) return { kind, detail: {} };
  const correct = Object.fromEntries(
    given.map(([name, text]) => [name, name === "phone" ? (e164(text, country) ?? text) : text]),
  );
  return { kind, detail: { correct } };
}
