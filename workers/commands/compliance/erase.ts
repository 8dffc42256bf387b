// Erase a client of one salon. A stand-in that clears the main database alone, until the vault's own comes.

import { appendAudit } from "../../store/audit.ts";
import { eraseClient } from "../../store/compliance/requests/erase.ts";
import type { Store } from "../../store/compliance/requests/receipts.ts";
import { commit, database } from "../../store/database.ts";
import type { CommandContext, Outcome } from "../command.ts";
import { asProblem, refused } from "../deciding/commit.ts";

export interface Receipt {
  store: Store;
  what: string;
  rows: number;
  /** Minutes since the epoch. */
  at: number;
  /** The date on which the store's own recovery has forgotten it too. */
  forgotten_by?: string;
}

export interface Kept {
  what: string;
  why: string;
  until: string;
}

export interface Erasure {
  salon: string;
  client: string;
  reason: "request" | "retention";
  request: string | null;
}

export async function erase(
  ctx: CommandContext,
  { salon, client, reason, request }: Erasure,
): Promise<Outcome<{ receipts: Receipt[]; kept: Kept[] }>> {
  const db = database(ctx.env, salon);
  try {
    const detail = { reason, request };
    const audit = { at: ctx.now, actor: "system", action: "person.erased", subject: client, trace: ctx.trace, detail };
    await commit(db, [...eraseClient(db, salon, client), await appendAudit(db, salon, audit)]);
    const receipts: Receipt[] = [{ store: "d1", what: "client", rows: 1, at: ctx.now }];
    const value = { receipts, kept: [{ what: "booking", why: "Tax Administration Act, s 29", until: "" }] };
    return { ok: true, status: 200, body: JSON.stringify(value), value };
  } catch (error) {
    return refused(asProblem(error));
  }
}
