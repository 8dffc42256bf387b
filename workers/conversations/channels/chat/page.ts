// The chat's page: what was said, what can be chosen, and a field to write in. A small script brings what is new without a reload
// (public/chat.js); without it the page is asked for again.

import { html } from "hono/html";
import { LONGEST_CHAT } from "../../../commands/conversations/chat.ts";
import { type Bounds, type Content, choicesOf } from "../../../commands/conversations/content.ts";
import type { Problem } from "../../../problem.ts";
import type { Chat } from "../../../store/conversations/chats.ts";
import type { SalonView } from "../../../store/snapshots.ts";
import { newId } from "../../../token.ts";
import { lengthOfTime } from "../../../ui/dates.ts";
import { field, hidden } from "../../../ui/forms.ts";
import type { Markup } from "../../../ui/markup.ts";
import { type House, houseFrame, langField, withLang } from "../../../ui/shell.ts";

export const CHAT: Bounds = {
  text: 4_000,
  body: 2_000,
  buttons: 10,
  buttonTitle: 60,
  rows: 10,
  rowTitle: 60,
  rowDescription: 120,
};

export function chatPage(house: House, salon: SalonView, chat: Chat | null): Markup {
  const { words } = house;
  const address = `/${salon.slug}/chat`;
  const title = words.say("chat.title", { salon: salon.name });
  const lines = (chat?.lines ?? []).map(({ direction, body }) => {
    const who = direction === "in" ? words.say("chat.you") : salon.name;
    return html`<li class="card"><span class="note">${who}</span><div>${linesOf(body ?? "")}</div></li>`;
  });
  const fixed = hidden([["key", newId()], ...langField(house)]);
  const write = field(words, {
    name: "text",
    label: words.say("chat.write"),
    maxlength: LONGEST_CHAT,
    long: true,
    required: true,
    autocomplete: "off",
  });
  const privacy = html`<a href="${withLang(`/${salon.slug}/privacy`, house)}">${words.say("notice.link")}</a>`;
  const main = html`<div class="narrow"><h1>${title}</h1>
<p class="lede">${words.say("chat.lede")} ${privacy}</p>
<div id="chat" data-chat="${address}"${chat !== null && html` data-open="1"`}>
<div role="log" aria-label="${title}"><ol class="plain" id="said">${lines}</ol></div>
<form class="stack" method="post" action="${address}">${fixed}${choices(chat)}${write}
<p class="acts"><button class="btn" name="act" value="say">${words.say("chat.send")}</button>
<a class="btn quiet" href="${withLang(address, house)}">${words.say("chat.look")}</a></p></form></div>
<p class="acts"><a class="btn quiet" href="${withLang(`/${salon.slug}`, house)}">${words.say("chat.back", { salon: salon.name })}</a></p></div>
<script type="module" src="/chat.js"></script>`;
  // A form must say where it comes from, which a browser keeps silent under `no-referrer` (http/pages/answer.ts).
  return houseFrame(house, { title, unlisted: true, languageUrl: address }, main);
}

/** Why nothing was taken, and the way back. */
export function chatRefusal(house: House, salon: string, { status, retryAfter }: Problem): Markup {
  const { words } = house;
  const wait = Math.max(1, Math.ceil((retryAfter ?? 60) / 60));
  const [title, text] =
    status === 429
      ? [words.say("too-often.title"), words.say("too-often.text", { length: lengthOfTime(words, wait) })]
      : status === 404
        ? [words.say("not-found.title"), words.say("not-found.text")]
        : [words.say("unavailable.title"), words.say("unavailable.text")];
  const back = html`<a class="btn" href="${withLang(`/${salon}`, house)}">${words.say("chat.again")}</a>`;
  const main = html`<div class="narrow refusal" role="alert"><h1>${title}</h1><p class="lede">${text}</p><p class="acts">${back}</p></div>`;
  return houseFrame(house, { title, unlisted: true, languageUrl: `/${salon}` }, main);
}

/** Of what was said last, while nobody has answered it. */
function choices(chat: Chat | null): Markup | string {
  const last = chat?.lines.at(-1);
  if (last === undefined || last.direction === "in" || last.detail === null) return "";
  const listed = choicesOf(JSON.parse(last.detail) as Content).map(({ id, title, description }) => {
    const more = description !== undefined && html` <span class="note">${description}</span>`;
    return html`<button class="btn quiet" formnovalidate name="choice" value="${id}">${title}${more}</button>`;
  });
  return listed.length === 0 ? "" : html`<p class="acts">${listed}</p>`;
}

const linesOf = (text: string): Markup[] =>
  text.split("\n").map((line, i) => html`${i > 0 && html`<br>`}${linked(line)}`);

/** Our own addresses can be followed. */
function linked(line: string): Markup[] {
  return line
    .split(/(https?:\/\/\S+)/)
    .map((part, i) => (i % 2 === 1 ? html`<a href="${part}">${part}</a>` : html`${part}`));
}
