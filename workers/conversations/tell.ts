// Tells a client something that was done elsewhere: in the conversation that they use, by letter where they have none, and by a template
// to their number where they left no address. One of them, never two. What was done in a conversation was told there.

import { type Bounds, type Content, readable } from "../commands/conversations/content.ts";
import type { Env } from "../env.ts";
import { readConversation } from "../store/conversations/conversations.ts";
import { askTalk, beginTalk, type TalkRow } from "../store/conversations/foresight/reach.ts";
import { insertOutgoing } from "../store/conversations/outgoing.ts";
import { CommitRefused, commit, database, read } from "../store/database.ts";
import { markDelivered, markFailed, markSettled, type StoredMessage, sentAs } from "../store/outbox.ts";
import { newId } from "../token.ts";
import { sendEmail } from "./channels/email.ts";
import { CHANNELS } from "./channels/table.ts";
import type { Written } from "./letters.ts";

/** Languages that the provider has templates in; isiXhosa is none of them. */
const TEMPLATE_LANGUAGES = ["en", "af", "zu"];

export const templateLanguage = (language: string): string => (TEMPLATE_LANGUAGES.includes(language) ? language : "en");

export interface Telling {
  /** Null where it is not known whose client they are. */
  client: string | null;
  contact: { name: string; phone: string; email: string | null; language: string | null };
  /** The channel of the conversation in which it was told already. */
  via?: string | undefined;
  /** It did not arrive in a conversation, so it goes by letter. */
  byLetter: boolean;
  letter: Written;
  /** Of what the channel shows at most, where it may be long. */
  content: Content | ((bounds: Bounds) => Content);
}

/** False where no channel reaches them. */
export async function tellClient(env: Env, message: StoredMessage, told: Telling, now: number): Promise<boolean> {
  const { salon, id } = message;
  const talk = told.byLetter ? null : await talkOf(env, salon, told, now);
  if (talk !== null && told.via !== undefined && told.via === talk.channel) {
    await markSettled(env, salon, id, "not sent: told in the conversation", now);
    return true;
  }
  if (talk !== null) {
    const { content } = told;
    const said = typeof content === "function" ? content(CHANNELS[talk.channel].bounds) : content;
    await sendInTalk(env, message, talk, said, now);
    return true;
  }
  const fate = await sendEmail(env, id, told.contact, told.letter);
  if (fate === "sent") await markDelivered(env, salon, id, now);
  else await markFailed(env, salon, id, "no channel reaches this client", null);
  return fate === "sent";
}

/** The conversation they use; one is begun where there is no address to write a letter to. */
async function talkOf(env: Env, salon: string, { client, contact }: Telling, now: number): Promise<TalkRow | null> {
  const db = database(env, salon);
  const phone = contact.phone.replace(/^\+/, "");
  const ask = () => read<[TalkRow]>(db, [askTalk(db, salon, { client: client ?? "", phone }, now * 60, "inform")]);
  const [[talk]] = await ask();
  if (talk !== undefined || contact.email !== null || phone === "") return talk ?? null;
  const { name, language } = contact;
  await commit(db, [beginTalk(db, salon, { id: newId(), client, phone, name, language }, now)]);
  const [[begun]] = await ask();
  return begun ?? null;
}

async function sendInTalk(
  env: Env,
  message: StoredMessage,
  talk: TalkRow,
  content: Content,
  now: number,
): Promise<void> {
  const conversation = await readConversation(env, message.salon, talk.conversation_id);
  if (conversation === null) throw new Error("the conversation has gone");
  const db = database(env, message.salon);
  const sent = newId();
  const written = { message: sent, kind: content.kind, body: readable(content), content: JSON.stringify(content) };
  try {
    const of = { salon: message.salon, conversation: conversation.conversation_id, account: conversation.account };
    await commit(db, [...sentAs(db, message, sent, now), ...insertOutgoing(db, of, [written], Date.now())]);
  } catch (error) {
    if (error instanceof CommitRefused && error.rule === "claimed") return;
    throw error;
  }
  // What the queue loses the sweep finds.
  const pointer = { salon: message.salon, id: conversation.conversation_id, what: "outgoing" } as const;
  await env.OUTBOX.send(pointer).catch(() => undefined);
}
