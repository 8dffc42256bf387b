// A salon leaves the platform, or comes back: the operator says so. From then on it stands still, is on no page of ours, and is kept for
// the term of its records; when that is over, the night lets all of it go.

import { offsetsAt } from "../../engine/clock.ts";
import { retentionOf } from "../../engine/compliance/retention.ts";
import { compliance, engine } from "../../engine/shipped.ts";
import { type Problem, problem, tooBusy, unknownSalon } from "../../problem.ts";
import { askMembers, leaveAccount, type MemberRow, membershipsOf } from "../../store/access/accounts.ts";
import { appendAudit } from "../../store/audit.ts";
import { CommitRefused, commit, database, platformDatabase, read } from "../../store/database.ts";
import { askDeparture, askKept, type DepartureRow, deleteSalon, setDeparture } from "../../store/retention/departed.ts";
import { publishedSalon, unpublish } from "../../store/snapshots.ts";
import { dateOf } from "../../time.ts";
import type { CommandContext, Outcome } from "../command.ts";
import { refused } from "../deciding/commit.ts";

export interface Departure {
  salon: string;
  left: boolean;
}

export async function depart(ctx: CommandContext, { salon, left }: Departure): Promise<Outcome<Departure>> {
  const db = database(ctx.env, salon);
  const [[row]] = await read<[DepartureRow]>(db, [askDeparture(db, salon)]);
  if (row === undefined) return refused(unknownSalon(salon));
  const action = left ? "salon.left" : "salon.returned";
  const entry = { at: ctx.now, actor: "operator", action, subject: salon, trace: ctx.trace, detail: {} };
  try {
    await commit(db, [...setDeparture(db, salon, left ? ctx.now : null), await appendAudit(db, salon, entry)]);
  } catch (error) {
    if (!(error instanceof CommitRefused)) throw error;
    if (error.rule === "coming") return refused(visitsComing());
    if (error.rule !== "departure") return refused(tooBusy());
    return refused(problem("departed-already", 409, left ? "The salon left before." : "The salon has not left."));
  }
  const value = { salon, left };
  return { ok: true, status: 200, body: JSON.stringify(value), value };
}

const visitsComing = (): Problem =>
  problem("visits-to-come", 409, "There are visits still to come.", {
    detail: "Cancel them first, so that whoever booked is told.",
  });

/** Whether the salon's term is over and nothing of it is left now. */
export async function letSalonGo(ctx: CommandContext, salon: string): Promise<boolean> {
  const db = database(ctx.env, salon);
  const [[row]] = await read<[DepartureRow]>(db, [askDeparture(db, salon)]);
  const at = row?.left_at ?? null;
  if (at === null) return false;
  const [members, [proof]] = await read<[MemberRow, { kept: 0 | 1 }]>(db, [
    askMembers(db, salon),
    askKept(db, salon, ctx.now),
  ]);
  const zone = (await publishedSalon(ctx.env, salon))?.view.timezone ?? "UTC";
  const [then = 0, today = 0] = offsetsAt(zone, [at, ctx.now], engine);
  const record = {
    category: "salon",
    lastActivity: dateOf(at, then),
    legalHold: proof?.kept === 1,
    restricted: false,
  } as const;
  if (retentionOf([record], dateOf(ctx.now, today), compliance)[0]?.act !== "delete") return false;
  const platform = platformDatabase(ctx.env);
  for (const { account_id: account } of members) {
    const elsewhere = (await membershipsOf(ctx.env, account)).some(({ salon_id }) => salon_id !== salon);
    if (!elsewhere) await commit(platform, [leaveAccount(platform, account, ctx.now)]);
  }
  await deleteSalon(ctx.env, salon, ctx.now);
  await unpublish(ctx.env, salon);
  console.info(JSON.stringify({ event: "salon-let-go", trace: ctx.trace, salon }));
  return true;
}
