// GET /{salon} and its style sheet.

import { pageAnswer } from "../../../http/pages/answer.ts";
import { commandContext, type DoorContext } from "../../../http/request.ts";
import { themeSheet } from "../../../ui/accent.ts";
import { momentOf } from "../moments.ts";
import { accentOf, placeOf } from "../place.ts";
import { salonPage } from "../salon.ts";
import { notFound, salonAt } from "./page.ts";

export async function showSalon(c: DoorContext): Promise<Response> {
  const salon = await salonAt(c);
  if (salon === null) return notFound(c);
  const { origin, now } = commandContext(c);
  return pageAnswer(salonPage(placeOf(c.req.raw, salon), momentOf(salon, now), origin));
}

export async function theme(c: DoorContext): Promise<Response> {
  const salon = await salonAt(c);
  if (salon === null) return notFound(c);
  const current = c.req.query("v") === String(salon.version);
  return new Response(themeSheet(accentOf(salon.view)), {
    headers: {
      "Content-Type": "text/css; charset=utf-8",
      "Cache-Control": current ? "public, max-age=31536000, immutable" : "no-cache",
    },
  });
}
