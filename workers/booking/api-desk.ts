// GET …/salons/{salon}/bookings: who comes on which day, for the team.

import { readBookings } from "../commands/desk/read-bookings.ts";
import { instantsOf, offsetsAt } from "../engine/clock.ts";
import { engine } from "../engine/shipped.ts";
import { problemAnswer, Refusal } from "../http/refusal.ts";
import { commandContext, type DoorContext } from "../http/request.ts";
import { json, type Parameter, type Route } from "../http/routes.ts";
import type { Actor } from "../permissions.ts";
import { type Fault, invalid, unknownSalon } from "../problem.ts";
import { PURPOSES } from "../store/compliance/purposes.ts";
import { publishedSalon } from "../store/snapshots.ts";
import { MINUTES_PER_DAY, parseDate, rfc3339 } from "../time.ts";

const MOST_DAYS = 31;

const date = (name: string, description: string): Parameter => ({
  name,
  in: "query",
  required: true,
  description,
  schema: { type: "string", format: "date" },
});

export const deskRoutes: Route[] = [
  {
    method: "get",
    path: "/api/v1/salons/{salon}/bookings",
    id: "readBookings",
    summary: "The bookings of some days, with their clients. Each read is noted with its purpose and its reader.",
    access: "role",
    permission: "bookings.read",
    parameters: [
      date("from", "First day, in the salon's time."),
      date("to", `Last day; at most ${MOST_DAYS} days in all.`),
      {
        name: "purpose",
        in: "query",
        description:
          "Why they are read; `serve` when absent. One that bookings are not read for is refused and recorded.",
        schema: { type: "string", enum: [...PURPOSES] },
      },
    ],
    answers: { 200: { description: "The bookings, by their start.", schema: "DeskBookings" } },
    handle,
  },
];

async function handle(c: DoorContext, actor: Actor): Promise<Response> {
  const slug = c.req.param("salon") ?? "";
  const { from, to, purpose } = asked(c);
  const salon = await publishedSalon(c.env, slug);
  if (salon === null) return problemAnswer(unknownSalon(slug));
  const { timezone } = salon.view;
  const [first = 0, end = 0] = instantsOf(timezone, [from * MINUTES_PER_DAY, (to + 1) * MINUTES_PER_DAY], engine);
  const outcome = await readBookings(commandContext(c), { salon: slug, from: first, to: end, purpose, actor });
  if (!outcome.ok) return problemAnswer(outcome.problem);
  const moments = outcome.value.flatMap(({ start, end: ends }) => [start, ends]);
  const offsets = offsetsAt(timezone, moments, engine);
  const bookings = outcome.value.map((booking, i) => ({
    ...booking,
    start: rfc3339(booking.start, offsets[2 * i] ?? 0),
    end: rfc3339(booking.end, offsets[2 * i + 1] ?? 0),
  }));
  return json({ bookings });
}

function asked(c: DoorContext) {
  const faults: Fault[] = [];
  const day = (name: string): number => {
    const found = parseDate(c.req.query(name) ?? "");
    if (found === null) faults.push({ parameter: name, detail: "must be a date YYYY-MM-DD" });
    return found ?? 0;
  };
  const [from, to] = [day("from"), day("to")];
  if (faults.length === 0 && (to < from || to - from >= MOST_DAYS)) {
    faults.push({ parameter: "to", detail: `must be from 0 to ${MOST_DAYS - 1} days after from` });
  }
  const purpose = PURPOSES.find((each) => each === (c.req.query("purpose") ?? "serve"));
  if (purpose === undefined) faults.push({ parameter: "purpose", detail: `must be one of ${PURPOSES.join(", ")}` });
  if (faults.length > 0 || purpose === undefined) throw new Refusal(invalid(faults));
  return { from, to, purpose };
}
