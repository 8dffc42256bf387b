// Archives of a whole salon: who asked for one, and where it lies until its week is over.

import type { Env } from "../../../env.ts";
import { type Ask, everyDatabase, read } from "../../database.ts";

export interface ArchiveRow {
  archive_id: string;
  state: "making" | "ready" | "gone";
  actor: string;
  special: 0 | 1;
  asked_at: number;
  made_at: number | null;
  bytes: number | null;
}

export function askArchive(db: D1Database, salon: string, archive: string): Ask<ArchiveRow> {
  return db
    .prepare(`
      SELECT archive_id, state, actor, special, asked_at, made_at, bytes FROM archive
      WHERE salon_id = ?1 AND archive_id = ?2`)
    .bind(salon, archive);
}

export function askArchives(db: D1Database, salon: string): Ask<ArchiveRow> {
  return db
    .prepare(`
      SELECT archive_id, state, actor, special, asked_at, made_at, bytes FROM archive
      WHERE salon_id = ?1 ORDER BY asked_at DESC, archive_id LIMIT 20`)
    .bind(salon);
}

/** Refused as "archive" while another is being made: one is enough. */
export function insertArchive(
  db: D1Database,
  salon: string,
  archive: { id: string; actor: string; special: boolean },
  now: number,
): D1PreparedStatement[] {
  return [
    db
      .prepare(`
        INSERT INTO must SELECT NOT EXISTS (
          SELECT 1 FROM archive AS other WHERE other.salon_id = ?1 AND other.state = 'making'), 'archive'`)
      .bind(salon),
    db
      .prepare(`
        INSERT INTO archive (salon_id, archive_id, state, actor, special, asked_at, look_at)
        VALUES (?1, ?2, 'making', ?3, ?4, ?5, ?5 + 5)`)
      .bind(salon, archive.id, archive.actor, archive.special ? 1 : 0, now),
  ];
}

/** Refused as "archive" when it was made already. */
export function archiveMade(
  db: D1Database,
  salon: string,
  archive: string,
  { bytes, until }: { bytes: number; until: number },
  now: number,
): D1PreparedStatement[] {
  return [
    db
      .prepare(`
        UPDATE archive SET state = 'ready', made_at = ?3, bytes = ?4, look_at = ?5
        WHERE salon_id = ?1 AND archive_id = ?2 AND state = 'making'`)
      .bind(salon, archive, now, bytes, until),
    db.prepare(`INSERT INTO must SELECT changes() = 1, 'archive'`),
  ];
}

export function archiveGone(db: D1Database, salon: string, archive: string): D1PreparedStatement {
  return db
    .prepare(`UPDATE archive SET state = 'gone', look_at = NULL WHERE salon_id = ?1 AND archive_id = ?2`)
    .bind(salon, archive);
}

export interface DueArchive {
  salon_id: string;
  archive_id: string;
  state: ArchiveRow["state"];
}

export async function dueArchives(env: Env, now: number): Promise<DueArchive[]> {
  const due: DueArchive[] = [];
  for (const db of everyDatabase(env)) {
    const ask: Ask<DueArchive> = db
      .prepare(`
        SELECT salon_id, archive_id, state FROM archive WHERE look_at IS NOT NULL AND look_at <= ?1 LIMIT 5
        -- over all salons: the sweep makes what the queue lost, and lets go what is over`)
      .bind(now);
    const [rows] = await read<[DueArchive]>(db, [ask]);
    due.push(...rows);
  }
  return due;
}

const nameOf = (salon: string, archive: string): string => `archives/${salon}/${archive}.zip`;
const httpMetadata = { contentType: "application/zip" };

/** Bytes of one part: R2 wants all but the last alike. */
const PART = 8 << 20;

/** Takes bytes as they come and puts them away in parts, so that no archive is ever whole in memory. */
export interface ArchiveWriter {
  write(bytes: Uint8Array): Promise<void>;
  /** How many bytes there are in all. */
  end(): Promise<number>;
}

export async function archiveWriter(env: Env, salon: string, archive: string): Promise<ArchiveWriter> {
  const upload = await env.R2.createMultipartUpload(nameOf(salon, archive), { httpMetadata });
  const parts: R2UploadedPart[] = [];
  let held = new Uint8Array(PART);
  let length = 0;
  let total = 0;
  const put = async () => {
    parts.push(await upload.uploadPart(parts.length + 1, held.slice(0, length)));
    length = 0;
    held = new Uint8Array(PART);
  };
  return {
    async write(bytes) {
      for (let at = 0; at < bytes.length; ) {
        const taken = bytes.subarray(at, at + PART - length);
        held.set(taken, length);
        length += taken.length;
        total += taken.length;
        at += taken.length;
        if (length === PART) await put();
      }
    },
    async end() {
      if (length > 0 || parts.length === 0) await put();
      await upload.complete(parts);
      return total;
    },
  };
}

export async function readArchive(env: Env, salon: string, archive: string): Promise<ReadableStream | null> {
  return (await env.R2.get(nameOf(salon, archive)))?.body ?? null;
}

export async function deleteArchive(env: Env, salon: string, archive: string): Promise<void> {
  await env.R2.delete(nameOf(salon, archive));
}
