// GET /{salon}/reviews: what was published, the latest first, with the average of all stars that count and how many they are of.

import { html } from "hono/html";
import { pageAnswer } from "../../../http/pages/answer.ts";
import type { DoorContext } from "../../../http/request.ts";
import { database, read } from "../../../store/database.ts";
import { askRating, askReviews, type RatingRow, type ReviewRow } from "../../../store/desk/clients/reviews.ts";
import { longDay } from "../../../ui/dates.ts";
import type { Markup } from "../../../ui/markup.ts";
import { withLang } from "../../../ui/shell.ts";
import { notFound, salonAt } from "../doors/page.ts";
import { momentOf } from "../moments.ts";
import { type Place, placeOf, salonFrame } from "../place.ts";
import { starred } from "./review.ts";

export async function showReviews(c: DoorContext): Promise<Response> {
  const salon = await salonAt(c);
  if (salon === null) return notFound(c);
  const place = placeOf(c.req.raw, salon);
  const { words } = place;
  const db = database(c.env, salon.slug);
  const [[rating], reviews] = await read<[RatingRow, ReviewRow]>(db, [
    askRating(db, salon.slug),
    askReviews(db, salon.slug, "published", "serve"),
  ]);
  const title = words.say("review.all", { salon: salon.view.name });
  const cards = reviews.map(({ stars, text, name, language, at, answer }) => {
    const day = longDay(words, momentOf(salon, at).date);
    const reply = answer !== null && html`<p><b>${salon.view.name}</b></p><p>${answer}</p>`;
    return html`<li class="card"><p><span aria-hidden="true">${starred(stars)}</span> <small>${words.count("review.stars", stars)}</small></p>
<p lang="${language}">${text}</p><p class="note">${name || words.say("review.unsigned")} · ${day}</p>${reply}</li>`;
  });
  const none = rating === undefined && html`<p class="lede">${words.say("review.none")}</p>`;
  const main = html`<div class="narrow"><h1>${title}</h1>${rating !== undefined && averageOf(place, rating)}${none}
<p class="note">${words.say("review.rules")}</p><ul class="plain stack">${cards}</ul></div>`;
  return pageAnswer(salonFrame(place, { title, description: title }, main));
}

/** Stars of five with one digit; the count stands beside it always. */
export function averageOf({ words }: Place, { stars, count }: RatingRow): Markup {
  const average = (stars / count).toFixed(1).replace(".", words.say("money.point"));
  return html`<p class="lede"><b>${words.count("review.average", count, { average })}</b></p>`;
}

export function ratingLink(place: Place, rating: RatingRow | undefined): Markup | string {
  if (rating === undefined) return "";
  const { words, salon } = place;
  const average = (rating.stars / rating.count).toFixed(1).replace(".", words.say("money.point"));
  return html`<a href="${withLang(`/${salon.slug}/reviews`, place)}">${words.count("review.average", rating.count, { average })}</a>`;
}
