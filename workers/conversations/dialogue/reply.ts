// A client's message answered: what the commands made of it, in the client's language.

import type { CommandContext } from "../../commands/command.ts";
import type { Bounds, Content } from "../../commands/conversations/content.ts";
import { type ConverseInput, converse, type HandOver } from "../../commands/conversations/dialogue/converse.ts";
import type { Problem } from "../../problem.ts";
import { messagesOf } from "./messages.ts";

export interface Reply {
  ok: true;
  /** To be kept with the conversation, and handed in with its next message. */
  state: Uint8Array;
  language: "en" | "af" | "zu" | "xh";
  messages: Content[];
  handOver: HandOver | null;
  /** Nothing is waited for: the conversation may be closed. */
  ended: boolean;
  optedOut: boolean;
  /** What was booked now. */
  booked: string[];
}

export async function reply(
  ctx: CommandContext,
  input: ConverseInput,
  bounds: Bounds,
): Promise<Reply | { ok: false; problem: Problem }> {
  const turn = await converse(ctx, input);
  if (!turn.ok) return turn;
  const { state, language, handOver, ended, optedOut, booked } = turn;
  const messages = messagesOf(turn, `${ctx.origin}/${turn.salon.slug}/privacy?lang=${language}`, bounds);
  return { ok: true, state, language, messages, handOver, ended, optedOut, booked };
}
