// The steps of a request, each safe to repeat: what a step does to D1 goes with the row that says it was done, and that row
// can be written once. What lies outside D1 (R2, the stores that erasing reaches) is done first and is the same when done twice.

import { appendAudit } from "../../../store/audit.ts";
import { correctClient } from "../../../store/compliance/requests/correct.ts";
import { PROOF_MINUTES } from "../../../store/compliance/requests/due.ts";
import { keepExport } from "../../../store/compliance/requests/exports.ts";
import {
  type AddressRow,
  askAddressesOf,
  askPerson,
  type PersonRow,
} from "../../../store/compliance/requests/person.ts";
import { insertReceipts, type ReceiptRow } from "../../../store/compliance/requests/receipts.ts";
import {
  askRequest,
  closeRequest,
  type Decision,
  deleteUnproved,
  insertEvent,
  type Kind,
  keepExportUntil,
  type RequestRow,
  type Status,
} from "../../../store/compliance/requests/requests.ts";
import { CommitRefused, commit, database, read } from "../../../store/database.ts";
import { askFormers, type FormerRow } from "../../../store/desk/clients/former.ts";
import { insertMessage, type Message } from "../../../store/outbox.ts";
import { MINUTES_PER_DAY } from "../../../time.ts";
import { newId, phoneHash } from "../../../token.ts";
import type { CommandContext } from "../../command.ts";
import { announce } from "../../deciding/commit.ts";
import { erase, type Kept, type Receipt } from "../erase.ts";
import { distinct } from "./codes.ts";
import { gathered } from "./gather.ts";
import { detailOf, type RequestKey } from "./request.ts";

/** `gone`: it was never proved, and is forgotten. */
export type Standing = Status | "gone";

/** What was gathered can be taken away for so many minutes: 14 days. */
const EXPORT_MINUTES = 14 * 1440;

async function rowOf(ctx: CommandContext, { salon, request }: RequestKey): Promise<RequestRow | null> {
  const db = database(ctx.env, salon);
  const [[row]] = await read<[RequestRow]>(db, [askRequest(db, salon, request)]);
  return row ?? null;
}

export interface Outlook {
  status: Standing;
  kind: Kind | null;
  decision: Decision | null;
  /** Minutes until its last day is over by any clock. */
  left: number;
}

/** Where it stands, in what a workflow may remember: nothing personal. */
export async function outlook(ctx: CommandContext, key: RequestKey): Promise<Outlook> {
  const row = await rowOf(ctx, key);
  if (row === null) return { status: "gone", kind: null, decision: null, left: 0 };
  const { status, kind, decision, due_date } = row;
  return { status, kind, decision, left: Math.max(1, (due_date + 1) * MINUTES_PER_DAY - ctx.now) };
}

/** Commits a step's effects with the row that says it was done; false when it was done before. */
async function once(
  ctx: CommandContext,
  { salon, request }: RequestKey,
  step: { name: string; detail?: object },
  effects: D1PreparedStatement[],
): Promise<boolean> {
  const db = database(ctx.env, salon);
  const detail = JSON.stringify(step.detail ?? {});
  const event = { step: step.name, at: ctx.now, actor: "system", detail };
  try {
    await commit(db, [insertEvent(db, salon, request, event), ...effects]);
    return true;
  } catch (error) {
    if (error instanceof CommitRefused && error.rule === "unique request_event") return false;
    throw error;
  }
}

/** Sends a code to every address on file under the number; nothing where nobody is known. */
export async function acknowledge(ctx: CommandContext, key: RequestKey): Promise<Standing> {
  const { salon, request } = key;
  const db = database(ctx.env, salon);
  const [[row], addresses] = await read<[RequestRow, AddressRow]>(db, [
    askRequest(db, salon, request),
    askAddressesOf(db, salon, request, "rights"),
  ]);
  if (row === undefined) return "gone";
  const { code_id: code } = row;
  if (row.status !== "received" || code === null) return row.status;
  const messages = distinct(addresses).map(({ source, id }) => {
    const message: Message = { kind: "request.code", payload: { request, code, purpose: "prove", of: source, id } };
    return { id: newId(), message };
  });
  const rows = messages.map(({ id, message }) => insertMessage(db, salon, id, message, ctx.now));
  if (await once(ctx, key, { name: "acknowledged", detail: { codes: messages.length } }, rows)) {
    for (const { id } of messages) announce(ctx, salon, id);
  }
  return "received";
}

/** Forgets the request if nobody proved it in time. */
export async function lapse(ctx: CommandContext, key: RequestKey): Promise<Standing> {
  const row = await rowOf(ctx, key);
  if (row === null) return "gone";
  if (row.status !== "received" || ctx.now - row.received_at < PROOF_MINUTES) return row.status;
  const db = database(ctx.env, key.salon);
  await commit(db, deleteUnproved(db, key.salon, key.request));
  return (await rowOf(ctx, key))?.status ?? "gone";
}

/** Puts what is held where its owner can take it away. */
export async function gather(ctx: CommandContext, key: RequestKey): Promise<void> {
  const { salon, request } = key;
  const row = await rowOf(ctx, key);
  if (row === null || row.status !== "working") return;
  const found = await gathered(ctx, row);
  if (found === null) return;
  await keepExport(ctx.env, salon, request, JSON.stringify(found));
  const db = database(ctx.env, salon);
  const detail = { rows: found.tables.reduce((sum, { rows }) => sum + rows.length, 0) };
  await once(ctx, key, { name: "gathered", detail }, [keepExportUntil(db, salon, request, ctx.now + EXPORT_MINUTES)]);
}

/** Corrects the client and every copy that still serves. */
export async function correct(ctx: CommandContext, key: RequestKey): Promise<void> {
  const { salon } = key;
  const db = database(ctx.env, salon);
  const row = await rowOf(ctx, key);
  if (row === null || row.status !== "working" || row.client_id === null) return;
  const [[person], also] = await read<[PersonRow, FormerRow]>(db, [
    askPerson(db, salon, row.client_id, "rights", ctx.now),
    askFormers(db, salon, row.client_id, "rights"),
  ]);
  if (person === undefined) return;
  const { name = null, phone = null, email = null, language = null } = detailOf(row).correct ?? {};
  const secret = ctx.env.TOKEN_SECRET;
  const hashes = { before: await phoneHash(secret, person.phone), after: await phoneHash(secret, phone ?? "") };
  const correction = { name, phone, email, language };
  const fields = Object.keys(detailOf(row).correct ?? {});
  await once(
    ctx,
    key,
    { name: "corrected", detail: { fields } },
    correctClient(db, salon, row.client_id, correction, { was: person, also }, hashes, ctx.now),
  );
}

/** Null where nothing was to be erased. */
export interface Erased {
  receipts: Receipt[];
  kept: Kept[];
}

/** Erases in every store; refused where visits are still to come, which then is for the salon to see. */
export async function eraseFor(ctx: CommandContext, key: RequestKey): Promise<Erased> {
  const { salon, request } = key;
  const row = await rowOf(ctx, key);
  if (row === null || row.status !== "working" || row.client_id === null) return { receipts: [], kept: [] };
  const outcome = await erase(ctx, { salon, client: row.client_id, reason: "request", request });
  if (!outcome.ok) throw new Error(outcome.problem.type);
  return outcome.value;
}

/** A receipt per store, and what a law keeps. */
export async function keepReceipts(ctx: CommandContext, key: RequestKey, { receipts, kept }: Erased): Promise<void> {
  const { salon, request } = key;
  const db = database(ctx.env, salon);
  const rows: ReceiptRow[] = receipts.map((receipt) => ({ ...receipt, forgotten_by: receipt.forgotten_by ?? null }));
  await commit(db, [insertReceipts(db, salon, request, rows)]);
  await once(ctx, key, { name: "erased", detail: { kept } }, []);
}

/** Tells the client and closes, in one commit: no answer without the end, and no end without the answer. */
export async function close(ctx: CommandContext, key: RequestKey): Promise<Standing> {
  const { salon, request } = key;
  const row = await rowOf(ctx, key);
  if (row === null) return "gone";
  if (row.status !== "working") return row.status;
  const db = database(ctx.env, salon);
  const message = newId();
  const tells = row.answer_to !== null;
  const days = Math.floor((ctx.now - row.received_at) / 1440);
  const answer = insertMessage(db, salon, message, { kind: "request.answered", payload: { request } }, ctx.now);
  const effects = [
    ...closeRequest(db, salon, request, keptDetail(row), ctx.now),
    await appendAudit(db, salon, {
      at: ctx.now,
      actor: "system",
      action: "request.closed",
      subject: request,
      trace: ctx.trace,
      detail: { client: row.client_id, kind: row.kind, decision: row.decision, days },
    }),
    ...(tells ? [answer] : []),
  ];
  if ((await once(ctx, key, { name: "closed", detail: { told: tells, days } }, effects)) && tells) {
    announce(ctx, salon, message);
  }
  return "closed";
}

/**
 * Of what was corrected the names of the fields remain, for the rest stands where it belongs now. What was refused stays: an
 * indication that a correction was asked for is kept with the information (s 24(2)(d)).
 */
function keptDetail(row: RequestRow): string {
  if (row.kind !== "correction" || row.decision === "refused") return row.detail;
  return JSON.stringify({ corrected: Object.keys(detailOf(row).correct ?? {}) });
}
