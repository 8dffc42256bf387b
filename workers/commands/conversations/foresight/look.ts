// Looks at a salon for what will become a ticket, and does something about it first: a client is told of what they could not know,
// by their own channel and not at night; everything else is a person's, in the inbox. Once for each cause, which D1 holds; what was
// found and done is in the trail. Each salon is looked at every few minutes, and at once when a word did not arrive.

import { offsetsAt } from "../../../engine/clock.ts";
import { Act, type Finding, foresee, Kind } from "../../../engine/routing/foresee.ts";
import { engine, routing } from "../../../engine/shipped.ts";
import {
  askKnownCauses,
  endForeseen,
  type Foreseen,
  insertForeseen,
  lookAgain,
  lookSooner,
  salonsToForesee,
} from "../../../store/conversations/foresight/foreseen.ts";
import { CommitRefused, commit, database, everyDatabase, read } from "../../../store/database.ts";
import type { Message } from "../../../store/outbox.ts";
import { dateOf, MINUTES_PER_DAY, minuteOfDay } from "../../../time.ts";
import { newId } from "../../../token.ts";
import type { CommandContext } from "../../command.ts";
import { conclude } from "../../deciding/commit.ts";
import { nameOf } from "../dialogue/converse.ts";
import { dueReminders } from "../visits/remind.ts";
import { type Seen, seen } from "./facts.ts";

/** Minutes until a salon is looked at again, with something to come and without. */
export const SOON = 10;
const LATER = 30;
/** Salons of one sweep; the next minute's takes up where it ended. */
const SWEPT_AT_ONCE = 100;
/** What is acted on in one look; the rest is found again. */
const MOST_ACTS = 20;
/** Minutes of the local day between which nobody is written to. */
const MORNING = 8 * 60;
const EVENING = 20 * 60;
/** Minutes before the start; who is told later than that cannot do anything about it. */
const IN_TIME = 60;

/** The minute's sweep. */
export async function lookAhead(ctx: CommandContext): Promise<void> {
  for (const db of everyDatabase(ctx.env)) {
    for (const salon of await salonsToForesee(db, ctx.now, SWEPT_AT_ONCE)) {
      await lookAheadOf(ctx, salon).catch((error: unknown) => {
        const failure = error instanceof Error ? error.name : "unknown";
        console.error(JSON.stringify({ level: "error", event: "look-ahead", salon, trace: ctx.trace, failure }));
      });
    }
  }
}

/** How many were acted on. Safe to run at any time and twice. */
export async function lookAheadOf(ctx: CommandContext, salon: string): Promise<number> {
  const db = database(ctx.env, salon);
  const [mine] = await commit(db, [lookAgain(db, salon, ctx.now, ctx.now + SOON), endForeseen(db, salon, ctx.now)]);
  if (mine === 0) return 0;
  const known = await seen(db, salon, ctx.now);
  if (known === null) return 0;
  const { visits, offers, stuck, payments } = known;
  if (visits.length + offers.length + stuck.length + payments.length === 0) {
    await commit(db, [lookAgain(db, salon, ctx.now + SOON, ctx.now + LATER)]);
    return 0;
  }
  const reminders = dueReminders(db, known.document, visits, ctx.now, ctx.now + SOON);
  if (reminders.length > 0) await commit(db, reminders);
  const found = foresee(known.facts, routing).map((finding) => foreseenOf(known, finding, ctx.now));
  const causes = found.map(({ cause }) => cause);
  const [before] =
    causes.length === 0 ? [[]] : await read<[{ cause: string }]>(db, [askKnownCauses(db, salon, causes)]);
  const fresh = found.filter(({ cause }) => !before.some((one) => one.cause === cause)).slice(0, MOST_ACTS);
  let done = 0;
  for (const one of fresh) done += (await act(ctx, db, salon, known, one)) ? 1 : 0;
  if (fresh.length === MOST_ACTS) await commit(db, [lookSooner(db, salon, ctx.now)]);
  return done;
}

function foreseenOf(known: Seen, { kind, subject, first, second, confidence, act }: Finding, now: number): Foreseen {
  const name = nameOf(Kind, kind);
  const base = { id: newId(), kind: name, confidence, act: act === Act.Message ? "message" : "ticket" } as const;
  const none = { client: null, booking: null, conversation: null };
  if (kind === Kind.Stuck) {
    const who = known.stuck[subject] ?? { client: null, conversation: null };
    const step = known.steps[first] ?? "";
    const cause = `${name} ${who.conversation ?? who.client ?? ""} ${step} ${Math.floor(now / MINUTES_PER_DAY)}`;
    const evidence = { first, second, about: step };
    return { ...base, ...none, ...who, cause, evidence, until: now + MINUTES_PER_DAY };
  }
  if (kind === Kind.Unpaid) {
    const failed = known.payments[subject];
    const who = { client: failed?.client_id ?? null, booking: failed?.client_id == null ? null : failed.subject };
    const cause = `${name} ${failed?.subject}`;
    return { ...base, ...none, ...who, cause, evidence: { first, second }, until: now + MINUTES_PER_DAY };
  }
  if (kind === Kind.OfferLost) {
    const offer = known.offers[subject];
    const evidence = { first, second, start: offer?.start_at ?? 0 };
    const until = offer?.expires_at ?? now;
    return { ...base, ...none, client: offer?.client_id ?? null, cause: `${name} ${offer?.offer_id}`, evidence, until };
  }
  const visit = known.visits[subject];
  const of = visit === undefined ? "" : `${visit.booking_id} ${visit.sequence}`;
  const cause = kind === Kind.PowerCut ? `${name} ${of} ${first}` : `${name} ${of}`;
  const about = aboutOf(known, kind, subject);
  return {
    ...base,
    cause,
    client: visit?.client_id ?? null,
    booking: visit?.booking_id ?? null,
    conversation: null,
    evidence: { start: visit?.start_at ?? 0, first, second, ...(about === undefined ? {} : { about }) },
    until: visit?.start_at ?? now,
  };
}

/** Who is off, or which service is gone. */
function aboutOf({ facts, document, visits }: Seen, kind: Kind, subject: number): string | undefined {
  if (kind === Kind.Absent) {
    const off = facts.parts.find(
      ({ visit, person, start, end }) =>
        visit === subject && facts.absences.some((one) => one.person === person && one.start < end && one.end > start),
    );
    return document.staff[off?.person ?? -1]?.id;
  }
  if (kind !== Kind.ServiceGone) return undefined;
  const wished = JSON.parse(visits[subject]?.services ?? "[]") as { id: string }[];
  return wished.find(({ id }) => !document.services.some((service) => service.id === id))?.id;
}

async function act(ctx: CommandContext, db: D1Database, salon: string, known: Seen, found: Foreseen): Promise<boolean> {
  const due = dueAt(known, ctx.now);
  const tooLate =
    found.act === "message" &&
    due + IN_TIME > found.until &&
    found.kind !== ("RunningLate" satisfies keyof typeof Kind);
  const one: Foreseen = tooLate ? { ...found, act: "ticket" } : found;
  const visit = known.visits.find(({ booking_id: id }) => id === one.booking);
  const messages: { message: Message; due: number }[] = [];
  if (one.act === "message" && visit !== undefined) {
    const { first, second } = one.evidence;
    const about = { booking: visit.booking_id, sequence: visit.sequence, foreseen: one.id };
    messages.push({ message: { kind: "visit.affected", payload: { ...about, what: one.kind, first, second } }, due });
  }
  const { kind, client, booking, confidence } = one;
  try {
    await conclude(ctx, db, {
      salon,
      operation: "foresee",
      idempotency: undefined,
      status: 200,
      value: {},
      facts: [insertForeseen(db, salon, one, ctx.now)],
      audit: {
        actor: "system",
        action: one.act === "message" ? "foreseen.told" : "foreseen.found",
        subject: one.id,
        detail: { kind, client, booking, confidence, ...one.evidence },
      },
      messages: messages.map(({ message }) => message),
      due: messages[0]?.due,
    });
    return true;
  } catch (error) {
    // Somebody foresaw it meanwhile, or the salon stands still.
    if (error instanceof CommitRefused && ["unique foreseen", "frozen"].includes(error.rule)) return false;
    throw error;
  }
}

/** Now, or at eight in the morning where it is night in the salon. */
function dueAt({ document }: Seen, now: number): number {
  const [offset = 0] = offsetsAt(document.timezone, [now], engine);
  const minute = minuteOfDay(now, offset);
  if (minute >= MORNING && minute < EVENING) return now;
  const day = dateOf(now, offset) + (minute < MORNING ? 0 : 1);
  return day * MINUTES_PER_DAY + MORNING - offset;
}
