// What a visitor of the booking page writes: counted by their address, kept like any message, and answered before the page is shown
// again.

import type { TatRow } from "../../store/compliance/admission.ts";
import { database, read } from "../../store/database.ts";
import { admitting } from "../admitting/gate.ts";
import type { CommandContext, Outcome } from "../command.ts";
import { asProblem, refused } from "../deciding/commit.ts";
import type { Answering } from "./answer.ts";
import { keepEvents, messageEvent } from "./ingest.ts";
import { receive } from "./receive.ts";

export interface ChatInput {
  salon: string;
  /** The hash of what the visitor's browser keeps. */
  person: string;
  /** The form's: sent twice, it is said once. */
  key: string;
  said: { text: string } | { choice: string; title: string };
}

/** Characters of one message. */
export const LONGEST_CHAT = 1_000;

/** False where the salon has no chat. */
export function sayInChat(
  ctx: CommandContext,
  { salon, person, key, said }: ChatInput,
  answer: Answering,
): Promise<Outcome<boolean>> {
  return admitting<boolean>(ctx, { salon, action: "chat" }, async (gate) => {
    try {
      const db = database(ctx.env, salon);
      const counted = await read<TatRow[]>(db, gate.asks(db));
      const problem = await gate.refusal(db, counted);
      if (problem !== null) return refused(problem);
      const event = messageEvent({
        account: salon,
        user: person,
        id: `chat:${person}:${key}`,
        at: Math.floor(Date.now() / 1_000),
        ...("text" in said
          ? { type: "text", text: said.text.slice(0, LONGEST_CHAT) }
          : { type: "button-reply", text: said.title.slice(0, LONGEST_CHAT), payload: said.choice.slice(0, 200) }),
      });
      const { due, unread } = await keepEvents(ctx, "chat", [event]);
      for (const { message } of due) await receive(ctx, { salon, message }, { answer });
      return { ok: true, status: 200, body: "", value: unread.length === 0 };
    } catch (error) {
      return refused(asProblem(error));
    }
  });
}
