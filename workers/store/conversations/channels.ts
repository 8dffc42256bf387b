// An account of a salon's with a provider, as far as it says what may be sent from it.

import type { Env } from "../../env.ts";
import { type Ask, database, read } from "../database.ts";

/** The provider's id of the account's booking Flow; null where it has none. The signs keep it to the salon's own few accounts. */
export async function flowOf(env: Env, salon: string, kind: string, account: string): Promise<string | null> {
  const db = database(env, salon);
  const ask: Ask<{ flow: string | null }> = db
    .prepare(`SELECT flow FROM channel WHERE salon_id = ?1 AND +kind = ?2 AND +account = ?3`)
    .bind(salon, kind, account);
  const [[row]] = await read<[{ flow: string | null }]>(db, [ask]);
  return row?.flow ?? null;
}
