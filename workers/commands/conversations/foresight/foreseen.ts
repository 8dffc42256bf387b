// What the team sees of what was foreseen, and says of it: done, or that it was no problem, which counts as a false alarm.

import { type Actor, actorName } from "../../../permissions.ts";
import { problem } from "../../../problem.ts";
import {
  askForeseen,
  askForeseenCounts,
  closeForeseen,
  type Evidence,
  type ForeseenCount,
  type ForeseenRow,
} from "../../../store/conversations/foresight/foreseen.ts";
import { CommitRefused, database, read } from "../../../store/database.ts";
import { MINUTES_PER_DAY } from "../../../time.ts";
import type { CommandContext, Outcome } from "../../command.ts";
import { conclude, deciding, refused } from "../../deciding/commit.ts";
import { noteRead } from "../../watching/reads.ts";

export interface ForeseenEntry extends Omit<ForeseenRow, "evidence"> {
  evidence: Evidence;
}

/**
 * Of the last 30 days. `told`: clients were told by message; `closed`: the team said what came of it; `falseAlarms`: of those, that
 * it was no problem.
 */
export interface ForeseenNumbers {
  found: number;
  told: number;
  closed: number;
  falseAlarms: number;
}

const DAYS = 30;

export async function readForeseen(
  ctx: CommandContext,
  salon: string,
  actor: Actor,
): Promise<{ entries: ForeseenEntry[]; numbers: ForeseenNumbers }> {
  const db = database(ctx.env, salon);
  const [rows, counts] = await read<[ForeseenRow, ForeseenCount]>(db, [
    askForeseen(db, salon, ctx.now, "serve"),
    askForeseenCounts(db, salon, ctx.now - DAYS * MINUTES_PER_DAY),
  ]);
  const clients = rows.flatMap(({ client_id: client }) => client ?? []);
  if (clients.length > 0) {
    noteRead(ctx, salon, {
      actor: actorName(actor),
      session: "session" in actor ? actor.session : undefined,
      purpose: "serve",
      what: "bookings",
      clients,
      objects: rows.map(({ foreseen_id: id }) => id),
    });
  }
  const entries = rows.map((row) => ({ ...row, evidence: JSON.parse(row.evidence) as Evidence }));
  return { entries, numbers: numbersOf(counts) };
}

export function numbersOf(counts: readonly ForeseenCount[]): ForeseenNumbers {
  const sum = (which: (one: ForeseenCount) => boolean): number =>
    counts.filter(which).reduce((total, { n }) => total + n, 0);
  return {
    found: sum(() => true),
    told: sum(({ act }) => act === "message"),
    closed: sum(({ state }) => state === "done" || state === "false-alarm"),
    falseAlarms: sum(({ state }) => state === "false-alarm"),
  };
}

/** Of two who close it one does; the other is told. */
export function close(
  ctx: CommandContext,
  { salon, id, state, actor }: { salon: string; id: string; state: "done" | "false-alarm"; actor: Actor },
): Promise<Outcome<object>> {
  return deciding<object>(ctx, salon, async ({ slug }) => {
    const db = database(ctx.env, slug);
    const by = actorName(actor);
    try {
      return await conclude<object>(ctx, db, {
        salon: slug,
        operation: "close-foreseen",
        idempotency: undefined,
        status: 200,
        value: { foreseen: id },
        facts: closeForeseen(db, slug, { id, state, by }, ctx.now),
        audit: { actor: by, action: `foreseen.${state}`, subject: id, detail: {} },
        messages: [],
      });
    } catch (error) {
      if (error instanceof CommitRefused && error.rule === "foreseen") return refused(gone());
      throw error;
    }
  });
}

const gone = () => problem("unknown-foreseen", 404, "There is nothing like that any more.");
