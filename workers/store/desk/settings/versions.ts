// The versions of a salon's document that are kept: who made each, and when.

import type { SalonDocument } from "../../../../shared/contracts/salon.ts";
import type { Env } from "../../../env.ts";
import { type Ask, database, read } from "../../database.ts";

interface VersionRow {
  version: number;
  document: string;
  actor: string;
  at: number;
}

export interface Version {
  version: number;
  document: SalonDocument;
  /** As the audit trail names them. */
  actor: string;
  at: number;
}

/** The latest versions below `before`, newest first. */
export async function readVersions(env: Env, salon: string, before: number, most: number): Promise<Version[]> {
  const db = database(env, salon);
  const ask: Ask<VersionRow> = db
    .prepare(`
      SELECT version, document, actor, at FROM document
      WHERE salon_id = ?1 AND version < ?2 ORDER BY version DESC LIMIT ?3`)
    .bind(salon, before, most);
  const [rows] = await read<[VersionRow]>(db, [ask]);
  return rows.map((row) => ({ ...row, document: JSON.parse(row.document) as SalonDocument }));
}

/** One version and the present one, which may be the same; null where either is not there. */
export async function readBeside(
  env: Env,
  salon: string,
  version: number,
): Promise<{ base: Version; current: Version } | null> {
  const db = database(env, salon);
  const one = (sql: string, ...bound: (string | number)[]): Ask<VersionRow> => db.prepare(sql).bind(...bound);
  const [[base], [current]] = await read<[VersionRow, VersionRow]>(db, [
    one(`SELECT version, document, actor, at FROM document WHERE salon_id = ?1 AND version = ?2`, salon, version),
    one(`SELECT version, document, '' AS actor, updated_at AS at FROM salon WHERE salon_id = ?1`, salon),
  ]);
  if (base === undefined || current === undefined) return null;
  const parsed = (row: VersionRow) => ({ ...row, document: JSON.parse(row.document) as SalonDocument });
  return { base: parsed(base), current: parsed(current) };
}
