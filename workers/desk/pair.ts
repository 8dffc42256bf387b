// A visit that needs a patch test, at the desk: both times in one tap, or none of it with a reason. What was asked for and typed before
// goes along unseen.

import { html } from "hono/html";
import { momentsAt } from "../engine/clock.ts";
import { engine } from "../engine/shipped.ts";
import type { Problem } from "../problem.ts";
import { longDay, minuteIn, timeOf } from "../ui/dates.ts";
import { field, hidden } from "../ui/forms.ts";
import type { Markup } from "../ui/markup.ts";
import type { Words } from "../ui/words.ts";

/** Whether that is what is asked for, or how it was answered is no answer. */
export const asksForPair = ({ type, errors }: Problem): boolean =>
  type === "patch-test-needed" || errors?.[0]?.pointer === "/patch_waiver";

export interface PairAsked {
  /** The salon's. */
  zone: string;
  action: string;
  /** Without the key of what was refused: this is another request. */
  carried: [string, string][];
  problem: Problem;
  /** The reason that was given, where it was none. */
  waiver: string;
  /** Of a party whose guests begin at several times: a pair of times is none for all of them. */
  apart?: boolean;
}

export function pairForms(words: Words, { zone, action, carried, problem, waiver, apart }: PairAsked): Markup {
  const pairs = (problem.extra?.pairs ?? []) as { test: string; start: string }[];
  const choices = pairs.map(
    ({ test, start }) =>
      html`<li><button class="pick" name="patch" value="${minuteOf(test)}.${minuteOf(start)}">
<span class="what"><b>${moment(words, zone, test)}</b><span>${moment(words, zone, start)}</span></span></button></li>`,
  );
  const fault = problem.type === "patch-test-needed" ? undefined : words.say("clients.waiver-missing");
  const reason = field(words, {
    name: "waiver",
    label: words.say("clients.waiver"),
    hint: words.say("clients.waiver-hint"),
    value: waiver,
    required: true,
    maxlength: 500,
    long: true,
    fault,
  });
  const none = pairs.length === 0 && fault === undefined && html`<p class="note">${words.say("desk.patch.none")}</p>`;
  const both = html`<p class="lede">${words.say("clients.patch-lede")}</p>${none}
<form method="post" action="${action}">${hidden(carried)}<ul class="plain">${choices}</ul></form>`;
  return html`${apart ? html`<p class="lede">${words.say("desk.patch.apart-lede")}</p>` : both}
<form class="stack card" method="post" action="${action}">${hidden(carried)}${reason}<p class="acts"><button class="btn quiet">${words.say("clients.waive")}</button></p></form>`;
}

/** What a form of these says: when the test is, and when the visit, where that is another time than was asked for. */
export interface PairChosen {
  test: { start: number } | undefined;
  start: number | undefined;
  waiver: string | undefined;
}

export function pairIn(fields: URLSearchParams): PairChosen {
  const waiver = fields.get("waiver") ?? undefined;
  const [test, start] = (fields.get("patch") ?? "").split(".").map(minuteIn);
  const first = waiver === undefined ? (test ?? undefined) : undefined;
  return { test: first === undefined ? undefined : { start: first }, start: start ?? undefined, waiver };
}

const minuteOf = (instant: string): number => Math.floor(Date.parse(instant) / 60_000);

function moment(words: Words, zone: string, instant: string): string {
  const [at = { date: 0, minute: 0 }] = momentsAt(zone, [minuteOf(instant)], engine);
  return `${longDay(words, at.date)}, ${timeOf(at)}`;
}
