// What each store forgot for a request (POPIA s 24): a row per store and kind of thing.
import type { Ask } from "../../database.ts";

export type Store = "d1" | "keys" | "kv" | "r2" | "queue" | "e-mail";

export interface ReceiptRow {
  store: Store;
  what: string;
  rows: number;
  at: number;
  forgotten_by: string | null;
}

export function askReceipts(db: D1Database, salon: string, request: string): Ask<ReceiptRow> {
  return db
    .prepare(`
      SELECT store, what, rows, at, forgotten_by FROM receipt WHERE salon_id = ?1 AND request_id = ?2 ORDER BY store, what`)
    .bind(salon, request);
}

/** Kept once: of a step that was repeated the first counts are the true ones, for the second found nothing left. */
export function insertReceipts(
  db: D1Database,
  salon: string,
  request: string,
  receipts: readonly ReceiptRow[],
): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO receipt (salon_id, request_id, store, what, rows, at, forgotten_by)
      SELECT ?1, ?2, value ->> 'store', value ->> 'what', value ->> 'rows', value ->> 'at', value ->> 'forgotten_by'
      FROM json_each(?3) WHERE true
      ON CONFLICT (salon_id, request_id, store, what) DO UPDATE SET rows = max(rows, excluded.rows)`)
    .bind(salon, request, JSON.stringify(receipts));
}

/** Requests of a client whose gathered data may lie in R2. */
export function askExports(db: D1Database, salon: string, client: string): Ask<{ request_id: string }> {
  return db
    .prepare(`SELECT request_id FROM request WHERE salon_id = ?1 AND client_id = ?2 AND export_until IS NOT NULL`)
    .bind(salon, client);
}
