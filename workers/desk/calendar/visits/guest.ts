// Who a visit at the desk is for, the same by form and by API: held against the API's schema. Whoever gives no number is not written
// to, and is no client.

import { validate } from "../../../../shared/contracts/generated/desk-booking.validate.js";
import { countryOf } from "../../../../shared/contracts/salon.ts";
import type { ClientDetails } from "../../../commands/command.ts";
import { faultsOf } from "../../../http/faults.ts";
import { e164 } from "../../../http/phone.ts";
import type { Fault } from "../../../problem.ts";
import type { Salon } from "../../../store/snapshots.ts";

/** As it was written; empty is absent. */
export interface WrittenGuest {
  name?: string | undefined;
  phone?: string | undefined;
  email?: string | undefined;
  language?: string | undefined;
  notes?: string | undefined;
}

export interface Guest {
  client: ClientDetails;
  notes: string | undefined;
  /** By their places in the API's body. */
  faults: Fault[];
}

const WHOLE = { services: [{ id: "any" }], start: "2026-01-01T00:00Z" };

export function guestOf(salon: Salon, written: WrittenGuest): Guest {
  const said = Object.fromEntries(
    Object.entries(written).flatMap(([name, value]) => {
      const text = value?.replaceAll("\r\n", "\n").trim() ?? "";
      return text === "" ? [] : [[name, text]];
    }),
  ) as WrittenGuest;
  const { notes, ...who } = said;
  const faults = validate({ ...WHOLE, client: who, ...(notes === undefined ? {} : { notes }) })
    ? []
    : faultsOf(validate.errors);
  const phone = who.phone === undefined ? "" : e164(who.phone, countryOf(salon.view));
  if (phone === null && faults.every(({ pointer }) => pointer !== "/client/phone")) {
    faults.push({ pointer: "/client/phone", detail: "must be a telephone number" });
  }
  if (phone !== "" && who.name === undefined) {
    faults.push({ pointer: "/client/name", detail: "is required with a telephone number" });
  }
  const client = { name: who.name ?? "", phone: phone ?? "", email: who.email, language: who.language };
  return { client, notes, faults };
}

/** The guests' own names, as a form has them in order; null where one cannot be kept. */
export function namesIn(fields: URLSearchParams): string[] | null {
  const guests = fields.getAll("guest-name").map((name) => name.trim());
  return validate({ ...WHOLE, guests }) ? guests : null;
}
