// What a schema validator found, said to a person: a JSON Pointer and a sentence. The faulty value is never repeated,
// since it may be a client's.

import type { Fault as SchemaFault } from "../../shared/contracts/generated/salon.validate.js";
import type { Fault } from "../problem.ts";
import { pointerStep } from "./json.ts";

/** Sentences for the named patterns of shared/contracts/*.schema.json, by the name of the definition or property. */
const PATTERNS: Record<string, string> = {
  id: "must be 1 to 63 lower-case letters, digits or dashes, beginning with a letter or digit",
  staff: 'must be a person\'s id or "any"',
  tag: "must be 1 to 40 lower-case letters, digits or dashes",
  line: "must be one line of text, not blank, without control or direction characters",
  paragraph: "must be text without control or direction characters",
  notes: "must be text without control or direction characters",
  health_note: "must be text without control or direction characters",
  language: "must be a language tag such as en or pt-BR",
  phone: "must be an E.164 number such as +27115550101",
  PhoneEntry: "must be a telephone number",
  email: "must be an e-mail address",
  time: "must be a time HH:MM",
  date: "must be a date YYYY-MM-DD",
  wallTime: "must be a date and time YYYY-MM-DDTHH:MM",
  photo: "must be the path of a picture, such as /photos/team.avif",
  accent: "must be a colour #rrggbb",
  timezone: "must be an IANA time zone such as Africa/Johannesburg",
  currency: "must be an ISO 4217 code such as ZAR",
  country: "must be an ISO 3166 code such as ZA",
  website: "must be an https address",
  vat_number: "must be capital letters and digits",
  phone_number_id: "must be 5 to 20 digits",
  page_id: "must be 5 to 20 digits",
  account_id: "must be 5 to 20 digits",
  Instant: "must be an RFC 3339 instant such as 2026-12-01T09:00:00+02:00",
  Id: "must be 26 letters a to z and digits 2 to 7",
  code: "must be 6 digits",
  registration_number: "must be 3 to 40 letters, digits, spaces, dashes, dots or slashes",
  NoticeHash: "must be 64 hexadecimal digits",
  wording: "must be one line of text without control or direction characters",
  notice_version: "must be letters, digits, dots, dashes and underscores",
};

const TYPES: Record<string, string> = {
  object: "must be an object",
  array: "must be a list",
  string: "must be a string",
  integer: "must be a whole number",
  number: "must be a number",
  boolean: "must be true or false",
};

/** Every fault once, in the order of the document's pointers as the validator met them. */
export function faultsOf(errors: readonly SchemaFault[] | null | undefined): Fault[] {
  const faults = new Map<string, Fault>();
  for (const error of errors ?? []) {
    // A faulty name is told once, by its `propertyNames` error, not by the rule inside it.
    if ("propertyName" in error) continue;
    const fault = told(error);
    faults.set(`${fault.pointer}\n${fault.detail}`, fault);
  }
  return [...faults.values()];
}

function told(error: SchemaFault): Fault & { pointer: string } {
  const { instancePath: pointer, keyword, params } = error;
  switch (keyword) {
    case "required":
      return { pointer: pointer + pointerStep(String(params.missingProperty)), detail: "is required" };
    case "dependentRequired":
      return {
        pointer: pointer + pointerStep(String(params.missingProperty)),
        detail: `is required beside ${String(params.property)}`,
      };
    case "additionalProperties":
      return { pointer: pointer + pointerStep(String(params.additionalProperty)), detail: "is not a known field" };
    case "propertyNames":
      return { pointer: pointer + pointerStep(String(params.propertyName)), detail: "must be named by a language tag" };
    case "type":
      return { pointer, detail: TYPES[String(params.type)] ?? `must be ${String(params.type)}` };
    case "pattern":
      return { pointer, detail: PATTERNS[ruleName(error.schemaPath)] ?? "has a wrong form" };
    case "enum":
      return { pointer, detail: `must be one of ${(params.allowedValues as unknown[]).join(", ")}` };
    case "const":
      return { pointer, detail: `must be ${String(params.allowedValue)}` };
    case "minimum":
      return { pointer, detail: `must be at least ${String(params.limit)}` };
    case "maximum":
      return { pointer, detail: `must be at most ${String(params.limit)}` };
    case "multipleOf":
      return { pointer, detail: `must be a multiple of ${String(params.multipleOf)}` };
    case "minLength":
      return { pointer, detail: `must have at least ${String(params.limit)} characters` };
    case "maxLength":
      return { pointer, detail: `must have at most ${String(params.limit)} characters` };
    case "minItems":
      return { pointer, detail: `must have at least ${String(params.limit)} entries` };
    case "maxItems":
      return { pointer, detail: `must have at most ${String(params.limit)} entries` };
    case "minProperties":
      return { pointer, detail: "must not be empty" };
    case "maxProperties":
      return { pointer, detail: `must have at most ${String(params.limit)} fields` };
    case "uniqueItems":
      return { pointer, detail: "must not name an entry twice" };
    default:
      return { pointer, detail: "is not allowed here" };
  }
}

/** "salon.schema.json#/$defs/id/pattern" and "#/properties/accent/pattern" -> "id", "accent". */
function ruleName(schemaPath: string): string {
  return schemaPath.split("/").at(-2) ?? "";
}
