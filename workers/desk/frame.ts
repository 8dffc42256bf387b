// The frame of the desk's pages: the rooms that the reader's role may enter, then the page. The desk is wider than the pages of
// clients and has a sheet and a script of its own.

import { html } from "hono/html";
import { pageAnswer } from "../http/pages/answer.ts";
import { type Actor, has, type Permission } from "../permissions.ts";
import type { Salon } from "../store/snapshots.ts";
import type { Markup } from "../ui/markup.ts";
import { type House, houseFrame, withLang } from "../ui/shell.ts";
import type { WordKey } from "../ui/words.ts";

export type DeskRoom = "calendar" | "inbox" | "clients" | "money" | "settings";

/** In the order of the bar. A room is entered with its permission alone. */
const ROOMS: readonly { room: DeskRoom; permission: Permission; path: (slug: string) => string }[] = [
  { room: "calendar", permission: "bookings.read", path: (slug) => `/desk/${slug}` },
  { room: "inbox", permission: "conversations.read", path: (slug) => `/inbox/${slug}` },
  { room: "clients", permission: "bookings.read", path: (slug) => `/desk/${slug}/clients` },
  { room: "money", permission: "money.read", path: (slug) => `/desk/${slug}/money` },
  { room: "settings", permission: "salon.read", path: (slug) => `/desk/${slug}/settings` },
];

export interface DeskPage {
  room: DeskRoom;
  title: string;
  main: Markup;
  status?: number;
  /** The address of its languages, where this page's own cannot be asked for with GET. */
  languageUrl?: string;
  retryAfter?: number | undefined;
}

export function deskAnswer(house: House, salon: Salon, actor: Actor, page: DeskPage): Promise<Response> {
  const { title, room, main, status = 200, languageUrl, retryAfter } = page;
  const address = languageUrl === undefined ? {} : { languageUrl };
  const text = {
    title: `${title} · ${salon.view.name}`,
    unlisted: true,
    staff: true,
    desk: true,
    signOut: true,
    ...address,
  };
  const { words } = house;
  // Shown by the script, where something done without a network needs a person.
  const banner = html`<p class="alert banner" data-conflict-banner data-unsent="${words.say("desk.offline.unsent", { n: "{n}" })}"
data-one="${words.say("desk.offline.banner.one", { n: "{n}" })}"
data-other="${words.say("desk.offline.banner.other", { n: "{n}" })}"
hidden><span></span> <a href="${withLang(`/desk/${salon.slug}/offline`, house)}">${words.say("desk.offline.look")}</a></p>`;
  const whole = html`${rooms(house, salon.slug, actor, room)}${banner}<div class="desk">${main}</div>`;
  return pageAnswer(houseFrame(house, text, whole), { status, secret: true, staff: true, retryAfter });
}

function rooms(house: House, slug: string, actor: Actor, here: DeskRoom): Markup {
  const { words } = house;
  const links = ROOMS.filter(({ permission }) => has(actor.role, permission)).map(({ room, path }) => {
    const current = room === here ? html` aria-current="page"` : "";
    const name: WordKey = `desk.${room}`;
    return html`<a href="${withLang(path(slug), house)}"${current}>${words.say(name)}</a>`;
  });
  const account = html`<a href="${withLang("/account", house)}">${words.say("desk.account")}</a>`;
  const all = html`<a href="${withLang("/desk", house)}">${words.say("salons.all")}</a>`;
  return html`<nav class="rooms" aria-label="${words.say("desk.nav")}">${links}${all}${account}</nav>`;
}
