// GET /compliance/{salon}/consents: for each purpose how many were asked, how many agree, and when the last answer came.

import { html } from "hono/html";
import { localDate } from "../../commands/deciding/facts.ts";
import { salonOfPage } from "../../http/pages/staff.ts";
import type { DoorContext } from "../../http/request.ts";
import { countConsents } from "../../store/law/consents.ts";
import { formatDate } from "../../time.ts";
import { houseWords } from "../../ui/shell.ts";
import { purposeName } from "../../ui/words.ts";
import { lawPage, row } from "./frame.ts";

export async function showConsents(c: DoorContext): Promise<Response> {
  const salon = await salonOfPage(c);
  const { words } = houseWords(c.req.raw);
  const counts = await countConsents(c.env, salon.slug);
  const rows = counts.map(({ purpose, asked, agreed, latest }) => {
    const day = formatDate(localDate(salon, latest));
    return row(purposeName(words, purpose), words.say("law.consents.count", { agreed, asked, day }));
  });
  const body =
    rows.length === 0
      ? html`<p class="note">${words.say("law.consents.none")}</p>`
      : html`<ul class="rows">${rows}</ul>`;
  return lawPage(c, salon, words.say("law.consents.title"), words.say("law.consents.lede"), body);
}
