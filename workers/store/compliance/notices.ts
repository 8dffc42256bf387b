// What an incident owes: notices in the words that somebody approved, letters to its people and to the owners, tasks, and
// evidence outside of the database.
import type { Env } from "../../env.ts";
import { type Ask, database, read } from "../database.ts";

export type Audience = "regulator" | "people";

export interface NoticeText {
  language: string;
  subject: string;
  body: string;
}

export interface NoticeRow extends NoticeText {
  audience: Audience;
  digest: string;
  approved_by: string;
  approved_at: number;
  recipient: string | null;
  sent_at: number | null;
}

export function askNotices(db: D1Database, salon: string, incident: string): Ask<NoticeRow> {
  return db
    .prepare(`
      SELECT audience, language, subject, body, digest, approved_by, approved_at, recipient, sent_at FROM incident_notice
      WHERE salon_id = ?1 AND incident_id = ?2 ORDER BY audience, language`)
    .bind(salon, incident);
}

export async function readNotices(env: Env, salon: string, incident: string): Promise<NoticeRow[]> {
  const db = database(env, salon);
  const [rows] = await read<[NoticeRow]>(db, [askNotices(db, salon, incident)]);
  return rows;
}

export interface Approval {
  audience: Audience;
  texts: readonly NoticeText[];
  digest: string;
  by: string;
}

/** Refused as "unique incident_notice" when it was approved already. */
export function insertNotices(
  db: D1Database,
  salon: string,
  incident: string,
  { audience, texts, digest, by }: Approval,
  now: number,
): D1PreparedStatement {
  const rows = texts.map(({ language, subject, body }) => [language, subject, body]);
  return db
    .prepare(`
      INSERT INTO incident_notice
        (salon_id, incident_id, audience, language, subject, body, digest, approved_by, approved_at)
      SELECT ?1, ?2, ?3, value ->> 0, value ->> 1, value ->> 2, ?5, ?6, ?7 FROM json_each(?4)`)
    .bind(salon, incident, audience, JSON.stringify(rows), digest, by, now);
}

/** Refused as "notice" unless it is approved and not sent yet: sending twice sends once. */
export function markSent(
  db: D1Database,
  salon: string,
  incident: string,
  { audience, recipient }: { audience: Audience; recipient: string | null },
  now: number,
): D1PreparedStatement[] {
  return [
    db
      .prepare(`
        UPDATE incident_notice SET sent_at = ?4, recipient = ?5
        WHERE salon_id = ?1 AND incident_id = ?2 AND audience = ?3 AND sent_at IS NULL`)
      .bind(salon, incident, audience, now, recipient),
    db.prepare(`INSERT INTO must SELECT changes() > 0, 'notice'`),
  ];
}

/** A letter for each of the incident's people; its id is the incident's and the client's, so there is never a second. */
export function insertLetters(db: D1Database, salon: string, incident: string, now: number): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO outbox (salon_id, message_id, kind, payload, created_at, available_at)
      SELECT salon_id, incident_id || client_id, 'incident.notice',
             json_object('incident', incident_id, 'client', client_id), ?3, ?3
      FROM incident_person WHERE salon_id = ?1 AND incident_id = ?2`)
    .bind(salon, incident, now);
}

/** Ids of the letters that are still owed, `limit` of those after `after`. */
export function askLetters(
  db: D1Database,
  salon: string,
  incident: string,
  { after, limit }: { after: string; limit: number },
): Ask<{ message_id: string }> {
  return db
    .prepare(`
      SELECT message_id FROM outbox
      WHERE salon_id = ?1 AND message_id > max(?2, ?3) AND message_id < ?2 || '~' AND available_at IS NOT NULL
      ORDER BY message_id LIMIT ?4`)
    .bind(salon, incident, after, limit);
}

export interface ToldRow {
  told: number;
  unreachable: number;
  waiting: number;
}

/** How the letters to its people fared. */
export function askTold(db: D1Database, salon: string, incident: string): Ask<ToldRow> {
  return db
    .prepare(`
      SELECT coalesce(sum(delivered_at IS NOT NULL), 0) AS told,
             coalesce(sum(delivered_at IS NULL AND available_at IS NULL), 0) AS unreachable,
             coalesce(sum(available_at IS NOT NULL), 0) AS waiting
      FROM incident_person JOIN outbox
        ON outbox.salon_id = ?1 AND message_id = incident_person.incident_id || incident_person.client_id
      WHERE incident_person.salon_id = ?1 AND incident_id = ?2`)
    .bind(salon, incident);
}

export interface TaskRow {
  task_id: string;
  what: string;
  owner: string;
  /** Days since 1970-01-01. */
  due: number;
  made_at: number;
  done_at: number | null;
  done_by: string | null;
}

export function askTasks(db: D1Database, salon: string, incident: string): Ask<TaskRow> {
  return db
    .prepare(`
      SELECT task_id, what, owner, due, made_at, done_at, done_by FROM incident_task
      WHERE salon_id = ?1 AND incident_id = ?2 ORDER BY due, task_id LIMIT 200`)
    .bind(salon, incident);
}

export function insertTask(
  db: D1Database,
  salon: string,
  incident: string,
  task: { id: string; what: string; owner: string; due: number },
  now: number,
): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO incident_task (salon_id, incident_id, task_id, what, owner, due, made_at)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)`)
    .bind(salon, incident, task.id, task.what, task.owner, task.due, now);
}

/** Refused as "task" when there is no such task, or it is done. */
export function finishTask(
  db: D1Database,
  salon: string,
  incident: string,
  { task, by }: { task: string; by: string },
  now: number,
): D1PreparedStatement[] {
  return [
    db
      .prepare(`
        UPDATE incident_task SET done_at = ?4, done_by = ?5
        WHERE salon_id = ?1 AND incident_id = ?2 AND task_id = ?3 AND done_at IS NULL`)
      .bind(salon, incident, task, now, by),
    db.prepare(`INSERT INTO must SELECT changes() = 1, 'task'`),
  ];
}

const evidenceKey = (salon: string, incident: string, digest: string): string =>
  `evidence/${salon}/${incident}/${digest}.json`;

/** Named by its SHA-256, so that keeping the same twice keeps one and an altered one shows. */
export async function keepEvidence(env: Env, salon: string, incident: string, digest: string, text: string) {
  await env.R2.put(evidenceKey(salon, incident, digest), text, { sha256: digest });
}

export async function readEvidence(env: Env, salon: string, incident: string, digest: string): Promise<string | null> {
  const object = await env.R2.get(evidenceKey(salon, incident, digest));
  return object === null ? null : object.text();
}
