// Visits that are booked and would no longer fit: told before a change is made, and on the settings' first page until they are moved.

import { html } from "hono/html";
import type { Misfit } from "../../../commands/put-salon.ts";
import type { Actor } from "../../../permissions.ts";
import type { Salon } from "../../../store/snapshots.ts";
import type { Markup } from "../../../ui/markup.ts";
import { type House, withLang } from "../../../ui/shell.ts";
import { deskAnswer } from "../../frame.ts";
import { carried } from "../form.ts";
import { toldIn } from "../today.ts";

/** Visits that are listed; of more the number. */
const MOST = 20;

export function misfitList(house: House, salon: Salon, misfits: readonly Misfit[]): Markup {
  const { words } = house;
  const shown = misfits.slice(0, MOST);
  const told = toldIn(
    salon,
    words,
    shown.map(({ start }) => start),
  );
  const rows = shown.map(
    ({ booking, start }) =>
      html`<li><a class="row" href="${withLang(`/desk/${salon.slug}/visits/${booking}`, house)}">${told(start)}</a></li>`,
  );
  const more = misfits.length > MOST && html`<li class="row">${words.count("settings.misfits", misfits.length)}</li>`;
  return html`<ul class="rows">${rows}${more}</ul>`;
}

export function misfitPage(
  house: House,
  salon: Salon,
  actor: Actor,
  { misfits, typed, action }: { misfits: readonly Misfit[]; typed: URLSearchParams; action: string },
): Promise<Response> {
  const { words } = house;
  const title = words.count("settings.misfits", misfits.length);
  const main = html`<div class="narrow"><h1>${title}</h1><p class="lede">${words.say("settings.misfits-lede")}</p>
${misfitList(house, salon, misfits)}
<form method="post" action="${action}">${carried(typed, ["sure"])}
<p class="acts"><button class="btn" name="sure" value="yes">${words.say("settings.misfits-sure")}</button>
<a class="btn quiet" href="${withLang(action, house)}">${words.say("settings.misfits-back")}</a></p></form></div>`;
  return deskAnswer(house, salon, actor, { room: "settings", title, main, status: 409, languageUrl: action });
}
