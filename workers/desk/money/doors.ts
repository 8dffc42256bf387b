// What clients open of a salon's money: receipts and payments online behind their own links, and what a card holds.

import { html } from "hono/html";
import { pageAnswer } from "../../http/pages/answer.ts";
import { mountPages, type PageRoute } from "../../http/pages/routes.ts";
import type { DoorContext } from "../../http/request.ts";
import { lengthOfTime } from "../../ui/dates.ts";
import { houseFrame, houseWords, withLang } from "../../ui/shell.ts";
import { askCard, showCard } from "./balance.ts";
import { goToProvider, showPayment } from "./online/page.ts";
import { askWhichCard, buyCard } from "./online/sell.ts";
import { showReceipt } from "./receipt.ts";

/** Where there is nothing behind the link. */
const open = (show: (c: DoorContext) => Promise<Response | null>) => async (c: DoorContext) =>
  (await show(c)) ?? refused(c, 404);

export const clientRoutes: readonly PageRoute[] = [
  { path: "/r/{token}", access: "client", method: "get", handle: open(showReceipt) },
  { path: "/p/{token}", access: "client", method: "get", handle: open(showPayment) },
  { path: "/{salon}/card", access: "client", method: "get", handle: open(askCard) },
  { path: "/{salon}/card", access: "client", method: "post", handle: open(showCard) },
  { path: "/{salon}/cards", access: "client", method: "get", handle: open(askWhichCard) },
  { path: "/{salon}/cards", access: "client", method: "post", handle: open(buyCard) },
  { path: "/p/{token}/go", access: "client", method: "get", handle: open(goToProvider) },
];

export const moneyDoors = mountPages(clientRoutes, async (c, { status, retryAfter }) => refused(c, status, retryAfter));

/** A link that is wrong and one that is over are told alike. */
function refused(c: DoorContext, status: number, retryAfter?: number): Promise<Response> {
  const house = houseWords(c.req.raw);
  const { words } = house;
  const wait = lengthOfTime(words, Math.max(1, Math.ceil((retryAfter ?? 60) / 60)));
  const [title, text] =
    status === 429
      ? [words.say("too-often.title"), words.say("too-often.text", { length: wait })]
      : status >= 500
        ? [words.say("unavailable.title"), words.say("unavailable.text")]
        : [words.say("not-found.title"), words.say("not-found.text")];
  const main = html`<div class="narrow refusal" role="alert"><h1>${title}</h1><p class="lede">${text}</p>
<p class="acts"><a class="btn" href="${withLang("/", house)}">${words.say("shell.all-salons")}</a></p></div>`;
  return pageAnswer(houseFrame(house, { title, unlisted: true }, main), { status, secret: true, retryAfter });
}
