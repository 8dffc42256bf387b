// Gift cards and packages. What one holds is the ledger's word; here stand its code's hash, its last day and the units of a package.

import type { Ask } from "../../database.ts";

export interface CardRow {
  card_id: string;
  bill_id: string;
  service_id: string | null;
  units: number;
  used: number;
  expires_on: number;
  /** What it holds. */
  cents: number;
  /** 1 once the bill that it was sold on is paid. */
  paid: 0 | 1;
}

const CARD = `card_id, bill_id, service_id, units, used, expires_on,
  coalesce((SELECT -sum(cents) FROM entry WHERE entry.salon_id = ?1 AND account IN ('gift-cards', 'packages')
            AND whose = gift_card.card_id), 0) AS cents,
  EXISTS (SELECT 1 FROM bill WHERE bill.salon_id = ?1 AND bill.bill_id = gift_card.bill_id AND state = 'closed') AS paid`;

export function askCardByCode(db: D1Database, salon: string, codeHash: string): Ask<CardRow> {
  return db.prepare(`SELECT ${CARD} FROM gift_card WHERE salon_id = ?1 AND code_hash = ?2`).bind(salon, codeHash);
}

export function askCardsOf(db: D1Database, salon: string, bill: string): Ask<CardRow> {
  return db
    .prepare(`SELECT ${CARD} FROM gift_card WHERE salon_id = ?1 AND bill_id = ?2 ORDER BY card_id`)
    .bind(salon, bill);
}

export interface NewCard {
  id: string;
  codeHash: string;
  bill: string;
  service: string | null;
  units: number;
  expiresOn: number;
}

/** A bill that is issued anew has the cards that it had. */
export function insertCard(db: D1Database, salon: string, card: NewCard, now: number): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO gift_card (salon_id, card_id, code_hash, bill_id, service_id, units, used, expires_on, sold_at)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, ?7, ?8) ON CONFLICT (salon_id, card_id) DO NOTHING`)
    .bind(salon, card.id, card.codeHash, card.bill, card.service, card.units, card.expiresOn, now);
}

/** Takes units of a package, or gives them back where `units` is below zero. Refused as "held" when there are not so many. */
export function useUnits(db: D1Database, salon: string, card: string, units: number): D1PreparedStatement[] {
  return [
    db
      .prepare(`
        UPDATE gift_card SET used = used + ?3
        WHERE salon_id = ?1 AND card_id = ?2 AND used + ?3 BETWEEN 0 AND units`)
      .bind(salon, card, units),
    db.prepare(`INSERT INTO must SELECT changes() = 1, 'held'`),
  ];
}
