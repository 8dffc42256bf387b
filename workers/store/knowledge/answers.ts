// What people of the team answered in conversations, of which an article may be made.

import { type Purpose, reading } from "../compliance/purposes.ts";
import type { Ask } from "../database.ts";

export interface Exchange {
  message_id: string;
  conversation_id: string;
  client_id: string | null;
  language: string | null;
  question: string | null;
  answer: string;
}

/** Exchanges that are looked at, the latest first. */
const MOST_EXCHANGES = 20;

const readTalk = reading("message", "body");
const readLanguage = reading("conversation", "language, client_id, conversation_id");

/** To be committed behind the message itself: the latest of the conversation. */
export function notePersonAnswer(db: D1Database, salon: string, conversation: string): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO person_answer (salon_id, message_id, state)
      SELECT salon_id, message_id, 'open' FROM message
      WHERE salon_id = ?1 AND conversation_id = ?2 AND direction = 'out' ORDER BY at DESC, came_ms DESC LIMIT 1
      ON CONFLICT (salon_id, message_id) DO NOTHING`)
    .bind(salon, conversation);
}

/**
 * Of conversations that a person is done with: an answer, and what was asked for it, which is the longest of the three texts
 * before, since people write `hello?` while they wait.
 */
export function askExchanges(db: D1Database, salon: string, purpose: Purpose): Ask<Exchange> {
  readTalk(purpose);
  readLanguage(purpose);
  return db
    .prepare(`
      SELECT answer.message_id, answer.conversation_id, client_id, language, answer.body AS answer, (
        SELECT before.body FROM (
          SELECT body FROM message AS came WHERE came.salon_id = ?1 AND came.conversation_id = answer.conversation_id
            AND came.direction = 'in' AND came.kind = 'text' AND came.at <= answer.at
          ORDER BY came.at DESC, came.came_ms DESC LIMIT 3) AS before
        ORDER BY length(before.body) DESC LIMIT 1) AS question
      FROM person_answer AS noted
      JOIN message AS answer ON answer.salon_id = ?1 AND answer.message_id = noted.message_id
      JOIN conversation ON conversation.salon_id = ?1 AND conversation.conversation_id = answer.conversation_id
      WHERE noted.salon_id = ?1 AND noted.state = 'open' AND conversation.state = 'closed'
      ORDER BY answer.at DESC LIMIT ?2`)
    .bind(salon, MOST_EXCHANGES);
}

export function settlePersonAnswer(
  db: D1Database,
  salon: string,
  message: string,
  state: "used" | "dismissed",
): D1PreparedStatement {
  return db
    .prepare(`UPDATE person_answer SET state = ?3 WHERE salon_id = ?1 AND message_id = ?2`)
    .bind(salon, message, state);
}
