// The switch at the top of the inbox: whether somebody is here, until when, and what they take.

import { html } from "hono/html";
import { HOURS, SKILLS, LANGUAGES as SPOKEN } from "../../commands/conversations/people/levels.ts";
import type { Presence } from "../../store/conversations/people/presence.ts";
import type { Salon } from "../../store/snapshots.ts";
import { hidden } from "../../ui/forms.ts";
import type { Markup } from "../../ui/markup.ts";
import { type House, langField } from "../../ui/shell.ts";
import { LANGUAGES, wordOr } from "../../ui/words.ts";

/** Chats at once that are offered. */
const CAPACITIES = [1, 2, 3, 4, 6, 8];

/** `told`: an instant (minutes) in words. */
export function presenceSwitch(
  house: House,
  salon: Salon,
  now: number,
  presence: Presence,
  told: (instant: number) => string,
): Markup {
  const { words } = house;
  const here = presence.until > now;
  const state = !here ? "inbox.here.no" : presence.taking === 1 ? "inbox.here.yes" : "inbox.here.own";
  const said = html`<p role="status">${words.say(state, { time: told(presence.until) })}</p>`;
  const fixed = hidden(langField(house));
  const go = here && html`<button class="btn quiet" name="act" value="away">${words.say("inbox.here.go")}</button>`;
  return html`<section class="group"><h2>${words.say("inbox.here.title")}</h2>${said}
<form class="stack" method="post" action="/inbox/${salon.slug}">${fixed}${choices(house, salon, presence)}
<p class="acts"><button class="btn" name="act" value="here">${words.say("inbox.here.come")}</button>${go}</p></form></section>`;
}

function choices({ words }: House, salon: Salon, { capacity, skills, languages, person }: Presence): Markup {
  const spoken = JSON.parse(languages) as string[];
  const taken = JSON.parse(skills) as string[];
  const numbers = CAPACITIES.includes(capacity) ? CAPACITIES : [...CAPACITIES, capacity];
  const nobody: [string, string] = ["", words.say("inbox.here.nobody")];
  const people = salon.view.staff.map(({ id, name }): [string, string] => [id, name]);
  return html`${select("hours", words.say("inbox.here.hours"), HOURS.map(plain), String(HOURS[1]))}
<details class="aside"><summary>${words.say("inbox.here.more")}</summary>
${select("capacity", words.say("inbox.here.capacity"), numbers.map(plain), String(capacity))}
${select("person", words.say("inbox.here.person"), [nobody, ...people], person ?? "")}
${boxes("languages", words.say("inbox.here.languages"), languageNames(words), spoken)}
${boxes(
  "skills",
  words.say("inbox.here.skills"),
  SKILLS.map((one) => [one, words.say(`inbox.skill.${one}`)]),
  taken,
)}</details>`;

  function languageNames(of: House["words"]): [string, string][] {
    return SPOKEN.map((tag) => [tag, wordOr(of, `language.${LANGUAGES.find((one) => one === tag) ?? "en"}`, tag)]);
  }
}

const plain = (n: number): [string, string] => [String(n), String(n)];

function select(name: string, label: string, options: [string, string][], chosen: string): Markup {
  const listed = options.map(
    ([value, text]) => html`<option value="${value}"${value === chosen && html` selected`}>${text}</option>`,
  );
  return html`<div class="field"><label for="here-${name}">${label}</label><select id="here-${name}" name="${name}">${listed}</select></div>`;
}

function boxes(name: string, legend: string, options: [string, string][], checked: readonly string[]): Markup {
  const listed = options.map(
    ([value, text]) =>
      html`<label class="check"><input type="checkbox" name="${name}" value="${value}"${checked.includes(value) && html` checked`}><span>${text}</span></label>`,
  );
  return html`<fieldset class="field"><legend>${legend}</legend>${listed}</fieldset>`;
}
