// Somebody who abuses the salon books nothing online for a while: a person decides it, for a reason that can be told (Consumer
// Protection Act s 13(2)), for a term, and decides again when the client says that it is wrong. Visits that are booked stay.

import { type Actor, actorName } from "../../../permissions.ts";
import { type Fault, invalid, type Problem, problem } from "../../../problem.ts";
import { askPerson, type PersonRow } from "../../../store/compliance/requests/person.ts";
import { CommitRefused, database, read } from "../../../store/database.ts";
import { BLOCK_REASONS, type BlockReason, insertBlock, liftBlock } from "../../../store/desk/clients/blocks.ts";
import { newId } from "../../../token.ts";
import type { CommandContext, Outcome } from "../../command.ts";
import { unknownClient } from "../../compliance/erase.ts";
import { conclude, deciding, refused } from "../../deciding/commit.ts";
import { blockHash } from "./shut-out.ts";

/** Days; a term must be one. */
export const TERMS = [30, 90, 180, 365] as const;
export const LONGEST_WHY = 500;

export interface BlockInput {
  salon: string;
  client: string;
  actor: Actor;
  reason: string;
  /** What happened. */
  note: string;
  days: number;
}

export interface Blocked {
  client: string;
  block: string;
}

export function blockFaults({ reason, note, days }: Pick<BlockInput, "reason" | "note" | "days">): Fault[] {
  const faults: Fault[] = [];
  if (!BLOCK_REASONS.some((each) => each === reason)) {
    faults.push({ pointer: "/reason", detail: `must be one of ${BLOCK_REASONS.join(", ")}` });
  }
  if (note.trim() === "" || note.length > LONGEST_WHY) {
    faults.push({ pointer: "/note", detail: `must say what happened, in at most ${LONGEST_WHY} characters` });
  }
  if (!TERMS.some((each) => each === days))
    faults.push({ pointer: "/days", detail: `must be one of ${TERMS.join(", ")}` });
  return faults;
}

export function blockClient(ctx: CommandContext, input: BlockInput): Promise<Outcome<Blocked>> {
  const { client, actor } = input;
  return deciding<Blocked>(ctx, input.salon, async ({ slug }) => {
    const faults = blockFaults(input);
    if (faults.length > 0) return refused(invalid(faults));
    const db = database(ctx.env, slug);
    const [[person]] = await read<[PersonRow]>(db, [askPerson(db, slug, client, "serve", ctx.now)]);
    if (person === undefined) return refused(unknownClient());
    const reason = input.reason as BlockReason;
    const block = {
      id: newId(),
      client,
      phoneHash: await blockHash(ctx.env, slug, person.phone),
      reason,
      note: input.note.trim(),
      by: actorName(actor),
      until: ctx.now + input.days * 1440,
    };
    return conclude<Blocked>(ctx, db, {
      salon: slug,
      operation: "block-client",
      idempotency: undefined,
      status: 201,
      value: { client, block: block.id },
      facts: insertBlock(db, slug, block, ctx.now),
      audit: {
        actor: actorName(actor),
        action: "client.blocked",
        subject: client,
        detail: { client, block: block.id, reason, days: input.days },
      },
      messages: [],
    }).catch(refusedAs("blocked", alreadyBlocked));
  });
}

export function liftTheBlock(
  ctx: CommandContext,
  { salon, client, block, actor }: { salon: string; client: string; block: string; actor: Actor },
): Promise<Outcome<Blocked>> {
  return deciding<Blocked>(ctx, salon, async ({ slug }) => {
    const db = database(ctx.env, slug);
    return conclude<Blocked>(ctx, db, {
      salon: slug,
      operation: "lift-block",
      idempotency: undefined,
      status: 200,
      value: { client, block },
      facts: liftBlock(db, slug, block, actorName(actor), ctx.now),
      audit: { actor: actorName(actor), action: "client.unblocked", subject: client, detail: { client, block } },
      messages: [],
    }).catch(refusedAs("lifted", notBlocked));
  });
}

/** A guard that says how it stands, and not that somebody was quicker. */
export const refusedAs = (rule: string, why: () => Problem) => (error: unknown) => {
  if (error instanceof CommitRefused && error.rule === rule) return refused(why());
  throw error;
};

const alreadyBlocked = () => problem("already-blocked", 409, "They are shut out from booking online already.");

const notBlocked = () => problem("not-blocked", 409, "They can book online.");
