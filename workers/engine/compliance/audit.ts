// Operations `audit_tree`, `audit_verify` and `audit_leaves`: roots, proofs and tiles of a salon's audit tree. A hash is 32
// bytes; entries are counted from 0 here, by `seq` from 1 in the database.
import { Builder } from "flatbuffers";
import * as wire from "../../../shared/contracts/generated/compliance_generated.ts";
import type { Answer, EngineModule } from "../module.ts";
import { bytesOf, rawVector, vectorAt } from "../wire.ts";

const HASH = 32;
/** Nodes of a tile, and the levels between two heights (wasm/compliance/audit/tiles.h). */
export const TILE = 16;
const TILE_LEVELS = 4;

/** Tile (height, position) holds nodes 16 * position + 0 … 15 of level 4 * height, once all of them are perfect. */
export interface Tile {
  height: number;
  position: number;
  /** 16 hashes. */
  hashes: Uint8Array;
}

/** Neighbouring perfect nodes of one height; height 0 are leaves. */
export interface Nodes {
  height: number;
  first: number;
  hashes: Uint8Array;
}

export interface TreeQuestion {
  /** Entries of the tree. */
  size: number;
  /** In any order; none twice. */
  nodes: readonly Nodes[];
  /** Sizes whose root is asked for. */
  roots?: readonly number[];
  /** Entries to be proved part of the tree. */
  inclusion?: readonly number[];
  /** Earlier sizes, which the tree is to be proved to continue. */
  consistency?: readonly number[];
  /** The size of before: tiles that were complete then are not told again. All are known at `size`. */
  tilesFrom?: number;
}

export interface TreeAnswer {
  roots: Uint8Array[];
  inclusion: Uint8Array[][];
  consistency: Uint8Array[][];
  tiles: Tile[];
}

/** Throws EngineError; `Status.Incomplete` when a node is missing. */
export function growTree(question: TreeQuestion, compliance: EngineModule): TreeAnswer {
  const nodes = [...question.nodes].sort((a, b) => a.height - b.height || a.first - b.first);
  const hashes = joined(nodes.map((each) => each.hashes));
  const runs = nodes.flatMap(({ height, first, hashes }) => [height * TILE_LEVELS, first, hashes.length / HASH]);
  const { size, roots = [], inclusion = [], consistency = [], tilesFrom = size } = question;
  const builder = new Builder(hashes.length + 4096);
  const hashesAt = rawVector(builder, 1, hashes.length, hashes);
  const runsAt = rawVector(builder, 12, nodes.length, bytesOf(Uint32Array.from(runs)));
  const [rootsAt, inclusionAt, consistencyAt] = [roots, inclusion, consistency].map((list) =>
    rawVector(builder, 4, list.length, bytesOf(Uint32Array.from(list))),
  );
  wire.AuditTreeRequest.startAuditTreeRequest(builder);
  wire.AuditTreeRequest.addSize(builder, size);
  wire.AuditTreeRequest.addRuns(builder, runsAt);
  wire.AuditTreeRequest.addHashes(builder, hashesAt);
  wire.AuditTreeRequest.addRoots(builder, rootsAt ?? 0);
  wire.AuditTreeRequest.addInclusion(builder, inclusionAt ?? 0);
  wire.AuditTreeRequest.addConsistency(builder, consistencyAt ?? 0);
  wire.AuditTreeRequest.addTilesFrom(builder, tilesFrom);
  builder.finish(wire.AuditTreeRequest.endAuditTreeRequest(builder));
  const answer = compliance.call("audit_tree", builder.asUint8Array());
  const pool = hashesOf(answer, 8);
  const spans = vectorAt(answer, 6);
  const path = (i: number): Uint8Array[] => {
    const first = answer.view.getUint32(spans.at + 8 * i, true);
    return pool.slice(first, first + answer.view.getUint32(spans.at + 8 * i + 4, true));
  };
  return {
    roots: hashesOf(answer, 4),
    inclusion: inclusion.map((_, i) => path(i)),
    consistency: consistency.map((_, i) => path(inclusion.length + i)),
    tiles: tilesOf(answer),
  };
}

function tilesOf(answer: Answer): Tile[] {
  const { at, length } = vectorAt(answer, 10);
  const hashes = vectorAt(answer, 12);
  return Array.from({ length }, (_, i) => ({
    height: answer.view.getUint32(at + 8 * i, true),
    position: answer.view.getUint32(at + 8 * i + 4, true),
    hashes: answer.bytes.slice(hashes.at + i * TILE * HASH, hashes.at + (i + 1) * TILE * HASH),
  }));
}

/** The tree of `size` entries with that root holds `leaf` at `index`. */
export interface InclusionClaim {
  leaf: Uint8Array;
  index: number;
  size: number;
  root: Uint8Array;
  path: readonly Uint8Array[];
}

/** The tree of `size` entries continues that of `from`, at least 1. */
export interface ConsistencyClaim {
  from: number;
  fromRoot: Uint8Array;
  size: number;
  root: Uint8Array;
  path: readonly Uint8Array[];
}

/** Which claims hold: those of inclusion, then those of consistency. */
export function verifyClaims(
  inclusion: readonly InclusionClaim[],
  consistency: readonly ConsistencyClaim[],
  compliance: EngineModule,
): boolean[] {
  const answer = compliance.call("audit_verify", encodeClaims(inclusion, consistency));
  const { at, length } = vectorAt(answer, 4);
  return Array.from({ length }, (_, i) => answer.bytes[at + i] === 1);
}

export function encodeClaims(
  inclusion: readonly InclusionClaim[],
  consistency: readonly ConsistencyClaim[],
): Uint8Array {
  const hashes: Uint8Array[] = [];
  const claim = (a: number, b: number, own: readonly Uint8Array[]): number[] => {
    const row = [a, b, hashes.length, own.length];
    hashes.push(...own);
    return row;
  };
  const included = inclusion.flatMap((one) => claim(one.index, one.size, [one.leaf, one.root, ...one.path]));
  const consistent = consistency.flatMap((one) => claim(one.from, one.size, [one.fromRoot, one.root, ...one.path]));
  const pool = joined(hashes);
  const builder = new Builder(pool.length + 4096);
  const poolAt = rawVector(builder, 1, pool.length, pool);
  const includedAt = rawVector(builder, 16, inclusion.length, bytesOf(Uint32Array.from(included)));
  const consistentAt = rawVector(builder, 16, consistency.length, bytesOf(Uint32Array.from(consistent)));
  wire.AuditVerifyRequest.startAuditVerifyRequest(builder);
  wire.AuditVerifyRequest.addInclusion(builder, includedAt);
  wire.AuditVerifyRequest.addConsistency(builder, consistentAt);
  wire.AuditVerifyRequest.addHashes(builder, poolAt);
  builder.finish(wire.AuditVerifyRequest.endAuditVerifyRequest(builder));
  return builder.asUint8Array();
}

const encoder = new TextEncoder();

/** SHA-256(0x00 || entry) of each entry. */
export function leavesOf(entries: readonly string[], compliance: EngineModule): Uint8Array[] {
  return hashesOf(compliance.call("audit_leaves", encodeEntries(entries)), 4);
}

export function encodeEntries(entries: readonly string[]): Uint8Array {
  const texts = entries.map((entry) => encoder.encode(entry));
  const all = joined(texts);
  const builder = new Builder(all.length + 4 * entries.length + 256);
  const entriesAt = rawVector(builder, 1, all.length, all);
  const lengthsAt = rawVector(builder, 4, texts.length, bytesOf(Uint32Array.from(texts, (text) => text.length)));
  wire.AuditLeavesRequest.startAuditLeavesRequest(builder);
  wire.AuditLeavesRequest.addLengths(builder, lengthsAt);
  wire.AuditLeavesRequest.addEntries(builder, entriesAt);
  builder.finish(wire.AuditLeavesRequest.endAuditLeavesRequest(builder));
  return builder.asUint8Array();
}

/** Copies, since the answer's memory is the next call's too. */
function hashesOf(answer: Answer, slot: number): Uint8Array[] {
  const { at, length } = vectorAt(answer, slot);
  return Array.from({ length: length / HASH }, (_, i) => answer.bytes.slice(at + i * HASH, at + (i + 1) * HASH));
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
