// What a client is given in writing when a bill is paid, and when something goes back (Value-Added Tax Act s 20 and 21).

import type { Entry } from "../../../engine/money/reckoning.ts";
import type { Booking } from "../../../store/bookings.ts";
import type { Bill } from "../../../store/desk/money/bills.ts";
import type { Recipient, Said, TaxDocument } from "../../../store/desk/money/documents.ts";
import { entriesOf, type PostingRow } from "../../../store/desk/money/ledger.ts";
import type { Salon } from "../../../store/snapshots.ts";
import { newId } from "../../../token.ts";
import { vatNumberOf, vatRateOf } from "./terms.ts";

/** Cents up to which an abridged tax invoice is enough, which names nobody (s 20(5)). */
export const ABRIDGED_UP_TO = 500_000;

const PAID = ["cash", "card", "eft", "online", "deposits", "gift-cards"];

function supplierOf(salon: Salon): Said["supplier"] {
  const { name, responsible_party: party, address } = salon.view;
  const place = [address?.street, address?.suburb, address?.city, address?.postal_code].filter(Boolean).join(", ");
  const legal = party === undefined || party.name === name ? name : `${party.name} (${name})`;
  return { name: legal, address: party?.address ?? place, vat_number: vatNumberOf(salon) };
}

/** What was paid by which means, tips left out, for they are no part of the supply. */
function paidBy(entries: readonly Entry[][]): Said["paid"] {
  const sums = new Map<string, number>();
  for (const posting of entries) {
    for (const [account, , cents] of posting) {
      const means = PAID.includes(account) ? account : account === "tips" ? "tips" : null;
      if (means !== null) sums.set(means, (sums.get(means) ?? 0) + cents);
    }
  }
  return [...sums].filter(([, cents]) => cents !== 0).map(([means, cents]) => ({ means, cents }));
}

export interface Issued {
  salon: Salon;
  bill: Bill;
  booking: Booking | null;
  /** The payments that stood, and the one that closed it. */
  postings: readonly PostingRow[];
  closing: { id: string; entries: readonly Entry[] };
  recipient: Recipient | null;
  day: number;
}

/** The invoice or receipt of a bill that is paid; above the bound it names the client, who may be named better later. */
export function invoiceOf({ salon, bill, booking, postings, closing, recipient, day }: Issued): TaxDocument {
  const paid = [...postings.filter(({ kind }) => kind === "payment").map(entriesOf), [...closing.entries]];
  const known = booking === null || booking.contact.name === "" ? null : { name: booking.contact.name };
  const vendor = vatNumberOf(salon) !== "";
  return {
    id: newId(),
    series: "invoice",
    bill: bill.id,
    posting: closing.id,
    said: {
      vendor,
      supplier: supplierOf(salon),
      rate: vatRateOf(salon),
      paid: paidBy(paid),
      lines: bill.lines.map(({ name, kind, cents, discount = 0, vat = 0 }) => ({
        ...{ name: kind === "fee" && name === "" ? "fee" : name, cents, discount, vat },
        ...(kind === "prepaid" ? { prepaid: true as const } : {}),
      })),
    },
    total: bill.total,
    vat: bill.vat,
    recipient: recipient ?? (vendor && bill.total > ABRIDGED_UP_TO ? known : null),
    day,
  };
}

export interface Credited {
  salon: Salon;
  bill: string;
  posting: string;
  /** The invoice's number; null where the bill was never paid whole and has none. */
  invoice: number | null;
  why: string;
  cents: number;
  vat: number;
  recipient: Recipient | null;
  day: number;
}

export function creditNoteOf(of: Credited): TaxDocument {
  const { salon, bill, posting, invoice, why, cents, vat, recipient, day } = of;
  return {
    ...{ id: newId(), series: "credit", bill, posting, total: cents, vat, recipient, day },
    said: {
      vendor: vatNumberOf(salon) !== "",
      supplier: supplierOf(salon),
      rate: vatRateOf(salon),
      lines: [],
      paid: [],
      why,
      ...(invoice === null ? {} : { invoice }),
    },
  };
}
