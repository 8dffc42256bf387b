// A visit's life on the day: confirmed by the client, arrived, in service, done, or nobody came; each step can be taken back. What
// happened when stays with the visit. Who missed a patch test has none, so what rests on it is asked about first.

import { type Actor, actorName } from "../../../permissions.ts";
import { invalid, problem, unknownBooking } from "../../../problem.ts";
import { askBooking, type BookingRow, type Stage } from "../../../store/bookings.ts";
import { database, read } from "../../../store/database.ts";
import { insertEvent, setStage } from "../../../store/desk/calendar/events.ts";
import type { VisitAroundRow } from "../../../store/desk/clients/patch-tests.ts";
import { askAnswer, type IdempotencyRow } from "../../../store/idempotency.ts";
import { newId } from "../../../token.ts";
import type { CommandContext, Idempotency, Outcome } from "../../command.ts";
import { conclude, deciding, refused, replayed, scopeOf } from "../../deciding/commit.ts";
import { type GivingUp, withTest } from "../../deciding/giving-up.ts";
import { askAround } from "../../deciding/moved-test.ts";
import { makeOffers } from "../../offers.ts";
import { textFault, textOf } from "./text.ts";

export interface StageInput {
  salon: string;
  booking: string;
  actor: Actor | { client: true };
  /** Null takes the last step back to "booked". */
  stage: Stage | null;
  idempotency?: Idempotency | undefined;
}

/** What becomes of the visits that rest on a patch test that was missed. */
type OfResting = Pick<GivingUp, "also" | "patchWaiver">;

export interface StageAnswer {
  booking: string;
  stage: Stage | null;
}

/** Minutes before its start from which on a client can be there; a salon's day begins no earlier. */
const EARLIEST_ARRIVAL = 720;

export async function putStage(ctx: CommandContext, input: StageInput & OfResting): Promise<Outcome<StageAnswer>> {
  const by = "client" in input.actor ? "client" : actorName(input.actor);
  let freed = false;
  const outcome = await deciding<StageAnswer>(ctx, input.salon, async (salon) => {
    const { slug } = salon;
    const db = database(ctx.env, slug);
    const operation = `stage ${input.booking}`;
    const [[answer], [row], around] = await read<[IdempotencyRow, BookingRow, VisitAroundRow]>(db, [
      askAnswer(db, scopeOf(slug, operation, input.idempotency), ctx.now),
      askBooking(db, slug, input.booking, "serve"),
      askAround(db, salon, input.booking, ctx.now),
    ]);
    const before = await replayed<StageAnswer>(ctx, slug, answer, input.idempotency);
    if (before !== null) return before;
    if (row === undefined) return refused(unknownBooking());
    if (row.status === "cancelled") return refused(problem("cancelled", 409, "This booking was cancelled."));
    const value: StageAnswer = { booking: input.booking, stage: input.stage };
    if (row.stage === input.stage) return { ok: true, status: 200, body: JSON.stringify(value), value };
    const early = tooEarly(input.stage, row.start_at, ctx.now);
    if (early !== null) return refused(early);
    const giving = { actor: "team", by, excused: false, also: input.also, patchWaiver: input.patchWaiver } as const;
    const missed = { booking: input.booking, around: input.stage === "no-show" ? around : [] };
    const withIt = await withTest(ctx, db, salon, missed, giving);
    if ("status" in withIt) return refused(withIt);
    freed = withIt.also.length > 0;
    const event = {
      booking: input.booking,
      id: newId(),
      at: ctx.now,
      actor: by,
      what: input.stage ?? "booked",
    } as const;
    return conclude(ctx, db, {
      salon: slug,
      operation,
      idempotency: input.idempotency,
      status: 200,
      value,
      facts: [
        ...setStage(db, slug, input.booking, { from: row.stage, to: input.stage }),
        insertEvent(db, slug, event),
        ...withIt.facts,
      ],
      audit: {
        actor: by,
        action: "booking.stage",
        subject: input.booking,
        detail: {
          ...{ client: row.client_id, from: row.stage ?? "booked", to: input.stage ?? "booked" },
          ...(withIt.waived ? { patch_test: "waived" } : {}),
        },
      },
      messages: withIt.messages,
    });
  });
  if (outcome.ok && freed) ctx.waitUntil(makeOffers(ctx, { salon: input.salon }));
  return outcome;
}

/** Nobody arrives the day before, and nobody failed to come to what has not begun. */
function tooEarly(stage: Stage | null, start: number, now: number) {
  if (stage === null || stage === "confirmed") return null;
  if (now >= (stage === "no-show" ? start : start - EARLIEST_ARRIVAL)) return null;
  return problem("too-early", 409, "This visit has not begun.", {
    detail: stage === "no-show" ? "Nobody is late before the visit's time." : "It is not the day of the visit.",
  });
}

export interface NoteInput {
  salon: string;
  booking: string;
  actor: Actor;
  text: string;
  idempotency?: Idempotency | undefined;
}

/** A note of the team's. Of health nothing belongs here: that is kept sealed (workers/commands/vault/special.ts). */
export function addNote(ctx: CommandContext, input: NoteInput): Promise<Outcome<{ booking: string }>> {
  const text = textOf(input.text);
  const actor = actorName(input.actor);
  return deciding<{ booking: string }>(ctx, input.salon, async ({ slug }) => {
    const wrong = text === "" ? "must say something" : textFault(text);
    if (wrong !== null) return refused(invalid([{ pointer: "/note", detail: wrong }]));
    const db = database(ctx.env, slug);
    const operation = `note ${input.booking}`;
    const [[answer], [row]] = await read<[IdempotencyRow, BookingRow]>(db, [
      askAnswer(db, scopeOf(slug, operation, input.idempotency), ctx.now),
      askBooking(db, slug, input.booking, "serve"),
    ]);
    const before = await replayed<{ booking: string }>(ctx, slug, answer, input.idempotency);
    if (before !== null) return before;
    if (row === undefined) return refused(unknownBooking());
    return conclude(ctx, db, {
      salon: slug,
      operation,
      idempotency: input.idempotency,
      status: 201,
      value: { booking: input.booking },
      facts: [insertEvent(db, slug, { booking: input.booking, id: newId(), at: ctx.now, actor, what: "note", text })],
      audit: { actor, action: "booking.noted", subject: input.booking, detail: { client: row.client_id } },
      messages: [],
    });
  });
}
