// The read log: what the team, the operator and calendar feeds read of clients is written after the answer, a batch at a
// time. What clients read at their own links is not noted here.

import type { Purpose } from "../../store/compliance/purposes.ts";
import { insertReads, type ReadEntry, type ReadKind } from "../../store/compliance/reads.ts";
import { commit, database } from "../../store/database.ts";
import { newId, tokenHash } from "../../token.ts";
import { subjectOf } from "../admitting/subject.ts";
import type { CommandContext } from "../command.ts";

export interface SeenData {
  /** As the trail names whoever read. */
  actor: string;
  session?: string | undefined;
  purpose: Purpose;
  what: ReadKind;
  clients: readonly string[];
  objects: readonly string[];
  /** Whoever asks every few minutes and is told the same: one row a day for each answer. */
  polled?: boolean;
}

type Pending = SeenData & { at: number; trace: string; address: string | null };

const pending = new Map<string, Pending[]>();
/** Salons whose reads are being written, since when in milliseconds: a request may end before its write does. */
const writing = new Map<string, number>();
const GIVEN_UP = 30_000;

/** A read of nobody's data is none. */
export function noteRead(ctx: CommandContext, salon: string, seen: SeenData): void {
  if (seen.clients.length === 0) return;
  const noted = pending.get(salon) ?? [];
  pending.set(salon, noted);
  noted.push({ ...seen, at: ctx.now, trace: ctx.trace, address: ctx.caller?.address ?? null });
  const now = Date.now();
  if (now - (writing.get(salon) ?? 0) < GIVEN_UP) return;
  writing.set(salon, now);
  ctx.waitUntil(write(ctx, salon));
}

/** Writes until nothing is left: what comes in meanwhile goes with the next batch. A batch that fails is tried once more. */
async function write(ctx: CommandContext, salon: string): Promise<void> {
  let batch: Pending[] = [];
  try {
    for (batch = taken(salon); batch.length > 0; batch = taken(salon)) {
      const entries = await Promise.all(batch.map((each) => entryOf(ctx.env.TOKEN_SECRET, each)));
      const db = database(ctx.env, salon);
      const statement = () => commit(db, [insertReads(db, salon, entries)]);
      await statement().catch(statement);
    }
  } catch (error) {
    const failure = error instanceof Error ? error.name : "unknown";
    const traces = batch.map(({ trace }) => trace);
    console.error(JSON.stringify({ level: "error", event: "reads-lost", salon, traces, failure }));
  } finally {
    writing.delete(salon);
  }
}

function taken(salon: string): Pending[] {
  const batch = pending.get(salon) ?? [];
  pending.delete(salon);
  return batch;
}

async function entryOf(secret: string, { address, session, polled, ...seen }: Pending): Promise<ReadEntry> {
  const clients = [...new Set(seen.clients)];
  const day = Math.floor(seen.at / 1440);
  const same = JSON.stringify([seen.actor, seen.purpose, seen.what, day, clients, seen.objects]);
  return {
    ...seen,
    clients,
    id: polled === true ? (await tokenHash(same)).slice(0, 32) : newId(),
    session: session ?? null,
    source: address === null ? null : await subjectOf(secret, "address", address),
  };
}
