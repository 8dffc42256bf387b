// …/clients/{client}/book: a visit for this client, with nothing typed. Of a visit they had (`of`): the same services and people, the
// next free times, and one tap on one of them books it. Without: one tap on a service leads there.

import { html } from "hono/html";
import { book } from "../../commands/book.ts";
import type { WishedService } from "../../commands/command.ts";
import { type Card, readCard, type Visit } from "../../commands/desk/clients/card.ts";
import { type OfferedStarts, starts } from "../../commands/starts.ts";
import { seeOther } from "../../http/pages/answer.ts";
import { onceOf, readForm } from "../../http/pages/form.ts";
import { formHouse, refusedAnswer, salonOfPage } from "../../http/pages/staff.ts";
import { commandContext, type DoorContext } from "../../http/request.ts";
import { type Actor, actorName } from "../../permissions.ts";
import type { Problem } from "../../problem.ts";
import type { Salon } from "../../store/snapshots.ts";
import { newId } from "../../token.ts";
import { lengthOfTime, longDay, money, timeOf } from "../../ui/dates.ts";
import { hidden } from "../../ui/forms.ts";
import type { Markup } from "../../ui/markup.ts";
import { type House, houseWords, langField, withLang } from "../../ui/shell.ts";
import { deskAnswer } from "../frame.ts";
import { asksForPair, pairForms, pairIn } from "../pair.ts";
import { cardHref } from "./list.ts";
import { localsOf } from "./moments.ts";
import { whatOf } from "./visits.ts";

/** Times of a day, and days with any, that are one tap away. */
const TIMES = 8;
const DAYS = 4;
/** Services of one visit. */
const MOST_SERVICES = 8;

interface Setting {
  house: House;
  salon: Salon;
  actor: Actor;
  card: Card;
  base: string;
}

export async function askBook(c: DoorContext, actor: Actor): Promise<Response> {
  const setting = await settingOf(c, houseWords(c.req.raw), actor);
  if (setting instanceof Response) return setting;
  const query = new URL(c.req.url).searchParams;
  const of = query.get("of");
  const visit =
    of === null ? undefined : [...setting.card.past, ...setting.card.coming].find(({ booking }) => booking === of);
  const wished = visit === undefined ? wishedIn(query) : sameAs(setting.salon, visit);
  return wished.length === 0 ? chooseService(setting) : chooseTime(c, setting, wished, null);
}

async function settingOf(c: DoorContext, house: House, actor: Actor): Promise<Setting | Response> {
  const salon = await salonOfPage(c);
  const client = c.req.param("client") ?? "";
  const read = await readCard(commandContext(c), { salon: salon.slug, client, actor });
  if (!read.ok) return refusedAnswer(house, read.problem);
  return { house, salon, actor, card: read.value, base: `/desk/${salon.slug}/clients/${client}/book` };
}

function wishedIn(query: URLSearchParams): WishedService[] {
  const staff = query.getAll("staff");
  return query
    .getAll("service")
    .slice(0, MOST_SERVICES)
    .map((id, i) => ({ id, staff: staff[i] || "any" }));
}

/** As they had it: from whoever still does it, by anybody where that person does not. What the salon no longer offers is left out. */
function sameAs({ view }: Salon, visit: Visit): WishedService[] {
  return visit.services.flatMap(({ id }, i) => {
    if (!view.services.some((service) => service.id === id)) return [];
    const person = view.staff.find((one) => one.id === visit.people[i]);
    return [{ id, staff: person?.services.some((skill) => skill.id === id) ? person.id : "any" }];
  });
}

function frame(setting: Setting, title: string, body: Markup, status = 200): Promise<Response> {
  const { house, salon, actor, card, base } = setting;
  const back = html`<p class="back"><a href="${cardHref(house, salon.slug, card.client.client_id)}">${card.client.name}</a></p>`;
  const main = html`<div class="narrow clients">${back}<h1>${title}</h1>${body}</div>`;
  return deskAnswer(house, salon, actor, { room: "clients", title, main, status, languageUrl: base });
}

const addressOf = ({ base, house }: Setting, wished: readonly WishedService[]): string =>
  withLang(
    `${base}?${new URLSearchParams(
      wished.flatMap(({ id, staff = "any" }) => [
        ["service", id],
        ["staff", staff],
      ]),
    )}`,
    house,
  );

function chooseService(setting: Setting): Promise<Response> {
  const { house, salon, card } = setting;
  const { words } = house;
  const usual = card.usual === null ? [] : sameAs(salon, card.usual);
  const first =
    card.usual !== null &&
    usual.length > 0 &&
    html`<p class="acts"><a class="btn" href="${addressOf(setting, usual)}">${whatOf(setting, card.usual)}</a></p>`;
  const rows = salon.view.services
    .filter(({ capacity }) => capacity === undefined)
    .map((service) => {
      const minutes = service.phases.reduce((sum, phase) => sum + phase.minutes, 0);
      return html`<li><a class="row" href="${addressOf(setting, [{ id: service.id }])}"><span class="what"><b>${words.of(service.name)}</b>
<span class="note">${lengthOfTime(words, minutes)}</span></span><span class="cost"><b>${money(words, service.price_cents, salon.view.currency)}</b></span></a></li>`;
    });
  return frame(setting, words.say("clients.book-what"), html`${first}<ul class="rows">${rows}</ul>`);
}

async function chooseTime(
  c: DoorContext,
  setting: Setting,
  wished: WishedService[],
  notice: string | null,
): Promise<Response> {
  const { house, salon } = setting;
  const { words } = house;
  const found = await starts(commandContext(c), { salon: salon.slug, services: wished, next: true });
  if (!found.ok) return refusedAnswer(house, found.problem);
  const { value } = found;
  const what = whatOf(setting, visitLike(wished));
  const told = notice !== null && html`<p class="alert" role="alert">${notice}</p>`;
  const anybody = wished.some(({ staff }) => staff !== undefined && staff !== "any");
  const others =
    anybody &&
    html`<p class="acts"><a class="btn quiet" href="${addressOf(
      setting,
      wished.map(({ id }) => ({ id })),
    )}">${words.say("clients.anybody")}</a></p>`;
  const body = html`${told}<p class="lede">${what}</p>${timesOf(setting, value, wished)}${others}`;
  return frame(setting, words.say("clients.book-when"), body, notice === null ? 200 : 409);
}

function visitLike(wished: readonly WishedService[]): Visit {
  const people = wished.map(({ staff }) => (staff === undefined || staff === "any" ? null : staff));
  const services = wished.map(({ id }) => ({ id }));
  return { booking: "", status: "confirmed", stage: null, services, people, party: 1, start: 0, end: 0, cents: 0 };
}

/** Each a button: pressing it books. The price it names is the one that was seen. */
function timesOf(setting: Setting, offered: OfferedStarts, wished: readonly WishedService[]): Markup {
  const { house, base } = setting;
  const { words } = house;
  const all = offered.next === null ? [...offered.starts] : [...offered.starts, offered.next];
  const local = localsOf(
    setting.salon,
    all.map(({ start }) => start),
  );
  const days = new Map<number, { start: number; time: string; cents: number }[]>();
  for (const { start, priceCents } of offered.starts) {
    const { date } = local(start);
    const times = days.get(date) ?? [];
    if (!days.has(date) && days.size === DAYS) break;
    days.set(date, times);
    if (times.length < TIMES) times.push({ start, time: timeOf(local(start)), cents: priceCents });
  }
  if (days.size === 0 && offered.next !== null) {
    const { start, priceCents } = offered.next;
    days.set(local(start).date, [{ start, time: timeOf(local(start)), cents: priceCents }]);
  }
  if (days.size === 0) return html`<p class="empty">${words.say("clients.no-times")}</p>`;
  const fields = hidden([
    ["key", newId()],
    ...wished.flatMap(({ id, staff = "any" }): [string, string][] => [
      ["service", id],
      ["staff", staff],
    ]),
    ...langField(house),
  ]);
  const groups = [...days].map(([date, times]) => {
    const buttons = times.map(
      ({ start, time, cents }) =>
        html`<li><button class="time" name="start" value="${start}.${cents}"
aria-label="${words.say("clients.book-at", { day: longDay(words, date), time })}">${time}</button></li>`,
    );
    return html`<section class="group"><h2>${longDay(words, date)}</h2><ul class="times">${buttons}</ul></section>`;
  });
  return html`<form method="post" action="${base}">${fields}${groups}</form>`;
}

export async function bookForClient(c: DoorContext, actor: Actor): Promise<Response> {
  const form = await readForm(c);
  const house = formHouse(c, form);
  const setting = await settingOf(c, house, actor);
  if (setting instanceof Response) return setting;
  const wished = wishedIn(form.fields);
  const [start, cents] = (form.fields.get("start") ?? "").split(".").map(Number);
  if (wished.length === 0 || start === undefined || !Number.isSafeInteger(start))
    return seeOther(withLang(setting.base, house));
  const { client } = setting.card;
  const pair = pairIn(form.fields);
  const done = await book(commandContext(c), {
    salon: setting.salon.slug,
    visit: { services: wished, start: pair.start ?? start },
    client: {
      name: client.name,
      phone: client.phone,
      email: client.email ?? undefined,
      language: client.language ?? undefined,
    },
    channel: "desk",
    desk: { by: actorName(actor), patchWaiver: pair.waiver },
    patchTest: pair.test,
    priceCents: Number.isSafeInteger(cents) ? cents : undefined,
    idempotency: onceOf(form),
  });
  if (done.ok) return seeOther(cardHref(house, setting.salon.slug, client.client_id));
  if (asksForPair(done.problem)) return askPatchTest(setting, wished, form.fields, done.problem);
  return gone(c, setting, wished, done.problem);
}

function askPatchTest(
  setting: Setting,
  wished: WishedService[],
  fields: URLSearchParams,
  problem: Problem,
): Promise<Response> {
  const { house, base } = setting;
  const { words } = house;
  const carried: [string, string][] = [
    ["start", fields.get("start") ?? ""],
    ["key", newId()],
    ...wished.flatMap(({ id, staff = "any" }): [string, string][] => [
      ["service", id],
      ["staff", staff],
    ]),
    ...langField(house),
  ];
  const body = pairForms(words, {
    zone: setting.salon.view.timezone,
    action: base,
    carried,
    problem,
    waiver: fields.get("waiver") ?? "",
  });
  return frame(setting, words.say("patch.title"), body, 422);
}

/** Somebody was quicker, or it costs more now: the times that there are, and why. */
function gone(c: DoorContext, setting: Setting, wished: WishedService[], problem: Problem): Promise<Response> {
  const { words } = setting.house;
  const taken = ["slot-taken", "not-offered", "too-soon", "too-far"].includes(problem.type);
  if (taken) return chooseTime(c, setting, wished, words.say("clients.taken"));
  if (problem.type === "price-changed") return chooseTime(c, setting, wished, words.say("price-changed.title"));
  return refusedAnswer(setting.house, problem);
}
