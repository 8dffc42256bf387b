// Holds ARCHITECTURE.md's list of rooms: every folder of the house, as deep as a newcomer looks, is named in it.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root, run } from "../local/process.ts";

/** So many folders deep a room is named; deeper ones are their room's own matter. */
const DEEP: Record<string, number> = { wasm: 3, workers: 3, shared: 2, scripts: 2, tests: 2 };

export function roomFaults(): string[] {
  const told = /^## Rooms\n+```\n([\s\S]*?)\n```/m.exec(readFileSync(join(root, "ARCHITECTURE.md"), "utf8"))?.[1];
  if (told === undefined) return ["ARCHITECTURE.md has no list of rooms"];
  const words = new Set(told.match(/[\w-]+/g));
  const paths = run("git", ["ls-files", "--cached", "--others", "--exclude-standard"]).split("\n").filter(Boolean);
  const folders = new Set(paths.map((path) => dirname(path).split("/")).flatMap(shallow));
  return [...folders]
    .sort()
    .filter((folder) => !words.has(folder.split("/").at(-1) ?? ""))
    .map((folder) => `ARCHITECTURE.md names no room ${folder}`);
}

function shallow(parts: string[]): string[] {
  const deep = Math.min(parts.length, DEEP[parts[0] ?? ""] ?? 0);
  return Array.from({ length: deep }, (_, i) => parts.slice(0, i + 1).join("/"));
}
