// `npm run sbom`: the bill of materials, CycloneDX 1.6 in JSON (ECMA-424), as build/compliance/sbom.cdx.json.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isMain, root } from "../local/process.ts";
import { allComponents, type Component } from "./components.ts";
import { bomFaults } from "./cyclonedx.ts";
import { declaredLicence, readPolicy } from "./licences.ts";
import { spdxIds } from "./spdx.ts";

const SELF = "appointmentbooking";

/** `direct`: refs of what the project asks for itself. */
export function bomOf(components: readonly Component[], direct: readonly string[], now: Date) {
  const { version, license } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Record<string, string>;
  const policy = readPolicy();
  return {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    serialNumber: `urn:uuid:${serialOf(components)}`,
    version: 1,
    metadata: {
      timestamp: now.toISOString(),
      lifecycles: [{ phase: "build" }],
      tools: { components: [{ type: "application", name: `${SELF}: npm run sbom`, version }] },
      component: {
        type: "application",
        "bom-ref": SELF,
        name: SELF,
        version,
        licenses: [{ license: { id: license } }],
      },
    },
    components: components.map((each) => written(each, declaredLicence(each, policy))),
    dependencies: [
      { ref: SELF, dependsOn: [...direct].sort() },
      ...components.map(({ ref, dependsOn }) => ({
        ref,
        ...(dependsOn.length > 0 && { dependsOn: [...dependsOn].sort() }),
      })),
    ],
  };
}

function written({ ref, name, version, sha512, scope, ecosystem }: Component, licence: string | null) {
  const [group, own] = ecosystem === "npm" && name.startsWith("@") ? name.split("/") : [undefined, name];
  return {
    type: "library",
    "bom-ref": ref,
    ...(group !== undefined && { group }),
    name: own ?? name,
    version,
    scope,
    ...(sha512 !== null && { hashes: [{ alg: "SHA-512", content: sha512 }] }),
    ...(licence !== null && { licenses: licencesOf(licence) }),
    purl: ref,
  };
}

/** One id as such, several as an expression, and a name of our own for what SPDX has none for. */
function licencesOf(licence: string) {
  if (licence.startsWith("LicenseRef-")) return [{ license: { name: licence.slice("LicenseRef-".length) } }];
  return spdxIds(licence).length === 1 && !/ WITH /.test(licence)
    ? [{ license: { id: licence } }]
    : [{ expression: licence }];
}

/** The same components have the same number, so that two bills can be compared by it. */
function serialOf(components: readonly Component[]): string {
  const hash = createHash("sha256");
  for (const { ref } of components) hash.update(ref).update("\0");
  const hex = hash.digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`; // RFC 9562 v8
}

if (isMain(import.meta)) {
  const { components, direct } = allComponents();
  const bom = bomOf(components, direct, new Date());
  const faults = bomFaults(bom);
  for (const fault of faults) console.error(fault);
  const folder = join(root, "build/compliance");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "sbom.cdx.json"), `${JSON.stringify(bom, null, 2)}\n`);
  const count = (scope: Component["scope"]) => components.filter((each) => each.scope === scope).length;
  const told = `${count("required")} run in the product, ${count("optional")} in corectl, ${count("excluded")} build and test it`;
  console.log(`sbom: ${components.length} components (${told}); build/compliance/sbom.cdx.json`);
  process.exitCode = faults.length === 0 ? 0 : 1;
}
