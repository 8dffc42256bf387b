// GET …/availability: the free starts of a salon, or those to which a booking could move.

import { starts } from "../commands/starts.ts";
import { problemAnswer } from "../http/refusal.ts";
import { commandContext, type DoorContext, isOperator } from "../http/request.ts";
import { json, type Route } from "../http/routes.ts";
import { AVAILABILITY_PARAMETERS, type AvailabilityWish, readAvailabilityQuery } from "./api-query.ts";
import { type SlotsAnswer, slotsJson } from "./api-slots.ts";

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
    parameters: AVAILABILITY_PARAMETERS.map((parameter) =>
      parameter.name === "service"
        ? { ...parameter, required: false, description: "The services after the move; as booked when absent." }
        : parameter,
    ),
    answers: { 200: { description: "The free starts.", schema: "Availability" } },
    handle: (c) => answer(c, { token: c.req.param("token") ?? "" }, readAvailabilityQuery(c.req.url, false)),
  },
];

async function answer(
  c: DoorContext,
  where: { salon: string } | { token: string },
  wish: AvailabilityWish,
): Promise<Response> {
  const { services, detail, explain, ...range } = wish;
  const found = await starts(commandContext(c), {
    ...where,
    ...range,
    ...(services.length > 0 ? { services } : {}),
    detail,
    explain,
    next: true,
  });
  if (!found.ok) return problemAnswer(found.problem);
  const { salon } = found.value;
  const names = {
    wishes: found.value.services,
    unit: (unit: number) => salon.units.nameOf(unit) ?? "",
    resource: (index: number) => salon.view.resources?.[index]?.id ?? "",
  };
  const slots: SlotsAnswer = {
    salon: salon.slug,
    timezone: salon.view.timezone,
    from: found.value.from,
    to: found.value.to,
    starts: found.value.starts,
    next: found.value.next,
    ...(detail ? { detail: names } : {}),
  };
  if (explain) {
    const rejects = found.value.rejects;
    slots.explain = (await isOperator(c)) ? { rejects, names } : { rejects };
  }
  return json(slotsJson(slots));
}
