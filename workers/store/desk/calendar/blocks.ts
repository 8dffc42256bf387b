// Time in which a unit serves nobody. Each block is a segment too, under its own id, so that it can overlap no visit.

import type { Env } from "../../../env.ts";
import { type Purpose, reading } from "../../compliance/purposes.ts";
import { type Ask, database, read } from "../../database.ts";

export const BLOCK_KINDS = ["break", "blocked"] as const;
export type BlockKind = (typeof BLOCK_KINDS)[number];

export interface Block {
  id: string;
  unit: string;
  /** Minutes since the epoch; the end is not included. */
  start: number;
  end: number;
  kind: BlockKind;
  text: string | null;
}

export interface BlockRow {
  block_id: string;
  unit_id: string;
  start_at: number;
  end_at: number;
  kind: BlockKind;
  text: string | null;
}

export const blockOf = ({ block_id, unit_id, start_at, end_at, kind, text }: BlockRow): Block => ({
  id: block_id,
  unit: unit_id,
  start: start_at,
  end: end_at,
  kind,
  text,
});

/** The longest block, in minutes: a day. Longer absences are days off in the salon's document. */
export const LONGEST_BLOCK = 1440;

const forBlocks = reading("block", "unit_id, start_at, end_at, kind, text");

/** Those that touch [from, to), in order. */
export function askBlocks(
  db: D1Database,
  salon: string,
  { from, to }: { from: number; to: number },
  purpose: Purpose,
): Ask<BlockRow> {
  forBlocks(purpose);
  return db
    .prepare(`
      SELECT block_id, unit_id, start_at, end_at, kind, text FROM block
      WHERE salon_id = ?1 AND start_at > ?2 - ${LONGEST_BLOCK} AND start_at < ?3 AND end_at > ?2
      ORDER BY start_at, block_id`)
    .bind(salon, from, to);
}

export function askBlock(db: D1Database, salon: string, block: string, purpose: Purpose): Ask<BlockRow> {
  forBlocks(purpose);
  return db
    .prepare(`
      SELECT block_id, unit_id, start_at, end_at, kind, text FROM block WHERE salon_id = ?1 AND block_id = ?2`)
    .bind(salon, block);
}

export function insertBlock(
  db: D1Database,
  salon: string,
  { id, unit, start, end, kind, text }: Block,
  by: { actor: string; at: number },
): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO block (salon_id, block_id, unit_id, start_at, end_at, kind, text, actor, created_at)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)`)
    .bind(salon, id, unit, start, end, kind, text, by.actor, by.at);
}

/** Refused as "block" when it is gone already. */
export function deleteBlock(db: D1Database, salon: string, block: string): D1PreparedStatement[] {
  return [
    db.prepare(`DELETE FROM block WHERE salon_id = ?1 AND block_id = ?2`).bind(salon, block),
    db.prepare(`INSERT INTO must SELECT changes() = 1, 'block'`),
  ];
}

export async function readBlock(env: Env, salon: string, block: string, purpose: Purpose): Promise<Block | null> {
  const db = database(env, salon);
  const [[row]] = await read<[BlockRow]>(db, [askBlock(db, salon, block, purpose)]);
  return row === undefined ? null : blockOf(row);
}
