// What the stand-in of workers/commands/compliance/erase.ts takes out of the main database; it goes with it.

export function eraseClient(db: D1Database, salon: string, client: string): D1PreparedStatement[] {
  const bound = (sql: string) => db.prepare(sql).bind(salon, client);
  return [
    bound(`
      UPDATE booking SET name = '', phone = '', email = NULL, language = NULL, notes = NULL
      WHERE salon_id = ?1 AND client_id = ?2`),
    bound(`DELETE FROM waitlist WHERE salon_id = ?1 AND client_id = ?2`),
    bound(`DELETE FROM client WHERE salon_id = ?1 AND client_id = ?2`),
  ];
}
