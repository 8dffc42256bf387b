// Holds the sizes of CONTRIBUTING.md: folders one can overlook, files one can read in one go, lines one can see whole.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root, run } from "../local/process.ts";

const filesInAFolder = 12;
const linesInAFile = 400;

/** Characters of the longest line: what a formatter leaves long is a page's markup, which is better told in parts. */
const charactersInALine = 200;

/** Folders of material that is read by machines: fixtures, corpora, pictures, words. */
const material =
  /^(tests\/vectors|tests\/fuzz\/corpus|scripts\/demo|shared\/(locales|migrations|knowledge|policies))(\/|$)/;

export function houseFaults(): string[] {
  const paths = run("git", ["ls-files", "--cached", "--others", "--exclude-standard"]).split("\n").filter(Boolean);
  const faults: string[] = [];
  const folders = new Map<string, Set<string>>();
  for (const path of paths) {
    if (material.test(path)) continue;
    const folder = dirname(path);
    // A C++ header and its source are one thing in two files.
    if (folder !== ".") folders.set(folder, (folders.get(folder) ?? new Set()).add(path.replace(/\.(h|cpp)$/, "")));
    if (!/\.(ts|cpp|h|cmake|sql|css|js)$/.test(path)) continue;
    const lines = linesOf(path);
    if (lines.length > linesInAFile) {
      faults.push(`${path}: ${lines.length} lines; split it along an idea (at most ${linesInAFile})`);
    }
    const long = lines.findIndex((line) => line.length > charactersInALine);
    if (long >= 0)
      faults.push(`${path}:${long + 1}: a line of ${lines[long]?.length} characters; at most ${charactersInALine}`);
  }
  for (const [folder, { size }] of folders) {
    if (size > filesInAFolder) faults.push(`${folder}: ${size} files; at most ${filesInAFolder} in a folder`);
  }
  return faults;
}

/** A file that is listed but gone is being moved; it has no lines. */
function linesOf(path: string): string[] {
  try {
    return readFileSync(join(root, path), "utf8").split("\n").slice(0, -1);
  } catch {
    return [];
  }
}
