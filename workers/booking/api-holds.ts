// Holding a visit for some minutes, letting it go, and waiting for one.

import type { HoldRequest } from "../../shared/contracts/generated/hold.types.ts";
import { validate as holdRequest } from "../../shared/contracts/generated/hold.validate.js";
import type { WaitlistRequest } from "../../shared/contracts/generated/waitlist.types.ts";
import { validate as waitlistRequest } from "../../shared/contracts/generated/waitlist.validate.js";
import { hold, releaseHold } from "../commands/hold.ts";
import { acceptOffer, declineOffer } from "../commands/offers.ts";
import { joinWaitlist } from "../commands/waitlist.ts";
import { checked, MAX_BODY, parseBody, readBytes } from "../http/body.ts";
import { commandContext, idempotencyIfAny, idempotencyOf } from "../http/request.ts";
import { outcomeAnswer, type Parameter, type Route } from "../http/routes.ts";
import { parseDate } from "../time.ts";
import { clientOf, countryAt, knownNotice, minuteOf, startFaults, waitlistFaults } from "./api-body.ts";

export const IDEMPOTENCY_KEY: Parameter = {
  name: "Idempotency-Key",
  in: "header",
  required: true,
  description: "New for every new request, the same when one is tried again; kept for 24 hours.",
  schema: { type: "string", minLength: 1, maxLength: 255 },
};

export const holdRoutes: Route[] = [
  {
    method: "post",
    path: "/api/v1/salons/{salon}/holds",
    id: "hold",
    summary: "Keeps a start for a few minutes.",
    access: "client",
    parameters: [IDEMPOTENCY_KEY],
    body: "HoldRequest",
    example: { services: [{ id: "cut", staff: "thandi" }], start: "2026-12-01T09:00:00+02:00", price_cents: 35_000 },
    answers: { 201: { description: "The start is held.", schema: "HoldAnswer" } },
    async handle(c) {
      const bytes = await readBytes(c.req.raw, MAX_BODY);
      const idempotency = await idempotencyOf(c, bytes);
      const body = checked<HoldRequest>(parseBody(bytes), holdRequest, startFaults);
      const { services, start, party, price_cents: priceCents, replaces } = body;
      const salon = c.req.param("salon") ?? "";
      const wish = { salon, services, start: minuteOf(start), party, priceCents, replaces, idempotency };
      return outcomeAnswer(await hold(commandContext(c), wish));
    },
  },
  {
    method: "delete",
    path: "/api/v1/salons/{salon}/holds/{hold}",
    id: "releaseHold",
    summary: "Lets a held start go.",
    access: "capability",
    answers: { 204: { description: "The start is free again." } },
    async handle(c) {
      const held = { salon: c.req.param("salon") ?? "", hold: c.req.param("hold") ?? "" };
      return outcomeAnswer(await releaseHold(commandContext(c), held));
    },
  },
];

export const waitlistRoutes: Route[] = [
  {
    method: "post",
    path: "/api/v1/salons/{salon}/waitlist",
    id: "joinWaitlist",
    summary: "Asks to be offered a time that comes free.",
    access: "client",
    parameters: [{ ...IDEMPOTENCY_KEY, required: false }],
    body: "WaitlistRequest",
    example: {
      services: [{ id: "colour" }],
      from: "2026-12-01",
      to: "2026-12-12",
      client: { name: "Nomsa Dlamini", phone: "082 555 0199", email: "nomsa@example.com", language: "zu" },
    },
    answers: {
      200: { description: "The same request was on the list already; it keeps its place.", schema: "WaitlistAnswer" },
      201: { description: "The request is on the list.", schema: "WaitlistAnswer" },
    },
    async handle(c) {
      const bytes = await readBytes(c.req.raw, MAX_BODY);
      const idempotency = await idempotencyIfAny(c, bytes);
      const salon = c.req.param("salon") ?? "";
      const country = await countryAt(c.env, salon);
      const body = checked<WaitlistRequest>(parseBody(bytes), waitlistRequest, (value) =>
        waitlistFaults(value, country),
      );
      const { services, from, to, party, client, consents, notice } = body;
      await knownNotice(c.env, salon, notice);
      return outcomeAnswer(
        await joinWaitlist(commandContext(c), {
          salon,
          services,
          from: parseDate(from) ?? 0,
          to: parseDate(to) ?? 0,
          client: clientOf(client, country),
          consents,
          notice,
          party,
          idempotency,
        }),
      );
    },
  },
  {
    method: "post",
    path: "/api/v1/offers/{token}",
    id: "acceptOffer",
    summary: "Takes a time that the waiting list offered.",
    access: "capability",
    parameters: [{ ...IDEMPOTENCY_KEY, required: false }],
    answers: {
      201: { description: "The visit is booked.", schema: "BookingAnswer" },
      202: { description: "The visit is held, and booked once its deposit is paid.", schema: "BookingAnswer" },
    },
    async handle(c) {
      const idempotency = await idempotencyIfAny(c, new Uint8Array());
      const token = c.req.param("token") ?? "";
      return outcomeAnswer(await acceptOffer(commandContext(c), { token, idempotency }));
    },
  },
  {
    method: "delete",
    path: "/api/v1/offers/{token}",
    id: "declineOffer",
    summary: "Leaves an offered time to the next in line.",
    access: "capability",
    answers: { 204: { description: "The offer has passed on." } },
    handle: async (c) => outcomeAnswer(await declineOffer(commandContext(c), { token: c.req.param("token") ?? "" })),
  },
];
