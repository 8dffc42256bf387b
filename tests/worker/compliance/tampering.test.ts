import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { type CheckAnswer, checkTrail } from "../../../workers/commands/compliance/check.ts";
import { seal } from "../../../workers/commands/compliance/seal.ts";
import { growTree } from "../../../workers/engine/compliance/audit.ts";
import { compliance } from "../../../workers/engine/shipped.ts";
import { signCheckpoint } from "../../../workers/note.ts";
import { type AuditFault, openFaults } from "../../../workers/store/compliance/audit-tree.ts";
import { hex } from "../../../workers/token.ts";
import { at, done, NOW, rows } from "../commands/surroundings.ts";
import { grow, ODD, rewritten, sql, tamper, trailOf } from "./trail.ts";

/** 600 entries, two checkpoints: whole tiles of two heights, and a rest of 8 that no tile holds. */
async function sealedTrail(): Promise<string> {
  const salon = await trailOf(580);
  await seal(at(NOW), salon);
  await grow(salon, 20);
  await seal(at(NOW), salon);
  return salon;
}

const checked = async (salon: string, first = 1): Promise<CheckAnswer> =>
  done(await checkTrail(at(NOW), salon, { first }));
const faults = async (salon: string): Promise<AuditFault[]> => (await checked(salon)).faults;
const one = (what: AuditFault["what"], seq: number): AuditFault => ({ what, first: seq, last: seq });

test("a whole trail is found whole, to its end", async () => {
  const salon = await sealedTrail();
  expect(await checked(salon)).toEqual({ salon, first: 1, last: 600, sealed: 600, faults: [], next: null });
});

test("an entry that was changed is named", async () => {
  const salon = await sealedTrail();
  await tamper(await rewritten(salon, 77, false), await rewritten(salon, 598, false));
  expect(await faults(salon)).toEqual([one("entry", 77), one("entry", 598)]);
});

test("a leaf that was changed is named", async () => {
  const salon = await sealedTrail();
  await tamper(sql("UPDATE audit SET leaf = ?2 WHERE salon_id = ?1 AND seq = 300", salon, ODD));
  expect(await faults(salon)).toContainEqual(one("leaf", 300));
});

test("an entry changed together with its leaf is named, by the tile it stands against", async () => {
  const salon = await sealedTrail();
  await tamper(await rewritten(salon, 41, true));
  const found = await faults(salon);
  expect(found).toContainEqual(one("row", 41));
  expect(found.filter(({ what }) => what === "row")).toHaveLength(1);
});

test("two entries that changed places are named", async () => {
  const salon = await sealedTrail();
  await tamper(
    sql("UPDATE audit SET seq = 9999 WHERE salon_id = ?1 AND seq = 100", salon),
    sql("UPDATE audit SET seq = 100 WHERE salon_id = ?1 AND seq = 401", salon),
    sql("UPDATE audit SET seq = 401 WHERE salon_id = ?1 AND seq = 9999", salon),
  );
  const found = await faults(salon);
  expect(found.filter(({ what }) => what === "row")).toEqual([one("row", 100), one("row", 401)]);
});

test("an entry that was taken out is named, and one that was taken out with those after it moved up", async () => {
  const salon = await sealedTrail();
  await tamper(sql("DELETE FROM audit WHERE salon_id = ?1 AND seq = 222", salon));
  expect(await faults(salon)).toEqual([one("missing", 222)]);
  const other = await sealedTrail();
  await tamper(
    sql("DELETE FROM audit WHERE salon_id = ?1 AND seq = 222", other),
    sql("UPDATE audit SET seq = seq + 10000 WHERE salon_id = ?1 AND seq > 222", other),
    sql("UPDATE audit SET seq = seq - 10001 WHERE salon_id = ?1 AND seq > 10000", other),
  );
  const moved = await faults(other);
  expect(moved[0]?.first).toBe(222);
});

test("an entry that was slipped in is named", async () => {
  const salon = await sealedTrail();
  await tamper(
    ...Array.from({ length: 4 }, (_, i) =>
      sql("UPDATE audit SET seq = ?2 WHERE salon_id = ?1 AND seq = ?3", salon, 601 - i, 600 - i),
    ),
    sql(
      "INSERT INTO audit (salon_id, seq, leaf, entry, at) SELECT salon_id, 597, leaf, entry, at FROM audit WHERE salon_id = ?1 AND seq = 5",
      salon,
    ),
  );
  expect(await faults(salon)).toEqual([{ what: "checkpoint", first: 581, last: 600 }]);
});

test("the last entries taken away are named", async () => {
  const salon = await sealedTrail();
  await tamper(sql("DELETE FROM audit WHERE salon_id = ?1 AND seq > 598", salon));
  expect(await faults(salon)).toEqual([one("missing", 599), one("missing", 600)]);
  expect((await seal(at(NOW), salon)).fault).toEqual({ what: "missing", first: 599, last: 600 });
});

test("an entry rewritten with its leaf where no tile is, is narrowed to the checkpoint that covered it", async () => {
  const salon = await sealedTrail();
  await tamper(await rewritten(salon, 597, true));
  expect(await faults(salon)).toEqual([{ what: "checkpoint", first: 581, last: 600 }]);
});

/** The tile made over to hold `node` at its place. */
const retiled = (salon: string, height: number, position: number, place: number, node: string) =>
  sql(
    `UPDATE audit_tile SET hashes = unhex(substr(hex(hashes), 1, ${place * 64}) || hex(${node}) || substr(hex(hashes), ${place * 64 + 65}))
     WHERE salon_id = ?1 AND height = ?2 AND position = ?3`,
    salon,
    height,
    position,
  );
const LEAF_33 = "(SELECT leaf FROM audit WHERE salon_id = ?1 AND seq = 33)";

test("an entry rewritten with its leaf and its tile is named by the tile above", async () => {
  const salon = await sealedTrail();
  await tamper(await rewritten(salon, 33, true), retiled(salon, 0, 2, 0, LEAF_33));
  expect(await faults(salon)).toEqual([{ what: "tile", first: 33, last: 48 }]);
});

test("an entry rewritten with every hash above it is narrowed to the checkpoint that was signed over it", async () => {
  const salon = await sealedTrail();
  await tamper(await rewritten(salon, 33, true), retiled(salon, 0, 2, 0, LEAF_33));
  const tile = await sql(
    "SELECT hashes FROM audit_tile WHERE salon_id = ?1 AND height = 0 AND position = 2",
    salon,
  ).first<{
    hashes: number[];
  }>();
  const nodes = [{ height: 0, first: 0, hashes: Uint8Array.from(tile?.hashes ?? []) }];
  const root = growTree({ size: 16, nodes, roots: [16] }, compliance).roots[0] ?? ODD;
  await tamper(retiled(salon, 1, 0, 2, `x'${hex(root)}'`));
  expect(await faults(salon)).toEqual([{ what: "checkpoint", first: 1, last: 580 }]);
});

test("a tile that was changed or taken away is named", async () => {
  const salon = await sealedTrail();
  await tamper(sql("DELETE FROM audit_tile WHERE salon_id = ?1 AND height = 0 AND position = 10", salon));
  expect(await faults(salon)).toContainEqual({ what: "tile", first: 161, last: 176 });
  const other = await sealedTrail();
  await tamper(
    sql("UPDATE audit_tile SET hashes = zeroblob(512) WHERE salon_id = ?1 AND height = 1 AND position = 1", other),
  );
  expect((await faults(other)).filter(({ what }) => what === "tile")).toHaveLength(16);
});

test("a checkpoint made over, even one with a fitting root, is named: the key did not sign it", async () => {
  const salon = await sealedTrail();
  const thief = { ...env, AUDIT_SIGNING_KEY: btoa("another-key-of-the-tests-32-byte").replace("=", "") };
  const row = await sql("SELECT root FROM checkpoint WHERE salon_id = ?1 AND size = 600", salon).first<{
    root: number[];
  }>();
  const note = await signCheckpoint(thief, {
    origin: `localhost:8787/${salon}`,
    size: 600,
    root: Uint8Array.from(row?.root ?? []),
  });
  await tamper(sql("UPDATE checkpoint SET note = ?2 WHERE salon_id = ?1 AND size = 600", salon, note));
  expect(await faults(salon)).toEqual([
    { what: "checkpoint", first: 581, last: 600 },
    { what: "outside", first: 1, last: 600 },
  ]);
});

test("a trail that does not verify is not signed, is counted, and counts no more once it is whole again", async () => {
  const salon = await trailOf(40);
  await seal(at(NOW), salon);
  await grow(salon, 3);
  const before = await openFaults(env);
  const original = await sql("SELECT entry FROM audit WHERE salon_id = ?1 AND seq = 42", salon).first<{
    entry: string;
  }>();
  await tamper(await rewritten(salon, 42, false));
  expect(await seal(at(NOW), salon)).toEqual({ size: 0, fault: one("entry", 42) });
  expect(await openFaults(env)).toBe(before + 1);
  expect(await rows("SELECT max(size) AS size FROM checkpoint WHERE salon_id = ?1", salon)).toEqual([{ size: 40 }]);
  await tamper(sql("UPDATE audit SET entry = ?2 WHERE salon_id = ?1 AND seq = 42", salon, original?.entry));
  expect(await faults(salon)).toEqual([]);
  expect(await openFaults(env)).toBe(before);
  expect(await seal(at(NOW), salon)).toEqual({ size: 43, fault: null });
});

test("a sealed leaf that the new root rests on is not built on when it was altered", async () => {
  const salon = await trailOf(40);
  await seal(at(NOW), salon);
  await tamper(await rewritten(salon, 39, true));
  await grow(salon, 1);
  expect((await seal(at(NOW), salon)).fault).toEqual({ what: "checkpoint", first: 1, last: 40 });
});

test("a long trail is checked page by page, each call going on where the last one ended", async () => {
  const salon = await trailOf(4200);
  await seal(at(NOW), salon);
  const first = await checked(salon);
  expect([first.last, first.next, first.faults]).toEqual([4096, 4097, []]);
  expect(await checked(salon, 4097)).toEqual({ salon, first: 4097, last: 4200, sealed: 4200, faults: [], next: null });
});
