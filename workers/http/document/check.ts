// What a salon document must hold beyond its schema. Every fault is told at once, so the checks run on documents whose
// schema faults are already known: whatever has the wrong type is passed over here, since the schema's own fault tells
// of it.

import { validate } from "../../../shared/contracts/generated/salon.validate.js";
import type { SalonDocument } from "../../../shared/contracts/salon.ts";
import type { Fault } from "../../problem.ts";
import { faultsOf } from "../faults.ts";
import { bounded } from "../json.ts";
import { checkFee } from "./law.ts";
import { checkPeople } from "./people.ts";
import { checkServices } from "./services.ts";
import { checkExceptions, checkWallSpans, checkWeek } from "./times.ts";

export type CheckedDocument = { ok: true; document: SalonDocument } | { ok: false; faults: Fault[] };

/** Where the checks of one document put what they find. */
export type Tell = (pointer: string, detail: string) => void;

/** First path segments that belong to the platform, so no salon may bear them. */
export const RESERVED_SLUGS: ReadonlySet<string> = new Set([
  ...[
    "about",
    "account",
    "admin",
    "api",
    "app",
    "assets",
    "b",
    "book",
    "bookings",
    "cdn-cgi",
    "compliance",
    "desk",
    "dev",
    "embed",
  ],
  ...["favicon", "find", "fonts", "healthz", "help", "icons", "internal", "legal", "login", "logout", "mailbox"],
  ...[
    "manifest",
    "metrics",
    "my-data",
    "photos",
    "platform",
    "privacy",
    "public",
    "robots",
    "salons",
    "search",
    "signup",
    "sitemap",
    "start",
    "static",
  ],
  ...[
    "n",
    "o",
    "p",
    "r",
    "offers",
    "sign-in",
    "sign-out",
    "team",
    "status",
    "support",
    "terms",
    "test",
    "webhooks",
    "well-known",
    "www",
  ],
]);

/** Holds a parsed body against the schema and the rules. `slug` is the path's; `knowsZone` asks the engine's zone table. */
export function checkDocument(value: unknown, slug: string, knowsZone: (zone: string) => boolean): CheckedDocument {
  const faults = validate(value) ? [] : faultsOf(validate.errors);
  const tell: Tell = (pointer, detail) => {
    faults.push({ pointer, detail });
  };
  const salon = record(value);
  if (salon !== null) {
    checkSlug(salon.slug, slug, tell);
    if (typeof salon.timezone === "string" && !faults.some((fault) => fault.pointer === "/timezone")) {
      if (!knowsZone(salon.timezone)) tell("/timezone", "is not a time zone of the IANA database");
    }
    checkWeek(salon.hours, "/hours", tell);
    checkExceptions(salon.exceptions, "/exceptions", tell);
    checkWallSpans(salon.outages, "/outages", tell);
    checkIds(salon, tell);
    checkServices(salon, tell);
    checkPeople(salon, tell);
    checkFee(salon, tell);
  }
  return faults.length > 0 ? { ok: false, faults: bounded(faults) } : { ok: true, document: value as SalonDocument };
}

/** The value as an object to look into, or null. */
export function record(value: unknown): Record<string, unknown> | null {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
}

/** The value's entries with their indices; none when it is not a list. */
export function entries(value: unknown): [number, unknown][] {
  return Array.isArray(value) ? value.map((entry, index) => [index, entry]) : [];
}

/** The ids of a list's entries, for those that have one. */
export function idsOf(list: unknown): Set<string> {
  const ids = entries(list).map(([, entry]) => record(entry)?.id);
  return new Set(ids.filter((id) => typeof id === "string"));
}

function checkSlug(slug: unknown, path: string, tell: Tell): void {
  if (typeof slug !== "string") return;
  if (slug !== path) tell("/slug", "must equal the salon's name in the path");
  if (RESERVED_SLUGS.has(slug)) tell("/slug", "is reserved for the platform");
}

/** Units are named by these ids, so one id may name one thing only. */
function checkIds(salon: Record<string, unknown>, tell: Tell): void {
  const owners = new Map<string, string>();
  for (const list of ["resources", "services", "staff"]) {
    for (const [index, entry] of entries(salon[list])) {
      const id = record(entry)?.id;
      if (typeof id !== "string") continue;
      const pointer = `/${list}/${index}/id`;
      const owner = owners.get(id);
      if (owner !== undefined) tell(pointer, `is already the id at ${owner}`);
      else owners.set(id, pointer);
      if (list === "staff" && id === "any") tell(pointer, "is reserved: it asks for anybody");
    }
  }
}
