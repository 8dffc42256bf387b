// PUT /api/v1/platform/opt-out-registry: the operator loads the registry of whom nobody may write to, part by part.

import type { OptOutRegistryRequest } from "../../shared/contracts/generated/opt-out-registry.types.ts";
import { validate } from "../../shared/contracts/generated/opt-out-registry.validate.js";
import { loadRegistry } from "../commands/law/registry.ts";
import { checked, parseBody, readBytes } from "../http/body.ts";
import { commandContext } from "../http/request.ts";
import { outcomeAnswer, type Route } from "../http/routes.ts";
import type { Fault } from "../problem.ts";
import { MINUTES_PER_DAY, parseDate } from "../time.ts";

/** Bytes: 2,000 addresses at their longest. */
const MOST = 600_000;

export const registryRoutes: Route[] = [
  {
    method: "put",
    path: "/api/v1/platform/opt-out-registry",
    id: "loadOptOutRegistry",
    summary:
      "Loads a part of an edition of the opt-out registry; with the last part it is asked before every message of marketing.",
    access: "role",
    permission: "registry.write",
    body: "OptOutRegistryRequest",
    example: { as_of: "2026-11-20", addresses: ["+27825550199", "nobody@example.com"], last: true },
    answers: { 200: { description: "What was taken.", schema: "OptOutRegistry" } },
    async handle(c) {
      const ctx = commandContext(c);
      const today = Math.floor(ctx.now / MINUTES_PER_DAY);
      const body = checked<OptOutRegistryRequest>(parseBody(await readBytes(c.req.raw, MOST)), validate, (given) =>
        dateFaults(given, today),
      );
      const asOf = parseDate(body.as_of) ?? 0;
      return outcomeAnswer(await loadRegistry(ctx, { asOf, addresses: body.addresses, last: body.last }));
    },
  },
];

function dateFaults({ as_of: asOf }: Record<string, unknown>, today: number): Fault[] {
  const day = typeof asOf === "string" ? parseDate(asOf) : 0;
  if (day === null) return [{ pointer: "/as_of", detail: "is not a date of the calendar" }];
  // Somewhere it is tomorrow already.
  return day > today + 1 ? [{ pointer: "/as_of", detail: "must not be to come" }] : [];
}
