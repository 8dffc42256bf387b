// Clients, one per telephone number and salon, and the consents they gave or withdrew (append-only).
import type { Ask } from "./database.ts";

export interface ClientRow {
  client_id: string;
}

export function askClient(db: D1Database, salon: string, phone: string): Ask<ClientRow> {
  return db.prepare(`SELECT client_id FROM client WHERE salon_id = ?1 AND phone = ?2`).bind(salon, phone);
}

export interface NewClient {
  id: string;
  phone: string;
  phoneHash: string;
  name: string;
  email: string | null;
  language: string | null;
}

/** Refused as "unique client" when the number has just become known. */
export function insertClient(db: D1Database, salon: string, client: NewClient, now: number): D1PreparedStatement[] {
  const { id, phone, phoneHash, name, email, language } = client;
  return [
    db
      .prepare(`
        INSERT INTO client (salon_id, client_id, phone, name, email, language, created_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)`)
      .bind(salon, id, phone, name, email, language, now),
    db.prepare(`INSERT OR IGNORE INTO phone_salon (phone_hash, salon_id) VALUES (?2, ?1)`).bind(salon, phoneHash),
  ];
}

export interface ConsentRow {
  purpose: string;
  notice_version: string;
  granted: boolean;
}

export interface ConsentContext {
  client: string;
  booking: string | null;
  /** How it was given: `web`, `desk`, `whatsapp`. */
  channel: string;
  at: number;
}

/** `consents` are [id, consent] pairs. */
export function insertConsents(
  db: D1Database,
  salon: string,
  consents: readonly (readonly [id: string, consent: ConsentRow])[],
  { client, booking, channel, at }: ConsentContext,
): D1PreparedStatement {
  const rows = consents.map(([id, given]) => [id, given.purpose, given.notice_version, given.granted ? 1 : 0]);
  return db
    .prepare(`
      INSERT INTO consent
        (salon_id, consent_id, client_id, booking_id, purpose, notice_version, granted, channel, at)
      SELECT ?1, value ->> 0, ?3, ?4, value ->> 1, value ->> 2, value ->> 3, ?5, ?6 FROM json_each(?2)`)
    .bind(salon, JSON.stringify(rows), client, booking, channel, at);
}
