// Erase a person from a salon: what identifies them goes, what a law has the salon keep stays without them. A visit that is
// still to be served refuses it, since nobody can be served whom nobody knows: it is cancelled first, by the rules for that.
// So does what must be kept as proof. Asking twice is answered twice, and erases nothing more.

import { offsetsAt } from "../../engine/clock.ts";
import { type RetentionCategory, retentionOf } from "../../engine/compliance/retention.ts";
import { compliance, engine } from "../../engine/shipped.ts";
import { type Problem, problem, tooBusy } from "../../problem.ts";
import { CommitRefused, database } from "../../store/database.ts";
import { type HoldRow, mustNotBeHeld } from "../../store/retention/holds.ts";
import { publishedSalon } from "../../store/snapshots.ts";
import { mustBeGone, mustHaveNoVisitComing } from "../../store/vault/persons.ts";
import { dateOf, formatDate } from "../../time.ts";
import type { CommandContext, Outcome } from "../command.ts";
import { asProblem, refused } from "../deciding/commit.ts";
import { objectedBefore } from "../law/objections.ts";
import { forget, type Held, heldOf, type Receipt } from "../vault/forget.ts";

export type { Receipt } from "../vault/forget.ts";

export interface EraseInput {
  salon: string;
  client: string;
  reason: "request" | "retention";
  /** Id of the data subject's request. */
  request: string | null;
}

/** What stays without the person, by which law and until which day (YYYY-MM-DD); `what` is a word of `kept.{what}`. */
export interface Kept {
  what: string;
  why: string;
  until: string;
}

export interface Erased {
  receipts: Receipt[];
  kept: Kept[];
}

/** A visit or request that comes while the person is being erased has everything read anew. */
const TRIES = 4;

export async function erase(ctx: CommandContext, input: EraseInput): Promise<Outcome<Erased>> {
  try {
    for (let tries = 0; tries < TRIES; tries++) {
      const outcome = await attempt(ctx, input).catch((error: unknown) => {
        if (error instanceof CommitRefused) return null;
        throw error;
      });
      if (outcome !== null) return outcome;
    }
    return refused(tooBusy());
  } catch (error) {
    return refused(asProblem(error));
  }
}

async function attempt(ctx: CommandContext, input: EraseInput): Promise<Outcome<Erased>> {
  const { salon, client } = input;
  const held = await heldOf(ctx, salon, client, ctx.now);
  const { person, visits, erased } = held;
  if (person === undefined && visits.length === 0 && erased === undefined) return refused(unknownClient());
  const coming = visits.filter((visit) => visit.coming === 1);
  if (coming.length > 0) return refused(visitsComing(coming.map(({ booking_id }) => booking_id)));
  if (held.holds.length > 0) return refused(keptAsProof(held.holds));

  const db = database(ctx.env, salon);
  const actor = input.reason === "request" ? "client" : "system";
  const receipts = await forget(ctx, {
    ...input,
    at: ctx.now,
    held,
    before: [mustHaveNoVisitComing(db, salon, client, ctx.now), mustNotBeHeld(db, salon, client, ctx.now)],
    after: [mustBeGone(db, salon, client)],
    audit: isLeft(held) ? { actor, detail: { client, reason: input.reason, request: input.request } } : null,
  });
  const objected = await objectedBefore(ctx.env, salon, [held.person?.phone, held.person?.email]);
  const value = { receipts, kept: await keptOf(ctx, salon, held, objected) };
  return { ok: true, status: 200, body: JSON.stringify(value), value };
}

/** Whether there is anything that still names the person. */
function isLeft({ person, visits, waits }: Held): boolean {
  return person !== undefined || waits.length > 0 || visits.some(({ named }) => named === 1);
}

/** What the salon keeps of somebody who is erased, and until when: the terms of shared/policies/retention.json. */
async function keptOf(
  ctx: CommandContext,
  slug: string,
  { visits, consents }: Held,
  objected: boolean,
): Promise<Kept[]> {
  const salon = await publishedSalon(ctx.env, slug);
  const latest = visits.at(-1)?.start_at;
  const given = consents[0];
  const records: [what: string, why: string, category: RetentionCategory, since: number][] = [
    ...(latest === undefined ? [] : [["visits", TAX, "booking", latest] as const]),
    ...(given === undefined ? [] : [["consents", PROOF, "consent", ctx.now] as const]),
    ...(objected ? [["objection", OBJECTION, "consent", ctx.now] as const] : []),
    ["trail", EVIDENCE, "audit", ctx.now] as const,
  ].map(([what, why, category, since]) => [what, why, category, since]);
  const since = records.map(([, , , minute]) => minute);
  const offsets = salon === null ? [] : offsetsAt(salon.view.timezone, since, engine);
  const terms = records.map(([, , category, minute], i) => ({
    category,
    lastActivity: dateOf(minute, offsets[i] ?? 0),
    legalHold: false,
    restricted: false,
  }));
  const verdicts = retentionOf(terms, dateOf(ctx.now, offsets[0] ?? 0), compliance);
  return records.map(([what, why], i) => ({ what, why, until: formatDate(verdicts[i]?.due ?? 0) }));
}

const TAX = "Tax Administration Act 28 of 2011, s 29";
const PROOF = "POPIA s 11(2)(a)";
const OBJECTION = "POPIA s 11(3) and 69";
const EVIDENCE = "POPIA s 14(1)(b) and 19";

export const unknownClient = (): Problem =>
  problem("unknown-client", 404, "There is no such client.", { detail: "The salon knows nobody by this id." });

const visitsComing = (bookings: string[]): Problem =>
  problem("visits-to-come", 409, "There are visits still to come.", {
    detail: "Cancel them first: who is to be served must be known to the salon.",
    extra: { bookings },
  });

const keptAsProof = (holds: HoldRow[]): Problem =>
  problem("kept-as-proof", 409, "These records must be kept for now.", {
    detail: "A legal hold or a restriction of processing keeps them (POPIA s 14(6)); lift it first.",
    extra: { holds: holds.map(({ hold_id, kind, why, until }) => ({ hold: hold_id, kind, why, until })) },
  });
