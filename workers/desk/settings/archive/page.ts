// GET /desk/{salon}/settings/archive: the archives of the salon, and the way to have one made. …/{archive} hands one over to its owner,
// who proved lately who they are; its address alone opens nothing.

import { html } from "hono/html";
import { askForArchive } from "../../../commands/desk/settings/archive/make.ts";
import { requireAccount } from "../../../http/access/caller.ts";
import { seeOther } from "../../../http/pages/answer.ts";
import { readForm } from "../../../http/pages/form.ts";
import { formHouse, refusedAnswer, salonOfPage } from "../../../http/pages/staff.ts";
import { commandContext, type DoorContext } from "../../../http/request.ts";
import { type Actor, has } from "../../../permissions.ts";
import { database, read } from "../../../store/database.ts";
import { type ArchiveRow, askArchive, askArchives, readArchive } from "../../../store/desk/settings/archives.ts";
import type { Salon } from "../../../store/snapshots.ts";
import { hidden } from "../../../ui/forms.ts";
import type { Markup } from "../../../ui/markup.ts";
import { type House, houseWords, langField, withLang } from "../../../ui/shell.ts";
import { deskAnswer } from "../../frame.ts";
import { toldIn } from "../today.ts";

const hrefOf = (slug: string): string => `/desk/${slug}/settings/archive`;

export async function showArchives(c: DoorContext, actor: Actor): Promise<Response> {
  const salon = await salonOfPage(c);
  const house = houseWords(c.req.raw);
  const { words } = house;
  const db = database(c.env, salon.slug);
  const [archives] = await read<[ArchiveRow]>(db, [askArchives(db, salon.slug)]);
  const told = toldIn(
    salon,
    words,
    archives.map(({ asked_at }) => asked_at),
  );
  const title = words.say("archive.title");
  const special =
    has(actor.role, "special.read") &&
    html`<label class="check"><input type="checkbox" name="special" value="yes"> <span>${words.say("archive.special")}</span></label>`;
  const main = html`<div class="narrow settings"><ol class="steps"><li><a href="${withLang(`/desk/${salon.slug}/settings`, house)}">${words.say("desk.settings")}</a></li></ol>
<h1>${title}</h1><p class="lede">${words.say("archive.lede")}</p>
<form method="post" action="${hrefOf(salon.slug)}">${hidden(langField(house))}${special}
<p class="acts"><button class="btn">${words.say("archive.make")}</button></p></form>
${archives.length > 0 && html`<section class="group"><h2>${words.say("archive.made")}</h2><ul class="rows">${archives.map((one) => row(house, salon, one, told(one.asked_at)))}</ul></section>`}</div>`;
  return deskAnswer(house, salon, actor, { room: "settings", title, main, languageUrl: hrefOf(salon.slug) });
}

function row(house: House, salon: Salon, { archive_id, state, bytes, special }: ArchiveRow, when: string): Markup {
  const { words } = house;
  const size = bytes === null ? "" : ` · ${Math.max(1, Math.round(bytes / 1024))} KB`;
  const notes = special === 1 ? ` · ${words.say("archive.with-special")}` : "";
  const what = html`<span class="what"><b>${when}</b><span class="note">${words.say(`archive.state.${state}`)}${size}${notes}</span></span>`;
  const get =
    state === "ready" &&
    html`<a class="btn quiet small" href="${hrefOf(salon.slug)}/${archive_id}" aria-label="${words.say("archive.get")}, ${when}">${words.say("archive.get")}</a>`;
  return html`<li class="row"${state === "making" && html` data-progress`}>${what}${get}</li>`;
}

export async function makeOne(c: DoorContext, actor: Actor): Promise<Response> {
  await requireAccount(c, true);
  const salon = await salonOfPage(c);
  const form = await readForm(c);
  const house = formHouse(c, form);
  const wishes = { special: form.fields.get("special") === "yes" };
  const outcome = await askForArchive(commandContext(c), salon.slug, actor, wishes);
  // One that is being made already is what was wished for.
  if (!outcome.ok && outcome.problem.type !== "archive-being-made") return refusedAnswer(house, outcome.problem);
  return seeOther(withLang(hrefOf(salon.slug), house));
}

export async function getOne(c: DoorContext, actor: Actor): Promise<Response> {
  await requireAccount(c, true);
  const salon = await salonOfPage(c);
  const id = c.req.param("archive") ?? "";
  const db = database(c.env, salon.slug);
  const [[archive]] = await read<[ArchiveRow]>(db, [askArchive(db, salon.slug, id)]);
  const body = archive?.state === "ready" ? await readArchive(c.env, salon.slug, archive) : null;
  if (body === null) return showArchives(c, actor);
  return new Response(body, {
    headers: {
      "Content-Type": "application/zip",
      "Content-Disposition": `attachment; filename="${salon.slug}.zip"`,
      "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      "X-Content-Type-Options": "nosniff",
      "Referrer-Policy": "strict-origin",
      "Cache-Control": "no-store",
      "X-Robots-Tag": "noindex",
    },
  });
}
