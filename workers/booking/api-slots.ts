// The availability answer as the bytes of its JSON. It may hold a thousand starts, so the engine writes these itself; and whatever is
// told besides is written without building values first: it is numbers, instants, and ids whose alphabet needs no escaping.

import { Reason } from "../../shared/contracts/generated/booking/wire/reason.ts";
import type { Reject, Told } from "../engine/availability.ts";
import type { Start, Starts } from "../engine/starts.ts";
import { instantWriter } from "../http/instants.ts";
import { formatDate } from "../time.ts";

export interface SlotsAnswer {
  salon: { slug: string; view: { timezone: string } };
  /** Local dates as days since 1970-01-01, both included. */
  from: number;
  to: number;
  starts: Starts;
  /** The starts as the engine told them; nothing where it was asked for more, and then they are told here. */
  told: Told;
  next: Start | null;
}

/** What was asked for besides. */
export interface AskedBesides {
  /** Each start's `assignment`. */
  detail?: Names | undefined;
  /** What is `rejected`; `names` only for those who may see people and rooms. */
  explain?: { rejects: readonly Reject[]; names?: Names | undefined } | undefined;
}

/** What the engine's numbers are called. */
export interface Names {
  /** The visit's services in order, each with the person it asks for. */
  wishes: readonly { id: string; staff?: string | undefined }[];
  unit(unit: number): string;
  resource(index: number): string;
  /** Minutes east of UTC on the salon's clock. */
  offset(instant: number): number;
}

const encoder = new TextEncoder();

/** To be sent before the same answer is written again: it is written around what the engine told. */
export function slotsJson(answer: SlotsAnswer, { detail, explain }: AskedBesides = {}): Uint8Array {
  const { salon, starts, told } = answer;
  let before = `{"salon":"${salon.slug}","timezone":"${salon.view.timezone}"`;
  before += `,"from":"${formatDate(answer.from)}","to":"${formatDate(answer.to)}","slots":[`;
  const next = answer.next ? `"${instantWriter()(answer.next.start, answer.next.offset)}"` : "null";
  let after = `],"next_available":${next}`;
  if (explain) after += `,"rejected":${rejectedJson(explain.rejects, explain.names)}`;
  after += "}";
  if (told.length === 0) return encoder.encode(before + Array.from(starts, startJson(detail)).join(",") + after);
  return frame(encoder.encode(before), told, encoder.encode(after));
}

/** Written around what was told where there is room, which there is unless somebody's names are very long. */
function frame(head: Uint8Array, { buffer, at, length }: Told, tail: Uint8Array): Uint8Array {
  const whole = head.length + length + tail.length;
  const fits = head.length <= at && at + length + tail.length <= buffer.length;
  const out = fits ? buffer.subarray(at - head.length) : new Uint8Array(whole);
  if (!fits) out.set(buffer.subarray(at, at + length), head.length);
  out.set(head);
  out.set(tail, head.length + length);
  return out.subarray(0, whole);
}

/** `names`: what its assignment is told with, where it is to be told. */
function startJson(names: Names | undefined): (start: Start) => string {
  const instant = instantWriter();
  return (start) => {
    const span = `{"start":"${instant(start.start, start.offset)}","end":"${instant(start.end, start.endOffset)}"`;
    const numbers = `"price_cents":${start.priceCents},"score":${start.score}`;
    return `${span},${numbers}${names === undefined ? "" : `,"assignment":${assignmentJson(start, names)}`}}`;
  };
}

function assignmentJson(start: Start, names: Names): string {
  const instant = instantWriter();
  // Within most visits the clock does not change, and then nobody needs to be asked.
  const offset = start.offset === start.endOffset ? () => start.offset : names.offset;
  const placed = start.placed.map((each) => ({
    service: names.wishes[each.wish]?.id,
    phase: each.phase,
    guest: each.guest,
    unit: names.unit(each.unit),
    start: instant(each.start, offset(each.start)),
    end: instant(each.end, offset(each.end)),
  }));
  return JSON.stringify(placed);
}

/** What the public may know of a refusal: no person, no room. */
const PUBLIC: Record<number, string> = {
  [Reason.Closed]: "closed",
  [Reason.PersonOff]: "closed",
  [Reason.TooSoon]: "too soon",
  [Reason.TooFar]: "closed",
  [Reason.NoPower]: "closed",
  [Reason.PersonBusy]: "fully booked",
  [Reason.ResourceBusy]: "fully booked",
  [Reason.ClassFull]: "fully booked",
};

/** What the team and the operator see. */
const RULES: Record<number, string> = {
  [Reason.Closed]: "closed",
  [Reason.PersonOff]: "person-off",
  [Reason.TooSoon]: "notice",
  [Reason.TooFar]: "horizon",
  [Reason.NoPower]: "no-power",
  [Reason.PersonBusy]: "person-busy",
  [Reason.ResourceBusy]: "resource-busy",
  [Reason.ClassFull]: "class-full",
};

/** The refusals that one phase is to blame for. */
const OF_PHASE: readonly number[] = [Reason.PersonOff, Reason.NoPower, Reason.PersonBusy, Reason.ResourceBusy];

function rejectedJson(rejects: readonly Reject[], names: Names | undefined): string {
  const instant = instantWriter();
  const told = rejects.map((reject) => {
    const plain = { start: instant(reject.start, reject.offset), reason: PUBLIC[reject.reason] ?? "closed" };
    if (names === undefined) return plain;
    const about = { ...plain, rule: RULES[reject.reason] };
    if (!OF_PHASE.includes(reject.reason)) return about;
    const offset = reject.at === reject.start ? reject.offset : names.offset(reject.at);
    const where = { service: names.wishes[reject.wish]?.id, phase: reject.phase, at: instant(reject.at, offset) };
    return { ...about, ...where, ...whom(reject, names) };
  });
  return JSON.stringify(told);
}

/** The person or the resource that is wanting; "any": nobody of several people. */
function whom({ reason, person, pool }: Reject, names: Names): { staff?: string; resource?: string } {
  if (reason === Reason.NoPower) return {};
  if (reason === Reason.ResourceBusy) return pool === null ? {} : { resource: names.resource(pool) };
  return { staff: person === null ? "any" : names.unit(person) };
}
