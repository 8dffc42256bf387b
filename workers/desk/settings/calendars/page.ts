// GET /desk/{salon}/settings/calendars: each person's own calendar, which keeps them from being booked, and the address of what they are
// booked for. POST joins one, or takes it away.

import { html } from "hono/html";
import { joinCalendar } from "../../../commands/desk/settings/calendars/keep.ts";
import { seeOther } from "../../../http/pages/answer.ts";
import { readForm } from "../../../http/pages/form.ts";
import { formHouse, refusedAnswer, salonOfPage } from "../../../http/pages/staff.ts";
import { commandContext, type DoorContext } from "../../../http/request.ts";
import { type Actor, actorName, has } from "../../../permissions.ts";
import { feedVersion } from "../../../store/compliance/containment.ts";
import { database, read } from "../../../store/database.ts";
import { askCalendars, type CalendarRow } from "../../../store/desk/settings/calendars.ts";
import type { Salon } from "../../../store/snapshots.ts";
import { calendarToken } from "../../../token.ts";
import { hidden } from "../../../ui/forms.ts";
import type { Markup } from "../../../ui/markup.ts";
import { type House, houseWords, langField, withLang } from "../../../ui/shell.ts";
import { isWord } from "../../../ui/words.ts";
import { deskAnswer } from "../../frame.ts";
import { toldIn } from "../today.ts";
import { publicAddress } from "./fetch.ts";

const hrefOf = (slug: string): string => `/desk/${slug}/settings/calendars`;

/** What was typed that is no address, and whose it was. */
interface Typed {
  person: string;
  url: string;
}

export async function showCalendars(c: DoorContext, actor: Actor): Promise<Response> {
  return page(c, houseWords(c.req.raw), await salonOfPage(c), actor, null);
}

async function page(c: DoorContext, house: House, salon: Salon, actor: Actor, typed: Typed | null): Promise<Response> {
  const { words } = house;
  const db = database(c.env, salon.slug);
  const [rows] = await read<[CalendarRow]>(db, [askCalendars(db, salon.slug)]);
  const joined = new Map(rows.map((row) => [row.person_id, row]));
  const told = toldIn(
    salon,
    words,
    rows.flatMap(({ fetched_at }) => fetched_at ?? []),
  );
  const feeds = has(actor.role, "calendars.read") ? await feedsOf(c, salon) : new Map<string, string>();
  const people = salon.view.staff.map(({ id, name }) => {
    const row = joined.get(id);
    const feed = feeds.get(id);
    const out =
      feed !== undefined &&
      html`<div class="field"><label for="out-${id}">${words.say("calendars.out")}</label><input id="out-${id}" readonly value="${feed}"></div>`;
    return html`<li class="card"><h2>${name}</h2>${row !== undefined && standing(house, row, told)}
${has(actor.role, "rota.write") && form(house, salon, { id, name }, row, typed)}${out}</li>`;
  });
  const title = words.say("calendars.title");
  const main = html`<div class="narrow settings"><ol class="steps"><li><a href="${withLang(`/desk/${salon.slug}/settings`, house)}">${words.say("desk.settings")}</a></li></ol>
<h1>${title}</h1><p class="lede">${words.say("calendars.lede")}</p><ul class="versions">${people}</ul></div>`;
  const status = typed === null ? 200 : 422;
  return deskAnswer(house, salon, actor, { room: "settings", title, main, status, languageUrl: hrefOf(salon.slug) });
}

async function feedsOf(c: DoorContext, { slug, view }: Salon): Promise<Map<string, string>> {
  const { origin } = commandContext(c);
  const version = await feedVersion(c.env, slug);
  const feeds = view.staff.map(async ({ id }) => {
    const secret = await calendarToken(c.env.TOKEN_SECRET, slug, id, version);
    return [id, `${origin}/${slug}/calendar/${secret}.ics`] as const;
  });
  return new Map(await Promise.all(feeds));
}

function standing(
  { words }: House,
  { host, fetched_at, fault, busy, unread }: CalendarRow,
  told: (instant: number) => string,
): Markup {
  const when =
    fetched_at === null ? words.say("calendars.not-yet") : words.say("calendars.read", { when: told(fetched_at) });
  const key = `calendars.fault.${fault}`;
  const wrong =
    fault !== null &&
    html`<p class="fault">${isWord(key) ? words.say(key) : words.say("calendars.fault.unreachable")}</p>`;
  const some = unread > 0 && html`<p class="note">${words.count("calendars.unread", unread)}</p>`;
  return html`<p class="note">${host} · ${when} · ${words.count("calendars.busy", busy)}</p>${wrong}${some}`;
}

function form(
  house: House,
  salon: Salon,
  { id, name }: { id: string; name: string },
  row: CalendarRow | undefined,
  typed: Typed | null,
): Markup {
  const { words } = house;
  const bad = typed?.person === id;
  const wrong = bad && html` aria-invalid="true" aria-describedby="url-${id}-fault"`;
  const drop =
    row !== undefined &&
    html`<button class="btn quiet small danger" name="act" value="drop" formnovalidate aria-label="${words.say("calendars.drop")}, ${name}">${words.say("calendars.drop")}</button>`;
  return html`<form class="stack" method="post" action="${hrefOf(salon.slug)}">${hidden([["person", id], ...langField(house)])}
<div class="field"><label for="url-${id}">${words.say("calendars.in")}</label>
<input id="url-${id}" name="url" type="url" maxlength="2000" autocomplete="off" value="${bad ? typed.url : ""}"${wrong}>
${bad && html`<p class="fault" id="url-${id}-fault" role="alert">${words.say("calendars.fault.address")}</p>`}</div>
<p class="acts"><button class="btn small" aria-label="${words.say("calendars.join")}, ${name}">${words.say("calendars.join")}</button>${drop}</p></form>`;
}

export async function changeCalendar(c: DoorContext, actor: Actor): Promise<Response> {
  const salon = await salonOfPage(c);
  const sent = await readForm(c);
  const house = formHouse(c, sent);
  const person = sent.fields.get("person") ?? "";
  const text = sent.fields.get("url") ?? "";
  const drop = sent.fields.get("act") === "drop";
  const url = drop ? null : publicAddress(text);
  if (!drop && url === null) return page(c, house, salon, actor, { person, url: text });
  const outcome = await joinCalendar(commandContext(c), { salon: salon.slug, person, url, actor: actorName(actor) });
  // Somebody who is not of the salon any more has no calendar here.
  if (!outcome.ok && outcome.problem.status !== 422) return refusedAnswer(house, outcome.problem);
  return seeOther(withLang(hrefOf(salon.slug), house));
}
