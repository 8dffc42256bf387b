// GET /desk: how the day stands in every salon that one works for, with the way into each. One read for all of them.

import { html } from "hono/html";
import { momentsAt, offsetsAt } from "../../../engine/clock.ts";
import { engine } from "../../../engine/shipped.ts";
import type { SignedIn } from "../../../http/access/caller.ts";
import { staffAnswer } from "../../../http/pages/staff.ts";
import { commandContext, type DoorContext } from "../../../http/request.ts";
import { has, type SalonRole } from "../../../permissions.ts";
import { membershipsOf } from "../../../store/access/accounts.ts";
import { database, read } from "../../../store/database.ts";
import { askStanding, type SalonDay, type StandingRow } from "../../../store/desk/settings/salons.ts";
import { publishedSalon, type Salon } from "../../../store/snapshots.ts";
import { localMoment, longDay, timeOf } from "../../../ui/dates.ts";
import type { Markup } from "../../../ui/markup.ts";
import { type House, houseWords, withLang } from "../../../ui/shell.ts";

interface Workplace {
  salon: Salon;
  role: SalonRole;
  /** Minutes east of UTC now; the day it is counted by. */
  offset: number;
  day: SalonDay;
}

export async function showSalons(c: DoorContext, who: SignedIn): Promise<Response> {
  const house = houseWords(c.req.raw);
  const { words } = house;
  const { now } = commandContext(c);
  const memberships = await membershipsOf(c.env, who.account);
  const salons = await Promise.all(memberships.map(({ salon_id }) => publishedSalon(c.env, salon_id)));
  const places = memberships.flatMap(({ role }, at) => placeOf(salons[at] ?? null, role, now));
  const standing = await standingOf(c, places, now);
  const cards = places.map((place) => card(house, place, standing.get(place.salon.slug)));
  const title = words.say("salons.title");
  const none = html`<p class="lede">${words.say("salons.none")}</p>`;
  const main = html`<div class="settings"><h1>${title}</h1>${places.length === 0 ? none : html`<ul class="versions several">${cards}</ul>`}
<p class="acts"><a class="btn quiet" href="${withLang("/start", house)}">${words.say("start.title")}</a>
<a class="btn quiet" href="${withLang("/account", house)}">${words.say("account.title")}</a></p></div>`;
  return staffAnswer(house, { title, main, languageUrl: "/desk", desk: true });
}

function placeOf(salon: Salon | null, role: SalonRole, now: number): Workplace[] {
  if (salon === null) return [];
  const [offset = 0] = offsetsAt(salon.view.timezone, [now], engine);
  const midnight = localMoment(now, offset).date * 1440 - offset;
  return [{ salon, role, offset, day: { salon: salon.slug, from: midnight, to: midnight + 1440 } }];
}

/** One batch for each database. */
async function standingOf(
  c: DoorContext,
  places: readonly Workplace[],
  now: number,
): Promise<Map<string, StandingRow>> {
  const byDatabase = Map.groupBy(places, ({ salon }) => database(c.env, salon.slug));
  const rows = await Promise.all(
    [...byDatabase].map(async ([db, of]) => {
      const [found] = await read<[StandingRow]>(db, [
        askStanding(
          db,
          of.map(({ day }) => day),
          now,
        ),
      ]);
      return found;
    }),
  );
  return new Map(rows.flat().map((row) => [row.salon, row]));
}

function card(house: House, { salon, role, offset, day }: Workplace, standing: StandingRow | undefined): Markup {
  const { words } = house;
  const { slug, view } = salon;
  const way = (path: string, text: string) =>
    html`<a class="btn quiet small" href="${withLang(path, house)}" aria-label="${text}, ${view.name}">${text}</a>`;
  const visits = standing?.visits ?? 0;
  const next = standing?.next_at ?? null;
  const today = longDay(words, localMoment(day.from, offset).date);
  const when =
    next === null
      ? words.say("salons.no-next")
      : words.say("salons.next", { time: momentsAt(view.timezone, [next], engine).map(timeOf).join() });
  const talks = has(role, "conversations.read") && html` · ${words.count("salons.waiting", standing?.waiting ?? 0)}`;
  return html`<li class="card"><h2><a href="${withLang(`/desk/${slug}`, house)}">${view.name}</a></h2>
<p class="note">${words.say(`role.${role}`)} · ${today}</p>
<p><b>${words.count("salons.visits", visits)}</b>${visits > 0 && html` · ${when}`}</p>
<p>${words.count("salons.here", standing?.here ?? 0)}${talks}</p>
<div class="acts">${way(`/desk/${slug}`, words.say("desk.calendar"))}${has(role, "conversations.read") && way(`/inbox/${slug}`, words.say("desk.inbox"))}
${has(role, "salon.read") && way(`/desk/${slug}/settings`, words.say("desk.settings"))}</div></li>`;
}
