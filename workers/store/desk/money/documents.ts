// What clients are given in writing: invoices, receipts and credit notes, numbered without gaps in the commit that issues them.

import type { Ask } from "../../database.ts";
import type { Candidate, Page } from "../../retention/due.ts";
import type { LineName } from "./bills.ts";

export interface Recipient {
  name: string;
  address?: string;
  vat_number?: string;
}

/** What stands on it, as it was when it was issued. */
export interface Said {
  /** A vendor's is a tax invoice, anybody else's a receipt; what goes back has a note of credit. */
  vendor: boolean;
  supplier: { name: string; address: string; vat_number: string };
  lines: { name: LineName; cents: number; discount: number; vat: number; prepaid?: true }[];
  paid: { means: string; cents: number }[];
  /** Hundredths of a percent. */
  rate: number;
  /** Of a credit note: why, and the number of the invoice that it is for. */
  why?: string;
  invoice?: number;
}

export interface TaxDocument {
  id: string;
  series: "invoice" | "credit";
  bill: string;
  posting: string;
  said: Said;
  total: number;
  vat: number;
  recipient: Recipient | null;
  day: number;
}

export interface DocumentRow {
  document_id: string;
  series: "invoice" | "credit";
  number: number;
  bill_id: string;
  said: string;
  total_cents: number;
  vat_cents: number;
  recipient: string | null;
  day: number;
  at: number;
}

export function insertDocument(db: D1Database, salon: string, made: TaxDocument, now: number): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO tax_document (salon_id, series, number, document_id, bill_id, posting_id, said, total_cents, vat_cents, recipient,
                                day, at)
      SELECT ?1, ?2, 1 + coalesce((SELECT max(number) FROM tax_document WHERE salon_id = ?1 AND series = ?2), 0), ?3, ?4, ?5, ?6, ?7,
             ?8, ?9, ?10, ?11`)
    .bind(
      ...[salon, made.series, made.id, made.bill, made.posting, JSON.stringify(made.said), made.total, made.vat],
      ...[made.recipient === null ? null : JSON.stringify(made.recipient), made.day, now],
    );
}

const DOCUMENT = `document_id, series, number, bill_id, said, total_cents, vat_cents, recipient, day, at`;

export function askDocument(db: D1Database, salon: string, id: string): Ask<DocumentRow> {
  return db.prepare(`SELECT ${DOCUMENT} FROM tax_document WHERE salon_id = ?1 AND document_id = ?2`).bind(salon, id);
}

/** Of one bill, the invoice first. */
export function askDocumentsOf(db: D1Database, salon: string, bill: string): Ask<DocumentRow> {
  return db
    .prepare(`SELECT ${DOCUMENT} FROM tax_document WHERE salon_id = ?1 AND bill_id = ?2 ORDER BY series DESC, number`)
    .bind(salon, bill);
}

/** Whom it names; null takes the name out. */
export function nameRecipient(
  db: D1Database,
  salon: string,
  id: string,
  recipient: Recipient | null,
): D1PreparedStatement {
  return db
    .prepare(`UPDATE tax_document SET recipient = ?3 WHERE salon_id = ?1 AND document_id = ?2`)
    .bind(salon, id, recipient === null ? null : JSON.stringify(recipient));
}

/** Of those that name somebody, for the night: a visit's bill has the visit's id. */
export function askNamedDocuments(db: D1Database, salon: string, { before, after, limit }: Page): Ask<Candidate> {
  return db
    .prepare(`
      SELECT document_id AS id, at, NULL AS client, bill_id AS booking FROM tax_document
      WHERE salon_id = ?1 AND document_id > ?3 AND recipient IS NOT NULL AND at < ?2 ORDER BY document_id LIMIT ?4`)
    .bind(salon, before, after.id, limit);
}

/** Their term is over: what was bought stays, by whom does not. */
export function unnameOldDocuments(db: D1Database, salon: string, ids: string): D1PreparedStatement {
  return db
    .prepare(`
      UPDATE tax_document SET recipient = NULL
      WHERE salon_id = ?1 AND document_id IN (SELECT value FROM json_each(?2)) AND recipient IS NOT NULL`)
    .bind(salon, ids);
}

/** Whoever is erased stands on no invoice any more. `visits` are those whose bills are meant. */
export function unnameDocuments(db: D1Database, salon: string, visits: readonly string[]): D1PreparedStatement {
  return db
    .prepare(`
      UPDATE tax_document SET recipient = NULL
      WHERE salon_id = ?1 AND bill_id IN (SELECT value FROM json_each(?2)) AND recipient IS NOT NULL`)
    .bind(salon, JSON.stringify(visits));
}
