// GET /desk/{salon}/time-off: somebody is ill or away. The page shows which visits that displaces, before it is kept, and for each what
// could be done instead; POST keeps the absence in the salon's document. A visit is moved by one press, and none is moved by itself.

import { html } from "hono/html";
import { type Absence, type Displaced, displacedBy, LONGEST } from "../../commands/desk/calendar/displaced.ts";
import { seeOther } from "../../http/pages/answer.ts";
import { readForm } from "../../http/pages/form.ts";
import { formHouse, refusedAnswer, salonOfPage } from "../../http/pages/staff.ts";
import { commandContext, type DoorContext } from "../../http/request.ts";
import type { Actor } from "../../permissions.ts";
import type { Salon } from "../../store/snapshots.ts";
import { newId } from "../../token.ts";
import { clockTime, dateOfIso, isoDate } from "../../ui/dates.ts";
import { faultList, hidden } from "../../ui/forms.ts";
import type { Markup } from "../../ui/markup.ts";
import { type House, houseWords, langField, withLang } from "../../ui/shell.ts";
import type { WordKey } from "../../ui/words.ts";
import { deskAnswer } from "../frame.ts";
import { save } from "../settings/saving.ts";
import { guestName, instantOf, minuteOf, momentsOf, personName, serviceName, told } from "./told.ts";

/** As it is asked for: dates and wall-clock minutes. */
interface Asked {
  person: string | null;
  first: number;
  from: number;
  last: number;
  to: number;
  /** The query names an absence, and it is one. */
  whole: boolean;
  fault: WordKey | null;
}

function askedIn(salon: Salon, query: URLSearchParams, today: number): Asked {
  const person = salon.view.staff.find(({ id }) => id === query.get("person"))?.id ?? null;
  const first = dateOfIso(query.get("first")) ?? today;
  const last = dateOfIso(query.get("last")) ?? first;
  const from = minuteOf(query.get("from")) ?? 0;
  const to = minuteOf(query.get("to")) ?? 1435;
  const asked = query.has("person");
  const late = last * 1440 + to <= first * 1440 + from || last - first > LONGEST;
  const odd = from % 5 !== 0 || to % 5 !== 0;
  const fault = !asked
    ? null
    : person === null
      ? "desk.fault.unit"
      : odd
        ? "desk.fault.time"
        : late
          ? "desk.fault.absence"
          : null;
  return { person, first, from, last, to, whole: asked && fault === null, fault };
}

export async function showTimeOff(c: DoorContext, actor: Actor): Promise<Response> {
  const salon = await salonOfPage(c);
  return timeOffPage(c, salon, houseWords(c.req.raw), actor, new URL(c.req.url).searchParams);
}

async function timeOffPage(
  c: DoorContext,
  salon: Salon,
  house: House,
  actor: Actor,
  query: URLSearchParams,
  refused: WordKey | null = null,
): Promise<Response> {
  const { words } = house;
  const ctx = commandContext(c);
  const asked = askedIn(salon, query, momentsOf(salon, [ctx.now])(ctx.now).date);
  const absence = asked.whole ? absenceOf(salon, asked) : null;
  const found = absence === null ? null : await displacedBy(ctx, salon.slug, absence);
  if (found !== null && !found.ok) return refusedAnswer(house, found.problem);
  const fault = refused ?? asked.fault;
  const faults = fault === null ? "" : faultList(words, [{ name: "person", text: words.say(fault) }]);
  const kept = query.get("kept") === "1";
  const title = words.say("desk.time-off");
  const answer =
    found === null
      ? ""
      : html`${kept ? "" : keepForm(house, salon, asked, found.value.length)}${list(house, salon, asked, found.value)}`;
  const main = html`<div class="narrow"><p class="way"><a href="${withLang(`/desk/${salon.slug}`, house)}">‹ ${words.say("desk.calendar")}</a></p><h1>${title}</h1>${faults}
${kept && html`<p class="lede" role="status">${words.say("desk.absence-kept", { person: personName(salon, asked.person ?? "") })}</p>`}
${askForm(house, salon, asked)}${answer}</div>`;
  const status = fault === null ? 200 : 422;
  return deskAnswer(house, salon, actor, {
    room: "calendar",
    title,
    main,
    status,
    languageUrl: `/desk/${salon.slug}/time-off`,
  });
}

const absenceOf = (salon: Salon, { person, first, from, last, to }: Asked): Absence => ({
  person: person ?? "",
  from: instantOf(salon, first, from),
  to: instantOf(salon, last, to),
});

const fieldsOf = ({ person, first, from, last, to }: Asked): [string, string][] => [
  ["person", person ?? ""],
  ["first", isoDate(first)],
  ["from", clockTime(from)],
  ["last", isoDate(last)],
  ["to", clockTime(to)],
];

function askForm(house: House, salon: Salon, asked: Asked): Markup {
  const { words } = house;
  const people = salon.view.staff.map(
    ({ id, name }) => html`<option value="${id}"${id === asked.person && html` selected`}>${name}</option>`,
  );
  return html`<form class="inline-form" method="get" action="/desk/${salon.slug}/time-off"><label for="person">${words.say("desk.who")} <select id="person" name="person">${people}</select></label>
<label>${words.say("desk.from")} <input type="date" name="first" value="${isoDate(asked.first)}" required></label>
<label>${words.say("desk.time")} <input type="time" name="from" step="300" value="${clockTime(asked.from)}" required></label>
<label>${words.say("desk.until")} <input type="date" name="last" value="${isoDate(asked.last)}" required></label>
<label>${words.say("desk.until-time")} <input type="time" name="to" step="300" value="${clockTime(asked.to)}" required></label>
${hidden(langField(house))}<button class="btn quiet small">${words.say("desk.what-displaced")}</button></form>`;
}

function keepForm(house: House, salon: Salon, asked: Asked, visits: number): Markup {
  const { words } = house;
  return html`<form class="group" method="post" action="/desk/${salon.slug}/time-off">${hidden([...fieldsOf(asked), ["version", String(salon.version)], ...langField(house)])}
<p>${visits === 0 ? words.say("desk.displaces-none") : words.count("desk.displaces", visits)}</p><p class="acts"><button class="btn small">${words.say("desk.keep-absence")}</button></p></form>`;
}

function list(house: House, salon: Salon, asked: Asked, displaced: readonly Displaced[]): Markup | string {
  if (displaced.length === 0) return "";
  const at = momentsOf(
    salon,
    displaced.flatMap(({ booking, nearest }) => [booking.start, ...nearest.map(({ start }) => start)]),
  );
  const back = `/desk/${salon.slug}/time-off?${new URLSearchParams([...fieldsOf(asked), ["kept", "1"]])}`;
  const rows = displaced.map(({ booking, instead, nearest }) => {
    const { words } = house;
    const name = guestName(words, booking.contact.name);
    const what = booking.services.map(({ id }) => serviceName(words, salon, id)).join(" + ");
    const href = withLang(`/desk/${salon.slug}/visits/${booking.id}#try`, house);
    const way = (start: number, person: string, text: string) =>
      html`<form method="post" action="/desk/${salon.slug}/visits/${booking.id}">${hidden([
        ["act", "move"],
        ["start", String(start)],
        ["with", person],
        ["was", String(booking.sequence)],
        ["key", newId()],
        ["back", back],
        ...langField(house),
      ])}<button class="btn quiet small" aria-label="${name}: ${text}">${text}</button></form>`;
    const same = instead.map((person) =>
      way(booking.start, person, words.say("desk.same-time-with", { person: personName(salon, person) })),
    );
    const other = nearest.map(({ start, person }) =>
      way(start, person, `${told(words, at(start))}, ${personName(salon, person)}`),
    );
    const { phone } = booking.contact;
    const call = phone !== "" && html`<a href="tel:${phone}">${phone}</a>`;
    return html`<li class="member"><b><a href="${href}">${name}</a></b> <span class="note">${told(words, at(booking.start))} · ${what} ${call}</span><div class="acts">${same}${other}</div></li>`;
  });
  return html`<section class="group"><h2>${house.words.say("desk.displaced")}</h2><p class="note">${house.words.say("desk.displaced-note")}</p><ul class="rows">${rows}</ul></section>`;
}

export async function keepTimeOff(c: DoorContext, actor: Actor): Promise<Response> {
  const salon = await salonOfPage(c);
  const form = await readForm(c);
  const house = formHouse(c, form);
  const { fields } = form;
  const { now } = commandContext(c);
  const asked = askedIn(salon, fields, momentsOf(salon, [now])(now).date);
  if (!asked.whole) return timeOffPage(c, salon, house, actor, fields);
  const base = Number(fields.get("version"));
  const known = Number.isSafeInteger(base) && base > 0 && base <= salon.version ? base : salon.version;
  const wall = (date: number, minute: number) => `${isoDate(date)}T${clockTime(minute)}`;
  const span = { from: wall(asked.first, asked.from), to: wall(asked.last, asked.to) };
  const saved = await save(c, actor, {
    salon: salon.slug,
    base: known,
    edit: (document) => withAbsence(document, asked.person ?? "", span),
    mine: new Set(),
    decided: new Set(),
    sure: true,
  });
  if (saved.kind === "refused") return refusedAnswer(house, saved.problem);
  // Overlapping absences are refused by the document's own rules, and another edit of the same person is looked at first.
  if (saved.kind !== "saved") return timeOffPage(c, salon, house, actor, fields, "desk.fault.absence-clash");
  const query = new URLSearchParams([...fieldsOf(asked), ["kept", "1"]]);
  return seeOther(withLang(`/desk/${salon.slug}/time-off?${query}`, house));
}

type Fields = Parameters<Parameters<typeof save>[2]["edit"]>[0];

function withAbsence(document: Fields, person: string, span: { from: string; to: string }): Fields {
  const staff = (document.staff ?? []) as { id: string; time_off?: { from: string; to: string }[] }[];
  const edited = staff.map((one) => (one.id === person ? { ...one, time_off: [...(one.time_off ?? []), span] } : one));
  return { ...document, staff: edited } as Fields;
}
