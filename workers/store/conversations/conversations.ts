// Conversations as whoever answers them sees them: what came and nobody has looked at, and what was decided about it.

import type { Env } from "../../env.ts";
import { type Ask, database, everyDatabase, mustHaveChanged, read } from "../database.ts";
import { type AnsweredBy, followChange } from "./people/handovers.ts";

/** As the salon's document names them. */
export type ChannelKind = "whatsapp" | "messenger" | "instagram" | "email" | "voice" | "chat";

export interface Conversation {
  salon_id: string;
  conversation_id: string;
  channel: ChannelKind;
  account: string;
  person: string;
  /** Digits without a plus. */
  phone: string | null;
  name: string | null;
  client_id: string | null;
  state: string;
  why: string | null;
  /** JSON. */
  story: string | null;
  /** Minutes; null where no person has it or is called. */
  handed_at: number | null;
  /** Whose it is, since when its client waits for a person, and their earlier waits in business minutes. */
  assignee: string | null;
  waits_since: number | null;
  waited: number;
  first_at: number | null;
  language: string | null;
  /** What the dialogue remembers; D1 gives bytes as numbers. */
  dialogue: number[] | null;
  version: number;
  /** Seconds. */
  window_until: number;
}

export interface StoredMessage {
  message_id: string;
  conversation_id: string;
  direction: "in" | "out";
  provider_id: string | null;
  kind: string;
  body: string | null;
  detail: string | null;
  payload: string | null;
  context: string | null;
  /** Seconds. */
  at: number;
  delivery: number;
  error: number | null;
}

const CONVERSATION = `salon_id, conversation_id, channel, account, person, phone, name, client_id, state, why, story, handed_at, language,
  dialogue, version, window_until, assignee, waits_since, waited, first_at`;
const MESSAGE = `message_id, conversation_id, direction, provider_id, kind, body, detail, payload, context, at, delivery, error`;

export async function readConversation(env: Env, salon: string, id: string): Promise<Conversation | null> {
  const db = database(env, salon);
  const ask: Ask<Conversation> = db
    .prepare(`SELECT ${CONVERSATION} FROM conversation WHERE salon_id = ?1 AND conversation_id = ?2`)
    .bind(salon, id);
  const [[row]] = await read<[Conversation]>(db, [ask]);
  return row ?? null;
}

export async function readMessage(env: Env, salon: string, id: string): Promise<StoredMessage | null> {
  const db = database(env, salon);
  const ask: Ask<StoredMessage> = db
    .prepare(`SELECT ${MESSAGE} FROM message WHERE salon_id = ?1 AND message_id = ?2`)
    .bind(salon, id);
  const [[row]] = await read<[StoredMessage]>(db, [ask]);
  return row ?? null;
}

/** The latest `limit` messages of a conversation, the oldest of them first. */
export async function readMessages(env: Env, salon: string, id: string, limit: number): Promise<StoredMessage[]> {
  const db = database(env, salon);
  const ask: Ask<StoredMessage> = db
    .prepare(`
      SELECT ${MESSAGE} FROM message WHERE salon_id = ?1 AND conversation_id = ?2
      ORDER BY at DESC, came_ms DESC, message_id LIMIT ?3`)
    .bind(salon, id, limit);
  const [rows] = await read<[StoredMessage]>(db, [ask]);
  return rows.reverse();
}

/** A message that one caller looks at: until `leased` (milliseconds) nobody else does, and only under it may it be settled. */
export interface ClaimedMessage extends StoredMessage {
  answer_tries: number;
  leased: number;
  /** JSON of what an earlier try knew and did. */
  turn: string | null;
}

/** Milliseconds for which a claimed message is left to whoever looks at it. */
export const LEASE = 60_000;

/**
 * The oldest message of the pointed-to one's conversation that somebody is to look at, for this caller alone; null when it is
 * somebody else's just now or was looked at. `now` in milliseconds.
 */
export async function claimUnanswered(
  env: Env,
  salon: string,
  message: string,
  now: number,
): Promise<ClaimedMessage | null> {
  const db = database(env, salon);
  const ask: Ask<ClaimedMessage> = db
    .prepare(`
      UPDATE message SET answer_at = ?3 + ${LEASE}, answer_tries = answer_tries + 1
      WHERE salon_id = ?1 AND message_id = (
        SELECT oldest.message_id FROM message AS oldest WHERE oldest.salon_id = ?1 AND oldest.conversation_id = (
            SELECT one.conversation_id FROM message AS one WHERE one.salon_id = ?1 AND one.message_id = ?2)
          AND oldest.answer_at IS NOT NULL
        ORDER BY oldest.at, oldest.came_ms, oldest.message_id LIMIT 1)
        AND answer_at <= ?3 + 1000
      RETURNING ${MESSAGE}, answer_tries, answer_at AS leased, turn`)
    .bind(salon, message, now);
  const [[row]] = await read<[ClaimedMessage]>(db, [ask]);
  return row ?? null;
}

/** What the queue lost or what failed, oldest first. */
export async function unansweredMessages(
  env: Env,
  now: number,
  limit: number,
): Promise<{ salon: string; id: string }[]> {
  const found: { salon: string; id: string }[] = [];
  for (const db of everyDatabase(env)) {
    const ask: Ask<{ salon: string; id: string }> = db
      .prepare(`
        SELECT salon_id AS salon, message_id AS id FROM message WHERE answer_at <= ?1 ORDER BY answer_at LIMIT ?2
        -- over all salons: the sweep`)
      .bind(now, limit);
    const [rows] = await read<[{ salon: string; id: string }]>(db, [ask]);
    found.push(...rows);
  }
  return found;
}

/** What was decided about a conversation; what is left out stays. */
export interface Decided {
  state: string;
  why?: string | null | undefined;
  story?: string | null | undefined;
  language?: string | null | undefined;
  dialogue?: Uint8Array | null | undefined;
  answered?: AnsweredBy | undefined;
  silent?: boolean | undefined;
}

/** Whether a person has it, or is called: then nothing is said by itself. */
export const isWithPerson = (state: string): boolean => state === "waiting" || state === "person";

/** Guarded as "version": it was decided on what the conversation was then. `now` in minutes. */
export function changeConversation(
  db: D1Database,
  { salon_id: salon, conversation_id: id, version, ...now }: Conversation,
  decided: Decided,
  client: string | null,
  at: number,
): D1PreparedStatement[] {
  const { state, why = null, story = null, language = now.language } = decided;
  // Called by the dialogue once; each answer of a person counts anew.
  const called = isWithPerson(now.state) && state !== "person" ? now.handed_at : at;
  const handed = isWithPerson(state) ? called : null;
  const kept = now.dialogue === null ? null : Uint8Array.from(now.dialogue);
  const dialogue = decided.dialogue === undefined ? kept : decided.dialogue;
  return [
    db
      .prepare(`
        UPDATE conversation SET state = ?4, why = ?5, language = ?6, dialogue = ?7, client_id = ?8, story = ?9,
          handed_at = ?10, version = version + 1
        WHERE salon_id = ?1 AND conversation_id = ?2 AND version = ?3`)
      .bind(salon, id, version, state, why, language, dialogue, client, story, handed),
    mustHaveChanged(db, 1, "version"),
    ...followChange(
      db,
      { salon_id: salon, conversation_id: id, state: now.state },
      { state, why, answered: decided.answered, silent: decided.silent },
      at,
    ),
  ];
}

/** What was booked in it is what whoever writes in it may be told of; the client it was booked for is theirs from now on. */
export function keepBooked(
  db: D1Database,
  salon: string,
  conversation: string,
  booked: readonly string[],
): D1PreparedStatement[] {
  if (booked.length === 0) return [];
  const ids = JSON.stringify(booked);
  return [
    db
      .prepare(`
        INSERT INTO conversation_booking (salon_id, conversation_id, booking_id)
        SELECT ?1, ?2, value FROM json_each(?3) WHERE 1 ON CONFLICT DO NOTHING`)
      .bind(salon, conversation, ids),
    db
      .prepare(`
        UPDATE conversation SET client_id = coalesce(client_id, (
          SELECT booking.client_id FROM booking WHERE booking.salon_id = ?1 AND booking.booking_id = ?3 ->> 0))
        WHERE salon_id = ?1 AND conversation_id = ?2`)
      .bind(salon, conversation, ids),
  ];
}

type Leased = Pick<ClaimedMessage, "message_id" | "leased">;

/** Guarded as "answered": whoever was slower than their lease has settled nothing. */
export function markAnswered(db: D1Database, salon: string, { message_id: id, leased }: Leased): D1PreparedStatement[] {
  return [
    db
      .prepare(`
        UPDATE message SET answer_at = NULL, turn = NULL WHERE salon_id = ?1 AND message_id = ?2 AND answer_at = ?3`)
      .bind(salon, id, leased),
    mustHaveChanged(db, 1, "answered"),
  ];
}

/** What is known and was done so far, for whoever has to answer it again. Guarded as "answered". */
export function keepTurn(
  db: D1Database,
  salon: string,
  { message_id: id, leased }: Leased,
  turn: string,
): D1PreparedStatement[] {
  return [
    db
      .prepare(`UPDATE message SET turn = ?4 WHERE salon_id = ?1 AND message_id = ?2 AND answer_at = ?3`)
      .bind(salon, id, leased, turn),
    mustHaveChanged(db, 1, "answered"),
  ];
}

/** Whether more of the conversation is to be looked at. */
export function askUnanswered(db: D1Database, salon: string, conversation: string): Ask<{ id: string }> {
  return db
    .prepare(`
      SELECT message_id AS id FROM message WHERE salon_id = ?1 AND conversation_id = ?2 AND answer_at IS NOT NULL
      ORDER BY at, came_ms, message_id LIMIT 1`)
    .bind(salon, conversation);
}

export interface Thread {
  provider_id: string | null;
  /** JSON of the letter's subject and what it refers to. */
  detail: string | null;
  language: string | null;
}

/** The latest letter that came in a conversation, which an answer belongs to. */
export async function readThread(env: Env, salon: string, id: string): Promise<Thread | null> {
  const db = database(env, salon);
  const ask: Ask<Thread> = db
    .prepare(`
      SELECT message.provider_id, message.detail, conversation.language FROM message
      JOIN conversation ON conversation.salon_id = ?1 AND conversation.conversation_id = ?2
      WHERE message.salon_id = ?1 AND message.conversation_id = ?2 AND direction = 'in'
      ORDER BY at DESC, came_ms DESC LIMIT 1`)
    .bind(salon, id);
  const [[row]] = await read<[Thread]>(db, [ask]);
  return row ?? null;
}

/** What was said in it last, or the message that is answered where that is known: JSON of a Content. */
export function askSaid(
  db: D1Database,
  salon: string,
  conversation: string,
  answered: string | null,
): Ask<{ content: string }> {
  return db
    .prepare(`
      SELECT detail AS content FROM message
      WHERE salon_id = ?1 AND conversation_id = ?2 AND direction = 'out' AND detail IS NOT NULL
      ORDER BY coalesce(provider_id = ?3, 0) DESC, at DESC, came_ms DESC LIMIT 1`)
    .bind(salon, conversation, answered);
}

/** Whether they want marketing here; the latest word counts, in whatever order they come. `at` in seconds. */
export function keepPreference(
  db: D1Database,
  salon: string,
  conversation: string,
  at: number,
  stops: boolean,
): D1PreparedStatement {
  return db
    .prepare(`
      UPDATE conversation SET opted_out_at = CASE WHEN ?4 THEN ?3 END, preference_at = ?3
      WHERE salon_id = ?1 AND conversation_id = ?2 AND preference_at < ?3`)
    .bind(salon, conversation, at, stops ? 1 : 0);
}
