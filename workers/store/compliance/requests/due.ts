// What the sweep looks for over all salons: requests that stand still, come due, lapse, or whose answer has gone.
import type { Env } from "../../../env.ts";
import { type Ask, everyDatabase, read } from "../../database.ts";

export interface FoundRequest {
  salon: string;
  request: string;
  runs: number;
  /** Days since the epoch. */
  due: number;
}

/** Minutes after which a request that has something to do counts as standing still. */
const STILL = 5;
/** What keeps failing is tried less and less often, twice a day in the end. */
const LONGEST = 144;
/** Minutes within which a request has to be proved. */
export const PROOF_MINUTES = 1440;

async function overAll<Row>(env: Env, ask: (db: D1Database) => Ask<Row>): Promise<Row[]> {
  const found: Row[] = [];
  for (const db of everyDatabase(env)) found.push(...(await read<[Row]>(db, [ask(db)]))[0]);
  return found;
}

/**
 * Those whose next step is ours and was not taken: to be carried out, their codes not sent, or a deletion that nobody
 * refused by its last day.
 */
export function standingStill(env: Env, now: number, limit: number): Promise<FoundRequest[]> {
  return overAll(env, (db) =>
    db
      .prepare(`
        SELECT salon_id AS salon, request_id AS request, runs, due_date AS due FROM request
        WHERE closed_at IS NULL AND moved_at <= ?1 - ${STILL} * min(runs, ${LONGEST}) AND client_id IS NOT NULL
          AND (status = 'working'
               OR (status = 'received' AND NOT EXISTS (
                     SELECT 1 FROM request_event AS e
                     WHERE e.salon_id = request.salon_id AND e.request_id = request.request_id AND e.step = 'acknowledged'))
               OR (status = 'deciding' AND kind = 'deletion' AND reach = 'client' AND due_date < (?1 + 120) / 1440))
        ORDER BY moved_at LIMIT ?2 -- over all salons: the sweep`)
      .bind(now, limit),
  );
}

/**
 * Open requests whose client is proved, that are due within `first` days of `today` or were before, and of which the salon
 * was not reminded since: `first` days before, `second` days before, and when the last day is past.
 */
export function comingDue(
  env: Env,
  { today, first, second }: { today: number; first: number; second: number },
  limit: number,
): Promise<FoundRequest[]> {
  return overAll(env, (db) =>
    db
      .prepare(`
        SELECT salon_id AS salon, request_id AS request, runs, due_date AS due FROM request
        WHERE closed_at IS NULL AND due_date <= ?1 + ?2 AND status <> 'received'
          AND NOT EXISTS (SELECT 1 FROM request_event AS e
                          WHERE e.salon_id = request.salon_id AND e.request_id = request.request_id
                            AND e.step = CASE WHEN due_date < ?1 THEN 'overdue'
                                              WHEN due_date <= ?1 + ?3 THEN 'reminded-' || ?3 ELSE 'reminded-' || ?2 END)
        ORDER BY due_date LIMIT ?4 -- over all salons: the sweep`)
      .bind(today, first, second, limit),
  );
}

/** Whose gathered data have lain long enough. */
export function expiredExports(env: Env, now: number, limit: number): Promise<{ salon: string; request: string }[]> {
  return overAll(env, (db) =>
    db
      .prepare(`
        SELECT salon_id AS salon, request_id AS request FROM request WHERE export_until <= ?1
        ORDER BY export_until LIMIT ?2 -- over all salons: the sweep`)
      .bind(now, limit),
  );
}

/** Requests that nobody proved in time, with what was typed into them. */
export function deleteLapsed(db: D1Database, now: number): D1PreparedStatement[] {
  return [
    db
      .prepare(`
        DELETE FROM request_event WHERE (salon_id, request_id) IN (
          SELECT salon_id, request_id FROM request
          WHERE closed_at IS NULL AND status = 'received' AND received_at <= ?1 - ${PROOF_MINUTES}) -- over all salons: the sweep`)
      .bind(now),
    db
      .prepare(`
        DELETE FROM request WHERE closed_at IS NULL AND status = 'received' AND received_at <= ?1 - ${PROOF_MINUTES}
        -- over all salons: the sweep`)
      .bind(now),
  ];
}

/** The address of a request goes once its answer has been sent or given up, and there is nothing left to take away. */
export function forgetAddresses(db: D1Database): D1PreparedStatement {
  return db.prepare(`
    UPDATE request SET answer_to = NULL
    WHERE answer_to IS NOT NULL AND closed_at IS NOT NULL AND export_until IS NULL
      AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.salon_id = request.salon_id AND outbox.available_at IS NOT NULL
                      AND outbox.payload ->> 'request' = request.request_id) -- over all salons: the sweep`);
}

/** For the platform's metrics: past their last day, over all salons. */
export async function overdueRequests(env: Env, today: number): Promise<number> {
  const counts = await overAll<{ n: number }>(env, (db) =>
    db
      .prepare(`
        SELECT count(*) AS n FROM request WHERE closed_at IS NULL AND due_date < ?1 AND status <> 'received'
        -- over all salons: the platform's metrics`)
      .bind(today),
  );
  return counts.reduce((sum, { n }) => sum + n, 0);
}
