// The query of an availability request, with every fault of it told by the parameter's name.

import type { WishedService } from "../commands/command.ts";
import { MOST_DAYS } from "../commands/starts.ts";
import { Refusal } from "../http/refusal.ts";
import type { Parameter } from "../http/routes.ts";
import { type Fault, invalid } from "../problem.ts";
import { parseDate } from "../time.ts";
import { isId } from "../token.ts";

export interface AvailabilityWish {
  services: WishedService[];
  /** Local dates as days since 1970-01-01, both included. */
  from: number | undefined;
  to: number | undefined;
  party: number | undefined;
  detail: boolean;
  explain: boolean;
  hold: string | undefined;
}

/** Bounds of one request: the engine's kMaxWishes and kMaxParty. */
const MAX_SERVICES = 8;
const MAX_PARTY = 20;

const ID = /^[a-z0-9][a-z0-9-]{0,62}$/;

const id = { type: "string", pattern: ID.source };
const date = { type: "string", format: "date" };
const flag = { type: "string", enum: ["0", "1"] };

/** `service` repeats for each service of the visit, `staff` in step with it. */
export const AVAILABILITY_PARAMETERS: Parameter[] = [
  {
    name: "service",
    in: "query",
    required: true,
    description: "A service's id; repeated for a visit of several, in their order.",
    schema: { type: "array", items: id, minItems: 1, maxItems: MAX_SERVICES },
  },
  {
    name: "staff",
    in: "query",
    description: "A person's id or any, in step with `service`; any where absent.",
    schema: { type: "array", items: id, maxItems: MAX_SERVICES },
  },
  { name: "from", in: "query", description: "First local date; today when absent or past.", schema: date },
  {
    name: "to",
    in: "query",
    description: `Last local date, included; 13 days after from when absent, at most ${MOST_DAYS} days in all.`,
    schema: date,
  },
  {
    name: "party",
    in: "query",
    description: "Guests who want the same services at one start.",
    schema: { type: "integer", minimum: 1, maximum: MAX_PARTY },
  },
  { name: "detail", in: "query", description: "1: which unit does what when.", schema: flag },
  { name: "explain", in: "query", description: "1: why the other starts are refused.", schema: flag },
  {
    name: "hold",
    in: "query",
    description: "The caller's own hold, which is then not in the way.",
    schema: { type: "string", pattern: "^[a-z2-7]{26}$" },
  },
];

/** For a booking that is to be moved: its services are known already, and its party stays. */
export const MOVE_PARAMETERS: Parameter[] = AVAILABILITY_PARAMETERS.filter(({ name }) => name !== "party").map(
  (parameter) =>
    parameter.name === "service"
      ? { ...parameter, required: false, description: "The services after the move; as booked when absent." }
      : parameter,
);

export function readAvailabilityQuery(url: string, parameters = AVAILABILITY_PARAMETERS): AvailabilityWish {
  const query = readPairs(url);
  const faults: Fault[] = [];
  const tell = (parameter: string, detail: string) => {
    faults.push({ parameter, detail });
  };
  for (const [name, values] of query) {
    const known = parameters.find((parameter) => parameter.name === name);
    if (known === undefined) tell(shown(name), "is not a known parameter");
    else if (known.schema.type !== "array" && values.length > 1) tell(name, "must be given once");
  }
  const required = parameters.some((parameter) => parameter.name === "service" && parameter.required === true);
  const services = readServices(query, required, tell);
  const from = readDate(query, "from", tell);
  const to = readDate(query, "to", tell);
  if (from !== undefined && to !== undefined && to < from) tell("to", "must not be before from");
  const party = readParty(query, tell);
  const hold = query.get("hold")?.[0];
  if (hold !== undefined && !isId(hold)) tell("hold", "must be a hold's id");
  const detail = readFlag(query, "detail", tell);
  const explain = readFlag(query, "explain", tell);
  if (faults.length > 0) throw new Refusal(invalid(faults));
  return { services, from, to, party, detail, explain, hold };
}

type Tell = (parameter: string, detail: string) => void;
/** What was given under each name, in its order. */
type Query = ReadonlyMap<string, readonly string[]>;

/** A query in which nothing stands for anything else: what most callers send. */
const PLAIN = /^[\w.=&-]*$/;

/** All of it at once: each question to a URLSearchParams is a call out of JavaScript, so a plain query is read without one. */
function readPairs(url: string): Query {
  const at = url.indexOf("?");
  const text = at < 0 ? "" : url.slice(at + 1);
  const pairs = new Map<string, string[]>();
  const add = (name: string, value: string): void => {
    const values = pairs.get(name);
    if (values === undefined) pairs.set(name, [value]);
    else values.push(value);
  };
  if (!PLAIN.test(text)) for (const [name, value] of new URLSearchParams(text)) add(name, value);
  else for (const part of text.split("&")) addPlain(part, add);
  return pairs;
}

/** As a URLSearchParams has it: a name ends at the first "=", and what is empty is no pair. */
function addPlain(part: string, add: (name: string, value: string) => void): void {
  const equals = part.indexOf("=");
  if (equals >= 0) add(part.slice(0, equals), part.slice(equals + 1));
  else if (part !== "") add(part, "");
}

function readServices(query: Query, required: boolean, tell: Tell): WishedService[] {
  const services = query.get("service") ?? [];
  const staff = query.get("staff") ?? [];
  if (required && services.length === 0) tell("service", "is required");
  if (services.length > MAX_SERVICES) tell("service", `must be given at most ${MAX_SERVICES} times`);
  if (staff.length > services.length) tell("staff", "must not be given more often than service");
  if (services.some((service) => !ID.test(service))) tell("service", "must be a service's id");
  if (staff.some((person) => person !== "" && !ID.test(person))) tell("staff", "must be a person's id or any");
  return services.map((service, index) => {
    const person = staff[index];
    return person ? { id: service, staff: person } : { id: service };
  });
}

function readDate(query: Query, name: string, tell: Tell): number | undefined {
  const text = query.get(name)?.[0];
  if (text === undefined) return undefined;
  const days = parseDate(text);
  if (days === null) tell(name, "must be a date YYYY-MM-DD of the calendar");
  return days ?? undefined;
}

function readParty(query: Query, tell: Tell): number | undefined {
  const text = query.get("party")?.[0];
  if (text === undefined) return undefined;
  const party = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (party < 1 || party > MAX_PARTY) tell("party", `must be a whole number from 1 to ${MAX_PARTY}`);
  return party;
}

function readFlag(query: Query, name: string, tell: Tell): boolean {
  const text = query.get(name)?.[0];
  if (text !== undefined && text !== "0" && text !== "1") tell(name, "must be 0 or 1");
  return text === "1";
}

/** An unknown name as an answer may repeat it: short, and plain characters only. */
function shown(name: string): string {
  return name.replace(/[^\w.-]/g, "?").slice(0, 40);
}
