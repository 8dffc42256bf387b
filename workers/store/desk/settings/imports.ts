// Files that are brought along: how far each is, what was refused of it, and what is written of its rows.

import type { Env } from "../../../env.ts";
import { type Ask, commit, database, everyDatabase, read } from "../../database.ts";
import { foundBy } from "../clients/found-by.ts";
import { forgetWhose } from "./import-people.ts";

export type ImportState = "checking" | "checked" | "writing" | "done" | "given-up";

export interface ImportRow {
  job_id: string;
  kind: "clients" | "services" | "bookings";
  state: ImportState;
  about: string;
  next_byte: number;
  next_row: number;
  rows: number;
  good: number;
  known: number;
  refused: number;
  actor: string;
  created_at: number;
  /** Of its file: another one once somebody was erased, who may have stood in it. */
  edition: number;
}

export function askImport(db: D1Database, salon: string, job: string): Ask<ImportRow> {
  return db
    .prepare(`
      SELECT job_id, kind, state, about, next_byte, next_row, rows, good, known, refused, actor, created_at, edition
      FROM import_job WHERE salon_id = ?1 AND job_id = ?2`)
    .bind(salon, job);
}

/** The latest first. */
export function askImports(db: D1Database, salon: string): Ask<ImportRow> {
  return db
    .prepare(`
      SELECT job_id, kind, state, about, next_byte, next_row, rows, good, known, refused, actor, created_at, edition
      FROM import_job WHERE salon_id = ?1 ORDER BY created_at DESC, job_id LIMIT 20`)
    .bind(salon);
}

export interface RefusalRow {
  row: number;
  field: string;
  reason: string;
}

export function askRefusals(db: D1Database, salon: string, job: string, most: number): Ask<RefusalRow> {
  return db
    .prepare(`
      SELECT row, field, reason FROM import_refusal WHERE salon_id = ?1 AND job_id = ?2 ORDER BY row, field LIMIT ?3`)
    .bind(salon, job, most);
}

export interface NewImport extends Pick<ImportRow, "kind" | "about" | "rows" | "actor"> {
  salon: string;
  id: string;
}

export function insertImport(db: D1Database, job: NewImport, firstByte: number, now: number): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO import_job (salon_id, job_id, kind, state, about, next_byte, next_row, rows, good, known, refused, actor,
                              created_at, look_at)
      VALUES (?1, ?2, ?3, 'checking', ?4, ?5, 2, ?6, 0, 0, 0, ?7, ?8, ?8 + 1)`)
    .bind(job.salon, job.id, job.kind, job.about, firstByte, job.rows, job.actor, now);
}

/** From where it was to where it is; refused as "import" when somebody else worked off the same stretch, or the file is another. */
export interface Stretch {
  salon: string;
  job: string;
  edition: number;
  from: number;
  to: number;
  rows: number;
  good: number;
  known: number;
  refused: number;
  /** What comes after it; null: more of the same. */
  state: ImportState | null;
}

export function advanceImport(db: D1Database, stretch: Stretch, now: number): D1PreparedStatement[] {
  const { salon, job, edition, from, to, rows, good, known, refused, state } = stretch;
  return [
    db
      .prepare(`
        UPDATE import_job SET next_byte = ?4, next_row = next_row + ?5, good = good + ?6, known = known + ?7,
          refused = refused + ?8, state = coalesce(?9, state), look_at = CASE WHEN ?9 IS NULL THEN ?10 + 1 END
        WHERE salon_id = ?1 AND job_id = ?2 AND next_byte = ?3 AND edition = ?11 AND state IN ('checking', 'writing')`)
      .bind(salon, job, from, to, rows, good, known, refused, state, now, edition),
    db.prepare(`INSERT INTO must SELECT changes() = 1, 'import'`),
  ];
}

export function insertRefusals(
  db: D1Database,
  salon: string,
  job: string,
  refusals: readonly RefusalRow[],
): D1PreparedStatement {
  return db
    .prepare(`
      INSERT OR IGNORE INTO import_refusal (salon_id, job_id, row, field, reason)
      SELECT ?1, ?2, value ->> 'row', value ->> 'field', value ->> 'reason' FROM json_each(?3)`)
    .bind(salon, job, JSON.stringify(refusals));
}

/** From looking to writing, from the first row on. Refused as "import" unless it has been looked at whole. */
export function beginWriting(
  db: D1Database,
  salon: string,
  job: string,
  firstByte: number,
  now: number,
): D1PreparedStatement[] {
  return [
    db
      .prepare(`
        UPDATE import_job SET state = 'writing', next_byte = ?3, next_row = 2, good = 0, known = 0, refused = 0, look_at = ?4 + 1
        WHERE salon_id = ?1 AND job_id = ?2 AND state = 'checked'`)
      .bind(salon, job, firstByte, now),
    db.prepare(`INSERT INTO must SELECT changes() = 1, 'import'`),
    db.prepare(`DELETE FROM import_refusal WHERE salon_id = ?1 AND job_id = ?2`).bind(salon, job),
  ];
}

export function giveUpImport(db: D1Database, salon: string, job: string): D1PreparedStatement {
  return db
    .prepare(`
      UPDATE import_job SET state = 'given-up', look_at = NULL
      WHERE salon_id = ?1 AND job_id = ?2 AND state NOT IN ('done', 'given-up')`)
    .bind(salon, job);
}

/** Of files that are not done with, and of whose rows somebody may be a client. */
export type OpenImportRow = Pick<ImportRow, "job_id" | "state" | "about" | "next_row">;

export function askOpenImports(db: D1Database, salon: string): Ask<OpenImportRow> {
  return db
    .prepare(`
      SELECT job_id, state, about, next_row FROM import_job
      WHERE salon_id = ?1 AND kind IN ('clients', 'bookings') AND state IN ('checking', 'checked', 'writing')`)
    .bind(salon);
}

/** Whoever is at a stretch of a file reads it again. */
export function renewImports(db: D1Database, salon: string): D1PreparedStatement {
  return db
    .prepare(`
      UPDATE import_job SET edition = edition + 1
      WHERE salon_id = ?1 AND state IN ('checking', 'checked', 'writing')`)
    .bind(salon);
}

/** Nothing is written of them yet: they are looked at from their first row on. */
export function lookAnew(db: D1Database, salon: string, jobs: readonly string[], now: number): D1PreparedStatement[] {
  const which = JSON.stringify(jobs);
  return [
    db
      .prepare(`
        UPDATE import_job SET state = 'checking', next_byte = about ->> 'first', next_row = 2, good = 0, known = 0,
          refused = 0, look_at = ?3
        WHERE salon_id = ?1 AND job_id IN (SELECT value FROM json_each(?2)) AND state IN ('checking', 'checked')`)
      .bind(salon, which, now),
    db
      .prepare(`
        DELETE FROM import_refusal WHERE salon_id = ?1 AND job_id IN (
          SELECT job_id FROM import_job AS job
          WHERE job.salon_id = ?1 AND job.job_id IN (SELECT value FROM json_each(?2)) AND job.state = 'checking')`)
      .bind(salon, which),
  ];
}

/** Refused as "import" once somebody was erased, who may have stood in what was read. */
export function mustBeEdition(
  db: D1Database,
  salon: string,
  { job, edition }: { job: string; edition: number },
): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO must SELECT EXISTS (
        SELECT 1 FROM import_job WHERE salon_id = ?1 AND job_id = ?2 AND edition = ?3), 'import'`)
    .bind(salon, job, edition);
}

/** Which of these numbers are a client's already. */
export function askKnownPhones(db: D1Database, salon: string, phones: readonly string[]): Ask<{ at: number }> {
  return db
    .prepare(`
      SELECT wanted.key AS at FROM json_each(?2) AS wanted
      WHERE EXISTS (SELECT 1 FROM client WHERE client.salon_id = ?1 AND client.phone = wanted.value)
        OR EXISTS (SELECT 1 FROM client_former WHERE client_former.salon_id = ?1 AND client_former.phone = wanted.value)`)
    .bind(salon, JSON.stringify(phones));
}

export interface ImportedClient {
  id: string;
  phone: string;
  phoneHash: string;
  name: string;
  email: string | null;
  language: string | null;
}

/** Whoever is known already stays as they are. */
export function insertClients(
  db: D1Database,
  salon: string,
  clients: readonly ImportedClient[],
  now: number,
): D1PreparedStatement[] {
  const rows = JSON.stringify(clients.map((client) => ({ ...client, foundBy: foundBy(client) })));
  return [
    db
      .prepare(`
        INSERT INTO client (salon_id, client_id, phone, name, email, language, created_at, found_by)
        SELECT ?1, value ->> 'id', value ->> 'phone', value ->> 'name', value ->> 'email', value ->> 'language', ?3,
               value -> 'foundBy'
        FROM json_each(?2)
        WHERE NOT EXISTS (
          SELECT 1 FROM client_former WHERE client_former.salon_id = ?1 AND client_former.phone = json_each.value ->> 'phone')
        ON CONFLICT (salon_id, phone) DO NOTHING`)
      .bind(salon, rows, now),
    db
      .prepare(`
        INSERT OR IGNORE INTO phone_salon (phone_hash, salon_id) SELECT value ->> 'phoneHash', ?1 FROM json_each(?2)`)
      .bind(salon, rows),
  ];
}

export interface ProvenConsent {
  id: string;
  client: string;
  wording: string;
  at: number;
}

/** What the file itself proves: when, and in which words. Of those who became clients by it alone. */
export function insertProven(db: D1Database, salon: string, consents: readonly ProvenConsent[]): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO consent (salon_id, consent_id, client_id, booking_id, purpose, notice_version, granted, channel, at, wording, nth)
      SELECT ?1, value ->> 'id', value ->> 'client', NULL, 'marketing', 'imported', 1, 'import', value ->> 'at',
             value ->> 'wording', 1
      FROM json_each(?2)
      WHERE EXISTS (SELECT 1 FROM client WHERE client.salon_id = ?1 AND client.client_id = json_each.value ->> 'client')`)
    .bind(salon, JSON.stringify(consents));
}

/** Which of these visits are booked already: the same number at the same time. */
export function askKnownVisits(
  db: D1Database,
  salon: string,
  visits: readonly { phone: string; start: number }[],
): Ask<{ at: number }> {
  return db
    .prepare(`
      SELECT wanted.key AS at FROM json_each(?2) AS wanted
      WHERE EXISTS (
        SELECT 1 FROM booking WHERE booking.salon_id = ?1 AND booking.start_at = wanted.value ->> 'start'
          AND booking.phone = wanted.value ->> 'phone')`)
    .bind(salon, JSON.stringify(visits));
}

export interface PastVisit {
  id: string;
  phone: string;
  name: string;
  email: string | null;
  services: { id: string; staff?: string }[];
  start: number;
  end: number;
  price: number;
}

/** Visits that are over: for the record, and occupying nothing. Their clients are there by then. */
export function insertPastVisits(
  db: D1Database,
  salon: string,
  visits: readonly PastVisit[],
  now: number,
): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO booking (salon_id, booking_id, client_id, status, services, party, start_at, end_at, price_cents,
                           deposit_cents, placed, class_visit, name, phone, email, language, notes, token_version, sequence,
                           created_at, updated_at, stage)
      SELECT ?1, value ->> 'id', coalesce(
               (SELECT client_id FROM client WHERE client.salon_id = ?1 AND client.phone = json_each.value ->> 'phone'),
               (SELECT client_id FROM client_former
                WHERE client_former.salon_id = ?1 AND client_former.phone = json_each.value ->> 'phone')), 'confirmed', value -> 'services', 1, value ->> 'start', value ->> 'end',
             value ->> 'price', 0, '[]', NULL, value ->> 'name', value ->> 'phone', value ->> 'email', NULL, NULL, 1, 0,
             ?3, ?3, 'done'
      FROM json_each(?2)`)
    .bind(salon, JSON.stringify(visits), now);
}

export interface DueImport {
  salon_id: string;
  job_id: string;
}

/** What the queue lost. */
export async function dueImports(env: Env, now: number): Promise<DueImport[]> {
  const due: DueImport[] = [];
  for (const db of everyDatabase(env)) {
    const ask: Ask<DueImport> = db
      .prepare(`
        SELECT salon_id, job_id FROM import_job WHERE look_at IS NOT NULL AND look_at <= ?1 LIMIT 20
        -- over all salons: the sweep goes on with what stands still`)
      .bind(now);
    const [rows] = await read<[DueImport]>(db, [ask]);
    due.push(...rows);
  }
  return due;
}

const nameOf = (salon: string, job: string): string => `imports/${salon}/${job}.csv`;

export async function keepImportFile(env: Env, salon: string, job: string, bytes: Uint8Array): Promise<void> {
  await env.R2.put(nameOf(salon, job), bytes, { httpMetadata: { contentType: "text/csv; charset=utf-8" } });
}

/** `length` bytes from `offset` on, fewer at its end; null when the file is gone. */
export async function readImportFile(
  env: Env,
  salon: string,
  job: string,
  offset: number,
  length: number,
): Promise<Uint8Array | null> {
  const object = await env.R2.get(nameOf(salon, job), { range: { offset, length } });
  return object === null ? null : new Uint8Array(await object.arrayBuffer());
}

/** Puts what `change` makes of the file in its place; null leaves it. Whoever changed it meanwhile is not overwritten. */
export async function changeImportFile(
  env: Env,
  salon: string,
  job: string,
  change: (bytes: Uint8Array) => Promise<Uint8Array | null>,
): Promise<void> {
  for (;;) {
    const object = await env.R2.get(nameOf(salon, job));
    if (object === null) return;
    const changed = await change(new Uint8Array(await object.arrayBuffer()));
    if (changed === null) return;
    const { etag: etagMatches, httpMetadata = {} } = object;
    if ((await env.R2.put(nameOf(salon, job), changed, { httpMetadata, onlyIf: { etagMatches } })) !== null) return;
  }
}

export async function deleteImportFile(env: Env, salon: string, job: string): Promise<void> {
  await env.R2.delete(nameOf(salon, job));
}

/** Jobs whose term is over go with their report and their file. */
export async function forgetImports(env: Env, before: number): Promise<void> {
  for (const db of everyDatabase(env)) {
    const ask: Ask<DueImport> = db
      .prepare(`
        SELECT salon_id, job_id FROM import_job WHERE created_at <= ?1 LIMIT 20
        -- over all salons: the sweep forgets what was brought along long ago`)
      .bind(before);
    const [old] = await read<[DueImport]>(db, [ask]);
    for (const { salon_id, job_id } of old) {
      await deleteImportFile(env, salon_id, job_id);
      await commit(database(env, salon_id), [
        db.prepare(`DELETE FROM import_refusal WHERE salon_id = ?1 AND job_id = ?2`).bind(salon_id, job_id),
        forgetWhose(db, salon_id, job_id),
        db.prepare(`DELETE FROM import_job WHERE salon_id = ?1 AND job_id = ?2`).bind(salon_id, job_id),
      ]);
    }
  }
}
