// Reviews: one for each visit, by whoever has its link and once it is over; a person looks at it before anybody reads it, and says why where
// words are withheld. Stars count all the same, so that nobody's average is what they would like it to be.

import { type Actor, actorName } from "../../../permissions.ts";
import { type Problem, problem, unknownBooking } from "../../../problem.ts";
import { askBooking, type Booking, type BookingRow } from "../../../store/bookings.ts";
import type { TatRow } from "../../../store/compliance/admission.ts";
import { database, read } from "../../../store/database.ts";
import {
  answerReview,
  askReview,
  askReviewOf,
  decideOn,
  deleteReviewOf,
  insertReview,
  type ReviewRow,
  type Withheld,
} from "../../../store/desk/clients/reviews.ts";
import { newId } from "../../../token.ts";
import { admitting } from "../../admitting/gate.ts";
import type { CommandContext, Outcome } from "../../command.ts";
import { asProblem, conclude, deciding, refused } from "../../deciding/commit.ts";
import { admitted, named } from "../../deciding/subject.ts";
import { refusedAs } from "./block.ts";

export const LONGEST_REVIEW = 1000;
export const LONGEST_SIGNED = 40;

/** `open`: the visit is over and nothing was said yet. */
export interface ReviewState {
  open: boolean;
  said: ReviewRow | null;
  name: string;
}

const isOver = ({ status, stage, end }: Booking, now: number): boolean =>
  status === "confirmed" && stage !== "no-show" && end <= now;

export async function readReview(ctx: CommandContext, token: string): Promise<Outcome<ReviewState>> {
  const who = named({ token });
  if (who === null) return refused(unknownBooking());
  const db = database(ctx.env, who.salon);
  try {
    const [[row], [said]] = await read<[BookingRow, ReviewRow]>(db, [
      askBooking(db, who.salon, who.booking, "serve"),
      askReviewOf(db, who.salon, who.booking, "serve"),
    ]);
    const booking = await admitted(ctx, who, row);
    if (!("id" in booking)) return refused(booking);
    const [first = ""] = booking.contact.name.split(/\s/);
    const value = { open: said === undefined && isOver(booking, ctx.now), said: said ?? null, name: first };
    return { ok: true, status: 200, body: "", value };
  } catch (error) {
    return refused(asProblem(error));
  }
}

export interface Reviewed {
  review: string;
}

export interface ReviewInput {
  token: string;
  /** 1 to 5. */
  stars: number;
  text: string;
  /** As it is signed; empty: not at all. */
  name: string;
  language: string;
}

export function writeReview(ctx: CommandContext, input: ReviewInput): Promise<Outcome<Reviewed>> {
  const { stars, text, name, language } = input;
  return byLink(ctx, input.token, async (db, booking, said) => {
    if (!isOver(booking, ctx.now)) return refused(notYet());
    if (said !== undefined) return refused(saidAlready());
    const id = newId();
    const { salon, client } = booking;
    const made = { id, booking: booking.id, client, stars, text, name, language };
    return conclude<Reviewed>(ctx, db, {
      salon,
      operation: "review",
      idempotency: undefined,
      status: 201,
      value: { review: id },
      facts: [insertReview(db, salon, made, ctx.now)],
      audit: { actor: "client", action: "review.written", subject: id, detail: { client, booking: booking.id, stars } },
      messages: [],
    }).catch(refusedAs("unique review", saidAlready));
  });
}

/** Taken back by whoever wrote it, whatever was decided about it. */
export function takeBackReview(ctx: CommandContext, token: string): Promise<Outcome<Reviewed>> {
  return byLink(ctx, token, async (db, booking, said) => {
    if (said === undefined) return refused(problem("unknown-review", 404, "Nothing was said."));
    const { salon, client } = booking;
    return conclude<Reviewed>(ctx, db, {
      salon,
      operation: "review",
      idempotency: undefined,
      status: 200,
      value: { review: said.review_id },
      facts: [deleteReviewOf(db, salon, booking.id)],
      audit: { actor: "client", action: "review.deleted", subject: said.review_id, detail: { client } },
      messages: [],
    });
  });
}

type ByLink = (db: D1Database, booking: Booking, said: ReviewRow | undefined) => Promise<Outcome<Reviewed>>;

function byLink(ctx: CommandContext, token: string, act: ByLink): Promise<Outcome<Reviewed>> {
  const who = named({ token });
  if (who === null) return Promise.resolve(refused(unknownBooking()));
  return admitting(ctx, { salon: who.salon, action: "consent", booking: who.booking }, (gate) =>
    deciding<Reviewed>(ctx, who.salon, async ({ slug }) => {
      const db = database(ctx.env, slug);
      const [[row], [said], ...counted] = await read<[BookingRow, ReviewRow, ...TatRow[]]>(db, [
        askBooking(db, slug, who.booking, "serve"),
        askReviewOf(db, slug, who.booking, "serve"),
        ...gate.asks(db),
      ]);
      const denied = await gate.refusal(db, counted);
      if (denied !== null) return refused(denied);
      const booking = await admitted(ctx, who, row);
      return "id" in booking ? act(db, booking, said) : refused(booking);
    }),
  );
}

interface OfReview {
  salon: string;
  review: string;
  actor: Actor;
}

/** `why` null publishes it. */
export function decideReview(
  ctx: CommandContext,
  input: OfReview & { why: Withheld | null },
): Promise<Outcome<Reviewed>> {
  const { why } = input;
  const by = actorName(input.actor);
  return byTeam(ctx, input, {
    action: why === null ? "review.published" : "review.withheld",
    detail: why === null ? {} : { why },
    facts: (db, salon, review) => decideOn(db, salon, review, { why, by }, ctx.now),
  });
}

/** Under what is published; an empty answer takes the last one away. */
export function answerInPublic(ctx: CommandContext, input: OfReview & { answer: string }): Promise<Outcome<Reviewed>> {
  return byTeam(ctx, input, {
    action: "review.answered",
    detail: {},
    facts: (db, salon, review) => answerReview(db, salon, review, input.answer, ctx.now),
  });
}

interface Act {
  action: string;
  detail: Record<string, string>;
  facts(db: D1Database, salon: string, review: string): D1PreparedStatement[];
}

function byTeam(ctx: CommandContext, { salon, review, actor }: OfReview, act: Act): Promise<Outcome<Reviewed>> {
  return deciding<Reviewed>(ctx, salon, async ({ slug }) => {
    const db = database(ctx.env, slug);
    const [[row]] = await read<[ReviewRow]>(db, [askReview(db, slug, review, "serve")]);
    if (row === undefined) return refused(unknownReview());
    return conclude<Reviewed>(ctx, db, {
      salon: slug,
      operation: act.action,
      idempotency: undefined,
      status: 200,
      value: { review },
      facts: act.facts(db, slug, review),
      audit: {
        actor: actorName(actor),
        action: act.action,
        subject: review,
        detail: { client: row.client_id, ...act.detail },
      },
      messages: [],
    }).catch(refusedAs("review", unknownReview));
  });
}

const unknownReview = (): Problem => problem("unknown-review", 404, "There is no such review, or not in public.");

const notYet = (): Problem =>
  problem("not-over", 409, "A visit is reviewed once it is over.", {
    detail: "One that was missed or cancelled is not.",
  });

const saidAlready = (): Problem => problem("said-already", 409, "This visit has a review already.");
