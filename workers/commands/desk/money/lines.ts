// The lines of a bill: those of a visit as it was booked, and what they come to by the engine.

import { type Reckoning, type ReckonLine, reckon } from "../../../engine/money/reckoning.ts";
import { money } from "../../../engine/shipped.ts";
import type { Booking } from "../../../store/bookings.ts";
import type { Bill, BillLine } from "../../../store/desk/money/bills.ts";
import type { Salon } from "../../../store/snapshots.ts";
import { commissionOf, type Terms, vatRateOf } from "./terms.ts";

/** A bill for a visit that has none yet: what was booked at the price that was booked, or what cancelling it cost. */
export function billOfVisit(salon: Salon, booking: Booking): Bill {
  const fee = booking.fee?.reduce((sum, { cents }) => sum + cents, 0) ?? 0;
  const lines = booking.status === "cancelled" ? feeLines(fee) : serviceLines(salon, booking);
  return emptyBill(booking.id, booking.id, lines);
}

export const emptyBill = (id: string, booking: string | null, lines: BillLine[]): Bill => ({
  ...{ id, booking, lines, state: "open", discount: 0, discountWhy: null, total: 0, vat: 0, version: 0 },
});

const feeLines = (cents: number): BillLine[] =>
  cents === 0 ? [] : [{ id: "fee", kind: "fee", name: "", listed: cents, cents }];

function serviceLines(salon: Salon, booking: Booking): BillLine[] {
  const { services, staff } = salon.view;
  const lines: BillLine[] = [];
  for (let guest = 0; guest < booking.party; guest++) {
    booking.services.forEach(({ id, staff: wished }, i) => {
      const person =
        whoDid(
          booking,
          id,
          guest,
          staff.map((each) => each.id),
        ) ?? wished;
      const service = services.find((each) => each.id === id);
      const own = staff.find((each) => each.id === person)?.services.find((each) => each.id === id)?.price_cents;
      const cents = own ?? service?.price_cents ?? 0;
      const known = person === undefined ? {} : { person };
      lines.push({
        id: `${guest}-${i}`,
        kind: "service",
        name: service?.name ?? id,
        service: id,
        ...known,
        listed: cents,
        cents,
      });
    });
  }
  return atBookedPrice(lines, booking.priceCents);
}

/** Of the phases of the service, the first that a person of the team does. */
function whoDid(booking: Booking, service: string, guest: number, people: readonly string[]): string | undefined {
  return booking.placed.find((each) => each.service === service && each.guest === guest && people.includes(each.unit))
    ?.unit;
}

/** Prices may have changed since: the lines come to what was booked, each in proportion to what it costs now. */
function atBookedPrice(lines: BillLine[], booked: number): BillLine[] {
  const sum = lines.reduce((total, { cents }) => total + cents, 0);
  if (sum === booked || lines.length === 0) return lines;
  let upTo = 0;
  let given = 0;
  return lines.map((line, i) => {
    upTo += sum === 0 ? 1 : line.cents;
    const due = Number((BigInt(booked) * BigInt(upTo)) / BigInt(sum === 0 ? lines.length : sum));
    const cents = i === lines.length - 1 ? booked - given : due - given;
    given += cents;
    return { ...line, listed: cents, cents };
  });
}

const KIND: Record<BillLine["kind"], ReckonLine["kind"]> = {
  ...{ service: "service", extra: "service", fee: "service" },
  ...{ "gift-card": "gift-card", package: "package", prepaid: "prepaid" },
};

/** What the bill comes to, and the entries of its sale, still without whose the debt is. */
export function reckoned(salon: Salon, terms: Terms, bill: Pick<Bill, "lines" | "discount">): Reckoning {
  const vat = vatRateOf(salon);
  const lines = bill.lines.map(
    ({ kind, cents, person, service, card }): ReckonLine => ({
      kind: KIND[kind],
      cents,
      person: person ?? null,
      card: card ?? null,
      commission: commissionOf(terms, service, person),
      taxed: vat > 0 && kind !== "gift-card",
    }),
  );
  return reckon(lines, bill.discount, vat, money);
}

/** The bill with its lines as they were reckoned: as it is kept from then on. */
export function asReckoned(bill: Bill, { lines, total, vat }: Reckoning): Bill {
  return {
    ...bill,
    total,
    vat,
    lines: bill.lines.map((line, i) => ({ ...line, discount: lines[i]?.discount ?? 0, vat: lines[i]?.vat ?? 0 })),
  };
}

/** What was taken off: prices that were lowered, and the discount. */
export const givenUp = ({ lines, discount }: Pick<Bill, "lines" | "discount">): number =>
  discount + lines.reduce((sum, { listed, cents }) => sum + Math.max(0, listed - cents), 0);
