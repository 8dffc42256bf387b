// …/clients/{client}/merge: who this client might be as well, what would move, and both made one; given back for thirty days.

import { html } from "hono/html";
import {
  lookAtMerge,
  mergeClients,
  type Suggested,
  suggestMerges,
  undoMerge,
} from "../../commands/desk/clients/merge.ts";
import { seeOther } from "../../http/pages/answer.ts";
import { readForm } from "../../http/pages/form.ts";
import { formHouse, refusedAnswer, salonOfPage } from "../../http/pages/staff.ts";
import { commandContext, type DoorContext } from "../../http/request.ts";
import { type Actor, has } from "../../permissions.ts";
import type { Problem } from "../../problem.ts";
import type { MergingRow } from "../../store/desk/clients/merging.ts";
import type { Salon } from "../../store/snapshots.ts";
import { hidden } from "../../ui/forms.ts";
import type { Markup } from "../../ui/markup.ts";
import { type House, houseWords, langField, withLang } from "../../ui/shell.ts";
import { deskAnswer } from "../frame.ts";
import type { CardSetting } from "./card.ts";
import { cardHref } from "./list.ts";
import { shownPhone } from "./moments.ts";

export async function askMerge(c: DoorContext, actor: Actor): Promise<Response> {
  const salon = await salonOfPage(c);
  const house = houseWords(c.req.raw);
  const of = { salon: salon.slug, client: c.req.param("client") ?? "", actor };
  const other = c.req.query("other");
  if (other === undefined) {
    const found = await suggestMerges(commandContext(c), of);
    if (!found.ok) return refusedAnswer(house, found.problem);
    return suggestions(house, salon, actor, found.value.client, found.value.suggested);
  }
  const looked = await lookAtMerge(commandContext(c), of, other);
  if (!looked.ok) return mergeRefused(house, salon, actor, of.client, looked.problem);
  return preview(house, salon, actor, looked.value.kept, looked.value.gone);
}

const address = (slug: string, client: string) => `/desk/${slug}/clients/${client}/merge`;

function suggestions(
  house: House,
  salon: Salon,
  actor: Actor,
  client: { client_id: string; name: string },
  suggested: readonly Suggested[],
): Promise<Response> {
  const { words } = house;
  const title = words.say("clients.merge-title", { name: client.name });
  const rows = suggested.map(({ client_id, name, phone, email, why }) => {
    const query = new URLSearchParams({ other: client_id });
    const href = withLang(`${address(salon.slug, client.client_id)}?${query}`, house);
    const reach = email === null ? shownPhone(phone) : `${shownPhone(phone)} · ${email}`;
    return html`<li><a class="row" href="${href}"><span class="what"><b>${name}</b><span class="note">${reach}</span></span>
<span class="cost"><small>${words.say(`clients.like.${why}`)}</small></span></a></li>`;
  });
  const list =
    rows.length > 0
      ? html`<ul class="rows">${rows}</ul>`
      : html`<p class="empty">${words.say("clients.merge-nobody")}</p>`;
  const main = html`<div class="narrow clients"><p class="back"><a href="${cardHref(house, salon.slug, client.client_id)}">${client.name}</a></p>
<h1>${title}</h1><p class="lede">${words.say("clients.merge-lede")}</p>${list}</div>`;
  return deskAnswer(house, salon, actor, { room: "clients", title, main });
}

function preview(house: House, salon: Salon, actor: Actor, kept: MergingRow, gone: MergingRow): Promise<Response> {
  const { words } = house;
  const title = words.say("clients.merge-two");
  const moves: [keyof MergingRow, Parameters<typeof words.count>[0]][] = [
    ["bookings", "clients.moves-visits"],
    ["waits", "clients.moves-waits"],
    ["talks", "clients.moves-talks"],
    ["notes", "clients.moves-notes"],
    ["blocks", "clients.moves-blocks"],
  ];
  const lines = moves.flatMap(([name, stem]) =>
    Number(gone[name]) > 0 ? [html`<li>${words.count(stem, Number(gone[name]))}</li>`] : [],
  );
  const stricter = (kept.agreed === 0) !== (gone.agreed === 0) && kept.agreed !== null && gone.agreed !== null;
  const others = html`${lines}<li>${words.say("clients.moves-number", { phone: shownPhone(gone.phone) })}</li>${stricter && html`<li>${words.say("clients.moves-stricter")}</li>`}`;
  const fields = hidden([["act", "merge"], ["other", gone.client_id], ...langField(house)]);
  const swap = withLang(
    `${address(salon.slug, gone.client_id)}?${new URLSearchParams({ other: kept.client_id })}`,
    house,
  );
  const main = html`<div class="narrow"><p class="back"><a href="${withLang(address(salon.slug, kept.client_id), house)}">${words.say("clients.back")}</a></p><h1>${title}</h1>
<div class="pair two">${person(house, kept, "clients.kept")}${person(house, gone, "clients.gone")}</div>
<section class="card"><h2>${words.say("clients.moves", { from: gone.name, to: kept.name })}</h2><ul class="moves">${others}</ul><p class="note">${words.say("clients.merge-undo-note")}</p></section>
<form method="post" action="${address(salon.slug, kept.client_id)}">${fields}<p class="acts"><button class="btn">${words.say("clients.merge-do")}</button>
<a class="btn quiet" href="${swap}">${words.say("clients.merge-swap")}</a></p></form></div>`;
  const url = `${address(salon.slug, kept.client_id)}?${new URLSearchParams({ other: gone.client_id })}`;
  return deskAnswer(house, salon, actor, { room: "clients", title, main, languageUrl: url });
}

function person(house: House, row: MergingRow, what: "clients.kept" | "clients.gone"): Markup {
  const { words } = house;
  return html`<section class="card"><p class="note">${words.say(what)}</p><h2>${row.name}</h2><p>${shownPhone(row.phone)}${row.email !== null && html`<br>${row.email}`}</p>
<p class="note">${words.count("clients.moves-visits", row.bookings)}</p></section>`;
}

export async function actOnMerge(c: DoorContext, actor: Actor): Promise<Response> {
  const salon = await salonOfPage(c);
  const form = await readForm(c);
  const house = formHouse(c, form);
  const client = c.req.param("client") ?? "";
  const ctx = commandContext(c);
  const value = (name: string) => form.fields.get(name) ?? "";
  const done =
    value("act") === "undo"
      ? await undoMerge(ctx, { salon: salon.slug, actor, merge: value("merge") })
      : await mergeClients(ctx, { salon: salon.slug, client, actor, other: value("other") });
  if (done.ok) return seeOther(cardHref(house, salon.slug, done.value.client));
  return mergeRefused(house, salon, actor, client, done.problem);
}

function mergeRefused(house: House, salon: Salon, actor: Actor, client: string, problem: Problem): Promise<Response> {
  const { words } = house;
  const known = ["same-client", "incident-open", "too-much-noted", "cannot-undo", "merged-since"] as const;
  const why = known.find((type) => type === problem.type);
  if (why === undefined) return refusedAnswer(house, problem);
  const title = words.say("clients.merge-refused");
  const main = html`<div class="narrow refusal" role="alert"><h1>${title}</h1><p class="lede">${words.say(`clients.refused.${why}`)}</p>
<p class="acts"><a class="btn" href="${cardHref(house, salon.slug, client)}">${words.say("clients.back")}</a></p></div>`;
  return deskAnswer(house, salon, actor, {
    room: "clients",
    title,
    main,
    status: problem.status,
    languageUrl: `/desk/${salon.slug}/clients/${client}`,
  });
}

/** What can still be given back. */
export function mergesSection({ house, salon, actor, card, moment }: CardSetting): Markup | string {
  const { words } = house;
  if (card.merges.length === 0 || !has(actor.role, "merges.write")) return "";
  const rows = card.merges.map(({ merge_id, name, phone, undo_until }) => {
    const fields = hidden([["act", "undo"], ["merge", merge_id], ...langField(house)]);
    const who = `${name ?? ""} · ${shownPhone(phone ?? "")}`;
    return html`<li class="row"><span class="what"><b>${who}</b><span class="note">${words.say("clients.undo-until", { when: moment(undo_until) })}</span></span>
<form method="post" action="${address(salon.slug, card.client.client_id)}">${fields}
<button class="btn quiet small" aria-label="${words.say("clients.undo-named", { name: name ?? "" })}">${words.say("clients.undo")}</button></form></li>`;
  });
  return html`<section class="group"><h2>${words.say("clients.merged")}</h2><ul class="rows">${rows}</ul></section>`;
}
