// What the bodies of the booking API mean, beyond their schemas.

import type { BookingRequest } from "../../shared/contracts/generated/booking.types.ts";
import type { ClientDetails, WishedService } from "../commands/command.ts";
import { parseMinute } from "../http/instants.ts";
import { e164 } from "../http/phone.ts";
import type { Fault } from "../problem.ts";

/** Faults of an instant that must be a whole minute. The engine's zone table covers 2000 to 2060. */
export function startFaults(start: string | undefined): Fault[] {
  if (start === undefined) return [];
  const minutes = parseMinute(start);
  if (minutes === null) return [{ pointer: "/start", detail: "must be an instant of the calendar, on a whole minute" }];
  const inTable = minutes >= Date.UTC(2000) / 60_000 && minutes < Date.UTC(2061) / 60_000;
  return inTable ? [] : [{ pointer: "/start", detail: "must lie in the years 2000 to 2060" }];
}

export function phoneFaults(phone: string, pointer: string): Fault[] {
  return e164(phone) === null ? [{ pointer, detail: "must be a telephone number, with + unless South African" }] : [];
}

/** A booking is either a hold's or direct; its details may not come twice. */
export function bookingFaults(body: BookingRequest): Fault[] {
  const faults = [...startFaults(body.start), ...phoneFaults(body.client.phone, "/client/phone")];
  if (body.hold !== undefined) {
    for (const name of ["services", "start", "party"] as const) {
      if (body[name] !== undefined) faults.push({ pointer: `/${name}`, detail: "must not stand beside hold" });
    }
    return faults;
  }
  for (const name of ["services", "start"] as const) {
    if (body[name] === undefined) faults.push({ pointer: `/${name}`, detail: "is required without hold" });
  }
  return faults;
}

/** Minutes since the epoch of a start whose faults are known to be none. */
export function minuteOf(start: string): number {
  return parseMinute(start) ?? 0;
}

/** The client with the number as it is stored; its faults are known to be none. */
export function clientOf(client: BookingRequest["client"]): ClientDetails {
  return { ...client, phone: e164(client.phone) ?? client.phone };
}

export function visitOf(body: BookingRequest) {
  if (body.hold !== undefined) return { hold: body.hold };
  const services: WishedService[] = body.services ?? [];
  return { services, start: minuteOf(body.start ?? ""), ...(body.party === undefined ? {} : { party: body.party }) };
}
