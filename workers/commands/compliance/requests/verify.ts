// A code proves who asked. Wrong codes, other numbers and requests that are not there are answered alike.

import { EventKind } from "../../../engine/compliance/observe.ts";
import { askCodes, type CodeRow, useCode } from "../../../store/clients.ts";
import type { TatRow } from "../../../store/compliance/admission.ts";
import { type AddressRow, askAddressesOf } from "../../../store/compliance/requests/person.ts";
import { askRequest, type Reach, type RequestRow } from "../../../store/compliance/requests/requests.ts";
import { CommitRefused, commitTogether, database, platformDatabase, read } from "../../../store/database.ts";
import { emailHash, phoneHash, requestToken } from "../../../token.ts";
import { admitting, type Gate } from "../../admitting/gate.ts";
import type { CommandContext, Outcome } from "../../command.ts";
import { asProblem, refused } from "../../deciding/commit.ts";
import { HOUR, MOST_TRIES, wrongCode } from "../../find-bookings.ts";
import { note } from "../../watching/note.ts";
import { distinct, matching, spendTry } from "./codes.ts";
import { proven } from "./proven.ts";
import { answerOf, detailOf, type RequestAnswer, type RequestKey, statusAfter } from "./request.ts";
import { inBackground, wake } from "./wake.ts";

export interface VerifyInput extends RequestKey {
  /** E.164: the one that it was asked under. */
  phone: string;
  /** Six digits. */
  code: string;
}

/** `token`: shows how it stands, and later what was gathered. */
export type Verified = RequestAnswer & { token: string };

export function verifyRequest(ctx: CommandContext, input: VerifyInput): Promise<Outcome<Verified>> {
  const called = { salon: input.salon, action: "request", phone: input.phone } as const;
  return admitting(ctx, called, (gate) => verified(ctx, input, gate));
}

async function verified(ctx: CommandContext, input: VerifyInput, gate: Gate): Promise<Outcome<Verified>> {
  const failed = () => {
    note(ctx, "", { kind: EventKind.CodeFailed, object: { by: "phone", what: input.phone } });
    return refused(wrongCode());
  };
  try {
    const { salon, request, code } = input;
    const hash = await phoneHash(ctx.env.TOKEN_SECRET, input.phone);
    const { denied, row, addresses, codes } = await readAll(ctx, input, hash, gate);
    if (denied !== null) return refused(denied);
    const waits = row?.status === "received" && row.phone_hash === hash ? row : undefined;
    const own = waits === undefined ? [] : distinct(addresses);
    const match = await matching(ctx, { purpose: "prove", request, code }, codes, own);
    if (match === null || waits?.client_id == null) {
      await spendTry(ctx, hash);
      return failed();
    }
    const db = database(ctx.env, salon);
    const platform = platformDatabase(ctx.env);
    const { address } = match;
    const reach = reachOf(address, own);
    const proof = await proven(ctx, db, waits, {
      client: waits.client_id,
      proof: "code",
      reach,
      addressHash: await emailHash(ctx.env.TOKEN_SECRET, address.email.toLowerCase()),
      answerTo: address.email,
      language: address.language,
      actor: null,
    });
    await commitTogether([
      [platform, useCode(platform, hash, match.code, MOST_TRIES, ctx.now)],
      [db, proof.statements],
    ]);
    note(ctx, "", { kind: EventKind.CodeWorked });
    proof.announce();
    inBackground(ctx, wake(ctx, input, waits.runs, "proved"));
    const status = statusAfter({ kind: waits.kind, detail: detailOf(waits) }, reach);
    const token = await requestToken(ctx.env.TOKEN_SECRET, salon, request);
    const value: Verified = { ...answerOf({ ...waits, status, proof: "code", reach }), token };
    return { ok: true, status: 200, body: JSON.stringify(value), value };
  } catch (error) {
    return error instanceof CommitRefused ? failed() : refused(asProblem(error));
  }
}

/** The client's own address speaks for the client, unless somebody gave another one under the same number. */
function reachOf({ source }: AddressRow, onFile: readonly AddressRow[]): Reach {
  return source === "client" && onFile.length === 1 ? "client" : "address";
}

/** The request, the addresses of its client, the number's codes and the counts: one read of each database. */
async function readAll(ctx: CommandContext, { salon, request }: VerifyInput, hash: string, gate: Gate) {
  const db = database(ctx.env, salon);
  const platform = platformDatabase(ctx.env);
  const [[[row], addresses, ...counted], [codes]] = await Promise.all([
    read<[RequestRow, AddressRow, ...TatRow[]]>(db, [
      askRequest(db, salon, request),
      askAddressesOf(db, salon, request, "rights"),
      ...gate.asks(db),
    ]),
    read<[CodeRow]>(platform, [askCodes(platform, hash, ctx.now - HOUR)]),
  ]);
  return { denied: await gate.refusal(db, counted), row, addresses, codes };
}
