// A wished visit, checked against the salon's document, and the units that can matter to it.

import { needsPerson } from "../../../shared/contracts/salon.ts";
import { numbered } from "../../engine/units.ts";
import type { Fault } from "../../problem.ts";
import type { StoredWish } from "../../store/holds.ts";
import type { Salon, SalonView } from "../../store/snapshots.ts";
import type { WishedService } from "../command.ts";

/** A wished visit, checked against the document. `units` are all that can matter to it. */
export interface Wished {
  services: StoredWish[];
  party: number;
  wishes: { service: number; person: number | null }[];
  units: readonly string[];
  people: readonly string[];
  /** The class that it is seats of, and whether its sessions keep a person or rooms busy. */
  session: string | null;
  shares: boolean;
  depositCents: number;
}

/** Checks the names; every fault is listed with its place in `services`. */
export function wishedVisit(salon: Salon, services: readonly WishedService[], party = 1): Wished | Fault[] {
  const { view } = salon;
  const faults: Fault[] = [];
  const wishes: Wished["wishes"] = [];
  services.forEach((wish, i) => {
    const service = view.services.findIndex(({ id }) => id === wish.id);
    if (service < 0) faults.push({ pointer: `/services/${i}/id`, detail: `No service is called "${wish.id}".` });
    else if (view.services[service]?.capacity !== undefined && services.length > 1) {
      faults.push({ pointer: `/services/${i}/id`, detail: "A class is booked alone." });
    }
    const named = wish.staff !== undefined && wish.staff !== "any" ? wish.staff : null;
    const person = named === null ? null : view.staff.findIndex(({ id }) => id === named);
    if (person !== null && person < 0) {
      faults.push({ pointer: `/services/${i}/staff`, detail: `Nobody here is called "${named}".` });
    }
    if (named !== null && party > 1 && view.services[service]?.capacity === undefined) {
      faults.push({ pointer: `/services/${i}/staff`, detail: "A party cannot name a person." });
    }
    wishes.push({ service, person });
  });
  if (services.length === 0) faults.push({ pointer: "/services", detail: "At least one service is needed." });
  return faults.length > 0 ? faults : { ...matters(salon, wishes), ...wanted(salon, services, party), party, wishes };
}

function wanted(
  salon: Salon,
  services: readonly WishedService[],
  party: number,
): Pick<Wished, "services" | "depositCents"> {
  let deposit = 0;
  const stored = services.map(({ id, staff }) => {
    deposit += salon.view.services.find((service) => service.id === id)?.deposit_cents ?? 0;
    return staff === undefined || staff === "any" ? { id } : { id, staff };
  });
  return { services: stored, depositCents: deposit * party };
}

type Mattering = Pick<Wished, "units" | "people" | "session" | "shares">;

/** By service, in the order of the document: a salon's copy is never changed, and it is the same for everybody who wants it. */
const known = new WeakMap<Salon, Mattering[]>();

function matters(salon: Salon, wishes: Wished["wishes"]): Mattering {
  const each = known.get(salon) ?? salon.view.services.map((service) => matterTo(salon, service));
  known.set(salon, each);
  const parts = wishes.flatMap(({ service }) => each[service] ?? []);
  const [first] = parts;
  if (first !== undefined && parts.length === 1) return first;
  return {
    units: [...new Set(parts.flatMap(({ units }) => units))],
    people: [...new Set(parts.flatMap(({ people }) => people))],
    session: parts.find(({ session }) => session !== null)?.session ?? null,
    shares: parts.some(({ shares }) => shares),
  };
}

/** The units whose busy time can matter to a service: those who can do it, the rooms it needs, a class's seats. */
function matterTo({ view }: Salon, service: SalonView["services"][number]): Mattering {
  const able = view.staff.filter(({ services }) => services.some(({ id }) => id === service.id));
  const people = [...new Set([...able.map(({ id }) => id), ...(service.sessions ?? []).map(({ staff }) => staff)])];
  const rooms = new Set(service.phases.flatMap(({ resources = [] }) => resources));
  const held = (view.resources ?? []).filter(({ id }) => rooms.has(id));
  const seats = numbered(service.id, service.capacity ?? 0);
  const keepsBusy = service.phases.some((phase) => needsPerson(phase) || (phase.resources ?? []).length > 0);
  return {
    units: [...people, ...seats, ...held.flatMap(({ id, count }) => numbered(id, count))],
    people,
    session: service.capacity === undefined ? null : service.id,
    shares: service.capacity !== undefined && keepsBusy,
  };
}
