// The service levels of shared/policies/service-levels.json as the core reads them, and what a conversation needs of a person.

import type { SalonDocument } from "../../../../shared/contracts/salon.ts";
import policy from "../../../../shared/policies/service-levels.json" with { type: "json" };
import type { Levels } from "../../../engine/routing/assign.ts";
import type { SalonRole } from "../../../permissions.ts";
import { spokenOf } from "../dialogue/facts.ts";

export type Skill = "bookings" | "complaints" | "money" | "care";
export const SKILLS = policy.skills as readonly Skill[];
/** That a person may say they speak: those that the core tells apart. */
export const LANGUAGES: readonly string[] = policy.languages;
export const LEVELS: Levels = policy.levels;

/** The salon's own, where its document says so; a warning comes no sooner than half of the time before its deadline. */
export function levelsOf({ policies }: Pick<SalonDocument, "policies">): Levels {
  const { first_minutes, next_minutes, resolution_minutes } = policies?.service_levels ?? {};
  const [first, next] = [first_minutes ?? LEVELS.first, next_minutes ?? LEVELS.next];
  const resolution = resolution_minutes ?? LEVELS.resolution;
  return {
    ...LEVELS,
    ...{ first, next, resolution },
    firstWarning: Math.min(LEVELS.firstWarning, Math.floor(first / 2)),
    nextWarning: Math.min(LEVELS.nextWarning, Math.floor(next / 2)),
    resolutionWarning: Math.min(LEVELS.resolutionWarning, Math.floor(resolution / 2)),
  };
}
/** Chats that a person has room for at once unless they say otherwise: each weighs a third of them. */
export const CAPACITY = policy.capacity;
/** Minutes without a word after which a conversation takes nobody's room. */
export const QUIET = policy.quiet;
/** Hours for which somebody may say that they are here, and minutes for which whoever acts is. */
export const { hours: HOURS, acting: ACTING } = policy.here;

export function skillOf(why: string | null): Skill | null {
  return ((policy.needs as Record<string, string>)[why ?? ""] as Skill | undefined) ?? null;
}

export function skillsOf(role: SalonRole): readonly Skill[] {
  return policy.roles[role] as Skill[];
}

/** Bits as the core compares them. */
export function skillBits(skills: readonly string[]): number {
  return SKILLS.reduce((bits, skill, i) => bits | (skills.includes(skill) ? 1 << i : 0), 0);
}

export function languageBits(languages: readonly string[]): number {
  return languages.reduce((bits, tag) => bits | (1 << spokenOf(tag)), 0);
}

/** Of handover.late: the deadlines that a wait of `elapsed` business minutes has missed. */
export function lateBits(
  of: { first_at: number | null; waited: number },
  elapsed: number,
  { first, next, resolution }: Levels = LEVELS,
): number {
  const response = of.first_at === null ? Number(elapsed > first) : Number(elapsed > next) << 1;
  return response | (Number(of.waited + elapsed > resolution) << 2);
}
