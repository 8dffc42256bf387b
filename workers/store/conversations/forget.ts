// What conversations hold of somebody, to be forgotten: with the person, or when its term is over.

import type { Ask } from "../database.ts";
import { deleteForeseenOf } from "./foresight/foreseen.ts";
import type { MediumKey } from "./media.ts";

/** Conversations of a client, by who they are known to be or by their number; `at` and what came after it stays. */
const THEIRS = `SELECT of.conversation_id FROM conversation AS of WHERE of.salon_id = ?1 AND of.created_at <= ?3
  AND (of.client_id = ?2 OR '+' || of.phone = (
    SELECT client.phone FROM client WHERE client.salon_id = ?1 AND client.client_id = ?2))`;

/** What of them lies in R2, by its conversation and message; asked before the rows go. */
export function askMediaOf(db: D1Database, salon: string, client: string, at: number): Ask<MediumKey> {
  return db
    .prepare(`SELECT conversation_id, message_id FROM medium WHERE salon_id = ?1 AND conversation_id IN (${THEIRS})`)
    .bind(salon, client, at);
}

/** `ids`: JSON of messages' ids. */
export function askMediaIn(db: D1Database, salon: string, ids: string): Ask<MediumKey> {
  return db
    .prepare(`
      SELECT conversation_id, message_id FROM medium
      WHERE salon_id = ?1 AND message_id IN (SELECT value FROM json_each(?2))`)
    .bind(salon, ids);
}

/** Before the client's own row goes, which tells their number. */
export function deleteTalks(db: D1Database, salon: string, client: string, at: number): D1PreparedStatement[] {
  const bound = (sql: string) => db.prepare(sql).bind(salon, client, at);
  return [
    ...deleteForeseenOf(db, salon, client, at),
    bound(`DELETE FROM medium WHERE salon_id = ?1 AND conversation_id IN (${THEIRS})`),
    bound(`DELETE FROM foreseen WHERE salon_id = ?1 AND conversation_id IN (${THEIRS})`),
    bound(`DELETE FROM stumble WHERE salon_id = ?1 AND conversation_id IN (${THEIRS})`),
    bound(`
      DELETE FROM message_status WHERE salon_id = ?1 AND provider_id IN (
        SELECT provider_id FROM message WHERE message.salon_id = ?1 AND message.conversation_id IN (${THEIRS}))`),
    bound(`DELETE FROM outgoing WHERE salon_id = ?1 AND conversation_id IN (${THEIRS})`),
    bound(`DELETE FROM handover WHERE salon_id = ?1 AND conversation_id IN (${THEIRS})`),
    bound(`
      DELETE FROM person_answer WHERE salon_id = ?1 AND message_id IN (
        SELECT message.message_id FROM message WHERE message.salon_id = ?1 AND message.conversation_id IN (${THEIRS}))`),
    bound(`DELETE FROM message WHERE salon_id = ?1 AND conversation_id IN (${THEIRS})`),
    bound(`DELETE FROM conversation_booking WHERE salon_id = ?1 AND conversation_id IN (${THEIRS})`),
    bound(`DELETE FROM conversation WHERE salon_id = ?1 AND conversation_id IN (${THEIRS})`),
  ];
}

/** `ids`: JSON of messages' ids. A conversation of which nothing is left goes too, unless it keeps what somebody chose. */
export function deleteOldTalk(db: D1Database, salon: string, ids: string): D1PreparedStatement[] {
  const bound = (sql: string) => db.prepare(sql).bind(salon, ids);
  return [
    bound(`
      DELETE FROM message_status WHERE salon_id = ?1 AND provider_id IN (
        SELECT provider_id FROM message WHERE message.salon_id = ?1 AND message_id IN (SELECT value FROM json_each(?2)))`),
    bound(`DELETE FROM medium WHERE salon_id = ?1 AND message_id IN (SELECT value FROM json_each(?2))`),
    bound(`DELETE FROM outgoing WHERE salon_id = ?1 AND message_id IN (SELECT value FROM json_each(?2))`),
    bound(`DELETE FROM person_answer WHERE salon_id = ?1 AND message_id IN (SELECT value FROM json_each(?2))`),
    bound(`DELETE FROM message WHERE salon_id = ?1 AND message_id IN (SELECT value FROM json_each(?2))`),
    db
      .prepare(`
        DELETE FROM conversation WHERE salon_id = ?1 AND opted_out_at IS NULL AND NOT EXISTS (
          SELECT 1 FROM message WHERE message.salon_id = ?1 AND message.conversation_id = conversation.conversation_id)`)
      .bind(salon),
    // What is counted of a conversation goes with the last of its messages, also where the conversation itself stays.
    db
      .prepare(`
        DELETE FROM handover WHERE salon_id = ?1 AND NOT EXISTS (
          SELECT 1 FROM message WHERE message.salon_id = ?1 AND message.conversation_id = handover.conversation_id)`)
      .bind(salon),
    db
      .prepare(`
        DELETE FROM conversation_booking WHERE salon_id = ?1 AND NOT EXISTS (
          SELECT 1 FROM conversation WHERE conversation.salon_id = ?1
            AND conversation.conversation_id = conversation_booking.conversation_id)`)
      .bind(salon),
  ];
}
