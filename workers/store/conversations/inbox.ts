// Conversations that a person is to take, or has: what the team reads of them.

import { type Purpose, reading } from "../compliance/purposes.ts";
import type { Ask } from "../database.ts";

export interface InboxRow {
  conversation_id: string;
  client_id: string | null;
  name: string | null;
  phone: string | null;
  state: string;
  flagged: string | null;
  why: string | null;
  /** JSON of what the dialogue had understood. */
  story: string | null;
  language: string | null;
  /** Seconds. */
  window_until: number;
  last_at: number;
  assignee: string | null;
  /** JSON: why it was given to them. */
  assigned_why: string | null;
  /** Minutes. */
  waits_since: number | null;
  waited: number;
  first_at: number | null;
}

export interface InboxMessage {
  message_id: string;
  conversation_id: string;
  direction: "in" | "out";
  kind: string;
  body: string | null;
  at: number;
  /** wire::Delivery; of our own. */
  delivery: number;
  /** What became of what was sent besides words; null where there is nothing, or it was not fetched yet. */
  medium: "kept" | "refused" | null;
}

/** Conversations on one page, who waits longest first. */
export const MOST_CONVERSATIONS = 50;
/** The latest messages of each. */
const MOST_MESSAGES = 30;

const read = reading("conversation", "name, phone, story, language");
const readBodies = reading("message", "body, at");

const ORDER = `CASE WHEN assignee = ?3 THEN 0 WHEN state NOT IN ('waiting', 'person') THEN 3 WHEN assignee IS NULL THEN 1 ELSE 2 END,
  waits_since IS NULL, waits_since, last_at`;

/** The reader's own, those that nobody has, those of others, and those to be seen: of each, who waits longest first. */
export function askInbox(db: D1Database, salon: string, reader: string, purpose: Purpose): Ask<InboxRow> {
  read(purpose);
  return db
    .prepare(`
      SELECT conversation_id, client_id, name, phone, state, why, story, flagged, language, window_until, last_at,
             assignee, assigned_why, waits_since, waited, first_at
      FROM conversation WHERE salon_id = ?1 AND (state IN ('waiting', 'person') OR flagged IS NOT NULL)
      ORDER BY ${ORDER} LIMIT ?2`)
    .bind(salon, MOST_CONVERSATIONS, reader);
}

export function askInboxMessages(db: D1Database, salon: string, reader: string, purpose: Purpose): Ask<InboxMessage> {
  readBodies(purpose);
  return db
    .prepare(`
      WITH shown AS (
        SELECT conversation_id FROM conversation WHERE salon_id = ?1 AND (state IN ('waiting', 'person') OR flagged IS NOT NULL)
        ORDER BY ${ORDER} LIMIT ?2)
      SELECT message_id, conversation_id, direction, kind, body, at, delivery,
             (SELECT medium.state FROM medium WHERE medium.salon_id = ?1 AND medium.message_id = told.message_id) AS medium
      FROM (
        SELECT message.message_id, message.conversation_id, direction, kind, body, at, came_ms, delivery,
               row_number() OVER (PARTITION BY message.conversation_id ORDER BY at DESC, came_ms DESC) AS back
        FROM shown JOIN message ON message.salon_id = ?1 AND message.conversation_id = shown.conversation_id) AS told
      WHERE back <= ?4 ORDER BY conversation_id, at, came_ms`)
    .bind(salon, MOST_CONVERSATIONS, reader, MOST_MESSAGES);
}

export function unflag(db: D1Database, salon: string, conversation: string): D1PreparedStatement {
  return db
    .prepare(`UPDATE conversation SET flagged = NULL WHERE salon_id = ?1 AND conversation_id = ?2`)
    .bind(salon, conversation);
}

/** Accounts from which nothing goes out for now, with the provider's error. `now` in milliseconds. */
export function askPaused(db: D1Database, salon: string, now: number): Ask<{ display: string; paused_why: number }> {
  return db
    .prepare(`SELECT display, paused_why FROM channel WHERE salon_id = ?1 AND paused_until > ?2`)
    .bind(salon, now);
}
