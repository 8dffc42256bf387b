// The way to the privacy notice from wherever somebody is asked for their details. It opens beside the form, which holds a time.

import { html } from "hono/html";
import type { Markup } from "../../../ui/markup.ts";
import { withLang } from "../../../ui/shell.ts";
import type { Place } from "../place.ts";

export function noticeLink(place: Place): Markup {
  const href = withLang(`/${place.salon.slug}/privacy`, place);
  return html`<p class="note way"><a href="${href}" target="_blank" rel="noopener">${place.words.say("notice.before")}</a></p>`;
}
