// Seal a salon's audit trail: build the tree on over the entries that came since the last checkpoint, and sign the new root.
//
// Nothing is signed that does not verify: each new entry must hash to its leaf, none may be missing, the tree must continue
// the one that was signed before, and the copy of that checkpoint outside the database must say the same. Whoever altered
// the trail meanwhile stops the sealing, and the fault is kept for the operator. The request path has no part in this, and
// of two sweeps at once one is refused and does no harm.

import { growTree, leavesOf, type Nodes, type Tile, verifyClaims } from "../../engine/compliance/audit.ts";
import { EngineError } from "../../engine/module.ts";
import { compliance } from "../../engine/shipped.ts";
import { originOf, readCheckpoint, signCheckpoint } from "../../note.ts";
import {
  type AuditFault,
  askEntries,
  askLength,
  type EntryRow,
  indexSubjects,
  insertTiles,
  type LengthRow,
  recordFaults,
  salonsToSeal,
} from "../../store/compliance/audit-tree.ts";
import {
  askCheckpoint,
  askLastTold,
  askLatestCheckpoint,
  type CheckpointRow,
  insertCheckpoint,
  keepOutside,
  latestOutside,
  type ToldRow,
} from "../../store/compliance/checkpoints.ts";
import { CommitRefused, commit, database, read } from "../../store/database.ts";
import { insertMessage } from "../../store/outbox.ts";
import { hex, newId } from "../../token.ts";
import type { CommandContext } from "../command.ts";
import { announce } from "../deciding/commit.ts";
import { BrokenTrail, leavesIn, readNodes } from "./tree.ts";

/** Entries under one checkpoint at most; the next one takes up where it ended. */
const AT_ONCE = 2048;
/** Checkpoints of one salon in one sweep. */
const IN_TURN = 8;
/** Salons of one sweep. */
const SWEPT = 200;
/** A salon is mailed at most one checkpoint a day. */
const DAY = 1440;

/** `size`: entries that the last checkpoint covers. `fault`: why no more was signed. */
export interface Sealed {
  size: number;
  fault: AuditFault | null;
}

/** Seals what the last minute brought, over all salons. */
export async function sealAll(ctx: CommandContext): Promise<void> {
  for (const salon of await salonsToSeal(ctx.env, SWEPT)) {
    // One salon's broken trail must not keep the others' open.
    await seal(ctx, salon).catch((error: unknown) => {
      const failure = error instanceof Error ? error.name : "unknown";
      console.error(JSON.stringify({ level: "error", event: "seal", trace: ctx.trace, salon, failure }));
    });
  }
}

export async function seal(ctx: CommandContext, salon: string): Promise<Sealed> {
  const db = database(ctx.env, salon);
  let size = 0;
  try {
    for (let turn = 0; turn < IN_TURN; turn++) {
      const next = await sealOnce(ctx, db, salon);
      size = next.size;
      if (next.done) break;
    }
    return { size, fault: null };
  } catch (error) {
    if (!(error instanceof BrokenTrail)) throw error;
    const { fault } = error;
    console.error(JSON.stringify({ level: "error", event: "audit-fault", trace: ctx.trace, salon, ...fault }));
    await commit(db, [recordFaults(db, salon, [fault], ctx.now)]);
    return { size, fault };
  }
}

async function sealOnce(ctx: CommandContext, db: D1Database, salon: string): Promise<{ size: number; done: boolean }> {
  const [[last], [trail], [told]] = await read<[CheckpointRow, LengthRow, ToldRow]>(db, [
    askLatestCheckpoint(db, salon),
    askLength(db, salon),
    askLastTold(db, salon),
  ]);
  const sealed = last?.size ?? 0;
  const length = trail?.length ?? 0;
  if (length < sealed) throw new BrokenTrail({ what: "missing", first: length + 1, last: sealed });
  await mustAgreeOutside(ctx, db, salon, sealed);
  const size = Math.min(length, sealed + AT_ONCE);
  if (size === sealed) return { size, done: true };

  const [entries] = await read<[EntryRow]>(db, [askEntries(db, salon, sealed + 1, size)]);
  mustBeWhole(entries, sealed + 1, size);
  const { origin, root, tiles } = await grown(ctx, db, salon, last, size, entries);
  const note = await signCheckpoint(ctx.env, { origin, size, root });
  const tells = ctx.now - (told?.at ?? -DAY) >= DAY;
  const message = newId();
  try {
    await commit(db, [
      ...insertCheckpoint(db, salon, sealed, { size, root, note, told: tells }, ctx.now),
      ...(tiles.length === 0 ? [] : [insertTiles(db, salon, tiles.map(inHex))]),
      indexSubjects(db, salon, sealed, size),
      ...(tells ? [insertMessage(db, salon, message, { kind: "checkpoint.made", payload: { size } }, ctx.now)] : []),
    ]);
  } catch (error) {
    if (error instanceof CommitRefused && error.rule === "checkpoint") return { size, done: false };
    throw error;
  }
  await keepOutside(ctx.env, salon, size, note);
  if (tells) announce(ctx, salon, message);
  return { size, done: size === length };
}

const inHex = ({ height, position, hashes }: Tile) => ({ height, position, hashes: hex(hashes) });

/** Every number is there once, and every leaf is its entry's. */
function mustBeWhole(entries: readonly EntryRow[], first: number, last: number): void {
  for (let i = 0; i <= last - first; i++) {
    const seq = first + i;
    if (entries[i]?.seq !== seq) throw new BrokenTrail({ what: "missing", first: seq, last: seq });
  }
  const leaves = leavesOf(
    entries.map(({ entry }) => entry),
    compliance,
  );
  for (const [i, { seq, leaf }] of entries.entries()) {
    if (!same(leaves[i], leaf)) throw new BrokenTrail({ what: "entry", first: seq, last: seq });
  }
}

/**
 * The new root and tiles, once the tree is proved to continue the checkpoint that our key signed. The log keeps the name
 * that it began with, wherever the platform moves.
 */
async function grown(
  ctx: CommandContext,
  db: D1Database,
  salon: string,
  last: CheckpointRow | undefined,
  size: number,
  entries: readonly EntryRow[],
): Promise<{ origin: string; root: Uint8Array; tiles: Tile[] }> {
  const sealed = last?.size ?? 0;
  const fresh: Nodes = { height: 0, first: sealed, hashes: leavesIn(entries) };
  const nodes = [...(await readNodes(db, salon, sealed)), fresh];
  const consistency = last === undefined ? [] : [sealed];
  const tree = grownFrom(size, nodes, sealed, consistency);
  const [root = new Uint8Array()] = tree.roots;
  if (last === undefined) return { origin: originOf(ctx.env, salon), root, tiles: tree.tiles };
  const signed = await readCheckpoint(ctx.env, salon, last.note);
  const path = tree.consistency[0] ?? [];
  const claim = { from: sealed, fromRoot: Uint8Array.from(last.root), size, root, path };
  const holds = verifyClaims([], [claim], compliance)[0] === true;
  if (!holds || signed?.size !== sealed || !same(signed.root, last.root)) {
    throw new BrokenTrail({ what: "checkpoint", first: 1, last: sealed });
  }
  return { origin: signed.origin, root, tiles: tree.tiles };
}

function grownFrom(size: number, nodes: Nodes[], sealed: number, consistency: number[]) {
  try {
    return growTree({ size, nodes, roots: [size], consistency, tilesFrom: sealed }, compliance);
  } catch (error) {
    if (error instanceof EngineError) throw new BrokenTrail({ what: "tile", first: 1, last: sealed });
    throw error;
  }
}

/** The checkpoint that lies outside is one of ours: a database that was set back, or signed anew, has not this one. */
export async function mustAgreeOutside(
  ctx: CommandContext,
  db: D1Database,
  salon: string,
  sealed: number,
): Promise<void> {
  const note = await latestOutside(ctx.env, salon);
  if (note === null) return; // the copy of the first one was lost on its way
  const outside = await readCheckpoint(ctx.env, salon, note);
  const [[row]] = await read<[CheckpointRow]>(db, [askCheckpoint(db, salon, outside?.size ?? 0)]);
  if (outside === null || row?.note !== note) {
    throw new BrokenTrail({ what: "outside", first: 1, last: Math.max(sealed, outside?.size ?? 1) });
  }
}

export function same(a: Uint8Array | undefined, b: ArrayLike<number>): boolean {
  return a !== undefined && a.length === b.length && a.every((byte, i) => byte === b[i]);
}
