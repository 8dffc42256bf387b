// …/clients/{client}/health: a client's health notes, for whoever serves them and says why. Each reading is in the trail before it is told.

import { html } from "hono/html";
import { REASONS, readSpecialNotes } from "../../commands/vault/special.ts";
import { refusedAnswer, salonOfPage } from "../../http/pages/staff.ts";
import { commandContext, type DoorContext } from "../../http/request.ts";
import type { Actor } from "../../permissions.ts";
import { type House, houseWords, withLang } from "../../ui/shell.ts";
import { deskAnswer } from "../frame.ts";
import { cardHref } from "./list.ts";
import { momentsOf } from "./moments.ts";

export async function showHealth(c: DoorContext, actor: Actor): Promise<Response> {
  const salon = await salonOfPage(c);
  const house = houseWords(c.req.raw);
  const client = c.req.param("client") ?? "";
  const base = `/desk/${salon.slug}/clients/${client}/health`;
  const { words } = house;
  const title = words.say("clients.health-title");
  const back = html`<p class="acts"><a class="btn quiet" href="${cardHref(house, salon.slug, client)}">${words.say("clients.back")}</a></p>`;
  const why = REASONS.find((reason) => reason === c.req.query("why"));
  if (why === undefined) {
    const main = html`<div class="narrow"><h1>${title}</h1><p class="lede">${words.say("clients.health-why")}</p><ul class="rows">${reasons(house, base)}</ul>${back}</div>`;
    return deskAnswer(house, salon, actor, { room: "clients", title, main, languageUrl: base });
  }
  const read = await readSpecialNotes(commandContext(c), { salon: salon.slug, client, actor, why });
  if (!read.ok) return refusedAnswer(house, read.problem);
  const notes = read.value.notes.map((note) => ({ ...note, minute: Math.floor(Date.parse(note.at) / 60_000) }));
  const moment = momentsOf(
    house,
    salon,
    notes.map(({ minute }) => minute),
  );
  const cards = notes.map(
    ({ minute, text }) =>
      html`<li class="card"><p class="note">${moment(minute)}</p><p class="said">${text ?? words.say("clients.health-gone")}</p></li>`,
  );
  const list =
    cards.length > 0
      ? html`<ul class="plain">${cards}</ul>`
      : html`<p class="empty">${words.say("clients.health-none")}</p>`;
  const main = html`<div class="narrow"><h1>${title}</h1><p class="note">${words.say("clients.health-recorded")}</p>${list}${back}</div>`;
  // The languages' links ask for the reason again, for they are another reading.
  return deskAnswer(house, salon, actor, { room: "clients", title, main, languageUrl: base });
}

function reasons(house: House, base: string) {
  const { words } = house;
  return REASONS.map(
    (why) =>
      html`<li><a class="row" href="${withLang(`${base}?why=${why}`, house)}"><span class="what"><b>${words.say(`clients.health-reason.${why}`)}</b></span></a></li>`,
  );
}
