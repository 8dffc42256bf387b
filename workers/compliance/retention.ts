// Retention over HTTP: what each night did, what is kept beyond its term and why; and, for the operator after a restore, the
// replay of the ledger of erasures.

import type { RetentionHoldRequest } from "../../shared/contracts/generated/retention-hold.types.ts";
import { validate as holdRequest } from "../../shared/contracts/generated/retention-hold.validate.js";
import type { SalonDepartureRequest } from "../../shared/contracts/generated/salon-departure.types.ts";
import { validate as departureRequest } from "../../shared/contracts/generated/salon-departure.validate.js";
import { depart } from "../commands/retention/departure.ts";
import { liftHold, placeHold, readRetention } from "../commands/retention/holds.ts";
import { replayErasures } from "../commands/vault/replay.ts";
import { checked, MAX_BODY, parseBody, readBytes } from "../http/body.ts";
import { Refusal } from "../http/refusal.ts";
import { commandContext, type DoorContext } from "../http/request.ts";
import { outcomeAnswer, type Parameter, type Route } from "../http/routes.ts";
import { type Fault, invalid } from "../problem.ts";
import { parseDate } from "../time.ts";

const FROM: Parameter = {
  name: "from",
  in: "query",
  description: "Where the last call ended (`next` of its answer); from the beginning when absent.",
  schema: { type: "string" },
};

const salonOf = (c: DoorContext): string => c.req.param("salon") ?? "";

export const retentionRoutes: Route[] = [
  {
    method: "get",
    path: "/api/v1/salons/{salon}/retention",
    id: "readRetention",
    summary: "What the last nights deleted and de-identified, what is overdue, and what is kept beyond its term.",
    access: "role",
    permission: "compliance.read",
    answers: { 200: { description: "The report.", schema: "Retention" } },
    handle: async (c) => outcomeAnswer(await readRetention(commandContext(c), salonOf(c))),
  },
  {
    method: "post",
    path: "/api/v1/salons/{salon}/retention/holds",
    id: "placeRetentionHold",
    summary: "Keeps a client's records, or one booking's, beyond their term.",
    access: "role",
    permission: "retention.write",
    body: "RetentionHoldRequest",
    example: { client: "mzxw6ytboi2gk3tmnbqxezltna", kind: "hold", why: "claim" },
    answers: { 201: { description: "They are kept.", schema: "RetentionHold" } },
    async handle(c, actor) {
      const body = checked<RetentionHoldRequest>(
        parseBody(await readBytes(c.req.raw, MAX_BODY)),
        holdRequest,
        holdFaults,
      );
      const { client, booking = "", kind, why, until } = body;
      const of = client === undefined ? { booking } : { client };
      const last = until === undefined ? null : (parseDate(until) ?? 0);
      return outcomeAnswer(
        await placeHold(commandContext(c), { salon: salonOf(c), of, kind, why, until: last, actor }),
      );
    },
  },
  {
    method: "delete",
    path: "/api/v1/salons/{salon}/retention/holds/{hold}",
    id: "liftRetentionHold",
    summary: "Lifts what kept records beyond their term; the next night lets go of what is due.",
    access: "role",
    permission: "retention.write",
    answers: { 204: { description: "It is lifted." } },
    handle: async (c, actor) =>
      outcomeAnswer(await liftHold(commandContext(c), { salon: salonOf(c), hold: c.req.param("hold") ?? "", actor })),
  },
  {
    method: "post",
    path: "/api/v1/platform/salons/{salon}/departure",
    id: "departSalon",
    summary: "A salon leaves the platform, and is kept for the term of its records; or it is back.",
    access: "role",
    permission: "departure.write",
    body: "SalonDepartureRequest",
    example: { left: true },
    answers: { 200: { description: "So it stands.", schema: "SalonDeparture" } },
    async handle(c) {
      const { left } = checked<SalonDepartureRequest>(
        parseBody(await readBytes(c.req.raw, MAX_BODY)),
        departureRequest,
      );
      return outcomeAnswer(await depart(commandContext(c), { salon: salonOf(c), left }));
    },
  },
  {
    method: "post",
    path: "/api/v1/platform/erasures/replay",
    id: "replayErasures",
    summary: "After a restore of the database: erases again whom the ledger of erasures names.",
    access: "role",
    permission: "erasures.write",
    parameters: [FROM],
    answers: { 200: { description: "What was done, and where to go on.", schema: "ReplayedErasures" } },
    async handle(c) {
      const from = c.req.query("from") ?? null;
      if (from !== null && !/^[a-z0-9-]{1,63}\.[a-z0-9]{1,63}$/.test(from))
        throw new Refusal(invalid([{ parameter: "from", detail: "must be what an answer said in `next`" }]));
      return outcomeAnswer(await replayErasures(commandContext(c), from));
    },
  },
];

/** Of whom: a client or a booking, and not both. */
function holdFaults({ client, booking, until }: Record<string, unknown>): Fault[] {
  const faults: Fault[] = [];
  if (client === undefined && booking === undefined)
    faults.push({ pointer: "/client", detail: "is required without booking" });
  if (client !== undefined && booking !== undefined)
    faults.push({ pointer: "/booking", detail: "must not stand beside client" });
  if (typeof until === "string" && /^\d{4}-\d{2}-\d{2}$/.test(until) && parseDate(until) === null)
    faults.push({ pointer: "/until", detail: "is not a date of the calendar" });
  return faults;
}
