// What the salon's document says of money, and what each role may do with it.

import type { SalonMoney } from "../../../../shared/contracts/generated/salon.types.ts";
import { VAT_RATE } from "../../../engine/money/reckoning.ts";
import { type Actor, has } from "../../../permissions.ts";
import type { Salon } from "../../../store/snapshots.ts";

/** Cents that the reception may take off a bill, or give back, by itself: R200 unless the document says otherwise. */
const RECEPTION_LIMIT = 20_000;

export interface Terms {
  /** Null for no limit. */
  limit: number;
  /** Percent, by service and by person; the service's wins. */
  commission: { services: Record<string, number>; people: Record<string, number> };
}

export function termsOf(row: { money: string | null } | undefined): Terms {
  const money = row?.money == null ? {} : (JSON.parse(row.money) as SalonMoney);
  return {
    limit: money.reception_limit_cents ?? RECEPTION_LIMIT,
    commission: { services: money.commission?.services ?? {}, people: money.commission?.people ?? {} },
  };
}

/** Hundredths of a percent of what somebody earns with a service. */
export function commissionOf({ commission }: Terms, service: string | undefined, person: string | undefined): number {
  if (person === undefined) return 0;
  const ofService = service === undefined ? undefined : commission.services[service];
  return 100 * (ofService ?? commission.people[person] ?? 0);
}

export const vatNumberOf = (salon: Salon): string => salon.view.policies?.vat_number ?? "";

/** Hundredths of a percent; 0 where the salon is no vendor. */
export const vatRateOf = (salon: Salon): number => (vatNumberOf(salon) === "" ? 0 : VAT_RATE);

/** What this role may take off or give back. */
export const mayGiveUp = (actor: Actor, { limit }: Terms, cents: number): boolean =>
  cents <= limit || has(actor.role, "corrections.write");
