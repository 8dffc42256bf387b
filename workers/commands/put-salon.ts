// Store a salon's document: a new version with its projections and its compiled snapshot. Bookings are never touched; the
// answer lists those that the document no longer has room for.

import { Status } from "../../shared/contracts/generated/availability_generated.ts";
import type { SalonDocument } from "../../shared/contracts/salon.ts";
import { compileCalendar } from "../engine/calendar.ts";
import { misfits } from "../engine/fits.ts";
import { EngineError } from "../engine/module.ts";
import { engine } from "../engine/shipped.ts";
import { Units } from "../engine/units.ts";
import { frozen, invalid, type Problem, problem, tooBusy } from "../problem.ts";
import { askBookings, type BookingRow } from "../store/bookings.ts";
import type { TatRow } from "../store/compliance/admission.ts";
import { CommitRefused, database, read } from "../store/database.ts";
import { askDocument, type DocumentRow, storeDocument } from "../store/salons.ts";
import { askFutureSegments, type VisitSegmentRow } from "../store/segments.ts";
import { decodeSnapshot, encodeSnapshot, publish } from "../store/snapshots.ts";
import { admitting, type Gate } from "./admitting/gate.ts";
import type { CommandContext, Outcome, PutSalonAnswer } from "./command.ts";
import { clockOf } from "./deciding/answer.ts";
import { asProblem, conclude, refused } from "./deciding/commit.ts";

export interface PutSalonInput {
  /** Checked against its schema and the rules beyond it. */
  document: SalonDocument;
  /** As the audit trail names whoever puts it (workers/permissions.ts). */
  actor: string;
  /** The version that the edit was made on, 0 where the salon is to be new; refused as "document-changed" when it is another. */
  expect?: number;
  /** What a new salon begins with besides its document, in the same commit. */
  also?: (db: D1Database) => D1PreparedStatement[] | Promise<D1PreparedStatement[]>;
}

const TRIES = 8;
/** No booking lies further ahead, in minutes. */
const FAR_AHEAD = 800 * 1440;

export function putSalon(ctx: CommandContext, input: PutSalonInput): Promise<Outcome<PutSalonAnswer>> {
  return admitting(ctx, { salon: input.document.slug, action: "put-salon" }, (gate) => put(ctx, input, gate));
}

async function put(ctx: CommandContext, input: PutSalonInput, gate: Gate): Promise<Outcome<PutSalonAnswer>> {
  try {
    for (let tries = 0; tries < TRIES; tries++) {
      const outcome = await attempt(ctx, input, gate).catch((error: unknown) => {
        if (error instanceof CommitRefused && error.rule === "frozen") return refused(frozen());
        if (error instanceof CommitRefused && error.rule === "unique channel") return refused(accountTaken());
        if (error instanceof CommitRefused) return null; // another edit came first
        throw error;
      });
      if (outcome !== null) return outcome;
    }
    return refused(tooBusy());
  } catch (error) {
    return refused(error instanceof EngineError ? notUnderstood(error) : asProblem(error));
  }
}

async function attempt(
  ctx: CommandContext,
  { document, actor, expect, also }: PutSalonInput,
  gate: Gate,
): Promise<Outcome<PutSalonAnswer>> {
  const { slug } = document;
  const db = database(ctx.env, slug);
  const text = JSON.stringify(document);
  const [[current], bookings, own, shared, ...counted] = await read<
    [DocumentRow, BookingRow, VisitSegmentRow, VisitSegmentRow, ...TatRow[]]
  >(db, [
    askDocument(db, slug),
    askBookings(db, slug, ctx.now, ctx.now + FAR_AHEAD, "serve"),
    ...askFutureSegments(db, slug, ctx.now),
    ...gate.asks(db),
  ]);
  const denied = await gate.refusal(db, counted);
  if (denied !== null) return refused(denied);
  if (expect !== undefined && expect !== (current?.version ?? 0))
    return refused(documentChanged(current?.version ?? 0));
  const unchanged = current?.document === text;
  const version = (current?.version ?? 0) + (unchanged ? 0 : 1);
  const homeless = notFitting(document, bookings, [...own, ...shared]);
  const snapshot = encodeSnapshot(document, version);
  const salon = decodeSnapshot(snapshot);
  if (salon === null) throw new TypeError("A snapshot that was just made must be readable.");
  const at = clockOf(
    salon,
    homeless.flatMap(({ start_at, end_at }) => [start_at, end_at]),
  );
  const listed = homeless.map(({ booking_id, start_at, end_at }) => ({
    booking: booking_id,
    start: at(start_at),
    end: at(end_at),
  }));
  const value: PutSalonAnswer = { salon: slug, version, misfits: listed };
  if (unchanged) return { ok: true, status: 200, body: JSON.stringify(value), value };
  const outcome = await conclude(ctx, db, {
    salon: slug,
    operation: "put-salon",
    idempotency: undefined,
    status: current === undefined ? 201 : 200,
    value,
    facts: [
      ...storeDocument(db, { salon: slug, version, document, text, snapshot, actor, now: ctx.now }),
      ...((await also?.(db)) ?? []),
    ],
    audit: {
      actor,
      action: "salon.edited",
      subject: slug,
      detail: { version, misfits: listed.map((one) => one.booking) },
    },
    messages: [],
  });
  ctx.waitUntil(publish(ctx.env, snapshot));
  return outcome;
}

/** Future bookings that a document has no room for, the next first; nothing is changed. */
export async function misfitsOf(ctx: CommandContext, document: SalonDocument): Promise<Misfit[]> {
  const { slug } = document;
  const db = database(ctx.env, slug);
  const [bookings, own, shared] = await read<[BookingRow, VisitSegmentRow, VisitSegmentRow]>(db, [
    askBookings(db, slug, ctx.now, ctx.now + FAR_AHEAD, "serve"),
    ...askFutureSegments(db, slug, ctx.now),
  ]);
  return notFitting(document, bookings, [...own, ...shared]).map(({ booking_id, start_at }) => {
    return { booking: booking_id, start: start_at };
  });
}

/** A booking that the document no longer has room for; `start` in minutes. */
export interface Misfit {
  booking: string;
  start: number;
}

/** A class's shared segments count for every guest of the session. A visit whose unit vanished does not fit. */
function notFitting(
  document: SalonDocument,
  bookings: readonly BookingRow[],
  segments: readonly VisitSegmentRow[],
): BookingRow[] {
  const units = new Units(document);
  const visits = [...new Set(segments.map(({ visit_id }) => visit_id))];
  const numbers = new Map(visits.map((visit, number) => [visit, number]));
  const homeless = new Set<string>();
  const stored = segments.flatMap(({ visit_id, unit_id, start_at, end_at }) => {
    const unit = units.number(unit_id);
    if (unit !== undefined) return [numbers.get(visit_id) ?? 0, unit, start_at, end_at];
    homeless.add(visit_id);
    return [];
  });
  const calendar = compileCalendar(document);
  const out = new Set(misfits({ calendar, visits: visits.length, stored: Uint32Array.from(stored) }, engine));
  for (const [number, visit] of visits.entries()) if (out.has(number)) homeless.add(visit);
  return bookings.filter(({ booking_id, class_visit, status }) => {
    return status === "confirmed" && (homeless.has(booking_id) || homeless.has(class_visit ?? ""));
  });
}

const documentChanged = (version: number): Problem =>
  problem("document-changed", 409, "Somebody else changed the salon meanwhile.", {
    detail: "Nothing was changed. Read the document again and make the change on it.",
    extra: { version },
  });

const accountTaken = (): Problem =>
  invalid([{ pointer: "/channels", detail: "an account in it belongs to another salon" }]);

function notUnderstood(error: EngineError): Problem {
  if (error.status === Status.UnknownZone) {
    return invalid([{ pointer: "/timezone", detail: "No such time zone is known." }]);
  }
  return problem("salon-too-large", 422, "The salon's document is beyond what can be worked out.", {
    detail: "It has more people, units, phases or hours than one salon may have.",
  });
}
