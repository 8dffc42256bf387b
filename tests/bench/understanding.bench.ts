// What it costs to understand a message in the shipped WebAssembly: the utterances of shared/knowledge, as long as clients
// write them, and the longest text that is read. Encoding the text, copying it in and reading the answer count.
import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { root } from "../../scripts/local/process.ts";
import { EngineModule } from "../../workers/engine/module.ts";
import { type ArticleSource, indexArticles, searchArticles } from "../../workers/engine/routing/articles.ts";
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
    ...ofArticles(routing),
  ];
}

const MANY = 1000;

/**
 * Finding the article that answers, over a thousand articles: those of shared/knowledge with words of their own mixed in. Copying
 * the table and the question in and reading the answer count.
 */
function ofArticles(routing: EngineModule): Row[] {
  const few = globSync("shared/knowledge/articles/*.json", { cwd: root })
    .sort()
    .flatMap((path) => {
      const texts = JSON.parse(readFileSync(join(root, path), "utf8")) as Record<string, Omit<ArticleSource, "topic">>;
      return Object.entries(texts).map(([language, text]) => ({ ...text, topic: basename(path, ".json"), language }));
    });
  const many = Array.from({ length: MANY }, (_, i) => {
    const [one, other] = [few[i % few.length], few[(i * 7) % few.length]];
    if (one === undefined || other === undefined) throw new Error("there are no articles");
    return { ...one, topic: `${one.topic}-${i}`, body: `${one.body} word${i} ${other.body.slice(0, 200)}` };
  });
  const questions = readFileSync(join(root, "tests/worker/knowledge/questions.txt"), "utf8")
    .trim()
    .split("\n")
    .map((line) => line.split(" ").slice(2).join(" "));
  const [small, large] = [indexArticles(few, routing), indexArticles(many, routing)];
  const asked = (index: Uint8Array) => () => {
    for (const question of questions) searchArticles(index, question, "en", 3, routing);
  };
  const [salon, thousand, making] = microsecondsInTurn([
    asked(small),
    asked(large),
    () => void indexArticles(many, routing),
  ] as const);
  const size = (index: Uint8Array) => `${Math.round(index.length / 1024)} KB`;
  return [
    {
      name: `articles: the one that answers, of ${few.length} (table of ${size(small)})`,
      value: salon / questions.length,
      unit: "µs",
      bound: { atMost: 500 },
    },
    {
      name: `articles: the one that answers, of ${MANY} (table of ${size(large)})`,
      value: thousand / questions.length,
      unit: "µs",
      bound: { atMost: 5000 },
    },
    { name: `articles: the table of ${MANY}`, value: making, unit: "µs", bound: { atMost: 500_000 } },
  ];
}
