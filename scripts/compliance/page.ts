// The assessment for people: one page that also prints, without a script.
import type { AsvsCounts } from "../../shared/policies/assessment.ts";
import type { Catalogue } from "./catalogue.ts";
import { type Assessed, nameOf } from "./oscal.ts";

export function reportPage(catalogue: Catalogue, assessed: Assessed[], asvs: AsvsCounts, now: Date): string {
  const satisfied = assessed.filter((each) => each.satisfied).length;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(catalogue.title)}</title>
<style>
:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
body{max-width:60rem;margin:2rem auto;padding:0 1rem}
article{border-top:1px solid #8886;padding:1rem 0;break-inside:avoid}
h1,h2{line-height:1.2;text-wrap:balance}h2{font-size:1.1rem;margin:0}
.state{font-weight:650}.open{color:light-dark(#8a4b00,#ffb65c)}.done{color:light-dark(#17603a,#7ddba3)}
ul{margin:.5rem 0;padding-left:1.2rem}li,small{overflow-wrap:anywhere}
</style>
<h1>${escaped(catalogue.title)}</h1>
<p>${escaped(catalogue.source)}. Version ${escaped(catalogue.version)}, assessed ${now.toISOString().slice(0, 16).replace("T", " ")} UTC.
<strong>${satisfied} of ${assessed.length} controls are satisfied.</strong> A control is satisfied when nothing is missing and every test and
check behind it passed in the last run on record; what was not run proves nothing.</p>
<p>OWASP ASVS 5.0, levels 1 and 2: <strong>${asvs.satisfied} of ${asvs.requirements - asvs.notApplicable} applicable requirements are
satisfied</strong>, ${asvs.proved} of them proved by what ran; ${asvs.open} are open and ${asvs.notApplicable} do not apply.</p>
${assessed.map(article).join("\n")}
</html>
`;
}

function article({ control, observations, satisfied }: Assessed): string {
  const state = satisfied
    ? `<span class="state done">Satisfied</span>`
    : `<span class="state open">Not satisfied</span>`;
  const evidence = observations.map(
    ({ evidence, result }) => `<li>${escaped(nameOf(evidence))} <small>${result}</small></li>`,
  );
  const missing = control.missing.map((each) => `<li>Missing: ${escaped(each)}</li>`);
  return `<article>
<h2>${escaped(control.title)} <small>s ${control.sections.join(", ")}</small></h2>
<p>${state}. ${escaped(control.statement)}</p>
<ul>${[...missing, ...evidence].join("")}</ul>
</article>`;
}

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
