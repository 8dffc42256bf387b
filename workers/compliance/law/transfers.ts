// GET /compliance/{salon}/transfers: the register of POPIA s 72, shared/policies/transfers.json in plain words.

import { html } from "hono/html";
import { transfersIn } from "../../commands/law/notice.ts";
import { salonOfPage } from "../../http/pages/staff.ts";
import type { DoorContext } from "../../http/request.ts";
import { houseWords } from "../../ui/shell.ts";
import { lawPage, row } from "./frame.ts";

export async function showTransfers(c: DoorContext): Promise<Response> {
  const salon = await salonOfPage(c);
  const { words } = houseWords(c.req.raw);
  const rows = transfersIn(words.language).map(({ name, text, ground, agreement }) => {
    const by = agreement === null ? [] : [`${words.say("law.transfers.agreement")}: ${agreement}`];
    return row(name, text, `${words.say("law.transfers.ground")}: ${ground}`, ...by);
  });
  const body = html`<ul class="rows">${rows}</ul>`;
  return lawPage(c, salon, words.say("law.transfers.title"), words.say("law.transfers.lede"), body);
}
