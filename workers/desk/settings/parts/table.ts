// The parts of the settings: what each is called in addresses, and of what it is made.

import { type Fields, isFields } from "../document/pointer.ts";
import { person, service } from "./items.ts";
import { money } from "./money.ts";
import { listAt, type Place, type Section } from "./part.ts";
import { about, channels, colours, hours, languages, officer, policies, resources, rules } from "./salon.ts";

export const PARTS = [
  "about",
  "hours",
  "team",
  "services",
  "resources",
  "rules",
  "policies",
  "money",
  "languages",
  "colours",
  "channels",
  "officer",
] as const;
export type PartName = (typeof PARTS)[number];

export const partOf = (name: string): PartName | null => PARTS.find((part) => part === name) ?? null;

/** Parts that are lists, each entry with a page of its own, and the document's name for them. */
export const LISTS: Partial<Record<PartName, "services" | "staff">> = { services: "services", team: "staff" };

const SECTIONS: Record<PartName, (place: Place) => Section[]> = {
  about,
  hours,
  team: person,
  services: service,
  resources,
  rules,
  policies,
  money,
  languages,
  colours,
  channels,
  officer,
};

export const sectionsOf = (part: PartName, place: Place): Section[] => SECTIONS[part](place);

/** Which entry of its list an id names: behind the last for a new one, null where there is none of that id. */
export function itemOf(part: PartName, document: Fields, id: string): number | null {
  const list = LISTS[part];
  if (list === undefined) return 0;
  const entries = listAt(document, list);
  if (id === "new") return entries.length;
  const at = entries.findIndex((entry) => isFields(entry) && entry.id === id);
  return at < 0 ? null : at;
}
