// What outlives an erasure: that somebody wanted no marketing from this salon (POPIA s 11(3)(a) and 69), without who it is.

import type { Env } from "../../env.ts";
import { database, read } from "../../store/database.ts";
import { askObjection } from "../../store/law/objections.ts";
import { hex, keyedHash } from "../../token.ts";

/** What a salon knows them by afterwards; another salon's says something else. */
export function objectionHashes(
  env: Env,
  salon: string,
  addresses: readonly (string | null | undefined)[],
): Promise<string[]> {
  const known = new Set(addresses.flatMap((address) => address?.toLowerCase() || []));
  return Promise.all(
    [...known].map(async (address) => hex(await keyedHash(env.TOKEN_SECRET, `objection:${salon}:${address}`))),
  );
}

/** Whether somebody who was erased, and had any of these addresses, wanted none. */
export async function objectedBefore(
  env: Env,
  salon: string,
  addresses: readonly (string | null | undefined)[],
): Promise<boolean> {
  const db = database(env, salon);
  const hashes = await objectionHashes(env, salon, addresses);
  const [[found]] = await read<[{ objected: 0 | 1 }]>(db, [askObjection(db, salon, hashes)]);
  return found?.objected === 1;
}
