// A wished visit, checked against the salon's document, and the units that can matter to it.

import { needsPerson } from "../../../shared/contracts/salon.ts";
import { numbered } from "../../engine/units.ts";
import type { Fault } from "../../problem.ts";
import type { StoredWish } from "../../store/holds.ts";
import type { Salon } from "../../store/snapshots.ts";
import type { WishedService } from "../command.ts";

/** A wished visit, checked against the document. `units` are all that can matter to it. */
export interface Wished {
  services: StoredWish[];
  party: number;
  wishes: { service: number; person: number | null }[];
  units: string[];
  people: string[];
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

/** The units whose busy time can matter: those who can do it, the rooms it needs, a class's seats. */
function matters(salon: Salon, wishes: Wished["wishes"]): Pick<Wished, "units" | "people" | "session" | "shares"> {
  const people = new Set<string>();
  const rooms = new Set<string>();
  const units: string[] = [];
  let session: string | null = null;
  let shares = false;
  for (const wish of wishes) {
    const service = salon.view.services[wish.service];
    if (service === undefined) continue;
    for (const person of salon.view.staff) {
      if (person.services.some(({ id }) => id === service.id)) people.add(person.id);
    }
    for (const held of service.sessions ?? []) people.add(held.staff);
    for (const phase of service.phases) for (const id of phase.resources ?? []) rooms.add(id);
    if (service.capacity !== undefined) {
      session = service.id;
      shares = service.phases.some((phase) => needsPerson(phase) || (phase.resources ?? []).length > 0);
      units.push(...numbered(service.id, service.capacity));
    }
  }
  for (const { id, count } of salon.view.resources ?? []) if (rooms.has(id)) units.push(...numbered(id, count));
  return { units: [...people, ...units], people: [...people], session, shares };
}
