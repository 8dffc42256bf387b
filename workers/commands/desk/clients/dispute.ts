// A client says that a no-show or a block is wrong, behind the link of a visit of theirs; a person of the salon answers. Until then a
// no-show counts as disputed, and afterwards as what was answered. One word on each, and one answer, both in the trail.

import { type Actor, actorName } from "../../../permissions.ts";
import { type Problem, problem, unknownBooking } from "../../../problem.ts";
import { askBooking, type Booking, type BookingRow, takeBackNoShow } from "../../../store/bookings.ts";
import type { TatRow } from "../../../store/compliance/admission.ts";
import { database, read } from "../../../store/database.ts";
import { insertEvent } from "../../../store/desk/calendar/events.ts";
import {
  answerDispute,
  askBlocks,
  askDispute,
  askDisputes,
  type BlockRow,
  type DisputeKind,
  type DisputeRow,
  insertDispute,
  liftBlock,
} from "../../../store/desk/clients/blocks.ts";
import { newId } from "../../../token.ts";
import { admitting } from "../../admitting/gate.ts";
import type { CommandContext, Outcome } from "../../command.ts";
import { asProblem, conclude, deciding, refused } from "../../deciding/commit.ts";
import { admitted, named } from "../../deciding/subject.ts";
import { refusedAs } from "./block.ts";

export const LONGEST_SAID = 1000;

/** What somebody may speak against, and what they said and were answered. */
export interface Disputable {
  kind: DisputeKind;
  about: string;
  /** Of a block. */
  until: number | null;
  reason: BlockRow["reason"] | null;
  said: DisputeRow | null;
}

function disputableOf(
  booking: Booking,
  blocks: readonly BlockRow[],
  disputes: readonly DisputeRow[],
  now: number,
): Disputable[] {
  const said = (kind: DisputeKind, about: string) =>
    disputes.find((one) => one.kind === kind && one.about === about) ?? null;
  const own = said("no-show", booking.id);
  const missed: Disputable[] =
    booking.stage === "no-show" || own !== null
      ? [{ kind: "no-show", about: booking.id, until: null, reason: null, said: own }]
      : [];
  const shut = blocks
    .filter(({ until, lifted_at }) => lifted_at === null && until > now)
    .map(
      ({ block_id, until, reason }): Disputable => ({
        kind: "block",
        about: block_id,
        until,
        reason,
        said: said("block", block_id),
      }),
    );
  return [...missed, ...shut];
}

export async function readDisputable(ctx: CommandContext, token: string): Promise<Outcome<Disputable[]>> {
  const who = named({ token });
  if (who === null) return refused(unknownBooking());
  const db = database(ctx.env, who.salon);
  try {
    const [[row]] = await read<[BookingRow]>(db, [askBooking(db, who.salon, who.booking, "prove")]);
    const booking = await admitted(ctx, who, row);
    if (!("id" in booking)) return refused(booking);
    const [blocks, disputes] = await read<[BlockRow, DisputeRow]>(db, [
      askBlocks(db, who.salon, booking.client),
      askDisputes(db, who.salon, booking.client),
    ]);
    return { ok: true, status: 200, body: "", value: disputableOf(booking, blocks, disputes, ctx.now) };
  } catch (error) {
    return refused(asProblem(error));
  }
}

export interface Said {
  dispute: string;
}

export function sayAgainst(
  ctx: CommandContext,
  { token, kind, text }: { token: string; kind: DisputeKind; text: string },
): Promise<Outcome<Said>> {
  const who = named({ token });
  if (who === null) return Promise.resolve(refused(unknownBooking()));
  return admitting(ctx, { salon: who.salon, action: "consent", booking: who.booking }, (gate) =>
    deciding<Said>(ctx, who.salon, async ({ slug }) => {
      const db = database(ctx.env, slug);
      const [[row], ...counted] = await read<[BookingRow, ...TatRow[]]>(db, [
        askBooking(db, slug, who.booking, "prove"),
        ...gate.asks(db),
      ]);
      const denied = await gate.refusal(db, counted);
      if (denied !== null) return refused(denied);
      const booking = await admitted(ctx, who, row);
      if (!("id" in booking)) return refused(booking);
      const { client } = booking;
      const [blocks, disputes] = await read<[BlockRow, DisputeRow]>(db, [
        askBlocks(db, slug, client),
        askDisputes(db, slug, client),
      ]);
      const about = disputableOf(booking, blocks, disputes, ctx.now).find((one) => one.kind === kind);
      if (about === undefined) return refused(nothingToSay());
      if (about.said !== null) return refused(saidAlready());
      const id = newId();
      return conclude<Said>(ctx, db, {
        salon: slug,
        operation: "dispute",
        idempotency: undefined,
        status: 201,
        value: { dispute: id },
        facts: [insertDispute(db, slug, { id, client, kind, about: about.about, booking: booking.id, text }, ctx.now)],
        audit: {
          actor: "client",
          action: "dispute.made",
          subject: id,
          detail: { client, kind, about: about.about },
        },
        messages: [],
      });
    }),
  );
}

/** `changed`: a no-show is none any more, a block is lifted. Whoever said it is told by letter. */
export function reviewDispute(
  ctx: CommandContext,
  input: { salon: string; id: string; outcome: "changed" | "kept"; answer: string; actor: Actor },
): Promise<Outcome<Said>> {
  const { id, outcome, answer } = input;
  const by = actorName(input.actor);
  return deciding<Said>(ctx, input.salon, async ({ slug }) => {
    const db = database(ctx.env, slug);
    const [[row]] = await read<[DisputeRow]>(db, [askDispute(db, slug, id)]);
    if (row === undefined) return refused(problem("unknown-dispute", 404, "Nobody said that."));
    if (row.outcome !== null) return refused(answeredAlready());
    const { client_id: client, kind, about, booking_id: booking } = row;
    const event = { booking: about, id: newId(), at: ctx.now, actor: by, what: "booked" as const };
    const changes =
      outcome === "kept"
        ? []
        : kind === "block"
          ? liftBlock(db, slug, about, by, ctx.now).slice(0, 1)
          : [takeBackNoShow(db, slug, about, ctx.now), insertEvent(db, slug, event)];
    return conclude<Said>(ctx, db, {
      salon: slug,
      operation: "review-dispute",
      idempotency: undefined,
      status: 200,
      value: { dispute: id },
      facts: [...answerDispute(db, slug, { id, outcome, answer, by }, ctx.now), ...changes],
      audit: { actor: by, action: "dispute.reviewed", subject: id, detail: { client, kind, about, outcome } },
      messages: [{ kind: "dispute.answered", payload: { dispute: id, booking } }],
    }).catch(refusedAs("answered", answeredAlready));
  });
}

const nothingToSay = (): Problem =>
  problem("nothing-to-dispute", 409, "There is nothing of this kind to speak against.");

const saidAlready = (): Problem => problem("said-already", 409, "You said it already; a person will answer.");

const answeredAlready = (): Problem => problem("answered", 409, "This was answered already.");
