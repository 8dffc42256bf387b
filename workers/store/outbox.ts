// Messages owed: written with the fact they tell of, delivered afterwards at least once. The queue carries pointers; the
// row is the truth. The developer's mailbox keeps what a client would get.
import type { Env } from "../env.ts";
import type { SalonRole } from "../permissions.ts";
import type { Source } from "./compliance/requests/person.ts";
import { type Ask, database, everyDatabase, mustHaveChanged, platformDatabase, read } from "./database.ts";

/** What a message tells. Its payload holds ids; names and addresses are read from their rows when it is sent. */
export type Message =
  | { kind: "booking.made" | "booking.moved" | "booking.cancelled"; payload: AboutVisit }
  | { kind: "visit.reminder"; payload: AboutVisit }
  | { kind: "series.made"; payload: AboutSeries }
  | { kind: "visit.affected"; payload: Affected }
  | MoneyMessage
  | { kind: "offer.made"; payload: { offer: string } }
  | { kind: "checkpoint.made"; payload: { size: number } }
  | { kind: "code.requested"; payload: { code: string; email: string; language: string | null } }
  | { kind: "link.requested"; payload: { link: string; account: string; language: string | null } }
  | { kind: "decision.reviewed"; payload: { representation: string } }
  | { kind: "dispute.answered"; payload: { dispute: string; booking: string } }
  | {
      kind: "marketing.written";
      payload: { campaign: string; client: string; registry: "not-asked" | "clear" | "blocked" };
    }
  | { kind: "incident.opened"; payload: { incident: string; account: string } }
  | { kind: "incident.notice"; payload: { incident: string; client: string } }
  | { kind: "incident.regulator"; payload: { incident: string } }
  | { kind: "wait.warned"; payload: { conversation: string; account: string; left: number } }
  | { kind: "team.invited"; payload: { link: string; account: string; role: SalonRole } }
  | RequestMessage;

/**
 * `via`: the channel of the conversation in which it was done and told. `letter`: a message of a conversation did not arrive, so
 * it goes by letter.
 */
export interface AboutVisit {
  booking: string;
  sequence: number;
  via?: string;
  letter?: 1;
}

/** `booking`: the visit that comes again, whose client is told. */
export interface AboutSeries {
  series: string;
  booking: string;
  letter?: 1;
}

/** Something that will go otherwise than the client thinks; `first` and `second` are its evidence (shared/contracts/proactive.fbs). */
export interface Affected extends AboutVisit {
  foreseen: string;
  what: string;
  first: number;
  second: number;
}

/** Of money, to the client; `letter` as above. */
export type MoneyMessage =
  | { kind: "deposit.asked" | "deposit.lapsed" | "payment.flagged"; payload: { payment: string; letter?: 1 } }
  | { kind: "receipt.issued"; payload: { document: string; booking: string; letter?: 1 } }
  | { kind: "card.sold"; payload: { payment: string; letter?: 1 } };

/** About a request on somebody's own data. `days` until it is due, absent when it has just come. */
export type RequestMessage =
  | { kind: "request.code"; payload: { request: string; code: string; purpose: CodePurpose; of: Source; id: string } }
  | { kind: "request.acknowledged" | "request.answered"; payload: { request: string } }
  | { kind: "request.due"; payload: { request: string; days?: number } };

/** What a code opens: it proves who asked, or shows what was gathered. */
export type CodePurpose = "prove" | "open";

export type StoredMessage = Message & { salon: string; id: string; attempts: number };

interface OutboxRow {
  salon_id: string;
  message_id: string;
  kind: string;
  payload: string;
  attempts: number;
}

const stored = (row: OutboxRow): StoredMessage =>
  ({
    salon: row.salon_id,
    id: row.message_id,
    kind: row.kind,
    payload: JSON.parse(row.payload) as unknown,
    attempts: row.attempts,
  }) as StoredMessage;

export function insertMessage(
  db: D1Database,
  salon: string,
  id: string,
  message: Message,
  now: number,
  due = now,
): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO outbox (salon_id, message_id, kind, payload, created_at, available_at)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6)`)
    .bind(salon, id, message.kind, JSON.stringify(message.payload), now, due);
}

/** One that was to wait for a while goes at once. */
export function hurryMessage(db: D1Database, salon: string, id: string, now: number): D1PreparedStatement {
  return db
    .prepare(`
      UPDATE outbox SET available_at = ?3
      WHERE salon_id = ?1 AND message_id = ?2 AND attempts = 0 AND available_at > ?3`)
    .bind(salon, id, now);
}

/** Minutes for which a claimed message is left to its claimant; after that it counts as not delivered. */
const LEASE_MINUTES = 5;

/**
 * The message, for this caller alone to deliver; null when it was delivered, given up, or is somebody else's just now.
 * A queue's copy may come before the row's own clock says so (TEST_CLOCK), never before the row was made.
 */
export async function claimMessage(env: Env, salon: string, id: string, now: number): Promise<StoredMessage | null> {
  const db = database(env, salon);
  const ask: Ask<OutboxRow> = db
    .prepare(`
      UPDATE outbox SET attempts = attempts + 1, available_at = max(?3, created_at) + ${LEASE_MINUTES}
      WHERE salon_id = ?1 AND message_id = ?2 AND available_at <= max(?3, created_at)
      RETURNING salon_id, message_id, kind, payload, attempts`)
    .bind(salon, id, now);
  const [[row]] = await read<[OutboxRow]>(db, [ask]);
  return row === undefined ? null : stored(row);
}

/** What the queue lost or has not delivered yet, oldest first. */
export async function dueMessages(env: Env, now: number, limit: number): Promise<{ salon: string; id: string }[]> {
  const due: { salon: string; id: string }[] = [];
  for (const db of everyDatabase(env)) {
    const ask: Ask<{ salon: string; id: string }> = db
      .prepare(`
        SELECT salon_id AS salon, message_id AS id FROM outbox
        WHERE available_at <= ?1 ORDER BY available_at LIMIT ?2 -- over all salons: the sweep`)
      .bind(now, limit);
    const [rows] = await read<[{ salon: string; id: string }]>(db, [ask]);
    due.push(...rows);
  }
  return due;
}

export async function markDelivered(env: Env, salon: string, id: string, now: number): Promise<void> {
  await database(env, salon)
    .prepare(`
      UPDATE outbox SET delivered_at = ?3, available_at = NULL
      WHERE salon_id = ?1 AND message_id = ?2`)
    .bind(salon, id, now)
    .run();
}

/** Nothing is owed any more, though nothing was sent: `why` says what was decided. */
export async function markSettled(env: Env, salon: string, id: string, why: string, now: number): Promise<void> {
  await database(env, salon)
    .prepare(`
      UPDATE outbox SET failure = ?3, delivered_at = ?4, available_at = NULL
      WHERE salon_id = ?1 AND message_id = ?2`)
    .bind(salon, id, why, now)
    .run();
}

/**
 * It goes by a conversation, as the message with this id there, which is written in the same commit. Refused as "claimed" where somebody
 * else has delivered it since `claimed` was read.
 */
export function sentAs(
  db: D1Database,
  { salon, id, attempts }: Pick<StoredMessage, "salon" | "id" | "attempts">,
  message: string,
  now: number,
): D1PreparedStatement[] {
  return [
    db
      .prepare(`
        UPDATE outbox SET delivered_at = ?3, available_at = NULL, failure = NULL, sent_as = ?4
        WHERE salon_id = ?1 AND message_id = ?2 AND delivered_at IS NULL AND attempts = ?5`)
      .bind(salon, id, now, message, attempts),
    mustHaveChanged(db, 1, "claimed"),
  ];
}

/** A message that did not arrive goes by letter instead, once; what was told in no letter is left as it is. */
export function sendByLetter(db: D1Database, salon: string, message: string, now: number): D1PreparedStatement {
  return db
    .prepare(`
      UPDATE outbox SET available_at = ?3, delivered_at = NULL, attempts = 0, sent_as = NULL,
        payload = json_set(payload, '$.letter', 1)
      WHERE salon_id = ?1 AND sent_as = ?2`)
    .bind(salon, message, now);
}

/** Reminders by their ids, so that one that is known already is left alone. Minutes. */
export function insertReminders(
  db: D1Database,
  salon: string,
  reminders: readonly { id: string; due: number; payload: AboutVisit }[],
  now: number,
): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO outbox (salon_id, message_id, kind, payload, created_at, available_at)
      SELECT ?1, value ->> 'id', 'visit.reminder', value -> 'payload', min(?3, value ->> 'due'), value ->> 'due'
      FROM json_each(?2) WHERE 1 ON CONFLICT DO NOTHING`)
    .bind(salon, JSON.stringify(reminders), now);
}

/** `retryAt` null gives the message up. */
export async function markFailed(
  env: Env,
  salon: string,
  id: string,
  failure: string,
  retryAt: number | null,
): Promise<void> {
  await database(env, salon)
    .prepare(`
      UPDATE outbox SET failure = ?3, available_at = ?4
      WHERE salon_id = ?1 AND message_id = ?2`)
    .bind(salon, id, failure.slice(0, 500), retryAt)
    .run();
}

export interface Letter {
  id: string;
  recipient: string;
  subject: string;
  text: string;
  html: string | null;
  /** The calendar file's text. */
  attachment: string | null;
  at: number;
}

/** Keeping the same letter twice keeps one. */
export async function keepLetter(env: Env, letter: Letter): Promise<void> {
  await platformDatabase(env)
    .prepare(`
      INSERT OR IGNORE INTO mailbox (message_id, recipient, subject, text, html, attachment, at)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)`)
    .bind(letter.id, letter.recipient, letter.subject, letter.text, letter.html, letter.attachment, letter.at)
    .run();
}

/** The latest letters first. */
export async function readMailbox(env: Env, limit: number): Promise<Letter[]> {
  const db = platformDatabase(env);
  const ask: Ask<Letter> = db
    .prepare(`
      SELECT message_id AS id, recipient, subject, text, html, attachment, at FROM mailbox
      ORDER BY at DESC, message_id LIMIT ?1`)
    .bind(limit);
  const [letters] = await read<[Letter]>(db, [ask]);
  return letters;
}
