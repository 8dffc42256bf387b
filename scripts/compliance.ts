// `npm run compliance`: judges every control of shared/policies/popia.json, and every requirement of shared/policies/asvs.json,
// by the checks, run now, and the tests, as the last run left them in build/test. Writes into build/compliance: report.html for
// people, catalog.json and assessment-results.json (OSCAL; asvs-… for the other), and assessment.json, which the next build ships.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checks } from "./check.ts";
import { asvsCatalogue, asvsCounts, readAsvs } from "./compliance/asvs.ts";
import { type Catalogue, type Evidence, readCatalogue } from "./compliance/catalogue.ts";
import { observe } from "./compliance/evidence.ts";
import { type Assessed, assessmentResults, catalogOf, isSatisfied, nameOf } from "./compliance/oscal.ts";
import { reportPage } from "./compliance/page.ts";
import { keepAssessment } from "./generate/assessment.ts";
import { root } from "./local/process.ts";

const now = new Date();
const catalogue = readCatalogue("popia");
const asvs = readAsvs();
const requirements = asvsCatalogue(asvs);
const checked = await runChecks([catalogue, requirements]);
const observed = (evidence: Evidence) => observe(evidence, checked, now);
const assessed = assess(catalogue);
const counts = asvsCounts(asvs, observed);

const folder = join(root, "build/compliance");
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, "report.html"), reportPage(catalogue, assessed, counts, now));
written("catalog.json", catalogOf(catalogue, now));
written("assessment-results.json", assessmentResults(catalogue, assessed, now));
written("asvs-catalog.json", catalogOf(requirements, now));
written(
  "asvs-assessment-results.json",
  assessmentResults(requirements, assess(requirements), now, "./asvs-catalog.json"),
);
keepAssessment({
  at: now.toISOString(),
  controls: assessed.map(({ control: { id }, observations, satisfied }) => ({
    id,
    satisfied,
    evidence: observations.map(({ evidence, result }) => ({ name: nameOf(evidence), result })),
  })),
  asvs: counts,
});

for (const { control, observations, satisfied } of assessed) {
  const unproved = observations.filter(({ result }) => result === "failed" || result === "unknown").length;
  const why = [
    ...control.missing,
    ...(unproved === 0 ? [] : [`${unproved} of ${observations.length} not passed or not run`]),
  ];
  console.log(
    `${satisfied ? "✔" : "✖"} s ${control.sections.join(", ")}: ${control.title}${satisfied ? "" : ` (${why.join("; ")})`}`,
  );
}
for (const { id, title, missing } of requirements.controls)
  if (missing.length > 0) console.log(`✖ ${id}: ${title} (${missing})`);
const applicable = counts.requirements - counts.notApplicable;
const part = ((100 * counts.satisfied) / applicable).toFixed(1);
const told = `${counts.satisfied} of ${applicable} applicable requirements satisfied (${part} %)`;
const rest = `${counts.open} open, ${counts.notApplicable} not applicable`;
console.log(`\nasvs: ${told}, ${counts.proved} of them proved by what ran; ${rest}`);
const satisfied = assessed.filter((each) => each.satisfied).length;
console.log(`compliance: ${satisfied} of ${assessed.length} controls satisfied; build/compliance/report.html`);

function assess({ controls }: Catalogue): Assessed[] {
  return controls.map((control) => {
    const observations = control.evidence.map(observed);
    return { control, observations, satisfied: isSatisfied(control, observations) };
  });
}

function written(name: string, value: unknown): void {
  writeFileSync(join(folder, name), `${JSON.stringify(value, null, 2)}\n`);
}

/** Only those that some control rests on. */
async function runChecks(catalogues: Catalogue[]): Promise<Map<string, string[]>> {
  const named = new Set(
    catalogues.flatMap(({ controls }) => controls.flatMap(({ evidence }) => evidence.flatMap(checkOf))),
  );
  const found = new Map<string, string[]>();
  for (const { name, faults } of checks) if (named.has(name)) found.set(name, await faults());
  return found;
}

function checkOf(evidence: Evidence): string[] {
  return "check" in evidence ? [evidence.check] : [];
}
