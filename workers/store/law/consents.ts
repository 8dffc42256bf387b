// What clients were asked and answered, read back. Rows are never changed: the last one of a purpose is what holds.
import type { Env } from "../../env.ts";
import { type Ask, database, read } from "../database.ts";

export interface AnswerRow {
  booking_id: string | null;
  purpose: string;
  notice_version: string;
  wording: string | null;
  granted: 0 | 1;
  channel: string;
  at: number;
}

/** The client of a booking (?2) under every id that they had. */
const SELVES = `
  SELECT b.client_id FROM booking AS b WHERE b.salon_id = ?1 AND b.booking_id = ?2
  UNION SELECT own.former_id FROM booking AS b CROSS JOIN client_former AS own
    ON own.salon_id = ?1 AND own.client_id = b.client_id WHERE b.salon_id = ?1 AND b.booking_id = ?2`;

/** Everything that a booking's client was asked, in the order of the answers. */
export function askAnswersOf(db: D1Database, salon: string, booking: string): Ask<AnswerRow> {
  return db
    .prepare(`
      SELECT booking_id, purpose, notice_version, wording, granted, channel, at FROM consent
      WHERE salon_id = ?1 AND client_id IN (${SELVES})
      ORDER BY at, nth LIMIT 1000`)
    .bind(salon, booking);
}

/** Refused as "agreed" where the last word of a booking's client on a purpose is not yes. */
export function mustHaveAgreed(db: D1Database, salon: string, booking: string, purpose: string): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO must SELECT coalesce((
        SELECT granted FROM consent WHERE salon_id = ?1 AND purpose = ?3 AND client_id IN (${SELVES})
        ORDER BY at DESC, nth DESC LIMIT 1), 0) = 1, 'agreed'`)
    .bind(salon, booking, purpose);
}

/** Of one purpose: how many clients were asked, and what they last said. */
export interface PurposeCount {
  purpose: string;
  asked: number;
  agreed: number;
  latest: number;
}

export async function countConsents(env: Env, salon: string): Promise<PurposeCount[]> {
  const db = database(env, salon);
  const ask: Ask<PurposeCount> = db
    .prepare(`
      SELECT purpose, count(*) AS asked, sum(granted) AS agreed, max(at) AS latest FROM (
        SELECT purpose, granted, at, row_number() OVER (PARTITION BY client_id, purpose ORDER BY at DESC, nth DESC) AS back
        FROM consent WHERE salon_id = ?1)
      WHERE back = 1 GROUP BY purpose ORDER BY purpose`)
    .bind(salon);
  const [counts] = await read<[PurposeCount]>(db, [ask]);
  return counts;
}
