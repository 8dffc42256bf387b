// clang-tidy over the C++ core and its tests; what passed is not looked at again until it or something it may include changes.
//
// Most of the time of one file goes into the standard library's headers, so what waits in a folder is looked at as one
// source: the files one after another, each header included once. Files of which one says what another hides (two hidden
// constants of one name) stand in sources of their own; what does not compile together all the same is halved.
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

/** Every C++ source and header of ours. */
export function cppFiles(): string[] {
  const listed = run("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.cpp", "*.h"]);
  return listed.split("\n").filter((path) => path !== "" && existsSync(join(root, path)));
}

/** Sources that are compiled by the same words, below one folder. */
interface Unit {
  command: string[];
  files: string[];
}

export async function cppFaults(): Promise<string[]> {
  cmake("native"); // for its compile commands and generated headers
  const commands = compileCommands();
  const waiting = cppFiles().filter((path) => path.endsWith(".cpp") && commands.has(path) && !passed(path));
  const units = grouped(waiting, commands);
  const faults: string[] = [];
  const look = async () => {
    for (let unit = units.shift(); unit !== undefined; unit = units.shift()) {
      if (!(await compiles(unit))) {
        units.push(...halves(unit));
        continue;
      }
      const { clean, output } = await lookedAt(unit);
      if (clean) unit.files.forEach(remember);
      else faults.push(output);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, look));
  return faults;
}

/** What a file is built with and not looked at with: a precompiled header hides an include that is forgotten. */
const PRECOMPILED =
  / -Winvalid-pch| -Wno-deprecated-declarations|(?: -Xclang)? -include(?:-pch)?(?: -Xclang)? \S+cmake_pch\S+/g;

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

/** Units of files with the same command below the same module; the largest first, since they take longest. */
function grouped(files: string[], commands: Map<string, string[]>): Unit[] {
  const units = new Map<string, Unit[]>();
  const names = new Map(files.map((path) => [path, namesOf(path)]));
  for (const path of files) {
    const command = commands.get(path) ?? [];
    const key = [...path.split("/").slice(0, 2), ...command].join(" ");
    const alike = units.get(key) ?? [];
    const unit = alike.find((each) => each.files.every((other) => !clash(names.get(path), names.get(other))));
    if (unit === undefined) alike.push({ command, files: [path] });
    else unit.files.push(path);
    units.set(key, alike);
  }
  return [...units.values()].flat().sort((a, b) => b.files.length - a.files.length);
}

interface Names {
  /** What the file declares in a namespace without a name. */
  hidden: Set<string>;
  words: Set<string>;
}

function clash(one: Names | undefined, other: Names | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  return [...one.hidden].some((name) => other.words.has(name)) || [...other.hidden].some((name) => one.words.has(name));
}

/** A declaration at the beginning of a line: a type, or whatever else has its name before `=`, `{`, `(` or `;`. */
const DECLARED =
  /^(?:using (\w+) =|(?:template.*)?(?:struct|class|enum(?: class)?|union) (\w+)|[^=({;]*?(\w+)\s*(?:\[[^\]]*\])*\s*[=({;])/;

function namesOf(path: string): Names {
  const code = linesOf(path).map((line) => line.replace(/"(?:[^"\\]|\\.)*"/g, '""').replace(/\/\/.*/, ""));
  const hidden = new Set<string>();
  let within = false;
  for (const line of code) {
    if (/^namespace \{/.test(line)) within = true;
    else if (/^\}\s*$/.test(line)) within = false;
    else if (within && /^[A-Za-z[]/.test(line)) {
      const name = DECLARED.exec(line)
        ?.slice(1)
        .find((each) => each !== undefined);
      // Macros, such as those of tests, hide nothing.
      if (name !== undefined && !/^[A-Z_]+$/.test(name)) hidden.add(name);
    }
  }
  return { hidden, words: new Set(code.join("\n").match(/[A-Za-z_]\w*/g)) };
}

/** Whether the unit's files compile as one source. A single file is looked at whatever is wrong with it. */
async function compiles(unit: Unit): Promise<boolean> {
  if (unit.files.length === 1) return true;
  const args = ["-fsyntax-only", ...unit.command, ...around(unit), joined(unit)];
  return (await follow("clang++-19", args, { limit: 300, quiet: true })).code === 0;
}

function halves({ command, files }: Unit): Unit[] {
  const middle = Math.ceil(files.length / 2);
  return [files.slice(0, middle), files.slice(middle)].map((half) => ({ command, files: half }));
}

async function lookedAt(unit: Unit): Promise<{ clean: boolean; output: string }> {
  const [first = ""] = unit.files;
  const source = unit.files.length === 1 ? first : joined(unit);
  const depth = DEPTH.flatMap((word) => ["-Xclang", word]);
  const args = ["--quiet", source, "--", ...unit.command, ...around(unit), ...depth];
  const { code, output } = await follow("clang-tidy-19", args, { limit: 900, quiet: true });
  return { clean: code === 0, output: unit.files.length === 1 ? output.trim() : named(output.trim(), unit) };
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
    return unit.files[0] ?? "";
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
