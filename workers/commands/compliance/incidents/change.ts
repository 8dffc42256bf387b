// The one way in which an incident changes: read it, decide, and commit what follows with a line of its timeline and an entry
// of the trail. Whoever acts must still have the role that let them in, and a change that another one overtook is decided
// anew on what is there then.

import { type Actor, actorName } from "../../../permissions.ts";
import { type Problem, problem, tooBusy } from "../../../problem.ts";
import { mustStillBe } from "../../../store/access/accounts.ts";
import { type AuditEntry, appendAudit } from "../../../store/audit.ts";
import {
  askIncident,
  type IncidentRow,
  type IncidentState,
  insertEvent,
  moveIncident,
} from "../../../store/compliance/incidents.ts";
import { type Ask, CommitRefused, commitTogether, database, platformDatabase, read } from "../../../store/database.ts";
import { insertMessage, type Message } from "../../../store/outbox.ts";
import { newId } from "../../../token.ts";
import type { CommandContext, Outcome } from "../../command.ts";
import { announce, asProblem, refused } from "../../deciding/commit.ts";

export interface IncidentAt {
  salon: string;
  incident: string;
  actor: Actor;
}

export interface IncidentAnswer {
  incident: string;
  state: IncidentState;
}

/** What an act does to an incident. */
export interface Change {
  to: IncidentState;
  /** The timeline's and the trail's word: `contained.freeze`. */
  what: string;
  /** Ids, numbers and hashes. */
  detail: AuditEntry["detail"];
  facts: D1PreparedStatement[];
  /** Of what spans salons. */
  platform?: D1PreparedStatement[];
  messages?: { id: string; message: Message }[];
  /** After the commit. */
  afterwards?(): void;
}

/** Nothing to do: it is as wished already. */
export const AS_WISHED = Symbol("as wished");

const TRIES = 3;

/** `decide` gets the incident and the rows of `asks`. */
export async function changing<Rows extends unknown[]>(
  ctx: CommandContext,
  at: IncidentAt,
  asks: (db: D1Database) => { [K in keyof Rows]: Ask<Rows[K]> },
  decide: (
    incident: IncidentRow,
    rows: { [K in keyof Rows]: Rows[K][] },
    db: D1Database,
  ) => Change | Problem | typeof AS_WISHED | Promise<Change | Problem>,
): Promise<Outcome<IncidentAnswer>> {
  const db = database(ctx.env, at.salon);
  try {
    for (let tries = 0; tries < TRIES; tries++) {
      const [[incident], ...rows] = await read<[IncidentRow, ...Rows]>(db, [
        askIncident(db, at.salon, at.incident),
        ...asks(db),
      ] as never);
      if (incident === undefined) return refused(unknownIncident());
      const change = await decide(incident, rows as never, db);
      if (change === AS_WISHED) return answered(incident.incident_id, incident.state);
      if (isProblem(change)) return refused(change);
      const rule = await concluded(ctx, db, at, incident, change);
      if (rule === null) return answered(incident.incident_id, change.to);
      const why = WHY[rule];
      if (why !== undefined) return refused(why());
    }
    return refused(tooBusy());
  } catch (error) {
    return refused(asProblem(error));
  }
}

const isProblem = (answer: Change | Problem): answer is Problem => "status" in answer;

/** Null when it was committed, else the rule that refused it. */
async function concluded(
  ctx: CommandContext,
  db: D1Database,
  { salon, actor }: IncidentAt,
  { incident_id: incident, revision }: IncidentRow,
  { to, what, detail, facts, platform = [], messages = [], afterwards }: Change,
): Promise<string | null> {
  const who = actorName(actor);
  const entry = { at: ctx.now, actor: who, action: `incident.${what}`, subject: incident, trace: ctx.trace, detail };
  try {
    await commitTogether([
      [
        db,
        [
          ...stillActing(db, salon, actor),
          ...moveIncident(db, salon, incident, { revision, to }),
          ...facts,
          insertEvent(db, salon, incident, { at: ctx.now, actor: who, what, detail }),
          await appendAudit(db, salon, entry),
          ...messages.map(({ id, message }) => insertMessage(db, salon, id, message, ctx.now)),
        ],
      ],
      [platformDatabase(ctx.env), platform],
    ]);
  } catch (error) {
    if (error instanceof CommitRefused) return error.rule;
    throw error;
  }
  for (const { id } of messages) announce(ctx, salon, id);
  afterwards?.();
  return null;
}

export function stillActing(db: D1Database, salon: string, actor: Actor): D1PreparedStatement[] {
  return actor.role === "operator" ? [] : [mustStillBe(db, salon, actor.account, actor.role)];
}

const answered = (incident: string, state: IncidentState): Outcome<IncidentAnswer> => {
  const value = { incident, state };
  return { ok: true, status: 200, body: JSON.stringify(value), value };
};

/** A message with an id of its own. */
export const message = (told: Message): { id: string; message: Message } => ({ id: newId(), message: told });

/** Rules of the commit that no second try mends. */
const WHY: Record<string, () => Problem> = {
  actor: () => problem("forbidden", 403, "You may not do this here.", { detail: "Your role has just changed." }),
  freeze: () => problem("frozen-already", 409, "The salon stands so already."),
  task: () => problem("unknown-task", 404, "There is no such task, or it is done."),
};

export const unknownIncident = (): Problem => problem("unknown-incident", 404, "There is no such incident.");

/** What the incident's state does not allow. */
export const notNow = (detail: string): Problem =>
  problem("not-in-this-state", 409, "The incident does not stand so that this could be done.", { detail });
