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
  /** A page that a device keeps for whoever comes: it says nobody's name. */
  nobodys?: boolean;
}

export function deskAnswer(house: House, salon: Salon, actor: Actor, page: DeskPage): Promise<Response> {
  const { title, room, main, status = 200, languageUrl, retryAfter, nobodys = false } = page;
  const address = languageUrl === undefined ? {} : { languageUrl };
  const text = {
    title: `${title} · ${salon.view.name}`,
    unlisted: true,
    staff: true,
    desk: true,
    signOut: true,
    ...address,
  };
  const account = !nobodys && actor.role !== "operator" && html` data-account="${actor.account}"`;
  const whole = html`${rooms(house, salon.slug, actor, room)}${banners(house, salon.slug)}<div class="desk"${account}>${main}</div>`;
  return pageAnswer(houseFrame(house, text, whole), { status, secret: true, staff: true, retryAfter });
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
