// What is wrong with what a client typed: the API's own validator says it, and the page says it in the client's language.

import { validate } from "../../../../shared/contracts/generated/booking.validate.js";
import { e164, HOME } from "../../../http/phone.ts";
import type { WordKey, Words } from "../../../ui/words.ts";
import type { HealthDetails } from "../special.ts";

type Field = "name" | "phone" | "email" | "notes" | "health" | "guardian" | "relation";

/** Where a BookingRequest holds what each field of the form asks for, in the order of the form. */
const POINTERS: [Field, pointer: string][] = [
  ["name", "/client/name"],
  ["phone", "/client/phone"],
  ["email", "/client/email"],
  ["notes", "/notes"],
  ["health", "/health_note"],
  ["guardian", "/guardian/name"],
  ["relation", "/guardian/relation"],
];

interface Typed extends Partial<HealthDetails> {
  name: string;
  phone: string;
  email: string;
  notes?: string;
  guardian?: { name: string; relation: string };
}

/**
 * `country`: whose national numbers the salon's clients write. What but name and phone is empty, the client does not give.
 */
export function detailFaults(words: Words, country: string, details: Typed): { name: Field; text: string }[] {
  const { name, phone, email, notes = "", guardian, health = "", healthAgreed = false } = details;
  const broken = new Set<string>();
  const written = {
    client: { name, phone, ...(email === "" ? {} : { email }) },
    notes,
    ...(guardian && { guardian: { ...guardian, consent: true } }),
    ...(health === "" ? {} : { health_note: health }),
  };
  if (!validate(written)) for (const fault of validate.errors ?? []) broken.add(fault.instancePath);
  if (e164(phone, country) === null) broken.add("/client/phone");
  const faulty = POINTERS.filter(([, pointer]) => broken.has(pointer));
  const faults = faulty.map(([field]) => ({ name: field, text: words.say(faultOf(field, country)) }));
  const unagreed = health !== "" && !healthAgreed && !broken.has("/health_note");
  return unagreed ? [...faults, { name: "health", text: words.say("special.unagreed") }] : faults;
}

function faultOf(field: Field, country: string): WordKey {
  if (field === "health") return "fault.notes"; // the same kind of text
  return field === "phone" && country !== HOME ? "fault.phone-plus" : `fault.${field}`;
}
