// GET /{salon} and its style sheet.

import { pageAnswer } from "../../../http/pages/answer.ts";
import { commandContext, type DoorContext } from "../../../http/request.ts";
import { database, read } from "../../../store/database.ts";
import { askRating, type RatingRow } from "../../../store/desk/clients/reviews.ts";
import { askVersion, republish, type Salon, SalonFrozen, type VersionRow } from "../../../store/snapshots.ts";
import { themeSheet } from "../../../ui/accent.ts";
import { momentOf } from "../moments.ts";
import { accentOf, placeOf } from "../place.ts";
import { ratingLink } from "../reviews/published.ts";
import { salonPage } from "../salon.ts";
import { structuredData } from "../structured.ts";
import { notFound, salonAt, verifying } from "./page.ts";

export function showSalon(c: DoorContext): Promise<Response> {
  return verifying(c, (salon) => shown(c, salon));
}

async function shown(c: DoorContext, salon: Salon): Promise<Response> {
  const { origin, now } = commandContext(c);
  const place = placeOf(c.req.raw, salon);
  const moment = momentOf(salon, now);
  const url = `${origin}/${salon.slug}`;
  const db = database(c.env, salon.slug);
  const [[version], [rated]] = await read<[VersionRow, RatingRow]>(db, [
    askVersion(db, salon.slug),
    askRating(db, salon.slug),
  ]);
  if (version?.version === 0) throw new SalonFrozen("the salon is frozen");
  if (version?.version !== salon.version) await republish(c.env, salon.slug);
  const rating = rated === undefined ? null : { average: rated.stars / rated.count, count: rated.count };
  const told = structuredData(salon.view, place.words, { url, today: moment.date, rating });
  return pageAnswer(salonPage(place, moment, { told, rated: ratingLink(place, rated) }));
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
