// The opt-out registry of the Consumer Protection Act, edition by edition. It belongs to the platform and to no salon.

import { type Ask, read } from "../database.ts";

/** Adds what an edition names; refused as "edition" once that edition is whole. Hashes as token.ts makes them. */
export function addBlocks(db: D1Database, asOf: number, hashes: readonly string[]): D1PreparedStatement[] {
  return [
    db.prepare(`INSERT INTO opt_out_edition (as_of, entries) VALUES (?1, 0) ON CONFLICT DO NOTHING`).bind(asOf),
    db
      .prepare(`
        INSERT INTO must SELECT EXISTS (
          SELECT 1 FROM opt_out_edition WHERE as_of = ?1 AND whole_at IS NULL), 'edition'`)
      .bind(asOf),
    db
      .prepare(`
        INSERT INTO opt_out (as_of, address_hash)
        SELECT ?1, value FROM json_each(?2) WHERE true ON CONFLICT DO NOTHING`)
      .bind(asOf, JSON.stringify(hashes)),
    db.prepare(`UPDATE opt_out_edition SET entries = entries + ?2 WHERE as_of = ?1`).bind(asOf, hashes.length),
  ];
}

export function closeEdition(db: D1Database, asOf: number, now: number): D1PreparedStatement {
  return db.prepare(`UPDATE opt_out_edition SET whole_at = ?2 WHERE as_of = ?1`).bind(asOf, now);
}

export interface EditionRow {
  as_of: number;
  entries: number;
}

/** The latest that is whole. */
export async function readEdition(db: D1Database): Promise<EditionRow | null> {
  const ask: Ask<EditionRow> = db.prepare(`
    SELECT as_of, entries FROM opt_out_edition WHERE whole_at IS NOT NULL ORDER BY as_of DESC LIMIT 1`);
  const [[row]] = await read<[EditionRow]>(db, [ask]);
  return row ?? null;
}

/** The day of the latest whole edition, and whether it blocks any of the addresses. */
export async function readBlock(
  db: D1Database,
  hashes: readonly string[],
): Promise<{ as_of: number; blocked: 0 | 1 } | null> {
  const ask: Ask<{ as_of: number; blocked: 0 | 1 }> = db
    .prepare(`
      SELECT as_of, EXISTS (
        SELECT 1 FROM json_each(?1) AS asked JOIN opt_out ON opt_out.as_of = edition.as_of AND address_hash = asked.value
      ) AS blocked
      FROM opt_out_edition AS edition WHERE whole_at IS NOT NULL ORDER BY as_of DESC LIMIT 1`)
    .bind(JSON.stringify(hashes));
  const [[row]] = await read<[{ as_of: number; blocked: 0 | 1 }]>(db, [ask]);
  return row ?? null;
}

/** What a later whole edition replaced, a stretch at a time. */
export function deleteOldEditions(db: D1Database): D1PreparedStatement[] {
  return [
    db.prepare(`
      DELETE FROM opt_out WHERE (as_of, address_hash) IN (
        SELECT as_of, address_hash FROM opt_out
        WHERE as_of < (SELECT max(as_of) FROM opt_out_edition WHERE whole_at IS NOT NULL) LIMIT 5000)`),
    db.prepare(`
      DELETE FROM opt_out_edition
      WHERE as_of < (SELECT max(as_of) FROM opt_out_edition WHERE whole_at IS NOT NULL)
        AND NOT EXISTS (SELECT 1 FROM opt_out WHERE opt_out.as_of = opt_out_edition.as_of)`),
  ];
}
