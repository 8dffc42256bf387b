// Under eighteen a competent person consents first (POPIA s 35(1)(a)). Nobody is asked for an age: whoever books says that it
// is for a child, or books a service that is for children.

import { decideChild } from "../../engine/compliance/children.ts";
import { compliance } from "../../engine/shipped.ts";
import { invalid, type Problem } from "../../problem.ts";
import type { Guardian } from "../../store/bookings.ts";
import type { Salon } from "../../store/snapshots.ts";
import { localDate } from "../deciding/facts.ts";

/** Who consents, and in which words they did. */
export interface GuardianConsent extends Guardian {
  wording?: string | undefined;
}

export interface ChildAsked {
  forChild?: boolean | undefined;
  guardian?: GuardianConsent | undefined;
}

export function isForChildren(salon: Salon, services: readonly { id: string }[]): boolean {
  return salon.view.services.some(({ id, for_children }) => for_children && services.some((one) => one.id === id));
}

/** Why the visit may not be booked for this person; null where it may. */
export function childRefusal(
  salon: Salon,
  services: readonly { id: string }[],
  { forChild, guardian }: ChildAsked,
  now: number,
): Problem | null {
  const child = forChild === true || guardian !== undefined || isForChildren(salon, services);
  const person = { born: null, saysAdult: !child, guardianConsented: guardian !== undefined };
  if (decideChild(person, localDate(salon, now), compliance).allowed) return null;
  return invalid([
    { pointer: "/guardian", detail: "is required: for somebody under eighteen a competent person consents" },
  ]);
}
