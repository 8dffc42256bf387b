// GET /compliance/{salon}: the compliance centre's front, a line for each of its parts.

import { html } from "hono/html";
import { staffAnswer } from "../../http/pages/staff.ts";
import type { DoorContext } from "../../http/request.ts";
import { publishedSalon } from "../../store/snapshots.ts";
import { houseWords, withLang } from "../../ui/shell.ts";

export async function showCentre(c: DoorContext): Promise<Response> {
  const house = houseWords(c.req.raw);
  const { words } = house;
  const slug = c.req.param("salon") ?? "";
  const salon = await publishedSalon(c.env, slug);
  const title = words.say("compliance.title", { salon: salon?.view.name ?? slug });
  const parts: [path: string, text: string][] = [["incidents", words.say("incident.link")]];
  const items = parts.map(
    ([path, text]) =>
      html`<li class="row"><a href="${withLang(`/compliance/${slug}/${path}`, house)}"><b>${text}</b></a></li>`,
  );
  const main = html`<div class="narrow"><h1>${title}</h1><p class="lede">${words.say("compliance.lede")}</p>
<ul class="rows">${items}</ul></div>`;
  return staffAnswer(house, { title, main });
}
