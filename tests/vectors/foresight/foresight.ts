// The named cases of what will become a ticket and of reminders, for any build of the core.
import type { EngineModule } from "../../../workers/engine/module.ts";
import {
  Act,
  type Facts,
  Fate,
  type Finding,
  foresee,
  Kind,
  type Reminding,
  remind,
  type VisitFact,
} from "../../../workers/engine/routing/foresee.ts";
import file from "./cases.json" with { type: "json" };

/** As the file has it: what is left out is as below, and names stand for numbers. */
interface Case {
  name: string;
  facts: Record<string, unknown> & { now: number; backup?: boolean };
  findings: { kind: keyof typeof Kind; act: keyof typeof Act; subject: number; first: number; second: number }[];
}

export const FORESEEN = file.foresee as unknown as readonly Case[];
export const REMINDED = file.remind as readonly { name: string; of: Reminding; due: number[] }[];

const VISIT: Omit<VisitFact, "start" | "end"> = {
  ...{ booked: 28_980_000, client: 0, person: 1, goneSince: 0 },
  ...{ confirmed: false, gone: false, reachable: true },
};

function factsOf({ facts }: Case): Facts {
  const rows = (name: string) => (facts[name] ?? []) as Record<string, unknown>[];
  const fated = (name: string) => rows(name).map((row) => ({ ...row, fate: Fate[row.fate as keyof typeof Fate] }));
  return {
    now: facts.now,
    backup: facts.backup ?? false,
    visits: rows("visits").map((row) => ({ ...VISIT, end: Number(row.start) + 60, ...row }) as VisitFact),
    parts: rows("parts").map((row) => ({ power: false, ...row })),
    letters: fated("letters"),
    outages: rows("outages"),
    absences: rows("absences"),
    begun: rows("begun"),
    failures: rows("failures").map((row) => ({ passed: false, ...row })),
    payments: rows("payments").map((row) => ({ paid: false, ...row })),
    offers: fated("offers"),
  } as unknown as Facts;
}

type Told = Omit<Finding, "confidence">;

/** What should be found, and what is. */
export function replayForeseen(one: Case, routing: EngineModule): { expected: Told[]; told: Told[] } {
  const told = foresee(factsOf(one), routing).map(({ confidence: _, ...found }) => found);
  return { expected: one.findings.map((found) => ({ ...found, kind: Kind[found.kind], act: Act[found.act] })), told };
}

export const replayReminded = (of: Reminding, routing: EngineModule): number[] => remind(of, routing);
