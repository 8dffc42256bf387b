// Which rows roots and proofs of a salon's audit tree rest on. A tree of n entries is read by its right edge, the nodes that
// no tile holds yet (at most 15 rows for each of the log16 n heights), and an entry by the one tile of each height over it.

import { type Nodes, TILE } from "../../engine/compliance/audit.ts";
import {
  type AuditFault,
  askEntries,
  askTiles,
  type EntryRow,
  type TileRow,
} from "../../store/compliance/audit-tree.ts";
import { read } from "../../store/database.ts";

/** Entries per node of a height: 1, 16, 256 … */
export const entriesPerNode = (height: number): number => TILE ** height;

/** How many tiles of a height a tree of `size` entries has. */
export const completeTiles = (size: number, height: number): number => Math.floor(size / entriesPerNode(height + 1));

/** The trail does not verify, there. */
export class BrokenTrail extends Error {
  override readonly name = "BrokenTrail";
  readonly fault: AuditFault;
  constructor(fault: AuditFault) {
    super(`${fault.what} ${fault.first} to ${fault.last}`);
    this.fault = fault;
  }
}

/**
 * The nodes from which roots up to `size` and proofs of the entries at `indices` are made: besides the right edge of `size`
 * itself. Throws BrokenTrail where a row is gone.
 */
export async function readNodes(
  db: D1Database,
  salon: string,
  size: number,
  indices: readonly number[] = [],
): Promise<Nodes[]> {
  const edge = size % TILE;
  const wanted = tilesFor(size, indices);
  const [leaves, ...tiles] = await read<[EntryRow, ...TileRow[]]>(db, [
    askEntries(db, salon, size - edge + 1, size),
    ...wanted.map(({ height, positions }) => askTiles(db, salon, height, positions)),
  ]);
  if (leaves.length !== edge) throw new BrokenTrail({ what: "missing", first: size - edge + 1, last: size });
  const nodes: Nodes[] = edge === 0 ? [] : [{ height: 0, first: size - edge, hashes: leavesIn(leaves) }];
  for (const [i, { height, positions }] of wanted.entries()) {
    const found = new Map((tiles[i] ?? []).map((tile) => [tile.position, tile.hashes]));
    for (const position of positions) {
      const hashes = found.get(position);
      if (hashes === undefined) throw new BrokenTrail(tileFault(height, position));
      nodes.push({ height, first: position * TILE, hashes: Uint8Array.from(hashes) });
    }
  }
  return nodes;
}

/** The entries that a tile stands for, as a fault. */
export function tileFault(height: number, position: number): AuditFault {
  const entries = entriesPerNode(height + 1);
  return { what: "tile", first: position * entries + 1, last: (position + 1) * entries };
}

function tilesFor(size: number, indices: readonly number[]): { height: number; positions: number[] }[] {
  const wanted: { height: number; positions: number[] }[] = [];
  for (let height = 0; completeTiles(size, height) > 0; height++) {
    const complete = completeTiles(size, height);
    // The nodes of the next height that have no tile of their own yet are roots of these.
    const edge = complete - (complete % TILE);
    const positions = new Set(Array.from({ length: complete - edge }, (_, i) => edge + i));
    for (const index of indices) {
      const position = Math.floor(index / entriesPerNode(height + 1));
      if (position < complete) positions.add(position);
    }
    wanted.push({ height, positions: [...positions].sort((a, b) => a - b) });
  }
  return wanted;
}

/** The leaves of neighbouring entries, side by side. */
export function leavesIn(entries: readonly EntryRow[]): Uint8Array {
  return Uint8Array.from(entries.flatMap(({ leaf }) => leaf));
}
