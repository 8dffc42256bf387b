// Rules of availability that the team may set aside for one visit, with a reason that is kept: the grid (2), buffers (4), hours (6),
// notice and horizon (7). That no unit is busy twice (11) is not among them, and the database forbids it besides.

import { Waived } from "../../../engine/availability.ts";
import type { Fault } from "../../../problem.ts";
import type { VisitEvent } from "../../../store/desk/calendar/events.ts";
import { textFault, textOf } from "./text.ts";

export const OVERRIDABLE = ["grid", "buffers", "hours", "notice"] as const;
export type OverridableRule = (typeof OVERRIDABLE)[number];

export interface Override {
  rules: readonly OverridableRule[];
  /** Why, in the words of whoever does it. */
  reason: string;
}

const BITS: Record<OverridableRule, number> = {
  grid: Waived.Grid,
  buffers: Waived.Buffers,
  hours: Waived.Hours,
  notice: Waived.Notice,
};

/** For the engine. */
export const waivedBy = (rules: readonly OverridableRule[]): number =>
  rules.reduce((bits, rule) => bits | BITS[rule], 0);

/** Every set of rules there is, the smallest first, so that the first one that helps asks for no more than is needed. */
export const SETS: readonly (readonly OverridableRule[])[] = Array.from(
  { length: 1 << OVERRIDABLE.length },
  (_, bits) => OVERRIDABLE.filter((_rule, i) => (bits & (1 << i)) !== 0),
).sort((a, b) => a.length - b.length);

export function overrideFaults(override: Override | undefined): Fault[] {
  if (override === undefined || override.rules.length === 0) return [];
  const reason = textOf(override.reason);
  const detail = reason === "" ? "must say why" : textFault(reason);
  return detail === null ? [] : [{ pointer: "/override/reason", detail }];
}

/** What is kept of it with the visit; null where nothing was set aside. */
export function overrideEvent(
  override: Override | undefined,
  about: { booking: string; id: string; at: number; actor: string },
): VisitEvent | null {
  if (override === undefined || override.rules.length === 0) return null;
  return { ...about, what: "override", rules: override.rules, text: textOf(override.reason) };
}
