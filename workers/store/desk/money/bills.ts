// Bills: what the team puts together for a visit, or for something sold without one. A visit's bill has the visit's id.

import { type Purpose, reading } from "../../compliance/purposes.ts";
import { type Ask, mustHaveChanged } from "../../database.ts";

/** Text per language, or as somebody typed it. */
export type LineName = string | Record<string, string>;

export interface BillLine {
  id: string;
  kind: "service" | "extra" | "fee" | "gift-card" | "package" | "prepaid";
  name: LineName;
  /** What was booked, or what it costs; `cents` is charged. Where they differ `why` says the reason. */
  listed: number;
  cents: number;
  why?: string;
  /** Who did it, and earns the commission. */
  person?: string;
  service?: string;
  /** Of a gift card or package. */
  card?: string;
  units?: number;
  /** Once issued: its part of the discount, and the VAT in what remained. */
  discount?: number;
  vat?: number;
}

export type BillState = "open" | "issued" | "closed";

export interface Bill {
  id: string;
  booking: string | null;
  state: BillState;
  lines: BillLine[];
  discount: number;
  discountWhy: string | null;
  total: number;
  vat: number;
  /** 0 while it is kept nowhere. */
  version: number;
}

export interface BillRow {
  bill_id: string;
  booking_id: string | null;
  state: BillState;
  lines: string;
  discount_cents: number;
  discount_why: string | null;
  total_cents: number;
  vat_cents: number;
  version: number;
}

export function billOf(row: BillRow): Bill {
  return {
    id: row.bill_id,
    booking: row.booking_id,
    state: row.state,
    lines: JSON.parse(row.lines) as BillLine[],
    discount: row.discount_cents,
    discountWhy: row.discount_why,
    total: row.total_cents,
    vat: row.vat_cents,
    version: row.version,
  };
}

export function askBill(db: D1Database, salon: string, bill: string): Ask<BillRow> {
  return db
    .prepare(`
      SELECT bill_id, booking_id, state, lines, discount_cents, discount_why, total_cents, vat_cents, version
      FROM bill WHERE salon_id = ?1 AND bill_id = ?2`)
    .bind(salon, bill);
}

export interface OpenBillRow extends BillRow {
  /** Whose visit it is for; empty where it is for none. */
  name: string;
  owed_cents: number;
}

const forVisit = reading("booking", "name");

/** Bills that are not paid yet, the latest first. */
export function askOpenBills(db: D1Database, salon: string, limit: number, purpose: Purpose): Ask<OpenBillRow> {
  forVisit(purpose);
  return db
    .prepare(`
      SELECT bill_id, bill.booking_id, state, lines, discount_cents, discount_why, total_cents, vat_cents, version,
        coalesce(booking.name, '') AS name,
        CASE state WHEN 'open' THEN total_cents ELSE (
          SELECT coalesce(sum(cents), 0) FROM entry
          WHERE entry.salon_id = ?1 AND account = 'receivable' AND whose = bill_id) END AS owed_cents
      FROM bill LEFT JOIN booking ON booking.salon_id = bill.salon_id AND booking.booking_id = bill.booking_id
      WHERE bill.salon_id = ?1 AND state IN ('open', 'issued') ORDER BY changed_at DESC, bill_id LIMIT ?2`)
    .bind(salon, limit);
}

/** Refused as "bill" when somebody changed it since its version, and as "issued" when its lines stand already. */
export function putBill(db: D1Database, salon: string, bill: Bill, now: number): D1PreparedStatement[] {
  return [
    db
      .prepare(`
        INSERT INTO bill (salon_id, bill_id, booking_id, state, lines, discount_cents, discount_why, total_cents, vat_cents, version,
                          opened_at, changed_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10 + 1, ?11, ?11)
        ON CONFLICT (salon_id, bill_id) DO UPDATE SET state = ?4, lines = ?5, discount_cents = ?6, discount_why = ?7, total_cents = ?8,
          vat_cents = ?9, version = ?10 + 1, changed_at = ?11
        WHERE version = ?10`)
      .bind(
        ...[salon, bill.id, bill.booking, bill.state, JSON.stringify(bill.lines), bill.discount, bill.discountWhy],
        ...[bill.total, bill.vat, bill.version, now],
      ),
    mustHaveChanged(db, 1, "bill"),
  ];
}

export function setBillState(
  db: D1Database,
  salon: string,
  { id, version }: Pick<Bill, "id" | "version">,
  state: BillState,
  now: number,
): D1PreparedStatement[] {
  return [
    db
      .prepare(`
        UPDATE bill SET state = ?4, version = version + 1, changed_at = ?5
        WHERE salon_id = ?1 AND bill_id = ?2 AND version = ?3`)
      .bind(salon, id, version, state, now),
    mustHaveChanged(db, 1, "bill"),
  ];
}

/** What the salon's document says of money, which its public view does not. */
export function askTerms(db: D1Database, salon: string): Ask<{ money: string | null }> {
  return db.prepare(`SELECT document -> '$.money' AS money FROM salon WHERE salon_id = ?1`).bind(salon);
}
