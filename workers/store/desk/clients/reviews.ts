// What clients say of their visits in public, and what a person decided about each.

import { type Purpose, reading } from "../../compliance/purposes.ts";
import type { Ask } from "../../database.ts";

/** Why words are withheld. That they are unkind is no reason. */
export const WITHHELD = ["personal", "abuse", "no-visit"] as const;
export type Withheld = (typeof WITHHELD)[number];

export interface ReviewRow {
  review_id: string;
  booking_id: string;
  client_id: string;
  stars: number;
  text: string;
  name: string;
  language: string;
  at: number;
  state: "waiting" | "published" | "withheld";
  why: Withheld | null;
  answer: string | null;
}

const REVIEW = `review_id, booking_id, client_id, stars, text, name, language, at, state, why, answer`;
const forReviews = reading("review", "booking_id, client_id, stars, text, name, language, at");

/** On one page. */
const MOST = 50;

export function askReviewOf(db: D1Database, salon: string, booking: string, purpose: Purpose): Ask<ReviewRow> {
  forReviews(purpose);
  return db.prepare(`SELECT ${REVIEW} FROM review WHERE salon_id = ?1 AND booking_id = ?2`).bind(salon, booking);
}

export function askReview(db: D1Database, salon: string, review: string, purpose: Purpose): Ask<ReviewRow> {
  forReviews(purpose);
  return db.prepare(`SELECT ${REVIEW} FROM review WHERE salon_id = ?1 AND review_id = ?2`).bind(salon, review);
}

/** The latest first. */
export function askReviews(db: D1Database, salon: string, state: ReviewRow["state"], purpose: Purpose): Ask<ReviewRow> {
  forReviews(purpose);
  return db
    .prepare(`SELECT ${REVIEW} FROM review WHERE salon_id = ?1 AND state = ?2 ORDER BY at DESC, review_id LIMIT ?3`)
    .bind(salon, state, MOST);
}

export interface RatingRow {
  count: number;
  stars: number;
}

export function askRating(db: D1Database, salon: string): Ask<RatingRow> {
  return db.prepare(`SELECT count, stars FROM review_rating WHERE salon_id = ?1 AND count > 0`).bind(salon);
}

export interface NewReview {
  id: string;
  booking: string;
  client: string;
  stars: number;
  text: string;
  name: string;
  language: string;
}

/** Refused as "unique review" where one was written. */
export function insertReview(db: D1Database, salon: string, said: NewReview, now: number): D1PreparedStatement {
  const { id, booking, client, stars, text, name, language } = said;
  return db
    .prepare(`
      INSERT INTO review (salon_id, review_id, booking_id, client_id, stars, text, name, language, at, state, counted)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 'waiting', 0)`)
    .bind(salon, id, booking, client, stars, text, name, language, now);
}

/** The stars count with the decision, unless nothing was reviewed. Refused as "review" when it is gone. */
export function decideOn(
  db: D1Database,
  salon: string,
  review: string,
  { why, by }: { why: Withheld | null; by: string },
  now: number,
): D1PreparedStatement[] {
  return [
    db
      .prepare(`
        UPDATE review SET state = CASE WHEN ?3 IS NULL THEN 'published' ELSE 'withheld' END, why = ?3, decided_by = ?4,
               decided_at = ?5, counted = ?3 IS NOT 'no-visit'
        WHERE salon_id = ?1 AND review_id = ?2`)
      .bind(salon, review, why, by, now),
    db.prepare(`INSERT INTO must SELECT changes() = 1, 'review'`),
  ];
}

export function answerReview(db: D1Database, salon: string, review: string, answer: string, now: number) {
  return [
    db
      .prepare(`
        UPDATE review SET answer = nullif(?3, ''), answered_at = ?4
        WHERE salon_id = ?1 AND review_id = ?2 AND state = 'published'`)
      .bind(salon, review, answer, now),
    db.prepare(`INSERT INTO must SELECT changes() = 1, 'review'`),
  ];
}

export function deleteReviewOf(db: D1Database, salon: string, booking: string): D1PreparedStatement {
  return db.prepare(`DELETE FROM review WHERE salon_id = ?1 AND booking_id = ?2`).bind(salon, booking);
}
