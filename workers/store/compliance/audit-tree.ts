// The audit tree as it is stored: entries and their leaves, tiles of perfect nodes, and where the trail did not verify.
import type { Env } from "../../env.ts";
import { type Ask, everyDatabase, read } from "../database.ts";

/** An entry of the trail; `leaf` is 32 bytes. */
export interface EntryRow {
  seq: number;
  leaf: number[];
  entry: string;
}

/** Entries with first <= seq <= last, in order. */
export function askEntries(db: D1Database, salon: string, first: number, last: number): Ask<EntryRow> {
  return db
    .prepare(`SELECT seq, leaf, entry FROM audit WHERE salon_id = ?1 AND seq BETWEEN ?2 AND ?3 ORDER BY seq`)
    .bind(salon, first, last);
}

export interface LengthRow {
  length: number;
}

/** How many entries the trail has, going by the last number. */
export function askLength(db: D1Database, salon: string): Ask<LengthRow> {
  return db.prepare(`SELECT coalesce(max(seq), 0) AS length FROM audit WHERE salon_id = ?1`).bind(salon);
}

/** What a checkpoint covers and what speaks of the subject, in order. */
export function askCoveredAbout(db: D1Database, salon: string, subject: string, limit: number): Ask<EntryRow> {
  return db
    .prepare(`
      SELECT a.seq, a.leaf, a.entry FROM audit_subject AS s JOIN audit AS a ON a.salon_id = s.salon_id AND a.seq = s.seq
      WHERE s.salon_id = ?1 AND s.subject = ?2 ORDER BY s.seq LIMIT ?3`)
    .bind(salon, subject, limit);
}

/** What speaks of the subject after the last checkpoint, in order. */
export function askFreshAbout(db: D1Database, salon: string, subject: string, limit: number): Ask<EntryRow> {
  return db
    .prepare(`
      SELECT seq, leaf, entry FROM audit
      WHERE salon_id = ?1 AND seq > coalesce((SELECT max(size) FROM checkpoint WHERE salon_id = ?1), 0)
        AND json_extract(entry, '$.subject') = ?2
      ORDER BY seq LIMIT ?3`)
    .bind(salon, subject, limit);
}

/** Notes what the entries with after < seq <= to speak of. */
export function indexSubjects(db: D1Database, salon: string, after: number, to: number): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO audit_subject (salon_id, subject, seq)
      SELECT salon_id, json_extract(entry, '$.subject'), seq FROM audit
      WHERE salon_id = ?1 AND seq > ?2 AND seq <= ?3`)
    .bind(salon, after, to);
}

/** `hashes`: 16 nodes of 32 bytes. */
export interface TileRow {
  height: number;
  position: number;
  hashes: number[];
}

export function askTiles(db: D1Database, salon: string, height: number, positions: readonly number[]): Ask<TileRow> {
  return db
    .prepare(`
      SELECT height, position, hashes FROM audit_tile
      WHERE salon_id = ?1 AND height = ?2 AND position IN (SELECT value FROM json_each(?3)) ORDER BY position`)
    .bind(salon, height, JSON.stringify(positions));
}

/** All of them in one statement; `hashes` in hexadecimal. */
export function insertTiles(
  db: D1Database,
  salon: string,
  tiles: readonly { height: number; position: number; hashes: string }[],
): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO audit_tile (salon_id, height, position, hashes)
      SELECT ?1, value ->> 'height', value ->> 'position', unhex(value ->> 'hashes') FROM json_each(?2)`)
    .bind(salon, JSON.stringify(tiles));
}

/** A stretch of the trail that does not verify, and how: by seq, both ends included. */
export interface AuditFault {
  /**
   * `entry`: the text is not what its leaf hashes. `leaf`: the leaf is not what the tree was made of, though the text is.
   * `row`: neither is. `missing`: there is no such entry. `tile`: nodes of the tree are gone or are not made of those below.
   * `checkpoint`: the tree is not the one that was signed. `outside`: the copy kept outside the database says otherwise.
   */
  what: "entry" | "leaf" | "row" | "missing" | "tile" | "checkpoint" | "outside";
  first: number;
  last: number;
}

export function recordFaults(
  db: D1Database,
  salon: string,
  faults: readonly AuditFault[],
  now: number,
): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO audit_fault (salon_id, what, first_seq, last_seq, found_at)
      SELECT ?1, value ->> 'what', value ->> 'first', value ->> 'last', ?3 FROM json_each(?2) WHERE true
      ON CONFLICT (salon_id, what, first_seq) DO UPDATE SET last_seq = excluded.last_seq, cleared_at = NULL`)
    .bind(salon, JSON.stringify(faults), now);
}

/** Faults that end among the entries first to last, which were found whole. */
export function clearFaults(
  db: D1Database,
  salon: string,
  first: number,
  last: number,
  now: number,
): D1PreparedStatement {
  return db
    .prepare(`
      UPDATE audit_fault SET cleared_at = ?4
      WHERE salon_id = ?1 AND cleared_at IS NULL AND last_seq BETWEEN ?2 AND ?3`)
    .bind(salon, first, last, now);
}

export interface FaultRow {
  what: AuditFault["what"];
  first_seq: number;
  last_seq: number;
  found_at: number;
}

/** Stretches of a salon's trail that do not verify, in order. */
export function askOpenFaults(db: D1Database, salon: string): Ask<FaultRow> {
  return db
    .prepare(`
      SELECT what, first_seq, last_seq, found_at FROM audit_fault
      WHERE salon_id = ?1 AND cleared_at IS NULL ORDER BY first_seq, what LIMIT 100`)
    .bind(salon);
}

/** Salons with entries that no checkpoint covers, those whose trail is known to be broken last. */
export async function salonsToSeal(env: Env, limit: number): Promise<string[]> {
  const salons: string[] = [];
  for (const db of everyDatabase(env)) {
    const ask: Ask<{ salon: string }> = db
      .prepare(`
        SELECT salon_id AS salon FROM salon
        WHERE (SELECT max(seq) FROM audit WHERE audit.salon_id = salon.salon_id)
              IS NOT (SELECT max(size) FROM checkpoint WHERE checkpoint.salon_id = salon.salon_id)
        ORDER BY EXISTS (SELECT 1 FROM audit_fault AS f WHERE f.salon_id = salon.salon_id AND f.cleared_at IS NULL)
        LIMIT ?1 -- over all salons: the sweep`)
      .bind(limit);
    const [rows] = await read<[{ salon: string }]>(db, [ask]);
    salons.push(...rows.map(({ salon }) => salon));
  }
  return salons;
}

/** Stretches that do not verify, over all salons. */
export async function openFaults(env: Env): Promise<number> {
  let open = 0;
  for (const db of everyDatabase(env)) {
    const ask: Ask<{ n: number }> = db.prepare(
      `SELECT count(*) AS n FROM audit_fault WHERE cleared_at IS NULL -- over all salons: the platform's metrics`,
    );
    const [[row]] = await read<[{ n: number }]>(db, [ask]);
    open += row?.n ?? 0;
  }
  return open;
}
