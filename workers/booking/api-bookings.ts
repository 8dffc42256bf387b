// Booking, and what a client may do with a booking by the secret in its link.

import type { BookingRequest } from "../../shared/contracts/generated/booking.types.ts";
import { validate as bookingRequest } from "../../shared/contracts/generated/booking.validate.js";
import type { FindRequest } from "../../shared/contracts/generated/find.types.ts";
import { validate as findRequest } from "../../shared/contracts/generated/find.validate.js";
import type { MoveRequest } from "../../shared/contracts/generated/move.types.ts";
import { validate as moveRequest } from "../../shared/contracts/generated/move.validate.js";
import { book } from "../commands/book.ts";
import { cancel } from "../commands/cancel.ts";
import { findBookings, requestCode } from "../commands/find-bookings.ts";
import { move } from "../commands/move.ts";
import { readBooking } from "../commands/read-booking.ts";
import { deleteSpecialNotes } from "../commands/vault/special.ts";
import { checked, MAX_BODY, parseBody, readBytes } from "../http/body.ts";
import { e164 } from "../http/phone.ts";
import { commandContext, idempotencyIfAny, idempotencyOf } from "../http/request.ts";
import { outcomeAnswer, type Route } from "../http/routes.ts";
import {
  bookingFaults,
  cancellationOf,
  clientOf,
  countryAt,
  knownNotice,
  minuteOf,
  phoneFaults,
  startFaults,
  visitOf,
} from "./api-body.ts";
import { IDEMPOTENCY_KEY } from "./api-holds.ts";

export const bookingRoutes: Route[] = [
  {
    method: "post",
    path: "/api/v1/salons/{salon}/bookings",
    id: "book",
    summary: "Books a held visit, or a start directly.",
    access: "client",
    parameters: [IDEMPOTENCY_KEY],
    body: "BookingRequest",
    example: {
      hold: "mzxw6ytboi2gk3tmnbqxezltna",
      client: { name: "Nomsa Dlamini", phone: "+27825550199", email: "nomsa@example.com", language: "zu" },
      notice: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
      consents: [{ purpose: "reminders", notice_version: "2026-11", granted: true }],
    },
    answers: {
      201: { description: "The visit is booked.", schema: "BookingAnswer" },
      202: { description: "The visit is held, and booked once its deposit is paid.", schema: "BookingAnswer" },
    },
    async handle(c) {
      const bytes = await readBytes(c.req.raw, MAX_BODY);
      const idempotency = await idempotencyOf(c, bytes);
      const salon = c.req.param("salon") ?? "";
      const country = await countryAt(c.env, salon);
      const body = checked<BookingRequest>(parseBody(bytes), bookingRequest, (value) => bookingFaults(value, country));
      await knownNotice(c.env, salon, body.notice);
      const { for_child: forChild, guardian } = body;
      return outcomeAnswer(
        await book(commandContext(c), {
          salon,
          visit: visitOf(body),
          client: clientOf(body.client, country),
          consents: body.consents ?? [],
          notes: body.notes,
          healthNote: body.health_note,
          notice: body.notice,
          forChild,
          patchTest: body.patch_test && { start: minuteOf(body.patch_test.start), staff: body.patch_test.staff },
          guardian: guardian && { name: guardian.name, relation: guardian.relation },
          priceCents: body.price_cents,
          idempotency,
        }),
      );
    },
  },
  {
    method: "post",
    path: "/api/v1/bookings/find",
    id: "findBookings",
    summary: "Sends a one-time code to the client, and with that code lists their bookings.",
    access: "client",
    body: "FindRequest",
    example: { phone: "082 555 0199", code: "314159" },
    answers: {
      200: {
        description: "The bookings of that number, or word that a code was sent if it has any.",
        schema: "FindAnswer",
      },
    },
    async handle(c) {
      const bytes = await readBytes(c.req.raw, MAX_BODY);
      const { phone, code } = checked<FindRequest>(parseBody(bytes), findRequest, (value) =>
        phoneFaults(value.phone, "/phone"),
      );
      const ctx = commandContext(c);
      const number = e164(phone) ?? phone;
      return outcomeAnswer(
        code === undefined
          ? await requestCode(ctx, { phone: number })
          : await findBookings(ctx, { phone: number, code }),
      );
    },
  },
  {
    method: "get",
    path: "/api/v1/bookings/{token}",
    id: "readBooking",
    summary: "The booking of a link.",
    access: "capability",
    answers: { 200: { description: "The booking.", schema: "BookingAnswer" } },
    handle: async (c) => outcomeAnswer(await readBooking(commandContext(c), { token: c.req.param("token") ?? "" })),
  },
  {
    method: "patch",
    path: "/api/v1/bookings/{token}",
    id: "moveBooking",
    summary: "Moves the booking to another start, at once or not at all.",
    access: "capability",
    parameters: [{ ...IDEMPOTENCY_KEY, required: false }],
    body: "MoveRequest",
    example: { start: "2026-12-03T10:00:00+02:00" },
    answers: { 200: { description: "The booking after its move.", schema: "BookingAnswer" } },
    async handle(c) {
      const bytes = await readBytes(c.req.raw, MAX_BODY);
      const idempotency = await idempotencyIfAny(c, bytes);
      const body = checked<MoveRequest>(parseBody(bytes), moveRequest, startFaults);
      const { start, services, price_cents: priceCents } = body;
      return outcomeAnswer(
        await move(commandContext(c), {
          subject: { token: c.req.param("token") ?? "" },
          start: minuteOf(start),
          services,
          priceCents,
          idempotency,
        }),
      );
    },
  },
  {
    method: "delete",
    path: "/api/v1/bookings/{token}",
    id: "cancelBooking",
    summary:
      "Cancels the booking, within the salon's policy. A patch test on which later visits rest goes with them alone.",
    access: "capability",
    parameters: [{ ...IDEMPOTENCY_KEY, required: false }],
    body: "CancelRequest",
    bodyOptional: true,
    example: { excused: false },
    answers: { 200: { description: "The booking is cancelled.", schema: "CancelAnswer" } },
    async handle(c) {
      const bytes = c.req.raw.body === null ? new Uint8Array() : await readBytes(c.req.raw, MAX_BODY);
      const idempotency = await idempotencyIfAny(c, bytes);
      const said = bytes.length > 0 ? cancellationOf(parseBody(bytes)) : {};
      const subject = { token: c.req.param("token") ?? "" };
      return outcomeAnswer(await cancel(commandContext(c), { subject, ...said, idempotency }));
    },
  },
  {
    method: "delete",
    path: "/api/v1/bookings/{token}/special",
    id: "deleteSpecialNotes",
    summary: "Deletes the health note that was given with the booking, and withdraws the consent to keep it.",
    access: "capability",
    answers: { 204: { description: "No health note is kept with it." } },
    handle: async (c) => outcomeAnswer(await deleteSpecialNotes(commandContext(c), c.req.param("token") ?? "")),
  },
];
