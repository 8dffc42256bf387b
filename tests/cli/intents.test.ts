// corectl intents: a classifier trained and judged on anybody's texts.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { root } from "../../scripts/local/process.ts";

const folder = mkdtempSync(join(tmpdir(), "intents-"));
const corectl = (...args: string[]) =>
  spawnSync(join(root, "build/native/corectl"), ["intents", ...args], { encoding: "utf8" });

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const times = ["nine", "noon", "half past two", "closing time"];
const pairs = days.flatMap((day) => times.map((time) => [day, time]));
const rows = pairs.flatMap(([day, time]) => [
  `"Please book me, a cut on ${day} at ${time}",book`,
  `I will not come on ${day} at ${time},cancel`,
  `"How much is a ""gel"" set on ${day} at ${time}?",price`,
]);
const train = file("train.csv", `text,label\n${rows.join("\n")}\n`);
const questions = ["book me a trim on Friday,book", "I cannot come on Sunday,cancel", "how much is a cut,price"];
const judged = file("test.csv", `text,label\r\n${questions.join("\r\n")}\r\n`);

test("what was trained on a file is judged on another, within the bytes that were asked for", () => {
  const model = join(folder, "model.bin");
  const { status, stdout } = corectl("--train", train, "--test", judged, "--bytes", "50000", "--out", model);
  assert.equal(status, 0);
  assert.match(stdout, /^3 labels, \d+ texts trained on, \d+ held out; \d+ bytes/);
  assert.match(stdout, /^test: 100\.00 % of 3 right/m);
  assert.ok(statSync(model).size <= 50_000);
});

test("the same texts make the same model, byte for byte", () => {
  const [one, other] = ["one.bin", "other.bin"].map((name) => join(folder, name));
  for (const path of [one, other]) assert.equal(corectl("--train", train, "--out", path ?? "").status, 0);
  assert.deepEqual(readFileSync(one ?? ""), readFileSync(other ?? ""));
});

test("CLINC's parts are read from its JSON, and what is out of scope is turned away", () => {
  const inside = pairs.flatMap(([day, time]) => [
    [`book a cut on ${day} at ${time}`, "book"],
    [`cancel my visit on ${day} at ${time}`, "cancel"],
  ]);
  const oos = ["who won the match", "tell me a joke", "is there life upon Mars", "name three rivers"].flatMap(
    (text) => [
      [text, "oos"],
      [`${text} again`, "oos"],
    ],
  );
  const json = { train: inside, val: inside, test: inside, oos_train: oos, oos_val: oos, oos_test: oos };
  const { status, stdout } = corectl("--train", file("data.json", JSON.stringify(json)));
  assert.equal(status, 0);
  assert.match(stdout, /^test: 100\.00 % of 56 right/m);
  assert.ok(Number(/out of scope: ([\d.]+) % of 8 turned away/.exec(stdout)?.[1]) >= 75);
});

test("files that are none and labels that were not trained are not understood", () => {
  assert.equal(corectl("--train", join(folder, "nowhere.csv")).status, 2);
  assert.equal(corectl("--train", file("one.csv", "text,label\nonly a text\n")).status, 2);
  assert.equal(corectl("--train", file("bad.json", "[")).status, 2);
  assert.equal(corectl("--train", train, "--test", file("new.csv", "text,label\nhello,greeting\n")).status, 2);
  assert.equal(corectl("--train").status, 2);
});
