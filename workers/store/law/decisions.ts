// What people say against decisions that the system made alone, and what a person answered.
import type { Env } from "../../env.ts";
import { type Ask, database, mustHaveChanged, read } from "../database.ts";

export type DecisionKind = "refused" | "waiting" | "fee" | "other";

export interface RepresentationRow {
  representation_id: string;
  kind: DecisionKind;
  email: string;
  language: string;
  text: string;
  at: number;
  outcome: "changed" | "kept" | null;
  answer: string | null;
}

const SAID = `representation_id, kind, email, language, text, at, outcome, answer`;

export function insertRepresentation(
  db: D1Database,
  salon: string,
  said: { id: string; kind: DecisionKind; email: string; language: string; text: string },
  now: number,
): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO representation (salon_id, representation_id, kind, email, language, text, at)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)`)
    .bind(salon, said.id, said.kind, said.email, said.language, said.text, now);
}

/** Refused as "answered" where it was, or where there is none. */
export function answerRepresentation(
  db: D1Database,
  salon: string,
  answered: { id: string; outcome: "changed" | "kept"; answer: string },
  now: number,
): D1PreparedStatement[] {
  return [
    db
      .prepare(`
        UPDATE representation SET outcome = ?3, answer = ?4, answered_at = ?5
        WHERE salon_id = ?1 AND representation_id = ?2 AND answered_at IS NULL`)
      .bind(salon, answered.id, answered.outcome, answered.answer, now),
    mustHaveChanged(db, 1, "answered"),
  ];
}

export function askRepresentation(db: D1Database, salon: string, id: string): Ask<RepresentationRow> {
  return db
    .prepare(`SELECT ${SAID} FROM representation WHERE salon_id = ?1 AND representation_id = ?2`)
    .bind(salon, id);
}

/** Open ones first, the latest first among them. */
export async function readRepresentations(env: Env, salon: string): Promise<RepresentationRow[]> {
  const db = database(env, salon);
  const ask: Ask<RepresentationRow> = db
    .prepare(`
      SELECT ${SAID} FROM representation
      WHERE salon_id = ?1 ORDER BY outcome IS NOT NULL, at DESC, representation_id LIMIT 100`)
    .bind(salon);
  const [rows] = await read<[RepresentationRow]>(db, [ask]);
  return rows;
}

export async function readRepresentation(env: Env, salon: string, id: string): Promise<RepresentationRow | null> {
  const db = database(env, salon);
  const [[row]] = await read<[RepresentationRow]>(db, [askRepresentation(db, salon, id)]);
  return row ?? null;
}
