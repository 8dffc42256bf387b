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
  /** Another one once somebody was erased whom it named; each lies under a name of its own. */
  edition: number;
}

export function askArchive(db: D1Database, salon: string, archive: string): Ask<ArchiveRow> {
  return db
    .prepare(`
      SELECT archive_id, state, actor, special, asked_at, made_at, bytes, edition FROM archive
      WHERE salon_id = ?1 AND archive_id = ?2`)
    .bind(salon, archive);
}

export function askArchives(db: D1Database, salon: string): Ask<ArchiveRow> {
  return db
    .prepare(`
      SELECT archive_id, state, actor, special, asked_at, made_at, bytes, edition FROM archive
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

/** Refused as "archive" when it was made already, or somebody was erased whom it names. */
export function archiveMade(
  db: D1Database,
  salon: string,
  archive: string,
  { edition, bytes, until }: { edition: number; bytes: number; until: number },
  now: number,
): D1PreparedStatement[] {
  return [
    db
      .prepare(`
        UPDATE archive SET state = 'ready', made_at = ?3, bytes = ?4, look_at = ?5
        WHERE salon_id = ?1 AND archive_id = ?2 AND state = 'making' AND edition = ?6`)
      .bind(salon, archive, now, bytes, until, edition),
    db.prepare(`INSERT INTO must SELECT changes() = 1, 'archive'`),
  ];
}

export function archiveGone(db: D1Database, salon: string, archive: string): D1PreparedStatement {
  return db
    .prepare(`UPDATE archive SET state = 'gone', look_at = NULL WHERE salon_id = ?1 AND archive_id = ?2`)
    .bind(salon, archive);
}

/** Those that lie ready or are being made. */
export function askStanding(db: D1Database, salon: string): Ask<{ archive_id: string; edition: number }> {
  return db
    .prepare(`SELECT archive_id, edition FROM archive WHERE salon_id = ?1 AND state IN ('making', 'ready')`)
    .bind(salon);
}

/** Each is made again out of what there is now; whoever is making one puts theirs where nobody looks. */
export function makeAnew(db: D1Database, salon: string, now: number): D1PreparedStatement {
  return db
    .prepare(`
      UPDATE archive SET state = 'making', edition = edition + 1, made_at = NULL, bytes = NULL, look_at = ?2
      WHERE salon_id = ?1 AND state IN ('making', 'ready')`)
    .bind(salon, now);
}

export type DueArchive = { salon_id: string } & Pick<ArchiveRow, "archive_id" | "state" | "edition">;

export async function dueArchives(env: Env, now: number): Promise<DueArchive[]> {
  const due: DueArchive[] = [];
  for (const db of everyDatabase(env)) {
    const ask: Ask<DueArchive> = db
      .prepare(`
        SELECT salon_id, archive_id, state, edition FROM archive WHERE look_at IS NOT NULL AND look_at <= ?1 LIMIT 5
        -- over all salons: the sweep makes what the queue lost, and lets go what is over`)
      .bind(now);
    const [rows] = await read<[DueArchive]>(db, [ask]);
    due.push(...rows);
  }
  return due;
}

const nameOf = (salon: string, archive: string, edition: number): string =>
  `archives/${salon}/${archive}${edition === 0 ? "" : `.${edition}`}.zip`;
const httpMetadata = { contentType: "application/zip" };

/** Bytes of one part: R2 wants all but the last alike. */
const PART = 8 << 20;

/** Takes bytes as they come and puts them away in parts, so that no archive is ever whole in memory. */
export interface ArchiveWriter {
  write(bytes: Uint8Array): Promise<void>;
  /** How many bytes there are in all. */
  end(): Promise<number>;
}

type Standing = Pick<ArchiveRow, "archive_id" | "edition">;

export async function archiveWriter(
  env: Env,
  salon: string,
  { archive_id, edition }: Standing,
): Promise<ArchiveWriter> {
  const upload = await env.R2.createMultipartUpload(nameOf(salon, archive_id, edition), { httpMetadata });
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

export async function readArchive(
  env: Env,
  salon: string,
  { archive_id, edition }: Standing,
): Promise<ReadableStream | null> {
  return (await env.R2.get(nameOf(salon, archive_id, edition)))?.body ?? null;
}

/** R2 deletes so many at once. */
const DELETED_AT_ONCE = 1000;

/** With every earlier edition, for one that was slow may have come after it was let go of. Whether there was this one. */
export async function deleteArchive(env: Env, salon: string, { archive_id, edition }: Standing): Promise<boolean> {
  const there = (await env.R2.head(nameOf(salon, archive_id, edition))) !== null;
  const names = Array.from({ length: edition + 1 }, (_, each) => nameOf(salon, archive_id, each));
  for (let from = 0; from < names.length; from += DELETED_AT_ONCE) {
    await env.R2.delete(names.slice(from, from + DELETED_AT_ONCE));
  }
  return there;
}
