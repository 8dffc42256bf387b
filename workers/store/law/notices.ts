// Privacy notices as they were shown: append-only, one row for each text.
import type { Env } from "../../env.ts";
import { type Ask, database, read } from "../database.ts";

export interface NoticeRow {
  hash: string;
  language: string;
  text: string;
}

/** Writes nothing where the text is kept already. */
export function insertNotice(db: D1Database, salon: string, notice: NoticeRow, now: number): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO notice (salon_id, hash, language, text, at) VALUES (?1, ?2, ?3, ?4, ?5)
      ON CONFLICT (salon_id, hash) DO NOTHING`)
    .bind(salon, notice.hash, notice.language, notice.text, now);
}

export async function readNotice(env: Env, salon: string, hash: string): Promise<NoticeRow | null> {
  const db = database(env, salon);
  const ask: Ask<NoticeRow> = db
    .prepare(`SELECT hash, language, text FROM notice WHERE salon_id = ?1 AND hash = ?2`)
    .bind(salon, hash);
  const [[row]] = await read<[NoticeRow]>(db, [ask]);
  return row ?? null;
}
