// clang-tidy over the C++ core and its tests; what passed is not looked at again until it or something it may include changes.
//
// Most of the time of one file goes into the standard library's headers, so what waits in a folder is looked at as one
// source: the files one after another, each header included once. Files that cannot stand in one source (two hidden
// constants of one name) are looked at folder by folder, and in the end one by one.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { basename, dirname, join } from "node:path";
import { cmake } from "../build.ts";
import { follow, root, run } from "../local/process.ts";

const build = join(root, "build/native");
const passes = join(root, "build/tidy");
/**
 * How far the path-sensitive analyzer follows one function. Its own bound is 225,000 nodes, which took two thirds of all the
 * time; what only such a long path shows is left to the sanitizers and to fuzzing.
 */
const DEPTH = ["-analyzer-config", "max-nodes=60000"];
/** With so few files waiting a source of them all saves nothing. */
const FEW = 2;

/** Every C++ source and header of ours. */
export function cppFiles(): string[] {
  const listed = run("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.cpp", "*.h"]);
  return listed.split("\n").filter((path) => path !== "" && existsSync(join(root, path)));
}

/** Sources that are compiled by the same words, below one folder. */
interface Unit {
  folder: string;
  command: string[];
  files: string[];
}

export async function cppFaults(): Promise<string[]> {
  cmake("native"); // for its compile commands and generated headers
  const commands = compileCommands();
  const waiting = cppFiles().filter((path) => path.endsWith(".cpp") && commands.has(path) && !passed(path));
  const units = grouped(waiting, commands, (path) => path.split("/").slice(0, 2).join("/"));
  const faults: string[] = [];
  const look = async () => {
    for (let unit = units.shift(); unit !== undefined; unit = units.shift()) {
      const { verdict, output } = await lookedAt(unit);
      if (verdict === "clean") unit.files.forEach(remember);
      else if (verdict === "faulty") faults.push(output);
      else units.push(...split(unit, commands));
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, look));
  return faults;
}

/** What a file is built with and not looked at with: a precompiled header hides an include that is forgotten. */
const PRECOMPILED = / -Winvalid-pch| -Wno-deprecated-declarations|(?: -Xclang)? -include(?:-pch)?(?: -Xclang)? \S+cmake_pch\S+/g;

/** The words each file of ours is compiled with, but for where the result goes. */
function compileCommands(): Map<string, string[]> {
  const listed = JSON.parse(readFileSync(join(build, "compile_commands.json"), "utf8")) as {
    file: string;
    command: string;
  }[];
  return new Map(
    listed.map(({ file, command }) => [
      file.slice(root.length + 1),
      (command.split(" -o ")[0] ?? "").replace(PRECOMPILED, "").split(" ").slice(1),
    ]),
  );
}

/** Units of files with the same command and the same folder; the largest first, since they take longest. */
function grouped(files: string[], commands: Map<string, string[]>, folderOf: (path: string) => string): Unit[] {
  const units = new Map<string, Unit>();
  for (const path of files) {
    const command = commands.get(path) ?? [];
    const folder = folderOf(path);
    const key = [folder, ...command].join(" ");
    const unit = units.get(key) ?? { folder, command, files: [] };
    unit.files.push(path);
    units.set(key, unit);
  }
  const few = (unit: Unit) => (unit.files.length <= FEW ? alone(unit) : [unit]);
  return [...units.values()].flatMap(few).sort((a, b) => b.files.length - a.files.length);
}

/** One folder deeper, and where there is none, each file by itself. */
function split(unit: Unit, commands: Map<string, string[]>): Unit[] {
  const depth = unit.folder.split("/").length + 1;
  const deeper = grouped(unit.files, commands, (path) => dirname(path).split("/").slice(0, depth).join("/"));
  return deeper.flatMap((each) => (each.folder === unit.folder ? alone(each) : [each]));
}

function alone({ command, files }: Unit): Unit[] {
  return files.map((path) => ({ folder: path, command, files: [path] }));
}

/** "apart": these files do not compile as one source. */
async function lookedAt(unit: Unit): Promise<{ verdict: "clean" | "faulty" | "apart"; output: string }> {
  const [first = ""] = unit.files;
  const source = unit.files.length === 1 ? first : joined(unit);
  const depth = DEPTH.flatMap((word) => ["-Xclang", word]);
  const args = ["--quiet", source, "--", ...unit.command, ...around(unit), ...depth];
  const { code, output } = await follow("clang-tidy-19", args, { limit: 900, quiet: true });
  if (code === 0) return { verdict: "clean", output };
  if (unit.files.length > 1 && output.includes("[clang-diagnostic-error]")) return { verdict: "apart", output };
  return { verdict: "faulty", output: unit.files.length === 1 ? output.trim() : named(output.trim(), unit) };
}

/** For what a file includes from its own folder. */
function around({ files }: Unit): string[] {
  return [...new Set(files.map((path) => `-iquote${join(root, dirname(path))}`))];
}

/** Writes the unit's files as one, below the rules of the first; no header twice, but within one file. */
function joined(unit: Unit): string {
  const folder = join(passes, "units", unit.files[0]?.startsWith("tests/") ? "tests" : "wasm");
  mkdirSync(folder, { recursive: true });
  if (basename(folder) === "tests")
    writeFileSync(join(folder, ".clang-tidy"), readFileSync(join(root, "tests/.clang-tidy")));
  const path = join(folder, `${createHash("sha256").update(unit.files.join()).digest("hex").slice(0, 16)}.cpp`);
  const included = new Set<string>();
  const lines = unit.files.flatMap((file) => {
    const own = linesOf(file);
    const others = new Set(included);
    for (const line of own) if (line.startsWith("#include ")) included.add(line);
    return own.map((line) => (others.has(line) ? "" : line));
  });
  writeFileSync(path, `${lines.join("\n")}\n`);
  return path;
}

const linesOf = (file: string): string[] => readFileSync(join(root, file), "utf8").trimEnd().split("\n");

/** What was told of the joined source, told of the files it was made of. */
function named(output: string, unit: Unit): string {
  return output.replace(/\S*\/build\/tidy\/units\/\S+?\.cpp:(\d+)/g, (_, line: string) => {
    let left = Number(line);
    for (const file of unit.files) {
      const length = linesOf(file).length;
      if (left <= length) return `${file}:${left}`;
      left -= length;
    }
    return unit.folder;
  });
}

/** A digest of all that may change the verdict: the rules, the source, and whatever of ours it includes. */
function digest(path: string): string {
  const hash = createHash("sha256");
  for (const rules of [".clang-tidy", "tests/.clang-tidy"]) hash.update(readFileSync(join(root, rules)));
  for (const each of [...includes(path)].sort()) hash.update(`${each}\0`).update(readFileSync(join(root, each)));
  return hash.digest("hex");
}

/** The source and every file of ours that it includes, however deep; a generated header stands for its schema. */
function includes(path: string, known = new Set<string>()): Set<string> {
  if (known.has(path)) return known;
  known.add(path);
  const text = readFileSync(join(root, path), "utf8");
  for (const [, header = ""] of text.matchAll(/^#include "([^"]+)"/gm)) {
    const schema = `shared/contracts/${header.replace(/_generated\.h$/, ".fbs")}`;
    const found = [header, join(dirname(path), header), schema].find((each) => existsSync(join(root, each)));
    if (found !== undefined) includes(found, known);
  }
  return known;
}

function passed(path: string): boolean {
  return existsSync(join(passes, digest(path)));
}

function remember(path: string): void {
  mkdirSync(passes, { recursive: true });
  writeFileSync(join(passes, digest(path)), path);
}
