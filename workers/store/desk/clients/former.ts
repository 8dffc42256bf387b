// Rows that were found to be another client's: what they said stays under their own id (shared/migrations/0025_clients.sql).

import { type Purpose, reading } from "../../compliance/purposes.ts";
import type { Ask } from "../../database.ts";

export interface FormerRow {
  former_id: string;
  phone: string;
  name: string;
  email: string | null;
  language: string | null;
  created_at: number;
  asked_at: number | null;
  found_by: string | null;
  preferences: string | null;
}

const forFormer = reading("client_former", "phone, name, email, language, preferences");

export function askFormers(db: D1Database, salon: string, client: string, purpose: Purpose): Ask<FormerRow> {
  forFormer(purpose);
  return db
    .prepare(`
      SELECT former_id, phone, name, email, language, created_at, asked_at, found_by, preferences
      FROM client_former WHERE salon_id = ?1 AND client_id = ?2 ORDER BY former_id`)
    .bind(salon, client);
}
