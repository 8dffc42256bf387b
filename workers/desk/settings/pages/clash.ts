// Two people changed the same place: both are shown, and whoever saves last says which stands. What was typed travels along.

import { html } from "hono/html";
import type { Actor } from "../../../permissions.ts";
import type { Salon } from "../../../store/snapshots.ts";
import type { House } from "../../../ui/shell.ts";
import { deskAnswer } from "../../frame.ts";
import { type Clash, wayText } from "../document/merge.ts";
import type { Fields } from "../document/pointer.ts";
import { carried } from "../form.ts";
import { placeName, valueText } from "./told.ts";

export interface Clashing {
  clashes: readonly Clash[];
  typed: URLSearchParams;
  /** Where the form goes. */
  action: string;
  documents: readonly Fields[];
}

export function clashPage(
  house: House,
  salon: Salon,
  actor: Actor,
  { clashes, typed, action, documents }: Clashing,
): Promise<Response> {
  const { words } = house;
  const title = words.say("settings.clash.title");
  const choices = clashes.map(({ way, mine, theirs }) => {
    const name = `side:${wayText(way)}`;
    const side = (value: string, label: string, text: string, checked: boolean) =>
      html`<label class="pick"><input type="radio" name="${name}" value="${value}"${checked && html` checked`}>
<span class="what"><b>${label}</b><span class="said">${text}</span></span></label>`;
    return html`<fieldset class="group"><legend>${placeName(words, way, documents)}</legend>
${side("mine", words.say("settings.clash.mine"), valueText(words, way, mine), true)}
${side("theirs", words.say("settings.clash.theirs"), valueText(words, way, theirs), false)}</fieldset>`;
  });
  const main = html`<div class="narrow"><h1>${title}</h1><p class="lede">${words.say("settings.clash.lede")}</p>
<form method="post" action="${action}">${carried(typed, [])}${choices}
<p class="acts"><button class="btn">${words.say("settings.save")}</button></p></form></div>`;
  return deskAnswer(house, salon, actor, { room: "settings", title, main, status: 409, languageUrl: action });
}

/** What a person chose on such a page. */
export function decisions(fields: URLSearchParams): { mine: Set<string>; decided: Set<string> } {
  const sides = [...fields].filter(([name]) => name.startsWith("side:"));
  const ways = (side?: string) =>
    new Set(sides.filter(([, value]) => side === undefined || value === side).map(([name]) => name.slice(5)));
  return { mine: ways("mine"), decided: ways() };
}
