// What the dialogue says, as messages: texts of the locale files with values in them, and rows as buttons or as a list. Every
// message costs money, so what one turn says goes out as one message where it fits the channel.

import { Intent, Line } from "../../../shared/contracts/generated/routing_generated.ts";
import type { DepositAsked } from "../../commands/command.ts";
import { type Bounds, type Choice, type Content, shortened } from "../../commands/conversations/content.ts";
import { type Conversed, nameOf, type Said } from "../../commands/conversations/dialogue/converse.ts";
import type { RestingAnswer } from "../../commands/deciding/giving-up.ts";
import { momentsAt } from "../../engine/clock.ts";
import type { About, DialogueRow } from "../../engine/routing/converse.ts";
import { engine } from "../../engine/shipped.ts";
import type { Salon } from "../../store/snapshots.ts";
import { money, nearDay, shortDay, timeOf } from "../../ui/dates.ts";
import { isWord, type Values, type Words, wordsIn } from "../../ui/words.ts";
import { answerOf } from "./answers.ts";

/** The messages of one turn, in order; none where nothing is said. `noticeUrl`: the salon's privacy notice. */
export function messagesOf(turn: Conversed, noticeUrl: string, bounds: Bounds): Content[] {
  const words = wordsIn(turn.language);
  const bodies = turn.said.map((said) => textOf(words, turn, said, noticeUrl));
  const rows = turn.said.at(-1)?.rows ?? [];
  const body = bodies.filter((text) => text !== "").join("\n\n");
  if (body === "") return [];
  if (rows.length === 0) return [{ kind: "text", text: shortened(body, bounds.text) }];
  if (body.length <= bounds.body) return [asking(words, turn, body, rows, bounds)];
  const last = shortened(bodies.at(-1) ?? "", bounds.body);
  const before = bodies.slice(0, -1).join("\n\n");
  return [
    ...(before === "" ? [] : [{ kind: "text" as const, text: shortened(before, bounds.text) }]),
    asking(words, turn, last, rows, bounds),
  ];
}

function asking(words: Words, turn: Conversed, text: string, rows: DialogueRow[], bounds: Bounds): Content {
  const choices = rows.map((row) => choiceOf(words, turn, row));
  if (choices.length <= bounds.buttons && choices.every(({ description }) => description === undefined)) {
    const buttons = choices.map((one) => ({ ...one, title: shortened(one.title, bounds.buttonTitle) }));
    return { kind: "buttons", text, buttons };
  }
  const listed = choices.map(({ id, title, description }) => ({
    id,
    title: shortened(title, bounds.rowTitle),
    ...(description === undefined ? {} : { description: shortened(description, bounds.rowDescription) }),
  }));
  return { kind: "list", text, button: words.say("talk.list"), rows: listed };
}

/** `AskServiceOf` is `ask.service.of`. */
export function keyOf(name: string): string {
  return name.replace(/\B[A-Z]/g, (letter) => `.${letter}`).toLowerCase();
}

function say(words: Words, key: string, values: Values): string {
  const word = `talk.${key}`;
  return isWord(word) ? words.say(word, values) : "";
}

function textOf(words: Words, turn: Conversed, said: Said, noticeUrl: string): string {
  const { salon } = turn;
  const resting = restingOf(words, salon, said.left.resting ?? []);
  const values = { ...valuesOf(words, turn, said.about), salon: salon.view.name, resting };
  if (said.line === Line.Answer) {
    return said.article ?? answerOf(words, salon, said.about);
  }
  const { deposit } = said.left;
  if (said.line === Line.Booked && deposit !== undefined) return askingDeposit(words, salon, values, deposit);
  const link = said.line === Line.Notice ? noticeUrl : (said.left.manageUrl ?? "");
  const told = say(words, keyOf(nameOf(Line, said.line)), { ...values, link });
  const cancelled = said.line === Line.Cancelled;
  const text = cancelled && resting !== "" ? `${told} ${words.say("talk.cancelled.also", { resting })}` : told;
  const fee = cancelled ? said.left.feeCents : undefined;
  if (fee === undefined || fee === 0) return text;
  return `${text} ${words.say("talk.fee", { price: money(words, fee, salon.view.currency) })}`;
}

/** The visits that rest on a patch test, by what and when they are. */
function restingOf(words: Words, { view }: Salon, resting: readonly RestingAnswer[]): string {
  const one = ({ services, start }: RestingAnswer) => {
    const names = services.map(({ id }) => words.of(view.services.find((service) => service.id === id)?.name));
    const [at = { date: 0, minute: 0 }] = momentsAt(view.timezone, [Math.floor(Date.parse(start) / 60_000)], engine);
    return `${names.join(" + ")}, ${shortDay(words, at.date)} ${timeOf(at)}`;
  };
  return resting.map(one).join("; ");
}

/** What is held until its deposit is paid, and where that is done. */
export function askingDeposit(words: Words, salon: Salon, visit: Values, { url, cents, until }: DepositAsked): string {
  const deposit = money(words, cents, salon.view.currency);
  const [, wall = ""] = /T(\d\d:\d\d)/.exec(until) ?? [];
  return words.say("talk.deposit", { ...visit, deposit, until: wall, link: `${url}?lang=${words.language}` });
}

function momentOf({ view }: Salon, { start }: About): { date: number; time: string } {
  const [at = { date: 0, minute: 0 }] = momentsAt(view.timezone, [start], engine);
  return { date: at.date, time: timeOf(at) };
}

function valuesOf(words: Words, { salon, known }: Conversed, about: About): Record<string, string> {
  const { view } = salon;
  const { date, time } = momentOf(salon, about);
  const names = about.services.flatMap((index) => view.services[index] ?? []).map(({ name }) => words.of(name));
  return {
    service: names.join(" + "),
    person: view.staff[about.person]?.name ?? words.say("talk.anybody"),
    day: nearDay(words, date, known.facts.today),
    time,
    price: money(words, about.priceCents, view.currency),
    from: shortDay(words, about.dayFrom),
    to: shortDay(words, about.dayTo),
  };
}

function choiceOf(words: Words, turn: Conversed, row: DialogueRow): Choice {
  const { salon, known } = turn;
  const { about, id } = row;
  const values = valuesOf(words, turn, about);
  const { date, time } = momentOf(salon, about);
  switch (row.line) {
    case Line.RowService: {
      const service = salon.view.services[about.services[0] ?? -1];
      const price = service === undefined ? "" : money(words, service.price_cents, salon.view.currency);
      return { id, title: service === undefined ? id : words.of(service.name), description: price };
    }
    case Line.RowStart: {
      const title = words.say("talk.row.start", { day: shortDay(words, date), time });
      const party = about.guests > 1 ? ` · ${about.guests}` : "";
      return {
        id,
        title,
        description: [values.service, values.person, values.price].filter(Boolean).join(" · ") + party,
      };
    }
    case Line.RowBooking:
      return { id, title: `${shortDay(words, date)} ${time}`, description: values.service ?? "" };
    case Line.RowDay:
      return { id, title: capital(nearDay(words, about.dayFrom, known.facts.today)) };
    case Line.RowDays:
      return { id, title: words.say("talk.row.days", { from: values.from ?? "", to: values.to ?? "" }) };
    case Line.RowMeaning:
      return { id, title: say(words, `intent.${keyOf(nameOf(Intent, about.intent))}`, {}) };
    default:
      return { id, title: say(words, keyOf(nameOf(Line, row.line)), values) };
  }
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
