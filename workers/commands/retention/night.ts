// Retention, every night (POPIA s 14): what has reached the end of its term is deleted or de-identified, salon by salon, a
// bounded stretch of it in each minute. A night that breaks off goes on where it was; what is recorded says how far it came
// and what is overdue. Which rows are due is decided by the core, from the terms of shared/policies/retention.json.

import policy from "../../../shared/policies/retention.json" with { type: "json" };
import { offsetsAt } from "../../engine/clock.ts";
import { type RetentionVerdict, retentionOf } from "../../engine/compliance/retention.ts";
import { compliance, engine } from "../../engine/shipped.ts";
import { appendAudit } from "../../store/audit.ts";
import { commit, database, read } from "../../store/database.ts";
import { type Candidate, type Place, salonsToKeepHouseIn } from "../../store/retention/due.ts";
import { askHolds, type HoldRow } from "../../store/retention/holds.ts";
import { askNight, type Run, type RunRow, recordRun } from "../../store/retention/runs.ts";
import { publishedSalon } from "../../store/snapshots.ts";
import { dateOf, MINUTES_PER_DAY } from "../../time.ts";
import type { CommandContext } from "../command.ts";
import { replaySalon } from "../vault/replay.ts";
import { CATEGORIES, type Category, LAST } from "./categories.ts";
import { letSalonGo } from "./departure.ts";

/** The night's hours in UTC, [from, to): 02:00 to 06:00 in South Africa. */
const NIGHT = { from: 0, to: 240 };
/** Salons that are looked for at a time. */
const SALONS = 20;
/** Pages of one minute, over all salons; an erasure counts as two. Each is a few calls of the database, of a thousand. */
const WORK = 200;

/** What a minute may still do. */
export interface Budget {
  left: number;
}

/** Each minute of the night takes up where the last one ended. */
export async function keepHouse(ctx: CommandContext): Promise<void> {
  const minute = ctx.now % MINUTES_PER_DAY;
  if (minute < NIGHT.from || minute >= NIGHT.to) return;
  const night = Math.floor(ctx.now / MINUTES_PER_DAY);
  const budget: Budget = { left: WORK };
  for (let after = ""; budget.left > 0; ) {
    const salons = await salonsToKeepHouseIn(ctx.env, night, LAST, after, SALONS);
    for (const salon of salons) {
      if (budget.left <= 0) return;
      // One salon's broken rows must not keep the others' for longer.
      const kept = async () => {
        if (!(await letSalonGo(ctx, salon))) await keepHouseIn(ctx, salon, night, budget);
      };
      await kept().catch((error: unknown) => {
        const failure = error instanceof Error ? error.name : "unknown";
        console.error(JSON.stringify({ level: "error", event: "retention", trace: ctx.trace, salon, failure }));
      });
    }
    after = salons.at(-1) ?? "";
    if (salons.length < SALONS) return;
  }
}

/** One salon's night, as far as the budget goes. */
export async function keepHouseIn(
  ctx: CommandContext,
  salon: string,
  night: number,
  budget: Budget = { left: WORK },
): Promise<void> {
  const db = database(ctx.env, salon);
  const [before, holds] = await read<[RunRow, HoldRow]>(db, [askNight(db, salon, night), askHolds(db, salon, ctx.now)]);
  const zone = (await publishedSalon(ctx.env, salon))?.view.timezone ?? "UTC";
  if (before.length === 0) await replaySalon(ctx, salon);
  for (const category of CATEGORIES) {
    const row = before.find((run) => run.category === category.name);
    if (row !== undefined && row.resume_at === null) continue;
    const from = row === undefined ? START : { at: row.resume_at ?? 0, id: row.resume_after ?? "" };
    const run = await go(ctx, { salon, zone, category, holds, budget }, from);
    await commit(db, [
      recordRun(db, salon, night, run, ctx.now),
      ...(run.done === 0 ? [] : [await entryOf(ctx, db, salon, night, run)]),
    ]);
    if (run.resume !== null) return;
  }
}

const START: Place = { at: 0, id: "" };

interface Stretch {
  salon: string;
  zone: string;
  category: Category;
  holds: readonly HoldRow[];
  budget: Budget;
}

async function go(ctx: CommandContext, stretch: Stretch, from: Place): Promise<Run> {
  const { salon, category, budget } = stretch;
  const db = database(ctx.env, salon);
  const run: Run = { category: category.name, due: 0, done: 0, held: 0, oldestOverdue: null, resume: from };
  while (run.resume !== null && budget.left > 0) {
    const page = { before: latestBegin(ctx, category), after: run.resume, limit: category.page };
    const [rows] = await read<[Candidate]>(db, [category.ask(db, salon, page, "rights")]);
    const verdicts = judged(ctx, stretch, rows);
    const due = rows.filter((_, i) => verdicts[i]?.act !== "keep");
    const gone = due.length === 0 ? new Set<string>() : await category.let(ctx, salon, due);
    budget.left -= 1 + (category.name === "client" ? 2 * due.length : 0);
    for (const [i, row] of rows.entries()) count(run, row, verdicts[i], gone);
    const last = rows.at(-1);
    run.resume = last === undefined || rows.length < category.page ? null : { at: last.at, id: last.id };
  }
  return run;
}

function count(run: Run, row: Candidate, verdict: RetentionVerdict | undefined, gone: ReadonlySet<string>): void {
  if (verdict === undefined || verdict.reason === "running") return;
  if (verdict.act === "keep") {
    run.held += 1;
    return;
  }
  run.due += 1;
  if (gone.has(row.id)) run.done += 1;
  else run.oldestOverdue = Math.min(run.oldestOverdue ?? verdict.due, verdict.due);
}

/** What the law says of each; days are the salon's own. */
function judged(
  ctx: CommandContext,
  { zone, category, holds }: Stretch,
  rows: readonly Candidate[],
): RetentionVerdict[] {
  const [today = 0, ...offsets] = offsetsAt(zone, [ctx.now, ...rows.map(({ at }) => at)], engine);
  const records = rows.map((row, i) => ({
    category: category.name,
    lastActivity: dateOf(row.at, category.byDate ? 0 : (offsets[i] ?? 0)),
    legalHold: holds.some((hold) => hold.kind === "hold" && keeps(hold, row)),
    restricted: holds.some((hold) => hold.kind === "restriction" && keeps(hold, row)),
  }));
  return retentionOf(records, dateOf(ctx.now, today), compliance);
}

/** A hold on a client keeps everything of theirs; one on a visit keeps that visit, what belongs to it, and whose it is. */
function keeps({ client_id, booking_id }: HoldRow, { client, booking }: Candidate): boolean {
  return client_id === client && (booking_id === null || booking === null || booking_id === booking);
}

/** No row whose term began after it can be due today: a year is at least 365 days, and a zone at most a day away. */
function latestBegin(ctx: CommandContext, { name }: Category): number {
  const { keep_years: years = 0, keep_days: days = 0 }: { keep_years?: number; keep_days?: number } =
    policy.categories[name];
  return ctx.now + 2 * MINUTES_PER_DAY - (365 * years + days) * MINUTES_PER_DAY;
}

function entryOf(
  ctx: CommandContext,
  db: D1Database,
  salon: string,
  night: number,
  { category, done }: Run,
): Promise<D1PreparedStatement> {
  return appendAudit(db, salon, {
    at: ctx.now,
    actor: "system",
    action: "retention.done",
    subject: category,
    trace: ctx.trace,
    detail: { night, category, done },
  });
}
