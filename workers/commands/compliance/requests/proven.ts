// What one commit writes once it is known who asks: the proof, what stops or is withdrawn at once, the trail, the letters.

import { type Actor, actorName } from "../../../permissions.ts";
import { appendAudit } from "../../../store/audit.ts";
import { withdrawConsents } from "../../../store/clients.ts";
import {
  insertEvent,
  type Proof,
  type Proved,
  proveRequest,
  type RequestRow,
  restrict,
} from "../../../store/compliance/requests/requests.ts";
import { insertMessage, type Message } from "../../../store/outbox.ts";
import { deleteSpecialNotesOf } from "../../../store/vault/persons.ts";
import { deleteNotesOfBooking } from "../../../store/vault/special-notes.ts";
import { newId } from "../../../token.ts";
import type { CommandContext } from "../../command.ts";
import { announce } from "../../deciding/commit.ts";
import { HEALTH } from "../../vault/special.ts";
import { detailOf, type RequestKey, statusAfter } from "./request.ts";

/** Who is known to ask, and by what. */
export interface Known {
  client: string;
  proof: Proof;
  reach: "client" | "address";
  /** Keyed hash of the address that was proved. */
  addressHash: string | null;
  /** Where the answer goes; null where the client gave no address. */
  answerTo: string | null;
  language: string | null;
  /** Somebody of the salon, who looked at who it is; null for the client. */
  actor: Actor | null;
}

const CHANNELS: Record<Proof, string> = { link: "web", code: "web", salon: "desk" };

export interface Proven {
  statements: D1PreparedStatement[];
  /** After the commit. */
  announce(): void;
}

/** Refused as "request" when the row is not waiting for its proof. */
export async function proven(ctx: CommandContext, db: D1Database, row: RequestRow, known: Known): Promise<Proven> {
  const key: RequestKey = { salon: row.salon_id, request: row.request_id };
  const { salon, request } = key;
  const status = statusAfter({ kind: row.kind, detail: detailOf(row) }, known.reach);
  const actor = known.actor === null ? "client" : actorName(known.actor);
  const event = (step: string, detail: object = {}) =>
    insertEvent(db, salon, request, { step, at: ctx.now, actor, detail: JSON.stringify(detail) });
  const proved: Proved = { ...known, status };
  const messages = lettersOf(row, known).map((message) => ({ id: newId(), message }));
  const entry = {
    at: ctx.now,
    actor,
    action: "request.proved",
    subject: request,
    trace: ctx.trace,
    detail: { client: known.client, kind: row.kind, proof: known.proof, reach: known.reach, due: row.due_date },
  };
  return {
    statements: [
      ...proveRequest(db, salon, request, proved, ctx.now),
      event("proved", { proof: known.proof, reach: known.reach }),
      ...(await atOnce(ctx, db, row, known, actor)),
      await appendAudit(db, salon, entry),
      ...messages.map(({ id, message }) => insertMessage(db, salon, id, message, ctx.now)),
    ],
    announce: () => {
      for (const { id } of messages) announce(ctx, salon, id);
    },
  };
}

/** The salon hears of it at once, and the client until when they have an answer. */
function lettersOf({ request_id: request }: RequestRow, { answerTo }: Known): Message[] {
  const told: Message[] = answerTo === null ? [] : [{ kind: "request.acknowledged", payload: { request } }];
  return [...told, { kind: "request.due", payload: { request } }];
}

/** An objection stops, and a consent ends, in the very commit that proves who says so. */
async function atOnce(
  ctx: CommandContext,
  db: D1Database,
  row: RequestRow,
  known: Known,
  actor: string,
): Promise<D1PreparedStatement[]> {
  const { salon_id: salon, request_id: request } = row;
  const { stop = [], withdraw = null } = detailOf(row);
  // Minutes from the objection to its effect: what the proof took, since nothing else lies between.
  const minutes = ctx.now - row.received_at;
  const event = (step: string, detail: object) =>
    insertEvent(db, salon, request, { step, at: ctx.now, actor, detail: JSON.stringify(detail) });
  if (row.kind === "objection") {
    return [
      restrict(db, salon, known.client, request, stop, ctx.now),
      event("stopped", { purposes: stop, minutes }),
      await trail(ctx, db, row, known, actor, "objection.received", { purposes: [...stop], minutes }),
    ];
  }
  if (row.kind !== "withdrawal") return [];
  const given = { channel: CHANNELS[known.proof], at: ctx.now };
  return [
    withdrawConsents(db, salon, known.client, withdraw, given),
    ...(withdraw === null || withdraw.includes(HEALTH) ? [forgetNotes(ctx, db, row, known)] : []),
    event("withdrawn", { purposes: withdraw ?? "all", minutes }),
    await trail(ctx, db, row, known, actor, "consent.withdrawn", {
      purposes: withdraw === null ? "all" : [...withdraw],
    }),
  ];
}

/** What was kept by the consent alone goes with it; whoever proves no more than a visit's link ends that visit's. */
function forgetNotes(
  ctx: CommandContext,
  db: D1Database,
  { salon_id: salon, booking_id: booking }: RequestRow,
  { client, proof }: Known,
): D1PreparedStatement {
  return proof === "link"
    ? deleteNotesOfBooking(db, salon, booking ?? "")
    : deleteSpecialNotesOf(db, salon, client, ctx.now);
}

function trail(
  ctx: CommandContext,
  db: D1Database,
  row: RequestRow,
  { client }: Known,
  actor: string,
  action: string,
  detail: { [name: string]: string | number | string[] },
): Promise<D1PreparedStatement> {
  const { salon_id: salon, request_id: request } = row;
  return appendAudit(db, salon, {
    at: ctx.now,
    actor,
    action,
    subject: client,
    trace: ctx.trace,
    detail: { request, ...detail },
  });
}
