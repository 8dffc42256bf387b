// Conversations that a person is to take, or has: what the team reads of them.

import { type Purpose, reading } from "../compliance/purposes.ts";
import type { Ask } from "../database.ts";

export interface InboxRow {
  conversation_id: string;
  client_id: string | null;
  name: string | null;
  phone: string | null;
  state: "waiting" | "person";
  why: string | null;
  /** JSON of what the dialogue had understood. */
  story: string | null;
  language: string | null;
  /** Seconds. */
  window_until: number;
  last_at: number;
}

export interface InboxMessage {
  conversation_id: string;
  direction: "in" | "out";
  kind: string;
  body: string | null;
  at: number;
  /** wire::Delivery; of our own. */
  delivery: number;
}

/** Conversations on one page, who waits longest first. */
export const MOST_CONVERSATIONS = 50;
/** The latest messages of each. */
const MOST_MESSAGES = 30;

const read = reading("conversation", "name, phone, story, language");
const readBodies = reading("message", "body, at");

/** Those that wait before those that somebody has. */
export function askInbox(db: D1Database, salon: string, purpose: Purpose): Ask<InboxRow> {
  read(purpose);
  return db
    .prepare(`
      SELECT conversation_id, client_id, name, phone, state, why, story, language, window_until, last_at
      FROM conversation WHERE salon_id = ?1 AND state IN ('waiting', 'person')
      ORDER BY state = 'person', last_at LIMIT ?2`)
    .bind(salon, MOST_CONVERSATIONS);
}

export function askInboxMessages(db: D1Database, salon: string, purpose: Purpose): Ask<InboxMessage> {
  readBodies(purpose);
  return db
    .prepare(`
      WITH shown AS (
        SELECT conversation_id FROM conversation WHERE salon_id = ?1 AND state IN ('waiting', 'person')
        ORDER BY state = 'person', last_at LIMIT ?2)
      SELECT conversation_id, direction, kind, body, at, delivery FROM (
        SELECT message.conversation_id, direction, kind, body, at, came_ms, delivery,
               row_number() OVER (PARTITION BY message.conversation_id ORDER BY at DESC, came_ms DESC) AS back
        FROM shown JOIN message ON message.salon_id = ?1 AND message.conversation_id = shown.conversation_id)
      WHERE back <= ?3 ORDER BY conversation_id, at, came_ms`)
    .bind(salon, MOST_CONVERSATIONS, MOST_MESSAGES);
}
