// What stands at the top of every page of a salon's desk, and of its inbox: the rooms that the reader's role may enter, and, where a
// script finds that something done on this device without a network waits, for whom.

import { html } from "hono/html";
import { type Actor, has, type Permission } from "../../permissions.ts";
import type { Markup } from "../../ui/markup.ts";
import { type House, withLang } from "../../ui/shell.ts";
import type { WordKey } from "../../ui/words.ts";

export type DeskRoom = "calendar" | "inbox" | "clients" | "money" | "settings";

/** In the order of the bar. A room is entered with its permission alone. */
const ROOMS: readonly { room: DeskRoom; permission: Permission; path: (slug: string) => string }[] = [
  { room: "calendar", permission: "bookings.read", path: (slug) => `/desk/${slug}` },
  { room: "inbox", permission: "conversations.read", path: (slug) => `/inbox/${slug}` },
  { room: "clients", permission: "bookings.read", path: (slug) => `/desk/${slug}/clients` },
  { room: "money", permission: "money.read", path: (slug) => `/desk/${slug}/money` },
  { room: "settings", permission: "salon.read", path: (slug) => `/desk/${slug}/settings` },
];

export interface DeskTop {
  slug: string;
  actor: Actor;
  here: DeskRoom;
  /** A page that a device keeps for whoever comes: it says nobody's name. */
  nobodys?: boolean;
}

export function deskTop(house: House, { slug, actor, here, nobodys = false }: DeskTop): Markup {
  const { words } = house;
  const links = ROOMS.filter(({ permission }) => has(actor.role, permission)).map(({ room, path }) => {
    const current = room === here ? html` aria-current="page"` : "";
    const name: WordKey = `desk.${room}`;
    return html`<a href="${withLang(path(slug), house)}"${current}>${words.say(name)}</a>`;
  });
  const account = html`<a href="${withLang("/account", house)}">${words.say("desk.account")}</a>`;
  const all = html`<a href="${withLang("/desk", house)}">${words.say("salons.all")}</a>`;
  const whose = !nobodys && actor.role !== "operator" && html` data-account="${actor.account}"`;
  return html`<nav class="rooms" aria-label="${words.say("desk.nav")}" data-salon="${slug}"${whose}>${links}${all}${account}</nav>${banners(house, slug)}`;
}

/** Shown by the script: where something done without a network needs a person, and where what others did waits for them. */
function banners(house: House, slug: string): Markup {
  const { words } = house;
  const said = (key: "banner.one" | "banner.other" | "others.one" | "others.other" | "others.gone" | "others.sure") =>
    words.say(`desk.offline.${key}`, { n: "{n}", who: "{who}" });
  return html`<p class="alert banner" data-conflict-banner data-one="${said("banner.one")}" data-other="${said("banner.other")}"
hidden><span></span> <a href="${withLang(`/desk/${slug}/offline`, house)}">${words.say("desk.offline.look")}</a></p>
<div class="alert banner" data-others data-one="${said("others.one")}" data-other="${said("others.other")}" data-gone="${said("others.gone")}"
data-sure="${said("others.sure")}" data-somebody="${words.say("desk.offline.somebody")}" data-let-go="${words.say("desk.offline.let-go")}" hidden></div>`;
}
