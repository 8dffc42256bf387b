// `npm run vulnerabilities`: what is known against the components of the bill of materials, the smallest version that mends
// each, and for how many days the world has known. Sources: `npm audit` (the registry's advisories) and OSV, from OSV_DATA, a
// folder of advisories as JSON files, or else from OSV_API. A source that cannot be reached is said so: silence is no health.
//
// Exit code 0: nothing is over its time. 1: something is (shared/policies/vulnerabilities.json). 2: no source was reached.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { follow, isMain, root } from "../local/process.ts";
import {
  auditFindings,
  type Finding,
  matched,
  type NpmAudit,
  type OsvAdvisory,
  type Severity,
  smallestFix,
  withoutDoubles,
} from "./advisories.ts";
import { allComponents, type Component } from "./components.ts";

const OSV_API = process.env.OSV_API ?? "https://api.osv.dev";
const DEBIAN_RELEASE = "Debian:12";
const DAY = 86_400_000;

export interface VulnerabilityPolicy {
  /** Days from publication within which a component is mended. */
  days: { product: Record<Severity, number>; tools: Record<Severity, number> };
  /** Advisories that do not touch us, until a day on which that is looked at again. */
  accepted: { id: string; component: string; why: string; until: string }[];
}

export function readVulnerabilityPolicy(): VulnerabilityPolicy {
  return JSON.parse(readFileSync(join(root, "shared/policies/vulnerabilities.json"), "utf8")) as VulnerabilityPolicy;
}

export interface Judged {
  finding: Finding;
  fix: string | null;
  /** Whole days since publication; null where the source does not say, which counts as over. */
  window: number | null;
  /** Days allowed. */
  allowed: number;
  state: "accepted" | "in time" | "over";
}

export function judged(
  findings: readonly Finding[],
  policy: VulnerabilityPolicy,
  now: Date,
  published: (component: Component) => readonly string[] | undefined = () => undefined,
): Judged[] {
  return findings.map((finding) => {
    const { component, severity, id, aliases } = finding;
    const allowed = policy.days[component.scope === "excluded" ? "tools" : "product"][severity];
    const window = finding.published === null ? null : Math.floor((now.getTime() - finding.published.getTime()) / DAY);
    const accepted = policy.accepted.some(
      (each) =>
        [id, ...aliases].includes(each.id) &&
        each.component === component.name &&
        now.getTime() < Date.parse(each.until),
    );
    const state = accepted ? "accepted" : window !== null && window <= allowed ? "in time" : "over";
    return { finding, fix: smallestFix(component, findings, published(component)), window, allowed, state };
  });
}

interface Told {
  findings: Finding[];
  /** Why there are none from here; absent where the source answered. */
  unreached?: string;
}

async function fromNpm(components: Component[]): Promise<Told> {
  const { output } = await follow("npm", ["audit", "--json"], { limit: 60, quiet: true });
  const start = output.indexOf("{");
  try {
    const audit = JSON.parse(output.slice(start, output.lastIndexOf("}") + 1)) as NpmAudit & { message?: string };
    if (audit.vulnerabilities === undefined) return { findings: [], unreached: audit.message ?? "no report came" };
    return { findings: auditFindings(components, audit) };
  } catch {
    return { findings: [], unreached: output.trim().split("\n")[0] ?? "no report came" };
  }
}

async function fromOsv(components: Component[]): Promise<Told> {
  const folder = process.env.OSV_DATA;
  if (folder !== undefined) {
    const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
    const read = files.map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as OsvAdvisory);
    return { findings: matched(components, read) };
  }
  try {
    return { findings: matched(components, await askOsv(components)) };
  } catch (error) {
    return { findings: [], unreached: `${OSV_API}: ${error instanceof Error ? error.message : error}` };
  }
}

/** Which advisories there are for each component in one question, then each advisory once. */
async function askOsv(components: Component[]): Promise<OsvAdvisory[]> {
  const queries = components.map(({ ecosystem, source, version }) => ({
    version,
    package: { name: source, ecosystem: ecosystem === "npm" ? "npm" : DEBIAN_RELEASE },
  }));
  const ask = (path: string, init?: RequestInit) =>
    fetch(`${OSV_API}${path}`, { ...init, redirect: "error", signal: AbortSignal.timeout(20_000) });
  const answer = await ask("/v1/querybatch", { method: "POST", body: JSON.stringify({ queries }) });
  if (!answer.ok) throw new Error(`answered ${answer.status}`);
  const { results } = (await answer.json()) as { results: { vulns?: { id: string }[] }[] };
  const ids = new Set(results.flatMap(({ vulns = [] }) => vulns.map(({ id }) => id)));
  const advisories: OsvAdvisory[] = [];
  for (const id of ids) {
    const one = await ask(`/v1/vulns/${encodeURIComponent(id)}`);
    if (!one.ok) throw new Error(`answered ${one.status} for ${id}`);
    advisories.push((await one.json()) as OsvAdvisory);
  }
  return advisories;
}

/** What the registry has of each affected package; where it does not say, the advisories' own versions stand. */
async function publishedVersions(findings: readonly Finding[]): Promise<Map<string, string[]>> {
  const names = new Set(findings.flatMap(({ component }) => (component.ecosystem === "npm" ? [component.name] : [])));
  const known = new Map<string, string[]>();
  for (const name of names) {
    const { code, output } = await follow("npm", ["view", name, "versions", "--json"], { limit: 60, quiet: true });
    if (code === 0) known.set(name, JSON.parse(output) as string[]);
  }
  return known;
}

function line({ finding, fix, window, allowed, state }: Judged): string {
  const { component, id, severity, summary } = finding;
  const known = window === null ? "known for an unknown time" : `known for ${window} days`;
  const mend = fix === null ? "no version mends it yet" : `mended by ${fix}`;
  const where = component.scope === "excluded" ? "tool" : "product";
  return `${state === "over" ? "✖" : "–"} ${component.name} ${component.version} (${where}): ${id}, ${severity}: ${summary}; ${mend}; ${known}, ${allowed} allowed: ${state}`;
}

if (isMain(import.meta)) {
  const { components } = allComponents();
  const sources = { "npm audit": await fromNpm(components), OSV: await fromOsv(components) };
  for (const [name, { unreached }] of Object.entries(sources)) {
    if (unreached !== undefined)
      console.log(`NOT ASKED: ${name} was not reached (${unreached}); what it knows is not below.`);
  }
  const answered = Object.values(sources).filter(({ unreached }) => unreached === undefined);
  const findings = withoutDoubles(Object.values(sources).flatMap((each) => each.findings));
  const known = await publishedVersions(findings);
  const all = judged(findings, readVulnerabilityPolicy(), new Date(), ({ name }) => known.get(name));
  for (const each of all) console.log(line(each));
  mkdirSync(join(root, "build/compliance"), { recursive: true });
  const record = all.map(({ finding: { component, id, severity, published }, fix, window, state }) => {
    return { component: component.ref, id, severity, published, fix, window, state };
  });
  const asked = Object.entries(sources).map(([name, { unreached = null }]) => ({ name, unreached }));
  const report = { at: new Date().toISOString(), asked, findings: record };
  writeFileSync(join(root, "build/compliance/vulnerabilities.json"), `${JSON.stringify(report, null, 2)}\n`);
  const over = all.filter(({ state }) => state === "over").length;
  const told = `${all.length} findings against ${components.length} components, ${over} over their time`;
  console.log(`vulnerabilities: ${answered.length === 0 ? "nothing is known: no source was reached" : told}`);
  process.exitCode = answered.length === 0 ? 2 : over > 0 ? 1 : 0;
}
