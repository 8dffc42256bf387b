// The seam at which a message is understood and answered (workers/conversations/dialogue). Without it a person answers.

import type { ClaimedMessage, Conversation, Decided } from "../../store/conversations/conversations.ts";
import type { CommandContext } from "../command.ts";
import type { Content } from "./content.ts";

/** What becomes of the conversation, and what is said in it. */
export interface Answer extends Decided {
  say: Content[];
  /** They want no news here any more. */
  optedOut?: boolean;
  /** What they tried did not work, or was not understood: at which step. */
  stumbled?: string | undefined;
  /** Ids of what was booked for them. */
  booked?: string[];
}

export type Answering = (ctx: CommandContext, conversation: Conversation, message: ClaimedMessage) => Promise<Answer>;

/** Called once for each message in effect: what it answers is committed with its having been looked at. */
export const answer: Answering = async (_ctx, conversation) => ({
  state: conversation.state === "person" ? "person" : "waiting",
  why: "nobody has answered",
  say: [],
});
