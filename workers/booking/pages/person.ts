// GET /{salon}/with/{person}: the page of one person, with an address of its own to give away: what they do, when they are free next, and
// a visit with them chosen. Their rota is the salon's own; what is shown is when somebody can come.

import { html } from "hono/html";
import { starts } from "../../commands/starts.ts";
import { pageAnswer } from "../../http/pages/answer.ts";
import { commandContext, type DoorContext } from "../../http/request.ts";
import type { SalonView } from "../../store/snapshots.ts";
import { face } from "../../ui/cloth.ts";
import { longDay, nearDay, timeOf } from "../../ui/dates.ts";
import type { Markup } from "../../ui/markup.ts";
import { langField, withLang } from "../../ui/shell.ts";
import { notFound, salonAt } from "./doors/page.ts";
import { isClass, lengthText, minutesSpan, priceSpan, priceText } from "./journey/offer.ts";
import { type Journey, journeyHref } from "./journey/state.ts";
import { momentOf } from "./moments.ts";
import { type Place, placeOf, salonFrame } from "./place.ts";

type Person = SalonView["staff"][number];

/** Days with room that are shown, each with its first time. */
const DAYS = 4;

export async function showPerson(c: DoorContext): Promise<Response> {
  const salon = await salonAt(c);
  const person = salon?.view.staff.find(({ id }) => id === c.req.param("person"));
  if (salon === null || person === undefined) return notFound(c);
  const place = placeOf(c.req.raw, salon);
  const ctx = commandContext(c);
  const [shortest] = servicesOf(salon.view, person).sort((a, b) => minutesOf(a) - minutesOf(b));
  const free =
    shortest === undefined
      ? []
      : await firstTimes(ctx, place, { service: shortest.id, person: person.id, today: momentOf(salon, ctx.now).date });
  return pageAnswer(page(place, person, free, shortest === undefined ? "" : place.words.of(shortest.name)));
}

const minutesOf = ({ phases }: SalonView["services"][number]) => phases.reduce((sum, { minutes }) => sum + minutes, 0);

/** What they do, in the order of the salon's document; a class is booked by its session, not by its person. */
function servicesOf(salon: SalonView, person: Person): SalonView["services"] {
  return salon.services.filter((service) => !isClass(service) && person.services.some(({ id }) => id === service.id));
}

interface FirstTime {
  href: string;
  day: string;
  time: string;
}

async function firstTimes(
  ctx: ReturnType<typeof commandContext>,
  place: Place,
  { service, person, today }: { service: string; person: string; today: number },
): Promise<FirstTime[]> {
  const { salon, words } = place;
  const query = { salon: salon.slug, services: [{ id: service, staff: person }], next: true };
  const found = await starts(ctx, query);
  if (!found.ok) return [];
  const first = new Map<number, FirstTime>();
  for (const { start } of [...found.value.starts, ...(found.value.next === null ? [] : [found.value.next])]) {
    const at = momentOf({ view: salon }, start);
    const { date } = at;
    if (first.has(date)) continue;
    if (first.size === DAYS) break;
    const journey: Journey = { services: [service], staff: [person], party: 1, date, start, back: null };
    const href = journeyHref(`/${salon.slug}/book`, journey, langField(place));
    first.set(date, {
      href,
      day: first.size === 0 ? nearDay(words, date, today) : longDay(words, date),
      time: timeOf(at),
    });
  }
  return [...first.values()];
}

function page(place: Place, person: Person, free: readonly FirstTime[], service: string): Markup {
  const { salon, words } = place;
  const spoken = (person.languages ?? []).map((tag) => tag.toUpperCase()).join(" · ");
  const role = words.of(person.role);
  const rows = servicesOf(salon, person).map((one) => {
    const journey: Journey = { services: [one.id], staff: [person.id], party: 1, date: null, start: null, back: null };
    const href = journeyHref(`/${salon.slug}/book`, journey, langField(place));
    return html`<li><a class="row" href="${href}"><span class="what"><b>${words.of(one.name)}</b>
<span class="note">${lengthText(words, minutesSpan(salon, one, person.id))}</span></span>
<span class="cost"><b>${priceText(words, priceSpan(salon, one, person.id), salon.currency)}</b></span></a></li>`;
  });
  const times = free.map(
    ({ href, day, time }) => html`<li><a class="time wide" href="${href}"><span>${day}</span> <b>${time}</b></a></li>`,
  );
  const next =
    times.length > 0
      ? html`<section class="group"><h2>${words.say("with.next", { service })}</h2><ul class="times">${times}</ul></section>`
      : html`<p class="note">${words.say("with.none", { person: person.name })}</p>`;
  const main = html`<div class="narrow"><div class="row">${face(person.name)}<span class="what"><h1>${person.name}</h1>
${role !== "" && html`<span class="note">${role}</span>`}${spoken !== "" && html`<span class="note">${spoken}</span>`}</span></div>
${next}<section class="group"><h2>${words.say("person.services")}</h2><ul class="rows">${rows}</ul></section>
<p class="acts"><a class="btn quiet" href="${withLang(`/${salon.slug}`, place)}">${words.say("refusal.to-salon", { salon: salon.name })}</a></p></div>`;
  const title = words.say("with.title", { person: person.name });
  return salonFrame(place, { title, description: title }, main);
}
