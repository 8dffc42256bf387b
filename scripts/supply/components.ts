// What the product is made of, as package-lock.json and dpkg tell it: npm packages with what they depend on, and the Debian
// packages whose code is linked into the Wasm modules or into corectl. Nothing is asked over the network.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root, run } from "../local/process.ts";

export interface Component {
  /** Unique here: the purl, which names kind, name and version. */
  ref: string;
  ecosystem: "npm" | "Debian";
  name: string;
  version: string;
  /** The name that advisories go by: of a Debian package its source. */
  source: string;
  /** As its author declares it; null where the lock file says nothing. */
  licence: string | null;
  /** SHA-512 of the archive, in hexadecimal. */
  sha512: string | null;
  /** `required`: runs in the product. `optional`: in corectl alone. `excluded`: builds and tests it (CycloneDX's words). */
  scope: "required" | "optional" | "excluded";
  /** Refs of other components. */
  dependsOn: string[];
}

interface LockedPackage {
  name?: string;
  version?: string;
  license?: string;
  integrity?: string;
  dev?: boolean;
  optional?: boolean;
  devOptional?: boolean;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
}

export interface Lock {
  packages: Record<string, LockedPackage>;
}

export function readLock(): Lock {
  return JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as Lock;
}

/** One component for each name and version, in the order of the lock file; the project itself is not among them. */
export function npmComponents({ packages }: Lock): Component[] {
  const found = new Map<string, Component>();
  for (const [path, locked] of Object.entries(packages)) {
    if (path === "") continue;
    const name = locked.name ?? nameAt(path);
    const version = locked.version ?? "";
    const ref = npmPurl(name, version);
    const dependsOn = dependenciesAt(packages, path);
    const before = found.get(ref);
    if (before !== undefined) {
      before.dependsOn = [...new Set([...before.dependsOn, ...dependsOn])];
      if (scopeOf(locked) === "required") before.scope = "required";
      before.licence ??= locked.license ?? null;
      before.sha512 ??= sha512Of(locked.integrity);
      continue;
    }
    const [licence, sha512] = [locked.license ?? null, sha512Of(locked.integrity)];
    const kind = { ecosystem: "npm", name, version, source: name } as const;
    found.set(ref, { ref, ...kind, licence, sha512, scope: scopeOf(locked), dependsOn });
  }
  return [...found.values()];
}

/** Refs of what the package at `path` asks for, as Node finds them: in its own folder first, then in each one above. */
export function dependenciesAt(packages: Lock["packages"], path: string): string[] {
  const { dependencies, optionalDependencies, peerDependencies } = packages[path] ?? {};
  const wanted = Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies });
  const refs = wanted.flatMap((name) => {
    for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/node_modules/")))) {
      const place = `${folder === "" ? "" : `${folder}/`}node_modules/${name}`;
      const locked = packages[place];
      if (locked !== undefined) return [npmPurl(locked.name ?? name, locked.version ?? "")];
      if (folder === "") return []; // an optional one that does not fit any machine of the lock file
    }
  });
  return [...new Set(refs)];
}

function scopeOf({ dev, devOptional, optional }: LockedPackage): Component["scope"] {
  if (dev || devOptional) return "excluded";
  return optional ? "optional" : "required";
}

/** "node_modules/a/node_modules/@b/c" -> "@b/c". */
function nameAt(path: string): string {
  return path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
}

export function npmPurl(name: string, version: string): string {
  return `pkg:npm/${name.replace("@", "%40")}@${encodeURIComponent(version)}`;
}

function sha512Of(integrity: string | undefined): string | null {
  const found = /(?:^| )sha512-([A-Za-z0-9+/=]+)/.exec(integrity ?? "")?.[1];
  return found === undefined ? null : Buffer.from(found, "base64").toString("hex");
}

/** Packages of scripts/bootstrap whose code ends up in what runs, where, and under which licences (their copyright files). */
const DEBIAN: { name: string; scope: "required" | "optional"; licence: string }[] = [
  { name: "libc++-19-dev-wasm32", scope: "required", licence: "Apache-2.0 WITH LLVM-exception" },
  { name: "libc++abi-19-dev-wasm32", scope: "required", licence: "Apache-2.0 WITH LLVM-exception" },
  { name: "libclang-rt-19-dev-wasm32", scope: "required", licence: "Apache-2.0 WITH LLVM-exception" },
  { name: "wasi-libc", scope: "required", licence: "CC0-1.0 AND MIT AND BSD-2-Clause AND Apache-2.0" },
  { name: "libflatbuffers-dev", scope: "required", licence: "Apache-2.0" },
  { name: "tzdata", scope: "required", licence: "LicenseRef-public-domain" }, // compiled into the module's zone table
  { name: "nlohmann-json3-dev", scope: "optional", licence: "MIT" }, // corectl's JSON
  { name: "libssl-dev", scope: "optional", licence: "Apache-2.0" }, // corectl's Ed25519
];

/** As installed on this machine. Throws where dpkg does not know one, for then the list would lie. */
export function debianComponents(): Component[] {
  const names = DEBIAN.map(({ name }) => name);
  const format = `\${binary:Package}\t\${Version}\t\${source:Package}\t\${Architecture}\n`;
  const listed = run("dpkg-query", ["--show", `--showformat=${format}`, ...names]);
  const installed = new Map(listed.trim().split("\n").map(debianLine));
  return DEBIAN.map(({ name, scope, licence }): Component => {
    const { version, source, architecture } = installed.get(name) ?? {};
    if (version === undefined || source === undefined) throw new Error(`dpkg knows no ${name}: run scripts/bootstrap`);
    const ref = `pkg:deb/debian/${encodeURIComponent(name)}@${encodeURIComponent(version)}?arch=${architecture}`;
    return { ref, ecosystem: "Debian", name, version, source, licence, sha512: null, scope, dependsOn: [] };
  });
}

function debianLine(line: string): [string, { version: string; source: string; architecture: string }] {
  const [name = "", version = "", source = "", architecture = ""] = line.split("\t");
  return [name.replace(/:.*$/, ""), { version, source, architecture }];
}

/** Everything, and what the project itself asks for by name. */
export function allComponents(): { components: Component[]; direct: string[] } {
  const lock = readLock();
  const debian = debianComponents();
  const { dependencies = {}, devDependencies = {} } = lock.packages[""] as LockedPackage & {
    devDependencies?: Record<string, string>;
  };
  const named = Object.keys({ ...dependencies, ...devDependencies });
  const direct = named.map((name) => npmPurl(name, lock.packages[`node_modules/${name}`]?.version ?? ""));
  return { components: [...npmComponents(lock), ...debian], direct: [...direct, ...debian.map(({ ref }) => ref)] };
}
