// Two rows that are one person: who they might be, what is moved, and the giving back of exactly that.

import { type Purpose, reading } from "../../compliance/purposes.ts";
import type { Ask } from "../../database.ts";
import { wordsOf } from "./found-by.ts";

export interface Candidate {
  client_id: string;
  name: string;
  phone: string;
  email: string | null;
  created_at: number;
}

/** Clients that share a beginning or an end of the number, the address, or the name; who of them is near enough is decided after. */
const MOST_CANDIDATES = 40;
/** Digits of a number's beginning, with the country's, and of its end: a number that was typed wrongly once shares one of them. */
const HEAD = 8;
const TAIL = 5;

const forCandidates = reading("client", "client_id, name, phone, email, created_at");

export function askCandidates(
  db: D1Database,
  salon: string,
  client: Pick<Candidate, "client_id" | "name" | "phone" | "email">,
  purpose: Purpose,
): Ask<Candidate> {
  forCandidates(purpose);
  const digits = client.phone.slice(1);
  const words = wordsOf(client.name);
  const exact = [
    client.email?.toLowerCase() ?? "",
    digits.slice(-TAIL),
    words.length > 1 ? `${words[0]} ${words.at(-1)}` : "",
  ];
  const head = digits.slice(0, HEAD);
  return db
    .prepare(`
      WITH near AS MATERIALIZED (
        SELECT client_key.client_id FROM json_each(?3) AS wanted CROSS JOIN client_key
          ON client_key.salon_id = ?1 AND client_key.key = wanted.value
        WHERE wanted.value <> '' LIMIT ?5
      ), headed AS MATERIALIZED (
        SELECT client_key.client_id FROM client_key
        WHERE client_key.salon_id = ?1 AND client_key.key >= ?4 AND client_key.key < ?4 || ':' LIMIT ?5
      )
      SELECT client.client_id, name, phone, email, created_at
      FROM (SELECT client_id FROM near UNION SELECT client_id FROM headed) AS some
      CROSS JOIN client ON client.salon_id = ?1 AND client.client_id = some.client_id
      WHERE client.client_id <> ?2 ORDER BY client.client_id LIMIT ?5`)
    .bind(salon, client.client_id, JSON.stringify(exact), head, MOST_CANDIDATES);
}

export interface MergeRow {
  merge_id: string;
  kept_id: string;
  gone_id: string;
  moved: string;
  actor: string;
  merged_at: number;
  undo_until: number;
  /** How they were called. */
  name: string | null;
  phone: string | null;
}

const MERGE = `merge_id, kept_id, gone_id, moved, actor, merged_at, undo_until,
  (SELECT name FROM client_former AS former WHERE former.salon_id = ?1 AND former.former_id = gone_id) AS name,
  (SELECT phone FROM client_former AS former WHERE former.salon_id = ?1 AND former.former_id = gone_id) AS phone`;

const forMerges = reading("client_former", "name, phone");

/** What can still be given back. */
export function askMerges(db: D1Database, salon: string, client: string, now: number, purpose: Purpose): Ask<MergeRow> {
  forMerges(purpose);
  return db
    .prepare(`
      SELECT ${MERGE} FROM client_merge
      WHERE salon_id = ?1 AND kept_id = ?2 AND undo_until > ?3 ORDER BY merged_at DESC, merge_id`)
    .bind(salon, client, now);
}

export function askMerge(db: D1Database, salon: string, merge: string, now: number, purpose: Purpose): Ask<MergeRow> {
  forMerges(purpose);
  return db
    .prepare(`SELECT ${MERGE} FROM client_merge WHERE salon_id = ?1 AND merge_id = ?2 AND undo_until > ?3`)
    .bind(salon, merge, now);
}

/** What can no longer be given back. */
export function deletePastMerges(db: D1Database, now: number): D1PreparedStatement {
  return db.prepare(`DELETE FROM client_merge WHERE undo_until <= ?1 -- over all salons: the sweep`).bind(now);
}
