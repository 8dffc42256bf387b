import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { seal, sealAll } from "../../../workers/commands/compliance/seal.ts";
import { growTree, leavesOf, verifyClaims } from "../../../workers/engine/compliance/audit.ts";
import { compliance } from "../../../workers/engine/shipped.ts";
import { readCheckpoint, signCheckpoint, verifierKey } from "../../../workers/note.ts";
import { at, bookCut, count, done, NOW, openSalon, rows, TUESDAY_NINE } from "../commands/surroundings.ts";
import { grow, sql, tamper, trailOf } from "./trail.ts";

const MINUTE_LATER = NOW + 1;

async function leaves(salon: string): Promise<Uint8Array> {
  const { results } = await sql("SELECT leaf FROM audit WHERE salon_id = ?1 ORDER BY seq", salon).all<{
    leaf: number[];
  }>();
  return Uint8Array.from(results.flatMap(({ leaf }) => leaf));
}

async function checkpoints(salon: string): Promise<{ size: number; root: Uint8Array; note: string }[]> {
  const { results } = await sql(
    "SELECT size, root, note FROM checkpoint WHERE salon_id = ?1 ORDER BY size",
    salon,
  ).all<{ size: number; root: number[]; note: string }>();
  return results.map((row) => ({ ...row, root: Uint8Array.from(row.root) }));
}

test("the minute's sweep seals what is new: the root is the one that the leaves alone give", async () => {
  const salon = await trailOf(300);
  await sealAll(at(MINUTE_LATER));
  const [checkpoint, ...more] = await checkpoints(salon);
  expect([checkpoint?.size, more.length]).toEqual([300, 0]);
  const nodes = [{ height: 0, first: 0, hashes: await leaves(salon) }];
  expect(checkpoint?.root).toEqual(growTree({ size: 300, nodes, roots: [300] }, compliance).roots[0]);
  expect(await rows("SELECT height, count(*) AS n FROM audit_tile WHERE salon_id = ?1 GROUP BY height", salon)).toEqual(
    [
      { height: 0, n: 18 },
      { height: 1, n: 1 },
    ],
  );
});

test("a checkpoint is a signed note that says size and root, kept in the database and outside of it", async () => {
  const salon = await trailOf(3);
  await seal(at(MINUTE_LATER), salon);
  const [checkpoint] = await checkpoints(salon);
  const note = checkpoint?.note ?? "";
  expect(note.split("\n").slice(0, 2)).toEqual([`localhost:8787/${salon}`, "3"]);
  expect(await readCheckpoint(env, salon, note)).toMatchObject({ size: 3, root: checkpoint?.root });
  expect(await (await env.R2.get(`checkpoints/${salon}/0000000003`))?.text()).toBe(note);
  expect(await (await env.R2.get(`latest/${salon}`))?.text()).toBe(note);
});

test("a note that was changed, or that another key or name signed, is none", async () => {
  const made = { origin: "book.example.com/x", size: 7, root: new Uint8Array(32).fill(1) };
  const note = await signCheckpoint(env, made);
  expect(await readCheckpoint(env, "x", note)).toEqual(made);
  expect(await readCheckpoint(env, "y", note)).toBeNull();
  const key = await verifierKey(env, made.origin);
  expect(key).toMatch(/^book\.example\.com\/x\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}$/);
  const changes = [
    note.replace("\n7\n", "\n8\n"),
    note.replaceAll("example.com/x", "example.com/y"),
    note.replace("/x\n7", "/y\n7"),
    note.replace("AQEB", "AQEC"),
    note.slice(0, -3),
    `${note}x`,
    "",
  ];
  for (const changed of changes) expect(await readCheckpoint(env, "x", changed), changed).toBeNull();
  const other = { ...env, AUDIT_SIGNING_KEY: btoa("another-key-of-the-tests-32-byte").replace("=", "") };
  expect(await readCheckpoint(other, "x", note)).toBeNull();
});

test("nothing new seals nothing, and every later checkpoint continues every earlier one", async () => {
  const salon = await trailOf(1);
  for (const more of [0, 1, 14, 1, 0, 250, 3, 700]) {
    await grow(salon, more);
    expect((await seal(at(MINUTE_LATER), salon)).fault).toBeNull();
  }
  const made = await checkpoints(salon);
  expect(made.map(({ size }) => size)).toEqual([1, 2, 16, 17, 267, 270, 970]);
  const nodes = [{ height: 0, first: 0, hashes: await leaves(salon) }];
  for (const [i, later] of made.entries()) {
    const earlier = made.slice(0, i);
    const from = earlier.map(({ size }) => size);
    const { consistency } = growTree({ size: later.size, nodes, consistency: from }, compliance);
    const claims = earlier.map(({ size, root }, k) => ({
      from: size,
      fromRoot: root,
      size: later.size,
      root: later.root,
      path: consistency[k] ?? [],
    }));
    expect(verifyClaims([], claims, compliance)).toEqual(earlier.map(() => true));
  }
});

test("a log keeps its name when the platform moves", async () => {
  const salon = await trailOf(1);
  await seal(at(NOW, { ...env, PUBLIC_ORIGIN: "https://old.example" }), salon);
  await grow(salon, 1);
  await seal(at(NOW, { ...env, PUBLIC_ORIGIN: "https://new.example" }), salon);
  expect((await checkpoints(salon)).map(({ note }) => note.split("/")[0])).toEqual(["old.example", "old.example"]);
});

test("more than one checkpoint may cover is sealed by several in turn", async () => {
  const salon = await trailOf(5000);
  expect(await seal(at(MINUTE_LATER), salon)).toEqual({ size: 5000, fault: null });
  expect((await checkpoints(salon)).map(({ size }) => size)).toEqual([2048, 4096, 5000]);
});

test("the salon is mailed one checkpoint a day, where it has an address", async () => {
  const salon = await trailOf(1);
  for (const now of [NOW, NOW + 5, NOW + 1439, NOW + 1440]) {
    await grow(salon, 1);
    await seal(at(now), salon);
  }
  const told = await rows("SELECT payload FROM outbox WHERE salon_id = ?1 AND kind = 'checkpoint.made'", salon);
  expect(told.map(({ payload }) => JSON.parse(String(payload)).size).sort()).toEqual([2, 5]);
});

test("a booking writes the same rows as before: the tree is the sweep's", async () => {
  const { slug } = await openSalon();
  done(await bookCut(at(NOW), slug, TUESDAY_NINE));
  expect([await count("audit", slug), await count("audit_tile", slug)]).toEqual([2, 0]);
  expect([await count("audit_subject", slug), await count("checkpoint", slug)]).toEqual([0, 0]);
});

test("sixteen writers and four sweeps at once: numbers without gaps, one trail, every checkpoint within the next", async () => {
  const { slug } = await openSalon();
  const writers = Array.from({ length: 16 }, async (_, writer) => {
    for (let turn = 0; turn < 5; turn++) {
      await bookCut(at(NOW), slug, TUESDAY_NINE + 1440 * (turn % 3) + 15 * writer);
    }
  });
  const sweeps = Array.from({ length: 4 }, async () => {
    for (let turn = 0; turn < 6; turn++) expect((await seal(at(NOW), slug)).fault).toBeNull();
  });
  await Promise.all([...writers, ...sweeps]);
  const { size } = await seal(at(NOW), slug);
  const numbers = await rows("SELECT seq FROM audit WHERE salon_id = ?1 ORDER BY seq", slug);
  expect(size).toBeGreaterThan(16);
  expect(numbers.map(({ seq }) => seq)).toEqual(Array.from({ length: size }, (_, i) => i + 1));
  const made = await checkpoints(slug);
  const nodes = [{ height: 0, first: 0, hashes: await leaves(slug) }];
  const sizes = made.map((one) => one.size);
  expect(growTree({ size, nodes, roots: sizes }, compliance).roots).toEqual(made.map(({ root }) => root));
});

test("the database takes no checkpoint backwards, and changes or forgets none", async () => {
  const salon = await trailOf(4);
  await seal(at(NOW), salon);
  const insert = (size: number) =>
    sql(
      "INSERT INTO checkpoint (salon_id, size, root, note, told, at) VALUES (?1, ?2, zeroblob(32), '', 0, 0)",
      salon,
      size,
    ).run();
  await expect(insert(3)).rejects.toThrow("guard: checkpoint");
  await expect(sql("UPDATE checkpoint SET at = 1 WHERE salon_id = ?1", salon).run()).rejects.toThrow("append-only");
  await expect(sql("DELETE FROM checkpoint WHERE salon_id = ?1", salon).run()).rejects.toThrow("append-only");
});

test("a database that was set back is not signed: the copy outside knows more", async () => {
  const salon = await trailOf(20);
  await seal(at(NOW), salon);
  await grow(salon, 5);
  await seal(at(NOW), salon);
  await tamper(
    sql("DELETE FROM audit WHERE salon_id = ?1 AND seq > 20", salon),
    sql("DELETE FROM checkpoint WHERE salon_id = ?1 AND size > 20", salon),
  );
  await grow(salon, 2);
  expect((await seal(at(NOW), salon)).fault).toEqual({ what: "outside", first: 1, last: 25 });
});

test("the module that ships hashes an entry as the commit does", async () => {
  const salon = await trailOf(2);
  const { results } = await sql("SELECT entry FROM audit WHERE salon_id = ?1 ORDER BY seq", salon).all<{
    entry: string;
  }>();
  const hashed = leavesOf(
    results.map(({ entry }) => entry),
    compliance,
  );
  expect(Uint8Array.from(hashed.flatMap((leaf) => [...leaf]))).toEqual(await leaves(salon));
});
