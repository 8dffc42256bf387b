// …/clients/{client}/special: a client's health notes, for whoever serves them and says why. Every reading is in the trail.

import { REASONS, type Reason, readSpecialNotes } from "../commands/vault/special.ts";
import { Refusal } from "../http/refusal.ts";
import { commandContext, type DoorContext } from "../http/request.ts";
import { outcomeAnswer, type Parameter, type Route } from "../http/routes.ts";
import { invalid } from "../problem.ts";

const WHY: Parameter = {
  name: "why",
  in: "query",
  required: true,
  description: "What it is read for: a visit, a reaction to something, or the person's own request.",
  schema: { enum: REASONS },
};

export const specialRoutes: Route[] = [
  {
    method: "get",
    path: "/api/v1/salons/{salon}/clients/{client}/special",
    id: "readSpecialNotes",
    summary: "The client's health notes. That they were read, by whom and for what, is recorded.",
    access: "role",
    permission: "special.read",
    parameters: [WHY],
    answers: { 200: { description: "The notes.", schema: "SpecialNotes" } },
    async handle(c, actor) {
      const [salon, client] = [c.req.param("salon") ?? "", c.req.param("client") ?? ""];
      return outcomeAnswer(await readSpecialNotes(commandContext(c), { salon, client, actor, why: reasonOf(c) }));
    },
  },
];

function reasonOf(c: DoorContext): Reason {
  const reason = REASONS.find((each) => each === c.req.query("why"));
  if (reason === undefined)
    throw new Refusal(invalid([{ parameter: "why", detail: `must be one of ${REASONS.join(", ")}` }]));
  return reason;
}
