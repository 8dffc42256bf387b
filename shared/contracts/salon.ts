// The salon document's types, and what an absent field means. Everybody reads absent fields through this file, so that
// the engine, the pages and the API cannot disagree about a default.

import type { BookingRules, PatchTest, SalonDocument, SalonService, ServicePhase } from "./generated/salon.types.ts";

export type {
  BookingRules,
  ClassSession,
  DateException,
  PersonSkill,
  SalonAddress,
  SalonDocument,
  SalonPerson,
  SalonResource,
  SalonService,
  ServicePhase,
  WallSpan,
  WeekHours,
} from "./generated/salon.types.ts";

/** Text per BCP 47 language tag. */
export type Texts = Record<string, string>;

export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof WEEKDAYS)[number];

const RULES: Required<BookingRules> = {
  step_minutes: 15,
  notice_minutes: 120,
  horizon_days: 60,
  hold_minutes: 10,
  cancel_until_minutes: 1440,
};

/** The salon's booking rules with every absent one at its default. */
export function rulesOf(salon: Pick<SalonDocument, "booking">): Required<BookingRules> {
  return { ...RULES, ...salon.booking };
}

/** ISO 4217 code; South African rand unless the document says otherwise. */
export function currencyOf(salon: Pick<SalonDocument, "currency">): string {
  return salon.currency ?? "ZAR";
}

/**
 * The country whose national telephone numbers the salon's clients write (ISO 3166-1 alpha-2): South Africa unless the
 * document's address says otherwise.
 */
export function countryOf(salon: Pick<SalonDocument, "address">): string {
  return salon.address?.country ?? "ZA";
}

/** The languages of the salon's texts, the main one first. */
export function languagesOf(salon: Pick<SalonDocument, "languages">): readonly string[] {
  return salon.languages ?? ["en"];
}

/** Whole minutes for which a waiting-list offer stands. */
export function offerMinutesOf(salon: Pick<SalonDocument, "policies">): number {
  return salon.policies?.offer_minutes ?? 30;
}

/** Minutes before a visit's start at which its client is reminded. */
export function remindersOf(salon: Pick<SalonDocument, "policies">): readonly number[] {
  return salon.policies?.reminders ?? [1440];
}

/** Whether the chosen person is busy during the phase; only an explicit false sets them free. */
export function needsPerson(phase: ServicePhase): boolean {
  return phase.staff !== false;
}

/** The patch test that a service needs, if it needs one. */
export function patchTestOf({ patch_test }: Pick<SalonService, "patch_test">): Required<PatchTest> | null {
  return patch_test === undefined ? null : { valid_days: 180, ...patch_test };
}
