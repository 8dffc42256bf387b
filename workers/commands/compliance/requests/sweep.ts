// What time brings to requests, once a minute: reminders before the last day, workflows that died, data that lay long enough.

import {
  comingDue,
  deleteLapsed,
  expiredExports,
  type FoundRequest,
  forgetAddresses,
  standingStill,
} from "../../../store/compliance/requests/due.ts";
import { deleteExport } from "../../../store/compliance/requests/exports.ts";
import { claimRun, insertEvent, keepExportUntil } from "../../../store/compliance/requests/requests.ts";
import { CommitRefused, commit, database, everyDatabase } from "../../../store/database.ts";
import { insertMessage } from "../../../store/outbox.ts";
import { publishedSalon } from "../../../store/snapshots.ts";
import { MINUTES_PER_DAY } from "../../../time.ts";
import { newId } from "../../../token.ts";
import type { CommandContext } from "../../command.ts";
import { announce } from "../../deciding/commit.ts";
import { localDate } from "../../deciding/facts.ts";
import { begin, inBackground } from "./wake.ts";

/** Requests of one sweep; the next takes up where it ended. */
const SWEPT = 50;
/** Minutes by which South Africa is ahead. The search goes by its date; each salon's own calendar decides. */
const EAST = 120;

export async function sweepRequests(ctx: CommandContext): Promise<void> {
  for (const found of await standingStill(ctx.env, ctx.now, SWEPT)) await startAgain(ctx, found);
  const today = Math.floor((ctx.now + EAST) / MINUTES_PER_DAY);
  const days = { today, first: FIRST, second: SECOND };
  for (const found of await comingDue(ctx.env, days, SWEPT)) await remind(ctx, found);
  for (const { salon, request } of await expiredExports(ctx.env, ctx.now, SWEPT)) {
    await deleteExport(ctx.env, salon, request);
    const db = database(ctx.env, salon);
    await commit(db, [keepExportUntil(db, salon, request, null)]);
  }
  for (const db of everyDatabase(ctx.env)) await commit(db, [...deleteLapsed(db, ctx.now), forgetAddresses(db)]);
}

/** A further workflow for a request that stands still. Should the former one live, its steps find nothing left to do. */
async function startAgain(ctx: CommandContext, { salon, request, runs }: FoundRequest): Promise<void> {
  const db = database(ctx.env, salon);
  try {
    await commit(db, claimRun(db, salon, request, runs, ctx.now));
  } catch (error) {
    if (error instanceof CommitRefused) return; // another sweep was quicker
    throw error;
  }
  inBackground(ctx, begin(ctx, { salon, request }, runs + 1));
}

/** Days before the last day on which the salon is reminded. */
const FIRST = 7;
const SECOND = 2;

function stepAt(days: number): string | null {
  if (days < 0) return "overdue";
  if (days <= SECOND) return `reminded-${SECOND}`;
  return days <= FIRST ? `reminded-${FIRST}` : null;
}

async function remind(ctx: CommandContext, { salon: slug, request, due }: FoundRequest): Promise<void> {
  const salon = await publishedSalon(ctx.env, slug);
  if (salon === null) return;
  const days = due - localDate(salon, ctx.now);
  const step = stepAt(days);
  if (step === null) return;
  const db = database(ctx.env, slug);
  const message = newId();
  try {
    await commit(db, [
      insertEvent(db, slug, request, { step, at: ctx.now, actor: "system", detail: JSON.stringify({ days }) }),
      insertMessage(db, slug, message, { kind: "request.due", payload: { request, days } }, ctx.now),
    ]);
    announce(ctx, slug, message);
  } catch (error) {
    if (!(error instanceof CommitRefused)) throw error; // reminded already
  }
}
