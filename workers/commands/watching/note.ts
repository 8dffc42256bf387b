// Noting what a detector may care for. A command only notes; what was noted is written after its answer, a batch at a time,
// and folded by the sweep. What is lost with an isolate is lost to a detector that counts in dozens.

import { EventKind } from "../../engine/compliance/observe.ts";
import { insertEvents, type StoredEvent } from "../../store/compliance/threats.ts";
import { commit, database } from "../../store/database.ts";
import { newId } from "../../token.ts";
import type { By } from "../admitting/plans.ts";
import { subjectOf } from "../admitting/subject.ts";
import type { CommandContext } from "../command.ts";

export interface Happening {
  kind: EventKind;
  /** What it was about: a telephone number, or what a link or hold was called. Only its hash is kept. */
  object?: { by: By; what: string };
  /** Local dates. */
  from?: number;
  to?: number;
}

interface Noted extends Happening {
  address: string;
  /** Seconds since the epoch. */
  at: number;
}

/** What everybody does all day waits for company, so that reading public pages costs next to no writes. */
const QUIET: readonly EventKind[] = [EventKind.Looked, EventKind.LookupFound];
const COMPANY = 32;
/** Beyond so many nothing more is learned, and an isolate's memory stays flat. */
const MOST = 1_000;

const pending = new Map<string, Noted[]>();
/** Salons whose events are being written, since when in seconds: a request may end before its write does. */
const writing = new Map<string, number>();
const GIVEN_UP = 30;

/** `salon` is empty for what spans salons. */
export function note(ctx: CommandContext, salon: string, happening: Happening): void {
  const { caller } = ctx;
  if (caller === null) return;
  const noted = pending.get(salon) ?? [];
  pending.set(salon, noted);
  const at = Math.floor(caller.at / 1_000);
  if (noted.length < MOST) noted.push({ ...happening, address: caller.address, at });
  if (QUIET.includes(happening.kind) && noted.length < COMPANY) return;
  if (at - (writing.get(salon) ?? 0) < GIVEN_UP) return;
  writing.set(salon, at);
  ctx.waitUntil(write(ctx, salon));
}

/** Writes until nothing is left: what comes in meanwhile goes with the next batch. */
async function write(ctx: CommandContext, salon: string): Promise<void> {
  try {
    for (let batch = taken(salon); batch.length > 0; batch = taken(salon)) {
      const events = await Promise.all(batch.map((noted) => stored(ctx.env.TOKEN_SECRET, noted)));
      const db = database(ctx.env, salon);
      await commit(db, [insertEvents(db, salon, newId(), events)]);
    }
  } catch (error) {
    const failure = error instanceof Error ? error.name : "unknown";
    console.error(JSON.stringify({ level: "error", event: "events-lost", trace: ctx.trace, failure }));
  } finally {
    writing.delete(salon);
  }
}

function taken(salon: string): Noted[] {
  const batch = pending.get(salon) ?? [];
  pending.delete(salon);
  return batch;
}

async function stored(secret: string, { kind, address, object, at, from, to }: Noted): Promise<StoredEvent> {
  const source = await subjectOf(secret, "address", address);
  return [
    kind,
    source,
    object === undefined ? "" : await subjectOf(secret, object.by, object.what),
    at,
    from ?? 0,
    to ?? 0,
  ];
}
