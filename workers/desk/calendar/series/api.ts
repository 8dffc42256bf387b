// Visits that come again, for programs.

import type { DeskSeriesRequest } from "../../../../shared/contracts/generated/desk-series.types.ts";
import { validate as deskSeries } from "../../../../shared/contracts/generated/desk-series.validate.js";
import type { DeskSeriesTimeRequest } from "../../../../shared/contracts/generated/desk-series-time.types.ts";
import { validate as deskSeriesTime } from "../../../../shared/contracts/generated/desk-series-time.validate.js";
import { bookInSeries, cancelRest, dropFromSeries, makeSeries } from "../../../commands/desk/visits/series/make.ts";
import { readSeries } from "../../../commands/desk/visits/series/open.ts";
import { offsetsAt } from "../../../engine/clock.ts";
import { engine } from "../../../engine/shipped.ts";
import { checked, MAX_BODY, parseBody, readBytes } from "../../../http/body.ts";
import { isInstantShaped, parseMinute } from "../../../http/instants.ts";
import { problemAnswer } from "../../../http/refusal.ts";
import { commandContext, type DoorContext, idempotencyOf } from "../../../http/request.ts";
import { json, outcomeAnswer, type Parameter, type Route } from "../../../http/routes.ts";
import type { Actor } from "../../../permissions.ts";
import type { Fault } from "../../../problem.ts";
import { rfc3339 } from "../../../time.ts";
import { wordsIn } from "../../../ui/words.ts";

const KEY: Parameter = {
  name: "Idempotency-Key",
  in: "header",
  required: true,
  description:
    "New for every new request, the same when one is tried again, which goes on where it broke off; kept for 24 hours.",
  schema: { type: "string", minLength: 1, maxLength: 255 },
};
const SERIES = "/api/v1/salons/{salon}/desk/series/{series}";

export const seriesRoutes: Route[] = [
  {
    method: "post",
    path: "/api/v1/salons/{salon}/desk/visits/{booking}/series",
    id: "makeSeries",
    summary:
      "Books a visit again every so many weeks, at the same time on the salon's clock; dates that do not fit stay open.",
    access: "role",
    permission: "bookings.write",
    parameters: [KEY],
    body: "DeskSeriesRequest",
    example: { weeks: 4, times: 6 },
    answers: { 201: { description: "The series as it stands now.", schema: "SeriesAnswer" } },
    handle: make,
  },
  {
    method: "get",
    path: SERIES,
    id: "readSeries",
    summary: "A series as it stands: what was booked, and for each open date the nearest times that are free.",
    access: "role",
    permission: "bookings.read",
    answers: { 200: { description: "The series.", schema: "SeriesAnswer" } },
    handle: (c, actor) => shown(c, actor, c.req.param("series") ?? "", 200),
  },
  {
    method: "delete",
    path: SERIES,
    id: "cancelSeries",
    summary: "Cancels whatever of a series is still to come, but the visit that it began with.",
    access: "role",
    permission: "bookings.write",
    answers: { 200: { description: "How many were cancelled.", schema: "SeriesCancelled" } },
    handle: async (c, actor) => outcomeAnswer(await cancelRest(commandContext(c), ofPath(c, actor))),
  },
  {
    method: "post",
    path: `${SERIES}/visits/{nth}`,
    id: "bookInSeries",
    summary: "Books a date of a series that had no time at the time that was chosen for it.",
    access: "role",
    permission: "bookings.write",
    parameters: [KEY],
    body: "DeskSeriesTimeRequest",
    example: { start: "2026-12-29T11:00:00+02:00" },
    answers: { 201: { description: "The visit is booked.", schema: "BookingAnswer" } },
    handle: take,
  },
  {
    method: "delete",
    path: `${SERIES}/visits/{nth}`,
    id: "dropFromSeries",
    summary: "Gives a date of a series up.",
    access: "role",
    permission: "bookings.write",
    answers: { 204: { description: "Nothing is booked for it." } },
    handle: async (c, actor) =>
      outcomeAnswer(await dropFromSeries(commandContext(c), { ...ofPath(c, actor), nth: nthOf(c) })),
  },
];

const ofPath = (c: DoorContext, actor: Actor) => ({
  salon: c.req.param("salon") ?? "",
  series: c.req.param("series") ?? "",
  actor,
});

/** Of what is no number there is no visit. */
const nthOf = (c: DoorContext): number => (/^\d{1,3}$/.test(c.req.param("nth") ?? "") ? Number(c.req.param("nth")) : 0);

/** Kept with what is booked further ahead than clients may. */
const reason = (): string => wordsIn("en").say("desk.series");

async function make(c: DoorContext, actor: Actor): Promise<Response> {
  const bytes = await readBytes(c.req.raw, MAX_BODY);
  const idempotency = await idempotencyOf(c, bytes);
  const body = checked<DeskSeriesRequest>(parseBody(bytes), deskSeries);
  const made = await makeSeries(commandContext(c), {
    salon: c.req.param("salon") ?? "",
    booking: c.req.param("booking") ?? "",
    actor,
    ...body,
    reason: reason(),
    idempotency,
  });
  return made.ok ? shown(c, actor, made.value.series, 201) : problemAnswer(made.problem);
}

async function shown(c: DoorContext, actor: Actor, series: string, status: number): Promise<Response> {
  const found = await readSeries(commandContext(c), { ...ofPath(c, actor), series });
  if (!found.ok) return problemAnswer(found.problem);
  const { id, salon, origin, weeks, ended, visits } = found.value;
  const instants = visits.flatMap(({ wished, booking, alternatives }) => [
    wished,
    ...(booking === null ? [] : [booking.start, booking.end]),
    ...alternatives.flatMap(({ start, end }) => [start, end]),
  ]);
  const offsets = offsetsAt(salon.view.timezone, instants, engine);
  const known = new Map(instants.map((instant, i) => [instant, rfc3339(instant, offsets[i] ?? 0)]));
  const told = (instant: number): string => known.get(instant) ?? "";
  return json(
    {
      series: id,
      booking: origin.id,
      weeks,
      times: visits.length,
      ended,
      visits: visits.map(({ nth, wished, state, booking, alternatives }) => ({
        nth,
        wished: told(wished),
        state: booking?.cancelled ? "cancelled" : state,
        ...(booking === null ? {} : { booking: booking.id, start: told(booking.start), end: told(booking.end) }),
        ...(state === "open"
          ? {
              alternatives: alternatives.map(({ start, end, priceCents }) => ({
                start: told(start),
                end: told(end),
                price_cents: priceCents,
              })),
            }
          : {}),
      })),
    },
    status,
  );
}

function startFaults({ start }: Record<string, unknown>): Fault[] {
  if (typeof start !== "string" || !isInstantShaped(start) || parseMinute(start) !== null) return [];
  return [{ pointer: "/start", detail: "must be an instant of the calendar, on a whole minute" }];
}

async function take(c: DoorContext, actor: Actor): Promise<Response> {
  const bytes = await readBytes(c.req.raw, MAX_BODY);
  const idempotency = await idempotencyOf(c, bytes);
  const body = checked<DeskSeriesTimeRequest>(parseBody(bytes), deskSeriesTime, startFaults);
  const start = parseMinute(body.start) ?? 0;
  const input = { ...ofPath(c, actor), nth: nthOf(c), start, reason: reason(), idempotency };
  return outcomeAnswer(await bookInSeries(commandContext(c), input));
}
