// By which conversation a client is reached: the one they wrote in last that a word of ours can begin.

import { type Purpose, reading } from "../../compliance/purposes.ts";
import type { Ask } from "../../database.ts";
import type { ChannelKind } from "../conversations.ts";

export interface TalkRow {
  conversation_id: string;
  channel: ChannelKind;
  /** Seconds. */
  window_until: number;
}

const read = reading("conversation", "conversation_id, last_at");

/**
 * On WhatsApp at any time, for templates go out there; on Messenger and Instagram while the window is open. `client` is theirs, or
 * their proven number in digits. `now` in seconds.
 */
export function askTalk(
  db: D1Database,
  salon: string,
  { client, phone }: { client: string; phone: string },
  now: number,
  purpose: Purpose,
): Ask<TalkRow> {
  read(purpose);
  return db
    .prepare(`
      SELECT conversation_id, channel, window_until FROM (
        SELECT conversation_id, channel, window_until, last_at FROM conversation
        WHERE conversation.salon_id = ?1 AND client_id = ?2
        UNION
        SELECT conversation_id, channel, window_until, last_at FROM channel AS at JOIN conversation
          ON conversation.salon_id = ?1 AND conversation.channel = 'whatsapp' AND conversation.account = at.account
          AND conversation.phone = ?3
        WHERE at.salon_id = ?1 AND at.kind = 'whatsapp')
      WHERE channel = 'whatsapp' OR (channel IN ('messenger', 'instagram') AND window_until > ?4)
      ORDER BY last_at DESC LIMIT 1`)
    .bind(salon, client, phone, now);
}

/** One that we begin ourselves, by a template: nobody has written yet, so its window is shut. */
export function beginTalk(
  db: D1Database,
  salon: string,
  of: { id: string; client: string | null; phone: string; name: string; language: string | null },
  now: number,
): D1PreparedStatement {
  const { id, client, phone, name, language } = of;
  return db
    .prepare(`
      INSERT INTO conversation (salon_id, conversation_id, channel, account, person, phone, name, client_id, language, window_until,
                                created_at, last_at)
      SELECT ?1, ?2, 'whatsapp', account, ?3, ?3, ?4, ?5, ?6, 0, ?7, ?7 * 60 FROM channel
      WHERE channel.salon_id = ?1 AND kind = 'whatsapp' ORDER BY account LIMIT 1
      ON CONFLICT DO NOTHING`)
    .bind(salon, id, phone, name, client, language, now);
}
