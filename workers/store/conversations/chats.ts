// A chat as its visitor reads it again.

import type { Env } from "../../env.ts";
import { type Ask, database, read } from "../database.ts";

export interface ChatLine {
  direction: "in" | "out";
  body: string | null;
  /** JSON of a Content, of our own. */
  detail: string | null;
  at: number;
}

export interface Chat {
  conversation: string;
  state: string;
  lines: ChatLine[];
}

/** What is shown at most, the latest. */
const MOST_LINES = 50;

/** Null where nothing was said, or the salon has no chat. */
export async function readChat(env: Env, salon: string, person: string): Promise<Chat | null> {
  const db = database(env, salon);
  const asks: [Ask<{ conversation: string; state: string }>, Ask<ChatLine>] = [
    db
      .prepare(`
        SELECT conversation_id AS conversation, state FROM conversation
        WHERE salon_id = ?1 AND channel = 'chat' AND account = ?1 AND person = ?2`)
      .bind(salon, person),
    db
      .prepare(`
        SELECT direction, body, detail, at FROM message WHERE salon_id = ?1 AND conversation_id = (
          SELECT of.conversation_id FROM conversation AS of
          WHERE of.salon_id = ?1 AND of.channel = 'chat' AND of.account = ?1 AND of.person = ?2)
        ORDER BY at DESC, came_ms DESC LIMIT ?3`)
      .bind(salon, person, MOST_LINES),
  ];
  const [[of], lines] = await read<[{ conversation: string; state: string }, ChatLine]>(db, asks);
  return of === undefined ? null : { ...of, lines: lines.reverse() };
}

/** Whether the salon has a chat. */
export async function hasChat(env: Env, salon: string): Promise<boolean> {
  const db = database(env, salon);
  const ask: Ask<{ account: string }> = db
    .prepare(`SELECT account FROM channel WHERE salon_id = ?1 AND kind = 'chat'`)
    .bind(salon);
  const [[row]] = await read<[{ account: string }]>(db, [ask]);
  return row !== undefined;
}
