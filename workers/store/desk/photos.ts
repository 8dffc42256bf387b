// Photographs of visits: a row that says what each shows, and its bytes in R2. The row comes first and the bytes go first, so that there are
// never bytes of which no row tells.

import type { Env } from "../../env.ts";
import { type Purpose, reading } from "../compliance/purposes.ts";
import { type Ask, commit, database } from "../database.ts";
import type { Candidate, Page } from "../retention/due.ts";
import { keptMinutes } from "../retention/terms.ts";

export const MOMENTS = ["before", "after"] as const;
export type PhotoMoment = (typeof MOMENTS)[number];

export interface PhotoRow {
  photo_id: string;
  booking_id: string;
  moment: PhotoMoment;
  type: string;
  bytes: number;
  width: number;
  height: number;
  actor: string;
  at: number;
}

const nameOf = (salon: string, photo: string): string => `photos/${salon}/${photo}`;
const PHOTO_COLUMNS = "photo_id, booking_id, moment, type, bytes, width, height, actor, at";
const forPhotos = reading("photo", PHOTO_COLUMNS);

/** Those whose bytes are there, in order. */
export function askPhotos(db: D1Database, salon: string, booking: string, purpose: Purpose): Ask<PhotoRow> {
  forPhotos(purpose);
  return db
    .prepare(`
      SELECT ${PHOTO_COLUMNS} FROM photo
      WHERE salon_id = ?1 AND booking_id = ?2 AND kept_at IS NOT NULL ORDER BY at, moment = 'after', photo_id`)
    .bind(salon, booking);
}

/** The latest of a client's visits. */
export function askPhotosOfClient(
  db: D1Database,
  salon: string,
  client: string,
  most: number,
  purpose: Purpose,
): Ask<PhotoRow> {
  forPhotos(purpose);
  return db
    .prepare(`
      SELECT ${PHOTO_COLUMNS} FROM photo
      WHERE salon_id = ?1 AND kept_at IS NOT NULL AND booking_id IN (
        SELECT own.booking_id FROM booking AS own WHERE own.salon_id = ?1 AND own.client_id = ?2)
      ORDER BY at DESC, photo_id DESC LIMIT ?3`)
    .bind(salon, client, most);
}

export type OnePhotoRow = PhotoRow & { client_id: string };

export function askPhoto(db: D1Database, salon: string, photo: string, purpose: Purpose): Ask<OnePhotoRow> {
  forPhotos(purpose);
  return db
    .prepare(`
      SELECT photo_id, photo.booking_id, moment, type, bytes, width, height, actor, at, client_id
      FROM photo JOIN booking ON booking.salon_id = ?1 AND booking.booking_id = photo.booking_id
      WHERE photo.salon_id = ?1 AND photo_id = ?2 AND kept_at IS NOT NULL`)
    .bind(salon, photo);
}

/**
 * Refused as "photo" where the visit has nobody any more, or as many as it may have: `most`, those on their way among them, for as long as
 * they may come under their key.
 */
export function insertPhoto(db: D1Database, salon: string, row: PhotoRow, most: number): D1PreparedStatement[] {
  return [
    db
      .prepare(`
        INSERT INTO photo (salon_id, photo_id, booking_id, moment, type, bytes, width, height, actor, at)
        SELECT ?1, ?3, ?2, ?4, ?5, ?6, ?7, ?8, ?9, ?10 FROM booking
        WHERE salon_id = ?1 AND booking_id = ?2 AND phone <> ''
          AND ?11 > (
            SELECT count(*) FROM photo AS other
            WHERE other.salon_id = ?1 AND other.booking_id = ?2 AND (other.kept_at IS NOT NULL OR other.at > ?12))`)
      .bind(
        salon,
        row.booking_id,
        row.photo_id,
        row.moment,
        row.type,
        row.bytes,
        row.width,
        row.height,
        row.actor,
        row.at,
        most,
        row.at - keptMinutes("idempotency"),
      ),
    db.prepare(`INSERT INTO must SELECT changes() = 1, 'photo'`),
  ];
}

/** False where its row went meanwhile: then nothing is left of it. */
export async function bringPhoto(
  env: Env,
  salon: string,
  photo: string,
  { bytes, type }: { bytes: Uint8Array; type: string },
  now: number,
): Promise<boolean> {
  await env.R2.put(nameOf(salon, photo), bytes, { httpMetadata: { contentType: type } });
  const db = database(env, salon);
  const [there] = await commit(db, [
    db
      .prepare(`UPDATE photo SET kept_at = coalesce(kept_at, ?3) WHERE salon_id = ?1 AND photo_id = ?2`)
      .bind(salon, photo, now),
  ]);
  if (there === 0) await deletePhotoBytes(env, salon, [photo]);
  return there !== 0;
}

export async function readPhotoBytes(env: Env, salon: string, photo: string): Promise<ReadableStream | null> {
  return (await env.R2.get(nameOf(salon, photo)))?.body ?? null;
}

/** Before their rows go, which say where they are. */
export async function deletePhotoBytes(env: Env, salon: string, photos: readonly string[]): Promise<void> {
  for (let at = 0; at < photos.length; at += 1000) {
    await env.R2.delete(photos.slice(at, at + 1000).map((photo) => nameOf(salon, photo)));
  }
}

export function deletePhotos(db: D1Database, salon: string, photos: readonly string[]): D1PreparedStatement {
  return db
    .prepare(`DELETE FROM photo WHERE salon_id = ?1 AND photo_id IN (SELECT value FROM json_each(?2))`)
    .bind(salon, JSON.stringify(photos));
}

/** Of these visits, those on their way among them. */
export function askPhotosOfVisits(db: D1Database, salon: string, visits: readonly string[]): Ask<{ photo_id: string }> {
  return db
    .prepare(`SELECT photo_id FROM photo WHERE salon_id = ?1 AND booking_id IN (SELECT value FROM json_each(?2))`)
    .bind(salon, JSON.stringify(visits));
}

/** Every one of a client's. */
export function askPhotosToEnd(db: D1Database, salon: string, client: string): Ask<{ photo_id: string }> {
  return db
    .prepare(`
      SELECT photo_id FROM photo WHERE salon_id = ?1 AND booking_id IN (
        SELECT own.booking_id FROM booking AS own WHERE own.salon_id = ?1 AND own.client_id = ?2)`)
    .bind(salon, client);
}

/** Refused as "photos" where one came since they were read. After their rows went. */
export function mustHaveNoPhotos(db: D1Database, salon: string, visits: readonly string[]): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO must SELECT NOT EXISTS (
        SELECT 1 FROM photo WHERE salon_id = ?1 AND booking_id IN (SELECT value FROM json_each(?2))), 'photos'`)
    .bind(salon, JSON.stringify(visits));
}

/** The same of every visit of a client's. */
export function mustHaveNoPhotosOf(db: D1Database, salon: string, client: string): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO must SELECT NOT EXISTS (
        SELECT 1 FROM photo WHERE salon_id = ?1 AND booking_id IN (
          SELECT own.booking_id FROM booking AS own WHERE own.salon_id = ?1 AND own.client_id = ?2)), 'photos'`)
    .bind(salon, client);
}

const forTerm = reading("booking", "end_at");

/** By the visit that they show. */
export function askOldPhotos(
  db: D1Database,
  salon: string,
  { before, after, limit }: Page,
  purpose: Purpose,
): Ask<Candidate> {
  forTerm(purpose);
  return db
    .prepare(`
      SELECT photo_id AS id, end_at AS at, client_id AS client, photo.booking_id AS booking
      FROM photo JOIN booking ON booking.salon_id = ?1 AND booking.booking_id = photo.booking_id
      WHERE photo.salon_id = ?1 AND photo_id > ?3 AND end_at < ?2 ORDER BY photo_id LIMIT ?4`)
    .bind(salon, before, after.id, limit);
}
