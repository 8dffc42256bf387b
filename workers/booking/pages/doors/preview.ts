// GET /start/preview: the booking page of a salon that is being set up, as clients will see it.

import { html } from "hono/html";
import type { SalonDocument } from "../../../../shared/contracts/salon.ts";
import type { SignedIn } from "../../../http/access/caller.ts";
import { pageAnswer } from "../../../http/pages/answer.ts";
import type { PageRoute } from "../../../http/pages/routes.ts";
import { staffAnswer } from "../../../http/pages/staff.ts";
import { type DoorContext, nowOf } from "../../../http/request.ts";
import { readDraft } from "../../../store/access/beginning.ts";
import { decodeSnapshot, encodeSnapshot, type Salon } from "../../../store/snapshots.ts";
import { houseWords, withLang } from "../../../ui/shell.ts";
import { momentOf } from "../moments.ts";
import { placeOf } from "../place.ts";
import { salonPage } from "../salon.ts";

export const previewPages: readonly PageRoute[] = [
  { method: "get", path: "/start/preview", access: "account", handle: preview },
];

async function preview(c: DoorContext, who: SignedIn): Promise<Response> {
  const salon = salonOfDraft(await readDraft(c.env, who.account));
  const house = houseWords(c.req.raw);
  const { words } = house;
  const back = html`<p class="acts"><a class="btn" href="${withLang("/start/publish", house)}">${words.say("start.preview-back")}</a></p>`;
  if (salon === null) {
    const title = words.say("start.preview");
    const main = html`<div class="narrow"><h1>${title}</h1><p class="lede">${words.say("start.preview-none")}</p>${back}</div>`;
    return staffAnswer(house, { title, main });
  }
  const above = html`<div class="alert"><p>${words.say("start.preview-note")}</p>${back}</div>`;
  const page = salonPage(placeOf(c.req.raw, salon), momentOf(salon, nowOf(c)), { above });
  return pageAnswer(page, { secret: true, staff: true });
}

/** A draft that is not whole enough for the engine has no page yet. */
function salonOfDraft(text: string | null): Salon | null {
  if (text === null) return null;
  try {
    return decodeSnapshot(encodeSnapshot(JSON.parse(text) as SalonDocument, 1));
  } catch {
    return null;
  }
}
