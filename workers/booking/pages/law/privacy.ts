// GET /{salon}/privacy: the notice of POPIA s 18 as it is now, or with `?version=` as it was shown then, word for word.

import { html } from "hono/html";
import { keepNotice, type Notice, type NoticeSection, noticeOf } from "../../../commands/law/notice.ts";
import { pageAnswer } from "../../../http/pages/answer.ts";
import { commandContext, type DoorContext } from "../../../http/request.ts";
import { readNotice } from "../../../store/law/notices.ts";
import type { Markup } from "../../../ui/markup.ts";
import { withLang } from "../../../ui/shell.ts";
import { notFound, salonAt } from "../doors/page.ts";
import { type Place, placeOf, salonFrame } from "../place.ts";

export async function privacy(c: DoorContext): Promise<Response> {
  const salon = await salonAt(c);
  if (salon === null) return notFound(c);
  const place = placeOf(c.req.raw, salon);
  const version = c.req.query("version");
  if (version !== undefined) {
    const shown = /^[0-9a-f]{64}$/.test(version) ? await readNotice(c.env, salon.slug, version) : null;
    return shown === null ? notFound(c) : pageAnswer(noticeThen(place, shown.text));
  }
  const notice = await noticeOf(salon, place.words.language);
  keepNotice(commandContext(c), salon, notice);
  return pageAnswer(noticeNow(place, notice));
}

function noticeNow(place: Place, { title, lede, sections, hash }: Notice): Markup {
  const { words, salon } = place;
  const manual = withLang(`/${salon.slug}/paia-manual`, place);
  const main = html`<div class="narrow said"><h1>${title}</h1><p class="lede">${lede}</p>${sections.map(told)}
<p class="note"><a href="${manual}">${words.say("law.manual.title")}</a></p>
<p class="note">${words.say("notice.version")} <code>${hash}</code></p></div>`;
  return salonFrame(place, { title: words.say("notice.link") }, main);
}

function told({ item, heading, text, list }: NoticeSection): Markup {
  const listed = list.length > 0 && html`<ul class="bulleted">${list.map((entry) => html`<li>${entry}</li>`)}</ul>`;
  return html`<section><h2>(${item}) ${heading}</h2>${text.map((said) => html`<p>${said}</p>`)}${listed}</section>`;
}

function noticeThen(place: Place, text: string): Markup {
  const { words, salon } = place;
  const now = withLang(`/${salon.slug}/privacy`, place);
  const main = html`<div class="narrow"><h1>${words.say("notice.link")}</h1><p class="lede">${words.say("notice.then")}</p>
<pre>${text}</pre><p class="acts"><a class="btn quiet" href="${now}">${words.say("notice.now")}</a></p></div>`;
  return salonFrame(place, { title: words.say("notice.link"), unlisted: true }, main);
}
