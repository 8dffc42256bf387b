// The numbers about people at the foot of the inbox.

import { html } from "hono/html";
import type { PeopleNumbers, Spread } from "../../commands/conversations/people/numbers.ts";
import { lengthOfTime } from "../../ui/dates.ts";
import type { Markup } from "../../ui/markup.ts";
import type { Words } from "../../ui/words.ts";

/** `besides`: other rows of the same stretch of time. */
export function numbersSection(words: Words, numbers: PeopleNumbers, besides: [string, string][]): Markup {
  const { called, first, person, confirmed, assumed, lapsed } = numbers;
  const title = html`<h2>${words.say("inbox.numbers.title")}</h2>`;
  if (called === 0)
    return html`<section class="group">${title}<p class="note">${words.say("inbox.numbers.none")}</p>${pairs(besides)}</section>`;
  const ended = confirmed + assumed + lapsed;
  const of = (n: number, all: number) => words.say("inbox.numbers.of", { n, all });
  const rows = [
    [words.say("inbox.numbers.called"), String(called)],
    ...spread(words, words.say("inbox.numbers.person"), person),
    ...spread(words, words.say("inbox.numbers.first"), first),
    [words.say("inbox.numbers.late"), of(numbers.late, called)],
    [words.say("inbox.numbers.late-now"), String(numbers.lateNow)],
    [words.say("inbox.numbers.confirmed"), of(confirmed, ended)],
    [words.say("inbox.numbers.assumed"), of(assumed, ended)],
    [words.say("inbox.numbers.lapsed"), of(lapsed, ended)],
    [words.say("inbox.numbers.reopened"), of(numbers.reopened, confirmed + assumed)],
    [words.say("inbox.numbers.moved"), of(numbers.moved, called)],
    ...besides,
  ];
  return html`<section class="group">${title}${pairs(rows)}</section>`;
}

const pairs = (rows: readonly (readonly (string | undefined)[])[]): Markup | string =>
  rows.length === 0 ? "" : html`<dl>${rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;

function spread(words: Words, name: string, of: Spread | null): [string, string][] {
  if (of === null) return [];
  const { half, most } = of;
  const lengths = { half: lengthOfTime(words, half), most: lengthOfTime(words, most) };
  return [[name, words.say("inbox.numbers.spread", lengths)]];
}
