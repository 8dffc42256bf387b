// One turn of a call: what was said or pressed becomes a message like any other, is answered while the caller waits, and what was
// said to it is what the call hears. A turn that comes twice hears the same again.

import type { CommandContext } from "../../../commands/command.ts";
import type { Answering } from "../../../commands/conversations/answer.ts";
import { type Content, choicesOf } from "../../../commands/conversations/content.ts";
import { keepEvents, messageEvent } from "../../../commands/conversations/ingest.ts";
import { receive } from "../../../commands/conversations/receive.ts";
import type { WebhookEvent } from "../../../engine/routing/webhook.ts";
import { askSpoken, type Call, findCall } from "../../../store/conversations/calls.ts";
import { isWithPerson } from "../../../store/conversations/conversations.ts";
import { database, read } from "../../../store/database.ts";
import { publishedSalon, type SalonView } from "../../../store/snapshots.ts";
import { chosenLanguage, LANGUAGES, offeredLanguages, type Words, wordsIn } from "../../../ui/words.ts";
import { answering } from "../../dialogue/answering.ts";
import { heardOf } from "./speech.ts";

export interface Heard {
  /** The provider's id of the call. */
  call: string;
  /** 0 when it comes in. */
  turn: number;
  /** How often in a row nothing was understood. */
  misses: number;
  /** E.164. */
  to: string;
  from: string;
  said: string | null;
  pressed: string | null;
  /** Where nobody can say one. */
  name: string | null;
}

/** `listen`: for the turn of that number. `through`: to a person, at that number; null where there is none to call. */
export type Next =
  | { what: "listen"; turn: number; misses: number; choices: number }
  | { what: "through"; number: string | null }
  | { what: "end" };

export interface Spoken {
  words: Words;
  text: string;
  next: Next;
}

/** After so many turns in a row of which nothing was understood a person takes the call. */
const MOST_MISSES = 2;

export async function answerCall(ctx: CommandContext, heard: Heard): Promise<Spoken> {
  const { call, turn, misses } = heard;
  const event = eventOf(heard);
  if (event === null) return again(ctx, heard, misses + 1);
  const { due } = await keepEvents(ctx, "voice", [event]);
  const [fresh] = due;
  const answer = turn === 0 ? greeting : answering;
  if (fresh !== undefined) await receive(ctx, { salon: fresh.salon, message: fresh.message }, { answer });
  const found = await findCall(ctx.env, heard.to, `${call}.${turn}`);
  return found === null ? nobodys() : spokenOf(ctx, found, heard, turn + 1);
}

/** Null for what was not understood. */
function eventOf({ call, turn, to, from, said, pressed, name }: Heard): WebhookEvent | null {
  const told = {
    account: to,
    id: `${call}.${turn}`,
    at: Math.floor(Date.now() / 1_000),
    name,
    ...callerOf(from, call),
  };
  if (turn === 0) return messageEvent({ ...told, type: "call" });
  if (pressed === "0") return messageEvent({ ...told, type: "button-reply", text: pressed, payload: "p" });
  const text = pressed ?? said;
  return text === null ? null : messageEvent({ ...told, type: "text", text });
}

/** Whoever hides their number is known by their call alone. */
function callerOf(from: string, call: string): { user: string | null; phone: string | null } {
  const phone = /^\+?([1-9]\d{6,14})$/.exec(from)?.[1] ?? null;
  return { user: phone === null ? `call:${call}` : null, phone };
}

/** A call begins anew, unless a person has the conversation or is to take it. */
const greeting: Answering = async (ctx, conversation) => {
  const { state, why, story, salon_id: salon, language } = conversation;
  if (isWithPerson(state)) return { state, why, story, say: [] };
  const view = (await publishedSalon(ctx.env, salon))?.view;
  const words = wordsOf(language, view);
  const buttons = [
    { id: "bk", title: words.say("talk.row.book") },
    { id: "mb", title: words.say("talk.row.my.bookings") },
    { id: "p", title: words.say("talk.row.person") },
  ];
  const text = words.say("voice.greeting", { salon: view?.name ?? "" });
  return { state: "bot", dialogue: null, say: [{ kind: "buttons", text, buttons }] };
};

/** What was said last is said again, and the second time a person takes the call. */
async function again(ctx: CommandContext, heard: Heard, misses: number): Promise<Spoken> {
  const { call, turn, to } = heard;
  const found = await findCall(ctx.env, to, `${call}.${turn - 1}`);
  if (found === null) return nobodys();
  if (misses < MOST_MISSES) return spokenOf(ctx, found, { ...heard, turn: turn - 1 }, turn, misses);
  const asking = messageEvent({
    account: to,
    id: `${call}.${turn}.silence`,
    at: Math.floor(Date.now() / 1_000),
    type: "button-reply",
    payload: "p",
    ...callerOf(heard.from, call),
  });
  const [fresh] = (await keepEvents(ctx, "voice", [asking])).due;
  if (fresh !== undefined) await receive(ctx, { salon: fresh.salon, message: fresh.message }, { answer: answering });
  const { words, number } = await salonOf(ctx, found);
  return { words, text: words.say("voice.through"), next: { what: "through", number } };
}

async function spokenOf(ctx: CommandContext, found: Call, heard: Heard, turn: number, misses = 0): Promise<Spoken> {
  const db = database(ctx.env, found.salon);
  const [rows] = await read<[{ content: string }]>(db, [askSpoken(db, found.salon, `${heard.call}.${heard.turn}`)]);
  const contents = rows.map(({ content }) => JSON.parse(content) as Content);
  const { words, number } = await salonOf(ctx, found);
  const text = [misses > 0 ? words.say("voice.again") : "", heardOf(contents, words)].filter(Boolean).join(" ");
  if (isWithPerson(found.state)) {
    return { words, text: text || words.say("voice.through"), next: { what: "through", number } };
  }
  if (found.state === "closed") return { words, text: `${text} ${words.say("voice.bye")}`, next: { what: "end" } };
  const last = contents.at(-1);
  const choices = last === undefined ? 0 : choicesOf(last).length;
  return { words, text: text || words.say("voice.again"), next: { what: "listen", turn, misses, choices } };
}

/** The salon's own number, unless it is the one that was called. */
async function salonOf(ctx: CommandContext, found: Call): Promise<{ words: Words; number: string | null }> {
  const view = (await publishedSalon(ctx.env, found.salon))?.view;
  const phone = view?.phone ?? null;
  return { words: wordsOf(found.language, view), number: phone === found.account ? null : phone };
}

function wordsOf(language: string | null, view: SalonView | undefined): Words {
  const own = view === undefined ? [] : offeredLanguages(view.languages);
  return wordsIn(chosenLanguage(language, null, [...own, ...LANGUAGES]));
}

/** A number that no salon has, or a call that was never heard of. */
function nobodys(): Spoken {
  const words = wordsIn("en");
  return { words, text: words.say("voice.bye"), next: { what: "end" } };
}
