// Behind the link that a client was given: how their request stands, and, for a code besides, what was gathered for it.

import { type Actor, actorName } from "../../../permissions.ts";
import { type Problem, problem } from "../../../problem.ts";
import { appendAudit } from "../../../store/audit.ts";
import { askCodes, type CodeRow, insertCode, useCode } from "../../../store/clients.ts";
import type { TatRow } from "../../../store/compliance/admission.ts";
import { readExport } from "../../../store/compliance/requests/exports.ts";
import { askReceipts, type ReceiptRow } from "../../../store/compliance/requests/receipts.ts";
import { askEvents, askRequest, type EventRow, type RequestRow } from "../../../store/compliance/requests/requests.ts";
import { CommitRefused, commit, commitTogether, database, platformDatabase, read } from "../../../store/database.ts";
import { insertMessage } from "../../../store/outbox.ts";
import { newChallenge, newId, openChallenge, parseToken, requestToken, sameToken } from "../../../token.ts";
import { admitting, type Gate } from "../../admitting/gate.ts";
import type { CommandContext, Outcome } from "../../command.ts";
import { announce, asProblem, refused } from "../../deciding/commit.ts";
import { CODE_MINUTES, HOUR, MOST_CODES, MOST_TRIES, tooManyCodes, wrongCode } from "../../find-bookings.ts";
import { codesOf, matching, spendTry } from "./codes.ts";
import type { PersonExport } from "./gather.ts";
import { answerOf, instant, type RequestAnswer, type RequestKey, unknownRequest } from "./request.ts";

/** `takes_until`: what was gathered lies ready until then. */
export interface Followed extends RequestAnswer {
  salon: string;
  takes_until: string | null;
  receipts: ReceiptRow[];
  events: EventRow[];
}

/** Which request a genuine link shows; null for any other text. */
async function keyOf(ctx: CommandContext, token: string): Promise<RequestKey | null> {
  const parts = parseToken(token);
  if (parts === null) return null;
  const genuine = await requestToken(ctx.env.TOKEN_SECRET, parts.salon, parts.id);
  return sameToken(token, genuine) ? { salon: parts.salon, request: parts.id } : null;
}

export async function followRequest(ctx: CommandContext, token: string): Promise<Outcome<Followed>> {
  const key = await keyOf(ctx, token);
  if (key === null) return refused(unknownRequest());
  const { salon, request } = key;
  try {
    const db = database(ctx.env, salon);
    const [[row], receipts, events] = await read<[RequestRow, ReceiptRow, EventRow]>(db, [
      askRequest(db, salon, request),
      askReceipts(db, salon, request),
      askEvents(db, salon, request),
    ]);
    if (row === undefined) return refused(unknownRequest());
    const value = { ...answerOf(row), salon, takes_until: takesUntil(row, ctx.now), receipts, events };
    return { ok: true, status: 200, body: JSON.stringify(value), value };
  } catch (error) {
    return refused(asProblem(error));
  }
}

function takesUntil({ export_until: until }: RequestRow, now: number): string | null {
  return until === null || until <= now ? null : instant(until);
}

/** Sends a code to the address that was proved, for what was gathered to be opened with. */
export async function sendOpeningCode(ctx: CommandContext, token: string): Promise<Outcome<{ sent: true }>> {
  const key = await keyOf(ctx, token);
  if (key === null) return refused(unknownRequest());
  return admitting(ctx, { salon: key.salon, action: "request" }, (gate) => codeSent(ctx, key, gate));
}

async function codeSent(ctx: CommandContext, key: RequestKey, gate: Gate): Promise<Outcome<{ sent: true }>> {
  const { salon, request } = key;
  const platform = platformDatabase(ctx.env);
  const under = await codesOf(ctx.env.TOKEN_SECRET, key);
  try {
    const db = database(ctx.env, salon);
    const [[row], ...counted] = await read<[RequestRow, ...TatRow[]]>(db, [
      askRequest(db, salon, request),
      ...gate.asks(db),
    ]);
    const denied = await gate.refusal(db, counted);
    if (denied !== null) return refused(denied);
    if (row === undefined || takesUntil(row, ctx.now) === null || row.answer_to === null)
      return refused(nothingThere());
    const code = { id: newId(), expiresAt: ctx.now + CODE_MINUTES };
    const limit = { most: MOST_CODES, since: ctx.now - HOUR };
    const message = newId();
    const payload = { request, code: code.id, purpose: "open", of: "request", id: request } as const;
    await commitTogether([
      [platform, insertCode(platform, under, code, limit, ctx.now)],
      [db, [insertMessage(db, salon, message, { kind: "request.code", payload }, ctx.now)]],
    ]);
    announce(ctx, salon, message);
    const value = { sent: true as const };
    return { ok: true, status: 200, body: JSON.stringify(value), value };
  } catch (error) {
    return refused(error instanceof CommitRefused ? await tooManyCodes(ctx, platform, under) : asProblem(error));
  }
}

/** `grant`: takes the file away within a quarter of an hour, since a code works once. */
export interface Opened {
  found: PersonExport;
  grant: string;
}

export async function openExport(
  ctx: CommandContext,
  { token, code }: { token: string; code: string },
): Promise<Outcome<Opened>> {
  const key = await keyOf(ctx, token);
  if (key === null) return refused(unknownRequest());
  return admitting(ctx, { salon: key.salon, action: "request" }, (gate) => opened(ctx, key, code, gate));
}

async function opened(ctx: CommandContext, key: RequestKey, code: string, gate: Gate): Promise<Outcome<Opened>> {
  const { salon, request } = key;
  const db = database(ctx.env, salon);
  const platform = platformDatabase(ctx.env);
  const under = await codesOf(ctx.env.TOKEN_SECRET, key);
  try {
    const [[[row], ...counted], [codes]] = await Promise.all([
      read<[RequestRow, ...TatRow[]]>(db, [askRequest(db, salon, request), ...gate.asks(db)]),
      read<[CodeRow]>(platform, [askCodes(platform, under, ctx.now - HOUR)]),
    ]);
    const denied = await gate.refusal(db, counted);
    if (denied !== null) return refused(denied);
    if (row === undefined || takesUntil(row, ctx.now) === null || row.answer_to === null)
      return refused(nothingThere());
    const match = await matching(ctx, { purpose: "open", request, code }, codes, [{ email: row.answer_to }]);
    if (match === null) {
      await spendTry(ctx, under);
      return refused(wrongCode());
    }
    const text = await readExport(ctx.env, salon, request);
    if (text === null) return refused(nothingThere());
    const detail = { client: row.client_id };
    const entry = {
      at: ctx.now,
      actor: "client",
      action: "request.opened",
      subject: request,
      trace: ctx.trace,
      detail,
    };
    await commitTogether([
      [platform, useCode(platform, under, match.code, MOST_TRIES, ctx.now)],
      [db, [await appendAudit(db, salon, entry)]],
    ]);
    const grant = await newChallenge(ctx.env.TOKEN_SECRET, purposeOf(key), ctx.now + CODE_MINUTES);
    const value = { found: JSON.parse(text) as PersonExport, grant };
    return { ok: true, status: 200, body: JSON.stringify(value), value };
  } catch (error) {
    return refused(error instanceof CommitRefused ? wrongCode() : asProblem(error));
  }
}

const purposeOf = ({ salon, request }: RequestKey): string => `export:${salon}:${request}`;

/** The file itself, for the grant that opening it gave. */
export async function takeExport(
  ctx: CommandContext,
  { token, grant }: { token: string; grant: string },
): Promise<Outcome<string>> {
  const key = await keyOf(ctx, token);
  if (key === null) return refused(unknownRequest());
  const genuine = await openChallenge(ctx.env.TOKEN_SECRET, purposeOf(key), grant, ctx.now);
  if (genuine === null) return refused(wrongCode());
  const text = await readExport(ctx.env, key.salon, key.request);
  return text === null ? refused(nothingThere()) : { ok: true, status: 200, body: text, value: text };
}

export interface HandOver extends RequestKey {
  actor: Actor;
}

/** For a client without an address, whom somebody of the salon saw: the file, into their hands. Nobody else's is given so. */
export async function handOver(ctx: CommandContext, { salon, request, actor }: HandOver): Promise<Outcome<string>> {
  try {
    const db = database(ctx.env, salon);
    const [[row]] = await read<[RequestRow]>(db, [askRequest(db, salon, request)]);
    const seen = row?.proof === "salon" && row.answer_to === null;
    if (row === undefined || !seen || takesUntil(row, ctx.now) === null) return refused(nothingThere());
    const text = await readExport(ctx.env, salon, request);
    if (text === null) return refused(nothingThere());
    const detail = { client: row.client_id };
    const who = actorName(actor);
    const entry = {
      at: ctx.now,
      actor: who,
      action: "request.handed-over",
      subject: request,
      trace: ctx.trace,
      detail,
    };
    await commit(db, [await appendAudit(db, salon, entry)]);
    return { ok: true, status: 200, body: text, value: text };
  } catch (error) {
    return refused(asProblem(error));
  }
}

const nothingThere = (): Problem =>
  problem("nothing-gathered", 404, "There is nothing to take away.", {
    detail: "It was taken down, has not been gathered yet, or this request gathers nothing.",
  });
