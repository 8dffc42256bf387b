// No secret is in the repository: nothing that looks like a key of a service known for them, no text that looks drawn by lot,
// and none of the very values of this machine's .dev.vars and .deploy.vars. And every secret of the Worker is made, deployed
// and told of. A fault names the file and line, never the value.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { needed } from "../deploy/secrets.ts";
import { root, run } from "../local/process.ts";

const KEYS: [what: string, pattern: RegExp][] = [
  ["a private key", /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/],
  ["a key of AWS", /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/],
  ["a token of GitHub", /\bgh[pousr]_[A-Za-z0-9]{36,}\b|\bgithub_pat_\w{60,}/],
  ["a token of Slack", /\bxox[abposr]-[A-Za-z0-9-]{10,}/],
  ["a key of Stripe", /\b[sr]k_(?:live|test)_[A-Za-z0-9]{16,}/],
  ["a key of Google", /\bAIza[A-Za-z0-9_-]{35}\b/],
  ["a token of npm", /\bnpm_[A-Za-z0-9]{36}\b/],
  ["a JSON web token", /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\./],
  ["a password in an address", /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@"'`$]+:[^\s/@"'`$]{3,}@/],
];

/** Files whose long texts are no secrets, and what they are. */
const PUBLIC: [RegExp, string][] = [
  [/^package-lock\.json$/, "digests of packages"],
  [/^tests\/(?:fuzz\/corpus|vectors)\//, "bytes for machines"],
  [/^tests\/worker\/vitest\.config\.ts$/, "secrets of the tests alone, which open nothing"],
  [/^workers\/note\.ts$/, "a root hash, as an example"],
  [/^tests\/native\/compliance\//, "made-up texts, and vectors that others published"],
];

/** Bits of each character from which on a text of 32 and more looks drawn by lot: words and hexadecimal digits lie below. */
const DRAWN = 4.4;
const LONG = /[A-Za-z0-9+/_-]{32,}={0,2}/g;

export function secretFaults(): string[] {
  const paths = run("git", ["ls-files", "--cached", "--others", "--exclude-standard"]).split("\n").filter(Boolean);
  const own = ownValues();
  const faults = paths.flatMap((path) => {
    const bytes = existsSync(join(root, path)) ? readFileSync(join(root, path)) : Buffer.alloc(0);
    return bytes.includes(0) ? [] : secretsIn(path, bytes.toString("utf8"), own);
  });
  return [...faults, ...untoldSecrets()];
}

/** `own`: values that must stand nowhere. */
export function secretsIn(path: string, text: string, own: readonly string[] = []): string[] {
  const faults: string[] = [];
  const isPublic = PUBLIC.some(([pattern]) => pattern.test(path));
  for (const [i, line] of text.split("\n").entries()) {
    const where = `${path}:${i + 1}`;
    if (own.some((value) => line.includes(value))) faults.push(`${where}: holds a secret of this machine`);
    if (isPublic) continue;
    for (const [what, pattern] of KEYS) if (pattern.test(line)) faults.push(`${where}: looks like ${what}`);
    if ((line.match(LONG) ?? []).some(looksDrawn)) faults.push(`${where}: a long text that looks drawn by lot`);
  }
  return faults;
}

/** Shannon's entropy of its characters, where it mixes cases and digits as encodings of random bytes do. */
export function looksDrawn(text: string): boolean {
  if (text.split("/").every((step) => step.length < 20)) return false; // a path
  if (!/[a-z]/.test(text) || !/[A-Z]/.test(text) || !/\d/.test(text)) return false;
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  const bits = [...counts.values()].reduce((sum, n) => sum - (n / text.length) * Math.log2(n / text.length), 0);
  return bits >= DRAWN;
}

/** Long enough that they stand nowhere by chance; the address of something on this machine is no secret. */
function ownValues(): string[] {
  return [".dev.vars", ".deploy.vars"].flatMap((name) => {
    const path = join(root, name);
    const lines = existsSync(path) ? readFileSync(path, "utf8").split("\n") : [];
    return lines
      .map((line) => line.slice(line.indexOf("=") + 1).trim())
      .filter((value) => value.length >= 16 && !value.startsWith("http://127.0.0.1"));
  });
}

/** What Env cannot do without is a secret, for a setting may be left out. */
function untoldSecrets(): string[] {
  const env = readFileSync(join(root, "workers/env.ts"), "utf8");
  const secrets = [...env.matchAll(/^ {2}([A-Z][A-Z0-9_]+): string;$/gm)].map(([, name = ""]) => name);
  if (secrets.length === 0) return ["workers/env.ts names no secret: the walk is broken"];
  const told = (path: string) => readFileSync(join(root, path), "utf8");
  const [readme, bootstrap, wrangler] = [told("README.md"), told("scripts/bootstrap"), told("wrangler.toml")];
  return secrets.flatMap((name) => [
    ...(needed.includes(name) ? [] : [`scripts/deploy/secrets.ts makes no ${name}`]),
    ...(readme.includes(`\`${name}\``) ? [] : [`README.md does not tell of ${name}`]),
    ...(bootstrap.includes(`setting ${name} `) ? [] : [`scripts/bootstrap makes no ${name}`]),
    ...(new RegExp(`^\\s*${name}\\s*=`, "m").test(wrangler) ? [`wrangler.toml holds ${name}`] : []),
  ]);
}
