// clang-tidy over the C++ core and its tests; what passed is not looked at again until it or something it may include changes.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { cmake } from "../build.ts";
import { follow, root, run } from "../local/process.ts";

/** Every C++ source and header of ours. */
export function cppFiles(): string[] {
  const listed = run("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.cpp", "*.h"]);
  return listed.split("\n").filter((path) => path !== "" && existsSync(join(root, path)));
}

export async function cppFaults(): Promise<string[]> {
  cmake("native"); // for its compile commands and generated headers
  const compiled = compiledFiles();
  const waiting = cppFiles().filter((path) => path.endsWith(".cpp") && compiled.has(path) && !passed(path));
  const faults: string[] = [];
  const look = async () => {
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      const args = ["-p", "build/native", "--quiet", path];
      const { code, output } = await follow("clang-tidy-19", args, { limit: 300, quiet: true });
      if (code === 0) remember(path);
      else faults.push(output.trim());
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, look));
  return faults;
}

function compiledFiles(): Set<string> {
  const commands = JSON.parse(readFileSync(join(root, "build/native/compile_commands.json"), "utf8")) as {
    file: string;
  }[];
  return new Set(commands.map(({ file }) => file.slice(root.length + 1)));
}

/** A digest of all that may change the verdict: the rules, the source, and whatever of ours it includes. */
function digest(path: string): string {
  const hash = createHash("sha256");
  for (const rules of [".clang-tidy", "tests/.clang-tidy"]) hash.update(readFileSync(join(root, rules)));
  for (const each of [...included(path)].sort()) hash.update(`${each}\0`).update(readFileSync(join(root, each)));
  return hash.digest("hex");
}

/** The source and every file of ours that it includes, however deep; a generated header stands for its schema. */
function included(path: string, known = new Set<string>()): Set<string> {
  if (known.has(path)) return known;
  known.add(path);
  const text = readFileSync(join(root, path), "utf8");
  for (const [, header = ""] of text.matchAll(/^#include "([^"]+)"/gm)) {
    const schema = `shared/contracts/${header.replace(/_generated\.h$/, ".fbs")}`;
    const found = [header, join(dirname(path), header), schema].find((each) => existsSync(join(root, each)));
    if (found !== undefined) included(found, known);
  }
  return known;
}

const passes = join(root, "build/tidy");

function passed(path: string): boolean {
  return existsSync(join(passes, digest(path)));
}

function remember(path: string): void {
  mkdirSync(passes, { recursive: true });
  writeFileSync(join(passes, digest(path)), path);
}
