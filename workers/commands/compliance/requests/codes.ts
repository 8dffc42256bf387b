// One-time codes for requests: derived from what they open, so that one kind of code never passes for another. They share
// find-bookings' rows, and with them its limits: so many codes an hour, so many tries at each.

import { type CodeRow, spendAttempt } from "../../../store/clients.ts";
import type { AddressRow } from "../../../store/compliance/requests/person.ts";
import { commit, platformDatabase } from "../../../store/database.ts";
import type { CodePurpose } from "../../../store/outbox.ts";
import { hex, keyedHash, oneTimeCode, sameToken } from "../../../token.ts";
import type { CommandContext } from "../../command.ts";
import { MOST_TRIES, stands } from "../../find-bookings.ts";
import type { RequestKey } from "./request.ts";

/** Six digits. */
export function codeFor(
  secret: string,
  purpose: CodePurpose,
  request: string,
  code: string,
  address: string,
): Promise<string> {
  return oneTimeCode(secret, `${purpose}:${request}:${code}`, address);
}

/** Under which codes that open what was gathered are counted: by the request, whose link only its client has. */
export async function codesOf(secret: string, { salon, request }: RequestKey): Promise<string> {
  return hex(await keyedHash(secret, `request-codes:${salon}:${request}`));
}

/** Every address once, as it stands first. */
export function distinct(rows: readonly AddressRow[]): AddressRow[] {
  const first = new Map<string, AddressRow>();
  for (const row of rows.toReversed()) first.set(row.email.toLowerCase(), row);
  return [...first.values()].reverse();
}

export interface Given {
  purpose: CodePurpose;
  request: string;
  /** Six digits, as typed. */
  code: string;
}

/** Which of the codes that stand this is, and for which address; all are tried, so that time tells nothing. */
export async function matching<Address extends { email: string }>(
  ctx: CommandContext,
  { purpose, request, code }: Given,
  codes: readonly CodeRow[],
  addresses: readonly Address[],
): Promise<{ code: string; address: Address } | null> {
  let match: { code: string; address: Address } | null = null;
  for (const { code_id } of codes.filter(stands(ctx.now))) {
    for (const address of addresses) {
      const genuine = await codeFor(ctx.env.TOKEN_SECRET, purpose, request, code_id, address.email);
      if (sameToken(code, genuine)) match = { code: code_id, address };
    }
  }
  return match;
}

/** Counts a try; refused as "attempts" when none is left. */
export async function spendTry(ctx: CommandContext, under: string): Promise<void> {
  const db = platformDatabase(ctx.env);
  await commit(db, spendAttempt(db, under, MOST_TRIES, ctx.now));
}
