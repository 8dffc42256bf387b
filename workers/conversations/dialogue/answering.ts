// A client's message on a channel, answered: read by the core, taken up by the dialogue, and said with what the channel has.
// While a person has the conversation, or is to take it, nothing is said by itself.

import type { CommandContext } from "../../commands/command.ts";
import type { Answer, Answering } from "../../commands/conversations/answer.ts";
import type { Content } from "../../commands/conversations/content.ts";
import { type ConverseInput, understood } from "../../commands/conversations/converse.ts";
import type { Conversation, StoredMessage } from "../../store/conversations/conversations.ts";
import type { OutgoingMessage } from "./messages.ts";
import { reply } from "./reply.ts";

/** What asks for nothing. */
const SILENT = ["reaction", "sticker", "system", "revoke", "call", "preference"];

export const answering: Answering = async (ctx, conversation, message) => {
  const { state } = conversation;
  if (state === "person" || state === "waiting")
    return { state, why: conversation.why, story: conversation.story, say: [] };
  if (SILENT.includes(message.kind)) return { state, say: [] };
  const event = eventOf(message);
  if (event === null) return toPerson(message.kind);
  // Whoever shows no number could book nothing that they find again.
  if (conversation.phone === null) return toPerson("no number");
  return spoken(ctx, conversation, message, event, conversation.phone);
};

function eventOf({ kind, body, payload }: StoredMessage): ConverseInput["event"] | null {
  if (["button-reply", "list-reply", "button"].includes(kind) && payload !== null)
    return { kind: "choice", id: payload };
  if (["text", "button"].includes(kind) && body !== null) return understood(body);
  return null;
}

async function spoken(
  ctx: CommandContext,
  conversation: Conversation,
  { message_id: messageId }: StoredMessage,
  event: ConverseInput["event"],
  phone: string,
): Promise<Answer> {
  const { salon_id: salon, name, language } = conversation;
  const turn = await reply(ctx, {
    salon,
    contact: { phone: `+${phone}`, name, language },
    messageId,
    event,
    state: Uint8Array.from(conversation.dialogue ?? []),
  });
  if (!turn.ok) {
    // What may go well later is tried again by whoever asked.
    if (turn.problem.status >= 500) throw new Error(turn.problem.type);
    return toPerson(turn.problem.type);
  }
  const kept = { language: turn.language, dialogue: turn.state, say: turn.messages.map(contentOf) };
  if (turn.handOver === null) return { state: turn.ended ? "closed" : "bot", ...kept };
  return { state: "waiting", why: turn.handOver.reason, story: JSON.stringify(turn.handOver.summary), ...kept };
}

const toPerson = (why: string): Answer => ({ state: "waiting", why, say: [] });

function contentOf(message: OutgoingMessage): Content {
  const { body: text } = message;
  if (message.kind === "text") return { kind: "text", text };
  if (message.kind === "buttons") {
    return { kind: "buttons", text, buttons: message.choices.map(({ id, title }) => ({ id, title })) };
  }
  const rows = message.choices.map(({ id, title, detail }) =>
    detail === undefined ? { id, title } : { id, title, description: detail },
  );
  return { kind: "list", text, button: message.button, rows };
}
