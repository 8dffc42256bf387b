// GET /desk/{salon}/new: book for somebody who called or stands here. Services, person and time are tried first; below the engine's
// answer stands who it is for. POST books, with what the team sets aside and why.

import { html } from "hono/html";
import { book } from "../../../commands/book.ts";
import { overrideFaults } from "../../../commands/desk/calendar/override.ts";
import { type Tried, tryVisit } from "../../../commands/desk/calendar/trying.ts";
import { bookParty } from "../../../commands/desk/visits/party/book.ts";
import { MOST_GUESTS, nearParts, type Part } from "../../../commands/desk/visits/party/near.ts";
import { seeOther } from "../../../http/pages/answer.ts";
import { onceOf, readForm } from "../../../http/pages/form.ts";
import { formHouse, refusedAnswer, salonOfPage } from "../../../http/pages/staff.ts";
import { commandContext, type DoorContext } from "../../../http/request.ts";
import { type Actor, actorName } from "../../../permissions.ts";
import type { Problem } from "../../../problem.ts";
import type { Salon } from "../../../store/snapshots.ts";
import { readEntry } from "../../../store/waitlist.ts";
import { newId } from "../../../token.ts";
import { clockTime, dateOfIso, isoDate, minuteIn } from "../../../ui/dates.ts";
import { emailField, faultList, field, hidden } from "../../../ui/forms.ts";
import type { Markup } from "../../../ui/markup.ts";
import { type House, houseWords, langField, withLang } from "../../../ui/shell.ts";
import type { WordKey } from "../../../ui/words.ts";
import { deskAnswer } from "../../frame.ts";
import { asksForPair, pairForms, pairIn } from "../../pair.ts";
import { againOf, instantOf, minuteOf, momentsOf, whichOfTwo } from "../told.ts";
import { guestOf, namesIn } from "./guest.ts";
import { guestsField, nameFields, nearMarkup, partsIn } from "./guests.ts";
import { triedMarkup } from "./tried.ts";
import { overrideOf } from "./visit.ts";

/** Services of one visit that the form has room for. */
const MOST_SERVICES = 3;

type FieldName = "name" | "phone" | "email" | "notes" | "reason" | "time" | "guest-names";
type Faults = Partial<Record<FieldName, WordKey>>;

export async function showNew(c: DoorContext, actor: Actor): Promise<Response> {
  const salon = await salonOfPage(c);
  const query = new URL(c.req.url).searchParams;
  const wait = query.get("wait");
  const entry = wait === null ? null : await readEntry(c.env, salon.slug, wait, "wait");
  if (entry !== null) {
    const { name, phone, email } = entry.contact;
    for (const [field, value] of [
      ["name", name],
      ["phone", phone],
      ["email", email ?? ""],
    ] as const) {
      if (!query.has(field)) query.set(field, value);
    }
  }
  return newPage(c, salon, houseWords(c.req.raw), actor, query, {});
}

/** What the address or the form asks about. */
interface Asked {
  services: string[];
  guests: number;
  /** Nobody is asked for by name where several come. */
  person: string | null;
  date: number | null;
  minute: number | null;
  /** The second of that time, where it comes twice. */
  again: boolean;
}

function askedIn(salon: Salon, query: URLSearchParams): Asked {
  const known = (id: string) => salon.view.services.some((service) => service.id === id);
  const services = query.getAll("service").filter(known).slice(0, MOST_SERVICES);
  const guests = guestsIn(query);
  const person = guests > 1 ? null : (salon.view.staff.find(({ id }) => id === query.get("with"))?.id ?? null);
  const instant = minuteIn(query.get("start") ?? query.get("at"));
  if (instant !== null && !query.has("time")) {
    const again = againOf(salon, instant).length > 0;
    return { services, guests, person, ...momentsOf(salon, [instant])(instant), again };
  }
  const [date, minute] = [dateOfIso(query.get("day")), minuteOf(query.get("time"))];
  return { services, guests, person, date, minute, again: query.has("again") };
}

function guestsIn(query: URLSearchParams): number {
  const guests = Number(query.get("guests") ?? 1);
  return Number.isInteger(guests) && guests >= 1 && guests <= MOST_GUESTS ? guests : 1;
}

async function newPage(
  c: DoorContext,
  salon: Salon,
  house: House,
  actor: Actor,
  query: URLSearchParams,
  faults: Faults,
): Promise<Response> {
  const ctx = commandContext(c);
  const { words } = house;
  const asked = askedIn(salon, query);
  const { services, guests, person, date, minute, again } = asked;
  const today = momentsOf(salon, [ctx.now])(ctx.now);
  const start = instantOf(salon, date ?? today.date, minute ?? today.minute, again);
  const wishes = services.map((id) => (person === null ? { id } : { id, staff: person }));
  const tried =
    services.length === 0 ? null : await tryVisit(ctx, { salon: salon.slug, services: wishes, party: guests, start });
  if (tried !== null && !tried.ok && tried.problem.status >= 500) return refusedAnswer(house, tried.problem);
  const apart =
    guests > 1 && tried?.ok && tried.value.visit === null
      ? await nearParts(ctx, { salon: salon.slug, services, party: guests, start })
      : null;
  if (apart !== null && !apart.ok) return refusedAnswer(house, apart.problem);
  const title = words.say("desk.new-visit");
  const named = Object.entries(faults).map(([name, key]) => ({ name, text: words.say(key) }));
  const answer =
    tried === null
      ? ""
      : tried.ok
        ? result(house, salon, asked, { tried: tried.value, apart: apart?.value ?? null }, query, faults)
        : html`<p class="fault">${words.say("desk.nobody-does")}</p>`;
  const back = withLang(`/desk/${salon.slug}?day=${isoDate(date ?? today.date)}`, house);
  const main = html`<div class="narrow"><p class="way"><a href="${back}">‹ ${words.say("desk.calendar")}</a></p><h1>${title}</h1>
${faultList(words, named)}${wishForm(house, salon, query.get("wait"), asked, { date: date ?? today.date, minute: minute ?? nextQuarter(today.minute), start })}${answer}</div>`;
  const status = named.length > 0 ? 422 : 200;
  return deskAnswer(house, salon, actor, {
    room: "calendar",
    title,
    main,
    status,
    languageUrl: `/desk/${salon.slug}/new`,
  });
}

const nextQuarter = (minute: number): number => Math.min(1435, Math.ceil(minute / 15) * 15);

function wishForm(
  house: House,
  salon: Salon,
  wait: string | null,
  { services, guests, person }: Asked,
  at: { date: number; minute: number; start: number },
): Markup {
  const { words } = house;
  const selects = Array.from({ length: MOST_SERVICES }, (_, i) => {
    const options = salon.view.services.map(
      ({ id, name }) => html`<option value="${id}"${services[i] === id && html` selected`}>${words.of(name)}</option>`,
    );
    const none = html`<option value="">${words.say(i === 0 ? "desk.choose" : "desk.no-other")}</option>`;
    const label = words.say(i === 0 ? "desk.service" : "desk.and-service");
    return i > services.length
      ? ""
      : html`<label>${label} <select name="service"${i === 0 && html` required`}>${none}${options}</select></label>`;
  });
  const people = salon.view.staff.map(
    ({ id, name }) => html`<option value="${id}"${id === person && html` selected`}>${name}</option>`,
  );
  return html`<form class="inline-form" method="get" action="/desk/${salon.slug}/new#try">${selects}
<label>${words.say("desk.person")} <select name="with"><option value="">${words.say("desk.anybody")}</option>${people}</select></label>
${guestsField(house, guests)}<label>${words.say("desk.date")} <input type="date" name="day" value="${isoDate(at.date)}" required></label>
<label>${words.say("desk.time")} <input type="time" name="time" step="300" value="${clockTime(at.minute)}" required></label>
${whichOfTwo(words, salon, at.start)}
${hidden([...(wait === null ? [] : [["wait", wait] as [string, string]]), ...langField(house)])}<button class="btn quiet small">${words.say("desk.try")}</button></form>
${guests > 1 && html`<p class="note">${words.say("desk.party.anybody")}</p>`}`;
}

function result(
  house: House,
  salon: Salon,
  { services, guests, person }: Asked,
  { tried, apart }: { tried: Tried; apart: Part[] | null },
  query: URLSearchParams,
  faults: Faults,
): Markup {
  const { words } = house;
  const fault = (name: FieldName) => (faults[name] === undefined ? undefined : words.say(faults[name]));
  const value = (name: FieldName) => query.get(name) ?? "";
  const names = guests > 1 && nameFields(house, guests, query.getAll("guest-name"), fault("guest-names"));
  const inputs = html`${field(words, { name: "name", label: words.say("desk.name"), value: value("name"), maxlength: 120, fault: fault("name"), hint: words.say("desk.name-hint") })}
${field(words, { name: "phone", label: words.say("details.phone"), type: "tel", inputmode: "tel", value: value("phone"), maxlength: 32, fault: fault("phone"), hint: words.say("desk.phone-hint") })}
${emailField(words, value("email"), fault("email"), { hint: words.say("desk.email-hint") })}
${names}${field(words, { name: "notes", label: words.say("desk.note"), value: value("notes"), long: true, maxlength: 1000, fault: fault("notes") })}`;
  const wished = services.map((id): [string, string] => ["service", id]);
  const wait = query.get("wait");
  const waits: [string, string][] = wait === null ? [] : [["wait", wait]];
  const several: [string, string][] = guests > 1 ? [["guests", String(guests)]] : [];
  const fields: [string, string][] = [
    ...wished,
    ...several,
    ...waits,
    ["start", String(tried.start)],
    ["key", newId()],
    ...langField(house),
  ];
  const trial = {
    action: `/desk/${salon.slug}/new`,
    fields: person === null ? fields : [...fields, ["with", person] as [string, string]],
    commit: words.say("desk.book"),
    other: (start: number) => {
      const moment = momentsOf(salon, [start])(start);
      const next = new URLSearchParams([
        ...wished,
        ...several,
        ["day", isoDate(moment.date)],
        ["time", clockTime(moment.minute)],
        ...againOf(salon, start),
      ]);
      if (person !== null) next.set("with", person);
      for (const name of ["name", "phone", "email", "wait"]) if (query.get(name)) next.set(name, query.get(name) ?? "");
      return withLang(`/desk/${salon.slug}/new?${next}#try`, house);
    },
    inputs,
  };
  // Where they can begin near each other, that is what the details are asked for.
  const near =
    apart !== null &&
    nearMarkup(
      house,
      salon,
      apart,
      (parts) => html`<form method="post" action="${trial.action}">${hidden([...fields, ["parts", parts]])}${inputs}
<p class="acts"><button class="btn small">${words.say("desk.party.book-near")}</button></p></form>`,
    );
  return html`<section class="group" id="try">${triedMarkup(house, tried, trial)}${near}</section>`;
}

export async function bookNew(c: DoorContext, actor: Actor): Promise<Response> {
  const salon = await salonOfPage(c);
  const form = await readForm(c);
  const house = formHouse(c, form);
  const { fields } = form;
  const { services, guests, person } = askedIn(salon, fields);
  const start = minuteIn(fields.get("start"));
  const text = (name: string) => fields.get(name) ?? undefined;
  const guest = guestOf(salon, {
    name: text("name"),
    phone: text("phone"),
    email: text("email"),
    notes: text("notes"),
  });
  const override = overrideOf(fields);
  const faults: Faults = {};
  for (const { pointer } of guest.faults) {
    const [field, key] = FAULTS[pointer ?? ""] ?? ["time", "desk.fault.taken"];
    faults[field] = key;
  }
  const names = guests > 1 ? namesIn(fields) : [];
  if (names === null) faults["guest-names"] = "desk.fault.text";
  if (overrideFaults(override).length > 0) faults.reason = "desk.fault.reason";
  if (services.length === 0 || start === null) faults.time = "desk.fault.taken";
  if (start === null || Object.keys(faults).length > 0) return newPage(c, salon, house, actor, fields, faults);
  const idempotency = onceOf(form);
  const parts = partsIn(fields.get("parts"));
  const pair = pairIn(fields);
  const moved = pair.start !== undefined && pair.start !== start;
  const by = actorName(actor);
  const wait = fields.get("wait") ?? undefined;
  const answers = { wait, patchWaiver: pair.waiver, guests: names ?? [] };
  const { client, notes } = guest;
  const ctx = commandContext(c);
  const apart = parts.length > 1;
  const outcome =
    apart && idempotency !== undefined
      ? await bookParty(ctx, { salon: salon.slug, services, parts, client, notes, by, ...answers, idempotency })
      : await book(ctx, {
          salon: salon.slug,
          visit: {
            services: services.map((id) => (person === null ? { id } : { id, staff: person })),
            start: pair.start ?? start,
            party: guests,
          },
          client,
          notes,
          channel: "desk",
          // Rules were set aside for the time that was asked for; another one of a pair breaks none.
          desk: { by, override: moved ? undefined : override, ...answers },
          patchTest: pair.test,
          idempotency,
        });
  if (outcome.ok) return seeOther(withLang(`/desk/${salon.slug}/visits/${outcome.value.booking}`, house));
  const { problem } = outcome;
  if (problem.status >= 500 || problem.status === 429) return refusedAnswer(house, problem);
  if (asksForPair(problem)) return pairPage(salon, house, actor, fields, problem, apart);
  return newPage(c, salon, house, actor, fields, { time: "desk.fault.taken" });
}

/** What a pair, or the reason for none, stands in the place of. */
const ANEW = ["key", "lang", "patch", "waiver"];

function pairPage(
  salon: Salon,
  house: House,
  actor: Actor,
  fields: URLSearchParams,
  problem: Problem,
  apart: boolean,
): Promise<Response> {
  const { words } = house;
  const action = `/desk/${salon.slug}/new`;
  const carried: [string, string][] = [
    ...[...fields].filter(([name]) => !ANEW.includes(name)),
    ["key", newId()],
    ...langField(house),
  ];
  const title = words.say("patch.title");
  const main = html`<div class="narrow"><p class="way"><a href="${withLang(action, house)}">‹ ${words.say("desk.new-visit")}</a></p><h1>${title}</h1>
${pairForms(words, { zone: salon.view.timezone, action, carried, problem, waiver: fields.get("waiver") ?? "", apart })}</div>`;
  return deskAnswer(house, salon, actor, { room: "calendar", title, main, status: 422, languageUrl: action });
}

const FAULTS: Record<string, [FieldName, WordKey]> = {
  "/client/name": ["name", "desk.fault.name"],
  "/client/phone": ["phone", "desk.fault.phone"],
  "/client/email": ["email", "desk.fault.email"],
  "/notes": ["notes", "desk.fault.text"],
};
