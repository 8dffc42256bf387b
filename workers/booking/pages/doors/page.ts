// What every page's door begins and ends with: the salon or a friendly 404, a refusal as a page.

import { pageAnswer } from "../../../http/pages/answer.ts";
import { type DoorContext, nowOf } from "../../../http/request.ts";
import type { Problem } from "../../../problem.ts";
import { publishedSalon, type Salon, salonOf } from "../../../store/snapshots.ts";
import { money } from "../../../ui/dates.ts";
import { houseWords } from "../../../ui/shell.ts";
import type { Journey } from "../journey/state.ts";
import { instantOf, momentOf } from "../moments.ts";
import type { Place } from "../place.ts";
import { failureKind, houseRefusal, notOnline, priceChanged, salonRefusal, slotTaken, tooOften } from "../refusals.ts";

/** The salon as D1 has it now, or as last published where what is read next verifies the version. */
export async function salonAt(c: DoorContext, read = salonOf): Promise<Salon | null> {
  const slug = c.req.param("salon") ?? "";
  return /^[a-z0-9][a-z0-9-]{0,62}$/.test(slug) ? read(c.env, slug) : null;
}

/** How often a document may change under one page. */
const TRIES = 3;

/**
 * A page whose own read verifies the salon's version, which spares a read before it. What found another version published
 * it anew, so the page is then made again from that.
 */
export async function verifying(c: DoorContext, page: (salon: Salon) => Promise<Response>): Promise<Response> {
  let salon = await salonAt(c, publishedSalon);
  for (let tries = 1; salon !== null; tries++) {
    const answer = await page(salon);
    const newest = await publishedSalon(c.env, salon.slug);
    if (newest?.version === salon.version || tries === TRIES) return answer;
    salon = newest;
  }
  return notFound(c);
}

export function notFound(c: DoorContext): Promise<Response> {
  return pageAnswer(houseRefusal(houseWords(c.req.raw), "not-found"), { status: 404 });
}

export function linkGone(c: DoorContext): Promise<Response> {
  return pageAnswer(houseRefusal(houseWords(c.req.raw), "link-gone"), { status: 404, secret: true });
}

/** A refused booking as a page that leads on: other times, another look at the price, or back to the salon. */
export function refusedPage(
  c: DoorContext,
  salon: Salon,
  place: Place,
  journey: Journey,
  problem: Problem,
): Promise<Response> {
  const { type, status, extra, retryAfter } = problem;
  const kind = { status, framed: place.embedded, secret: true, retryAfter };
  if (Array.isArray(extra?.alternatives)) {
    const free = (extra.alternatives as { start: string }[]).map(({ start }) => ({
      ...momentOf(salon, instantOf(start)),
      start: instantOf(start),
    }));
    const today = momentOf(salon, nowOf(c)).date;
    return pageAnswer(
      slotTaken(
        place,
        journey,
        today,
        free.toSorted((a, b) => a.start - b.start),
      ),
      kind,
    );
  }
  if (type === "price-changed") {
    const price = money(place.words, Number(extra?.price_cents ?? 0), salon.view.currency);
    return pageAnswer(priceChanged(place, journey, price), kind);
  }
  if (status >= 500) return pageAnswer(salonRefusal(place, failureKind(type)), kind);
  if (status === 429) return pageAnswer(tooOften(place, retryAfter), kind);
  if (type === "not-online") return pageAnswer(notOnline(place), kind);
  const booked = type === "already-booked" || type === "idempotency-key-reused";
  return pageAnswer(salonRefusal(place, "refused", booked ? place.words.say("refused.booked") : undefined), kind);
}
