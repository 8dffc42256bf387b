// What is wrong with what a client typed: the API's own validator says it, and the page says it in the client's language.

import { validate } from "../../../../shared/contracts/generated/booking.validate.js";
import { e164, HOME } from "../../../http/phone.ts";
import type { Words } from "../../../ui/words.ts";

type Field = "name" | "phone" | "email" | "notes" | "guardian" | "relation";

/** Where a BookingRequest holds what each field of the form asks for, in the order of the form. */
const POINTERS: [Field, pointer: string][] = [
  ["name", "/client/name"],
  ["phone", "/client/phone"],
  ["email", "/client/email"],
  ["notes", "/notes"],
  ["guardian", "/guardian/name"],
  ["relation", "/guardian/relation"],
];

/**
 * `country`: whose national numbers the salon's clients write. `email` and `notes` may be empty: the client then gives none.
 */
export function detailFaults(
  words: Words,
  country: string,
  details: {
    name: string;
    phone: string;
    email: string;
    notes?: string;
    guardian?: { name: string; relation: string };
  },
): { name: Field; text: string }[] {
  const { name, phone, email, notes = "", guardian } = details;
  const client = { name, phone, ...(email === "" ? {} : { email }) };
  const broken = new Set<string>();
  const consenting = guardian && { guardian: { ...guardian, consent: true } };
  if (!validate({ client, notes, ...consenting }))
    for (const fault of validate.errors ?? []) broken.add(fault.instancePath);
  if (e164(phone, country) === null) broken.add("/client/phone");
  const faulty = POINTERS.filter(([, pointer]) => broken.has(pointer));
  return faulty.map(([field]) => {
    const abroad = field === "phone" && country !== HOME;
    return { name: field, text: words.say(abroad ? "fault.phone-plus" : `fault.${field}`) };
  });
}
