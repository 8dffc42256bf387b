// Requests about one's own data, POPIA ss 11, 23 and 24: what may be asked, what proves who asks, and how each goes on.
//
// Proof. Stopping something needs a booking's link alone: nothing is told and nothing is lost by it, and the law wants it
// easy. Telling, changing and erasing need a code that was sent to an address on file, for a link travels in calendars and
// forwarded letters. Whoever proves the only address on file speaks for all of the client; where several were given under one
// number, each speaks for what bears it, since anybody may book with another's number. Somebody of the salon may also look at
// who it is, and answers for it by name in the trail.

import { deadlineOf } from "../../../engine/compliance/deadline.ts";
import { compliance } from "../../../engine/shipped.ts";
import { type Fault, type Problem, problem } from "../../../problem.ts";
import type {
  Decision,
  Kind,
  Objectable,
  Proof,
  Reach,
  RequestRow,
  Status,
} from "../../../store/compliance/requests/requests.ts";
import type { Salon } from "../../../store/snapshots.ts";
import { formatDate } from "../../../time.ts";
import { localDate } from "../../deciding/facts.ts";

/** Calendar days within which a request is answered; the last is never a Sunday or public holiday. */
const DAYS = 30;

export interface RequestKey {
  salon: string;
  request: string;
}

/** What a correction changes; E.164, lower-case tags. */
export interface Changes {
  name?: string | undefined;
  phone?: string | undefined;
  email?: string | undefined;
  language?: string | undefined;
}

/** `stop`: what is objected to. `withdraw`: which consents, all of them when absent. */
export interface Detail {
  correct?: Changes | undefined;
  stop?: readonly Objectable[] | undefined;
  withdraw?: readonly string[] | undefined;
}

export interface Asked {
  kind: Kind;
  detail: Detail;
  language?: string | undefined;
}

/** Each kind comes with what it is about and with nothing else. */
export function askedFaults({ kind, detail }: Asked): Fault[] {
  const part = { correction: "correct", objection: "stop", withdrawal: "withdraw", access: null, deletion: null }[kind];
  const given = Object.entries(detail).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  const beside = given.filter((name) => name !== part);
  const faults = beside.map((name): Fault => ({ pointer: `/${name}`, detail: `does not belong to ${kind}` }));
  const needed = part !== null && part !== "withdraw" && !given.includes(part);
  return needed ? [...faults, { pointer: `/${part}`, detail: `is required for ${kind}` }] : faults;
}

/** Kinds for which a booking's link proves enough. */
const BY_LINK: readonly Kind[] = ["objection", "withdrawal"];

export const linkIsEnough = (kind: Kind): boolean => BY_LINK.includes(kind);

/** A name or a language that is wrong harms nobody but its owner; a number and an address are where links and codes go. */
const HARMLESS: readonly string[] = ["name", "language"];

/**
 * What follows once it is known who asks. The salon decides on erasing, on where letters go, and on anything that reaches
 * beyond what was proved; everything else is carried out at once.
 */
export function statusAfter({ kind, detail }: Asked, reach: Reach): Status {
  if (kind === "deletion") return "deciding";
  if (kind !== "correction") return "working";
  const fields = Object.keys(detail.correct ?? {});
  return reach === "client" && fields.every((field) => HARMLESS.includes(field)) ? "working" : "deciding";
}

/**
 * The only grounds on which these may be refused. `law`, `claim`, `contract`: s 14(1)(a) to (c), read with s 24(1)(b).
 * `accurate`: it is right as it stands, s 24(2)(c). `identity`: no adequate proof of who asks, s 24(1) with reg 3.
 */
export const GROUNDS = {
  correction: ["accurate", "identity"],
  deletion: ["law", "claim", "contract", "identity"],
} as const;
export type Ground = (typeof GROUNDS)[keyof typeof GROUNDS][number];

export function groundsOf(kind: Kind): readonly Ground[] {
  return kind === "correction" || kind === "deletion" ? GROUNDS[kind] : [];
}

/** The last day on which a request that came now is in time. */
export function dueDate(salon: Salon, now: number): number {
  return deadlineOf(localDate(salon, now), DAYS, compliance);
}

export const detailOf = ({ detail }: Pick<RequestRow, "detail">): Detail => JSON.parse(detail) as Detail;

/** How a request stands, for whoever may know. Dates are the salon's, instants RFC 3339 in UTC. */
export interface RequestAnswer {
  request: string;
  kind: Kind;
  status: Status;
  received: string;
  due: string;
  proof: Proof | null;
  reach: Reach | null;
  decision: Decision | null;
  ground: string | null;
  reason: string | null;
  closed: string | null;
}

export const instant = (minutes: number): string => new Date(minutes * 60_000).toISOString();

export function answerOf(row: RequestRow): RequestAnswer {
  return {
    request: row.request_id,
    kind: row.kind,
    status: row.status,
    received: instant(row.received_at),
    due: formatDate(row.due_date),
    proof: row.proof,
    reach: row.reach,
    decision: row.decision,
    ground: row.ground,
    reason: row.reason,
    closed: row.closed_at === null ? null : instant(row.closed_at),
  };
}

export const unknownRequest = (): Problem => problem("unknown-request", 404, "There is no such request.");

/** A row that has just come; what is proved is filled in by whoever proves it. */
export function newRow(key: RequestKey, { kind, detail, language }: Asked, salon: Salon, now: number): RequestRow {
  return {
    salon_id: key.salon,
    request_id: key.request,
    kind,
    status: "received",
    client_id: null,
    booking_id: null,
    phone_hash: null,
    code_id: null,
    proof: null,
    reach: null,
    address_hash: null,
    answer_to: null,
    language: language ?? null,
    detail: JSON.stringify(detail),
    received_at: now,
    due_date: dueDate(salon, now),
    verified_at: null,
    moved_at: now,
    decision: null,
    ground: null,
    reason: null,
    closed_at: null,
    runs: 1,
    export_until: null,
  };
}
