// Calls: one turn is a message, and what was said to it bears its id.

import type { Env } from "../../env.ts";
import { type Ask, everyDatabase, read } from "../database.ts";

export interface Call {
  salon: string;
  account: string;
  conversation: string;
  state: string;
  language: string | null;
}

/** The conversation in which a turn was heard; null where it was not, or nobody has the number. */
export async function findCall(env: Env, account: string, heard: string): Promise<Call | null> {
  for (const db of everyDatabase(env)) {
    const ask: Ask<Call> = db
      .prepare(`
        SELECT channel.salon_id AS salon, channel.account, conversation.conversation_id AS conversation, state, language
        FROM channel
        JOIN message ON message.salon_id = channel.salon_id AND message.provider_id = ?2
        JOIN conversation ON conversation.salon_id = channel.salon_id
          AND conversation.conversation_id = message.conversation_id
        WHERE channel.kind = 'voice' AND channel.account = ?1 -- over all salons: the account says which`)
      .bind(account, heard);
    const [[row]] = await read<[Call]>(db, [ask]);
    if (row !== undefined) return row;
  }
  return null;
}

/** What was said to a turn, in its order: JSON of a Content. */
export function askSpoken(db: D1Database, salon: string, heard: string): Ask<{ content: string }> {
  return db
    .prepare(`
      SELECT detail AS content FROM message WHERE salon_id = ?1 AND context = ?2 AND direction = 'out'
      ORDER BY came_ms, message_id`)
    .bind(salon, heard);
}
