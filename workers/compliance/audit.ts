// The audit trail over HTTP: checkpoints and consistency for anybody who keeps watch, a booking's records for its client,
// entries, export and the check of everything for owner and operator.

import { checkTrail } from "../commands/compliance/check.ts";
import { exportEntries } from "../commands/compliance/export.ts";
import {
  MOST_ENTRIES,
  proveConsistency,
  proveEntries,
  proveRecords,
  readLatest,
} from "../commands/compliance/prove.ts";
import { apiHeaders } from "../http/headers.ts";
import { problemAnswer, Refusal } from "../http/refusal.ts";
import { commandContext, type DoorContext } from "../http/request.ts";
import { outcomeAnswer, type Parameter, type Route } from "../http/routes.ts";
import { invalid } from "../problem.ts";

/** Entries are counted in 32 bits (shared/contracts/compliance.fbs). */
const MOST = 2 ** 32 - 1;

const count = (name: string, description: string, required = false, maximum = MOST): Parameter => ({
  name,
  in: "query",
  required,
  description,
  schema: { type: "integer", minimum: 1, maximum },
});

const FIRST = count("first", "Number of the entry to begin with; 1 when absent.");
const LIMIT = count("limit", `How many entries; ${MOST_ENTRIES} when absent.`, false, MOST_ENTRIES);
const FROM = count("from", "An earlier size.", true);
const TO = count("to", "A later size, at most that of the last checkpoint.", true);

export const auditRoutes: Route[] = [
  {
    method: "get",
    path: "/api/v1/salons/{salon}/audit/checkpoint",
    id: "readCheckpoint",
    summary: "The last signed checkpoint of the salon's audit trail, with the key that it verifies under.",
    access: "open",
    answers: { 200: { description: "The checkpoint.", schema: "Checkpoint" } },
    handle: async (c) => outcomeAnswer(await readLatest(commandContext(c), salonOf(c))),
  },
  {
    method: "get",
    path: "/api/v1/salons/{salon}/audit/consistency",
    id: "proveConsistency",
    summary: "Proof that the trail of one size continues that of an earlier one (RFC 9162, 2.1.4).",
    access: "open",
    parameters: [FROM, TO],
    answers: { 200: { description: "The proof.", schema: "Consistency" } },
    handle: async (c) => {
      const [from, to] = numbers(c, [FROM, TO], []);
      return outcomeAnswer(await proveConsistency(commandContext(c), salonOf(c), { from, to }));
    },
  },
  {
    method: "get",
    path: "/api/v1/salons/{salon}/audit/entries",
    id: "proveEntries",
    summary: "Entries of the trail, each with its proof of inclusion in the last checkpoint.",
    access: "role",
    permission: "trail.read",
    parameters: [FIRST, LIMIT],
    answers: { 200: { description: "The entries.", schema: "AuditBundle" } },
    handle: async (c) => {
      const [first, limit] = numbers(c, [FIRST, LIMIT], [1, MOST_ENTRIES]);
      return outcomeAnswer(await proveEntries(commandContext(c), salonOf(c), { first, limit }));
    },
  },
  {
    method: "get",
    path: "/api/v1/salons/{salon}/audit/export",
    id: "exportEntries",
    summary: "Entries one to a line, for `corectl audit check`. Go on after the last number until nothing comes.",
    access: "role",
    permission: "trail.read",
    parameters: [FIRST],
    answers: { 200: { description: "The entries.", mediaType: "application/x-ndjson" } },
    handle: async (c) => {
      const [first] = numbers(c, [FIRST], [1]);
      const outcome = await exportEntries(commandContext(c), salonOf(c), { first });
      if (!outcome.ok) return problemAnswer(outcome.problem);
      return new Response(outcome.body, { headers: apiHeaders("application/x-ndjson") });
    },
  },
  {
    method: "post",
    path: "/api/v1/salons/{salon}/audit/check",
    id: "checkTrail",
    summary: "Checks every entry, leaf, tile and checkpoint, and names the entries where something was altered.",
    access: "role",
    permission: "trail.write",
    parameters: [FIRST],
    answers: { 200: { description: "What was found, and where to go on.", schema: "AuditCheck" } },
    handle: async (c) => {
      const [first] = numbers(c, [FIRST], [1]);
      return outcomeAnswer(await checkTrail(commandContext(c), salonOf(c), { first }));
    },
  },
  {
    method: "get",
    path: "/api/v1/bookings/{token}/records",
    id: "proveRecords",
    summary: "Everything that was recorded about a booking, each entry with its proof, as a bundle to keep.",
    access: "capability",
    answers: { 200: { description: "The bundle.", schema: "Records" } },
    handle: async (c) => outcomeAnswer(await proveRecords(commandContext(c), c.req.param("token") ?? "")),
  },
];

const salonOf = (c: DoorContext): string => c.req.param("salon") ?? "";

/** The numbers of a query in the order of their parameters, or else what stands in for one that is absent. */
function numbers<const Parameters extends readonly Parameter[]>(
  c: DoorContext,
  parameters: Parameters,
  absent: readonly number[],
): { [K in keyof Parameters]: number } {
  const faults: { parameter: string; detail: string }[] = [];
  const read = parameters.map(({ name, schema }, i) => {
    const most = Number(schema.maximum);
    const text = c.req.query(name);
    const value = text === undefined ? absent[i] : /^[1-9]\d{0,9}$/.test(text) ? Number(text) : undefined;
    if (value === undefined || value > most) {
      faults.push({ parameter: name, detail: `must be a whole number from 1 to ${most}` });
    }
    return value ?? 0;
  });
  if (faults.length > 0) throw new Refusal(invalid(faults));
  return read as { [K in keyof Parameters]: number };
}
