// The one outbox of conversations. In a conversation things are sent in the order in which they were written, no two within the
// provider's pause for a pair; from an account no more in a second than it allows. Both are decided in the claim itself.
//
// At least once: whoever dies between sending and writing it down leaves the row to be claimed again when its lease is over, unless
// the provider's status comes first, which tells our own id and settles it (store/conversations/ingest.ts).

import type { Env } from "../../env.ts";
import { type Ask, database, everyDatabase, read, StorageFailure } from "../database.ts";
import type { ChannelKind } from "./conversations.ts";
import { beginHandover, beginWait } from "./people/handovers.ts";

/** Milliseconds between two messages to one person on WhatsApp; other channels have no such pause. */
export const PAIR_PAUSE = 6_000;
/**
 * Microseconds between two messages from one account, and by how much of that it may be ahead: 20 at once and 60 a second, so
 * that no second has more than the 80 that the provider takes, wherever it begins.
 */
const ACCOUNT_PAUSE = 16_667;
const ACCOUNT_AHEAD = 316_673; // 19 pauses
/** Milliseconds for which what was claimed is left to whoever sends it. */
export const SENDING = 60_000;

export interface Written {
  message: string;
  kind: string;
  /** What is read. */
  body: string;
  /** JSON of what is sent (workers/commands/conversations/content.ts). */
  content: string;
}

/** One after the other, at the end of what is owed in the conversation. `now` in milliseconds. */
export function insertOutgoing(
  db: D1Database,
  { salon, conversation, account }: { salon: string; conversation: string; account: string },
  written: readonly Written[],
  now: number,
): D1PreparedStatement[] {
  if (written.length === 0) return [];
  const rows = JSON.stringify(written);
  return [
    db
      .prepare(`
        INSERT INTO message (salon_id, message_id, conversation_id, direction, kind, body, detail, at, came_ms)
        SELECT ?1, value ->> 'message', ?2, 'out', value ->> 'kind', value ->> 'body', value ->> 'content', ?4, ?5 + key
        FROM json_each(?3)`)
      .bind(salon, conversation, rows, Math.floor(now / 1_000), now),
    db
      .prepare(`
        INSERT INTO outgoing (salon_id, conversation_id, nth, message_id, account, due_ms)
        SELECT ?1, ?2, key + 1 + (SELECT coalesce(max(nth), 0) FROM outgoing WHERE salon_id = ?1 AND conversation_id = ?2),
               value ->> 'message', ?4, ?5
        FROM json_each(?3)`)
      .bind(salon, conversation, rows, account, now),
  ];
}

/** What a call hears at once: nothing is owed of it. `heard`: what it answers, by the provider's id. */
export function insertSpoken(
  db: D1Database,
  { salon, conversation, heard }: { salon: string; conversation: string; heard: string | null },
  written: readonly Written[],
  now: number,
): D1PreparedStatement[] {
  if (written.length === 0) return [];
  return [
    db
      .prepare(`
        INSERT INTO message (salon_id, message_id, conversation_id, direction, kind, body, detail, context, delivery, at, came_ms)
        SELECT ?1, value ->> 'message', ?2, 'out', value ->> 'kind', value ->> 'body', value ->> 'content', ?6, 2, ?4, ?5 + key
        FROM json_each(?3)`)
      .bind(salon, conversation, JSON.stringify(written), Math.floor(now / 1_000), now, heard),
  ];
}

export interface Claimed {
  channel: ChannelKind;
  message_id: string;
  attempts: number;
  account: string;
  content: string;
  person: string;
  phone: string | null;
  /** Seconds. */
  window_until: number;
  opted_out_at: number | null;
}

/** The first row that is owed in the conversation, if now is the time for it. `now` in milliseconds. */
export async function claimOutgoing(
  env: Env,
  salon: string,
  conversation: string,
  now: number,
): Promise<Claimed | null> {
  const db = database(env, salon);
  const bound = (sql: string) => db.prepare(sql).bind(salon, conversation, now);
  try {
    const [, , , taken] = await db.batch<Claimed>([
      bound(`
        UPDATE outgoing SET due_ms = ?3 + ${SENDING}, attempts = attempts + 1
        WHERE salon_id = ?1 AND conversation_id = ?2 AND due_ms <= ?3
          AND nth = (SELECT min(first.nth) FROM outgoing AS first
                     WHERE first.salon_id = ?1 AND first.conversation_id = ?2 AND first.due_ms IS NOT NULL)
          AND (SELECT next_ms <= ?3 FROM conversation WHERE conversation.salon_id = ?1 AND conversation.conversation_id = ?2)
          AND EXISTS (SELECT 1 FROM channel JOIN conversation AS of ON of.salon_id = ?1 AND of.conversation_id = ?2
                        AND of.channel = channel.kind AND of.account = +channel.account
                      WHERE channel.salon_id = ?1 AND coalesce(paused_until, 0) <= ?3
                        AND next_us <= ?3 * 1000 + ${ACCOUNT_AHEAD})`),
      bound(`
        UPDATE conversation SET next_ms = ?3 + CASE channel WHEN 'whatsapp' THEN ${PAIR_PAUSE} ELSE 0 END
        WHERE salon_id = ?1 AND conversation_id = ?2 AND changes() = 1`),
      bound(`
        UPDATE channel SET next_us = max(next_us, ?3 * 1000) + ${ACCOUNT_PAUSE}
        WHERE salon_id = ?1 AND changes() = 1
          AND +kind = (SELECT of.channel FROM conversation AS of WHERE of.salon_id = ?1 AND of.conversation_id = ?2)
          AND account = (SELECT of.account FROM conversation AS of WHERE of.salon_id = ?1 AND of.conversation_id = ?2)`),
      bound(`
        SELECT conversation.channel, message.message_id, outgoing.attempts, outgoing.account, message.detail AS content, person, phone,
               window_until, opted_out_at
        FROM outgoing
        JOIN message ON message.salon_id = ?1 AND message.message_id = outgoing.message_id
        JOIN conversation ON conversation.salon_id = ?1 AND conversation.conversation_id = ?2
        WHERE outgoing.salon_id = ?1 AND outgoing.conversation_id = ?2 AND changes() = 1
          AND outgoing.due_ms = ?3 + ${SENDING}`),
    ]);
    return taken?.results[0] ?? null;
  } catch (error) {
    throw new StorageFailure(error);
  }
}

/** When the next thing may be sent in a conversation, in milliseconds; null when nothing is owed. */
export async function nextOutgoing(env: Env, salon: string, conversation: string): Promise<number | null> {
  const db = database(env, salon);
  const ask: Ask<{ at: number | null }> = db
    .prepare(`
      SELECT max(min(due_ms), next_ms, coalesce(paused_until, 0), (next_us - ${ACCOUNT_AHEAD} + 999) / 1000) AS at
      FROM outgoing
      JOIN conversation ON conversation.salon_id = ?1 AND conversation.conversation_id = ?2
      JOIN channel ON channel.salon_id = ?1 AND +channel.kind = conversation.channel
        AND channel.account = conversation.account
      WHERE outgoing.salon_id = ?1 AND outgoing.conversation_id = ?2 AND due_ms IS NOT NULL`)
    .bind(salon, conversation);
  const [[row]] = await read<[{ at: number | null }]>(db, [ask]);
  return row?.at ?? null;
}

/** Conversations in which something is due, the longest overdue first. */
export async function dueOutgoing(env: Env, now: number, limit: number): Promise<{ salon: string; id: string }[]> {
  const due: { salon: string; id: string }[] = [];
  for (const db of everyDatabase(env)) {
    const ask: Ask<{ salon: string; id: string }> = db
      .prepare(`
        SELECT salon_id AS salon, conversation_id AS id FROM outgoing WHERE due_ms <= ?1
        GROUP BY 1, 2 ORDER BY min(due_ms) LIMIT ?2 -- over all salons: the sweep`)
      .bind(now, limit);
    const [rows] = await read<[{ salon: string; id: string }]>(db, [ask]);
    due.push(...rows);
  }
  return due;
}

/** The provider has taken it, which is not that it was sent; a status may have come sooner than its answer. */
export function markTaken(
  db: D1Database,
  salon: string,
  message: string,
  id: string,
  now: number,
): D1PreparedStatement[] {
  return [
    db
      .prepare(`
        UPDATE message SET provider_id = ?3,
          delivery = max(delivery, 1, coalesce((SELECT max(told.delivery) FROM message_status AS told
                                                WHERE told.salon_id = ?1 AND told.provider_id = ?3), 0)),
          error = coalesce(error, (SELECT told.error FROM message_status AS told
                                   WHERE told.salon_id = ?1 AND told.provider_id = ?3 AND told.delivery = 9)),
          answer_at = CASE WHEN delivery < 9 AND EXISTS (
              SELECT 1 FROM message_status AS told
              WHERE told.salon_id = ?1 AND told.provider_id = ?3 AND told.delivery = 9) THEN ?4 ELSE answer_at END
        WHERE salon_id = ?1 AND message_id = ?2`)
      .bind(salon, message, id, now),
    db.prepare(`UPDATE outgoing SET due_ms = NULL WHERE salon_id = ?1 AND message_id = ?2`).bind(salon, message),
  ];
}

/** To be tried again; `later` in milliseconds. */
export function postpone(
  db: D1Database,
  salon: string,
  message: string,
  failure: string,
  later: number,
): D1PreparedStatement {
  return db
    .prepare(
      `UPDATE outgoing SET due_ms = ?4, failure = ?3 WHERE salon_id = ?1 AND message_id = ?2 AND due_ms IS NOT NULL`,
    )
    .bind(salon, message, failure, later);
}

/** Nothing more is tried; a person sees it in the conversation. `now` in minutes. */
export function giveUp(
  db: D1Database,
  salon: string,
  message: string,
  { failure, code }: { failure: string; code: number | null },
  now: number,
): D1PreparedStatement[] {
  return [
    db
      .prepare(`
        UPDATE outgoing SET due_ms = NULL, failure = ?3, given_up_at = ?4 WHERE salon_id = ?1 AND message_id = ?2`)
      .bind(salon, message, failure, now),
    db
      .prepare(`UPDATE message SET delivery = 9, error = coalesce(?3, error) WHERE salon_id = ?1 AND message_id = ?2`)
      .bind(salon, message, code),
  ];
}

/** A person is to take the conversation. `at` in minutes. */
export function callForPerson(
  db: D1Database,
  { salon_id: salon, conversation_id: id }: { salon_id: string; conversation_id: string },
  why: string,
  at: number,
): D1PreparedStatement[] {
  return [
    db
      .prepare(`
        UPDATE conversation SET state = CASE WHEN state = 'person' THEN state ELSE 'waiting' END, why = ?3,
          handed_at = coalesce(handed_at, ?4), version = version + 1
        WHERE salon_id = ?1 AND conversation_id = ?2`)
      .bind(salon, id, why, at),
    beginHandover(db, salon, id, why, at),
    beginWait(db, salon, id, at),
  ];
}

/** A person should see the conversation, which goes on as it was: one of our messages did not arrive. */
export function flag(db: D1Database, salon: string, message: string, why: string): D1PreparedStatement {
  return db
    .prepare(`
      UPDATE conversation SET flagged = ?3
      WHERE salon_id = ?1 AND conversation_id = (
        SELECT of.conversation_id FROM message AS of WHERE of.salon_id = ?1 AND of.message_id = ?2)`)
    .bind(salon, message, why);
}

/** Nothing goes out from the account until then; milliseconds. */
export function pauseAccount(
  db: D1Database,
  salon: string,
  { channel, account }: Pick<Claimed, "channel" | "account">,
  until: number,
  code: number,
): D1PreparedStatement {
  return db
    .prepare(`
      UPDATE channel SET paused_until = max(coalesce(paused_until, 0), ?3), paused_why = ?4
      WHERE salon_id = ?1 AND +kind = ?5 AND account = ?2`)
    .bind(salon, account, until, code, channel);
}
