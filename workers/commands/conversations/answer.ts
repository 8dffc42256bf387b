// The seam at which a message is understood and answered. Until there is something that can, a person answers.

import type { Env } from "../../env.ts";
import type { Conversation, Decided, StoredMessage } from "../../store/conversations/conversations.ts";
import type { Content } from "./content.ts";

/** What becomes of the conversation, and what is said in it. */
export interface Answer extends Decided {
  say: Content[];
}

export type Answering = (env: Env, conversation: Conversation, message: StoredMessage) => Promise<Answer>;

/** Called once for each message in effect: what it answers is committed with its having been looked at. */
export const answer: Answering = async (_env, conversation) => ({
  state: conversation.state === "person" ? "person" : "waiting",
  why: "nobody has answered",
  say: [],
});
