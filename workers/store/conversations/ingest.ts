// What a webhook brought, made durable in one batch, once in effect: a message is known by the provider's id, a status by that and
// how far it tells. Each statement takes all of a webhook's pieces, and whatever is there already stays as it is.
//
// The salon is found by the account that the provider names, so these statements are over all salons until that is known.

import type { Env } from "../../env.ts";
import { type Ask, everyDatabase, StorageFailure } from "../database.ts";

/** A message from somebody. `message` and `conversation` are ids to give where there are none yet. */
export interface Came {
  message: string;
  conversation: string;
  account: string;
  id: string;
  user: string | null;
  phone: string | null;
  name: string | null;
  kind: string;
  body: string | null;
  detail: string | null;
  payload: string | null;
  context: string | null;
  /** Seconds. */
  at: number;
  error: number | null;
  /** Seconds; until then anything may be written back. 0 where this does not open it. */
  opens: number;
}

/** `ours`: the id that we gave the message when we sent it. */
export interface Told {
  account: string;
  id: string;
  ours: string | null;
  delivery: number;
  at: number;
  error: number | null;
  charged: string | null;
}

/** Somebody's number or id changed: whoever was `from` is `user` or `phone` from now on. */
export interface Changed {
  account: string;
  from: string[];
  user: string | null;
  phone: string | null;
}

export interface Pieces {
  came: readonly Came[];
  told: readonly Told[];
  changed: readonly Changed[];
}

/** Rows that somebody is to look at. */
export interface Pointer {
  salon: string;
  message: string;
  conversation: string;
}

const CHANNEL = `channel.kind = ?2 AND channel.account = value ->> 'account'`;

/**
 * Who in this salon a piece is from: by id, by number, or by what they were before. The indexes are named, for without
 * statistics SQLite would rather walk all of a salon's conversations.
 */
const PERSON = `coalesce(
  (SELECT one.person FROM conversation AS one INDEXED BY conversation_person
     WHERE one.salon_id = channel.salon_id AND one.channel = ?2
     AND one.account = channel.account AND one.person = value ->> 'user'),
  (SELECT one.person FROM conversation AS one INDEXED BY conversation_former
     WHERE one.salon_id = channel.salon_id AND one.channel = ?2
     AND one.account = channel.account AND one.former = value ->> 'user'),
  value ->> 'user',
  (SELECT one.person FROM conversation AS one INDEXED BY conversation_phone
     WHERE one.salon_id = channel.salon_id AND one.channel = ?2
     AND one.account = channel.account AND one.phone = value ->> 'phone' ORDER BY one.last_at DESC LIMIT 1),
  (SELECT one.person FROM conversation AS one INDEXED BY conversation_former
     WHERE one.salon_id = channel.salon_id AND one.channel = ?2
     AND one.account = channel.account AND one.former = value ->> 'phone' ORDER BY one.last_at DESC LIMIT 1),
  value ->> 'phone')`;

/** `now` in milliseconds. Of accounts only those are told that were asked for. */
export async function keepPieces(
  env: Env,
  channel: string,
  pieces: Pieces,
  asked: readonly string[],
  now: number,
): Promise<{ due: Pointer[]; known: string[] }> {
  const due: Pointer[] = [];
  const known: string[] = [];
  for (const db of everyDatabase(env)) {
    const statements = statementsOf(db, channel, pieces, now);
    if (asked.length > 0) statements.push(askKnown(db, channel, asked));
    try {
      for (const { results } of await db.batch<Pointer | { account: string }>(statements)) {
        for (const row of results) {
          if ("account" in row) known.push(row.account);
          else if (row.message !== null) due.push(row);
        }
      }
    } catch (error) {
      throw new StorageFailure(error);
    }
  }
  if (seen.size > MOST_SEEN) seen.clear();
  for (const each of pieces.came) seen.add(pairOf(each));
  return { due, known };
}

/** Numbers and ids that this isolate has seen together: nothing is left to adopt for them. */
const seen = new Set<string>();
const MOST_SEEN = 10_000;
const pairOf = ({ account, user, phone }: Came): string => `${account} ${user} ${phone}`;
const isNew = (one: Came): boolean => one.user !== null && one.phone !== null && !seen.has(pairOf(one));

function statementsOf(db: D1Database, channel: string, pieces: Pieces, now: number): D1PreparedStatement[] {
  const { came, told, changed } = pieces;
  return [
    ...(came.some(isNew) ? [adopt(db, channel, came.filter(isNew))] : []),
    ...(came.length > 0 ? [upsertConversations(db, channel, came, now), insertCame(db, channel, came, now)] : []),
    ...(told.length > 0
      ? [insertTold(db, channel, told), nameOurs(db, channel, told), settleOurs(db, channel, told)]
      : []),
    ...(told.length > 0 ? [mergeTold(db, channel, told, now)] : []),
    ...(changed.length > 0 ? [changePersons(db, channel, changed)] : []),
  ];
}

function askKnown(db: D1Database, channel: string, accounts: readonly string[]): Ask<{ account: string }> {
  return db
    .prepare(`
      SELECT account FROM channel WHERE kind = ?2 AND account IN (SELECT value FROM json_each(?1))
      -- over all salons: the account says which`)
    .bind(JSON.stringify(accounts), channel);
}

/** Somebody known by a number alone until now has told their id. */
function adopt(db: D1Database, channel: string, came: readonly Came[]): D1PreparedStatement {
  return db
    .prepare(`
      WITH piece AS MATERIALIZED (
        SELECT channel.salon_id, channel.account, value ->> 'user' AS user, value ->> 'phone' AS phone
            FROM json_each(?1) CROSS JOIN channel ON ${CHANNEL})
      UPDATE OR IGNORE conversation SET person = piece.user
      FROM piece
      WHERE conversation.salon_id = piece.salon_id AND conversation.channel = ?2
        AND conversation.account = piece.account AND piece.user IS NOT NULL AND person NOT GLOB '*[^0-9]*'
        AND conversation_id IN (
          SELECT one.conversation_id FROM conversation AS one INDEXED BY conversation_person
          WHERE one.salon_id = piece.salon_id AND one.channel = ?2 AND one.account = piece.account
            AND one.person = piece.phone
          UNION ALL
          SELECT one.conversation_id FROM conversation AS one INDEXED BY conversation_former
          WHERE one.salon_id = piece.salon_id AND one.channel = ?2 AND one.account = piece.account
            AND one.former = piece.phone)
      -- over all salons: the account says which`)
    .bind(JSON.stringify(came), channel);
}

/** A message that is known already makes nothing and moves nothing; nobody goes back to a number that they left. */
function upsertConversations(db: D1Database, channel: string, came: readonly Came[], now: number): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO conversation
        (salon_id, conversation_id, channel, account, person, phone, name, window_until, created_at, last_at)
      SELECT channel.salon_id, value ->> 'conversation', ?2, channel.account, ${PERSON}, value ->> 'phone',
             value ->> 'name', value ->> 'opens', ?3, value ->> 'at'
      FROM json_each(?1) CROSS JOIN channel ON ${CHANNEL}
      WHERE NOT EXISTS (SELECT 1 FROM message
                        WHERE message.salon_id = channel.salon_id AND message.provider_id = value ->> 'id')
      ON CONFLICT (salon_id, channel, account, person) DO UPDATE SET
        phone = CASE WHEN excluded.phone = former THEN phone WHEN excluded.last_at >= last_at
          THEN coalesce(excluded.phone, phone) ELSE coalesce(phone, excluded.phone) END,
        name = CASE WHEN excluded.last_at >= last_at
          THEN coalesce(excluded.name, name) ELSE coalesce(name, excluded.name) END,
        window_until = max(window_until, excluded.window_until), last_at = max(last_at, excluded.last_at)
      -- over all salons: the account says which`)
    .bind(JSON.stringify(came), channel, Math.floor(now / 60_000));
}

function insertCame(db: D1Database, channel: string, came: readonly Came[], now: number): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO message (salon_id, message_id, conversation_id, direction, provider_id, kind, body, detail, payload,
        context, at, error, answer_at, came_ms)
      SELECT channel.salon_id, value ->> 'message', conversation.conversation_id, 'in', value ->> 'id', value ->> 'kind',
             value ->> 'body', value ->> 'detail', value ->> 'payload', value ->> 'context', value ->> 'at',
             value ->> 'error', ?3, ?3 + key
      FROM json_each(?1) CROSS JOIN channel ON ${CHANNEL}
      CROSS JOIN conversation ON conversation.salon_id = channel.salon_id AND conversation.channel = ?2
        AND conversation.account = channel.account AND conversation.person = ${PERSON}
      WHERE 1
      ON CONFLICT DO NOTHING
      RETURNING salon_id AS salon, message_id AS message, conversation_id AS conversation
      -- over all salons: the account says which`)
    .bind(JSON.stringify(came), channel, now);
}

function insertTold(db: D1Database, channel: string, told: readonly Told[]): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO message_status (salon_id, provider_id, delivery, at, error)
      SELECT channel.salon_id, value ->> 'id', value ->> 'delivery', value ->> 'at', value ->> 'error'
      FROM json_each(?1) CROSS JOIN channel ON ${CHANNEL} WHERE 1
      ON CONFLICT DO NOTHING -- over all salons: the account says which`)
    .bind(JSON.stringify(told), channel);
}

/** What we sent and did not live to write down: the provider tells our own id of it. */
function nameOurs(db: D1Database, channel: string, told: readonly Told[]): D1PreparedStatement {
  return db
    .prepare(`
      WITH piece AS MATERIALIZED (
        SELECT channel.salon_id, value ->> 'id' AS id, value ->> 'ours' AS ours
            FROM json_each(?1) CROSS JOIN channel ON ${CHANNEL} WHERE value ->> 'ours' IS NOT NULL)
      UPDATE OR IGNORE message SET provider_id = piece.id
      FROM piece
      WHERE message.salon_id = piece.salon_id AND message_id = piece.ours AND direction = 'out' AND provider_id IS NULL
      -- over all salons: the account says which`)
    .bind(JSON.stringify(told), channel);
}

/** What the provider tells of is no longer owed. */
function settleOurs(db: D1Database, channel: string, told: readonly Told[]): D1PreparedStatement {
  return db
    .prepare(`
      WITH piece AS MATERIALIZED (
        SELECT channel.salon_id, value ->> 'ours' AS ours
            FROM json_each(?1) CROSS JOIN channel ON ${CHANNEL} WHERE value ->> 'ours' IS NOT NULL)
      UPDATE outgoing SET due_ms = NULL
      FROM piece
      WHERE outgoing.salon_id = piece.salon_id AND outgoing.message_id = piece.ours AND due_ms IS NOT NULL
      -- over all salons: the account says which`)
    .bind(JSON.stringify(told), channel);
}

/** The furthest that was told, in whatever order; what has just failed is to be looked at. */
function mergeTold(db: D1Database, channel: string, told: readonly Told[], now: number): D1PreparedStatement {
  return db
    .prepare(`
      WITH piece AS MATERIALIZED (
        SELECT channel.salon_id, value ->> 'id' AS id, max(value ->> 'delivery') AS delivery,
                   max(value ->> 'error') AS error, max(value ->> 'charged') AS charged
            FROM json_each(?1) CROSS JOIN channel ON ${CHANNEL} GROUP BY 1, 2)
      UPDATE message SET
        delivery = max(message.delivery, piece.delivery),
        error = CASE WHEN piece.delivery = 9 THEN coalesce(message.error, piece.error) ELSE message.error END,
        charged = coalesce(message.charged, piece.charged),
        answer_at = CASE WHEN piece.delivery = 9 AND message.delivery < 9 THEN ?3 ELSE answer_at END
      FROM piece
      WHERE message.salon_id = piece.salon_id AND message.provider_id = piece.id AND direction = 'out'
        AND (message.delivery < piece.delivery OR message.charged IS NULL)
      RETURNING salon_id AS salon, CASE WHEN answer_at = ?3 THEN message_id END AS message,
        conversation_id AS conversation
      -- over all salons: the account says which`)
    .bind(JSON.stringify(told), channel, now);
}

function changePersons(db: D1Database, channel: string, changed: readonly Changed[]): D1PreparedStatement {
  return db
    .prepare(`
      WITH piece AS MATERIALIZED (
        SELECT channel.salon_id, channel.account, value ->> 'user' AS user, value ->> 'phone' AS phone,
                   value -> 'from' AS formerly
            FROM json_each(?1) CROSS JOIN channel ON ${CHANNEL})
      UPDATE OR IGNORE conversation SET
        former = CASE
          WHEN (piece.user IS NOT NULL OR person NOT GLOB '*[^0-9]*')
            AND person IN (SELECT value FROM json_each(piece.formerly)) THEN person
          WHEN conversation.phone IN (SELECT value FROM json_each(piece.formerly)) THEN conversation.phone
          ELSE former END,
        person = CASE WHEN piece.user IS NULL AND person GLOB '*[^0-9]*' THEN person
          ELSE coalesce(piece.user, piece.phone) END,
        phone = coalesce(piece.phone, conversation.phone)
      FROM piece
      WHERE conversation.salon_id = piece.salon_id AND conversation.channel = ?2
        AND conversation.account = piece.account
        AND conversation_id IN (
          SELECT one.conversation_id FROM json_each(piece.formerly)
          CROSS JOIN conversation AS one INDEXED BY conversation_person
            ON one.salon_id = piece.salon_id AND one.channel = ?2 AND one.account = piece.account AND one.person = value
          UNION ALL
          SELECT one.conversation_id FROM json_each(piece.formerly)
          CROSS JOIN conversation AS one INDEXED BY conversation_phone
            ON one.salon_id = piece.salon_id AND one.channel = ?2 AND one.account = piece.account AND one.phone = value)
      -- over all salons: the account says which`)
    .bind(JSON.stringify(changed), channel);
}
