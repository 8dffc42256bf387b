// What it costs to understand a message in the shipped WebAssembly: the utterances of shared/knowledge, as long as clients
// write them, and the longest text that is read. Encoding the text, copying it in and reading the answer count.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../scripts/local/process.ts";
import { EngineModule } from "../../workers/engine/module.ts";
import { understand } from "../../workers/engine/routing/understand.ts";
import type { Row } from "./row.ts";
import { microsecondsInTurn } from "./timing.ts";

const EVERY = 11; // of the utterances, so that all intents and languages are among them

export async function bench(): Promise<Row[]> {
  const routing = new EngineModule(new WebAssembly.Module(readFileSync(join(root, "build/ship/routing.wasm"))));
  const messages = globSync("shared/knowledge/utterances/*/*.txt", { cwd: root })
    .sort()
    .flatMap((path) => readFileSync(join(root, path), "utf8").trim().split("\n"))
    .filter((_, i) => i % EVERY === 0)
    .map((line) => line.slice(line.indexOf(" ") + 1));
  const longest = "Hi, can I move my appointment from Friday to Saturday morning? ".repeat(70).slice(0, 4096);
  if (new Set(messages.map((text) => understand(text, routing).guesses[0]?.intent)).size < 30)
    throw new Error("it does not tell intents apart");
  const [all, most] = microsecondsInTurn([
    () => {
      for (const text of messages) understand(text, routing);
    },
    () => void understand(longest, routing),
  ] as const);
  return [
    {
      name: `understanding: language and intent of a message (mean of ${messages.length})`,
      value: all / messages.length,
      unit: "µs",
      bound: { atMost: 50 },
    },
    {
      name: "understanding: of the longest that is read, 4096 bytes",
      value: most,
      unit: "µs",
      bound: { atMost: 1000 },
    },
  ];
}
