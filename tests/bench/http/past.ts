// A salon's past, written straight into the database file while nobody serves it: visit after visit, half an hour each,
// everybody on a chair of their own.
import { DatabaseSync } from "node:sqlite";
import { NOW } from "../../fault/salons.ts";
import { databaseFile } from "../../fault/truth.ts";

export interface Past {
  salon: string;
  people: number;
  bookings: number;
}

const VISIT = 30; // minutes
const BOOKINGS_OF_A_CLIENT = 10;

/** `n.i` counts the bookings from 0; everybody's visits follow one another up to the day before NOW. */
const numbered = `
  WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?2),
  visit AS (SELECT i, i % ?3 + 1 AS person, ?4 - (?2 / ?3 + 1 - i / ?3) * ${VISIT} AS start_at FROM n)`;

/** A booking leaves a row, two busy units, an audit entry, a delivered message, and every tenth a client. */
const statements = [
  `INSERT INTO segment
   SELECT ?1, kind.value || person, start_at, start_at + ${VISIT}, 'past-' || i, NULL
   FROM json_each('["person-","chair."]') AS kind, visit`,
  `INSERT INTO booking (salon_id, booking_id, client_id, status, services, party, start_at, end_at, price_cents,
     deposit_cents, placed, name, phone, token_version, sequence, created_at, updated_at)
   SELECT ?1, 'past-' || i, 'client-' || (i / ${BOOKINGS_OF_A_CLIENT}), 'confirmed', '[{"id":"cut"}]', 1,
     start_at, start_at + ${VISIT}, 35000, 0,
     json_array(json_object('service', 'cut', 'phase', 0, 'guest', 0, 'unit', 'person-' || person,
                            'start', start_at, 'end', start_at + ${VISIT})),
     'Naledi Mokoena', '+27825550100', 1, 0, start_at, start_at
   FROM visit`,
  `INSERT INTO client (salon_id, client_id, phone, name, created_at)
   SELECT ?1, 'client-' || (i / ${BOOKINGS_OF_A_CLIENT}), '+2783' || (10000000 + i), 'Naledi Mokoena', start_at
   FROM visit WHERE i % ${BOOKINGS_OF_A_CLIENT} = 0`,
  `INSERT INTO audit (salon_id, seq, leaf, entry, at)
   SELECT ?1, (SELECT coalesce(max(seq), 0) FROM audit WHERE salon_id = ?1) + i + 1, randomblob(32),
     json_object('action', 'booking.made', 'subject', 'past-' || i, 'at', start_at, 'actor', 'client'), start_at
   FROM visit`,
  `INSERT INTO outbox (salon_id, message_id, kind, payload, created_at, available_at, delivered_at)
   SELECT ?1, 'past-' || i, 'booking.made', json_object('booking', 'past-' || i, 'sequence', 0), start_at, NULL, start_at
   FROM visit`,
];

export function writePast(state: string, pasts: readonly Past[]): void {
  const database = new DatabaseSync(databaseFile(state));
  database.exec("PRAGMA synchronous = OFF");
  const lastDay = Date.parse(NOW) / 60_000 - 1440;
  for (const { salon, people, bookings } of pasts) {
    database.exec("BEGIN");
    // Numbers are bound as 64-bit integers, for SQLite divides as their type says.
    const values = [salon, ...[bookings, people, lastDay].map(BigInt)];
    for (const statement of statements) database.prepare(numbered + statement).run(...values);
    database.exec("COMMIT");
  }
  database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  database.close();
}
