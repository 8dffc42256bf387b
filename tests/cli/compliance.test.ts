// The assessment of POPIA's controls: it calls satisfied only what ran and passed, and what it writes is OSCAL.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { checks } from "../../scripts/check.ts";
import { asvsCatalogue, asvsCounts, asvsFaults, type Requirement, readAsvs } from "../../scripts/compliance/asvs.ts";
import { type Control, catalogueFaults, type Evidence, readCatalogue } from "../../scripts/compliance/catalogue.ts";
import { type Observation, titled } from "../../scripts/compliance/evidence.ts";
import { type Assessed, assessmentResults, catalogOf, isSatisfied } from "../../scripts/compliance/oscal.ts";
import { reportPage } from "../../scripts/compliance/page.ts";

const NOW = new Date("2026-11-24T12:00:00Z");
const CHECK: Evidence = { check: "every statement binds its salon" };
const KNOWN: Evidence = { check: "known" };
const FILE: Evidence = { file: "workers/permissions.ts" };
const CHECKS = checks.map(({ name }) => name);

function control(more: Partial<Control> = {}): Control {
  const base = { id: "one", sections: ["19"], title: "One <b>", statement: "It holds.", severity: "low" as const };
  return { ...base, evidence: [CHECK], missing: [], ...more };
}

const seen = (result: Observation["result"], evidence: Evidence = CHECK): Observation => ({ evidence, result });

test("a control is satisfied when all that runs has passed and nothing is missing", () => {
  assert.equal(isSatisfied(control(), [seen("passed")]), true);
  assert.equal(isSatisfied(control(), [seen("passed"), seen("read", FILE)]), true);
});

test("what failed, was not run, is only to be read, or is missing satisfies nothing", () => {
  assert.equal(isSatisfied(control(), [seen("passed"), seen("failed")]), false);
  assert.equal(isSatisfied(control(), [seen("unknown")]), false);
  assert.equal(isSatisfied(control(), [seen("read", FILE)]), false);
  assert.equal(isSatisfied(control(), []), false);
  assert.equal(isSatisfied(control({ missing: ["a place for it"] }), [seen("passed")]), false);
});

test("a catalogue that names what is not there, or says nothing, is faulty", () => {
  const whole = readCatalogue("popia");
  const faultsOf = (added: Control) => catalogueFaults({ ...whole, controls: [...whole.controls, added] }, ["known"]);
  const before = catalogueFaults(whole, ["known"]).length;
  for (const wrong of [
    control({ evidence: [{ check: "unknown" }] }),
    control({ evidence: [{ file: "workers/nowhere.ts" }] }),
    control({ evidence: [{ test: "a test that nobody wrote", in: "tests/worker/commands/truth.test.ts" }] }),
    control({ evidence: [], missing: [] }),
    control({ evidence: [KNOWN, KNOWN] }),
  ]) {
    assert.equal(faultsOf(wrong).length, before + 1);
  }
  assert.match(catalogueFaults({ ...whole, controls: [] }, []).join("\n"), /no control for s 69/);
});

const popia = readCatalogue("popia");
const assessed: Assessed[] = popia.controls.map((each) => {
  const observations = each.evidence.map((evidence) => seen("passed", evidence));
  return { control: each, observations, satisfied: isSatisfied(each, observations) };
});

test("the results have what OSCAL's assessment-results require, and every reference leads somewhere", () => {
  const { "assessment-results": written } = assessmentResults(popia, assessed, NOW);
  const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[45][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  assert.match(written.uuid, uuid);
  for (const field of ["title", "last-modified", "version", "oscal-version"] as const)
    assert.ok(written.metadata[field]);
  assert.ok(written["import-ap"].href);
  const [result] = written.results;
  assert.ok(
    result?.title && result.description && result.start && result["reviewed-controls"]["control-selections"][0],
  );
  assert.equal(result.findings.length, popia.controls.length);
  const observed = new Set(result.observations.map((each) => each.uuid));
  assert.equal(observed.size, result.observations.length);
  for (const each of result.observations) {
    assert.match(each.uuid, uuid);
    assert.ok(each.description && each.methods.length === 1 && each.collected < each.expires);
  }
  const statements = new Set(catalogOf(popia, NOW).catalog.controls.flatMap(({ parts }) => parts.map(({ id }) => id)));
  for (const { uuid: id, target, "related-observations": related = [] } of result.findings) {
    assert.match(id, uuid);
    assert.ok(statements.has(target["target-id"]));
    assert.ok(["satisfied", "not-satisfied"].includes(target.status.state));
    for (const { "observation-uuid": one } of related) assert.ok(observed.has(one));
  }
});

test("the page says of every control whether it is satisfied, and escapes what it says", () => {
  const asvs = { requirements: 9, notApplicable: 2, open: 1, satisfied: 6, proved: 5 };
  const page = reportPage(popia, [{ control: control(), observations: [], satisfied: false }], asvs, NOW);
  assert.match(page, /0 of 1 controls are satisfied/);
  assert.match(page, /6 of 7 applicable requirements/);
  assert.match(page, /One &lt;b&gt;/);
  assert.equal(page.match(/Not satisfied/g)?.length, 1);
});

test("the models of compliance-trestle read both files", (t) => {
  const python = process.env.TRESTLE_PYTHON ?? "python3";
  if (spawnSync(python, ["-c", "import trestle"]).status !== 0) {
    t.skip("compliance-trestle is not installed; TRESTLE_PYTHON may name a Python that has it");
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), "oscal-"));
  writeFileSync(join(folder, "catalog.json"), JSON.stringify(catalogOf(popia, NOW)));
  writeFileSync(join(folder, "results.json"), JSON.stringify(assessmentResults(popia, assessed, NOW)));
  const script = `
from pathlib import Path
from trestle.oscal.assessment_results import AssessmentResults
from trestle.oscal.catalog import Catalog
folder = Path(${JSON.stringify(folder)})
print(len(Catalog.oscal_read(folder / "catalog.json").controls))
print(len(AssessmentResults.oscal_read(folder / "results.json").results[0].findings))`;
  const ran = spawnSync(python, ["-c", script], { encoding: "utf8" });
  assert.equal(ran.status, 0, ran.stderr);
  assert.equal(ran.stdout.trim(), `${popia.controls.length}\n${popia.controls.length}`);
});

test("of ASVS every requirement is there with its level, and says what it rests on", () => {
  const whole = readAsvs();
  const known = (requirements: Requirement[]) => asvsFaults({ ...whole, requirements }, CHECKS);
  assert.deepEqual(known(whole.requirements), []);
  const [first, ...others] = whole.requirements;
  assert.ok(first);
  assert.match(known(others).join(), /69 requirements of level 1|182 requirements of level 2/);
  assert.match(known([{ ...first, id: "V1.9.9" }, ...others]).join(), /not those of ASVS/);
  const changed = (change: object) => known([{ ...first, ...change } as Requirement, ...others]).join();
  assert.match(changed({ state: "satisfied", evidence: [] }), /satisfied by nothing/);
  assert.match(changed({ state: "satisfied", evidence: [{ file: "nowhere.ts" }] }), /there is no nowhere\.ts/);
  assert.match(changed({ state: "not applicable", reason: "" }), /gives no reason/);
  assert.match(changed({ state: "open", missing: "" }), /does not say what is missing/);
  const open = whole.requirements.map((each, i) =>
    i < 60 ? ({ ...each, state: "open", missing: "x" } as Requirement) : each,
  );
  assert.match(known(open).join(), /at least 90 %/);
});

test("a requirement counts as satisfied unless what ran failed, and as proved when all that runs has passed", () => {
  const row = (evidence: Evidence[]): Requirement => ({
    id: "V1.1.1",
    level: 1,
    about: "x",
    state: "satisfied",
    evidence,
  });
  const counted = (results: Observation["result"][], evidence: Evidence[]) => {
    const asvs = { ...readAsvs(), requirements: [row(evidence)] };
    const { satisfied, proved, open } = asvsCounts(asvs, (each) =>
      seen(results[evidence.indexOf(each)] ?? "unknown", each),
    );
    return [satisfied, proved, open];
  };
  assert.deepEqual(counted(["passed", "read"], [CHECK, FILE]), [1, 1, 0]);
  assert.deepEqual(counted(["read"], [FILE]), [1, 0, 0]);
  assert.deepEqual(counted(["unknown"], [CHECK]), [1, 0, 0]);
  assert.deepEqual(counted(["failed", "read"], [CHECK, FILE]), [0, 0, 1]);
});

test("of ASVS too each finding has a statement and each observation a name of its own", () => {
  const catalogue = asvsCatalogue(readAsvs());
  const rows: Assessed[] = catalogue.controls.map((each) => {
    const observations = each.evidence.map((evidence) => seen("passed", evidence));
    return { control: each, observations, satisfied: isSatisfied(each, observations) };
  });
  const results = assessmentResults(catalogue, rows, NOW, "./asvs-catalog.json")["assessment-results"];
  assert.equal(results["import-ap"].href, "./asvs-catalog.json");
  const [result] = results.results;
  const applicable = readAsvs().requirements.filter(({ state }) => state !== "not applicable");
  assert.equal(result?.findings.length, applicable.length);
  const observed = result?.observations.map((each) => each.uuid) ?? [];
  assert.equal(new Set(observed).size, observed.length);
  for (const { target } of result?.findings ?? []) assert.match(target["target-id"], /^V\d+\.\d+\.\d+-statement$/);
});

test("a title is known by its gaps filled in, and by nothing else", () => {
  assert.ok(titled("with %s is told where").test("with a (huge) party is told where"));
  assert.ok(titled(["on a page $", "{width} px wide"].join("")).test("on a page 320 px wide"));
  assert.ok(titled("what? is *read*.").test("what? is *read*."));
  assert.ok(!titled("what? is *read*.").test("wha is readd"));
  assert.ok(!titled("with %s is told where").test("and with a party is told where"));
  assert.ok(!titled("is told").test("is told where"));
});
