// GET /desk/{salon}: a day by people, by rooms or as a list, or one person's week. `day` is a date (today where absent), `by` the
// view, `who` a unit.

import { html } from "hono/html";
import { type Day, readDay } from "../../commands/desk/calendar/day.ts";
import { refusedAnswer, salonOfPage } from "../../http/pages/staff.ts";
import { commandContext, type DoorContext } from "../../http/request.ts";
import { type Actor, has } from "../../permissions.ts";
import type { Salon } from "../../store/snapshots.ts";
import { dateOfIso, isoDate, longDay, shortDay, weekdayOf } from "../../ui/dates.ts";
import { hidden } from "../../ui/forms.ts";
import type { Markup } from "../../ui/markup.ts";
import { type House, houseWords, langField, withLang } from "../../ui/shell.ts";
import type { WordKey } from "../../ui/words.ts";
import { deskAnswer } from "../frame.ts";
import { agendaOf } from "./table/agenda.ts";
import { columnsOf } from "./table/columns.ts";
import { gridOf, type Heading } from "./table/grid.ts";
import { guestName, momentsOf, personName, roomsOf, serviceName, unitName } from "./told.ts";

const VIEWS = ["people", "rooms", "week", "list"] as const;
type View = (typeof VIEWS)[number];

/** What an address asks for. */
interface Asked {
  view: View;
  date: number;
  today: number;
  /** Minutes since the epoch. */
  now: number;
  who: string | null;
}

export async function showDay(c: DoorContext, actor: Actor): Promise<Response> {
  const salon = await salonOfPage(c);
  const house = houseWords(c.req.raw);
  const ctx = commandContext(c);
  const asked = askedIn(new URL(c.req.url), salon, ctx.now);
  const from = asked.view === "week" ? asked.date - weekdayOf(asked.date) : asked.date;
  const found = await readDay(ctx, { salon: salon.slug, from, to: asked.view === "week" ? from + 6 : from, actor });
  if (!found.ok) return refusedAnswer(house, found.problem);
  const day = found.value;
  const { words } = house;
  const title =
    asked.view === "week" ? words.say("desk.week-of", { day: shortDay(words, from) }) : longDay(words, asked.date);
  const main = html`${bar(house, salon, actor, asked, title)}${views(house, salon, asked)}
<div class="calendar" data-live="/api/v1/salons/${salon.slug}/desk/changes?wait=25">${content(house, day, asked)}${waiting(house, day, asked)}</div>`;
  return deskAnswer(house, day.salon, actor, { room: "calendar", title, main });
}

function askedIn(url: URL, salon: Salon, now: number): Asked {
  const { date: today } = momentsOf(salon, [now])(now);
  const view = VIEWS.find((each) => each === url.searchParams.get("by")) ?? "people";
  const date = dateOfIso(url.searchParams.get("day")) ?? today;
  const who = url.searchParams.get("who");
  const known = who !== null && salon.units.number(who) !== undefined ? who : null;
  return { view, date, today, now, who: known };
}

/** The address of a view of this calendar. */
function hrefOf(
  house: House,
  salon: Salon,
  { view, date, who }: Pick<Asked, "view" | "date" | "who">,
  today: number,
): string {
  const query = new URLSearchParams();
  if (date !== today) query.set("day", isoDate(date));
  if (view !== "people") query.set("by", view);
  if (who !== null) query.set("who", who);
  const text = query.toString();
  return withLang(`/desk/${salon.slug}${text === "" ? "" : `?${text}`}`, house);
}

function bar(house: House, salon: Salon, actor: Actor, asked: Asked, title: string): Markup {
  const { words } = house;
  const step = asked.view === "week" ? 7 : 1;
  const to = (date: number) => hrefOf(house, salon, { ...asked, date }, asked.today);
  const way = (path: string, key: WordKey, quiet: boolean) =>
    html`<a class="btn small${quiet && " quiet"}" href="${withLang(`/desk/${salon.slug}/${path}`, house)}">${words.say(key)}</a>`;
  const fields: [string, string][] = [
    ["by", asked.view],
    ...(asked.who === null ? [] : [["who", asked.who] as [string, string]]),
    ...langField(house),
  ];
  return html`<div class="desk-bar"><h1>${title}</h1>
<nav class="stepper" aria-label="${words.say("desk.days")}"><a href="${to(asked.date - step)}" aria-label="${words.say("desk.before")}" rel="prev">‹</a>
<a href="${to(asked.today)}">${words.say("desk.today")}</a><a href="${to(asked.date + step)}" aria-label="${words.say("desk.after")}" rel="next">›</a></nav>
<form class="go" method="get" action="/desk/${salon.slug}">${hidden(fields)}<label class="heard" for="day">${words.say("desk.date")}</label>
<input type="date" id="day" name="day" value="${isoDate(asked.date)}" required><button class="btn quiet small">${words.say("desk.go")}</button></form>
<p class="acts">${way("walk-in", "desk.walk-in", false)}${way("new", "desk.new", true)}${way("blocks", "desk.block", true)}
${has(actor.role, "rota.write") && way("time-off", "desk.time-off", true)}</p></div>`;
}

function views(house: House, salon: Salon, asked: Asked): Markup {
  const { words } = house;
  const rooms = (salon.view.resources ?? []).length > 0;
  const tabs = VIEWS.filter((view) => view !== "rooms" || rooms).map((view) => {
    const who = view === "week" ? (asked.who ?? salon.view.staff[0]?.id ?? null) : null;
    const current = view === asked.view ? html` aria-current="true"` : "";
    return html`<a href="${hrefOf(house, salon, { view, date: asked.date, who }, asked.today)}"${current}>${words.say(`desk.by.${view}`)}</a>`;
  });
  return html`<nav class="tabs" aria-label="${words.say("desk.views")}">${tabs}</nav>${asked.view === "week" ? whose(house, salon, asked) : ""}`;
}

/** Whose week. */
function whose(house: House, salon: Salon, asked: Asked): Markup {
  const who = asked.who ?? salon.view.staff[0]?.id;
  const links = salon.view.staff.map(({ id, name }) => {
    const current = id === who ? html` aria-current="true"` : "";
    return html`<a href="${hrefOf(house, salon, { ...asked, who: id }, asked.today)}"${current}>${name}</a>`;
  });
  return html`<nav class="tabs quiet" aria-label="${house.words.say("desk.people")}">${links}</nav>`;
}

function content(house: House, day: Day, asked: Asked): Markup {
  const { salon } = day;
  const { words } = house;
  const now = asked.date === asked.today && asked.view !== "week" ? { instant: asked.now } : null;
  const personHref = (id: string) => hrefOf(house, salon, { view: "week", date: asked.date, who: id }, asked.today);
  if (asked.view === "list") return agendaOf(house, day, asked.who, hrefOf(house, salon, asked, asked.today));
  const columns: { unit: string; date: number; heading: Heading }[] =
    asked.view === "week"
      ? Array.from({ length: 7 }, (_, i) => {
          const unit = asked.who ?? salon.view.staff[0]?.id ?? "";
          const date = day.from + i;
          const href = hrefOf(house, salon, { view: "people", date, who: null }, asked.today);
          return { unit, date, heading: { name: shortDay(words, date), href } };
        })
      : asked.view === "rooms"
        ? roomsOf(salon).map((unit) => ({ unit, date: day.from, heading: { name: unitName(words, salon, unit) } }))
        : salon.view.staff.map(({ id }) => {
            return { unit: id, date: day.from, heading: { name: personName(salon, id), href: personHref(id) } };
          });
  const drawn = columnsOf(day, columns);
  return gridOf(
    house,
    day,
    drawn,
    columns.map(({ heading }) => heading),
    now,
  );
}

/** Who waits for a time on this day, beside the gaps that they could fill. */
function waiting(house: House, day: Day, asked: Asked): Markup | string {
  const { words } = house;
  if (day.waits.length === 0 || asked.view === "week") return "";
  const rows = day.waits.map(({ name, services, offered, id }) => {
    const what = services.map((wish) => serviceName(words, day.salon, wish.id)).join(" + ");
    const said = html`<span class="what"><b>${guestName(words, name)}</b><span class="note">${what}</span></span>`;
    const query = services.map((wish) => `service=${wish.id}`).join("&");
    const href = withLang(`/desk/${day.salon.slug}/new?wait=${id}&day=${isoDate(asked.date)}&${query}`, house);
    const way = offered
      ? html`<span class="badge">${words.say("desk.offered")}</span>`
      : html`<a class="btn quiet small" href="${href}" aria-label="${words.say("desk.find-time")}, ${guestName(words, name)}">${words.say("desk.find-time")}</a>`;
    return html`<li class="row">${said}${way}</li>`;
  });
  return html`<section class="group"><h2>${words.say("desk.waiting")}</h2><ul class="rows">${rows}</ul></section>`;
}
