// Operation `availability`: which starts a visit can have, and with what units.
import { Builder } from "flatbuffers";
import * as wire from "../../shared/contracts/generated/availability_generated.ts";
import type { Answer, EngineModule } from "./module.ts";
import { Starts } from "./starts.ts";
import { bytesOf, rawVector, vectorAt } from "./wire.ts";

export const Reason = wire.Reason;

/** Rules that the team may set aside for one visit; added up. */
export const Waived = wire.Waived;

/** Instants are minutes since the epoch, dates days since 1970-01-01, units numbered by units.ts. */
export interface AvailabilityQuery {
  /** A `Calendar` buffer from calendar.ts. */
  calendar: Uint8Array;
  now: number;
  /** First and last local date, both included. */
  from: number;
  to: number;
  party: number;
  /** `person` null: any. */
  wishes: readonly { service: number; person: number | null }[];
  /** Triples of unit, start, end. */
  busy: Uint32Array;
  imported?: Uint32Array | undefined;
  /** Consider this instant alone. */
  onlyStart?: number | undefined;
  /** Stop at the first bookable start. */
  firstOnly?: boolean | undefined;
  detail?: "starts" | "placement" | "explain" | "told" | undefined;
  /** Of `Waived`, added up. */
  waived?: number | undefined;
}

/**
 * A refused candidate; `reason` is one of `Reason`. `at` is when the phase to blame would begin, `person` who it is about
 * where that can only be one, `pool` a resource's index where it is ResourceBusy (null: a party lacks several).
 */
export interface Reject {
  start: number;
  at: number;
  person: number | null;
  offset: number;
  reason: number;
  wish: number;
  phase: number;
  pool: number | null;
}

export interface AvailabilityResult {
  starts: Starts;
  rejects: Reject[];
  told: Told;
}

/**
 * The starts as the API tells them, with commas between: JSON in UTF-8, `length` bytes of it; none unless the question asked for them.
 * Before and behind them is room, for there may be a thousand and who frames them need not copy them once more.
 */
export interface Told {
  buffer: Uint8Array;
  at: number;
  length: number;
}

const ANY_PERSON = 0xffffffff;
const NO_POOL = 0xffff;
const NONE = new Uint32Array();
/** Bytes on either side of what is told: more than the longest names of a salon and a zone need. */
const FRAME = 512;
export const UNTOLD: Told = { buffer: new Uint8Array(), at: 0, length: 0 };
const DETAILS = {
  starts: wire.Detail.Starts,
  placement: wire.Detail.Placement,
  explain: wire.Detail.Explain,
  told: wire.Detail.Told,
} as const;

/** Bytes of the schema's structs. The offsets of a reject's fields below are held to the generated accessors by a test. */
const REJECT = wire.Reject.sizeOf();
const BUSY = wire.Busy.sizeOf();
const WISH = wire.Wish.sizeOf();

const builder = new Builder(64 * 1024);

/** The request as bytes, valid until the next call. */
export function encodeAvailability(query: AvailabilityQuery): Uint8Array {
  builder.clear();
  const busy = rawVector(builder, BUSY, query.busy.length / 3, bytesOf(query.busy));
  const taken = query.imported ?? NONE;
  const imported = taken.length === 0 ? 0 : rawVector(builder, BUSY, taken.length / 3, bytesOf(taken));
  const wished = new Uint32Array(query.wishes.length * 2);
  let next = 0;
  for (const wish of query.wishes) {
    wished[next++] = wish.service;
    wished[next++] = wish.person ?? ANY_PERSON;
  }
  const wishes = rawVector(builder, WISH, query.wishes.length, bytesOf(wished));
  const calendar = rawVector(builder, 1, query.calendar.length, query.calendar);
  wire.AvailabilityRequest.startAvailabilityRequest(builder);
  wire.AvailabilityRequest.addCalendar(builder, calendar);
  wire.AvailabilityRequest.addNow(builder, query.now);
  wire.AvailabilityRequest.addFromDate(builder, query.from);
  wire.AvailabilityRequest.addToDate(builder, query.to);
  wire.AvailabilityRequest.addParty(builder, query.party);
  wire.AvailabilityRequest.addOnlyStart(builder, query.onlyStart ?? 0);
  wire.AvailabilityRequest.addFirstOnly(builder, query.firstOnly === true ? 1 : 0);
  wire.AvailabilityRequest.addWaived(builder, query.waived ?? 0);
  wire.AvailabilityRequest.addDetail(builder, DETAILS[query.detail ?? "starts"]);
  wire.AvailabilityRequest.addWishes(builder, wishes);
  wire.AvailabilityRequest.addBusy(builder, busy);
  if (imported !== 0) wire.AvailabilityRequest.addImported(builder, imported);
  builder.finish(wire.AvailabilityRequest.endAvailabilityRequest(builder));
  return builder.asUint8Array();
}

/** Throws EngineError for a status other than Ok and EngineTrap when the module trapped. */
export function availability(query: AvailabilityQuery, engine: EngineModule): AvailabilityResult {
  return decodeAvailability(engine.call("availability", encodeAvailability(query)));
}

/** Copies the answer out of module memory. */
export function decodeAvailability(answer: Answer): AvailabilityResult {
  const { view } = answer;
  const rejectsAt = vectorAt(answer, 10);
  const rejects = new Array<Reject>(rejectsAt.length);
  for (let i = 0; i < rejectsAt.length; i++) {
    const at = rejectsAt.at + i * REJECT;
    const person = view.getUint32(at + 8, true);
    const pool = view.getUint16(at + 16, true);
    rejects[i] = {
      start: view.getUint32(at, true),
      at: view.getUint32(at + 4, true),
      person: person === ANY_PERSON ? null : person,
      offset: view.getInt16(at + 12, true),
      phase: view.getUint16(at + 14, true),
      pool: pool === NO_POOL ? null : pool,
      reason: view.getUint8(at + 18),
      wish: view.getUint8(at + 19),
    };
  }
  return { starts: Starts.read(answer), rejects, told: framed(answer) };
}

function framed(answer: Answer): Told {
  const { at, length } = vectorAt(answer, 12);
  if (length === 0) return UNTOLD;
  const buffer = new Uint8Array(length + 2 * FRAME);
  buffer.set(answer.bytes.subarray(at, at + length), FRAME);
  return { buffer, at: FRAME, length };
}
