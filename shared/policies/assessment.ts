// What `npm run compliance` found, as the report page shows it. scripts/generate/assessment.ts puts it beside the generated
// contracts, so that it ships inside the Worker and nobody can fetch the list of what is still missing.

export interface Assessment {
  /** RFC 3339. */
  at: string;
  /** Of POPIA's catalogue, by id. */
  controls: AssessedControl[];
  /** OWASP ASVS 5.0, levels 1 and 2. */
  asvs: AsvsCounts;
}

export interface AssessedControl {
  id: string;
  satisfied: boolean;
  evidence: { name: string; result: "passed" | "failed" | "unknown" | "read" }[];
}

export interface AsvsCounts {
  requirements: number;
  notApplicable: number;
  open: number;
  /** Nothing that was run against it failed. */
  satisfied: number;
  /** Of the satisfied those that a test or check proved in the last run on record; the others rest on what was not run, or is read. */
  proved: number;
}

export interface ShippedAssessment {
  /** Null where nothing was assessed before the build. */
  assessment: Assessment | null;
  /** Made of the very sources that were built. */
  current: boolean;
}
