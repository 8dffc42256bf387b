// An incident begins: somebody tells of it, or a detector found what a person has to look at. The salon's owners are told at
// once (POPIA s 21), by a letter in the commit that opens it.

import { type Actor, actorName } from "../../../permissions.ts";
import { unknownSalon } from "../../../problem.ts";
import { askMembers, type MemberRow } from "../../../store/access/accounts.ts";
import { appendAudit } from "../../../store/audit.ts";
import {
  askUnclosed,
  insertEvent,
  insertIncident,
  type NewIncident,
  PLATFORM,
} from "../../../store/compliance/incidents.ts";
import type { Threat } from "../../../store/compliance/threats.ts";
import { commit, database, read } from "../../../store/database.ts";
import { insertMessage } from "../../../store/outbox.ts";
import { askVersion, type VersionRow } from "../../../store/snapshots.ts";
import { newId } from "../../../token.ts";
import type { CommandContext, Outcome } from "../../command.ts";
import { announce, asProblem, refused } from "../../deciding/commit.ts";
import { type IncidentAnswer, stillActing } from "./change.ts";

export interface Report {
  salon: string;
  nature: string;
  /** Minutes since the epoch; now when absent. */
  discoveredAt?: number | undefined;
  actor: Actor;
}

export async function openIncident(ctx: CommandContext, report: Report): Promise<Outcome<IncidentAnswer>> {
  const { salon, nature, discoveredAt = ctx.now, actor } = report;
  const db = database(ctx.env, salon);
  try {
    const [members, [known]] = await read<[MemberRow, VersionRow]>(db, [askMembers(db, salon), askVersion(db, salon)]);
    if (known === undefined && salon !== PLATFORM) return refused(unknownSalon(salon));
    const incident = { id: newId(), openedBy: actorName(actor), threat: null, nature, discoveredAt };
    const { statements, letters } = await opening(ctx, db, salon, incident, owners(members));
    await commit(db, [...stillActing(db, salon, actor), ...statements]);
    for (const id of letters) announce(ctx, salon, id);
    const value: IncidentAnswer = { incident: incident.id, state: "open" };
    return { ok: true, status: 201, body: JSON.stringify(value), value };
  } catch (error) {
    return refused(asProblem(error));
  }
}

const owners = (members: readonly MemberRow[]): string[] =>
  members.flatMap(({ account_id, role }) => (role === "owner" ? [account_id] : []));

/** What opens it, and the letters that are owed for it. */
async function opening(
  ctx: CommandContext,
  db: D1Database,
  salon: string,
  incident: NewIncident,
  told: readonly string[],
): Promise<{ statements: D1PreparedStatement[]; letters: string[] }> {
  const { id, openedBy: actor, threat, discoveredAt } = incident;
  const detail = { discovered: discoveredAt, threat, told: told.length };
  const entry = { at: ctx.now, actor, action: "incident.opened", subject: id, trace: ctx.trace, detail };
  const letters = told.map((account) => ({ id: newId(), account }));
  return {
    statements: [
      insertIncident(db, salon, incident, ctx.now),
      insertEvent(db, salon, id, { at: ctx.now, actor, what: "opened", detail }),
      await appendAudit(db, salon, entry),
      ...letters.map((letter) => {
        const payload = { incident: id, account: letter.account };
        return insertMessage(db, salon, letter.id, { kind: "incident.opened", payload }, ctx.now);
      }),
    ],
    letters: letters.map((letter) => letter.id),
  };
}

/**
 * What detectors found that a person has to look at, for the commit that keeps it: one incident for each detector, until that
 * is closed. What spans salons is the platform's own.
 */
export async function incidentsOf(
  ctx: CommandContext,
  db: D1Database,
  salon: string,
  threats: readonly Threat[],
): Promise<{ salon: string; statements: D1PreparedStatement[]; letters: string[] }> {
  const at = salon === "" ? PLATFORM : salon;
  const found = threats.filter(({ action }) => action === "incident");
  if (found.length === 0) return { salon: at, statements: [], letters: [] };
  const [known, members] = await read<[{ nature: string }, MemberRow]>(db, [askUnclosed(db, at), askMembers(db, at)]);
  const natures = new Set(known.map(({ nature }) => nature));
  const statements: D1PreparedStatement[] = [];
  const letters: string[] = [];
  for (const { id: threat, detector, oat, at: seconds } of found) {
    const nature = `${detector} (OWASP ${oat})`;
    if (natures.has(nature)) continue;
    natures.add(nature);
    const discoveredAt = Math.min(ctx.now, Math.floor(seconds / 60));
    const incident = { id: newId(), openedBy: "system", threat, nature, discoveredAt };
    const opened = await opening(ctx, db, at, incident, owners(members));
    statements.push(...opened.statements);
    letters.push(...opened.letters);
  }
  return { salon: at, statements, letters };
}
