// Where a client is on the way to a visit: services -> person -> time. All of it is in the address, none of it personal,
// so every step can be linked, reloaded and gone back to. Details and consent come after, in forms that are POSTed.

import type { SalonView } from "../../../store/snapshots.ts";
import { dateOfIso, instantOfIso, isoDate, isoInstant } from "../../../ui/dates.ts";

/** `staff` is in step with `services`; "any" lets the engine pick. */
export interface Journey {
  services: string[];
  /** Empty until the person step is done. */
  staff: string[];
  /** Guests at one time; 1 where somebody in particular is asked for, who can do one at a time. */
  party: number;
  /** Days since 1970-01-01; null: the first day with room. */
  date: number | null;
  /** Minutes since 1970-01-01T00:00Z; null until a time is picked. */
  start: number | null;
  /** A step that the client went back to, though its answer is known. */
  back: "services" | "person" | null;
}

export type Step = "services" | "person" | "time";

export const ANYONE = "any";

/** More than anybody books at once; the API's limit on services is the same. */
const MAX_SERVICES = 8;
export const MAX_PARTY = 20;

/** Reads the address (or a form). What the salon does not know is passed over: an old link still leads somewhere. */
export function readJourney(query: URLSearchParams, salon: SalonView): Journey {
  const services = onlyBookable(query.getAll("service"), salon);
  const choice = hasChoice(salon, services);
  const wished = services.map((_, index) =>
    choice ? (query.get(`staff${index}`) ?? query.getAll("staff")[index]) : ANYONE,
  );
  const known = wished.map((id, index) => (id !== undefined && canDo(salon, id, services[index]) ? id : undefined));
  const staff = known.every((id) => id !== undefined) ? known : [];
  const back = query.get("back");
  return {
    services,
    staff,
    party: staff.every((id) => id === ANYONE) ? partyOf(query) : 1,
    date: dateOfIso(query.get("date")),
    start: instantOfIso(query.get("start")),
    back: back === "services" || back === "person" ? back : null,
  };
}

function partyOf(query: URLSearchParams): number {
  const party = Number(query.get("party") ?? "1");
  return Number.isInteger(party) && party >= 1 && party <= MAX_PARTY ? party : 1;
}

/** The step that the journey has come to. */
export function stepOf({ services, staff, back }: Journey): Step {
  if (services.length === 0 || back === "services") return "services";
  return staff.length === 0 || back === "person" ? "person" : "time";
}

/** The journey as the parameters of an address or the hidden fields of a form, in a fixed order. */
export function journeyFields(journey: Journey): [name: string, value: string][] {
  const fields: [string, string][] = journey.services.map((id) => ["service", id]);
  for (const id of journey.staff) fields.push(["staff", id]);
  if (journey.party > 1) fields.push(["party", String(journey.party)]);
  if (journey.date !== null) fields.push(["date", isoDate(journey.date)]);
  if (journey.start !== null) fields.push(["start", isoInstant(journey.start)]);
  if (journey.back !== null) fields.push(["back", journey.back]);
  return fields;
}

/** `base?service=…`; `extra` (the language) comes last. */
export function journeyHref(base: string, journey: Journey, extra: [string, string][] = []): string {
  const query = new URLSearchParams([...journeyFields(journey), ...extra]).toString();
  return query === "" ? base : `${base}?${query}`;
}

/** Known services, each once. A class is booked alone, so the first class drops the rest. */
function onlyBookable(ids: string[], salon: SalonView): string[] {
  const known = [...new Set(ids)].filter((id) => salon.services.some((service) => service.id === id));
  const aClass = known.find((id) => salon.services.some((s) => s.id === id && s.capacity !== undefined));
  return aClass === undefined ? known.slice(0, MAX_SERVICES) : [aClass];
}

/** Where nobody has a choice of person (a class, a specialist's service) the step is not asked. */
export function hasChoice(salon: SalonView, services: string[]): boolean {
  return services.some((id) => doersOf(salon, id) > 1);
}

function doersOf(salon: SalonView, service: string): number {
  const isClass = salon.services.some(({ id, capacity }) => id === service && capacity !== undefined);
  return isClass ? 0 : salon.staff.filter(({ services }) => services.some(({ id }) => id === service)).length;
}

function canDo(salon: SalonView, person: string, service: string | undefined): boolean {
  if (person === ANYONE) return true;
  return salon.staff.some(({ id, services }) => id === person && services.some((skill) => skill.id === service));
}
