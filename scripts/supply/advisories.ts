// Is a component affected by an advisory, and by which version is it mended? Advisories are in the OSV format
// (https://ossf.github.io/osv-schema/); those of npm's audit are brought into a like form. Pure: no clock, no network.
import type { Component } from "./components.ts";
import { byDebian, bySemver, isPrerelease, isWithin, type Order } from "./versions.ts";

/** Exactly one of the fields is set in each event. */
export interface OsvEvent {
  introduced?: string;
  fixed?: string;
  last_affected?: string;
  limit?: string;
}

export interface OsvAffected {
  package?: { ecosystem: string; name: string };
  ranges?: { type: string; events: OsvEvent[] }[];
  versions?: string[];
}

export interface OsvAdvisory {
  id: string;
  aliases?: string[];
  summary?: string;
  published?: string;
  withdrawn?: string;
  affected?: OsvAffected[];
  database_specific?: { severity?: string };
}

export type Severity = "critical" | "high" | "moderate" | "low";

/** An advisory about one component of ours. */
export interface Finding {
  component: Component;
  id: string;
  aliases: string[];
  summary: string;
  severity: Severity;
  /** When the world was told; null where the source does not say. */
  published: Date | null;
  /** Is this version affected too? */
  affects(version: string): boolean;
  /** Versions in which it was mended, as the advisory names them. */
  fixes: string[];
}

export const orderOf = ({ ecosystem }: Component): Order => (ecosystem === "npm" ? bySemver : byDebian);

/** Findings of all components against all advisories; a withdrawn advisory says nothing any more. */
export function matched(components: readonly Component[], advisories: readonly OsvAdvisory[]): Finding[] {
  return components.flatMap((component) =>
    advisories.flatMap((advisory) => {
      if (advisory.withdrawn !== undefined) return [];
      const about = (advisory.affected ?? []).filter((each) => isAbout(each, component));
      const affects = (version: string) => about.some((each) => isAffected(version, each, orderOf(component)));
      if (!affects(component.version)) return [];
      return [{ component, ...told(advisory), affects, fixes: about.flatMap(fixesOf) }];
    }),
  );
}

function told({ id, aliases = [], summary = "", published, database_specific }: OsvAdvisory) {
  return {
    id,
    aliases,
    summary,
    severity: severityOf(database_specific?.severity),
    published: published === undefined ? null : new Date(published),
  };
}

/** What does not say how severe it is, is taken to be high. */
export function severityOf(word: string | undefined): Severity {
  const known: Severity[] = ["critical", "high", "moderate", "low"];
  const said = word?.toLowerCase() === "medium" ? "moderate" : word?.toLowerCase();
  return known.find((each) => each === said) ?? "high";
}

/** Debian's ecosystem may name a release ("Debian:12"); its packages go by their source. */
function isAbout({ package: named }: OsvAffected, { ecosystem, source }: Component): boolean {
  return named !== undefined && named.ecosystem.split(":")[0] === ecosystem && named.name === source;
}

/** OSV's evaluation: named outright, or within any range. */
export function isAffected(version: string, { versions = [], ranges = [] }: OsvAffected, order: Order): boolean {
  const known = ranges.filter(({ type }) => type === "SEMVER" || type === "ECOSYSTEM"); // GIT ranges are about commits
  return versions.includes(version) || known.some(({ events }) => isInRange(version, events, order));
}

/** Walks the events in the order of their versions; the last one at or before the version decides. */
export function isInRange(version: string, events: readonly OsvEvent[], order: Order): boolean {
  const before = (bound: string) => bound === "0" || order(bound, version) <= 0;
  const at = (event: OsvEvent) => event.introduced ?? event.fixed ?? event.last_affected ?? event.limit ?? "";
  const limits = events.flatMap(({ limit }) => (limit === undefined ? [] : [limit]));
  if (limits.length > 0 && !limits.some((limit) => limit === "*" || order(version, limit) < 0)) return false;
  const first = (bound: string) => (bound === "0" ? -1 : 0);
  const sorted = [...events].sort((a, b) => first(at(a)) - first(at(b)) || order(at(a), at(b)));
  let affected = false;
  for (const { introduced, fixed, last_affected: last } of sorted) {
    if (introduced !== undefined && before(introduced)) affected = true;
    else if (fixed !== undefined && before(fixed)) affected = false;
    else if (last !== undefined && order(version, last) > 0) affected = false;
  }
  return affected;
}

function fixesOf({ ranges = [] }: OsvAffected): string[] {
  return ranges.flatMap(({ events }) => events.flatMap(({ fixed }) => (fixed === undefined ? [] : [fixed])));
}

/**
 * The smallest version beyond the present one that none of the component's findings affects; null where nobody names one.
 * `published`: versions that can be had, where they are known; else those that the advisories name. No prerelease is proposed
 * to somebody who has none.
 */
export function smallestFix(
  component: Component,
  findings: readonly Finding[],
  published?: readonly string[],
): string | null {
  const order = orderOf(component);
  const own = findings.filter((finding) => finding.component.ref === component.ref);
  const steady = component.ecosystem === "npm" && !isPrerelease(component.version);
  const candidates = [...(published ?? own.flatMap(({ fixes }) => fixes))]
    .filter((version) => order(version, component.version) > 0 && !(steady && isPrerelease(version)))
    .filter((version) => own.every(({ affects }) => !affects(version)));
  return candidates.sort(order)[0] ?? null;
}

/** `npm audit --json`, report version 2: what is used here of it. */
export interface NpmAudit {
  vulnerabilities?: Record<string, { name: string; via: (string | NpmVia)[] }>;
}

interface NpmVia {
  source: number;
  name: string;
  title: string;
  url: string;
  severity: string;
  range: string;
}

/** A package that is only affected through another (`via` a name) is mended by mending that one. */
export function auditFindings(components: readonly Component[], audit: NpmAudit): Finding[] {
  const advisories = new Map<string, NpmVia>();
  for (const { via } of Object.values(audit.vulnerabilities ?? {})) {
    for (const each of via) if (typeof each !== "string") advisories.set(`${each.name} ${each.url}`, each);
  }
  return [...advisories.values()].flatMap(({ name, title, url, severity, range }) =>
    components
      .filter((each) => each.ecosystem === "npm" && each.name === name && isWithin(each.version, range))
      .map((component) => ({
        component,
        id: url.split("/").at(-1) ?? url,
        aliases: [],
        summary: title,
        severity: severityOf(severity),
        published: null,
        affects: (version: string) => isWithin(version, range),
        fixes: [],
      })),
  );
}

/** One finding for each component and advisory, under whichever of its names; what a later source adds is kept. */
export function withoutDoubles(findings: readonly Finding[]): Finding[] {
  const kept: Finding[] = [];
  for (const finding of findings) {
    const names = [finding.id, ...finding.aliases];
    const same = kept.find(
      ({ component, id, aliases }) =>
        component.ref === finding.component.ref && [id, ...aliases].some((name) => names.includes(name)),
    );
    if (same === undefined) kept.push({ ...finding });
    else {
      same.published ??= finding.published;
      same.fixes = [...new Set([...same.fixes, ...finding.fixes])];
    }
  }
  return kept;
}
