// What somebody sent besides words: its bytes in R2 under the conversation, and a row that says what they are, or why there are none.

import type { Env } from "../../env.ts";
import { type Ask, commit, database, read } from "../database.ts";

export interface MediumKey {
  conversation_id: string;
  message_id: string;
}

export interface MediumRow extends MediumKey {
  state: "kept" | "refused";
  type: string | null;
  why: string | null;
}

const nameOf = (salon: string, { conversation_id: conversation, message_id: message }: MediumKey): string =>
  `media/${salon}/${conversation}/${message}`;

/** The bytes come first: a row never tells of what is not there. Nothing is kept of a message that went meanwhile. */
export async function keepMedium(
  env: Env,
  salon: string,
  key: MediumKey,
  { bytes, type }: { bytes: Uint8Array; type: string },
  now: number,
): Promise<void> {
  await env.R2.put(nameOf(salon, key), bytes, { httpMetadata: { contentType: type } });
  const db = database(env, salon);
  const [kept] = await commit(db, [
    insertMedium(db, salon, key, { state: "kept", type, bytes: bytes.length, why: null }, now),
  ]);
  if (kept === 0) await deleteMedia(env, salon, [key]);
}

export async function refuseMedium(env: Env, salon: string, key: MediumKey, why: string, now: number): Promise<void> {
  const db = database(env, salon);
  await commit(db, [insertMedium(db, salon, key, { state: "refused", type: null, bytes: null, why }, now)]);
}

function insertMedium(
  db: D1Database,
  salon: string,
  { conversation_id: conversation, message_id: message }: MediumKey,
  what: { state: string; type: string | null; bytes: number | null; why: string | null },
  now: number,
): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO medium (salon_id, message_id, conversation_id, state, type, bytes, why, at)
      SELECT ?1, message_id, conversation_id, ?4, ?5, ?6, ?7, ?8 FROM message
      WHERE message.salon_id = ?1 AND message.message_id = ?2 AND message.conversation_id = ?3
      ON CONFLICT (salon_id, message_id) DO UPDATE SET state = ?4, type = ?5, bytes = ?6, why = ?7`)
    .bind(salon, message, conversation, what.state, what.type, what.bytes, what.why, now);
}

export function askMedium(db: D1Database, salon: string, message: string): Ask<MediumRow> {
  return db
    .prepare(`SELECT conversation_id, message_id, state, type, why FROM medium WHERE salon_id = ?1 AND message_id = ?2`)
    .bind(salon, message);
}

/** The bytes and what they are; null where there is nothing, or nothing any more. */
export async function readMedium(
  env: Env,
  salon: string,
  message: string,
): Promise<{ body: ReadableStream; type: string; conversation: string } | null> {
  const db = database(env, salon);
  const [[row]] = await read<[MediumRow]>(db, [askMedium(db, salon, message)]);
  if (row === undefined || row.state !== "kept" || row.type === null) return null;
  const object = await env.R2.get(nameOf(salon, row));
  return object === null ? null : { body: object.body, type: row.type, conversation: row.conversation_id };
}

/** Before their rows go, which say where they are. */
export async function deleteMedia(env: Env, salon: string, keys: readonly MediumKey[]): Promise<void> {
  for (let at = 0; at < keys.length; at += 1000) {
    await env.R2.delete(keys.slice(at, at + 1000).map((key) => nameOf(salon, key)));
  }
}
