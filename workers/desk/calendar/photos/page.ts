// POST /desk/{salon}/visits/{booking}/photos: a photograph of a visit, as a form sends it. What cannot be kept says why on the visit's page.
// GET /desk/{salon}/photos/{photo}: the photograph, for the team alone; POST deletes it.

import { dropPhoto, keepPhoto, MOST_PHOTO_BYTES, photoTooLarge } from "../../../commands/desk/visits/photos/keep.ts";
import { openPhoto } from "../../../commands/desk/visits/photos/open.ts";
import { collect, sha256 } from "../../../http/body.ts";
import { seeOther } from "../../../http/pages/answer.ts";
import { readForm } from "../../../http/pages/form.ts";
import { formHouse, refusedAnswer, salonOfPage } from "../../../http/pages/staff.ts";
import { Refusal } from "../../../http/refusal.ts";
import { commandContext, type DoorContext } from "../../../http/request.ts";
import type { Actor } from "../../../permissions.ts";
import type { Problem } from "../../../problem.ts";
import { MOMENTS } from "../../../store/desk/photos.ts";
import { isId } from "../../../token.ts";
import { type House, withLang } from "../../../ui/shell.ts";
import { visitPage } from "../visits/visit.ts";
import { agreedWords } from "./show.ts";

/** Bytes that the form's other fields may have, with what parts them. */
const MOST_BESIDES = 16 << 10;

export async function takePhoto(c: DoorContext, actor: Actor): Promise<Response> {
  const salon = await salonOfPage(c);
  const booking = c.req.param("booking") ?? "";
  const form = await formOf(c);
  const fields = new URLSearchParams();
  const sent = form instanceof FormData ? form : new FormData();
  for (const [name, value] of sent) if (typeof value === "string") fields.set(name, value);
  const house = formHouse(c, { fields, hash: "" });
  const again = (problem: Problem) =>
    visitPage(c, salon, house, actor, new URLSearchParams(), faultOf(house, problem), problem.status);
  if (form === "too-large") return again(photoTooLarge());
  const file = [sent.get("taken"), sent.get("chosen")].find((each) => each instanceof File && each.size > 0);
  const moment = MOMENTS.find((each) => each === fields.get("moment"));
  if (!(file instanceof File) || moment === undefined) return again({ type: "no-photo", title: "", status: 422 });
  const bytes = new Uint8Array(await file.arrayBuffer());
  const key = fields.get("key") ?? "";
  const idempotency = isId(key) ? { key: `desk-${key}`, bodyHash: `${moment} ${await sha256(bytes)}` } : undefined;
  const done = await keepPhoto(commandContext(c), {
    salon: salon.slug,
    booking,
    actor,
    moment,
    bytes,
    agreed: fields.get("agreed") === "yes" ? agreedWords(house.words) : undefined,
    idempotency,
  });
  if (done.ok) return seeOther(`${withLang(`/desk/${salon.slug}/visits/${booking}`, house)}#photos`);
  const { problem } = done;
  if (problem.type === "unknown-booking" || problem.status >= 500) return refusedAnswer(house, problem);
  return again(problem);
}

/** Null where the body is no form. What is too large is read no further than that. */
async function formOf(c: DoorContext): Promise<FormData | "too-large" | null> {
  const type = c.req.header("Content-Type") ?? "";
  const most = MOST_PHOTO_BYTES + MOST_BESIDES;
  if (Number(c.req.header("Content-Length") ?? 0) > most) return "too-large";
  try {
    const bytes = await collect(c.req.raw.body, most);
    if (!type.startsWith("multipart/form-data")) return null;
    return await new Response(bytes, { headers: { "Content-Type": type } }).formData().catch(() => null);
  } catch (error) {
    if (error instanceof Refusal && error.problem.status === 413) return "too-large";
    throw error;
  }
}

function faultOf({ words }: House, { type, extra }: Problem): string {
  switch (type) {
    case "photo-too-large":
      return words.say("desk.photo.fault.large", { n: MOST_PHOTO_BYTES / 1_000_000 });
    case "photo-unfit":
      return words.say(`desk.photo.fault.${extra?.why === "heic" || extra?.why === "broken" ? extra.why : "unknown"}`);
    case "photo-not-agreed":
      return words.say("desk.photo.fault.agree");
    case "photo-of-nobody":
      return words.say("desk.photo.nobody");
    case "too-many-photos":
      return words.say("desk.photo.fault.many");
    case "no-photo":
      return words.say("desk.photo.fault.none");
    default:
      return words.say("desk.fault.changed");
  }
}

export async function showPhoto(c: DoorContext, actor: Actor): Promise<Response> {
  const { slug } = await salonOfPage(c);
  const photo = c.req.param("photo") ?? "";
  const opened = await openPhoto(commandContext(c), { salon: slug, photo, actor });
  if (!opened.ok) throw new Refusal(opened.problem);
  return new Response(opened.value.body, {
    headers: {
      "Content-Type": opened.value.type,
      "Content-Disposition": "inline",
      "Content-Security-Policy":
        "default-src 'none'; sandbox; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
      "Cross-Origin-Resource-Policy": "same-origin",
      "X-Content-Type-Options": "nosniff",
      "Referrer-Policy": "no-referrer",
      "X-Robots-Tag": "noindex",
      "Cache-Control": "no-store",
    },
  });
}

export async function deletePhoto(c: DoorContext, actor: Actor): Promise<Response> {
  const { slug } = await salonOfPage(c);
  const form = await readForm(c);
  const house = formHouse(c, form);
  const done = await dropPhoto(commandContext(c), { salon: slug, photo: c.req.param("photo") ?? "", actor });
  // Deleting twice is deleting.
  if (!done.ok && done.problem.type !== "unknown-photo") return refusedAnswer(house, done.problem);
  const booking = form.fields.get("booking") ?? "";
  const there = isId(booking);
  return seeOther(`${withLang(`/desk/${slug}${there ? `/visits/${booking}` : ""}`, house)}${there ? "#photos" : ""}`);
}
