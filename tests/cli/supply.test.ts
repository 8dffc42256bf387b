// The bill of materials, licences and advisories: what is matched, what is proposed, and that the files say what they should.
// Advisories are made up here, in the OSV format; nothing is asked over the network. (The real bill was also held against
// CycloneDX's own JSON schema when this was written; bomFaults holds what that schema requires of the parts we write.)
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import {
  auditFindings,
  isInRange,
  matched,
  type OsvAdvisory,
  type OsvEvent,
  smallestFix,
  withoutDoubles,
} from "../../scripts/supply/advisories.ts";
import {
  allComponents,
  type Component,
  dependenciesAt,
  type Lock,
  npmComponents,
  npmPurl,
} from "../../scripts/supply/components.ts";
import { bomFaults } from "../../scripts/supply/cyclonedx.ts";
import { type LicencePolicy, licenceFaults } from "../../scripts/supply/licences.ts";
import { bomOf } from "../../scripts/supply/sbom.ts";
import { isAllowed } from "../../scripts/supply/spdx.ts";
import { byDebian, bySemver, isWithin } from "../../scripts/supply/versions.ts";
import { judged, type VulnerabilityPolicy } from "../../scripts/supply/vulnerabilities.ts";

const NOW = new Date("2026-11-24T12:00:00Z");

function component(more: Partial<Component> = {}): Component {
  const name = more.name ?? "left";
  const version = more.version ?? "1.2.3";
  const rest = { source: name, licence: "MIT", sha512: null, dependsOn: [] };
  return { ref: npmPurl(name, version), ecosystem: "npm", name, version, scope: "required", ...rest, ...more };
}

function advisory(events: OsvEvent[], more: Partial<OsvAdvisory> = {}): OsvAdvisory {
  const affected = [{ package: { ecosystem: "npm", name: "left" }, ranges: [{ type: "SEMVER", events }] }];
  return { id: "TEST-1", published: "2026-11-20T00:00:00Z", affected, ...more };
}

test("versions are ordered as Semantic Versioning says", () => {
  const ascending = [
    ...["0.0.0", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11"],
    ...["1.0.0-rc.1", "1.0.0", "1.0.1", "1.2.0", "1.10.0", "2.0.0", "10.0.0"],
  ];
  for (const [i, one] of ascending.entries()) {
    for (const [k, other] of ascending.entries()) {
      assert.equal(Math.sign(bySemver(one, other)), Math.sign(i - k), `${one} and ${other}`);
    }
  }
  assert.equal(bySemver("1.0.0+build.1", "1.0.0+build.2"), 0);
});

test("Debian's versions are ordered as dpkg orders them", () => {
  const ascending = [
    ...["1.0~rc1-1", "1.0-1", "1.0-1+b1", "1.0-1.1", "1.0-2~deb12u1", "1.0-2", "1.0a-1", "1.0+dfsg1-1", "1.2-1"],
    ...["1.10-1", "1:0.1-1", "1:19.1.7-3~deb12u1", "1:19.1.7-3"],
  ];
  for (const [i, one] of ascending.entries()) {
    for (const [k, other] of ascending.entries()) {
      assert.equal(Math.sign(byDebian(one, other)), Math.sign(i - k), `${one} and ${other}`);
    }
  }
  const dpkg = (a: string, b: string) => spawnSync("dpkg", ["--compare-versions", a, "lt", b]).status === 0;
  for (const [i, one] of ascending.slice(1).entries()) assert.ok(dpkg(ascending[i] ?? "", one), `dpkg: ${one}`);
});

test("a written range holds what it says", () => {
  assert.ok(isWithin("1.2.3", ">=1.0.0 <1.2.4"));
  assert.ok(!isWithin("1.2.4", ">=1.0.0 <1.2.4"));
  assert.ok(isWithin("2.0.0", "<1.0.0 || =2.0.0"));
  assert.ok(isWithin("2.0.0", "<1.0.0 || 2.0.0"));
  assert.ok(isWithin("1.4.0", "<=1.4.0"));
  assert.ok(!isWithin("1.4.0", ">1.4.0"));
  assert.ok(isWithin("0.0.1", "*"));
});

test("of an advisory's events the last one at or before the version decides", () => {
  const events = [{ fixed: "2.1.0" }, { introduced: "2.0.0" }, { introduced: "0" }, { fixed: "1.5.0" }];
  const affected = (version: string) => isInRange(version, events, bySemver);
  assert.deepEqual(["0.0.1", "1.4.9", "2.0.0", "2.0.9"].map(affected), [true, true, true, true]);
  assert.deepEqual(["1.5.0", "1.9.9", "2.0.0-rc.1", "2.1.0", "3.0.0"].map(affected), [
    false,
    false,
    false,
    false,
    false,
  ]);
  const last = [{ introduced: "1.0.0" }, { last_affected: "1.3.0" }];
  assert.deepEqual(
    ["0.9.0", "1.3.0", "1.3.1"].map((version) => isInRange(version, last, bySemver)),
    [false, true, false],
  );
  const limited = [{ introduced: "0" }, { limit: "1.1.0" }];
  assert.deepEqual([isInRange("1.0.0", limited, bySemver), isInRange("1.1.0", limited, bySemver)], [true, false]);
});

test("a component is matched by ecosystem, name and version, and never by what was withdrawn", () => {
  const known = advisory([{ introduced: "0" }, { fixed: "1.2.4" }]);
  assert.deepEqual(
    matched([component()], [known]).map(({ id }) => id),
    ["TEST-1"],
  );
  assert.equal(matched([component({ version: "1.2.4" })], [known]).length, 0);
  assert.equal(matched([component({ name: "right" })], [known]).length, 0);
  assert.equal(matched([component({ ecosystem: "Debian" })], [known]).length, 0);
  assert.equal(matched([component()], [{ ...known, withdrawn: "2026-11-21T00:00:00Z" }]).length, 0);
  const listed = { affected: [{ package: { ecosystem: "npm", name: "left" }, versions: ["1.2.3"] }] };
  assert.equal(matched([component()], [advisory([], listed)]).length, 1);
  const debian = { affected: [{ ...known.affected?.[0], package: { ecosystem: "Debian:12", name: "wasi-libc" } }] };
  const libc = component({ ecosystem: "Debian", name: "wasi-libc-dev", source: "wasi-libc", version: "1.2.3-1" });
  assert.equal(matched([libc], [advisory([], debian)]).length, 1);
});

test("the smallest version beyond the present one that nothing known affects is proposed", () => {
  const first = advisory([{ introduced: "0" }, { fixed: "1.2.4" }, { introduced: "2.0.0" }, { fixed: "2.0.5" }]);
  const second = advisory([{ introduced: "1.0.0" }, { fixed: "1.3.0" }], { id: "TEST-2" });
  const one = component();
  assert.equal(smallestFix(one, matched([one], [first])), "1.2.4");
  assert.equal(smallestFix(one, matched([one], [first, second])), "1.3.0");
  assert.equal(
    smallestFix(one, matched([one], [first]), ["1.2.2", "2.1.0", "1.2.9-rc.1", "1.2.10", "1.3.0"]),
    "1.2.10",
  );
  const never = advisory([{ introduced: "0" }]);
  assert.equal(smallestFix(one, matched([one], [first, never])), null);
});

test("npm's report is read: what is affected through another is told of the other alone", () => {
  const [left, right] = [component(), component({ name: "right", version: "5.0.0" })];
  const via = { source: 1, name: "left", title: "It leaks.", url: "https://x.example/TEST-1", severity: "moderate" };
  const audit = {
    vulnerabilities: {
      left: { name: "left", via: [{ ...via, range: "<1.2.4" }] },
      right: { name: "right", via: ["left"] },
    },
  };
  const findings = auditFindings([left, right], audit);
  assert.deepEqual(
    findings.map(({ component: { name }, id, severity }) => [name, id, severity]),
    [["left", "TEST-1", "moderate"]],
  );
  assert.equal(smallestFix(left, findings, ["1.2.3", "1.2.4", "1.3.0"]), "1.2.4");
  const both = withoutDoubles([...findings, ...matched([left], [advisory([{ introduced: "0" }, { fixed: "1.2.4" }])])]);
  assert.equal(both.length, 1);
  assert.equal(both[0]?.published?.toISOString(), "2026-11-20T00:00:00.000Z");
});

test("what is known for longer than the policy allows is over its time, unless it was accepted until a day that is to come", () => {
  const days = { critical: 1, high: 3, moderate: 30, low: 90 };
  const policy: VulnerabilityPolicy = { days: { product: days, tools: { ...days, high: 10 } }, accepted: [] };
  const states = (severity: string, more: Partial<Component> = {}, accepted: VulnerabilityPolicy["accepted"] = []) => {
    const known = advisory([{ introduced: "0" }], { database_specific: { severity } });
    const findings = matched([component(more)], [known]);
    return judged(findings, { ...policy, accepted }, NOW).map(({ state, window }) => [state, window]);
  };
  assert.deepEqual(states("HIGH"), [["over", 4]]);
  assert.deepEqual(states("MODERATE"), [["in time", 4]]);
  assert.deepEqual(states("HIGH", { scope: "excluded" }), [["in time", 4]]);
  assert.deepEqual(states("NOBODY SAYS"), [["over", 4]]);
  const accepted = { id: "TEST-1", component: "left", why: "not reached", until: "2026-12-01" };
  assert.deepEqual(states("HIGH", {}, [accepted]), [["accepted", 4]]);
  assert.deepEqual(states("HIGH", {}, [{ ...accepted, until: "2026-11-01" }]), [["over", 4]]);
  assert.deepEqual(states("HIGH", {}, [{ ...accepted, component: "right" }]), [["over", 4]]);
});

const LOCK: Lock = {
  packages: {
    "": { name: "self", version: "1.0.0" },
    "node_modules/a": { version: "1.0.0", license: "MIT", dependencies: { b: "^2.0.0", "@s/c": "1" } },
    "node_modules/a/node_modules/b": { version: "2.0.0", license: "ISC" },
    "node_modules/b": { version: "1.0.0", license: "ISC", dev: true },
    "node_modules/@s/c": { version: "1.0.0", optional: true, dev: true, dependencies: { b: "1", gone: "1" } },
  },
};

test("the lock file is read as Node reads its folders", () => {
  assert.deepEqual(dependenciesAt(LOCK.packages, "node_modules/a"), ["pkg:npm/b@2.0.0", "pkg:npm/%40s/c@1.0.0"]);
  assert.deepEqual(dependenciesAt(LOCK.packages, "node_modules/@s/c"), ["pkg:npm/b@1.0.0"]);
  assert.deepEqual(
    npmComponents(LOCK).map(({ name, version, scope }) => [name, version, scope]),
    [
      ["a", "1.0.0", "required"],
      ["b", "2.0.0", "required"],
      ["b", "1.0.0", "excluded"],
      ["@s/c", "1.0.0", "excluded"],
    ],
  );
});

test("the bill of materials is whole: every package of the lock file, what is linked in, and no reference into nothing", () => {
  const { components, direct } = allComponents();
  const bom = bomOf(components, direct, NOW);
  assert.deepEqual(bomFaults(bom), []);
  const names = new Set(bom.components.map(({ group, name }) => (group === undefined ? name : `${group}/${name}`)));
  for (const name of ["hono", "@simplewebauthn/server", "wrangler", "wasi-libc", "libc++-19-dev-wasm32", "tzdata"]) {
    assert.ok(names.has(name), name);
  }
  const hono = bom.components.find(({ name }) => name === "hono");
  assert.equal(hono?.scope, "required");
  assert.match(hono?.hashes?.[0]?.content ?? "", /^[0-9a-f]{128}$/);
  assert.ok(bom.components.every(({ licenses }) => licenses !== undefined && licenses.length === 1));
});

test("a bill with a fault anywhere is faulty", () => {
  const make = () => bomOf([component(), component({ name: "right", dependsOn: [npmPurl("left", "1.2.3")] })], [], NOW);
  assert.deepEqual(bomFaults(make()), []);
  const spoiled: ((bom: Record<string, unknown> & ReturnType<typeof make>) => void)[] = [
    (bom) => Object.assign(bom, { specVersion: "1.7" }),
    (bom) => Object.assign(bom, { serialNumber: "1" }),
    (bom) => Object.assign(bom, { surprise: 1 }),
    (bom) => Object.assign(bom.metadata, { timestamp: "now" }),
    (bom) => Object.assign(bom.components[0] ?? {}, { type: "thing" }),
    (bom) => Object.assign(bom.components[0] ?? {}, { scope: "dev" }),
    (bom) => Object.assign(bom.components[0] ?? {}, { purl: "left" }),
    (bom) => Object.assign(bom.components[0] ?? {}, { hashes: [{ alg: "SHA-512", content: "00" }] }),
    (bom) => Object.assign(bom.components[0] ?? {}, { licenses: [{ license: {} }] }),
    (bom) => Object.assign(bom.components[0] ?? {}, { "bom-ref": "pkg:npm/right@1.2.3" }),
    (bom) => bom.dependencies.pop(),
    (bom) => Object.assign(bom.dependencies[0] ?? {}, { dependsOn: ["pkg:npm/gone@1.0.0"] }),
  ];
  for (const [i, spoil] of spoiled.entries()) {
    const bom = make();
    spoil(bom);
    assert.notEqual(bomFaults(bom).length, 0, `spoiled ${i}`);
  }
});

test("a licence expression is allowed when what one must take is", () => {
  const allowed = (expression: string) =>
    isAllowed(expression, (id) => ["MIT", "Apache-2.0 WITH LLVM-exception"].includes(id));
  for (const yes of ["MIT", "MIT OR GPL-3.0-only", "(GPL-3.0-only OR MIT)", "MIT AND (GPL-2.0-only OR MIT)"]) {
    assert.ok(allowed(yes), yes);
  }
  assert.ok(allowed("Apache-2.0 WITH LLVM-exception AND MIT"));
  for (const no of [
    "GPL-3.0-only",
    "MIT AND GPL-3.0-only",
    "Apache-2.0",
    "SEE LICENSE IN X",
    "",
    "MIT OR",
    "(MIT",
    "MIT)",
  ]) {
    assert.ok(!allowed(no), no);
  }
});

test("a dependency without a licence, or under one that is not allowed where it is used, is a fault", () => {
  const policy: LicencePolicy = {
    allowed: { product: ["MIT"], tools: ["MPL-2.0"] },
    declared: { "quiet-*": { licence: "MIT", source: "its LICENSE" } },
  };
  const quiet = component({ name: "quiet-one", licence: null });
  assert.deepEqual(licenceFaults([component(), quiet], policy), []);
  assert.match(licenceFaults([component({ licence: null }), quiet], policy).join(), /left 1.2.3: declares no licence/);
  assert.match(licenceFaults([component({ licence: "MPL-2.0" }), quiet], policy).join(), /not allowed in the product/);
  assert.deepEqual(licenceFaults([component({ licence: "MPL-2.0", scope: "excluded" }), quiet], policy), []);
  assert.match(
    licenceFaults([component({ licence: "GPL-3.0-only", scope: "excluded" }), quiet], policy).join(),
    /tools/,
  );
  assert.match(licenceFaults([component()], policy).join(), /speaks of quiet-\*, which is no dependency/);
});
