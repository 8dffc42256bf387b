// GET /compliance/{salon}: the compliance centre's front, a line for each of its parts.

import { html } from "hono/html";
import { staffAnswer } from "../../http/pages/staff.ts";
import type { DoorContext } from "../../http/request.ts";
import { publishedSalon } from "../../store/snapshots.ts";
import { houseWords, withLang } from "../../ui/shell.ts";
import type { WordKey } from "../../ui/words.ts";

/** A part of the centre: its address under the salon's, and what it is called. */
interface Line {
  path: string;
  name: WordKey;
}

const LINES: readonly Line[] = [{ path: "requests", name: "request.list" }];

export async function showCentre(c: DoorContext): Promise<Response> {
  const house = houseWords(c.req.raw);
  const { words } = house;
  const slug = c.req.param("salon") ?? "";
  const salon = await publishedSalon(c.env, slug);
  const title = words.say("compliance.title", { salon: salon?.view.name ?? slug });
  const line = ({ path, name }: Line) =>
    html`<li><a class="row" href="${withLang(`/compliance/${slug}/${path}`, house)}"><span class="what"><b>${words.say(name)}</b></span></a></li>`;
  const main = html`<div class="narrow"><h1>${title}</h1><p class="lede">${words.say("compliance.lede")}</p>
<ul class="rows">${LINES.map(line)}</ul></div>`;
  return staffAnswer(house, { title, main });
}
