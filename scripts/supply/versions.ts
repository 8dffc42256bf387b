// Orders of versions: Semantic Versioning 2.0.0 (npm), Debian's (policy manual, 5.6.12), and npm's written ranges.

/** Negative, zero or positive, as a sorts before, with or after b. */
export type Order = (a: string, b: string) => number;

/** Semantic Versioning, section 11; build metadata do not count. What is no version sorts before every one. */
export const bySemver: Order = (a, b) => {
  const [left, right] = [parsed(a), parsed(b)];
  if (left === null || right === null) return Number(left !== null) - Number(right !== null);
  for (let i = 0; i < 3; i++) {
    const apart = Number(left.core[i]) - Number(right.core[i]);
    if (apart !== 0) return apart;
  }
  if (left.pre.length === 0 || right.pre.length === 0) return right.pre.length - left.pre.length;
  return byPrerelease(left.pre, right.pre);
};

function byPrerelease(left: string[], right: string[]): number {
  for (const [i, one] of left.entries()) {
    const other = right[i];
    if (other === undefined) return 1; // more fields are later
    if (one === other) continue;
    const [isNumber, isOther] = [/^\d+$/.test(one), /^\d+$/.test(other)];
    if (isNumber && isOther) return Number(one) - Number(other);
    if (isNumber !== isOther) return isNumber ? -1 : 1;
    return one < other ? -1 : 1;
  }
  return left.length - right.length;
}

const SEMVER = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/;

/** OSV writes "0" for the first version of all, so parts may be missing. */
function parsed(version: string): { core: string[]; pre: string[] } | null {
  const match = SEMVER.exec(version.trim());
  if (match === null) return null;
  return { core: [match[1] ?? "0", match[2] ?? "0", match[3] ?? "0"], pre: match[4]?.split(".") ?? [] };
}

export const isVersion = (version: string): boolean => parsed(version) !== null;
export const isPrerelease = (version: string): boolean => (parsed(version)?.pre.length ?? 0) > 0;

/** Is the version within a range as advisories write it: `>=1.0.0 <1.2.3 || =2.0.0`, `<=1.4.0`, `*`? */
export function isWithin(version: string, range: string): boolean {
  return range.split("||").some((part) => comparators(part).every(([sign, bound]) => holds(version, sign, bound)));
}

function comparators(part: string): [sign: string, bound: string][] {
  const found = part.matchAll(/(<=|>=|<|>|=)?\s*([^\s<>=]+)/g);
  return [...found].map(([, sign = "=", bound = ""]) => [sign, bound]);
}

function holds(version: string, sign: string, bound: string): boolean {
  if (bound === "*" || bound === "x") return true;
  if (!isVersion(bound)) return true; // what cannot be read is taken to be affected
  const order = bySemver(version, bound);
  if (sign === "<") return order < 0;
  if (sign === "<=") return order <= 0;
  if (sign === ">") return order > 0;
  return sign === ">=" ? order >= 0 : order === 0;
}

/** epoch:upstream-revision, each compared by stretches of non-digits and digits; a tilde sorts before everything, even the end. */
export const byDebian: Order = (a, b) => {
  const [left, right] = [debianParts(a), debianParts(b)];
  return (
    left.epoch - right.epoch || stretches(left.upstream, right.upstream) || stretches(left.revision, right.revision)
  );
};

function debianParts(version: string): { epoch: number; upstream: string; revision: string } {
  const [, epoch = "0", rest = ""] = /^(?:(\d+):)?(.*)$/.exec(version) ?? [];
  const dash = rest.lastIndexOf("-");
  const [upstream, revision] = dash < 0 ? [rest, "0"] : [rest.slice(0, dash), rest.slice(dash + 1)];
  return { epoch: Number(epoch), upstream, revision };
}

function stretches(a: string, b: string): number {
  let [left, right] = [a, b];
  while (left !== "" || right !== "") {
    const [word, other] = [/^\D*/.exec(left)?.[0] ?? "", /^\D*/.exec(right)?.[0] ?? ""];
    for (let i = 0; i < Math.max(word.length, other.length); i++) {
      const apart = weight(word[i]) - weight(other[i]);
      if (apart !== 0) return apart;
    }
    [left, right] = [left.slice(word.length), right.slice(other.length)];
    const [digits, others] = [/^\d*/.exec(left)?.[0] ?? "", /^\d*/.exec(right)?.[0] ?? ""];
    const apart = Number(digits) - Number(others);
    if (apart !== 0) return apart;
    [left, right] = [left.slice(digits.length), right.slice(others.length)];
  }
  return 0;
}

/** Tilde, the end, letters, everything else. */
function weight(character: string | undefined): number {
  if (character === "~") return -1;
  if (character === undefined) return 0;
  return /[A-Za-z]/.test(character) ? character.charCodeAt(0) : character.charCodeAt(0) + 256;
}
