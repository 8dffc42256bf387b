// Photographs of visits for programs: the bytes are the body, as they are.

import {
  badMoment,
  dropPhoto,
  keepPhoto,
  MOST_PHOTO_BYTES,
  photoTooLarge,
} from "../../../commands/desk/visits/photos/keep.ts";
import { collect } from "../../../http/body.ts";
import { Refusal } from "../../../http/refusal.ts";
import { commandContext, type DoorContext, idempotencyOf } from "../../../http/request.ts";
import { outcomeAnswer, type Parameter, type Route } from "../../../http/routes.ts";
import type { Actor } from "../../../permissions.ts";
import { MOMENTS } from "../../../store/desk/photos.ts";
import { wordsIn } from "../../../ui/words.ts";
import { agreedWords } from "./show.ts";

const PARAMETERS: Parameter[] = [
  {
    name: "Idempotency-Key",
    in: "header",
    required: true,
    description: "New for every new request, the same when one is tried again; kept for 24 hours.",
    schema: { type: "string", minLength: 1, maxLength: 255 },
  },
  {
    name: "moment",
    in: "query",
    required: true,
    description: "What it shows: before the service, or after it.",
    schema: { type: "string", enum: [...MOMENTS] },
  },
  {
    name: "agreed",
    in: "query",
    description: "`yes`: the client agreed to photographs just now. Not needed where they said so before.",
    schema: { type: "string", enum: ["yes"] },
  },
];

export const photoRoutes: Route[] = [
  {
    method: "post",
    path: "/api/v1/salons/{salon}/desk/visits/{booking}/photos",
    id: "keepPhoto",
    summary: `Keeps a photograph of a visit without what a camera writes beside it: JPEG, PNG or WebP, at most ${MOST_PHOTO_BYTES} bytes.`,
    access: "role",
    permission: "bookings.write",
    parameters: PARAMETERS,
    media: ["image/jpeg", "image/png", "image/webp"],
    answers: { 201: { description: "The photograph is kept.", schema: "PhotoAnswer" } },
    handle: keep,
  },
  {
    method: "delete",
    path: "/api/v1/salons/{salon}/desk/photos/{photo}",
    id: "deletePhoto",
    summary: "Deletes a photograph, everywhere.",
    access: "role",
    permission: "bookings.write",
    answers: { 204: { description: "It is gone." } },
    handle: drop,
  },
];

async function keep(c: DoorContext, actor: Actor): Promise<Response> {
  if (Number(c.req.header("Content-Length") ?? 0) > MOST_PHOTO_BYTES) throw new Refusal(photoTooLarge());
  const bytes = await collect(c.req.raw.body, MOST_PHOTO_BYTES).catch((error: unknown) => {
    throw error instanceof Refusal ? new Refusal(photoTooLarge()) : error;
  });
  const idempotency = await idempotencyOf(c, bytes);
  const moment = MOMENTS.find((each) => each === c.req.query("moment"));
  if (moment === undefined) throw new Refusal(badMoment({ parameter: "moment" }));
  const said = c.req.query("agreed") === "yes";
  const outcome = await keepPhoto(commandContext(c), {
    salon: c.req.param("salon") ?? "",
    booking: c.req.param("booking") ?? "",
    actor,
    moment,
    bytes,
    agreed: said ? agreedWords(wordsIn("en")) : undefined,
    idempotency: { ...idempotency, bodyHash: `${moment} ${idempotency.bodyHash}` },
  });
  return outcomeAnswer(outcome);
}

async function drop(c: DoorContext, actor: Actor): Promise<Response> {
  const input = { salon: c.req.param("salon") ?? "", photo: c.req.param("photo") ?? "", actor };
  return outcomeAnswer(await dropPhoto(commandContext(c), input));
}
