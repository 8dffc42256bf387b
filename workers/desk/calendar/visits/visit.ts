// GET /desk/{salon}/visits/{booking}: one visit, how far it has come, where it could move, what was noted. POST takes the next step,
// notes, moves or cancels. A move is tried first: `to`, `at` and `with` in the address ask the engine, and the page shows its answer.

import { html } from "hono/html";
import { cancel } from "../../../commands/cancel.ts";
import { OVERRIDABLE, type OverridableRule } from "../../../commands/desk/calendar/override.ts";
import { addNote, putStage } from "../../../commands/desk/calendar/stage.ts";
import { type Tried, tryVisit } from "../../../commands/desk/calendar/trying.ts";
import { readVisit, type VisitCard } from "../../../commands/desk/calendar/visit.ts";
import { cancelParty, leaveParty } from "../../../commands/desk/visits/party/leave.ts";
import { nameParty } from "../../../commands/desk/visits/party/name.ts";
import { move } from "../../../commands/move.ts";
import { seeOther } from "../../../http/pages/answer.ts";
import { type Form, onceOf, readForm } from "../../../http/pages/form.ts";
import { formHouse, refusedAnswer, salonOfPage } from "../../../http/pages/staff.ts";
import { commandContext, type DoorContext } from "../../../http/request.ts";
import { type Actor, actorName } from "../../../permissions.ts";
import { problem } from "../../../problem.ts";
import { STAGES, type Stage } from "../../../store/bookings.ts";
import type { Salon } from "../../../store/snapshots.ts";
import { newId } from "../../../token.ts";
import { clockTime, dateOfIso, isoDate, lengthOfTime, minuteIn, money, timeOf } from "../../../ui/dates.ts";
import { field, hidden } from "../../../ui/forms.ts";
import type { Markup } from "../../../ui/markup.ts";
import { type House, houseWords, langField, withLang } from "../../../ui/shell.ts";
import { deskAnswer } from "../../frame.ts";
import { photosSection } from "../photos/show.ts";
import { againSection } from "../series/show.ts";
import {
  againOf,
  guestName,
  instantOf,
  minuteOf,
  momentsOf,
  serviceName,
  stageName,
  told,
  unitName,
  whichOfTwo,
} from "../told.ts";
import { namesIn } from "./guest.ts";
import { guestsSection } from "./guests.ts";
import { restingMarkup } from "./resting.ts";
import { triedMarkup } from "./tried.ts";

export async function showVisit(c: DoorContext, actor: Actor): Promise<Response> {
  const salon = await salonOfPage(c);
  return visitPage(c, salon, houseWords(c.req.raw), actor, new URL(c.req.url).searchParams, null);
}

/** `fault`: why what was sent was not done, or what is to be decided first. */
export async function visitPage(
  c: DoorContext,
  salon: Salon,
  house: House,
  actor: Actor,
  asked: URLSearchParams,
  fault: string | Markup | null,
  status = 409,
): Promise<Response> {
  const ctx = commandContext(c);
  const booking = c.req.param("booking") ?? "";
  const found = await readVisit(ctx, { salon: salon.slug, booking, actor });
  if (!found.ok) return refusedAnswer(house, found.problem);
  const card = found.value;
  const wished = wishedTime(salon, card, asked);
  const tried = wished === null ? null : await tryVisit(ctx, { salon: salon.slug, booking, ...wished });
  if (tried !== null && !tried.ok && tried.problem.status >= 500) return refusedAnswer(house, tried.problem);
  const { words } = house;
  const title = guestName(words, card.booking.contact.name);
  const main = html`<div class="visit-page">${typeof fault === "string" ? html`<div class="alert" role="alert"><p>${fault}</p></div>` : fault}
${head(house, salon, card, title)}${steps(house, salon, card)}
<div class="two"><div>${when(house, salon, card)}${guestsSection(house, salon, card)}${moving(house, salon, card, asked, tried?.ok ? tried.value : null)}
${againSection(house, salon, card)}${photosSection(house, salon, card)}</div>
<div>${notes(house, salon, card)}${ending(house, salon, card)}</div></div></div>`;
  const languageUrl = `/desk/${salon.slug}/visits/${booking}`;
  return deskAnswer(house, salon, actor, {
    room: "calendar",
    title,
    main,
    languageUrl,
    status: fault === null ? 200 : status,
  });
}

/** The start and the person that the address asks about; null where it asks about nothing that is one. */
function wishedTime(salon: Salon, { booking }: VisitCard, asked: URLSearchParams) {
  const date = dateOfIso(asked.get("to"));
  const minute = minuteOf(asked.get("at"));
  if (date === null || minute === null) return null;
  return {
    start: instantOf(salon, date, minute, asked.has("again")),
    services: servicesWith(booking.services, asked.get("with")),
  };
}

/** Whoever is chosen does all of it; "same" leaves it to whom was asked for. */
function servicesWith(services: readonly { id: string; staff?: string }[], person: string | null) {
  if (person === null || person === "same") return services.map((each) => ({ ...each }));
  return services.map(({ id }) => (person === "any" ? { id } : { id, staff: person }));
}

function head(house: House, salon: Salon, { booking }: VisitCard, title: string): Markup {
  const { words } = house;
  const at = momentsOf(salon, [booking.start]);
  const back = withLang(`/desk/${salon.slug}?day=${isoDate(at(booking.start).date)}`, house);
  const { phone, email } = booking.contact;
  const call = phone !== "" && html`<a href="tel:${phone}">${phone}</a>`;
  const write = email !== null && html`<a href="mailto:${email}">${email}</a>`;
  const card =
    booking.client !== "" &&
    phone !== "" &&
    html`<a href="${withLang(`/desk/${salon.slug}/clients/${booking.client}`, house)}">${words.say("desk.card")}</a>`;
  const bill = html`<a href="${withLang(`/desk/${salon.slug}/money/visits/${booking.id}`, house)}">${words.say("desk.bill")}</a>`;
  return html`<p class="way"><a href="${back}">‹ ${words.say("desk.calendar")}</a></p><h1>${title}</h1><p class="lede inline">${call} ${write} ${card} ${bill}</p>`;
}

function steps(house: House, salon: Salon, { booking }: VisitCard): Markup {
  const { words } = house;
  if (booking.status === "cancelled") return html`<p class="badge">${words.say("visit.cancelled")}</p>`;
  const buttons = (["booked", ...STAGES] as const).map((stage) => {
    const here = (booking.stage ?? "booked") === stage;
    const text = stageName(words, stage === "booked" ? null : stage);
    return html`<button class="step is-${stage}" name="stage" value="${stage}"${here && html` aria-pressed="true"`}>${text}</button>`;
  });
  return html`<form class="steps" method="post" action="/desk/${salon.slug}/visits/${booking.id}" aria-label="${words.say("desk.stage")}">
${hidden([["act", "stage"], ...langField(house)])}${buttons}</form>`;
}

function when(house: House, salon: Salon, { booking }: VisitCard): Markup {
  const { words } = house;
  const at = momentsOf(salon, [
    booking.start,
    booking.end,
    ...booking.placed.flatMap(({ start, end }) => [start, end]),
  ]);
  const lines = booking.placed
    .toSorted((a, b) => a.start - b.start)
    .map(({ service, unit, start, end }) => {
      const time = `${timeOf(at(start))}–${timeOf(at(end))}`;
      return html`<li><b>${time}</b> ${serviceName(words, salon, service)} <small>${unitName(words, salon, unit)}</small></li>`;
    });
  const length = lengthOfTime(words, booking.end - booking.start);
  const price = money(words, booking.priceCents, salon.view.currency);
  return html`<section class="group"><h2>${told(words, at(booking.start))}</h2><p class="note">${length} · ${price}</p><ul class="phases-list">${lines}</ul>
${booking.notes !== null && html`<p class="quote">${booking.notes}</p>`}</section>`;
}

function moving(
  house: House,
  salon: Salon,
  card: VisitCard,
  asked: URLSearchParams,
  tried: Tried | null,
): Markup | string {
  const { words } = house;
  const { booking } = card;
  if (booking.status === "cancelled") return "";
  const { date, minute } = momentsOf(salon, [booking.start])(booking.start);
  const chosen = asked.get("with") ?? "same";
  const people = salon.view.staff.filter(({ services }) =>
    booking.services.every(({ id }) => services.some((skill) => skill.id === id)),
  );
  const options = [
    { value: "same", text: words.say("desk.same-person") },
    { value: "any", text: words.say("desk.anybody") },
    ...people.map(({ id, name }) => ({ value: id, text: name })),
  ].map(({ value, text }) => html`<option value="${value}"${value === chosen && html` selected`}>${text}</option>`);
  const action = `/desk/${salon.slug}/visits/${booking.id}`;
  const answer =
    tried === null
      ? ""
      : triedMarkup(house, tried, {
          action,
          fields: [
            ["act", "move"],
            ["was", String(booking.sequence)],
            ["start", String(tried.start)],
            ["with", chosen],
            ["key", newId()],
            ...langField(house),
          ],
          commit: words.say("desk.move-here"),
          other: (start) => {
            const moment = momentsOf(salon, [start])(start);
            const query = new URLSearchParams([
              ["to", isoDate(moment.date)],
              ["at", clockTime(moment.minute)],
              ["with", chosen],
              ...againOf(salon, start),
            ]);
            return withLang(`${action}?${query}#try`, house);
          },
        });
  return html`<section class="group" id="try"><h2>${words.say("desk.move")}</h2><form class="inline-form" method="get" action="${action}#try">
<label>${words.say("desk.date")} <input type="date" name="to" value="${asked.get("to") ?? isoDate(date)}" required></label>
<label>${words.say("desk.time")} <input type="time" name="at" step="300" value="${asked.get("at") ?? clockTime(minute)}" required></label>
${whichOfTwo(words, salon, tried?.start ?? booking.start)}
<label>${words.say("desk.person")} <select name="with">${options}</select></label>${hidden(langField(house))}
<button class="btn quiet small">${words.say("desk.try")}</button></form>${answer}</section>`;
}

function notes(house: House, salon: Salon, { booking, events }: VisitCard): Markup {
  const { words } = house;
  const at = momentsOf(
    salon,
    events.map((event) => event.at),
  );
  const lines = events.map((event) => {
    const what =
      event.what === "note"
        ? words.say("desk.noted")
        : event.what === "override"
          ? words.say("desk.set-aside", { rules: event.rules.map((rule) => ruleName(house, rule)).join(", ") })
          : stageName(words, event.what === "booked" ? null : event.what);
    const who = event.actor.split(":")[0] ?? "";
    const role = who === "client" || who === "system" ? "" : `, ${words.say(roleKey(who))}`;
    return html`<li><b>${what}</b> <small>${told(words, at(event.at))}${role}</small>${event.text !== null && html`<p class="quote">${event.text}</p>`}</li>`;
  });
  const input = field(words, {
    name: "text",
    label: words.say("desk.note"),
    hint: words.say("desk.note-hint"),
    long: true,
    required: true,
    maxlength: 500,
  });
  return html`<section class="group"><h2>${words.say("desk.history")}</h2>${lines.length === 0 ? html`<p class="note">${words.say("desk.no-history")}</p>` : html`<ol class="history">${lines}</ol>`}
<form method="post" action="/desk/${salon.slug}/visits/${booking.id}">${hidden([["act", "note"], ["key", newId()], ...langField(house)])}${input}
<p class="acts"><button class="btn quiet small">${words.say("desk.keep-note")}</button></p></form></section>`;
}

const roleKey = (role: string): "role.owner" | "role.manager" | "role.stylist" | "role.reception" | "desk.operator" =>
  role === "owner" || role === "manager" || role === "stylist" || role === "reception"
    ? `role.${role}`
    : "desk.operator";

function ruleName({ words }: House, rule: string): string {
  const known = OVERRIDABLE.find((each) => each === rule);
  return known === undefined ? rule : words.say(`desk.rule.${known}`);
}

function ending(house: House, salon: Salon, { booking }: VisitCard): Markup | string {
  const { words } = house;
  if (booking.status === "cancelled") return "";
  return html`<details class="group"><summary>${words.say("visit.cancel")}</summary><p class="note">${words.say("desk.cancel-why")}</p>
<form method="post" action="/desk/${salon.slug}/visits/${booking.id}">${hidden([["act", "cancel"], ["key", newId()], ...langField(house)])}
<button class="btn danger small">${words.say("desk.cancel")}</button></form></details>`;
}

export async function changeVisit(c: DoorContext, actor: Actor): Promise<Response> {
  const salon = await salonOfPage(c);
  const form = await readForm(c);
  const house = formHouse(c, form);
  const booking = c.req.param("booking") ?? "";
  const own = `/desk/${salon.slug}/visits/${booking}`;
  const done = await changed(c, actor, salon, booking, form);
  if (done === null) return seeOther(withLang(own, house));
  if (done.ok) return seeOther(backOf(form, salon.slug) ?? withLang(own, house));
  const { problem } = done;
  if (problem.status === 404 || problem.status >= 500 || problem.status === 429) return refusedAnswer(house, problem);
  // What somebody else changed meanwhile, or no longer fits, is shown as it is now, with why.
  const resting = restingMarkup(house, salon, booking, problem, form.fields.get("act"), backOf(form, salon.slug));
  return visitPage(c, salon, house, actor, askedAgain(salon, form), resting ?? told409(house, problem.type));
}

/** A page of this desk that the form names; nothing else is gone to. */
function backOf({ fields }: Form, slug: string): string | null {
  const back = fields.get("back") ?? "";
  return new RegExp(`^/desk/${slug}(/time-off)?(\\?[\\w=&%-]*)?$`).test(back) ? back : null;
}

/** The same question once more. */
function askedAgain(salon: Salon, { fields }: Form): URLSearchParams {
  const start = minuteIn(fields.get("start"));
  if (fields.get("act") !== "move" || start === null) return new URLSearchParams();
  const { date, minute } = momentsOf(salon, [start])(start);
  return new URLSearchParams([
    ["to", isoDate(date)],
    ["at", clockTime(minute)],
    ["with", fields.get("with") ?? "same"],
    ...againOf(salon, start),
  ]);
}

function told409({ words }: House, type: string): string {
  if (type === "changed") return words.say("desk.fault.changed");
  if (type === "too-early") return words.say("desk.fault.early");
  if (type === "cancelled") return words.say("desk.fault.cancelled");
  if (type === "patch-test-apart") return words.say("desk.fault.patch");
  if (type === "patch-test-rests") return words.say("desk.offline.rests");
  if (type === "last-guest") return words.say("desk.fault.last-guest");
  if (type === "unkept-text") return words.say("desk.fault.text");
  if (type === "invalid-request") return words.say("desk.fault.reason");
  return words.say("desk.fault.taken");
}

/** Null where nothing was asked for. */
async function changed(c: DoorContext, actor: Actor, salon: Salon, booking: string, form: Form) {
  const ctx = commandContext(c);
  const { fields } = form;
  const idempotency = onceOf(form);
  const subject = {
    salon: salon.slug,
    booking,
    actor: actor.role === "operator" ? "operator" : "team",
    by: actorName(actor),
  } as const;
  const also = fields.getAll("also");
  const patchWaiver = fields.get("waiver") ?? undefined;
  switch (fields.get("act")) {
    case "stage": {
      const stage = fields.get("stage");
      const known: Stage | undefined = STAGES.find((each) => each === stage);
      if (known === undefined && stage !== "booked") return null;
      return putStage(ctx, { salon: salon.slug, booking, actor, stage: known ?? null, also, patchWaiver });
    }
    case "note":
      return addNote(ctx, { salon: salon.slug, booking, actor, text: fields.get("text") ?? "", idempotency });
    case "cancel":
      return cancel(ctx, { subject, also, patchWaiver, idempotency });
    case "cancel-party":
      return cancelParty(ctx, { salon: salon.slug, booking, actor });
    case "names": {
      const [names, sequence] = [namesIn(fields), Number(fields.get("was"))];
      if (names === null) return { ok: false, problem: problem("unkept-text", 422, "A name cannot be kept.") } as const;
      return nameParty(ctx, { salon: salon.slug, booking, actor, names, sequence, idempotency });
    }
    case "leave": {
      const [guest, sequence] = [Number(fields.get("guest")), Number(fields.get("was"))];
      return leaveParty(ctx, { salon: salon.slug, booking, actor, guest, sequence, idempotency });
    }
    case "move": {
      const start = minuteIn(fields.get("start"));
      if (start === null) return null;
      const found = await readVisit(ctx, { salon: salon.slug, booking, actor });
      if (!found.ok) return found;
      const override = overrideOf(fields);
      const services = servicesWith(found.value.booking.services, fields.get("with"));
      const was = Number(fields.get("was"));
      return move(ctx, {
        subject,
        start,
        services,
        override,
        patchWaiver,
        idempotency,
        sequence: Number.isSafeInteger(was) ? was : undefined,
      });
    }
    default:
      return null;
  }
}

export function overrideOf(fields: URLSearchParams) {
  const rules = fields.getAll("aside").flatMap((rule): OverridableRule[] => {
    const known = OVERRIDABLE.find((each) => each === rule);
    return known === undefined ? [] : [known];
  });
  return rules.length === 0 ? undefined : { rules, reason: fields.get("reason") ?? "" };
}
