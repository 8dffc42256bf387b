// What the desk wrote down of a client, to be forgotten with them.

/**
 * After the client's own row. That a number may not book for a while stays as its keyed hash until the term is over: whoever is erased
 * to book again the next day was not shut out at all (POPIA s 14(1)(b)).
 */
export function forgetClientFacts(
  db: D1Database,
  salon: string,
  client: string,
  selves: readonly string[],
  at: number,
): D1PreparedStatement[] {
  const bound = (sql: string) => db.prepare(sql).bind(salon, client, at);
  return [
    bound(`DELETE FROM review WHERE salon_id = ?1 AND client_id = ?2 AND at <= ?3`),
    bound(`DELETE FROM dispute WHERE salon_id = ?1 AND client_id = ?2 AND at <= ?3`),
    bound(`
      DELETE FROM client_block
      WHERE salon_id = ?1 AND client_id = ?2 AND placed_at <= ?3 AND (until <= ?3 OR lifted_at IS NOT NULL)`),
    bound(`
      UPDATE client_block SET client_id = NULL, note = NULL
      WHERE salon_id = ?1 AND client_id = ?2 AND placed_at <= ?3`),
    db
      .prepare(`DELETE FROM client_former WHERE salon_id = ?1 AND client_id = ?2 AND created_at <= ?3`)
      .bind(salon, client, at),
    db
      .prepare(`
        DELETE FROM client_merge WHERE salon_id = ?1 AND merged_at <= ?3
          AND kept_id IN (SELECT value FROM json_each(?2))`)
      .bind(salon, JSON.stringify(selves), at),
  ];
}
