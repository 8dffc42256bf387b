// `npm run compliance`: judges every control of shared/policies/popia.json by the checks, run now, and the tests, as the last
// run left them in build/test. Writes build/compliance/{report.html, catalog.json, assessment-results.json}.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checks } from "./check.ts";
import { type Catalogue, type Evidence, readCatalogue } from "./compliance/catalogue.ts";
import { observe } from "./compliance/evidence.ts";
import { type Assessed, assessmentResults, catalogOf, isSatisfied } from "./compliance/oscal.ts";
import { reportPage } from "./compliance/page.ts";
import { root } from "./local/process.ts";

const now = new Date();
const catalogue = readCatalogue("popia");
const checked = await runChecks(catalogue);
const assessed: Assessed[] = catalogue.controls.map((control) => {
  const observations = control.evidence.map((evidence) => observe(evidence, checked, now));
  return { control, observations, satisfied: isSatisfied(control, observations) };
});

const folder = join(root, "build/compliance");
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, "report.html"), reportPage(catalogue, assessed, now));
writeFileSync(join(folder, "catalog.json"), `${JSON.stringify(catalogOf(catalogue, now), null, 2)}\n`);
writeFileSync(
  join(folder, "assessment-results.json"),
  `${JSON.stringify(assessmentResults(catalogue, assessed, now), null, 2)}\n`,
);
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
const satisfied = assessed.filter((each) => each.satisfied).length;
console.log(`\ncompliance: ${satisfied} of ${assessed.length} controls satisfied; build/compliance/report.html`);

/** Only those that some control rests on. */
async function runChecks({ controls }: Catalogue): Promise<Map<string, string[]>> {
  const named = new Set(controls.flatMap(({ evidence }) => evidence.flatMap(checkOf)));
  const found = new Map<string, string[]>();
  for (const { name, faults } of checks) if (named.has(name)) found.set(name, await faults());
  return found;
}

function checkOf(evidence: Evidence): string[] {
  return "check" in evidence ? [evidence.check] : [];
}
