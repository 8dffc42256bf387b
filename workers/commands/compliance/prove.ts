// Prove what was recorded: the last signed checkpoint, entries with their place in it, and that one tree continues another.
// Every proof is checked against the signed note before it is given away, so a database that was altered gives none.

import { growTree, verifyClaims } from "../../engine/compliance/audit.ts";
import { EngineError } from "../../engine/module.ts";
import { compliance } from "../../engine/shipped.ts";
import { base64, readCheckpoint, verifierKey } from "../../note.ts";
import { invalid, type Problem, problem, unknownBooking, unknownSalon } from "../../problem.ts";
import { askBooking, type BookingRow } from "../../store/bookings.ts";
import {
  type AuditFault,
  askCoveredAbout,
  askEntries,
  askFreshAbout,
  type EntryRow,
  recordFaults,
} from "../../store/compliance/audit-tree.ts";
import { askCheckpoints, askLatestCheckpoint, type CheckpointRow } from "../../store/compliance/checkpoints.ts";
import { commit, database, read } from "../../store/database.ts";
import { askVersion, type VersionRow } from "../../store/snapshots.ts";
import type { CommandContext, Outcome } from "../command.ts";
import { asProblem, refused } from "../deciding/commit.ts";
import { admitted, named } from "../deciding/subject.ts";
import { BrokenTrail, readNodes } from "./tree.ts";

/** Entries proved in one answer. */
export const MOST_ENTRIES = 100;

/** Hashes are base64. `key` is the verifier key of the note: `name+hash+base64`. */
export interface CheckpointAnswer {
  salon: string;
  size: number;
  root: string;
  note: string;
  key: string;
  at: string;
}

export interface ProvedEntry {
  seq: number;
  /** The canonical text that was hashed, byte for byte. */
  entry: string;
  /** From the leaf towards the root. */
  proof: string[];
}

/** What `corectl audit verify` reads. */
export interface BundleAnswer {
  format: "appointmentbooking-audit-1";
  salon: string;
  /** Null before the first checkpoint. */
  checkpoint: Omit<CheckpointAnswer, "salon"> | null;
  entries: ProvedEntry[];
  /** The first checkpoint that covered all of the entries' first, and the proof that `checkpoint` continues it. */
  earlier: { note: string; proof: string[] } | null;
}

export interface RecordsAnswer extends BundleAnswer {
  booking: string;
  /** Recorded since the last checkpoint; the next one covers them. */
  fresh: { seq: number; entry: string }[];
}

export interface ConsistencyAnswer {
  salon: string;
  from: number;
  to: number;
  proof: string[];
}

/** The last checkpoint. Anybody may poll and keep it: whoever has an old one can prove a rewritten trail. */
export function readLatest(ctx: CommandContext, salon: string): Promise<Outcome<CheckpointAnswer>> {
  return proving(ctx, salon, async (db) => {
    const last = await latest(ctx, db, salon);
    if (last === null) return notSealed();
    return answered({ salon, ...last.told });
  });
}

/** That the tree of `to` entries continues that of `from`. */
export function proveConsistency(
  ctx: CommandContext,
  salon: string,
  { from, to }: { from: number; to: number },
): Promise<Outcome<ConsistencyAnswer>> {
  return proving(ctx, salon, async (db) => {
    const last = await latest(ctx, db, salon);
    if (last === null) return notSealed();
    if (from < 1 || from > to || to > last.told.size) {
      const detail = `must name sizes with 1 <= from <= to <= ${last.told.size}`;
      return invalid([{ parameter: from < 1 || from > to ? "from" : "to", detail }]);
    }
    const { consistency } = proofs(to, await readNodes(db, salon, to, [from - 1]), [], [from]);
    return answered({ salon, from, to, proof: (consistency[0] ?? []).map(base64) });
  });
}

/** Up to `limit` entries from `first` on that the last checkpoint covers, each with its proof. */
export function proveEntries(
  ctx: CommandContext,
  salon: string,
  { first, limit }: { first: number; limit: number },
): Promise<Outcome<BundleAnswer>> {
  return proving(ctx, salon, async (db) => {
    const last = await latest(ctx, db, salon);
    if (last === null) return notSealed();
    const end = Math.min(first + Math.min(limit, MOST_ENTRIES) - 1, last.told.size);
    const [entries] = await read<[EntryRow]>(db, [askEntries(db, salon, first, end)]);
    return answered(await bundle(ctx, db, salon, last, entries));
  });
}

/** Everything that was recorded about the booking of a link. */
export async function proveRecords(ctx: CommandContext, token: string): Promise<Outcome<RecordsAnswer>> {
  const who = named({ token });
  if (who === null) return refused(unknownBooking());
  try {
    const trail = database(ctx.env, who.salon);
    const [[row]] = await read<[BookingRow]>(trail, [askBooking(trail, who.salon, who.booking, "prove")]);
    const booking = await admitted(ctx, who, row);
    if (!("id" in booking)) return refused(booking);
    const { salon, id } = booking;
    return await proving(ctx, salon, async (db) => {
      const last = await latest(ctx, db, salon);
      const [covered, fresh] = await read<[EntryRow, EntryRow]>(db, [
        askCoveredAbout(db, salon, id, MOST_ENTRIES),
        askFreshAbout(db, salon, id, MOST_ENTRIES),
      ]);
      // A checkpoint signed between the two reads covers entries that this answer's does not.
      const size = last?.told.size ?? 0;
      const proved = await bundle(
        ctx,
        db,
        salon,
        last,
        covered.filter(({ seq }) => seq <= size),
      );
      const rest = [...covered, ...fresh].filter(({ seq }) => seq > size);
      return answered({ ...proved, booking: id, fresh: rest.map(({ seq, entry }) => ({ seq, entry })) });
    });
  } catch (error) {
    return refused(asProblem(error));
  }
}

/** Entries with their proofs, as many bundles as they need, and those that no checkpoint covers yet. */
export interface ProvedAll {
  bundles: BundleAnswer[];
  fresh: { seq: number; entry: string }[];
}

/** Proves entries that were read before. */
export function proveThese(ctx: CommandContext, salon: string, rows: readonly EntryRow[]): Promise<Outcome<ProvedAll>> {
  return proving(ctx, salon, async (db) => {
    const last = await latest(ctx, db, salon);
    const size = last?.told.size ?? 0;
    const covered = rows.filter(({ seq }) => seq <= size);
    const bundles: BundleAnswer[] = [];
    for (let at = 0; at < covered.length; at += MOST_ENTRIES) {
      bundles.push(await bundle(ctx, db, salon, last, covered.slice(at, at + MOST_ENTRIES)));
    }
    const rest = rows.filter(({ seq }) => seq > size);
    return answered({ bundles, fresh: rest.map(({ seq, entry }) => ({ seq, entry })) });
  });
}

interface Latest {
  told: Omit<CheckpointAnswer, "salon">;
  root: Uint8Array;
}

/** The last checkpoint, if our key signed it. */
async function latest(ctx: CommandContext, db: D1Database, salon: string): Promise<Latest | null> {
  const [[row]] = await read<[CheckpointRow]>(db, [askLatestCheckpoint(db, salon)]);
  if (row === undefined) return null;
  const signed = await readCheckpoint(ctx.env, salon, row.note);
  if (signed?.size !== row.size) throw new BrokenTrail({ what: "checkpoint", first: 1, last: row.size });
  const { origin, size, root } = signed;
  const key = await verifierKey(ctx.env, origin);
  const at = new Date(row.at * 60_000).toISOString();
  return { told: { size, root: base64(root), note: row.note, key, at }, root };
}

async function bundle(
  ctx: CommandContext,
  db: D1Database,
  salon: string,
  last: Latest | null,
  rows: readonly EntryRow[],
): Promise<BundleAnswer> {
  const format = "appointmentbooking-audit-1";
  const [head] = rows;
  if (last === null || head === undefined) {
    return { format, salon, checkpoint: last?.told ?? null, entries: [], earlier: null };
  }
  const { size } = last.told;
  const [[before]] = await read<[CheckpointRow]>(db, [askCheckpoints(db, salon, head.seq - 1, size, 1)]);
  const signed = before === undefined ? null : await readCheckpoint(ctx.env, salon, before.note);
  if (before === undefined || signed === null) {
    throw new BrokenTrail({ what: "checkpoint", first: head.seq, last: before?.size ?? size });
  }
  const indices = rows.map(({ seq }) => seq - 1);
  const nodes = await readNodes(db, salon, size, [...indices, signed.size - 1]);
  const made = proofs(size, nodes, indices, [signed.size]);
  const inclusion = rows.map(({ leaf, seq }, i) => ({
    leaf: Uint8Array.from(leaf),
    index: seq - 1,
    size,
    root: last.root,
    path: made.inclusion[i] ?? [],
  }));
  const path = made.consistency[0] ?? [];
  const consistency = [{ from: signed.size, fromRoot: signed.root, size, root: last.root, path }];
  const wrong = verifyClaims(inclusion, consistency, compliance).indexOf(false);
  if (wrong !== -1) {
    const seq = rows[wrong]?.seq;
    throw new BrokenTrail(
      seq === undefined ? { what: "checkpoint", first: 1, last: signed.size } : { what: "leaf", first: seq, last: seq },
    );
  }
  const entries = rows.map(({ seq, entry }, i) => ({ seq, entry, proof: (made.inclusion[i] ?? []).map(base64) }));
  const earlier = { note: before.note, proof: path.map(base64) };
  return { format, salon, checkpoint: last.told, entries, earlier };
}

function proofs(size: number, nodes: Parameters<typeof growTree>[0]["nodes"], inclusion: number[], from: number[]) {
  try {
    return growTree({ size, nodes, inclusion, consistency: from }, compliance);
  } catch (error) {
    if (error instanceof EngineError) throw new BrokenTrail({ what: "tile", first: 1, last: size });
    throw error;
  }
}

/** Reads and proves; a trail that does not verify is kept for the operator and answered as such. */
async function proving<T>(
  ctx: CommandContext,
  salon: string,
  prove: (db: D1Database) => Promise<Answered<T> | Problem>,
): Promise<Outcome<T>> {
  const db = database(ctx.env, salon);
  try {
    const [[known]] = await read<[VersionRow]>(db, [askVersion(db, salon)]);
    if (known === undefined) return refused(unknownSalon(salon));
    const answer = await prove(db);
    return "ok" in answer ? answer : refused(answer);
  } catch (error) {
    if (!(error instanceof BrokenTrail)) return refused(asProblem(error));
    await keepFault(ctx, db, salon, error.fault);
    return refused(brokenTrail());
  }
}

async function keepFault(ctx: CommandContext, db: D1Database, salon: string, fault: AuditFault): Promise<void> {
  console.error(JSON.stringify({ level: "error", event: "audit-fault", trace: ctx.trace, salon, ...fault }));
  await commit(db, [recordFaults(db, salon, [fault], ctx.now)]);
}

type Answered<T> = { ok: true; status: 200; body: string; value: T };

function answered<T>(value: T): Answered<T> {
  return { ok: true, status: 200, body: JSON.stringify(value), value };
}

const notSealed = (): Problem =>
  problem("not-sealed", 404, "Nothing is sealed yet.", {
    detail: "The first checkpoint is signed within a minute of the first entry.",
  });

const brokenTrail = (): Problem =>
  problem("trail-broken", 500, "The records do not verify.", {
    detail: "What is stored is not what was signed. The operator of the platform can see where.",
  });
