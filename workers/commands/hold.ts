// Hold a visit for a few minutes, and give it back. A hold that replaces another takes its place in one commit, so the
// old place is not lost when the new one is taken.

import { EventKind } from "../engine/compliance/observe.ts";
import { holdOfOffer, invalid, unknownHold } from "../problem.ts";
import type { TatRow } from "../store/compliance/admission.ts";
import { database, read } from "../store/database.ts";
import { askHeldTest, askHold, type HeldTestRow, type Hold, type HoldRow, holdOf, insertHold } from "../store/holds.ts";
import { askAnswer, type IdempotencyRow } from "../store/idempotency.ts";
import type { BusyRow, ImportedRow } from "../store/segments.ts";
import { askVersion, mustBeVersion, type Salon, type VersionRow } from "../store/snapshots.ts";
import { askOfferOfHold } from "../store/waitlist.ts";
import { newSecret } from "../token.ts";
import { admitting, type Gate } from "./admitting/gate.ts";
import type { CommandContext, HoldAnswer, Idempotency, Outcome, WishedService } from "./command.ts";
import { visitAnswer } from "./deciding/answer.ts";
import { conclude, deciding, refused, replayed, STALE, scopeOf } from "./deciding/commit.ts";
import { askFacts, localDate, windowOf } from "./deciding/facts.ts";
import { beyondReach, decide, isProblem, occupy, priceChanged, release, withAlternatives } from "./deciding/visit.ts";
import { wishedVisit } from "./deciding/wished.ts";
import { note } from "./watching/note.ts";

export interface HoldInput {
  salon: string;
  services: WishedService[];
  start: number;
  party?: number | undefined;
  /** The price the client saw; a higher one is refused. */
  priceCents?: number | undefined;
  /** The caller's own hold that this one takes the place of. */
  replaces?: string | undefined;
  idempotency?: Idempotency | undefined;
}

const OPERATION = "hold";

export async function hold(ctx: CommandContext, input: HoldInput): Promise<Outcome<HoldAnswer>> {
  const outcome = await admitting(ctx, { salon: input.salon, action: "hold" }, (gate) =>
    deciding(ctx, input.salon, (salon) => attempt(ctx, input, salon, gate)),
  );
  // One that takes another's place keeps no more than before.
  if (outcome.ok && input.replaces === undefined) note(ctx, input.salon, { kind: EventKind.Held });
  return outcome;
}

async function attempt(
  ctx: CommandContext,
  input: HoldInput,
  salon: Salon,
  gate: Gate,
): Promise<Outcome<HoldAnswer> | typeof STALE> {
  const db = database(ctx.env, salon.slug);
  const wished = wishedVisit(salon, input.services, input.party);
  const known = Array.isArray(wished) ? null : wished;
  const beyond = beyondReach(input.start, ctx.now);
  const date = localDate(salon, beyond === null ? input.start : ctx.now);
  const own = { hold: input.replaces };
  const [[answer], [version], [old], [oldTest], [offer], busy, imported, ...counted] = await read<
    [IdempotencyRow, VersionRow, HoldRow, HeldTestRow, { offer_id: string }, BusyRow, ImportedRow, ...TatRow[]]
  >(db, [
    askAnswer(db, scopeOf(salon.slug, OPERATION, input.idempotency), ctx.now),
    askVersion(db, salon.slug),
    askHold(db, salon.slug, input.replaces ?? ""),
    askHeldTest(db, salon.slug, input.replaces ?? ""),
    askOfferOfHold(db, salon.slug, input.replaces ?? ""),
    ...askFacts(db, salon, known, windowOf(salon, date, date), own, ctx.now),
    ...gate.asks(db),
  ]);
  const denied = await gate.refusal(db, counted);
  if (denied !== null) return refused(denied);
  const before = await replayed<HoldAnswer>(ctx, salon.slug, answer, input.idempotency);
  if (before !== null) return before;
  if (beyond !== null) return refused(beyond);
  if (version?.version !== salon.version) return STALE;
  if (Array.isArray(wished)) return refused(invalid(wished));
  if (input.replaces !== undefined && old === undefined) return refused(unknownHold("/replaces"));
  if (offer !== undefined) return refused(holdOfOffer("/replaces"));

  const decided = decide(salon, wished, input.start, { busy, imported }, ctx.now);
  if (isProblem(decided)) {
    return refused(await withAlternatives(db, salon, wished, input.start, own, ctx.now, decided));
  }
  const { visit } = decided;
  if (input.priceCents !== undefined && visit.priceCents > input.priceCents)
    return refused(priceChanged(visit.priceCents));

  const heldUntil = ctx.now + salon.view.booking.hold_minutes;
  const held: Hold = { ...visit, id: newSecret(), heldUntil, segmentCount: decided.segments.length };
  const { answer: seen, at } = visitAnswer(salon, visit, decided.segments, [heldUntil]);
  return conclude(ctx, db, {
    salon: salon.slug,
    operation: OPERATION,
    idempotency: input.idempotency,
    status: 201,
    value: { hold: held.id, expires_at: at(heldUntil), ...seen },
    facts: [
      mustBeVersion(db, salon.slug, salon.version),
      ...(old === undefined ? [] : releaseBoth(db, salon.slug, old, oldTest)),
      ...occupy(db, salon.slug, held.id, decided, heldUntil),
      insertHold(db, salon.slug, held, ctx.now),
    ],
    audit: {
      actor: "client",
      action: "hold.made",
      subject: held.id,
      detail: { start: visit.start, end: visit.end, held_until: heldUntil, replaces: old?.hold_id ?? null },
    },
    messages: [],
  });
}

export interface ReleaseHoldInput {
  salon: string;
  hold: string;
}

/** Gives a hold back before it expires. */
export function releaseHold(ctx: CommandContext, input: ReleaseHoldInput): Promise<Outcome<null>> {
  return admitting(ctx, { salon: input.salon, action: "release" }, (gate) =>
    deciding(ctx, input.salon, (salon) => giveBack(ctx, input, salon, gate)),
  );
}

async function giveBack(
  ctx: CommandContext,
  input: ReleaseHoldInput,
  { slug }: Salon,
  gate: Gate,
): Promise<Outcome<null>> {
  const db = database(ctx.env, slug);
  const [[held], [test], [offer], ...counted] = await read<[HoldRow, HeldTestRow, { offer_id: string }, ...TatRow[]]>(
    db,
    [
      askHold(db, slug, input.hold),
      askHeldTest(db, slug, input.hold),
      askOfferOfHold(db, slug, input.hold),
      ...gate.asks(db),
    ],
  );
  const denied = await gate.refusal(db, counted);
  if (denied !== null) return refused(denied);
  if (held === undefined) {
    note(ctx, "", { kind: EventKind.LookupMissed, object: { by: "booking", what: input.hold } });
    return refused(unknownHold());
  }
  if (offer !== undefined) return refused(holdOfOffer());
  return conclude<null>(ctx, db, {
    salon: slug,
    operation: "release-hold",
    idempotency: undefined,
    status: 204,
    value: null,
    facts: releaseBoth(db, slug, held, test),
    audit: { actor: "client", action: "hold.released", subject: held.hold_id, detail: { start: held.start_at } },
    messages: [],
  });
}

/** With the patch test that is held together with it, if any. */
const releaseBoth = (db: D1Database, salon: string, held: HoldRow, test: HeldTestRow | undefined) =>
  [held, ...(test === undefined ? [] : [test])].flatMap((row) => release(db, salon, holdOf(row)));
