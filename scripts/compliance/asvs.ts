// OWASP ASVS 5.0, levels 1 and 2 (shared/policies/asvs.json): of every requirement, by its number, whether it is satisfied and
// by what, does not apply and why, or is open and what is missing.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { AsvsCounts } from "../../shared/policies/assessment.ts";
import { root } from "../local/process.ts";
import { type Catalogue, type Evidence, evidenceFaults } from "./catalogue.ts";
import type { Observation } from "./evidence.ts";

export type Requirement = {
  /** `V6.5.5`. */
  id: string;
  level: 1 | 2;
  /** In our own few words. */
  about: string;
} & (
  | { state: "satisfied"; evidence: Evidence[] }
  | { state: "not applicable"; reason: string }
  | { state: "open"; missing: string; evidence?: Evidence[] }
);

export interface Asvs {
  id: string;
  title: string;
  version: string;
  source: string;
  requirements: Requirement[];
}

/** How many requirements of each level the published 5.0.0 has, and the SHA-256 of their numbers and levels, a line each. */
const PUBLISHED = {
  levels: { 1: 70, 2: 183 },
  digest: "9af37b810927c5eedfe1d3e716a571ebac199cf378c2fb4a3ccb64aa29f2a70a",
};
/** Of the applicable requirements, the part that must be satisfied. */
const LEAST = 0.9;

export function readAsvs(): Asvs {
  return JSON.parse(readFileSync(join(root, "shared/policies/asvs.json"), "utf8")) as Asvs;
}

/** Every fault as one line: a number that is missing or made up, evidence that does not exist, a silent row, too much open. */
export function asvsFaults({ requirements }: Asvs, checks: readonly string[]): string[] {
  const faults: string[] = [];
  for (const level of [1, 2] as const) {
    const n = requirements.filter((each) => each.level === level).length;
    if (n !== PUBLISHED.levels[level])
      faults.push(`asvs: ${n} requirements of level ${level}, not ${PUBLISHED.levels[level]}`);
  }
  const lines = requirements.map(({ id, level }) => `${id} ${level}\n`).join("");
  if (createHash("sha256").update(lines).digest("hex") !== PUBLISHED.digest) {
    faults.push("asvs: the numbers, their levels or their order are not those of ASVS 5.0.0");
  }
  for (const requirement of requirements) faults.push(...rowFaults(requirement, checks));
  const [satisfied, open] = [countOf(requirements, "satisfied"), countOf(requirements, "open")];
  if (satisfied < LEAST * (satisfied + open))
    faults.push(`asvs: ${satisfied} of ${satisfied + open} satisfied; at least 90 %`);
  return faults;
}

function rowFaults(requirement: Requirement, checks: readonly string[]): string[] {
  const { id, about, state } = requirement;
  const faults = about === "" ? [`asvs ${id}: says nothing of what it is about`] : [];
  if (state === "not applicable")
    return requirement.reason === "" ? [...faults, `asvs ${id}: gives no reason`] : faults;
  if (state === "open" && requirement.missing === "") faults.push(`asvs ${id}: does not say what is missing`);
  const evidence = requirement.evidence ?? [];
  if (state === "satisfied" && evidence.length === 0) faults.push(`asvs ${id}: is satisfied by nothing`);
  return [
    ...faults,
    ...evidence.flatMap((each) => evidenceFaults(each, checks).map((fault) => `asvs ${id}: ${fault}`)),
  ];
}

const countOf = (requirements: readonly Requirement[], state: Requirement["state"]): number =>
  requirements.filter((each) => each.state === state).length;

/** What was declared, set right by what ran: one whose evidence failed is open. */
export function asvsCounts({ requirements }: Asvs, observe: (evidence: Evidence) => Observation): AsvsCounts {
  const counts: AsvsCounts = { requirements: requirements.length, notApplicable: 0, open: 0, satisfied: 0, proved: 0 };
  for (const requirement of requirements) {
    if (requirement.state === "not applicable") counts.notApplicable++;
    else if (requirement.state === "open") counts.open++;
    else {
      const run = requirement.evidence.map(observe).filter(({ result }) => result !== "read");
      if (run.some(({ result }) => result === "failed")) counts.open++;
      else {
        counts.satisfied++;
        if (run.length > 0 && run.every(({ result }) => result === "passed")) counts.proved++;
      }
    }
  }
  return counts;
}

/** What applies, as a catalogue of controls, for OSCAL. */
export function asvsCatalogue({ requirements, ...about }: Asvs): Catalogue {
  const controls = requirements.flatMap((requirement) => {
    if (requirement.state === "not applicable") return [];
    const { id, level, evidence = [] } = requirement;
    const missing = requirement.state === "open" ? [requirement.missing] : [];
    const statement = `ASVS 5.0.0, ${id}, level ${level}: ${requirement.about}.`;
    const severity = level === 1 ? ("high" as const) : ("moderate" as const);
    return [{ id, sections: [id.slice(1)], title: requirement.about, statement, severity, evidence, missing }];
  });
  return { ...about, controls };
}
