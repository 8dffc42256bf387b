// GET …/availability: the free starts of a salon, or those to which a booking could move.

import { type OfferedStarts, type StartsQuery, starts } from "../commands/starts.ts";
import { offsetsAt } from "../engine/clock.ts";
import { engine } from "../engine/shipped.ts";
import { mayCall } from "../http/access/caller.ts";
import { problemAnswer } from "../http/refusal.ts";
import { commandContext, type DoorContext } from "../http/request.ts";
import { json, type Route } from "../http/routes.ts";
import type { Fault, Problem } from "../problem.ts";
import { AVAILABILITY_PARAMETERS, type AvailabilityWish, MOVE_PARAMETERS, readAvailabilityQuery } from "./api-query.ts";
import { type AskedBesides, type Names, slotsJson } from "./api-slots.ts";

export const availabilityRoutes: Route[] = [
  {
    method: "get",
    path: "/api/v1/salons/{salon}/availability",
    id: "availability",
    summary: "Every start that can be booked, and no other.",
    access: "open",
    parameters: AVAILABILITY_PARAMETERS,
    answers: { 200: { description: "The free starts.", schema: "Availability" } },
    handle: (c) => answer(c, { salon: c.req.param("salon") ?? "" }, readAvailabilityQuery(c.req.url)),
  },
  {
    method: "get",
    path: "/api/v1/bookings/{token}/availability",
    id: "availabilityOfBooking",
    summary: "The starts to which a booking could move; its own time is not in the way.",
    access: "capability",
    parameters: MOVE_PARAMETERS,
    answers: { 200: { description: "The free starts.", schema: "Availability" } },
    handle: (c) => {
      const token = c.req.param("token") ?? "";
      return answer(c, { salon: "", token }, readAvailabilityQuery(c.req.url, MOVE_PARAMETERS));
    },
  },
];

async function answer(
  c: DoorContext,
  where: { salon: string; token?: string },
  { services, from, to, party, hold, detail, explain }: AvailabilityWish,
): Promise<Response> {
  const asked = explain ? "explain" : detail ? "placement" : "told";
  const query: StartsQuery = {
    salon: where.salon,
    token: where.token,
    services,
    from,
    to,
    party,
    hold,
    detail: asked,
    next: true,
  };
  const found = await starts(commandContext(c), query);
  if (!found.ok) return problemAnswer(ofQuery(found.problem));
  const answer = found.value;
  if (asked === "told") return json(slotsJson(answer));
  const names = namesIn(answer);
  const besides: AskedBesides = { detail: detail ? names : undefined };
  if (explain) {
    const whole = await mayCall(c, "availability.explain", answer.salon.slug);
    besides.explain = { rejects: answer.rejects, names: whole ? names : undefined };
  }
  return json(slotsJson(answer, besides));
}

function namesIn({ salon, wished }: OfferedStarts): Names {
  return {
    wishes: wished.services,
    unit: (unit) => salon.units.name(unit),
    resource: (index) => salon.view.resources?.[index]?.id ?? "",
    offset: (instant) => offsetsAt(salon.view.timezone, [instant], engine)[0] ?? 0,
  };
}

/** Faults of a wished visit are told by their place in `services`; in a query that is the parameter of that name. */
function ofQuery(problem: Problem): Problem {
  const errors = problem.errors?.map(({ pointer, parameter, detail }): Fault => {
    const name = parameter ?? (pointer?.endsWith("/staff") ? "staff" : "service");
    return { parameter: name, detail };
  });
  return errors === undefined ? problem : { ...problem, errors };
}
