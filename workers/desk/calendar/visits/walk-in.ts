// GET /desk/{salon}/walk-in: somebody stands here. One tap says for what, the page who is free for it; the next books them in.

import { html } from "hono/html";
import { book } from "../../../commands/book.ts";
import { AT_THE_DOOR, type FreePerson, freeNow } from "../../../commands/desk/calendar/free-now.ts";
import { seeOther } from "../../../http/pages/answer.ts";
import { onceOf, readForm } from "../../../http/pages/form.ts";
import { formHouse, refusedAnswer, salonOfPage } from "../../../http/pages/staff.ts";
import { commandContext, type DoorContext } from "../../../http/request.ts";
import { type Actor, actorName } from "../../../permissions.ts";
import type { Salon } from "../../../store/snapshots.ts";
import { newId } from "../../../token.ts";
import { lengthOfTime, minuteIn, money, timeOf } from "../../../ui/dates.ts";
import { field, hidden } from "../../../ui/forms.ts";
import type { Markup } from "../../../ui/markup.ts";
import { type House, houseWords, langField, withLang } from "../../../ui/shell.ts";
import { deskAnswer } from "../../frame.ts";
import { momentsOf, personName, serviceName } from "../told.ts";
import { guestOf } from "./guest.ts";

export async function showWalkIn(c: DoorContext, actor: Actor): Promise<Response> {
  const salon = await salonOfPage(c);
  const service = new URL(c.req.url).searchParams.get("service");
  return walkInPage(c, salon, houseWords(c.req.raw), actor, service, false);
}

/** `taken`: whoever was pressed has become busy. */
async function walkInPage(
  c: DoorContext,
  salon: Salon,
  house: House,
  actor: Actor,
  service: string | null,
  taken: boolean,
): Promise<Response> {
  const { words } = house;
  const ctx = commandContext(c);
  const known = salon.view.services.some(({ id }) => id === service) ? service : null;
  const found = known === null ? null : await freeNow(ctx, salon.slug, known);
  if (found !== null && !found.ok) return refusedAnswer(house, found.problem);
  const title =
    known === null
      ? words.say("desk.walk-in")
      : words.say("desk.free-for", { service: serviceName(words, salon, known) });
  const fault = taken && html`<div class="alert" role="alert"><p>${words.say("desk.fault.taken")}</p></div>`;
  const content =
    known === null || found === null ? choices(house, salon) : people(house, salon, known, found.value, ctx.now);
  const back = withLang(known === null ? `/desk/${salon.slug}` : `/desk/${salon.slug}/walk-in`, house);
  const main = html`<div class="narrow"><p class="way"><a href="${back}">‹ ${words.say(known === null ? "desk.calendar" : "desk.walk-in")}</a></p><h1>${title}</h1>${fault}${content}</div>`;
  const languageUrl = `/desk/${salon.slug}/walk-in${known === null ? "" : `?service=${known}`}`;
  return deskAnswer(house, salon, actor, { room: "calendar", title, main, languageUrl, status: taken ? 409 : 200 });
}

/** Classes have their own times. */
function choices(house: House, salon: Salon): Markup {
  const { words } = house;
  const rows = salon.view.services
    .filter(({ capacity }) => capacity === undefined)
    .map(({ id, name }) => {
      const href = withLang(`/desk/${salon.slug}/walk-in?service=${id}`, house);
      return html`<li><a class="row" href="${href}"><span class="what"><b>${words.of(name)}</b></span><span aria-hidden="true">›</span></a></li>`;
    });
  return html`<p class="lede">${words.say("desk.walk-in-lede")}</p><ul class="rows">${rows}</ul>`;
}

function people(
  house: House,
  salon: Salon,
  service: string,
  { from, people: free }: { from: number; people: FreePerson[] },
  now: number,
): Markup {
  const { words } = house;
  if (free.length === 0) return html`<p class="empty">${words.say("desk.nobody-free")}</p>`;
  const at = momentsOf(
    salon,
    free.flatMap(({ start, end }) => [start, end]),
  );
  const buttons = free.map(({ person, start, end, priceCents }) => {
    const name = personName(salon, person);
    const soon =
      start <= from ? words.say("desk.now") : words.say("desk.in", { length: lengthOfTime(words, start - now) });
    const time = `${timeOf(at(start))}–${timeOf(at(end))}`;
    return html`<li><button class="row pick-person${start <= from && " is-now"}" name="choice" value="${person}.${start}">
<span class="what"><b>${name}</b><span class="note">${time} · ${money(words, priceCents, salon.view.currency)}</span></span>
<span class="badge">${soon}</span></button></li>`;
  });
  const label = words.say("desk.name-if-given");
  return html`<form method="post" action="/desk/${salon.slug}/walk-in">${hidden([["service", service], ["key", newId()], ...langField(house)])}
<ul class="rows">${buttons}</ul>${field(words, { name: "name", label, maxlength: 120, autocomplete: "off" })}</form>`;
}

export async function bookWalkIn(c: DoorContext, actor: Actor): Promise<Response> {
  const salon = await salonOfPage(c);
  const form = await readForm(c);
  const house = formHouse(c, form);
  const { fields } = form;
  const [person = "", at = ""] = (fields.get("choice") ?? "").split(".");
  const start = minuteIn(at);
  const service = fields.get("service");
  if (service === null || person === "" || start === null) {
    return walkInPage(c, salon, house, actor, service, false);
  }
  const ctx = commandContext(c);
  // A name that cannot be kept is left away: whoever stands here is booked all the same.
  const guest = guestOf(salon, { name: fields.get("name") ?? undefined });
  const outcome = await book(ctx, {
    salon: salon.slug,
    visit: { services: [{ id: service, staff: person }], start },
    client: guest.faults.length === 0 ? guest.client : { name: "", phone: "" },
    channel: "desk",
    desk: {
      by: actorName(actor),
      stage: start <= ctx.now ? "in-service" : "arrived",
      override: { rules: AT_THE_DOOR, reason: house.words.say("desk.walk-in") },
    },
    idempotency: onceOf(form),
  });
  if (outcome.ok) return seeOther(withLang(`/desk/${salon.slug}`, house));
  const { problem } = outcome;
  if (problem.status >= 500 || problem.status === 429) return refusedAnswer(house, problem);
  return walkInPage(c, salon, house, actor, service, true);
}
