// Counts for the platform's metrics. Each reads an index over what is pending, never a table that grows with the years.
import type { Env } from "../env.ts";
import { type Ask, everyDatabase, read } from "./database.ts";

export interface PlatformCounts {
  salons: number;
  /** Messages still owed, and for how many minutes the longest overdue one has been. */
  outbox_waiting: number;
  outbox_overdue_minutes: number;
  /** Messages given up. */
  outbox_dead: number;
  offers_open: number;
  openings: number;
}

export async function platformCounts(env: Env, now: number): Promise<PlatformCounts> {
  const total: PlatformCounts = {
    salons: 0,
    outbox_waiting: 0,
    outbox_overdue_minutes: 0,
    outbox_dead: 0,
    offers_open: 0,
    openings: 0,
  };
  for (const db of everyDatabase(env)) {
    const ask: Ask<PlatformCounts> = db
      .prepare(`
        SELECT (SELECT count(*) FROM salon) AS salons,
               (SELECT count(*) FROM outbox WHERE available_at IS NOT NULL) AS outbox_waiting,
               coalesce((SELECT max(0, ?1 - min(available_at)) FROM outbox WHERE available_at IS NOT NULL), 0)
                 AS outbox_overdue_minutes,
               (SELECT count(*) FROM outbox WHERE available_at IS NULL AND delivered_at IS NULL) AS outbox_dead,
               (SELECT count(*) FROM offer WHERE status = 'open') AS offers_open,
               (SELECT count(*) FROM opening) AS openings -- over all salons: the platform's metrics`)
      .bind(now);
    const [[counts]] = await read<[PlatformCounts]>(db, [ask]);
    if (counts === undefined) continue;
    total.salons += counts.salons;
    total.outbox_waiting += counts.outbox_waiting;
    total.outbox_overdue_minutes = Math.max(total.outbox_overdue_minutes, counts.outbox_overdue_minutes);
    total.outbox_dead += counts.outbox_dead;
    total.offers_open += counts.offers_open;
    total.openings += counts.openings;
  }
  return total;
}
