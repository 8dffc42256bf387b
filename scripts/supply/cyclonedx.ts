// Is it a CycloneDX 1.6 bill of materials? What its JSON schema requires of the parts that we write, and what the schema
// cannot say: every reference leads to a component. tests/cli/supply.test.ts says how it was held against the schema itself.

type Json = Record<string, unknown>;

const TYPES = new Set(["application", "library", "framework", "container", "platform", "operating-system", "file"]);
const SCOPES = new Set(["required", "optional", "excluded"]);
const ALGORITHMS = new Map([
  ["SHA-256", 64],
  ["SHA-512", 128],
]);
const OF_BOM = [
  "$schema",
  "bomFormat",
  "specVersion",
  "serialNumber",
  "version",
  "metadata",
  "components",
  "dependencies",
];
const OF_COMPONENT = ["type", "bom-ref", "group", "name", "version", "scope", "hashes", "licenses", "purl"];

/** Every fault as one line. */
export function bomFaults(bom: unknown): string[] {
  if (!isObject(bom)) return ["the bill is no object"];
  const faults = unknownFields("bom", bom, OF_BOM);
  if (bom.bomFormat !== "CycloneDX") faults.push("bomFormat must be CycloneDX");
  if (bom.specVersion !== "1.6") faults.push("specVersion must be 1.6");
  const urn = /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[1-9a-f][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  if (!urn.test(String(bom.serialNumber))) faults.push("serialNumber must be a urn:uuid");
  if (!Number.isInteger(bom.version) || Number(bom.version) < 1) faults.push("version must be a whole number from 1");
  const components = listOf(bom.components);
  const metadata = isObject(bom.metadata) ? bom.metadata : {};
  if (Number.isNaN(Date.parse(String(metadata.timestamp)))) faults.push("metadata.timestamp must be an instant");
  const self = isObject(metadata.component) ? [metadata.component] : [];
  if (self.length === 0) faults.push("metadata.component is missing");
  for (const each of [...self, ...components]) faults.push(...componentFaults(each));
  return [...faults, ...referenceFaults([...self, ...components], listOf(bom.dependencies))];
}

function componentFaults(component: Json): string[] {
  const where = String(component["bom-ref"] ?? component.name);
  const faults = unknownFields(where, component, OF_COMPONENT);
  if (!TYPES.has(String(component.type))) faults.push(`${where}: type is none of CycloneDX's`);
  for (const field of ["name", "version", "bom-ref"]) {
    if (typeof component[field] !== "string" || component[field] === "") faults.push(`${where}: ${field} is missing`);
  }
  if (component.scope !== undefined && !SCOPES.has(String(component.scope))) faults.push(`${where}: scope is none`);
  if (component.purl !== undefined && !/^pkg:(npm|deb)\/[^@\s]+@[^@\s]+$/.test(String(component.purl))) {
    faults.push(`${where}: purl is none`);
  }
  for (const { alg, content } of listOf(component.hashes)) {
    const digits = ALGORITHMS.get(String(alg));
    if (digits === undefined || !new RegExp(`^[0-9a-f]{${digits}}$`).test(String(content))) {
      faults.push(`${where}: a hash is none`);
    }
  }
  const licences = listOf(component.licenses);
  for (const { license, expression } of licences) {
    const named =
      isObject(license) && [license.id, license.name].filter((each) => typeof each === "string").length === 1;
    if (named === (typeof expression === "string"))
      faults.push(`${where}: a licence is neither named nor an expression`);
  }
  if (licences.length > 1 && licences.some(({ expression }) => expression !== undefined)) {
    faults.push(`${where}: an expression stands alone`);
  }
  return faults;
}

function referenceFaults(components: Json[], dependencies: Json[]): string[] {
  const refs = components.map((each) => String(each["bom-ref"]));
  const known = new Set(refs);
  const told = dependencies.map(({ ref }) => String(ref));
  return [
    ...twice(refs).map((ref) => `${ref}: is the name of two components`),
    ...twice(told).map((ref) => `${ref}: its dependencies are told twice`),
    ...refs.filter((ref) => !told.includes(ref)).map((ref) => `${ref}: its dependencies are not told`),
    ...told.filter((ref) => !known.has(ref)).map((ref) => `${ref}: is no component`),
    ...dependencies.flatMap(({ ref, dependsOn }) => {
      const on = Array.isArray(dependsOn) ? dependsOn.map(String) : [];
      return on
        .filter((each) => !known.has(each))
        .map((each) => `${String(ref)}: depends on ${each}, which is not here`);
    }),
  ];
}

function unknownFields(where: string, value: Json, known: readonly string[]): string[] {
  return Object.keys(value).flatMap((field) => (known.includes(field) ? [] : [`${where}: ${field} is not a field`]));
}

const twice = (names: string[]): string[] => [...new Set(names.filter((name, at) => names.indexOf(name) !== at))];

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const listOf = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isObject) : []);
