// Salons and what their documents say. The tables beside `salon` and `document` are projections of the document.
import type { SalonDocument, Texts } from "../../shared/contracts/salon.ts";
import type { Env } from "../env.ts";
import { type Ask, database, everyDatabase, read } from "./database.ts";
import { SNAPSHOT_SCHEMA } from "./snapshots.ts";

export interface DocumentRow {
  version: number;
  document: string;
}

export function askDocument(db: D1Database, salon: string): Ask<DocumentRow> {
  return db.prepare(`SELECT version, document FROM salon WHERE salon_id = ?1`).bind(salon);
}

export async function readDocument(
  env: Env,
  salon: string,
): Promise<{ version: number; document: SalonDocument } | null> {
  const db = database(env, salon);
  const [[row]] = await read<[DocumentRow]>(db, [askDocument(db, salon)]);
  return row === undefined ? null : { version: row.version, document: JSON.parse(row.document) as SalonDocument };
}

/** What the front page shows of a salon. */
export interface SalonCard {
  slug: string;
  name: string;
  /** Suburb and city. */
  place: string;
  category: string | null;
  accent: string | null;
  languages: string[];
  /** Names of the first four services. */
  services: Texts[];
}

export interface SalonCards {
  cards: SalonCard[];
  /** How many match in all; null where no word was asked for, since counting every salon would read every row. */
  total: number | null;
  /** Whether others follow after the last of these. */
  more: boolean;
}

type CardRow = Omit<SalonCard, "languages" | "services"> & { languages: string; services: string };

/**
 * Salons in the order of their addresses that hold every one of `words` (as `folded` writes them), `limit` of them after
 * the address `after`.
 */
export async function findSalonCards(env: Env, words: string[], after: string, limit: number): Promise<SalonCards> {
  const wanted = JSON.stringify(words);
  const rows: CardRow[] = [];
  let total = 0;
  for (const db of everyDatabase(env)) {
    const cards: Ask<CardRow> = db
      .prepare(`
        SELECT salon_id AS slug, name, place, category, accent, languages, services FROM salon_card
        WHERE salon_id > ?1
          AND NOT EXISTS (SELECT 1 FROM json_each(?2) AS word WHERE instr(words, word.value) = 0)
          AND NOT EXISTS (SELECT 1 FROM salon WHERE salon.salon_id = salon_card.salon_id AND left_at IS NOT NULL)
        ORDER BY salon_id LIMIT ?3 -- over all salons: the front page finds them`)
      .bind(after, wanted, limit + 1);
    const count: Ask<{ n: number }> = db
      .prepare(`
        SELECT count(*) AS n FROM salon_card
        WHERE ?1 <> '[]' AND NOT EXISTS (SELECT 1 FROM json_each(?1) AS word WHERE instr(words, word.value) = 0)
          AND NOT EXISTS (SELECT 1 FROM salon WHERE salon.salon_id = salon_card.salon_id AND left_at IS NOT NULL)
        -- over all salons: the front page tells how many it found`)
      .bind(wanted);
    const [found, [counted]] = await read<[CardRow, { n: number }]>(db, [cards, count]);
    rows.push(...found);
    total += counted?.n ?? 0;
  }
  rows.sort((one, other) => (one.slug < other.slug ? -1 : 1));
  const cards = rows.slice(0, limit).map((row) => ({
    ...row,
    languages: JSON.parse(row.languages) as string[],
    services: JSON.parse(row.services) as Texts[],
  }));
  return { cards, total: words.length === 0 ? null : total, more: rows.length > limit };
}

/** Lower case, without accents. */
export function folded(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();
}

/** All that a salon is found by. */
function wordsOf({ name, address, category, services }: SalonDocument): string {
  const offered = services.flatMap((service) => Object.values(service.name));
  return folded([name, address?.suburb, address?.city, category, ...offered].filter(Boolean).join(" "));
}

/** What a document edit writes. `version` is the new one; the guard refuses when another edit came first. */
export interface DocumentEdit {
  salon: string;
  version: number;
  document: SalonDocument;
  /** The document as it is stored. */
  text: string;
  snapshot: Uint8Array;
  actor: string;
  now: number;
}

/** What a provider calls the account that a channel of the document names. */
const ACCOUNT = `coalesce(told.value ->> '$.phone_number_id', told.value ->> '$.page_id', told.value ->> '$.account_id',
  lower(told.value ->> '$.address'), told.value ->> '$.number', CASE told.key WHEN 'chat' THEN ?1 END)`;

export function storeDocument(db: D1Database, edit: DocumentEdit): D1PreparedStatement[] {
  const { salon, version, document, text, snapshot, actor, now } = edit;
  const bound = (sql: string): D1PreparedStatement => db.prepare(sql).bind(salon);
  return [
    db
      .prepare(`
        INSERT INTO must
        SELECT coalesce((SELECT version FROM salon WHERE salon_id = ?1), 0) = ?2 - 1, 'version'`)
      .bind(salon, version),
    db
      .prepare(`
        INSERT INTO salon (salon_id, version, document, snapshot, snapshot_schema, created_at, updated_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)
        ON CONFLICT (salon_id) DO UPDATE SET version = excluded.version, document = excluded.document,
          snapshot = excluded.snapshot, snapshot_schema = excluded.snapshot_schema, updated_at = excluded.updated_at`)
      .bind(salon, version, text, snapshot, SNAPSHOT_SCHEMA, now),
    db
      .prepare(`INSERT INTO document (salon_id, version, document, actor, at) VALUES (?1, ?2, ?3, ?4, ?5)`)
      .bind(salon, version, text, actor, now),
    bound(`DELETE FROM salon_card WHERE salon_id = ?1`),
    db
      .prepare(`
        INSERT INTO salon_card (salon_id, name, place, category, accent, languages, services, words)
        SELECT salon_id, document ->> '$.name',
               concat_ws(', ', document ->> '$.address.suburb', document ->> '$.address.city'),
               document ->> '$.category', document ->> '$.accent', coalesce(document -> '$.languages', '["en"]'),
               (SELECT json_group_array(json(name)) FROM
                 (SELECT service.value -> '$.name' AS name FROM json_each(document, '$.services') AS service
                  ORDER BY service.key LIMIT 4)),
               ?2
        FROM salon WHERE salon_id = ?1`)
      .bind(salon, wordsOf(document)),
    bound(`DELETE FROM person WHERE salon_id = ?1`),
    bound(`
      INSERT INTO person (salon_id, person_id, name, position)
      SELECT ?1, person.value ->> '$.id', person.value ->> '$.name', person.key
      FROM salon, json_each(salon.document, '$.staff') AS person WHERE salon.salon_id = ?1`),
    bound(`DELETE FROM service WHERE salon_id = ?1`),
    bound(`
      INSERT INTO service (salon_id, service_id, name, category, price_cents, capacity, position)
      SELECT ?1, service.value ->> '$.id', service.value -> '$.name', service.value ->> '$.category',
             service.value ->> '$.price_cents', service.value ->> '$.capacity', service.key
      FROM salon, json_each(salon.document, '$.services') AS service WHERE salon.salon_id = ?1`),
    bound(`DELETE FROM skill WHERE salon_id = ?1`),
    bound(`
      INSERT INTO skill (salon_id, person_id, service_id, price_cents)
      SELECT ?1, person.value ->> '$.id', skill.value ->> '$.id', skill.value ->> '$.price_cents'
      FROM salon, json_each(salon.document, '$.staff') AS person, json_each(person.value, '$.services') AS skill
      WHERE salon.salon_id = ?1`),
    bound(`DELETE FROM resource WHERE salon_id = ?1`),
    bound(`
      INSERT INTO resource (salon_id, resource_id, name, count, position)
      SELECT ?1, resource.value ->> '$.id', resource.value -> '$.name', resource.value ->> '$.count', resource.key
      FROM salon, json_each(salon.document, '$.resources') AS resource WHERE salon.salon_id = ?1`),
    bound(`
      DELETE FROM channel WHERE salon_id = ?1 AND NOT EXISTS (
        SELECT 1 FROM salon, json_each(salon.document, '$.channels') AS told
        WHERE salon.salon_id = ?1 AND told.key = kind AND ${ACCOUNT} = account)`),
    bound(`
      INSERT INTO channel (salon_id, kind, account, display, flow)
      SELECT ?1, told.key, ${ACCOUNT}, CASE told.key WHEN 'whatsapp'
             THEN coalesce(told.value ->> '$.display', document ->> '$.phone', '') ELSE ${ACCOUNT} END, told.value ->> '$.flow_id'
      FROM salon, json_each(salon.document, '$.channels') AS told WHERE salon.salon_id = ?1
      ON CONFLICT (salon_id, kind, account) DO UPDATE SET display = excluded.display, flow = excluded.flow`),
    bound(`DELETE FROM rota WHERE salon_id = ?1`),
    bound(`
      INSERT INTO rota (salon_id, person_id, weekday, starts, ends)
      SELECT ?1, person.value ->> '$.id', day.key, span.value ->> 0, span.value ->> 1
      FROM salon, json_each(salon.document, '$.staff') AS person, json_each(person.value, '$.hours') AS day,
           json_each(day.value) AS span
      WHERE salon.salon_id = ?1`),
  ];
}
