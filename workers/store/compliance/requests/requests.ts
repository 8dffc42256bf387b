// Data-subject requests, what happened to each, what stores forgot for them, and what clients objected to. Each change says
// from which state it goes, so that of two who change one at once the second is refused as "request".
import { type Ask, mustHaveChanged } from "../../database.ts";

export const KINDS = ["access", "correction", "deletion", "objection", "withdrawal"] as const;
export type Kind = (typeof KINDS)[number];
export type Status = "received" | "deciding" | "working" | "closed";
/** `link`: a booking's. `code`: sent to an address on file. `salon`: somebody of the salon looked at who it is. */
export type Proof = "link" | "code" | "salon";
/** Everything of the client, or only what bears the address that was proved. */
export type Reach = "client" | "address";
export type Decision = "granted" | "refused";
/** What can be objected to. */
export const OBJECTABLE = ["marketing", "wait"] as const;
export type Objectable = (typeof OBJECTABLE)[number];

export interface RequestRow {
  salon_id: string;
  request_id: string;
  kind: Kind;
  status: Status;
  client_id: string | null;
  booking_id: string | null;
  phone_hash: string | null;
  code_id: string | null;
  proof: Proof | null;
  reach: Reach | null;
  address_hash: string | null;
  answer_to: string | null;
  language: string | null;
  detail: string;
  received_at: number;
  due_date: number;
  verified_at: number | null;
  moved_at: number;
  decision: Decision | null;
  ground: string | null;
  reason: string | null;
  closed_at: number | null;
  runs: number;
  export_until: number | null;
}

const COLUMNS_OF_REQUEST = `salon_id, request_id, kind, status, client_id, booking_id, phone_hash, code_id, proof, reach,
  address_hash, answer_to, language, detail, received_at, due_date, verified_at, moved_at, decision, ground, reason, closed_at,
  runs, export_until`;

export function askRequest(db: D1Database, salon: string, request: string): Ask<RequestRow> {
  return db
    .prepare(`SELECT ${COLUMNS_OF_REQUEST} FROM request WHERE salon_id = ?1 AND request_id = ?2`)
    .bind(salon, request);
}

/** Those whose client is proved, the open ones first and of them what is due first. */
export function askRequests(db: D1Database, salon: string, limit: number): Ask<RequestRow> {
  return db
    .prepare(`
      SELECT ${COLUMNS_OF_REQUEST} FROM request WHERE salon_id = ?1 AND status <> 'received'
      ORDER BY closed_at IS NOT NULL, CASE WHEN closed_at IS NULL THEN due_date ELSE -closed_at END, request_id LIMIT ?2`)
    .bind(salon, limit);
}

/** `overdue`: past their last day. `unproved`: nobody has shown yet whose they are. */
export interface RequestCounts {
  open: number;
  overdue: number;
  unproved: number;
}

export function askRequestCounts(db: D1Database, salon: string, today: number): Ask<RequestCounts> {
  return db
    .prepare(`
      SELECT count(*) FILTER (WHERE status IN ('deciding', 'working')) AS open,
             count(*) FILTER (WHERE status IN ('deciding', 'working') AND due_date < ?2) AS overdue,
             count(*) FILTER (WHERE status = 'received') AS unproved
      FROM request WHERE salon_id = ?1`)
    .bind(salon, today);
}

export function insertRequest(db: D1Database, row: RequestRow): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO request (${COLUMNS_OF_REQUEST})
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24)`)
    .bind(
      ...[
        row.salon_id,
        row.request_id,
        row.kind,
        row.status,
        row.client_id,
        row.booking_id,
        row.phone_hash,
        row.code_id,
      ],
      ...[
        row.proof,
        row.reach,
        row.address_hash,
        row.answer_to,
        row.language,
        row.detail,
        row.received_at,
        row.due_date,
      ],
      ...[
        row.verified_at,
        row.moved_at,
        row.decision,
        row.ground,
        row.reason,
        row.closed_at,
        row.runs,
        row.export_until,
      ],
    );
}

export interface Proved {
  status: Status;
  proof: Proof;
  reach: Reach;
  addressHash: string | null;
  answerTo: string | null;
  language: string | null;
}

/** The client has proved who they are. */
export function proveRequest(
  db: D1Database,
  salon: string,
  request: string,
  proved: Proved,
  now: number,
): D1PreparedStatement[] {
  const { status, proof, reach, addressHash, answerTo, language } = proved;
  return [
    db
      .prepare(`
        UPDATE request SET status = ?3, proof = ?4, reach = ?5, address_hash = ?6, answer_to = ?7,
               language = coalesce(language, ?8), verified_at = ?9, moved_at = ?9
        WHERE salon_id = ?1 AND request_id = ?2 AND status = 'received'`)
      .bind(salon, request, status, proof, reach, addressHash, answerTo, language, now),
    mustHaveChanged(db, 1, "request"),
  ];
}

export function decideRequestRow(
  db: D1Database,
  salon: string,
  request: string,
  decided: { decision: Decision; ground: string | null; reason: string | null },
  now: number,
): D1PreparedStatement[] {
  return [
    db
      .prepare(`
        UPDATE request SET status = 'working', decision = ?3, ground = ?4, reason = ?5, moved_at = ?6
        WHERE salon_id = ?1 AND request_id = ?2 AND status = 'deciding'`)
      .bind(salon, request, decided.decision, decided.ground, decided.reason, now),
    mustHaveChanged(db, 1, "request"),
  ];
}

/** `detail`: what is kept of what was asked. */
export function closeRequest(
  db: D1Database,
  salon: string,
  request: string,
  detail: string,
  now: number,
): D1PreparedStatement[] {
  return [
    db
      .prepare(`
        UPDATE request SET status = 'closed', detail = ?3, closed_at = ?4, moved_at = ?4
        WHERE salon_id = ?1 AND request_id = ?2 AND status = 'working'`)
      .bind(salon, request, detail, now),
    mustHaveChanged(db, 1, "request"),
  ];
}

/** Where what was gathered can be taken away until. */
export function keepExportUntil(
  db: D1Database,
  salon: string,
  request: string,
  until: number | null,
): D1PreparedStatement {
  return db
    .prepare(`UPDATE request SET export_until = ?3 WHERE salon_id = ?1 AND request_id = ?2`)
    .bind(salon, request, until);
}

/** Claims the next run of a request that stands still; refused as "request" when another sweep has claimed it. */
export function claimRun(
  db: D1Database,
  salon: string,
  request: string,
  runs: number,
  now: number,
): D1PreparedStatement[] {
  return [
    db
      .prepare(`
        UPDATE request SET runs = runs + 1, moved_at = ?4 WHERE salon_id = ?1 AND request_id = ?2 AND runs = ?3`)
      .bind(salon, request, runs, now),
    mustHaveChanged(db, 1, "request"),
  ];
}

/** A request that nobody proved is forgotten with all that was typed into it. */
export function deleteUnproved(db: D1Database, salon: string, request: string): D1PreparedStatement[] {
  const unproved = (sql: string) => db.prepare(sql).bind(salon, request);
  return [
    unproved(`
      DELETE FROM request_event WHERE salon_id = ?1 AND request_id = ?2
        AND EXISTS (SELECT 1 FROM request WHERE request.salon_id = ?1 AND request.request_id = ?2 AND status = 'received')`),
    unproved(`DELETE FROM request WHERE salon_id = ?1 AND request_id = ?2 AND status = 'received'`),
  ];
}

export interface EventRow {
  step: string;
  at: number;
  actor: string;
  detail: string;
}

export function askEvents(db: D1Database, salon: string, request: string): Ask<EventRow> {
  return db
    .prepare(`
      SELECT step, at, actor, detail FROM request_event WHERE salon_id = ?1 AND request_id = ?2 ORDER BY at, step`)
    .bind(salon, request);
}

/** Refused as "unique request_event" where the step was done before. */
export function insertEvent(
  db: D1Database,
  salon: string,
  request: string,
  { step, at, actor, detail }: EventRow,
): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO request_event (salon_id, request_id, step, at, actor, detail) VALUES (?1, ?2, ?3, ?4, ?5, ?6)`)
    .bind(salon, request, step, at, actor, detail);
}

/** Stops what the client objected to, from now on; what had stopped before stays so. */
export function restrict(
  db: D1Database,
  salon: string,
  client: string,
  request: string,
  purposes: readonly Objectable[],
  now: number,
): D1PreparedStatement {
  return db
    .prepare(`
      INSERT OR IGNORE INTO restriction (salon_id, client_id, purpose, request_id, since)
      SELECT ?1, ?2, value, ?3, ?5 FROM json_each(?4)`)
    .bind(salon, client, request, JSON.stringify(purposes), now);
}

export function askRestrictions(db: D1Database, salon: string, client: string): Ask<{ purpose: Objectable }> {
  return db.prepare(`SELECT purpose FROM restriction WHERE salon_id = ?1 AND client_id = ?2`).bind(salon, client);
}
