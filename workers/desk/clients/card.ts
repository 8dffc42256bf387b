// GET /desk/{salon}/clients/{client}: the card. POST corrects details, keeps what they like, or ends a consent for them.

import { html } from "hono/html";
import { type Card, readCard } from "../../commands/desk/clients/card.ts";
import { correctDetails, withdrawFor, writePreferences } from "../../commands/desk/clients/change.ts";
import { seeOther } from "../../http/pages/answer.ts";
import { type Form, readForm } from "../../http/pages/form.ts";
import { formHouse, refusedAnswer, salonOfPage } from "../../http/pages/staff.ts";
import { commandContext, type DoorContext } from "../../http/request.ts";
import { type Actor, has } from "../../permissions.ts";
import type { Problem } from "../../problem.ts";
import type { Salon } from "../../store/snapshots.ts";
import type { Markup } from "../../ui/markup.ts";
import { type House, houseWords, withLang } from "../../ui/shell.ts";
import { deskAnswer } from "../frame.ts";
import { blockedNotice, disputesSection } from "./block.ts";
import { type Details, detailsForm, faultsOf, LONGEST_NOTE, preferencesForm, typedDetails } from "./details.ts";
import { cardHref } from "./list.ts";
import { mergesSection } from "./merge.ts";
import { momentsOf, shownPhone } from "./moments.ts";
import { consentsSection, messagesSection } from "./told.ts";
import { comingSection, glance, pastSection, photosOf } from "./visits.ts";

/** What the sections of a card are made with. */
export interface CardSetting {
  house: House;
  salon: Salon;
  actor: Actor;
  card: Card;
  now: number;
  /** The card's own address. */
  href: string;
  moment: (instant: number) => string;
}

export interface Fault {
  name: string;
  text: string;
}

export async function showCard(c: DoorContext, actor: Actor): Promise<Response> {
  return cardPage(c, await salonOfPage(c), houseWords(c.req.raw), actor, {});
}

interface Typed {
  details?: Details;
  preferences?: string;
  faults?: Fault[];
}

async function cardPage(c: DoorContext, salon: Salon, house: House, actor: Actor, typed: Typed): Promise<Response> {
  const client = c.req.param("client") ?? "";
  const ctx = commandContext(c);
  const read = await readCard(ctx, { salon: salon.slug, client, actor });
  if (!read.ok) return refusedAnswer(house, read.problem);
  const card = read.value;
  const href = cardHref(house, salon.slug, client);
  const setting: CardSetting = {
    house,
    salon,
    actor,
    card,
    now: ctx.now,
    href,
    moment: momentsOf(house, salon, momentsIn(card)),
  };
  const writes = has(actor.role, "clients.write");
  const faults = typed.faults ?? [];
  const { words } = house;
  const edits = writes && detailsForm(setting, typed.details ?? null, faults);
  const main = html`<div class="card-page"><p class="back"><a href="${withLang(`/desk/${salon.slug}/clients`, house)}">${words.say("clients.all")}</a></p>
${head(setting)}<div class="card-columns"><div>${comingSection(setting)}${pastSection(setting)}${photosOf(setting)}${messagesSection(setting)}</div>
<div>${glance(setting)}${preferencesForm(setting, typed.preferences ?? null, faults, writes)}${healthLink(setting)}${edits}
${disputesSection(setting)}${consentsSection(setting, writes)}${mergesSection(setting)}${rights(setting)}</div></div></div>`;
  const status = faults.length > 0 ? 422 : 200;
  return deskAnswer(house, salon, actor, {
    room: "clients",
    title: card.client.name,
    main,
    status,
    languageUrl: path(salon.slug, client),
  });
}

const path = (slug: string, client: string) => `/desk/${slug}/clients/${encodeURIComponent(client)}`;

function momentsIn({ client, coming, past, messages, consents, blocks, disputes, merges, photos }: Card): number[] {
  return [
    client.created_at,
    ...[...coming, ...past].flatMap(({ start, end }) => [start, end]),
    ...messages.map(({ at }) => at),
    ...consents.map(({ at }) => at),
    ...blocks.flatMap(({ placed_at, until }) => [placed_at, until]),
    ...disputes.map(({ at }) => at),
    ...merges.map(({ undo_until }) => undo_until),
    ...photos.map(({ at }) => at),
  ];
}

function head(setting: CardSetting): Markup {
  const { house, card, salon } = setting;
  const { words } = house;
  const { name, phone, email } = card.client;
  const others = card.formers.map((former) => html`<span>${shownPhone(former.phone)}</span>`);
  const address = email !== null && html`<a href="mailto:${email}">${email}</a>`;
  const book = withLang(`${path(salon.slug, card.client.client_id)}/book`, house);
  return html`<header class="card-head"><div><h1>${name}</h1><p class="reach"><a href="tel:${phone}">${shownPhone(phone)}</a>${others}${address}</p></div>
${has(setting.actor.role, "clients.write") && html`<p class="acts"><a class="btn" href="${book}">${words.say("clients.book")}</a></p>`}</header>${blockedNotice(setting)}`;
}

function healthLink({ house, salon, card, actor }: CardSetting): Markup | string {
  if (card.client.special === 0) return "";
  const { words } = house;
  const text = words.count("clients.health", card.client.special);
  if (!has(actor.role, "special.read"))
    return html`<section class="card"><h2>${words.say("clients.health-title")}</h2><p>${text}</p></section>`;
  const href = withLang(`${path(salon.slug, card.client.client_id)}/health`, house);
  return html`<section class="card"><h2>${words.say("clients.health-title")}</h2><p>${text}</p><p class="note">${words.say("clients.health-note")}</p>
<p class="acts"><a class="btn quiet small" href="${href}">${words.say("clients.health-read")}</a></p></section>`;
}

/** What the client may ask of the salon about their data is asked in one place (workers/compliance). */
function rights({ house, salon, actor, card }: CardSetting): Markup {
  const { words } = house;
  const base = path(salon.slug, card.client.client_id);
  const requests =
    has(actor.role, "requests.read") &&
    html`<li><a href="${withLang(`/compliance/${salon.slug}/requests`, house)}">${words.say("clients.data")}</a></li>`;
  const shut =
    has(actor.role, "blocks.write") &&
    html`<li><a href="${withLang(`${base}/block`, house)}">${words.say("clients.block-link")}</a></li>`;
  const merge =
    has(actor.role, "merges.write") &&
    html`<li><a href="${withLang(`${base}/merge`, house)}">${words.say("clients.merge-link")}</a></li>`;
  return html`<nav class="card more-acts" aria-label="${words.say("clients.more")}"><h2>${words.say("clients.more")}</h2><ul class="plain">${merge}${shut}${requests}</ul></nav>`;
}

export async function changeCard(c: DoorContext, actor: Actor): Promise<Response> {
  const salon = await salonOfPage(c);
  const form = await readForm(c);
  const house = formHouse(c, form);
  const client = c.req.param("client") ?? "";
  const of = { salon: salon.slug, client, actor };
  const ctx = commandContext(c);
  const back = () => seeOther(cardHref(house, salon.slug, client));
  const refused = (problem: Problem) => refusedAnswer(house, problem);
  const value = (name: string) => (form.fields.get(name) ?? "").trim().replaceAll("\r\n", "\n");
  switch (form.fields.get("act")) {
    case "details":
      return corrected(c, salon, house, actor, form);
    case "withdraw": {
      const done = await withdrawFor(ctx, { ...of, purpose: value("purpose").slice(0, 64) });
      return done.ok ? back() : refused(done.problem);
    }
    case "preferences": {
      const text = value("preferences");
      const fault = (why: string) =>
        cardPage(c, salon, house, actor, { preferences: text, faults: [{ name: "preferences", text: why }] });
      if (text.length > LONGEST_NOTE) return fault(house.words.say("clients.too-long", { n: LONGEST_NOTE }));
      const done = await writePreferences(ctx, { ...of, was: value("was"), text });
      if (done.ok) return back();
      return done.problem.type === "changed-meanwhile"
        ? fault(house.words.say("clients.changed"))
        : refused(done.problem);
    }
    default:
      return back();
  }
}

async function corrected(c: DoorContext, salon: Salon, house: House, actor: Actor, form: Form): Promise<Response> {
  const details = typedDetails(form, salon);
  const faults = faultsOf(house, details);
  const client = c.req.param("client") ?? "";
  if (faults.length > 0 || details.e164 === null) return cardPage(c, salon, house, actor, { details, faults });
  const { name, e164: phone, email, language } = details;
  const input = { salon: salon.slug, client, actor, name, phone, email: email || null, language: language || null };
  const done = await correctDetails(commandContext(c), input);
  if (done.ok) return seeOther(cardHref(house, salon.slug, client));
  if (done.problem.type !== "number-taken") return refusedAnswer(house, done.problem);
  return cardPage(c, salon, house, actor, {
    details,
    faults: [{ name: "phone", text: house.words.say("clients.number-taken") }],
  });
}
