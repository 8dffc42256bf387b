// The frame of the desk's pages: the bar of rooms, then the page. The desk is wider than the pages of clients and has a sheet and a
// script of its own.

import { html } from "hono/html";
import { pageAnswer } from "../http/pages/answer.ts";
import { type DeskRoom, deskTop } from "../http/pages/rooms.ts";
import type { Actor } from "../permissions.ts";
import type { Salon } from "../store/snapshots.ts";
import type { Markup } from "../ui/markup.ts";
import { type House, houseFrame } from "../ui/shell.ts";

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
  const top = deskTop(house, { slug: salon.slug, actor, here: room, nobodys });
  const whole = html`${top}<div class="desk">${main}</div>`;
  return pageAnswer(houseFrame(house, text, whole), { status, secret: true, staff: true, retryAfter });
}
