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

export interface SalonCard {
  slug: string;
  name: string;
  description: Texts | null;
  category: string | null;
  photo: string | null;
  city: string | null;
  suburb: string | null;
  accent: string | null;
  languages: string[];
  /** Names of its services. */
  services: Texts[];
}

type CardRow = Omit<SalonCard, "description" | "languages" | "services"> &
  Record<"description" | "languages" | "services", string | null>;

/** The salons of the front page, by name. */
export async function listSalons(env: Env, limit = 200): Promise<SalonCard[]> {
  const cards: SalonCard[] = [];
  for (const db of everyDatabase(env)) {
    const ask: Ask<CardRow> = db
      .prepare(`
        SELECT salon_id AS slug, document ->> '$.name' AS name, document -> '$.description' AS description,
               document ->> '$.category' AS category, document ->> '$.photo' AS photo,
               document ->> '$.address.city' AS city, document ->> '$.address.suburb' AS suburb,
               document ->> '$.accent' AS accent, document -> '$.languages' AS languages,
               (SELECT json_group_array(json_extract(value, '$.name')) FROM json_each(document, '$.services')) AS services
        FROM salon ORDER BY name LIMIT ?1 -- over all salons: the front page lists them`)
      .bind(limit);
    const [rows] = await read<[CardRow]>(db, [ask]);
    for (const row of rows) {
      const description = row.description === null ? null : (JSON.parse(row.description) as Texts);
      const languages = row.languages === null ? ["en"] : (JSON.parse(row.languages) as string[]);
      const services = JSON.parse(row.services ?? "[]").map((name: Texts | string) =>
        typeof name === "string" ? JSON.parse(name) : name,
      ) as Texts[];
      cards.push({ ...row, description, languages, services });
    }
  }
  return cards;
}

/** What a document edit writes. `version` is the new one; the guard refuses when another edit came first. */
export interface DocumentEdit {
  salon: string;
  version: number;
  document: string;
  snapshot: Uint8Array;
  actor: string;
  now: number;
}

export function storeDocument(db: D1Database, edit: DocumentEdit): D1PreparedStatement[] {
  const { salon, version, document, snapshot, actor, now } = edit;
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
      .bind(salon, version, document, snapshot, SNAPSHOT_SCHEMA, now),
    db
      .prepare(`INSERT INTO document (salon_id, version, document, actor, at) VALUES (?1, ?2, ?3, ?4, ?5)`)
      .bind(salon, version, document, actor, now),
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
    bound(`DELETE FROM rota WHERE salon_id = ?1`),
    bound(`
      INSERT INTO rota (salon_id, person_id, weekday, starts, ends)
      SELECT ?1, person.value ->> '$.id', day.key, span.value ->> 0, span.value ->> 1
      FROM salon, json_each(salon.document, '$.staff') AS person, json_each(person.value, '$.hours') AS day,
           json_each(day.value) AS span
      WHERE salon.salon_id = ?1`),
  ];
}
