// Operation `availability`: which starts a visit can have, and with what units.
import { Builder } from "flatbuffers";
import * as wire from "../../shared/contracts/generated/availability_generated.ts";
import type { Answer, EngineModule } from "./module.ts";
import { bytesOf, rawVector, vectorAt } from "./wire.ts";

export const Reason = wire.Reason;

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
  detail?: "starts" | "placement" | "explain" | undefined;
}

/** One unit in one phase, without buffers. `guest` counts the party, `wish` the services of the visit. */
export interface Placed {
  guest: number;
  wish: number;
  phase: number;
  unit: number;
  start: number;
  end: number;
}

/** One unit busy from start to end, buffers included. `shared`: belongs to a class session, not to its guest. */
export interface Segment {
  unit: number;
  start: number;
  end: number;
  shared: boolean;
  guest: number;
}

/** `offset` and `endOffset`: minutes east of UTC at start and end. `priceCents` is for the whole party. */
export interface Start {
  start: number;
  end: number;
  priceCents: number;
  score: number;
  offset: number;
  endOffset: number;
  placed: Placed[];
  segments: Segment[];
}

/** A refused candidate; `reason` is one of `Reason`, `pool` a resource's index where it is ResourceBusy. */
export interface Reject {
  start: number;
  offset: number;
  reason: number;
  wish: number;
  phase: number;
  pool: number;
}

export interface AvailabilityResult {
  starts: Start[];
  rejects: Reject[];
}

const ANY_PERSON = 0xffffffff;
const NONE = new Uint32Array();
const DETAILS = { starts: wire.Detail.Starts, placement: wire.Detail.Placement, explain: wire.Detail.Explain } as const;

/** Bytes of the schema's structs. The offsets of their fields below are held to the generated accessors by a test. */
const START = wire.Start.sizeOf();
const PLACED = wire.Placed.sizeOf();
const SEGMENT = wire.Segment.sizeOf();
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

/** Copies the answer out of module memory. Hundreds of starts are read per request, so straight from one view. */
export function decodeAvailability(answer: Answer): AvailabilityResult {
  const { view } = answer;
  const startsAt = vectorAt(answer, 4);
  const placedAt = vectorAt(answer, 6).at;
  const { at: segmentsAt, length: placements } = vectorAt(answer, 8);
  const rejectsAt = vectorAt(answer, 10);
  const starts = readStarts(view, startsAt.at, startsAt.length);
  if (placements > 0) {
    for (let i = 0, at = startsAt.at; i < startsAt.length; i++, at += START) {
      const start = starts[i] as Start;
      start.placed = readPlaced(view, placedAt + view.getUint32(at + 20, true) * PLACED, view.getUint32(at + 24, true));
      start.segments = readSegments(
        view,
        segmentsAt + view.getUint32(at + 28, true) * SEGMENT,
        view.getUint32(at + 32, true),
      );
    }
  }
  const rejects = new Array<Reject>(rejectsAt.length);
  for (let i = 0; i < rejectsAt.length; i++) {
    const at = rejectsAt.at + i * REJECT;
    rejects[i] = {
      start: view.getUint32(at, true),
      offset: view.getInt16(at + 4, true),
      reason: view.getUint8(at + 6),
      wish: view.getUint8(at + 7),
      phase: view.getUint16(at + 8, true),
      pool: view.getUint16(at + 10, true),
    };
  }
  return { starts, rejects };
}

/** A struct's fields are whole words but for the two offsets, which share one. */
function readStarts(view: DataView, first: number, count: number): Start[] {
  const words = new Int32Array(view.buffer, first, (count * START) / 4);
  const starts = new Array<Start>(count);
  for (let i = 0, at = 0; i < count; i++, at += START / 4) {
    const offsets = words[at + 4] as number;
    starts[i] = {
      start: words[at] as number,
      end: words[at + 1] as number,
      priceCents: words[at + 2] as number,
      score: words[at + 3] as number,
      offset: (offsets << 16) >> 16,
      endOffset: offsets >> 16,
      placed: NO_PLACED,
      segments: NO_SEGMENTS,
    };
  }
  return starts;
}

const NO_PLACED: Placed[] = [];
const NO_SEGMENTS: Segment[] = [];

function readPlaced(view: DataView, first: number, count: number): Placed[] {
  if (count === 0) return NO_PLACED;
  const placed = new Array<Placed>(count);
  for (let i = 0, at = first; i < count; i++, at += PLACED) {
    placed[i] = {
      guest: view.getUint16(at, true),
      wish: view.getUint16(at + 2, true),
      phase: view.getUint32(at + 4, true),
      unit: view.getUint32(at + 8, true),
      start: view.getUint32(at + 12, true),
      end: view.getUint32(at + 16, true),
    };
  }
  return placed;
}

function readSegments(view: DataView, first: number, count: number): Segment[] {
  if (count === 0) return NO_SEGMENTS;
  const segments = new Array<Segment>(count);
  for (let i = 0, at = first; i < count; i++, at += SEGMENT) {
    segments[i] = {
      unit: view.getUint32(at, true),
      start: view.getUint32(at + 4, true),
      end: view.getUint32(at + 8, true),
      shared: view.getUint32(at + 12, true) === 1,
      guest: view.getUint32(at + 16, true),
    };
  }
  return segments;
}
