// corectl spans: a file is looked through for personal data on any machine.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { root } from "../../scripts/local/process.ts";

const folder = mkdtempSync(join(tmpdir(), "spans-"));

function spansOf(text: string | Uint8Array, ...options: string[]) {
  const file = join(folder, "text");
  writeFileSync(file, text);
  const { status, stdout } = spawnSync(join(root, "build/native/corectl"), ["spans", "find", file, ...options], {
    encoding: "utf8",
  });
  return { status, lines: stdout.split("\n").filter(Boolean) };
}

test("what is somebody's is told by its place and kind, and the exit code says that something was found", () => {
  const text = "Sawubona, call 082 555 0101 or mail nomsa@example.com.\nID 8001015009087\n";
  const { status, lines } = spansOf(text);
  assert.equal(status, 1);
  const found = lines.map((line) => {
    const [begin, end, kind] = line.split("\t");
    return [kind, text.slice(Number(begin), Number(end))];
  });
  assert.deepEqual(found, [
    ["phone", "082 555 0101"],
    ["email", "nomsa@example.com"],
    ["identity", "8001015009087"],
  ]);
  assert.ok(lines.every((line) => !line.includes("nomsa")));
});

test("what was found is shown when asked for, a line each", () => {
  const { lines } = spansOf("mail nomsa@example.com", "--show", "text");
  assert.match(lines.join("\n"), /^5\t22\temail\t\d+\tnomsa@example\.com$/);
});

test("places are counted in bytes, past letters of several", () => {
  const [line = ""] = spansOf("Sí 💇 nomsa@example.com").lines;
  assert.deepEqual(line.split("\t").slice(0, 2), ["9", "26"]);
});

test("a file without any is found to hold none, and any bytes are looked through", () => {
  assert.deepEqual(spansOf("Nothing of anybody's in here.\n"), { status: 0, lines: [] });
  assert.equal(spansOf("").status, 0);
  const bytes = Uint8Array.from({ length: 100_000 }, (_, i) => (i * 7919) % 256);
  assert.ok([0, 1].includes(spansOf(bytes).status ?? -1));
});

test("a file that is not there and options that are none are not understood", () => {
  const run = (...args: string[]) => spawnSync(join(root, "build/native/corectl"), ["spans", "find", ...args]).status;
  assert.equal(run(join(folder, "nowhere")), 2);
  assert.equal(run(), 2);
  assert.equal(run(join(folder, "text"), "--show", "everything"), 2);
});
