// How long what the minute's sweep forgets is kept: the days of shared/policies/retention.json, counted from the minute at
// which the term begins, so that a row goes on the very day on which its term is over.

import policy from "../../../shared/policies/retention.json" with { type: "json" };

export function keptMinutes(category: "hold" | "code" | "idempotency" | "log" | "draft"): number {
  return policy.categories[category].keep_days * 1440;
}

/** For SQLite's calendar, on which 29 February comes to 1 March, as in the core. */
export function keptYears(category: "staff" | "consent"): string {
  return `+${policy.categories[category].keep_years} years`;
}
