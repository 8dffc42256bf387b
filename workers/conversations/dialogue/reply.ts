// A client's message answered: what the commands made of it, in the client's language.

import { Line } from "../../../shared/contracts/generated/routing_generated.ts";
import type { CommandContext } from "../../commands/command.ts";
import type { Bounds, Content } from "../../commands/conversations/content.ts";
import { type ConverseInput, converse, type HandOver, nameOf } from "../../commands/conversations/dialogue/converse.ts";
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
  /** The name of a line that tells that something did not work. */
  stumbled: string | undefined;
}

/** They were not understood, or what they wanted could not be had; who hears one of these twice is stuck. */
const STUMBLES: readonly Line[] = [
  Line.AskMeaning,
  Line.AskServiceOf,
  Line.AskServiceGone,
  Line.AskStartTaken,
  Line.NoStarts,
];

export async function reply(
  ctx: CommandContext,
  input: ConverseInput,
  bounds: Bounds,
): Promise<Reply | { ok: false; problem: Problem }> {
  const turn = await converse(ctx, input);
  if (!turn.ok) return turn;
  const { state, language, handOver, ended, optedOut, booked } = turn;
  const messages = messagesOf(turn, `${ctx.origin}/${turn.salon.slug}/privacy?lang=${language}`, bounds);
  const line = turn.said.map((one) => one.line).find((one) => STUMBLES.includes(one));
  const stumbled = line === undefined ? undefined : nameOf(Line, line);
  return { ok: true, state, language, messages, handOver, ended, optedOut, booked, stumbled };
}
