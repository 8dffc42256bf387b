// The checks that look for what must not be there find it, and leave alone what only looks like it. Samples are put together
// here, so that the check of the repository does not find them in this file.
import assert from "node:assert/strict";
import { test } from "node:test";
import { bannedIn } from "../../scripts/checks/banned.ts";
import { parserFaults, tableRows } from "../../scripts/checks/parsers.ts";
import { looksDrawn, secretFaults, secretsIn } from "../../scripts/checks/secrets.ts";

const found = (text: string, own: string[] = []) => secretsIn("workers/some.ts", text, own);

test("a key of a kind that is known is found by its kind", () => {
  const samples: [RegExp, string][] = [
    [/a private key/, `-----BEGIN ${"PRIVATE KEY"}-----`],
    [/AWS/, `const id = "${"AKIA"}${"ABCDEFGHIJKLMNOP"}";`],
    [/GitHub/, `${"ghp"}_${"a1".repeat(20)}`],
    [/Slack/, `${"xoxb"}-${"1234567890"}`],
    [/Stripe/, `${"sk"}_live_${"abcdEFGH12345678"}`],
    [/password/, `postgres://${"user"}:${"hunter22"}@db.example/x`],
  ];
  for (const [what, text] of samples) assert.match(found(text).join(), what);
});

test("a text that was drawn by lot is found, and words, digests in hexadecimal and paths are not", () => {
  const drawn = Buffer.from(Array.from({ length: 32 }, (_, i) => (i * 151 + 77) % 256)).toString("base64url");
  assert.ok(looksDrawn(drawn));
  assert.match(found(`const key = "${drawn}";`).join(), /drawn by lot/);
  assert.deepEqual(found(`"${"0123456789abcdef".repeat(4)}"`), []);
  assert.deepEqual(found("theCompensationIsNeverComputedTwiceForOneVisit2026"), []);
  assert.deepEqual(found("PUBLIC_ORIGIN/api/v1/salons/thandi-hair/team/members"), []);
  assert.deepEqual(secretsIn("package-lock.json", `"sha512-${drawn}"`), []);
});

test("a secret of this machine is found wherever it stands, and is not repeated by the fault", () => {
  const own = "only-this-machine-knows-it";
  for (const path of ["README.md", "package-lock.json", "tests/vectors/cases/a.json"]) {
    const faults = secretsIn(path, `one line\nTOKEN=${own}\n`, [own]);
    assert.deepEqual(faults, [`${path}:2: holds a secret of this machine`]);
  }
});

test("the repository holds no secret, and every secret of the Worker is made, deployed and told of", () => {
  assert.deepEqual(secretFaults(), []);
});

test("what opens the door to an attack is found in code, and may be named in a comment", () => {
  const dangerous = [
    "const x = eval(text);",
    "new Function(text)",
    "const id = Math.random();",
    'crypto.subtle.digest("SHA-1", bytes)',
    "node.innerHTML = name;",
    "return raw(name);",
    "await fetch(url)",
    "localStorage.token = token;",
    'const origin = "http://book.example.com";',
    "target.__proto__ = source;",
  ];
  for (const line of dangerous) assert.equal(bannedIn("workers/some.ts", `\n${line}\n`).length, 1, line);
  for (const line of [
    "// never eval( text",
    " * Math.random would do",
    "const y = app.fetch(request);",
    '"http://localhost:1"',
  ]) {
    assert.deepEqual(bannedIn("workers/some.ts", line), [], line);
  }
  assert.deepEqual(bannedIn("public/app.js", "fetch(href)"), []);
});

test("every reader of what others send is in the table, and the table names what is there", () => {
  assert.deepEqual(parserFaults(), []);
  const [row, ...more] = tableRows(
    '| `parseThing` | `workers/thing.ts` | `tests/thing.test.ts` "any text, or none" |\n| x |',
  );
  assert.deepEqual(row, {
    reader: "parseThing",
    file: "workers/thing.ts",
    by: "tests/thing.test.ts",
    test: "any text, or none",
  });
  assert.deepEqual(more, []);
});
