// A catalogue of controls (shared/policies/popia.json): what a law asks, what here enforces or checks it, what is still
// missing. A control without evidence, or with anything missing, is not satisfied, and says why.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../local/process.ts";

/** `check`: a check of `npm run check`. `test` and `in`: a test by its name and file, as written there. `file`: a mechanism, for people to read. */
export type Evidence = { check: string } | { test: string; in: string } | { file: string };

export interface Control {
  id: string;
  sections: string[];
  title: string;
  /** What the system enforces or checks. */
  statement: string;
  /** What follows for the salon or the platform where it fails (ss 107–109): `high`, `moderate` or `low`. */
  severity: "high" | "moderate" | "low";
  evidence: Evidence[];
  /** What keeps the control from being satisfied; empty when nothing does. */
  missing: string[];
}

export interface Catalogue {
  id: string;
  title: string;
  version: string;
  source: string;
  controls: Control[];
}

export function readCatalogue(name: string): Catalogue {
  return JSON.parse(readFileSync(join(root, "shared/policies", `${name}.json`), "utf8")) as Catalogue;
}

/** Rows of compliance.md's table, as the sections that some control must name. */
const SECTIONS = [
  ["8", "55", "56", "9", "10", "11", "12", "13", "14", "15", "16", "17", "18", "19", "20", "21", "22", "23", "24"],
  ["26", "27", "32", "34", "35", "69", "71", "72", "107", "108", "109"],
].flat();

/** Every fault of the catalogue as one line: a section nobody answers for, evidence that does not exist, a silent control. */
export function catalogueFaults({ id, controls }: Catalogue, checks: readonly string[]): string[] {
  const answered = new Set(controls.flatMap(({ sections }) => sections));
  return [
    ...SECTIONS.filter((section) => !answered.has(section)).map((section) => `${id}: no control for s ${section}`),
    ...controls.flatMap((control) => [
      ...(control.evidence.length === 0 && control.missing.length === 0
        ? [`${id} ${control.id}: neither evidence nor what is missing`]
        : []),
      ...control.evidence.flatMap((evidence) =>
        evidenceFaults(evidence, checks).map((f) => `${id} ${control.id}: ${f}`),
      ),
      ...named(control)
        .filter((name, i, all) => all.indexOf(name) !== i)
        .map((name) => `${id} ${control.id}: names ${name} twice`),
    ]),
  ];
}

const named = ({ evidence }: Control): string[] => evidence.map((each) => Object.values(each).join(" in "));

export function evidenceFaults(evidence: Evidence, checks: readonly string[]): string[] {
  if ("check" in evidence) return checks.includes(evidence.check) ? [] : [`there is no check "${evidence.check}"`];
  const path = "file" in evidence ? evidence.file : evidence.in;
  if (!existsSync(join(root, path))) return [`there is no ${path}`];
  if ("file" in evidence) return [];
  const text = readFileSync(join(root, path), "utf8");
  return text.includes(`"${evidence.test}"`) || text.includes(`\`${evidence.test}\``)
    ? []
    : [`${path} has no test "${evidence.test}"`];
}
