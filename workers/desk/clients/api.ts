// …/salons/{salon}/clients: finding clients, for programs.

import { searchClients } from "../../commands/desk/clients/search.ts";
import { offsetsAt } from "../../engine/clock.ts";
import { engine } from "../../engine/shipped.ts";
import { problemAnswer } from "../../http/refusal.ts";
import { commandContext } from "../../http/request.ts";
import { json, type Route } from "../../http/routes.ts";
import { invalid, unknownSalon } from "../../problem.ts";
import { publishedSalon } from "../../store/snapshots.ts";
import { rfc3339 } from "../../time.ts";

const LONGEST = 100;

export const clientRoutes: Route[] = [
  {
    method: "get",
    path: "/api/v1/salons/{salon}/clients",
    id: "findClients",
    summary:
      "Clients by a few letters of a name, any part of a number, or the beginning of an e-mail address. Each read is noted.",
    access: "role",
    permission: "clients.read",
    parameters: [
      {
        name: "q",
        in: "query",
        description: "What was typed; absent: whose visits are next. At most 20 are answered.",
        schema: { type: "string", maxLength: LONGEST },
      },
    ],
    answers: { 200: { description: "The clients, the best matches first.", schema: "FoundClients" } },
    async handle(c, actor) {
      const slug = c.req.param("salon") ?? "";
      const typed = c.req.query("q") ?? "";
      if (typed.length > LONGEST) {
        return problemAnswer(invalid([{ parameter: "q", detail: `must be at most ${LONGEST} characters` }]));
      }
      const salon = await publishedSalon(c.env, slug);
      if (salon === null) return problemAnswer(unknownSalon(slug));
      const found = await searchClients(commandContext(c), { salon: slug, typed, actor });
      if (!found.ok) return problemAnswer(found.problem);
      const instants = found.value.flatMap(({ last_at, next_at }) => [last_at ?? 0, next_at ?? 0]);
      const offsets = offsetsAt(salon.view.timezone, instants, engine);
      const told = (instant: number | null, i: number) => (instant === null ? null : rfc3339(instant, offsets[i] ?? 0));
      const clients = found.value.map(({ client_id, name, phone, email, last_at, next_at }, i) => ({
        client: client_id,
        name,
        phone,
        email,
        last_visit: told(last_at, 2 * i),
        next_visit: told(next_at, 2 * i + 1),
      }));
      return json({ clients });
    },
  },
];
