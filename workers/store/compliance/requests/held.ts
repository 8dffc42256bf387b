// Everything that D1 holds about one client of one salon, table by table. tests/worker/compliance/access.test.ts walks the data map: a
// table of clients that is not told of here fails it.
import { type Ask, read } from "../../database.ts";
import { type Purpose, reading } from "../purposes.ts";

type Value = string | number | null | number[];
export type HeldRow = Record<string, Value>;

/** Rows by the table they are of. */
export type Held = Record<string, HeldRow[]>;

/** Keyed hashes under which tables that span salons know the client. */
export interface Hashes {
  phone: string;
  /** Who admission counts them as: their number, and their bookings. */
  counted: readonly string[];
  /** What the opt-out registry would know them by. */
  blocked: readonly string[];
}

/** The client, and what they were under before two rows of theirs were made one. */
const SELVES = `SELECT ?2 UNION SELECT former_id FROM client_former WHERE salon_id = ?1 AND client_id = ?2`;
const KEYS = `SELECT own.value FROM json_each((SELECT found_by FROM client WHERE salon_id = ?1 AND client_id = ?2)) AS own`;
const VISITS = `SELECT booking_id FROM booking WHERE salon_id = ?1 AND client_id = ?2`;
const WAITS = `SELECT waitlist_id FROM waitlist WHERE salon_id = ?1 AND client_id = ?2`;
const OFFERS = `SELECT offer_id FROM offer WHERE salon_id = ?1 AND waitlist_id IN (${WAITS})`;
const HOLDS = `SELECT hold_id FROM offer WHERE salon_id = ?1 AND waitlist_id IN (${WAITS})`;
const REQUESTS = `SELECT request_id FROM request WHERE salon_id = ?1 AND client_id = ?2`;
const TALKS = `SELECT conversation_id FROM conversation WHERE salon_id = ?1 AND (client_id = ?2
  OR '+' || phone = (SELECT client.phone FROM client WHERE client.salon_id = ?1 AND client.client_id = ?2))`;
const POSTINGS = `SELECT posting_id FROM posting WHERE salon_id = ?1 AND (bill_id IN (${VISITS}) OR booking_id IN (${VISITS}))`;
const HEARD = `SELECT provider_id FROM message WHERE salon_id = ?1 AND conversation_id IN (${TALKS})`;
const BLOCKS = `SELECT block_id FROM client_block WHERE salon_id = ?1 AND client_id = ?2`;
const REVIEWS = `SELECT review_id FROM review WHERE salon_id = ?1 AND client_id = ?2`;
const SERIES = `SELECT series_id FROM series WHERE salon_id = ?1 AND booking_id IN (${VISITS})`;
const MERGES = `SELECT merge_id FROM client_merge WHERE salon_id = ?1 AND kept_id = ?2`;
// No SELECT of D1's has more than five parts.
const OWN = `${SELVES} UNION ${BLOCKS} UNION ${MERGES} UNION ${REVIEWS}`;
const ABOUT = `SELECT * FROM (${OWN}) UNION ${VISITS} UNION ${WAITS} UNION ${OFFERS} UNION ${REQUESTS}`;

/** Whole rows: who asks for what is held about them gets all of it. */
const forClient = reading(
  "client",
  "client_id, phone, name, email, language, created_at, asked_at, found_by, preferences",
);
const forVisits = reading("booking", "booking_id, name, phone, email, notes, guardian, services, start_at");
const forWaits = reading("waitlist", "waitlist_id, name, phone, email, services, from_date, to_date");

/** Each spelled out, so that the check can prove that it stays within the salon; ?1 is the salon, ?2 the client. */
function asksAbout(
  db: D1Database,
  salon: string,
  client: string,
  purpose: Purpose,
): [table: string, ask: Ask<HeldRow>][] {
  forClient(purpose);
  forVisits(purpose);
  forWaits(purpose);
  const of = (table: string, sql: string): [string, Ask<HeldRow>] => [table, db.prepare(sql).bind(salon, client)];
  return [
    of("client", `SELECT * FROM client WHERE salon_id = ?1 AND client_id = ?2`),
    of(
      "client_key",
      `SELECT * FROM client_key WHERE salon_id = ?1 AND key IN (${KEYS}) AND client_id = ?2 ORDER BY key`,
    ),
    of("client_former", `SELECT * FROM client_former WHERE salon_id = ?1 AND client_id = ?2 ORDER BY created_at`),
    of("client_merge", `SELECT * FROM client_merge WHERE salon_id = ?1 AND kept_id = ?2 ORDER BY merged_at`),
    of("client_block", `SELECT * FROM client_block WHERE salon_id = ?1 AND client_id = ?2 ORDER BY placed_at`),
    of("dispute", `SELECT * FROM dispute WHERE salon_id = ?1 AND client_id = ?2 ORDER BY at`),
    of("review", `SELECT * FROM review WHERE salon_id = ?1 AND client_id = ?2 ORDER BY at`),
    of("booking", `SELECT * FROM booking WHERE salon_id = ?1 AND client_id = ?2 ORDER BY start_at, booking_id`),
    of(
      "segment",
      `SELECT * FROM segment WHERE salon_id = ?1 AND visit_id IN (${VISITS} UNION ${HOLDS}) ORDER BY start_at, unit_id`,
    ),
    of("consent", `SELECT * FROM consent WHERE salon_id = ?1 AND client_id IN (${SELVES}) ORDER BY at, consent_id`),
    of("waitlist", `SELECT * FROM waitlist WHERE salon_id = ?1 AND client_id = ?2 ORDER BY created_at, position`),
    of("offer", `SELECT * FROM offer WHERE salon_id = ?1 AND waitlist_id IN (${WAITS}) ORDER BY made_at`),
    of("hold", `SELECT * FROM hold WHERE salon_id = ?1 AND hold_id IN (${HOLDS})`),
    of(
      "outbox",
      `SELECT * FROM outbox WHERE salon_id = ?1
      AND (payload ->> 'booking' IN (${VISITS}) OR payload ->> 'offer' IN (${OFFERS}) OR payload ->> 'request' IN (${REQUESTS})
           OR lower(payload ->> 'email') IN (SELECT lower(email) FROM client WHERE salon_id = ?1 AND client_id = ?2))
      ORDER BY created_at, message_id`,
    ),
    of("idempotency", `SELECT * FROM idempotency WHERE salon_id = ?1 AND booking_id IN (${VISITS})`),
    of("request", `SELECT * FROM request WHERE salon_id = ?1 AND client_id = ?2 ORDER BY received_at`),
    of(
      "request_event",
      `SELECT * FROM request_event WHERE salon_id = ?1 AND request_id IN (${REQUESTS}) ORDER BY at, step`,
    ),
    of(
      "receipt",
      `SELECT * FROM receipt WHERE salon_id = ?1 AND request_id IN (${REQUESTS}) ORDER BY request_id, store, what`,
    ),
    of(
      "special_note",
      `SELECT * FROM special_note WHERE salon_id = ?1 AND client_id IN (${SELVES}) ORDER BY created_at, note_id`,
    ),
    of("retention_hold", `SELECT * FROM retention_hold WHERE salon_id = ?1 AND client_id = ?2 ORDER BY placed_at`),
    of(
      "marketing_decision",
      `SELECT * FROM marketing_decision WHERE salon_id = ?1 AND client_id IN (${SELVES}) ORDER BY at`,
    ),
    of(
      "representation",
      `SELECT * FROM representation WHERE salon_id = ?1
      AND lower(email) IN (SELECT lower(email) FROM client WHERE salon_id = ?1 AND client_id = ?2) ORDER BY at`,
    ),
    // Who read it (s 23(1)(b)); the others of the same reading, and the reader's own session, are not the client's to see.
    of(
      "read_log",
      `SELECT salon_id, read_id, at, last_at, times, actor, NULL AS session, NULL AS source, trace, purpose, what,
              json_array(?2) AS clients, '[]' AS objects
      FROM read_log WHERE salon_id = ?1 AND EXISTS (SELECT 1 FROM json_each(clients) WHERE value IN (${SELVES})) ORDER BY at`,
    ),
    of(
      "conversation",
      `SELECT * FROM conversation WHERE salon_id = ?1 AND conversation_id IN (${TALKS}) ORDER BY created_at`,
    ),
    of(
      "message",
      `SELECT * FROM message WHERE salon_id = ?1 AND conversation_id IN (${TALKS}) ORDER BY at, message_id`,
    ),
    of("message_status", `SELECT * FROM message_status WHERE salon_id = ?1 AND provider_id IN (${HEARD}) ORDER BY at`),
    of(
      "outgoing",
      `SELECT * FROM outgoing WHERE salon_id = ?1 AND conversation_id IN (${TALKS}) ORDER BY conversation_id, nth`,
    ),
    of(
      "handover",
      `SELECT * FROM handover WHERE salon_id = ?1 AND conversation_id IN (${TALKS}) ORDER BY conversation_id, nth`,
    ),
    of(
      "conversation_booking",
      `SELECT * FROM conversation_booking WHERE salon_id = ?1 AND conversation_id IN (${TALKS})`,
    ),
    of("medium", `SELECT * FROM medium WHERE salon_id = ?1 AND conversation_id IN (${TALKS}) ORDER BY at, message_id`),
    of("foreseen", `SELECT * FROM foreseen WHERE salon_id = ?1 AND client_id IN (${SELVES}) ORDER BY found_at`),
    of(
      "stumble",
      `SELECT * FROM stumble WHERE salon_id = ?1 AND (client_id IN (${SELVES}) OR conversation_id IN (${TALKS})) ORDER BY at`,
    ),
    of(
      "visit_event",
      `SELECT * FROM visit_event WHERE salon_id = ?1 AND booking_id IN (${VISITS}) ORDER BY at, event_id`,
    ),
    of(
      "import_person",
      `SELECT * FROM import_person WHERE salon_id = ?1 AND client_id IN (${SELVES}) ORDER BY job_id, row`,
    ),
    of("photo", `SELECT * FROM photo WHERE salon_id = ?1 AND booking_id IN (${VISITS}) ORDER BY at, photo_id`),
    of(
      "party_visit",
      `SELECT * FROM party_visit WHERE salon_id = ?1 AND booking_id IN (${VISITS}) ORDER BY booking_id`,
    ),
    of("series", `SELECT * FROM series WHERE salon_id = ?1 AND booking_id IN (${VISITS}) ORDER BY created_at`),
    of(
      "series_visit",
      `SELECT * FROM series_visit WHERE salon_id = ?1 AND series_id IN (${SERIES}) ORDER BY series_id, nth`,
    ),
    of("bill", `SELECT * FROM bill WHERE salon_id = ?1 AND bill_id IN (${VISITS}) ORDER BY opened_at, bill_id`),
    of("posting", `SELECT * FROM posting WHERE salon_id = ?1 AND posting_id IN (${POSTINGS}) ORDER BY at, posting_id`),
    of("entry", `SELECT * FROM entry WHERE salon_id = ?1 AND posting_id IN (${POSTINGS}) ORDER BY posting_id, nth`),
    of("tax_document", `SELECT * FROM tax_document WHERE salon_id = ?1 AND bill_id IN (${VISITS}) ORDER BY at, number`),
    of(
      "online_payment",
      `SELECT * FROM online_payment WHERE salon_id = ?1 AND subject IN (${VISITS}) ORDER BY created_at`,
    ),
    of(
      "incident_person",
      `SELECT * FROM incident_person WHERE salon_id = ?1 AND client_id IN (${SELVES}) ORDER BY first_at`,
    ),
    of("restriction", `SELECT * FROM restriction WHERE salon_id = ?1 AND client_id IN (${SELVES})`),
    of("audit_subject", `SELECT * FROM audit_subject WHERE salon_id = ?1 AND subject IN (${ABOUT}) ORDER BY seq`),
    of(
      "audit",
      `SELECT * FROM audit WHERE salon_id = ?1
      AND (entry ->> '$.subject' IN (${ABOUT}) OR entry ->> '$.detail.client' IN (${SELVES})) ORDER BY seq`,
    ),
  ];
}

export async function readHeld(db: D1Database, salon: string, client: string, purpose: Purpose): Promise<Held> {
  const asks = asksAbout(db, salon, client, purpose);
  const found = await read<HeldRow[]>(
    db,
    asks.map(([, ask]) => ask),
  );
  return Object.fromEntries(asks.map(([table], i) => [table, found[i] ?? []]));
}

const countedIn = (db: D1Database, salon: string, counted: readonly string[]): Ask<HeldRow> =>
  db
    .prepare(`SELECT * FROM admission WHERE salon_id = ?1 AND subject IN (SELECT value FROM json_each(?2))`)
    .bind(salon, JSON.stringify(counted));

/** What is kept under hashes: how often they asked, and what spans salons; of other salons nothing. */
export async function readHashed(
  [db, platform]: readonly [D1Database, D1Database],
  salon: string,
  { phone, counted, blocked }: Hashes,
): Promise<Held> {
  const [here] = await read<[HeldRow]>(db, [countedIn(db, salon, counted)]);
  const [known, codes, everywhere, optOut] = await read<[HeldRow, HeldRow, HeldRow, HeldRow]>(platform, [
    platform.prepare(`SELECT * FROM phone_salon WHERE phone_hash = ?2 AND salon_id = ?1`).bind(salon, phone),
    platform.prepare(`SELECT * FROM find_code WHERE phone_hash = ?1 ORDER BY created_at`).bind(phone),
    countedIn(platform, "", counted),
    platform
      .prepare(`
        SELECT opt_out.* FROM opt_out_edition AS edition CROSS JOIN json_each(?1) AS asked CROSS JOIN opt_out
          ON opt_out.as_of = edition.as_of AND address_hash = asked.value ORDER BY opt_out.as_of`)
      .bind(JSON.stringify(blocked)),
  ]);
  return { phone_salon: known, find_code: codes, admission: [...here, ...everywhere], opt_out: optOut };
}
