// A client's message on a channel, answered: read by the core, taken up by the dialogue, and said with what the channel has.
// While a person has the conversation, or is to take it, nothing is said by itself; but nobody waits for longer than a day.

import { Intent } from "../../../shared/contracts/generated/routing_generated.ts";
import type { CommandContext } from "../../commands/command.ts";
import type { Answer, Answering } from "../../commands/conversations/answer.ts";
import { type Content, choicesOf, chosen, shortened } from "../../commands/conversations/content.ts";
import {
  type ConverseInput,
  type Memory,
  nameOf,
  type Turn,
  understood,
} from "../../commands/conversations/dialogue/converse.ts";
import type { Contact } from "../../commands/conversations/dialogue/facts.ts";
import { stopNewsTo } from "../../commands/conversations/dialogue/perform.ts";
import { confirmVisit } from "../../commands/conversations/visits/confirm.ts";
import { answeringArticle } from "../../commands/knowledge/search.ts";
import { e164 } from "../../http/phone.ts";
import {
  askSaid,
  type ClaimedMessage,
  type Conversation,
  isWithPerson,
  keepTurn,
  type StoredMessage,
} from "../../store/conversations/conversations.ts";
import { commit, database, read } from "../../store/database.ts";
import { LANGUAGES, wordsIn } from "../../ui/words.ts";
import { CHANNELS } from "../channels/table.ts";
import { asFlow, toldOfFlow } from "../whatsapp/flows/told.ts";
import { keyOf } from "./messages.ts";
import { reply } from "./reply.ts";

/** What asks for nothing. */
const SILENT = ["reaction", "sticker", "system", "revoke", "call", "preference", "auto-reply"];
/** Minutes after which the dialogue answers again where no person does: the provider's window, in which they could have. */
const HANDED_FOR = 24 * 60;

export const answering: Answering = async (ctx, conversation, message) => {
  const { state, why, story } = conversation;
  const event = await eventOf(ctx, conversation, message);
  if (event?.kind === "choice" && event.id.startsWith("come:")) return comes(ctx, conversation, event.id);
  const lapsed = ctx.now - (conversation.handed_at ?? ctx.now) >= HANDED_FOR;
  if (isWithPerson(state) && !lapsed) {
    return { state, why, story, say: [], optedOut: event !== null && (await stopped(ctx, conversation, event)) };
  }
  if (SILENT.includes(message.kind)) return { state, why, story, say: [] };
  if (message.kind === "flow-reply") return doneWithFlow(ctx, conversation, message);
  if (event === null) return toPerson(conversation, message.kind);
  // Where numbers are proven, whoever shows none could book nothing that they find again.
  if (conversation.phone === null && CHANNELS[conversation.channel].proves) return toPerson(conversation, "no number");
  return spoken(ctx, lapsed ? { ...conversation, dialogue: null } : conversation, message, event);
};

/** A reminder's "I am coming", whoever has the conversation; what the dialogue was about stays as it is. */
async function comes(ctx: CommandContext, conversation: Conversation, id: string): Promise<Answer> {
  const { state, why, story, client_id: client } = conversation;
  const [, booking = "", sequence = ""] = id.split(":");
  const words = wordsIn(LANGUAGES.find((one) => one === conversation.language) ?? "en");
  // Nobody's conversation may speak for a visit.
  const done = await confirmVisit(ctx, {
    salon: conversation.salon_id,
    booking,
    sequence: Number(sequence),
    client: client ?? "",
  });
  if (!done.ok && done.problem.status >= 500) throw new Error(done.problem.type);
  const text = words.say(done.ok ? "remind.thanks" : "remind.changed");
  return { state: state === "new" ? "bot" : state, why, story, say: [{ kind: "text", text }] };
}

/** The booking was made while the form was filled in; here it is only told. */
async function doneWithFlow(ctx: CommandContext, conversation: Conversation, message: StoredMessage): Promise<Answer> {
  const language = LANGUAGES.find((one) => one === conversation.language) ?? "en";
  const text = await toldOfFlow(ctx, conversation, language, message.payload);
  if (text === null) return toPerson(conversation, message.kind);
  return { state: "closed", dialogue: null, say: [{ kind: "text", text }] };
}

async function eventOf(
  { env }: CommandContext,
  { salon_id: salon, conversation_id: id, channel }: Conversation,
  { kind, body, payload, context }: StoredMessage,
): Promise<ConverseInput["event"] | null> {
  if (["button-reply", "list-reply", "button"].includes(kind) && payload !== null)
    return { kind: "choice", id: payload };
  if (!["text", "button"].includes(kind) || body === null) return null;
  if (!CHANNELS[channel].numbers) return understood(body);
  const db = database(env, salon);
  const [[last]] = await read<[{ content: string }]>(db, [askSaid(db, salon, id, context)]);
  const picked = last === undefined ? null : chosen(choicesOf(JSON.parse(last.content) as Content), body);
  return picked === null ? understood(body) : { kind: "choice", id: picked.id };
}

/** A stop is kept whoever has the conversation (POPIA s 69(3)(b)); the person reads it too. */
async function stopped(
  ctx: CommandContext,
  { salon_id: salon, client_id: client }: Conversation,
  event: ConverseInput["event"],
): Promise<boolean> {
  const wanted = event.kind === "text" && event.reading.sure && event.reading.guesses[0]?.intent === Intent.OptOut;
  return wanted && (client === null || (await stopNewsTo(ctx, salon, client)));
}

async function spoken(
  ctx: CommandContext,
  conversation: Conversation,
  message: ClaimedMessage,
  event: ConverseInput["event"],
): Promise<Answer> {
  const { salon_id: salon } = conversation;
  const input = {
    salon,
    contact: contactOf(conversation),
    messageId: message.message_id,
    event,
    state: Uint8Array.from(conversation.dialogue ?? []),
    memory: memoryOf(ctx, salon, message),
    lookUp: (intent, text, spoken) => lookUp(ctx, salon, intent, text, spoken),
  } satisfies ConverseInput;
  const turn = await reply(ctx, input, CHANNELS[conversation.channel].bounds);
  if (!turn.ok) {
    // What may go well later is tried again by whoever asked.
    if (turn.problem.status >= 500) throw new Error(turn.problem.type);
    return toPerson(conversation, turn.problem.type);
  }
  const { optedOut } = turn;
  const booked = CHANNELS[conversation.channel].proves ? [] : turn.booked;
  const say = await Promise.all(turn.messages.map((content) => asFlow(ctx, conversation, turn.language, content)));
  const { stumbled } = turn;
  const kept = { language: turn.language, dialogue: turn.state, say, optedOut, booked, stumbled };
  if (turn.handOver === null) return { state: turn.ended ? "closed" : "bot", ...kept };
  return { state: "waiting", why: turn.handOver.reason, story: JSON.stringify(turn.handOver.summary), ...kept };
}

/** Characters of an article that are told; the rest stands behind its link. */
const MOST_TOLD = 700;

/** What the salon's articles say to a question, with where it stands. */
async function lookUp(
  ctx: CommandContext,
  salon: string,
  intent: Intent,
  text: string,
  spoken: string,
): Promise<string | null> {
  const subject = keyOf(nameOf(Intent, intent)).replaceAll(".", "-");
  const article = await answeringArticle(ctx, salon, { text, language: spoken, subject });
  if (article === null) return null;
  const { topic, language, title, body } = article;
  const words = wordsIn(LANGUAGES.find((one) => one === language) ?? "en");
  const link = `${ctx.origin}/${salon}/help/${topic}?lang=${language}`;
  return words.say("talk.answer.article", { body: shortened(body, MOST_TOLD), title, link });
}

function contactOf({ conversation_id: conversation, channel, person, phone, name, language }: Conversation): Contact {
  const contact = { phone: phone === null ? null : `+${phone}`, name, language, channel };
  if (CHANNELS[channel].proves) return contact;
  return { ...contact, unproven: { conversation, email: channel === "email" ? person : null, numberOf: e164 } };
}

function memoryOf({ env }: CommandContext, salon: string, message: ClaimedMessage): Memory {
  const db = database(env, salon);
  return {
    kept: message.turn === null ? null : (JSON.parse(message.turn) as Turn),
    async keep(turn) {
      const text = JSON.stringify(turn);
      await commit(db, keepTurn(db, salon, message, text));
      message.turn = text; // for this caller's own next try
    },
  };
}

/** They are told that somebody will look at it, for else they would wait for an answer. */
function toPerson({ language }: Conversation, why: string): Answer {
  const words = wordsIn(LANGUAGES.find((one) => one === language) ?? "en");
  return { state: "waiting", why, say: [{ kind: "text", text: words.say("talk.to.person") }] };
}
