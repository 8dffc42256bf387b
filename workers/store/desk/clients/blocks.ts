// Who may not book online for a while, and what clients say against that or against a no-show.

import type { Ask } from "../../database.ts";

export const BLOCK_REASONS = ["no-shows", "payment", "conduct", "other"] as const;
export type BlockReason = (typeof BLOCK_REASONS)[number];

export interface BlockRow {
  block_id: string;
  client_id: string | null;
  reason: BlockReason;
  note: string | null;
  placed_by: string;
  placed_at: number;
  until: number;
  lifted_at: number | null;
}

/** The client's blocks, the latest first. */
export function askBlocks(db: D1Database, salon: string, client: string): Ask<BlockRow> {
  return db
    .prepare(`
      SELECT block_id, client_id, reason, note, placed_by, placed_at, until, lifted_at
      FROM client_block WHERE salon_id = ?1 AND client_id = ?2 ORDER BY placed_at DESC, block_id LIMIT 20`)
    .bind(salon, client);
}

/** Until when the number, or the client whose number it is, may not book; nothing where they may. */
export function askBlocked(
  db: D1Database,
  salon: string,
  { phone, hash }: { phone: string; hash: string },
  now: number,
): Ask<{ until: number }> {
  return db
    .prepare(`
      SELECT until FROM client_block
      WHERE salon_id = ?1 AND phone_hash = ?2 AND until > ?4 AND lifted_at IS NULL
      UNION ALL SELECT until FROM client_block
      WHERE salon_id = ?1 AND until > ?4 AND lifted_at IS NULL AND client_id = coalesce(
        (SELECT own.client_id FROM client AS own WHERE own.salon_id = ?1 AND own.phone = ?3),
        (SELECT former.client_id FROM client_former AS former WHERE former.salon_id = ?1 AND former.phone = ?3))
      LIMIT 1`)
    .bind(salon, hash, phone, now);
}

export interface NewBlock {
  id: string;
  client: string;
  phoneHash: string;
  reason: BlockReason;
  note: string | null;
  by: string;
  until: number;
}

/** Refused as "blocked" where they are already. */
export function insertBlock(db: D1Database, salon: string, block: NewBlock, now: number): D1PreparedStatement[] {
  const { id, client, phoneHash, reason, note, by, until } = block;
  return [
    db
      .prepare(`
        INSERT INTO must SELECT NOT EXISTS (
          SELECT 1 FROM client_block
          WHERE salon_id = ?1 AND phone_hash = ?2 AND until > ?3 AND lifted_at IS NULL), 'blocked'`)
      .bind(salon, phoneHash, now),
    db
      .prepare(`
        INSERT INTO client_block (salon_id, block_id, client_id, phone_hash, reason, note, placed_by, placed_at, until)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)`)
      .bind(salon, id, client, phoneHash, reason, note, by, now, until),
  ];
}

/** Refused as "lifted" where it stands no longer. */
export function liftBlock(db: D1Database, salon: string, block: string, by: string, now: number) {
  return [
    db
      .prepare(`
        UPDATE client_block SET lifted_at = ?4, lifted_by = ?3
        WHERE salon_id = ?1 AND block_id = ?2 AND lifted_at IS NULL AND until > ?4`)
      .bind(salon, block, by, now),
    db.prepare(`INSERT INTO must SELECT changes() = 1, 'lifted'`),
  ];
}

/** What ended of somebody who was erased: nothing is left that it could be asked for. */
export function deleteEndedBlocks(db: D1Database, now: number): D1PreparedStatement {
  return db
    .prepare(`
      DELETE FROM client_block WHERE until <= ?1 AND client_id IS NULL -- over all salons: the sweep`)
    .bind(now);
}

export type DisputeKind = "no-show" | "block";

export interface DisputeRow {
  dispute_id: string;
  client_id: string;
  kind: DisputeKind;
  /** The booking's or the block's id. */
  about: string;
  booking_id: string;
  text: string;
  at: number;
  outcome: "changed" | "kept" | null;
  answer: string | null;
  answered_at: number | null;
}

export function askDisputes(db: D1Database, salon: string, client: string): Ask<DisputeRow> {
  return db
    .prepare(`
      SELECT dispute_id, client_id, kind, about, booking_id, text, at, outcome, answer, answered_at
      FROM dispute WHERE salon_id = ?1 AND client_id = ?2 ORDER BY at DESC, dispute_id LIMIT 40`)
    .bind(salon, client);
}

export function askDispute(db: D1Database, salon: string, id: string): Ask<DisputeRow> {
  return db
    .prepare(`
      SELECT dispute_id, client_id, kind, about, booking_id, text, at, outcome, answer, answered_at
      FROM dispute WHERE salon_id = ?1 AND dispute_id = ?2`)
    .bind(salon, id);
}

/** Refused as "unique dispute" where it was said already. */
export function insertDispute(
  db: D1Database,
  salon: string,
  said: { id: string; client: string; kind: DisputeKind; about: string; booking: string; text: string },
  now: number,
): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO dispute (salon_id, dispute_id, client_id, kind, about, booking_id, text, at)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)`)
    .bind(salon, said.id, said.client, said.kind, said.about, said.booking, said.text, now);
}

/** Refused as "answered" where it was. */
export function answerDispute(
  db: D1Database,
  salon: string,
  answered: { id: string; outcome: "changed" | "kept"; answer: string; by: string },
  now: number,
): D1PreparedStatement[] {
  const { id, outcome, answer, by } = answered;
  return [
    db
      .prepare(`
        UPDATE dispute SET outcome = ?3, answer = ?4, answered_by = ?5, answered_at = ?6
        WHERE salon_id = ?1 AND dispute_id = ?2 AND answered_at IS NULL`)
      .bind(salon, id, outcome, answer, by, now),
    db.prepare(`INSERT INTO must SELECT changes() = 1, 'answered'`),
  ];
}
