// What the report reads from the salon's records at the moment somebody looks: one number and one line for each. A new fact
// is one more entry here and its question in workers/store/compliance/facts.ts.

import {
  askClientCount,
  askConsentCount,
  askFaultCount,
  askSealedAt,
  askThreatCount,
  type FactRow,
} from "../../../store/compliance/facts.ts";
import type { Ask } from "../../../store/database.ts";
import type { WordKey } from "../../../ui/words.ts";

export interface LiveFact {
  label: WordKey;
  /** `now` in minutes since the epoch. */
  ask(db: D1Database, salon: string, now: number): Ask<FactRow>;
  /** An `instant` is told as day and time, a `count` as it is. */
  kind: "instant" | "count";
}

/** Days of which the detectors' findings are counted. */
export const THREAT_DAYS = 30;

export const LIVE_FACTS: readonly LiveFact[] = [
  { label: "report.sealed-at", kind: "instant", ask: askSealedAt },
  { label: "report.faults", kind: "count", ask: askFaultCount },
  { label: "report.clients", kind: "count", ask: askClientCount },
  { label: "report.consents", kind: "count", ask: askConsentCount },
  {
    label: "report.threats",
    kind: "count",
    ask: (db, salon, now) => askThreatCount(db, salon, (now - THREAT_DAYS * 1440) * 60),
  },
];
