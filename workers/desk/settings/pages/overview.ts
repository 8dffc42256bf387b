// GET /desk/{salon}/settings: the parts, who changed what last, and visits that no longer fit.

import { html } from "hono/html";
import { misfitsOf } from "../../../commands/put-salon.ts";
import { salonOfPage } from "../../../http/pages/staff.ts";
import { Refusal } from "../../../http/refusal.ts";
import { commandContext, type DoorContext } from "../../../http/request.ts";
import { type Actor, has } from "../../../permissions.ts";
import { unknownSalon } from "../../../problem.ts";
import { readDocument } from "../../../store/salons.ts";
import type { Markup } from "../../../ui/markup.ts";
import { houseWords, withLang } from "../../../ui/shell.ts";
import { deskAnswer } from "../../frame.ts";
import { PARTS } from "../parts/table.ts";
import { misfitList } from "./misfits.ts";

export async function showSettings(c: DoorContext, actor: Actor): Promise<Response> {
  const salon = await salonOfPage(c);
  const house = houseWords(c.req.raw);
  const { words } = house;
  const stored = await readDocument(c.env, salon.slug);
  if (stored === null) throw new Refusal(unknownSalon(salon.slug));
  const misfits = await misfitsOf(commandContext(c), stored.document);
  const title = words.say("settings.title", { salon: salon.view.name });
  const way = (path: string, name: string, about: string) =>
    html`<li><a class="row" href="${withLang(path, house)}"><span class="what"><b>${name}</b><span class="note">${about}</span></span></a></li>`;
  const parts = PARTS.map((part) =>
    way(
      `/desk/${salon.slug}/settings/${part}`,
      words.say(`settings.part.${part}`),
      words.say(`settings.about.${part}`),
    ),
  );
  const others = [
    way(
      `/desk/${salon.slug}/settings/history`,
      words.say("settings.history"),
      words.say("settings.history-about", { n: stored.version }),
    ),
    way(`/desk/${salon.slug}/settings/document`, words.say("settings.document"), words.say("settings.document-about")),
    way(`/desk/${salon.slug}/settings/calendars`, words.say("calendars.title"), words.say("calendars.about")),
    way(`/desk/${salon.slug}/settings/import`, words.say("import.title"), words.say("import.about")),
    ...(has(actor.role, "archive.read")
      ? [way(`/desk/${salon.slug}/settings/archive`, words.say("archive.title"), words.say("archive.about"))]
      : []),
    ...(has(actor.role, "team.read")
      ? [way(`/team/${salon.slug}`, words.say("settings.who-signs-in"), words.say("settings.who-about"))]
      : []),
  ];
  const begun =
    c.req.query("begun") !== undefined && html`<p class="lede ok" role="status">${words.say("settings.begun")}</p>`;
  const main = html`<div class="narrow settings"><h1>${title}</h1>${begun}<p class="lede">${words.say("settings.lede")}
<a href="/${salon.slug}">${words.say("settings.public-page")}</a></p>
${misfits.length > 0 && group(words.count("settings.misfits", misfits.length), misfitList(house, salon, misfits))}
<ul class="rows">${parts}</ul>${group(words.say("settings.more"), html`<ul class="rows">${others}</ul>`)}</div>`;
  return deskAnswer(house, salon, actor, {
    room: "settings",
    title,
    main,
    languageUrl: `/desk/${salon.slug}/settings`,
  });
}

function group(title: string, what: Markup): Markup {
  return html`<section class="group"><h2>${title}</h2>${what}</section>`;
}
