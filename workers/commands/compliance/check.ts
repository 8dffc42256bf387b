// Check a salon's whole audit trail and say where it was altered: every entry against its leaf, every leaf against the tile
// that the tree was made of, every tile against the one above, every signed checkpoint against the tree, and the last one
// against the copy outside the database. Page by page, so that the cost of a call is bounded.

import { growTree, leavesOf, type Nodes, TILE } from "../../engine/compliance/audit.ts";
import { compliance } from "../../engine/shipped.ts";
import { readCheckpoint } from "../../note.ts";
import { unknownSalon } from "../../problem.ts";
import {
  type AuditFault,
  askEntries,
  askLength,
  askTiles,
  clearFaults,
  type EntryRow,
  type LengthRow,
  recordFaults,
  type TileRow,
} from "../../store/compliance/audit-tree.ts";
import {
  askCheckpoints,
  askLatestCheckpoint,
  askSealedUpTo,
  type CheckpointRow,
} from "../../store/compliance/checkpoints.ts";
import { commit, database, read } from "../../store/database.ts";
import { askVersion, type VersionRow } from "../../store/snapshots.ts";
import type { CommandContext, Outcome } from "../command.ts";
import { asProblem, refused } from "../deciding/commit.ts";
import { mustAgreeOutside, same } from "./seal.ts";
import { BrokenTrail, completeTiles, leavesIn, readNodes, tileFault } from "./tree.ts";

/** Entries read at once: whole tiles of two heights. */
const PAGE = TILE * TILE;
/** Pages of one call. */
const PAGES = 16;
/** Faults told by one call; the first are what matters. */
const MOST_FAULTS = 100;

export interface CheckAnswer {
  salon: string;
  /** Entries that were checked, by seq. */
  first: number;
  last: number;
  /** How many the last checkpoint covers. */
  sealed: number;
  faults: AuditFault[];
  /** Where to go on; null when the end was reached. */
  next: number | null;
}

/** `first`: 1, or the last call's `next`. */
export async function checkTrail(
  ctx: CommandContext,
  salon: string,
  { first }: { first: number },
): Promise<Outcome<CheckAnswer>> {
  const db = database(ctx.env, salon);
  try {
    const [[known], [newest], [trail]] = await read<[VersionRow, CheckpointRow, LengthRow]>(db, [
      askVersion(db, salon),
      askLatestCheckpoint(db, salon),
      askLength(db, salon),
    ]);
    if (known === undefined) return refused(unknownSalon(salon));
    const sealed = newest?.size ?? 0;
    const length = Math.max(trail?.length ?? 0, sealed);
    const begin = first - 1 - ((first - 1) % PAGE);
    const end = Math.min(begin + PAGES * PAGE, length);
    const faults: AuditFault[] = [];
    for (let at = begin; at < end && faults.length < MOST_FAULTS; at += PAGE) {
      faults.push(...(await checkPage(ctx, db, salon, { at, end: Math.min(at + PAGE, length), sealed })));
    }
    if (end === length) faults.push(...(await caught(() => mustAgreeOutside(ctx, db, salon, sealed))));
    const told = faults.slice(0, MOST_FAULTS);
    await commit(db, [
      told.length === 0 ? clearFaults(db, salon, begin + 1, end, ctx.now) : recordFaults(db, salon, told, ctx.now),
    ]);
    const next = end < length ? end + 1 : null;
    const value: CheckAnswer = { salon, first: begin + 1, last: end, sealed, faults: told, next };
    return { ok: true, status: 200, body: JSON.stringify(value), value };
  } catch (error) {
    return refused(asProblem(error));
  }
}

interface Page {
  /** Entries [at, end), counted from 0; `at` is a multiple of PAGE. */
  at: number;
  end: number;
  sealed: number;
}

async function checkPage(ctx: CommandContext, db: D1Database, salon: string, page: Page): Promise<AuditFault[]> {
  const { at, end, sealed } = page;
  const complete = completeTiles(Math.min(end, sealed), 0);
  const tileNumbers = range(at / TILE, complete);
  const [rows, lowest] = await read<[EntryRow, TileRow]>(db, [
    askEntries(db, salon, at + 1, end),
    askTiles(db, salon, 0, tileNumbers),
  ]);
  const tiles = new Map(lowest.map((tile) => [tile.position, tile.hashes]));
  const faults = [
    ...entryFaults(rows, page, tiles),
    ...tileNumbers.filter((position) => !tiles.has(position)).map((position) => tileFault(0, position)),
  ];
  for (let height = 0; completeTiles(sealed, height) > 0; height++) {
    faults.push(...(await parentFaults(db, salon, height, page)));
  }
  return [...faults, ...(await checkpointFaults(ctx, db, salon, page, rows))];
}

/** Each entry against its leaf, and its leaf against the tile. */
function entryFaults(rows: readonly EntryRow[], { at, end }: Page, tiles: Map<number, number[]>): AuditFault[] {
  const found = new Map(rows.map((row) => [row.seq, row]));
  const hashed = leavesOf(
    rows.map(({ entry }) => entry),
    compliance,
  );
  const hashes = new Map(rows.map(({ seq }, i) => [seq, hashed[i]]));
  const faults: AuditFault[] = [];
  for (let seq = at + 1; seq <= end; seq++) {
    const row = found.get(seq);
    const tile = tiles.get(Math.floor((seq - 1) / TILE));
    const kept = tile?.slice(((seq - 1) % TILE) * 32, (((seq - 1) % TILE) + 1) * 32);
    const hash = hashes.get(seq);
    const what = row === undefined ? "missing" : verdict(hash, row.leaf, kept);
    if (what !== null) faults.push({ what, first: seq, last: seq });
  }
  return faults;
}

function verdict(hash: Uint8Array | undefined, leaf: number[], kept: number[] | undefined): AuditFault["what"] | null {
  const whole = same(hash, leaf);
  if (kept === undefined) return whole ? null : "entry";
  if (same(hash, kept)) return whole ? null : "leaf";
  return same(Uint8Array.from(leaf), kept) ? "entry" : "row";
}

/** Tiles of a height that were completed among the page's entries, each against its node in the tile above. */
async function parentFaults(
  db: D1Database,
  salon: string,
  height: number,
  { at, end, sealed }: Page,
): Promise<AuditFault[]> {
  const own = range(completeTiles(at, height), completeTiles(Math.min(end, sealed), height));
  const above = [...new Set(own.map((position) => Math.floor(position / TILE)))].filter(
    (position) => position < completeTiles(sealed, height + 1),
  );
  const [tiles, parents] = await read<[TileRow, TileRow]>(db, [
    askTiles(db, salon, height, own),
    askTiles(db, salon, height + 1, above),
  ]);
  const nodes = new Map(parents.map(({ position, hashes }) => [position, hashes]));
  const gone = above.filter((position) => !nodes.has(position)).map((position) => tileFault(height + 1, position));
  const wrong = tiles.filter(({ position, hashes }) => {
    const kept = nodes.get(Math.floor(position / TILE));
    const at = (position % TILE) * 32;
    return kept !== undefined && !same(rootOfTile(hashes), kept.slice(at, at + 32));
  });
  return [...gone, ...wrong.map(({ position }) => tileFault(height, position))];
}

function rootOfTile(hashes: number[]): Uint8Array | undefined {
  const nodes = [{ height: 0, first: 0, hashes: Uint8Array.from(hashes) }];
  return growTree({ size: TILE, nodes, roots: [TILE] }, compliance).roots[0];
}

/** The first checkpoint among the page's sizes that the tree is not the one of, or that our key did not sign. */
async function checkpointFaults(
  ctx: CommandContext,
  db: D1Database,
  salon: string,
  { at, end, sealed }: Page,
  rows: readonly EntryRow[],
): Promise<AuditFault[]> {
  if (rows.length !== end - at) return []; // an entry is missing, which is told as such
  const [signed, [before]] = await read<[CheckpointRow, { size: number }]>(db, [
    askCheckpoints(db, salon, at, Math.min(end, sealed), PAGE),
    askSealedUpTo(db, salon, at),
  ]);
  return caught(async () => {
    const leaves: Nodes = { height: 0, first: at, hashes: leavesIn(rows) };
    const nodes = [...(await readNodes(db, salon, at)), leaves];
    const { roots } = growTree({ size: end, nodes, roots: signed.map(({ size }) => size) }, compliance);
    let whole = before?.size ?? 0;
    for (const [i, row] of signed.entries()) {
      const note = await readCheckpoint(ctx.env, salon, row.note);
      const agrees = note?.size === row.size && same(note.root, row.root) && same(roots[i], row.root);
      if (!agrees) throw new BrokenTrail({ what: "checkpoint", first: whole + 1, last: row.size });
      whole = row.size;
    }
  });
}

async function caught(act: () => Promise<void>): Promise<AuditFault[]> {
  try {
    await act();
    return [];
  } catch (error) {
    if (error instanceof BrokenTrail) return [error.fault];
    throw error;
  }
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
}
