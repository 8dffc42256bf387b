// How much is held about people: one read, a count for each table of the data map that is a salon's.
import type { Env } from "../../env.ts";
import { type Ask, database, read } from "../database.ts";

/** Table -> its rows of this salon. */
export type HeldCounts = Record<string, number>;

export async function countHeld(env: Env, salon: string): Promise<HeldCounts> {
  const db = database(env, salon);
  const ask: Ask<HeldCounts> = db
    .prepare(`
      SELECT (SELECT count(*) FROM client WHERE salon_id = ?1) AS client,
             (SELECT count(*) FROM booking WHERE salon_id = ?1) AS booking,
             (SELECT count(*) FROM hold WHERE salon_id = ?1) AS hold,
             (SELECT count(*) FROM waitlist WHERE salon_id = ?1) AS waitlist,
             (SELECT count(*) FROM consent WHERE salon_id = ?1) AS consent,
             (SELECT count(*) FROM audit WHERE salon_id = ?1) AS audit,
             (SELECT count(*) FROM outbox WHERE salon_id = ?1) AS outbox,
             (SELECT count(*) FROM idempotency WHERE salon_id = ?1) AS idempotency,
             (SELECT count(*) FROM admission WHERE salon_id = ?1) AS admission,
             (SELECT count(*) FROM threat WHERE salon_id = ?1) AS threat,
             (SELECT count(*) FROM person WHERE salon_id = ?1) AS person,
             (SELECT count(*) FROM document WHERE salon_id = ?1) AS document`)
    .bind(salon);
  const [[counts]] = await read<[HeldCounts]>(db, [ask]);
  return counts ?? {};
}
