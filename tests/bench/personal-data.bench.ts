// How fast personal data is found: the marked texts of tests/native/compliance/personal_data as one document, by the module
// that ships, natively, and by regular expressions; and how much slower the worst text is than ordinary words.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cmake } from "../../scripts/build.ts";
import { root } from "../../scripts/local/process.ts";
import { type PersonalSpan, personalSpans } from "../../workers/engine/compliance/personal-data.ts";
import { EngineModule } from "../../workers/engine/module.ts";
import { type Found, foundByPatterns } from "./rivals/patterns.ts";
import type { Row } from "./row.ts";
import { microsecondsInTurn } from "./timing.ts";

const BYTES = 1 << 20;
const WORDS = "Good morning, can I still come on Saturday at ten for a cut and colour? Thank you. ";
/** The slowest of those in tests/native/compliance/personal_data/linear.cpp, and others near them. */
const HOSTILE = {
  "almost telephones": "082 555 010 ",
  "cards with a wrong check digit": "4111 1111 1111 1112 ",
  "almost IPv6": "::1:2:3:4:5:6:7:8 ",
  "almost dates": "31/02/1990 ",
  "a@": "a@",
  pluses: "+",
};
/** Entities that both know by the same rules, so that they must agree on the texts. */
const COMPARABLE = ["id", "email", "url"];

function repeated(piece: string): string {
  const times = Math.ceil(BYTES / Buffer.byteLength(piece));
  return piece.repeat(times);
}

function markedTexts(): string {
  const folder = join(root, "tests/native/compliance/personal_data");
  return ["development.txt", "held_out.txt"]
    .flatMap((file) => readFileSync(join(folder, file), "utf8").split("\n"))
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => line.replace(/\[\[\w+\|(.*?)\]\]/g, "$1").replaceAll("\\n", "\n"))
    .join("\n\n");
}

function comparable(text: string, spans: (PersonalSpan | Found)[]): string[] {
  return spans
    .filter(({ entity }) => COMPARABLE.includes(entity))
    .map(({ entity, start, end }) => `${entity} ${text.slice(start, end)}`);
}

function nativeNanoseconds(texts: string[]): number[] {
  cmake("native", ["bench_personal_data"]);
  const folder = join(root, "build/bench");
  mkdirSync(folder, { recursive: true });
  const files = texts.map((text, i) => {
    const file = join(folder, `personal-data-${i}.txt`);
    writeFileSync(file, text);
    return file;
  });
  const told = execFileSync(join(root, "build/native/bench_personal_data"), files, { encoding: "utf8" });
  return told
    .trim()
    .split("\n")
    .map((line) => Number(line.split(" ")[0]));
}

export async function bench(): Promise<Row[]> {
  const compliance = new EngineModule(new WebAssembly.Module(readFileSync(join(root, "build/ship/compliance.wasm"))));
  const sample = markedTexts();
  const ours = comparable(sample, personalSpans(sample, compliance));
  const theirs = comparable(sample, foundByPatterns(sample));
  const apart = [...ours.filter((each) => !theirs.includes(each)), ...theirs.filter((each) => !ours.includes(each))];
  if (ours.length === 0 || apart.length > 0) throw new Error(`the finder and its rival disagree: ${apart.join("; ")}`);

  const texts = [repeated(sample), repeated(WORDS), ...Object.values(HOSTILE).map(repeated)];
  const [marked = "", words = ""] = texts;
  const [wasm, rival] = microsecondsInTurn([
    () => void personalSpans(marked, compliance),
    () => void foundByPatterns(marked),
  ] as const);
  const times = microsecondsInTurn(texts.slice(1).map((text) => () => void personalSpans(text, compliance)));
  const [onWords = 0, ...onHostile] = times;
  const worst = Math.max(...onHostile);
  const worstName = Object.keys(HOSTILE)[onHostile.indexOf(worst)];
  const [nativeMarked = 0, nativeWords = 0] = nativeNanoseconds([marked, words]);
  // Bytes a microsecond are megabytes a second.
  const speed = (text: string, microseconds: number) => Buffer.byteLength(text) / microseconds;
  return [
    { name: "personal data: messages dense with it, Wasm", value: speed(marked, wasm), unit: "MB/s" },
    { name: "personal data: ordinary words, Wasm", value: speed(words, onWords), unit: "MB/s" },
    { name: "personal data: messages dense with it, native", value: speed(marked, nativeMarked / 1000), unit: "MB/s" },
    { name: "personal data: ordinary words, native", value: speed(words, nativeWords / 1000), unit: "MB/s" },
    {
      name: "personal data: the same messages by regular expressions",
      value: speed(marked, rival),
      unit: "MB/s",
      against: "the finder's time",
      ratio: rival / wasm,
      bound: { atLeast: 2 },
    },
    {
      name: `personal data: the worst text (${worstName}), Wasm`,
      value: speed(words, worst),
      unit: "MB/s",
      against: "the time of ordinary words",
      ratio: worst / onWords,
      bound: { atMost: 16 },
    },
  ];
}
