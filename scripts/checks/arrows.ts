// Holds the arrows of ARCHITECTURE.md: who may import whom, and who alone touches WebAssembly, SQL and keys.
import { globSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { root } from "../local/process.ts";

/** They mount the rooms; nobody imports them. */
const doors = ["workers/index.ts", "workers/api.ts", "workers/staff.ts"];

/** Rooms that turn the outside into commands. They never import each other. */
const features = ["booking", "desk", "conversations", "compliance", "insight", "platform"];

/** Room -> the rooms it may import besides itself, `.` (the files beside index.ts), and shared/. */
const mayImport: Record<string, string[]> = {
  ...Object.fromEntries(features.map((feature) => [feature, ["commands", "store", "ui", "http"]])),
  commands: ["engine", "store"],
  http: ["commands", "engine", "store", "ui"], // turns their outcomes and failures into answers and pages
  ui: [],
  engine: [],
  store: ["engine"], // the numbering of units and the compiled calendar, which it keeps; the engine knows no store
  ".": [],
};

/**
 * Beyond the arrows: what a room may reach all the same, and why. Types are contracts, so importing only types from
 * `store`, `engine` or `commands` breaks no arrow (except into a room below).
 */
const alsoReach: { rooms: string[]; target: RegExp; why: string }[] = [
  { rooms: features, target: /^workers\/engine\/(clock|shipped)\.ts$/, why: "there is one table of time zones" },
];
const typesOf = ["store", "engine", "commands"];

/** Text that only one room may contain, and why. */
const reserved: { pattern: RegExp; room: string; why: string }[] = [
  { pattern: /\bWebAssembly\b|\.wasm"/, room: "engine", why: "only workers/engine touches WebAssembly" },
  { pattern: /\.prepare\(|\b[eE]nv\.(?:DB|KEYS|KV|R2)\b/, room: "store", why: "only workers/store knows SQL and keys" },
];

/** Every broken arrow as one line that names the file; an empty list when all hold. */
export function brokenArrows(): string[] {
  return [...workerFaults(), ...moduleFaults()];
}

function workerFaults(): string[] {
  const faults: string[] = [];
  for (const path of globSync("workers/**/*.ts", { cwd: root })) {
    const text = withoutComments(readFileSync(join(root, path), "utf8"));
    const room = roomOf(path);
    for (const each of imports(text)) faults.push(...importFaults(path, room, each));
    for (const { pattern, room: owner, why } of reserved) {
      if (room !== owner && !path.endsWith(".d.ts") && pattern.test(text)) faults.push(`${path}: ${why}`);
    }
  }
  return faults;
}

function importFaults(path: string, room: string, { target, typesOnly }: Import): string[] {
  if (doors.includes(path)) return [];
  if (!target.startsWith(".")) {
    const deaf = room === "engine" || room === "store" || room === "commands";
    return deaf && /^hono(\/|$)/.test(target) ? [`${path}: ${room} knows nothing of HTTP, yet imports ${target}`] : [];
  }
  const reached = relative(root, join(root, dirname(path), target));
  if (!reached.startsWith("workers/")) return [];
  const other = roomOf(reached);
  const allowed = mayImport[room];
  if (allowed === undefined) return [`${path}: workers/${room} is no room of ARCHITECTURE.md`];
  if (doors.includes(reached)) return [`${path}: nobody imports the doors`];
  const known = other === room || other === "." || allowed.includes(other);
  const contract = typesOnly && typesOf.includes(other) && room !== "engine" && room !== "store";
  const excepted = alsoReach.some(({ rooms, target: pattern }) => rooms.includes(room) && pattern.test(reached));
  return known || contract || excepted ? [] : [`${path}: ${room} may not import ${other} (${reached})`];
}

/** In C++, every module depends on itself and base; the command line may use all. */
function moduleFaults(): string[] {
  const faults: string[] = [];
  for (const path of globSync("wasm/**/*.{h,cpp}", { cwd: root })) {
    const module = path.split("/")[1] ?? "";
    if (module === "cli") continue;
    for (const [, other] of readFileSync(join(root, path), "utf8").matchAll(/#include "wasm\/([^/"]+)\//g)) {
      if (other !== module && other !== "base") faults.push(`${path}: ${module} may not include ${other}`);
    }
  }
  return faults;
}

/** `workers/store/x.ts` -> `store`; a file right in workers/ -> `.`. */
function roomOf(path: string): string {
  const parts = path.split("/");
  return parts.length > 2 ? (parts[1] ?? ".") : ".";
}

interface Import {
  target: string;
  typesOnly: boolean;
}

function imports(text: string): Import[] {
  const found = text.matchAll(/(?:\b(?:import|export)( type)?\b[^"';]*?\bfrom|\bimport\s*\(?)\s*"([^"]+)"/g);
  return [...found].map(([, type, target = ""]) => ({ target, typesOnly: type !== undefined }));
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "");
}
