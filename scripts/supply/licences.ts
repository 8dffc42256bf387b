// `npm run licences`: every dependency with its SPDX licence, held against shared/policies/licences.json. What runs in the
// product is distributed with it; what only builds and tests it is not, so more is allowed there.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isMain, root } from "../local/process.ts";
import { type Component, debianComponents, npmComponents, readLock } from "./components.ts";
import { isAllowed } from "./spdx.ts";

export interface LicencePolicy {
  /** SPDX ids, an exception written out with its id. */
  allowed: { product: string[]; tools: string[] };
  /** By package name, `*` for any ending: what packages mean whose metadata say nothing or no SPDX, and how one knows. */
  declared: Record<string, { licence: string; source: string }>;
}

export function readPolicy(): LicencePolicy {
  return JSON.parse(readFileSync(join(root, "shared/policies/licences.json"), "utf8")) as LicencePolicy;
}

/** The policy's word first, then the package's own; null where nobody says anything. */
export function declaredLicence({ name, licence }: Component, { declared }: LicencePolicy): string | null {
  return declared[declarationFor(name, declared) ?? ""]?.licence ?? licence;
}

function declarationFor(name: string, declared: LicencePolicy["declared"]): string | undefined {
  const fits = (stem: string) => (stem.endsWith("*") ? name.startsWith(stem.slice(0, -1)) : stem === name);
  return Object.keys(declared).find(fits);
}

/** Every fault as one line: no licence, one that is not allowed, a word of the policy that speaks of nothing. */
export function licenceFaults(components: readonly Component[], policy: LicencePolicy): string[] {
  const faults: string[] = [];
  for (const component of components) {
    const { name, version, scope } = component;
    const licence = declaredLicence(component, policy);
    const allowed =
      scope === "excluded" ? [...policy.allowed.product, ...policy.allowed.tools] : policy.allowed.product;
    if (licence === null) faults.push(`${name} ${version}: declares no licence; find out, and say it in licences.json`);
    else if (!isAllowed(licence, (id) => allowed.includes(id))) {
      faults.push(
        `${name} ${version}: ${licence} is not allowed ${scope === "excluded" ? "among tools" : "in the product"}`,
      );
    }
  }
  const spoken = new Set(components.map(({ name }) => declarationFor(name, policy.declared)));
  for (const stem of Object.keys(policy.declared)) {
    if (!spoken.has(stem)) faults.push(`licences.json speaks of ${stem}, which is no dependency`);
  }
  return faults;
}

/** For `npm run check`. */
export function allLicenceFaults(): string[] {
  return licenceFaults([...npmComponents(readLock()), ...debianComponents()], readPolicy());
}

if (isMain(import.meta)) {
  const policy = readPolicy();
  const components = [...npmComponents(readLock()), ...debianComponents()];
  const rows = components.map((each) => ({ ...each, licence: declaredLicence(each, policy) ?? "?" }));
  for (const scope of ["required", "optional", "excluded"] as const) {
    const own = rows.filter((each) => each.scope === scope);
    console.log(
      `\n${scope === "excluded" ? "builds and tests it" : scope === "required" ? "in the product" : "in corectl"}:`,
    );
    for (const licence of [...new Set(own.map((each) => each.licence))].sort()) {
      const names = own.filter((each) => each.licence === licence).map(({ name, version }) => `${name} ${version}`);
      console.log(`  ${licence} (${names.length}): ${names.join(", ")}`);
    }
  }
  const faults = licenceFaults(components, policy);
  for (const fault of faults) console.error(fault);
  console.log(`\nlicences: ${components.length} dependencies, ${faults.length} faults`);
  process.exitCode = faults.length === 0 ? 0 : 1;
}
