// Signed checkpoints: in the salon's database, and a copy of each outside of it, in R2, where a rewritten database cannot
// reach once the bucket has a lock rule on `checkpoints/` (README, deploying); `latest/` only says where to look.
import type { Env } from "../../env.ts";
import { type Ask, database, read } from "../database.ts";

export interface CheckpointRow {
  size: number;
  root: number[];
  note: string;
  at: number;
}

export function askLatestCheckpoint(db: D1Database, salon: string): Ask<CheckpointRow> {
  return db
    .prepare(`SELECT size, root, note, at FROM checkpoint WHERE salon_id = ?1 ORDER BY size DESC LIMIT 1`)
    .bind(salon);
}

export function askCheckpoint(db: D1Database, salon: string, size: number): Ask<CheckpointRow> {
  return db.prepare(`SELECT size, root, note, at FROM checkpoint WHERE salon_id = ?1 AND size = ?2`).bind(salon, size);
}

export async function readCheckpointRow(env: Env, salon: string, size: number): Promise<CheckpointRow | null> {
  const db = database(env, salon);
  const [[row]] = await read<[CheckpointRow]>(db, [askCheckpoint(db, salon, size)]);
  return row ?? null;
}

/** Checkpoints with after < size <= to, in order. */
export function askCheckpoints(
  db: D1Database,
  salon: string,
  after: number,
  to: number,
  limit: number,
): Ask<CheckpointRow> {
  return db
    .prepare(`
      SELECT size, root, note, at FROM checkpoint
      WHERE salon_id = ?1 AND size > ?2 AND size <= ?3 ORDER BY size LIMIT ?4`)
    .bind(salon, after, to, limit);
}

/** How many entries the last checkpoint of at most `size` entries covers; 0 before the first. */
export function askSealedUpTo(db: D1Database, salon: string, size: number): Ask<{ size: number }> {
  return db
    .prepare(`SELECT coalesce(max(size), 0) AS size FROM checkpoint WHERE salon_id = ?1 AND size <= ?2`)
    .bind(salon, size);
}

export interface ToldRow {
  at: number | null;
}

/** When the salon was last mailed a checkpoint. */
export function askLastTold(db: D1Database, salon: string): Ask<ToldRow> {
  return db.prepare(`SELECT max(at) AS at FROM checkpoint WHERE salon_id = ?1 AND told = 1`).bind(salon);
}

export interface Checkpoint {
  size: number;
  root: Uint8Array;
  note: string;
  told: boolean;
}

/** Refused as "checkpoint" when another was signed meanwhile: it must be the one right after that of `previous` entries. */
export function insertCheckpoint(
  db: D1Database,
  salon: string,
  previous: number,
  made: Checkpoint,
  now: number,
): D1PreparedStatement[] {
  return [
    db
      .prepare(`
        INSERT INTO must
        SELECT coalesce((SELECT max(size) FROM checkpoint WHERE salon_id = ?1), 0) = ?2, 'checkpoint'`)
      .bind(salon, previous),
    db
      .prepare(`INSERT INTO checkpoint (salon_id, size, root, note, told, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)`)
      .bind(salon, made.size, made.root, made.note, made.told ? 1 : 0, now),
  ];
}

const kept = (salon: string, size: number): string => `checkpoints/${salon}/${String(size).padStart(10, "0")}`;
const latest = (salon: string): string => `latest/${salon}`;
const TEXT = { httpMetadata: { contentType: "text/plain; charset=utf-8" } };

/** Safe to repeat. */
export async function keepOutside(env: Env, salon: string, size: number, note: string): Promise<void> {
  await env.R2.put(kept(salon, size), note, TEXT);
  await env.R2.put(latest(salon), note, TEXT);
}

/** The note that was copied last; null before the first. */
export async function latestOutside(env: Env, salon: string): Promise<string | null> {
  const object = await env.R2.get(latest(salon));
  return object === null ? null : object.text();
}
