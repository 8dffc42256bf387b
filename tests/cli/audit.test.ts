import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { root } from "../../scripts/local/process.ts";
import { Log } from "./log.ts";

const folder = mkdtempSync(join(tmpdir(), "corectl-"));
after(() => rmSync(folder, { recursive: true }));

let files = 0;
/** Writes a file and returns its path. */
function kept(content: unknown): string {
  const path = join(folder, String(files++));
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

function corectl(...args: string[]): { code: number; output: string } {
  const { status, stdout, stderr } = spawnSync(join(root, "build/native/corectl"), args, { encoding: "utf8" });
  return { code: status ?? -1, output: stdout + stderr };
}

const verify = (bundle: unknown, key: string) => corectl("audit", "verify", kept(bundle), "--key", key);

test("a bundle holds: note, consistency and every entry, for trees of many sizes", () => {
  const log = new Log(70);
  for (const size of [1, 2, 3, 8, 13, 64, 70]) {
    const from = Math.ceil(size / 3);
    const { code, output } = verify(log.bundle(size, from, [1, from, size]), log.verifierKey);
    assert.equal(code, 0, output);
    assert.match(output, /HOLDS\n$/);
    assert.ok(output.includes(`entry ${size} is proved: ${log.entries[size - 1]}`));
  }
});

test("a bundle that was changed in any one place does not hold", () => {
  const log = new Log(70);
  const whole = log.bundle(70, 20, [5, 33, 70]);
  type Bundle = typeof whole;
  const changes: Record<string, (bundle: Bundle) => unknown> = {
    "an entry": ({ entries: [entry] }) => entry && Object.assign(entry, { entry: `${entry.entry} ` }),
    "its number": ({ entries: [entry] }) => entry && Object.assign(entry, { seq: 6 }),
    "number nought": ({ entries: [entry] }) => entry && Object.assign(entry, { seq: 0 }),
    "a proof without its end": ({ entries: [entry] }) => entry?.proof.pop(),
    "a proof with more": ({ entries: [entry] }) => entry?.proof.push(entry.proof[0] ?? ""),
    "a proof turned round": ({ entries: [entry] }) => entry?.proof.reverse(),
    "a node that is none": ({ entries: [entry] }) => entry?.proof.splice(0, 1, "AAAA"),
    "another entry's proof": ({ entries: [one, two] }) => one && Object.assign(one, { proof: two?.proof }),
    "no consistency": ({ earlier }) => earlier.proof.splice(0),
    "another earlier checkpoint": ({ earlier }) => Object.assign(earlier, { note: log.note(21) }),
    "the size in the note": ({ checkpoint }) =>
      Object.assign(checkpoint, { note: checkpoint.note.replace("\n70\n", "\n71\n") }),
    "the size beside it": ({ checkpoint }) => Object.assign(checkpoint, { size: 71 }),
    "the root beside it": ({ checkpoint }) => Object.assign(checkpoint, { root: checkpoint.root.replace(/./, "_") }),
    "no signature": ({ checkpoint }) => Object.assign(checkpoint, { note: checkpoint.note.split("— ")[0] }),
    "no checkpoint": (bundle) => Object.assign(bundle, { checkpoint: null }),
  };
  for (const [what, change] of Object.entries(changes)) {
    const changed = structuredClone(whole);
    change(changed);
    const { code, output } = verify(changed, log.verifierKey);
    assert.equal(code, 1, `${what}: ${output}`);
    assert.match(output, /DOES NOT HOLD/);
  }
});

test("a note with another character anywhere is none", () => {
  const log = new Log(9);
  const whole = log.bundle(9, 4, [2]);
  const { note } = whole.checkpoint;
  for (let at = 0; at < note.length; at += 3) {
    const changed = structuredClone(whole);
    const other = note[at] === "A" ? "B" : "A";
    changed.checkpoint.note = note.slice(0, at) + other + note.slice(at + 1);
    assert.notEqual(verify(changed, log.verifierKey).code, 0, `character ${at}`);
  }
});

test("another key, or the same key under another name, signs nothing here", () => {
  const log = new Log(9);
  const other = new Log(9);
  const bundle = log.bundle(9, 4, [2]);
  assert.equal(verify(bundle, other.verifierKey).code, 1);
  assert.equal(verify(bundle, log.verifierKey.replace("thandi", "kaap")).code, 2);
  assert.equal(verify(bundle, "nonsense").code, 2);
});

test("a witness's signature beside ours is no harm", () => {
  const log = new Log(9);
  const bundle = log.bundle(9, 4, [2]);
  bundle.checkpoint.note += "— witness.example 8I0BAgME\n";
  assert.equal(verify(bundle, log.verifierKey).code, 0);
});

test("what is no bundle is not understood", () => {
  const { verifierKey } = new Log(1);
  for (const text of ["", "[]", "{", '{"format":"x"}', '{"format":"appointmentbooking-audit-1"}']) {
    assert.equal(verify(text, verifierKey).code, 2, text);
  }
  assert.equal(corectl().code, 2);
  assert.equal(corectl("audit", "verify", "/nowhere", "--key", verifierKey).code, 2);
  assert.equal(corectl("audit", "verify", kept("{}"), "--key").code, 2);
});

test("an export has the root that was signed", () => {
  const log = new Log(70);
  const notes = [12, 40, 70].flatMap((size) => ["--note", kept(log.note(size))]);
  const { code, output } = corectl("audit", "check", kept(log.export), ...notes, "--key", log.verifierKey);
  assert.equal(code, 0, output);
  assert.ok(output.includes(log.bundle(70, 1, []).checkpoint.root));
});

test("an export that was altered is found between the checkpoints around it", () => {
  const log = new Log(70);
  const notes = [12, 40, 70].flatMap((size) => ["--note", kept(log.note(size))]);
  const lines = log.export.trimEnd().split("\n");
  const check = (altered: string[]) =>
    corectl("audit", "check", kept(altered.join("\n")), ...notes, "--key", log.verifierKey);
  const [a = "", b = ""] = [lines[20], lines[30]];
  const entry = check(lines.with(20, a.replace("made", "MADE")));
  assert.equal(entry.code, 1);
  assert.match(entry.output, /entries 13 to 40 are not those that were signed/);
  const text = (line: string) => JSON.parse(line).entry as string;
  const swapped = check(
    lines.with(20, JSON.stringify({ seq: 21, entry: text(b) })).with(30, JSON.stringify({ seq: 31, entry: text(a) })),
  );
  assert.match(swapped.output, /entries 13 to 40/);
  assert.match(check(lines.toSpliced(50, 1)).output, /entry 51 is missing/);
  assert.match(check(lines.slice(0, 69)).output, /entries 41 to 70/);
  assert.equal(check(lines.toSpliced(5, 0, lines[5] ?? "")).code, 1);
});
