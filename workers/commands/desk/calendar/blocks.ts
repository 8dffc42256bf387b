// Block time of a person or a room: a break, or something to be done. A block is a segment of its own, so what is booked stands in
// its way, and it in the way of what would be booked.

import { type Actor, actorName } from "../../../permissions.ts";
import { type Fault, invalid, problem } from "../../../problem.ts";
import { database, read } from "../../../store/database.ts";
import {
  askBlock,
  type Block,
  type BlockKind,
  type BlockRow,
  deleteBlock,
  insertBlock,
  LONGEST_BLOCK,
} from "../../../store/desk/calendar/blocks.ts";
import { askAnswer, type IdempotencyRow } from "../../../store/idempotency.ts";
import { askBusy, type BusyRow, deleteSegments, insertSegments } from "../../../store/segments.ts";
import { newId } from "../../../token.ts";
import type { CommandContext, Idempotency, Outcome } from "../../command.ts";
import { conclude, deciding, refused, replayed, scopeOf } from "../../deciding/commit.ts";
import { localDate } from "../../deciding/facts.ts";
import { beyondReach } from "../../deciding/visit.ts";
import { textFault, textOf } from "./text.ts";

export interface BlockInput {
  salon: string;
  actor: Actor;
  unit: string;
  /** Minutes since the epoch, multiples of 5; the end is not included. */
  start: number;
  end: number;
  kind: BlockKind;
  text?: string | undefined;
  idempotency?: Idempotency | undefined;
}

export function addBlock(ctx: CommandContext, input: BlockInput): Promise<Outcome<Block>> {
  return deciding<Block>(ctx, input.salon, async (salon) => {
    const { slug } = salon;
    const faults = faultsOf(input, salon.units.number(input.unit) !== undefined);
    if (faults.length > 0) return refused(invalid(faults));
    const beyond = beyondReach(input.start, ctx.now);
    if (beyond !== null) return refused(beyond);
    const db = database(ctx.env, slug);
    const window = { from: input.start, to: input.end };
    const [[answer], busy] = await read<[IdempotencyRow, BusyRow]>(db, [
      askAnswer(db, scopeOf(slug, "block", input.idempotency), ctx.now),
      askBusy(db, slug, [input.unit], window, ctx.now),
    ]);
    const before = await replayed<Block>(ctx, slug, answer, input.idempotency);
    if (before !== null) return before;
    if (busy.length > 0) {
      const detail = "Somebody is booked then; move or cancel that visit first.";
      return refused(problem("slot-taken", 409, "This time is taken.", { detail }));
    }
    const block: Block = {
      id: newId(),
      unit: input.unit,
      start: input.start,
      end: input.end,
      kind: input.kind,
      text: textOf(input.text ?? "") || null,
    };
    const actor = actorName(input.actor);
    return conclude(ctx, db, {
      salon: slug,
      operation: "block",
      idempotency: input.idempotency,
      status: 201,
      value: block,
      facts: [
        insertSegments(db, slug, block.id, [{ unit: block.unit, start: block.start, end: block.end }], null),
        insertBlock(db, slug, block, { actor, at: ctx.now }),
      ],
      audit: {
        actor,
        action: "time.blocked",
        subject: block.id,
        detail: {
          unit: block.unit,
          start: block.start,
          end: block.end,
          kind: block.kind,
          date: localDate(salon, block.start),
        },
      },
      messages: [],
    });
  });
}

function faultsOf({ start, end, text = "" }: BlockInput, known: boolean): Fault[] {
  const faults: Fault[] = [];
  if (!known) faults.push({ pointer: "/unit", detail: "is nobody and nothing of this salon" });
  if (start % 5 !== 0) faults.push({ pointer: "/start", detail: "must be a multiple of 5 minutes" });
  if (end % 5 !== 0) faults.push({ pointer: "/end", detail: "must be a multiple of 5 minutes" });
  if (end <= start) faults.push({ pointer: "/end", detail: "must be later than the start" });
  else if (end - start > LONGEST_BLOCK) {
    faults.push({ pointer: "/end", detail: "must be at most a day later; longer absences are days off" });
  }
  const wrong = textFault(textOf(text));
  if (wrong !== null) faults.push({ pointer: "/text", detail: wrong });
  return faults;
}

export interface UnblockInput {
  salon: string;
  actor: Actor;
  block: string;
}

/** Taking one away twice is taking it away. */
export function removeBlock(ctx: CommandContext, { salon, actor, block }: UnblockInput): Promise<Outcome<null>> {
  return deciding<null>(ctx, salon, async ({ slug }) => {
    const db = database(ctx.env, slug);
    const [[row]] = await read<[BlockRow]>(db, [askBlock(db, slug, block, "staff")]);
    if (row === undefined) return { ok: true, status: 204, body: "", value: null };
    const by = actorName(actor);
    return conclude(ctx, db, {
      salon: slug,
      operation: "unblock",
      idempotency: undefined,
      status: 204,
      value: null,
      facts: [...deleteBlock(db, slug, block), deleteSegments(db, slug, block)],
      audit: {
        actor: by,
        action: "time.unblocked",
        subject: block,
        detail: { unit: row.unit_id, start: row.start_at, end: row.end_at },
      },
      messages: [],
    });
  });
}
