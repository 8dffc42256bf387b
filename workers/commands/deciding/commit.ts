// The one way in which commands commit: decide, write all or nothing, decide again after a lost race.

import { EngineError, EngineTrap } from "../../engine/module.ts";
import {
  engineRefused,
  frozen,
  keyReused,
  type Problem,
  storageUnavailable,
  tooBusy,
  unknownSalon,
} from "../../problem.ts";
import { type AuditEntry, appendAudit } from "../../store/audit.ts";
import { mustNotBeFrozen } from "../../store/compliance/containment.ts";
import { CommitRefused, commit, StorageFailure } from "../../store/database.ts";
import { pokeDesk } from "../../store/desk/lookers.ts";
import { type IdempotencyRow, keepAnswer, type Scope, TOKEN_MARK } from "../../store/idempotency.ts";
import { insertMessage, type Message } from "../../store/outbox.ts";
import { deleteExpired } from "../../store/segments.ts";
import { publishedSalon, republish, type Salon, SalonFrozen } from "../../store/snapshots.ts";
import { manageToken, newId } from "../../token.ts";
import type { CommandContext, Idempotency, Outcome } from "../command.ts";
import { wake } from "../conversations/wake.ts";

const TRIES = 8;
/** Milliseconds; the longest pause after the first lost race. It doubles, so that clients who collided spread out. */
const PAUSE = 10;

/** What was decided rests on a document that is no longer the salon's. */
export const STALE = Symbol("stale");

export const refused = (problem: Problem): { ok: false; problem: Problem } => ({ ok: false, problem });

/**
 * Runs `attempt` until it answers. A commit that a constraint refused lost a race: read and decide again, on the newest
 * document when that changed. Failures of storage and engine become problems; nothing is half-done, since a commit is
 * one transaction.
 */
export async function deciding<T>(
  ctx: CommandContext,
  slug: string,
  attempt: (salon: Salon) => Promise<Outcome<T> | typeof STALE>,
): Promise<Outcome<T>> {
  try {
    let salon = await publishedSalon(ctx.env, slug);
    for (let tries = 1; salon !== null; tries++) {
      const outcome = await attempt(salon).catch(lostRace);
      if (outcome instanceof CommitRefused && outcome.rule === "frozen") return refused(frozen());
      if (outcome === STALE || (outcome instanceof CommitRefused && outcome.rule === "version")) {
        salon = await republish(ctx.env, slug);
      } else if (!(outcome instanceof CommitRefused)) {
        return outcome;
      }
      if (tries === TRIES) return refused(tooBusy());
      if (outcome !== STALE) await scheduler.wait(Math.random() * PAUSE * 2 ** tries);
    }
    return refused(unknownSalon(slug));
  } catch (error) {
    return refused(asProblem(error));
  }
}

function lostRace(error: unknown): CommitRefused {
  if (error instanceof CommitRefused) return error;
  throw error;
}

/** Storage and engine failures as problems; anything else is a mistake of ours and is thrown on. */
export function asProblem(error: unknown): Problem {
  if (error instanceof SalonFrozen) return frozen();
  if (error instanceof StorageFailure) {
    console.error(JSON.stringify({ event: "storage-failure", message: error.message }));
    return storageUnavailable();
  }
  if (error instanceof EngineError || error instanceof EngineTrap) {
    console.error(JSON.stringify({ event: "engine-failure", message: error.message }));
    return engineRefused(error instanceof EngineError ? error.status : null);
  }
  throw error;
}

/** Without a key the scope has an empty one, under which nothing is ever kept. */
export function scopeOf(salon: string, operation: string, idempotency: Idempotency | undefined): Scope {
  return { salon, operation, key: idempotency?.key ?? "" };
}

/** The first answer to the same request, or the refusal of another body under its key; null when there is none. */
export async function replayed<T>(
  ctx: CommandContext,
  salon: string,
  row: IdempotencyRow | undefined,
  idempotency: Idempotency | undefined,
): Promise<Outcome<T> | null> {
  if (row === undefined || idempotency === undefined) return null;
  if (row.body_hash !== idempotency.bodyHash) return refused(keyReused());
  let body = row.body;
  if (row.booking_id !== null && row.token_version !== null) {
    const token = await manageToken(ctx.env.TOKEN_SECRET, salon, row.booking_id, row.token_version);
    body = body.replaceAll(TOKEN_MARK, token);
  }
  const value = (body === "" ? null : JSON.parse(body)) as T;
  return { ok: true, status: row.status as 200 | 201 | 202 | 204, body, value, replayed: true };
}

/** Everything one commit writes besides what every commit writes. */
export interface Commitment<T> {
  salon: string;
  operation: string;
  idempotency: Idempotency | undefined;
  status: 200 | 201 | 202 | 204;
  value: T;
  /** Whose manage token the value holds; kept out of the stored answer. */
  token?: { booking: string; version: number; text: string };
  facts: D1PreparedStatement[];
  audit: Pick<AuditEntry, "actor" | "action" | "subject" | "detail">;
  messages: Message[];
  /** Minutes; when the messages go out, at once where it is absent. */
  due?: number | undefined;
}

/** Writes the answer for a repeated request, the facts, the audit entry and the messages in one transaction. */
export async function conclude<T>(ctx: CommandContext, db: D1Database, done: Commitment<T>): Promise<Outcome<T>> {
  const { salon, status, value } = done;
  const body = status === 204 ? "" : JSON.stringify(value);
  const scope = scopeOf(salon, done.operation, done.idempotency);
  const messages = done.messages.map((message) => ({ id: newId(), message }));
  await commit(db, [
    mustNotBeFrozen(db, salon),
    ...(done.idempotency === undefined ? [] : keepAnswer(db, scope, answerRow(done, body), ctx.now)),
    deleteExpired(db, salon, ctx.now),
    ...done.facts,
    await appendAudit(db, salon, { ...done.audit, at: ctx.now, trace: ctx.trace }),
    ...messages.map(({ id, message }) => insertMessage(db, salon, id, message, ctx.now, done.due)),
  ]);
  if ((done.due ?? ctx.now) <= ctx.now) for (const { id } of messages) announce(ctx, salon, id);
  if (/^(booking|time|salon)\./.test(done.audit.action)) ctx.waitUntil(pokeDesk(ctx.env, salon));
  return { ok: true, status, body, value };
}

function answerRow<T>({ idempotency, status, token }: Commitment<T>, body: string): IdempotencyRow {
  return {
    body_hash: idempotency?.bodyHash ?? "",
    status,
    body: token === undefined ? body : body.replaceAll(token.text, TOKEN_MARK),
    booking_id: token?.booking ?? null,
    token_version: token?.version ?? null,
  };
}

/** Wakes the delivery of a message. If the queue loses it, the sweep finds the row. */
export function announce(ctx: CommandContext, salon: string, id: string): void {
  wake(ctx, { salon, id });
}
