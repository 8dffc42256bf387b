// The salon decides on a correction or a deletion. What it refuses it refuses on a ground of the law, with its reason, and
// the client is told both (POPIA s 24(4)).

import { type Actor, actorName } from "../../../permissions.ts";
import { type Fault, invalid, type Problem, problem } from "../../../problem.ts";
import { appendAudit } from "../../../store/audit.ts";
import { askPersonOf, type PersonRow } from "../../../store/compliance/requests/person.ts";
import {
  askRequest,
  type Decision,
  decideRequestRow,
  insertEvent,
  type RequestRow,
} from "../../../store/compliance/requests/requests.ts";
import { CommitRefused, commit, database, read } from "../../../store/database.ts";
import { publishedSalon } from "../../../store/snapshots.ts";
import type { CommandContext, Outcome } from "../../command.ts";
import { asProblem, refused } from "../../deciding/commit.ts";
import { localDate } from "../../deciding/facts.ts";
import {
  answerOf,
  detailOf,
  type Ground,
  groundsOf,
  type RequestAnswer,
  type RequestKey,
  unknownRequest,
} from "./request.ts";
import { inBackground, wake } from "./wake.ts";

export interface DecideInput extends RequestKey {
  actor: Actor;
  decision: Decision;
  /** Of the law; needed to refuse. */
  ground?: string | undefined;
  /** In the salon's words, for the client to read; needed to refuse. */
  reason?: string | undefined;
}

export async function decideRequest(ctx: CommandContext, input: DecideInput): Promise<Outcome<RequestAnswer>> {
  const { salon, request, actor, decision } = input;
  try {
    const db = database(ctx.env, salon);
    const wished = await read<[RequestRow, PersonRow, { taken: number }]>(db, [
      askRequest(db, salon, request),
      ...askPersonOf(db, salon, request, "rights", ctx.now),
    ]);
    const [[row], [person], [number]] = wished;
    if (row === undefined || row.status === "received") return refused(unknownRequest());
    if (row.status !== "deciding") return refused(decidedAlready());
    const faults = decision === "refused" ? refusalFaults(row, input) : [];
    if (faults.length > 0) return refused(invalid(faults));
    const against = decision === "granted" ? cannotGrant(row, person, number?.taken === 1) : null;
    if (against !== null) return refused(against);
    const ground = decision === "refused" ? (input.ground as Ground) : null;
    const reason = input.reason?.trim() || null;
    await commit(db, await decided(ctx, db, row, { decision, ground, reason }, actorName(actor)));
    inBackground(ctx, wake(ctx, input, row.runs, "decided"));
    const value = answerOf({ ...row, status: "working", decision, ground, reason });
    return { ok: true, status: 200, body: JSON.stringify(value), value };
  } catch (error) {
    return refused(error instanceof CommitRefused ? decidedAlready() : asProblem(error));
  }
}

/** What decides a request, whoever did. */
async function decided(
  ctx: CommandContext,
  db: D1Database,
  row: RequestRow,
  made: { decision: Decision; ground: string | null; reason: string | null },
  actor: string,
): Promise<D1PreparedStatement[]> {
  const { salon_id: salon, request_id: request, client_id: client, kind } = row;
  const { decision, ground } = made;
  const detail = JSON.stringify({ decision, ground });
  return [
    ...decideRequestRow(db, salon, request, made, ctx.now),
    insertEvent(db, salon, request, { step: "decided", at: ctx.now, actor, detail }),
    await appendAudit(db, salon, {
      at: ctx.now,
      actor,
      action: "request.decided",
      subject: request,
      trace: ctx.trace,
      detail: { client, kind, decision, ground },
    }),
  ];
}

/**
 * A deletion may be refused on a ground of the law alone, and in time; what nobody refused by the last day is granted. A
 * correction waits on: whether it is true only the salon can find out.
 */
export async function fallDue(ctx: CommandContext, { salon: slug, request }: RequestKey): Promise<void> {
  const db = database(ctx.env, slug);
  const [[row], [person]] = await read<[RequestRow, PersonRow, { taken: number }]>(db, [
    askRequest(db, slug, request),
    ...askPersonOf(db, slug, request, "rights", ctx.now),
  ]);
  const salon = await publishedSalon(ctx.env, slug);
  if (row?.kind !== "deletion" || row.status !== "deciding" || salon === null) return;
  if (localDate(salon, ctx.now) <= row.due_date || cannotGrant(row, person, false) !== null) return;
  try {
    await commit(db, await decided(ctx, db, row, { decision: "granted", ground: null, reason: null }, "system"));
  } catch (error) {
    if (!(error instanceof CommitRefused)) throw error; // the salon decided in the same moment
  }
}

function refusalFaults({ kind }: RequestRow, { ground, reason }: DecideInput): Fault[] {
  const grounds = groundsOf(kind);
  const faults: Fault[] = [];
  if (!grounds.some((each) => each === ground)) {
    faults.push({ pointer: "/ground", detail: `must be one of ${grounds.join(", ")}` });
  }
  if (!reason?.trim()) faults.push({ pointer: "/reason", detail: "is required to refuse" });
  return faults;
}

/** What has to be done first: nobody is to come to a visit that no longer knows them. */
function cannotGrant(row: RequestRow, person: PersonRow | undefined, taken: boolean): Problem | null {
  if (row.reach !== "client") {
    return problem("proof-too-small", 409, "Only the address of some visits was proved.", {
      detail: "Find out who it is and record the request anew, or refuse for want of proof.",
    });
  }
  if (row.kind === "deletion" && (person?.coming ?? 0) > 0) {
    return problem("visits-to-come", 409, "This client has visits to come.", {
      detail: "Cancel them first, or let them pass.",
    });
  }
  if (detailOf(row).correct?.phone === undefined || !taken) return null;
  return problem("number-taken", 409, "The new number is another client's.", {
    detail: "Find out whose it is before anything is changed.",
  });
}

const decidedAlready = (): Problem =>
  problem("decided-already", 409, "There is nothing to decide.", { detail: "It was decided, or needs no decision." });
